// What a message shows beside words and reactions. Loaded with the first message that has any of it.
import { nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import { msg } from '../base/localisation.ts';
import { carriedOn } from '../files/carried.ts';
import { cardStyles, filesCard, messageCard } from './message-row.cards.ts';
import { hostSign, hostStyles, noticeEnd, outcomeText } from './message-row.host.ts';
import { markStyles, pinNote, threadChip } from './message-row.marks.ts';
import { systemLine, systemOf, systemStyles, systemText } from './message-row.system.ts';
import type { MessageRow } from './message-row.ts';

const loadLinks = () => import('./message-links.ts').catch(() => undefined);

type Shown = TemplateResult | typeof nothing;

export interface Extras {
  /** In the place of a person's picture. */
  sign: TemplateResult | undefined;
  above: Shown; below: Shown; end: Shown;
  /** For the row's label. */
  words: string;
}

export function extrasOf(row: MessageRow): Extras {
  const { card, pinned, thread, deletedAt, fileIds } = row.message, isNotice = card?.type === 'notice';
  if (systemOf(row)) {
    row.wear(systemStyles);
    return { sign: undefined, above: nothing, below: systemLine(row), end: nothing, words: systemText(row) };
  }
  for (const styles of [markStyles, ...(card ? [isNotice ? hostStyles : cardStyles] : [])]) row.wear(styles);
  return {
    sign: isNotice ? hostSign() : undefined,
    above: pinned ? pinNote(row, (id) => row.nameOf(id, '@')) : nothing,
    below: deletedAt ? nothing : html`${links(row)}${card ? isNotice ? noticeEnd(row) : messageCard(row, card) : fileIds ? filesCard(row.message) : nothing}`,
    end: thread ? threadChip(row) : nothing,
    words: isNotice ? outcomeText(row) : card?.type === 'poll' ? msg('Poll') : carriedOn(row.message)?.type === 'voice' ? msg('Voice message') : card?.type === 'call' ? msg('Call') : '',
  };
}

/** What its links lead to, which is asked once the row is on the screen. */
function links(row: MessageRow): Shown {
  const { text, hidesPreviews } = row.message;
  if (!row.isStored || hidesPreviews || !/https?:\/\//i.test(text)) return nothing;
  void loadLinks();
  return html`<message-links .message=${row.message} .canHide=${row.isMine || row.canModerate}></message-links>`;
}
