import type { Message } from '@corridor/sdk';
import * as acts from '../base/icon-shapes.acts.ts';
import { eye, history } from '../base/icon-shapes.writing.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import type { icon } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { openAbout } from './message-row.dialogs.ts';
import { createRecord, recordActionOf } from './message-row.host.ts';
import { hasSender, showSender } from './message-row.profile.ts';
import type { MessageRow } from './message-row.ts';
import { showNote } from '../base/quiet-note.ts';
import { savedBy } from './saved.ts';

/** Something to do with a message: a button in the bar, or a line of the menu. */
export interface Action { icon: Parameters<typeof icon>[0]; label: string; key?: string; isDanger?: boolean; run: () => void }

const loadHistory = () => import('./message-history.ts');
const loadReaders = () => import('./message-readers.ts');
const loadForward = () => import('./forward-message.ts');

/** All that the message has said. */
export const showHistory = (row: MessageRow): Promise<void> => openAbout(row, 'message-history', loadHistory);

/** In larger conversations nobody is told who has read. */
const mostReaders = 50;

const isSmall = ({ corridor, message: { channelId } }: MessageRow): boolean => (corridor?.chat.conversation(channelId).channel.get()?.memberCount ?? Infinity) <= mostReaders;

/** The page's own address with the message's place in it, unless the host gives another. */
async function copyLink(row: MessageRow): Promise<void> {
  const { message } = row;
  const link = { url: new URL(`#corridor/${message.channelId}/${message.seq}`, location.href).href };
  row.endAction();
  if (!row.dispatchEvent(new CustomEvent('corridor-before-copy-link', { detail: { message, link }, bubbles: true, composed: true, cancelable: true }))) return;
  try {
    await navigator.clipboard.writeText(link.url);
    showNote(row, { text: msg('Link copied.') });
  } catch {
    row.refusal = msg('This page may not copy.');
  }
}

function saving(row: MessageRow): Action | false {
  const { corridor, message: { id: messageId } } = row;
  if (!corridor) return false;
  const isSaved = savedBy(corridor).ids.has(messageId);
  const run = (): void => {
    row.ask((chat) => (isSaved ? chat.unsave({ messageId }) : chat.save({ messageId })).then(() => showNote(row, { text: isSaved ? msg('Removed from saved.') : msg('Saved for you.') })));
    row.endAction();
  };
  return { icon: acts.bookmark, label: isSaved ? msg('Remove from saved') : msg('Save'), run };
}

function aboutWhom(row: MessageRow): string {
  const name = row.nameOf(row.message.senderId, '@');
  return msg(str`About ${name}`);
}

async function aboutSender(row: MessageRow): Promise<void> {
  row.endAction();
  await row.updateComplete;
  await showSender(row);
}

/** What is done with a message less often, behind "More". */
export function moreActions(row: MessageRow): Action[] {
  const recordAction = row.isStored ? recordActionOf(row) : undefined;
  const actions: (Action | false)[] = [
    row.isStored && { icon: acts.forward, label: msg('Forward'), run: () => void openAbout(row, 'forward-message', loadForward) },
    row.isStored && saving(row),
    row.isStored && { icon: acts.linkTo, label: msg('Copy link'), run: () => void copyLink(row) },
    row.isStored && isSmall(row) && { icon: eye, label: msg('Read by'), run: () => void openAbout(row, 'message-readers', loadReaders) },
    row.isStored && !!row.message.editedAt && { icon: history, label: msg('Edit history'), run: () => void showHistory(row) },
    row.isStored && hasSender(row) && { icon: moreIcons.users, label: aboutWhom(row), run: () => void aboutSender(row) },
    recordAction !== undefined && { icon: moreIcons.box, label: recordAction, run: () => createRecord(row) },
  ];
  return actions.filter((action) => action !== false);
}

declare global {
  interface HTMLElementEventMap {
    'corridor-before-copy-link': CustomEvent<{ message: Message; link: { url: string } }>;
  }
}
