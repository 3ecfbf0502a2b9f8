import type { Change } from './message-composer.markup.ts';

/** Changes the field's text as typing would: the browser's own undo takes it back, and listeners hear of it. */
export function edit(field: HTMLTextAreaElement, { start, end, insert, select }: Change): void {
  field.focus();
  field.setSelectionRange(start, end);
  const isDone = (start === end && !insert) || (insert ? document.execCommand('insertText', false, insert) : document.execCommand('delete'));
  if (!isDone) {
    field.setRangeText(insert, start, end, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  }
  field.setSelectionRange(...select);
}

/** Puts words in the place of what is selected. */
export function type(field: HTMLTextAreaElement, words: string): void {
  const { selectionStart: start, selectionEnd: end } = field;
  edit(field, { start, end, insert: words, select: [start + words.length, start + words.length] });
}
