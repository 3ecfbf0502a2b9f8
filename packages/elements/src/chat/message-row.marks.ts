import { css, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatFull, formatNumber, formatShort, msg, plural, str } from '../base/localisation.ts';
import '../people/user-avatar.ts';
import type { MessageRow } from './message-row.ts';

/** Asks whoever shows conversations for the thread of this message. */
export function openThread(row: MessageRow): void {
  const { channelId, id: messageId } = row.message;
  row.dispatchEvent(new CustomEvent('corridor-thread', { detail: { channelId, messageId }, bubbles: true, composed: true, cancelable: true }));
}

/** Who has pinned it. */
export const pinNote = (row: MessageRow, nameOf: (userId: string) => string): TemplateResult =>
  html`<div class="pinned meta">${icon(moreIcons.pin, 'small')}${msg(str`Pinned by ${nameOf(row.message.pinned!.userId)}`)}</div>`;

/** Who has replied, how often and when last; the way to the thread. */
export function threadChip(row: MessageRow): TemplateResult {
  const { replies, people, lastReplyAt, status } = row.message.thread!;
  const count = formatNumber(row.language, replies);
  const label = plural(row.language, replies, { one: str`${count} reply`, other: str`${count} replies` });
  return html`<button class="thread" part="thread" tabindex="-1" title=${formatFull(row.language, lastReplyAt)} @click=${() => openThread(row)}>
    <span class="people" aria-hidden="true">${people.slice(0, 3).map((userId) => html`<user-avatar size="tiny" user-id=${userId}></user-avatar>`)}</span>
    <span>${label}</span><span class="meta">${status === 'resolved' ? msg('Resolved') : status === 'archived' ? msg('Archived') : formatShort(row.language, lastReplyAt)}</span>
  </button>`;
}

export const markStyles = css`
  .pinned {
    display: flex;
    align-items: center;
    gap: 4px;
    margin-block-end: 2px;
  }
  .thread {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    max-inline-size: 100%;
    min-block-size: 28px;
    margin: 2px 0 0 -6px;
    margin-inline: -6px 0;
    padding-inline: 6px 10px;
    border-radius: var(--c-radius-s);
    font-size: var(--c-font-size-small);
    font-weight: 600;
    color: var(--c-accent-text);
  }
  .thread:hover {
    background: var(--c-surface);
    box-shadow: inset 0 0 0 1px var(--c-line-strong);
  }
  .thread .meta {
    font-weight: 400;
  }
  .people {
    display: inline-flex;
    gap: 2px;
  }
`;

declare global {
  interface HTMLElementEventMap {
    'corridor-thread': CustomEvent<{ channelId: string; messageId: string; seq?: number | undefined }>;
  }
}
