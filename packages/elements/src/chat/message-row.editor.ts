import { html, type TemplateResult } from 'lit';
import { msg } from '../base/localisation.ts';
import { announce } from './message-row.actions.ts';
import type { MessageRow } from './message-row.ts';

/** The text in place, to be changed: Enter saves, Shift+Enter breaks the line, Escape gives it back as it was. */
export function messageEditor(row: MessageRow): TemplateResult {
  const field = (event: Event) => (event.currentTarget as HTMLElement).closest('.editor')?.querySelector('textarea');
  const onKeydown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) save(row, field(event)?.value ?? '');
    else if (event.key === 'Escape') void row.setMode('idle');
    else return;
    event.preventDefault();
  };
  return html`<div class="editor">
    <textarea rows="1" maxlength="20000" aria-label=${msg('Edit message')} dir="auto" .value=${row.message.text} @keydown=${onKeydown}></textarea>
    <div class="save">
      <button class="button primary" @click=${(event: Event) => save(row, field(event)?.value ?? '')}>${msg('Save')}</button>
      <button class="button" @click=${() => void row.setMode('idle')}>${msg('Cancel')}</button>
      <span class="meta cut">${msg('Enter to save, Esc to cancel')}</span>
    </div>
  </div>`;
}

function save(row: MessageRow, text: string): void {
  const draft = { text: text.trim() };
  if (!draft.text) return;
  const { message } = row;
  if (draft.text !== message.text && announce(row, 'corridor-before-edit', { message, draft })) row.ask((chat) => chat.edit(message.id, draft));
  void row.setMode('idle');
}
