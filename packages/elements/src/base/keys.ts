import type { Corridor } from '@corridor/sdk';

/** Whether an event began where a person types. */
export function isTyping(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement || (target instanceof HTMLElement && target.isContentEditable);
}

/** Whether an event began in a modal dialog inside of what listens: the browser closes that one with Escape. */
export function isInModal(event: Event): boolean {
  const path = event.composedPath();
  return path.slice(0, path.indexOf(event.currentTarget as EventTarget)).some((target) => target instanceof HTMLDialogElement && target.matches(':modal'));
}

/** What `keepInside` is to hear. */
export const guarded = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste'] as const;

/** Keys that were kept when they went down: coming up they belong here too, wherever the focus is by then. */
const held = new Set<string>();

/**
 * Keeps what was meant for an element from the host's shortcuts, forms and dialogs: all keys and changes while somebody types in it,
 * otherwise the keys that it has acted on, or that press its buttons.
 */
export function keepInside(event: Event): void {
  const typing = isTyping(event);
  const key = event instanceof KeyboardEvent ? event.key : '';
  if (typing && key === 'Escape' && !isInModal(event)) event.preventDefault();
  const wasHeld = event.type !== 'keypress' && held.delete(key);
  if (!typing && !event.defaultPrevented && key !== 'Enter' && key !== ' ' && !(wasHeld && event.type === 'keyup')) return;
  if (event.type === 'keydown') held.add(key);
  event.stopPropagation();
}

/** Whether somebody has chosen that a plain Enter breaks the line, and Ctrl or Cmd with it sends. */
export const breaksLines = (corridor: Corridor | undefined): boolean => corridor?.me.get()?.preferences?.sendKey === 'ctrl-enter';

/** Enter, and not the one that ends a word in an input method. Safari says so by its old key code only. */
export const isPlainEnter = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
