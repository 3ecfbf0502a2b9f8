import type { Message } from '@corridor/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { breaksLines } from '../base/keys.ts';
import { msg, str } from '../base/localisation.ts';
import { carriedOn } from '../files/carried.ts';
import { keyNames } from './key-names.ts';
import { Names } from './message-composer.names.ts';
import { announce, copyText } from './message-row.actions.ts';
import type { MessageRow } from './message-row.ts';
import { namesBy } from './message-text.ts';

interface Editor { readonly stored: string; readonly shown: string; readonly names: Names }

/** What each open editor began with, and who is meant in it. It stays as it is when the message changes or goes meanwhile. */
const begun = new WeakMap<MessageRow, Editor>();

function begin(row: MessageRow): Editor {
  const known = begun.get(row);
  if (known) return known;
  const { text: stored } = row.message;
  const names = new Names();
  const editor = { stored, names, shown: row.corridor ? names.show(stored, namesBy(row.corridor, (store) => store.get())) : stored };
  begun.set(row, editor);
  return editor;
}

function end(row: MessageRow): void {
  begun.delete(row);
  void row.setMode('idle');
}

/** The text in place, to be changed: Enter saves, Shift+Enter breaks the line, Escape gives it back as it was. */
export function messageEditor(row: MessageRow): TemplateResult {
  const { stored, shown, names } = begin(row);
  const isDeleted = !!row.message.deletedAt;
  const field = () => row.renderRoot.querySelector<HTMLTextAreaElement>('.editor textarea');
  const written = () => field()?.value ?? '';
  const onKeydown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey && (event.ctrlKey || event.metaKey || !breaksLines(row.corridor))) save(row, written());
    else if (event.key === 'Escape') end(row);
    else return;
    event.preventDefault();
  };
  const onInput = (event: InputEvent) => {
    const { value, selectionStart } = event.target as HTMLTextAreaElement;
    names.change(value, selectionStart, /^history/.test(event.inputType ?? ''));
  };
  return html`<div class="editor">
    <textarea rows="1" maxlength="20000" aria-label=${msg('Edit message')} placeholder=${isWordless(row.message) ? msg('Add a word') : nothing} dir="auto" .value=${shown} @keydown=${onKeydown} @input=${onInput}></textarea>
    <p class="meta" role="status">${isDeleted ? msg('This message was deleted meanwhile.') : row.message.text === stored ? '' : msg('This message was changed elsewhere meanwhile. Saving puts your text in its place.')}</p>
    <div class="save">
      ${isDeleted
        ? html`<button class="button primary" @click=${() => sendAsNew(row, written())}>${msg('Send as a new message')}</button>
            <button class="button" @click=${() => void copyText(row, written())}>${row.hasCopied ? msg('Copied') : msg('Copy text')}</button>
            <button class="button" @click=${() => end(row)}>${msg('Discard')}</button>`
        : html`<button class="button primary" @click=${() => save(row, written())}>${msg('Save')}</button>
            <button class="button" @click=${() => end(row)}>${msg('Cancel')}</button>
            <span class="meta cut">${msg(str`${keyNames(breaksLines(row.corridor) ? 'Ctrl Enter' : 'Enter')} to save, Esc to cancel`)}</span>`}
    </div>
  </div>`;
}

/** What a message carries stays, and may say all that there is to say. */
const isWordless = (message: Message): boolean => message.card?.type === 'forward' || carriedOn(message) !== undefined;

function save(row: MessageRow, text: string): void {
  const draft = { text: begin(row).names.stored(text).trim() };
  const { message } = row;
  if ((!draft.text && !isWordless(message)) || message.deletedAt) return;
  if (draft.text !== message.text && announce(row, 'corridor-before-edit', { message, draft })) row.ask((chat) => chat.edit(message.id, draft));
  end(row);
}

function sendAsNew(row: MessageRow, text: string): void {
  const { channelId } = row.message;
  const draft = { text: begin(row).names.stored(text).trim() };
  if (!draft.text || !announce(row, 'corridor-before-send', { channelId, draft })) return;
  row.corridor?.chat.send(channelId, draft).catch(() => {}); // its own row says why
  end(row);
}
