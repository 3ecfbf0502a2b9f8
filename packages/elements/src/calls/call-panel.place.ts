import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Place { readonly end: number; readonly top: number; readonly width: number; readonly height: number }

const key = 'corridor-call-place';
const least = { width: 220, height: 200 }, margin = 8, step = 24;

/** Where a floating call is, and how large: moved by its header and resized by its corner, or by arrow keys; kept in this tab. */
export class FloatingPlace implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #place: Place | undefined = recall();

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void { addEventListener('resize', this.#onResize); }
  hostDisconnected(): void { removeEventListener('resize', this.#onResize); }
  hostUpdated(): void { this.#show(); }

  /** Arrow keys move it, with Shift they resize it. */
  readonly onKeydown = (event: KeyboardEvent): void => {
    const x = { ArrowLeft: -step, ArrowRight: step }[event.key] ?? 0, y = { ArrowUp: -step, ArrowDown: step }[event.key] ?? 0;
    if (!x && !y) return;
    event.preventDefault();
    event.stopPropagation();
    const inline = this.#isRtl ? -x : x, now = this.#now();
    this.#set(event.shiftKey ? { ...now, width: now.width + inline, height: now.height + y } : { ...now, end: now.end - inline, top: now.top + y });
  };

  readonly onMove = (event: PointerEvent): void => {
    if (event.composedPath().some((one) => one instanceof Element && one.matches('button:not(.grip), [popover]'))) return; // also one in an element of the header
    this.#drag(event, (now, x, y) => ({ ...now, end: now.end - x, top: now.top + y }));
  };

  /** By the corner at its start: the one at its end stays. */
  readonly onSize = (event: PointerEvent): void => { this.#drag(event, (now, x, y) => ({ ...now, width: now.width - x, height: now.height + y })); };

  get #isRtl(): boolean { return this.#host.matches(':dir(rtl)'); }

  #drag(event: PointerEvent, to: (now: Place, x: number, y: number) => Place): void {
    if (event.button) return;
    const target = event.currentTarget as HTMLElement, now = this.#now(), { clientX, clientY } = event, turn = this.#isRtl ? -1 : 1;
    const move = (moved: PointerEvent) => { this.#set(to(now, (moved.clientX - clientX) * turn, moved.clientY - clientY)); };
    target.setPointerCapture(event.pointerId);
    target.addEventListener('pointermove', move);
    target.addEventListener('lostpointercapture', () => { target.removeEventListener('pointermove', move); }, { once: true });
  }

  #now(): Place {
    const { left, right, top, width, height } = this.#host.getBoundingClientRect();
    return { end: this.#isRtl ? left : innerWidth - right, top, width, height };
  }

  #set({ end, top, width, height }: Place): void {
    const size = { width: clamp(width, least.width, innerWidth - 2 * margin), height: clamp(height, least.height, innerHeight - 2 * margin) };
    this.#place = { ...size, end: clamp(end, margin, innerWidth - size.width - margin), top: clamp(top, margin, innerHeight - size.height - margin) };
    try { sessionStorage.setItem(key, JSON.stringify(this.#place)); } catch { /* It begins in its corner then. */ }
    this.#show();
  }

  #show(): void {
    const { style } = this.#host, place = this.#host.getAttribute('mode') === 'float' ? this.#place : undefined;
    style.insetInlineEnd = place ? `${place.end}px` : '';
    style.insetBlockStart = place ? `${place.top}px` : '';
    style.inlineSize = place ? `${place.width}px` : '';
    style.blockSize = place ? `${place.height}px` : '';
  }

  readonly #onResize = (): void => { if (this.#place && this.#host.getAttribute('mode') === 'float') this.#set(this.#place); };
}

const clamp = (value: number, from: number, to: number): number => Math.max(from, Math.min(to, value));

function recall(): Place | undefined {
  try { return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Place | null ?? undefined; } catch { return undefined; }
}
