/** Whether an event began where a person types. */
export function isTyping(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement || (target instanceof HTMLElement && target.isContentEditable);
}

/**
 * Keeps keys that were meant for an element from the host's shortcuts, forms and dialogs: all of them while somebody types in it,
 * otherwise those that it has acted on, or that press its buttons.
 */
export function keepKeysInside(event: KeyboardEvent): void {
  const typing = isTyping(event);
  if (typing && event.key === 'Escape') event.preventDefault();
  if (typing || event.defaultPrevented || event.key === 'Enter' || event.key === ' ') event.stopPropagation();
}

/** Enter, and not the one that ends a word in an input method. Safari says so by its old key code only. */
export const isPlainEnter = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
