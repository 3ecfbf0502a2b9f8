// A long press on a message opens the same as its bar.
import { systemOf } from './message-row.system.ts';
import type { MessageRow } from './message-row.ts';

const longPressMs = 500;
/** A finger that moves further than so many pixels scrolls. */
const still = 10;

let pressing = new AbortController();

/** A finger came down on a row or was lifted; `path` is the event's. */
export function onRowPointer(row: MessageRow, { type, clientX: x, clientY: y }: PointerEvent, path: readonly EventTarget[]): void {
  pressing.abort();
  if (type !== 'pointerdown' || !row.isStored || row.mode !== 'idle' || systemOf(row) || path.some((target) => target instanceof HTMLButtonElement)) return;
  pressing = new AbortController();
  const { signal } = pressing;
  row.addEventListener('pointermove', (event) => Math.hypot(event.clientX - x, event.clientY - y) > still && pressing.abort(), { signal });
  row.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  const timer = setTimeout(() => {
    if (!row.isConnected) return;
    row.isSheetOpen = true;
    ignoreLift();
  }, longPressMs);
  signal.addEventListener('abort', () => clearTimeout(timer));
}

/** The finger that opened the sheet is still down: its lift is not meant for what the sheet has put under it. */
function ignoreLift(): void {
  const over = new AbortController();
  const { signal } = over;
  const ignore = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const type of ['mousedown', 'click']) addEventListener(type, ignore, { capture: true, signal });
  for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => over.abort(), { capture: true, signal });
}
