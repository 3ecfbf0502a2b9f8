import { html, type TemplateResult } from 'lit';
import { msg } from '../base/localisation.ts';
import { Names } from './message-composer.names.ts';
import { announce } from './message-row.actions.ts';
import type { MessageRow } from './message-row.ts';
import { namesBy } from './message-text.ts';

/** What each open editor began with, and who is meant in it. */
const begun = new WeakMap<MessageRow, { stored: string; shown: string; names: Names }>();

function begin(row: MessageRow): { shown: string; names: Names } {
  const { text: stored } = row.message;
  const known = begun.get(row);
  if (known?.stored === stored) return known;
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
  const field = (event: Event) => (event.currentTarget as HTMLElement).closest('.editor')?.querySelector('textarea');
  const onKeydown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) save(row, field(event)?.value ?? '');
    else if (event.key === 'Escape') end(row);
    else return;
    event.preventDefault();
  };
  const onInput = (event: InputEvent) => {
    const { value, selectionStart } = event.target as HTMLTextAreaElement;
    begin(row).names.change(value, selectionStart, /^history/.test(event.inputType ?? ''));
  };
  return html`<div class="editor">
    <textarea rows="1" maxlength="20000" aria-label=${msg('Edit message')} dir="auto" .value=${begin(row).shown} @keydown=${onKeydown} @input=${onInput}></textarea>
    <div class="save">
      <button class="button primary" @click=${(event: Event) => save(row, field(event)?.value ?? '')}>${msg('Save')}</button>
      <button class="button" @click=${() => end(row)}>${msg('Cancel')}</button>
      <span class="meta cut">${msg('Enter to save, Esc to cancel')}</span>
    </div>
  </div>`;
}

function save(row: MessageRow, text: string): void {
  const draft = { text: begin(row).names.stored(text).trim() };
  if (!draft.text) return;
  const { message } = row;
  if (draft.text !== message.text && announce(row, 'corridor-before-edit', { message, draft })) row.ask((chat) => chat.edit(message.id, draft));
  end(row);
}
