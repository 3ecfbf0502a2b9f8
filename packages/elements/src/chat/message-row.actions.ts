import { nothing, type PropertyValues, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { audienceOf, noteCopied, watchCopies } from './audience-guard.ts';
import { Names } from './message-composer.names.ts';
import { namesBy } from './message-text.ts';
import type { EmojiChoice } from './emoji-choice.ts';
import { openThread } from './message-row.marks.ts';
import { type Action, moreActions } from './message-row.more.ts';
import { hearNames } from './message-row.profile.ts';
import type { MessageRow } from './message-row.ts';
import { systemOf } from './message-row.system.ts';
import { showNote } from '../base/quiet-note.ts';

// Whoever selects text to copy it has been over a row first.
watchCopies();

/** Answers that fit most messages; a choice of all emoji comes on top of them. */
export const quickEmoji = ['👍', '❤️', '😄', '🎉', '👀', '✅'];

function pin(row: MessageRow): void {
  const { id: messageId, pinned } = row.message;
  row.ask((chat) => (pinned ? chat.unpin({ messageId }) : chat.pin({ messageId })));
  row.endAction();
}

/** A reply has no thread of its own. */
const canReply = ({ corridor, message: { channelId } }: MessageRow): boolean => corridor?.chat.conversation(channelId).channel.get()?.kind !== 'thread';

function actionsOf(row: MessageRow): Action[] {
  if (systemOf(row)) return []; // what happened stays as it is
  const actions: (Action | false)[] = [
    row.isStored && { icon: moreIcons.smilePlus, label: msg('React'), key: 'R', run: () => void row.setMode('reacting') },
    row.isStored && canReply(row) && { icon: moreIcons.reply, label: msg('Reply in thread'), key: 'T', run: () => openThread(row) },
    row.canEdit && { icon: moreIcons.pencil, label: msg('Edit'), key: 'E', run: () => void row.setMode('editing') },
    !row.message.deletedAt && row.message.text !== '' && { icon: row.hasCopied ? moreIcons.check : moreIcons.copy, label: row.hasCopied ? msg('Copied') : msg('Copy text'), run: () => void copy(row) },
    row.isStored && { icon: moreIcons.pin, label: row.message.pinned ? msg('Unpin') : msg('Pin'), key: 'P', run: () => pin(row) },
    row.isStored && !row.isMine && row.canMarkUnread && { icon: moreIcons.mail, label: msg('Mark unread'), run: () => markUnread(row) },
    row.canDelete && { icon: moreIcons.trash, label: msg('Delete'), key: 'Delete', isDanger: true, run: () => void row.setMode('deleting') },
  ];
  return actions.filter((action) => action !== false);
}

/** Does what stands in the bar with this key. */
export const act = (row: MessageRow, key: string): void => actionsOf(row).find((action) => action.key === key)?.run();

const emojiButtons = (row: MessageRow) => quickEmoji.map((emoji) => html`
  <button class="icon emoji" tabindex="-1" aria-label=${emoji} aria-pressed=${row.message.reactions[emoji]?.includes(row.me?.id ?? '') ? 'true' : 'false'} @click=${() => row.react(emoji)}>${emoji}</button>`);

const loadChoice = () => import('./emoji-choice.ts');

const reactions = (row: MessageRow) => html`${emojiButtons(row)}
  <button class="icon" tabindex="-1" aria-label=${msg('All emoji')} title=${msg('All emoji')} @click=${() => void chooseEmoji(row)}>${icon(moreIcons.smilePlus, 'small')}</button>`;

/** Above everything, beside its row: the list would cut it off. */
async function chooseEmoji(row: MessageRow): Promise<void> {
  if (!(await loadChoice().catch(() => undefined))) return;
  const dialog = await openSheet(row, 'choosing');
  const choice = dialog?.querySelector<EmojiChoice>('.choice');
  await choice?.updateComplete;
  if (!dialog || !choice) return;
  choice.focus();
  placeBeside(row, dialog, choice);
}

async function openMenu(row: MessageRow): Promise<void> {
  const dialog = await openSheet(row, 'menu');
  const panel = dialog?.querySelector('.panel');
  if (!dialog || !panel) return;
  panel.querySelector('button')?.focus();
  placeBeside(row, dialog, panel);
}

async function openSheet(row: MessageRow, mode: MessageRow['mode']): Promise<HTMLDialogElement | null> {
  row.mode = mode;
  row.isSheetOpen = true;
  await row.updateComplete;
  return row.renderRoot.querySelector('dialog');
}

/** On a phone it stays at the bottom. */
function placeBeside(row: MessageRow, dialog: HTMLDialogElement, content: Element): void {
  if (matchMedia('(max-width: 480px), (pointer: coarse)').matches) return;
  dialog.classList.add('beside');
  const [place, box] = [row.getBoundingClientRect(), content.getBoundingClientRect()];
  const isAbove = place.top > box.height + 8;
  dialog.style.top = `${isAbove ? place.top - box.height - 4 : Math.min(place.top + 20, innerHeight - box.height - 8)}px`;
  dialog.style.left = `${Math.max(8, row.matches(':dir(rtl)') ? place.left + 16 : place.right - box.width - 16)}px`;
}

const confirmation = (row: MessageRow) => html`
  <span class="question">${msg('Delete this message?')}</span>
  <button class="button danger" tabindex="-1" @click=${() => remove(row)}>${msg('Delete')}</button>
  <button class="button" tabindex="-1" @click=${() => void row.setMode('idle')}>${msg('Cancel')}</button>`;

/** The bar at the row's top end. Reacting and deleting take its place, so nothing else opens. */
export function messageBar(row: MessageRow): TemplateResult | typeof nothing {
  const actions = actionsOf(row);
  if (actions.length === 0) return nothing;
  return html`<div class="bar ${row.mode}" part="toolbar" role="toolbar" aria-label=${msg('Message actions')}>${row.mode === 'reacting'
    ? reactions(row)
    : row.mode === 'deleting'
      ? confirmation(row)
      : actions.map((action) => html`<button class="icon" tabindex="-1" aria-label=${action.label} title=${action.label}
          aria-keyshortcuts=${action.key ?? nothing} @click=${action.run}>${icon(action.icon, 'small')}</button>`)}${row.mode === 'idle' && moreActions(row).length
        ? html`<button class="icon" tabindex="-1" aria-label=${msg('More actions')} title=${msg('More actions')} aria-haspopup="dialog" @click=${() => void openMenu(row)}>${icon(moreIcons.ellipsis, 'small')}</button>`
        : nothing}</div>`;
}

const item = (action: Action) => html`<button class="item ${action.isDanger ? 'danger' : ''}" @click=${action.run}>${icon(action.icon)}${action.label}</button>`;

/** Arrows walk through a menu. */
function onPanelKeydown(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const items = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('.item')];
  const at = items.indexOf(event.target as HTMLElement);
  if (!step || at < 0) return;
  event.preventDefault();
  items[(at + step + items.length) % items.length]?.focus();
}

/** The same for a finger, in the top layer: nothing of the host's page can cover or trap it. */
export const messageSheet = (row: MessageRow): TemplateResult | typeof nothing => (systemOf(row) ? nothing : html`
  <dialog class="sheet ${row.mode}" aria-label=${row.mode === 'choosing' ? msg('All emoji') : msg('Message actions')} @close=${() => close(row)} @click=${(event: Event) => event.target === event.currentTarget && close(row)}>
    <div class="panel" @keydown=${onPanelKeydown}>${row.mode === 'choosing'
      ? html`<emoji-choice class="choice" @corridor-emoji=${(event: CustomEvent<{ emoji: string }>) => row.react(event.detail.emoji)}></emoji-choice>`
      : row.mode === 'menu'
      ? moreActions(row).map(item)
      : row.mode === 'deleting'
      ? html`<div class="confirm">${confirmation(row)}</div>`
      : html`<div class="emojis">${reactions(row)}</div>
          ${[...actionsOf(row).filter(({ key }) => key !== 'R' && key !== 'Delete'), ...moreActions(row), ...actionsOf(row).filter(({ key }) => key === 'Delete')].map(item)}`}
    </div>
  </dialog>`);

/** Edited by arrow up from the field below: there the person goes on, where the next letters are words and not keys. */
const fromField = new WeakSet<MessageRow>();

/** Begins or ends what is done with a message, and puts the focus where it goes on. */
export async function setMode(row: MessageRow, mode: MessageRow['mode']): Promise<void> {
  if ((mode !== 'idle' && systemOf(row)) || (mode === 'editing' && !row.canEdit) || (mode === 'deleting' && !row.canDelete) || (mode === 'reacting' && !row.isStored)) return;
  const wasEditing = row.mode === 'editing';
  if (mode === 'editing' && !wasEditing && !row.matches(':focus-within')) fromField.add(row);
  row.mode = mode;
  row.refusal = undefined;
  row.isActive = true;
  if (mode === 'editing') row.isSheetOpen = false;
  await row.updateComplete;
  const field = row.renderRoot.querySelector<HTMLTextAreaElement>('.editor textarea');
  if (mode === 'editing') {
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  } else if (mode === 'idle') {
    row.focus();
    if (wasEditing && fromField.delete(row)) announce(row, 'corridor-compose', { channelId: row.message.channelId });
  }
  else row.renderRoot.querySelector<HTMLElement>(row.isSheetOpen ? 'dialog button' : '.bar button')?.focus();
}

function close(row: MessageRow): void {
  row.isSheetOpen = false;
  if (row.mode !== 'editing') void row.setMode('idle');
}

function remove(row: MessageRow): void {
  const { message } = row;
  if (announce(row, 'corridor-before-delete', { message })) {
    const hide = showNote(row, { text: msg('Message deleted.'), action: { label: msg('Undo'), run: () => bringBack(row, message.id) } });
    row.ask((chat) => chat.delete(message.id).catch((error: unknown) => {
      hide();
      throw error;
    }));
  }
  row.endAction();
}

function bringBack(row: MessageRow, messageId: string): void {
  row.ask((chat) => chat.undelete(messageId));
  row.focus();
}

/** Elsewhere nobody knows the ids. */
const withNames = ({ message, corridor }: MessageRow): string => (corridor ? new Names().show(message.text, namesBy(corridor, (store) => store.get())) : message.text);

async function copy(row: MessageRow): Promise<void> {
  await copyText(row, withNames(row));
  row.isSheetOpen = false;
}

export async function copyText(row: MessageRow, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    if (row.corridor) noteCopied(text, audienceOf(row.corridor, row.corridor.chat.conversation(row.message.channelId).channel.get()));
    row.hasCopied = true;
  } catch {
    row.refusal = msg('This page may not copy.');
  }
}

function markUnread(row: MessageRow): void {
  const { channelId, seq } = row.message;
  row.ask((chat) => chat.markUnread(channelId, seq));
  row.endAction();
}

/** False when the host has cancelled it. */
export const announce = (row: MessageRow, type: `corridor-${string}`, detail: object): boolean =>
  row.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, cancelable: true, detail }));

/** Inside the row: arrows walk through links, chips and the bar; Escape leaves one level. */
export function onRowKeydown(row: MessageRow, event: KeyboardEvent): void {
  const inside = event.composedPath()[0];
  if (inside === row || row.mode === 'editing' || row.isSheetOpen) return;
  if (event.key === 'Escape') void row.setMode('idle');
  else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
    const all = [...row.renderRoot.querySelectorAll<HTMLElement>('a, button')];
    const isForward = (event.key === 'ArrowRight') !== row.matches(':dir(rtl)');
    all[(all.indexOf(inside as HTMLElement) + (isForward ? 1 : -1) + all.length) % all.length]?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

export async function onRowFocusout(row: MessageRow, { relatedTarget }: FocusEvent): Promise<void> {
  if (relatedTarget instanceof Node && row.contains(relatedTarget)) return;
  await row.updateComplete; // a button that gave way to others has left the focus to one of them
  if (row.matches(':focus-within')) return;
  if (row.mode === 'reacting' || row.mode === 'deleting') row.mode = 'idle';
  row.setActive(row.matches(':hover'));
}

/** The sheet is opened, and the bar stands where the list does not cut it off. */
export function onRowUpdated(row: MessageRow, changed: PropertyValues<MessageRow>): void {
  if (changed.has('tools')) hearNames(row);
  if (changed.has('isSheetOpen') && row.isSheetOpen) row.renderRoot.querySelector('dialog')?.showModal();
  const bar = row.isActive && row.renderRoot.querySelector('.bar');
  if (!bar || !(changed.has('isActive') || changed.has('tools'))) return;
  const top = row.closest('.scroller')?.getBoundingClientRect().top ?? 0;
  bar.classList.toggle('below', bar.getBoundingClientRect().top < top);
}
