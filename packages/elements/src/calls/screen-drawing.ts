import type { CallSession, Pen, Point, Stroke } from '@corridor/sdk';
import { isHosting } from '@corridor/sdk/calls';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.drawing.ts';
import { pin, trash } from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { callStyles } from './call.styles.ts';

const colours = 6;

/**
 * What people draw on a shared screen, and the pen to draw with. A part of <screen-share>.
 * @tag screen-drawing
 * @csspart tools - pen, whether lines stay, rubber
 */
export class ScreenDrawing extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, css`
    :host {
      display: block;
      position: absolute;
      inset: 0;
    }
    :host([drawing]) svg {
      pointer-events: auto;
      cursor: crosshair;
      touch-action: none;
    }
    svg.paper {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      pointer-events: none;
      direction: ltr;
    }
    path {
      fill: none;
      stroke-width: 3px;
      stroke-linecap: round;
      stroke-linejoin: round;
      vector-effect: non-scaling-stroke;
      filter: drop-shadow(0 0 1px oklch(0 0 0 / 0.6));
    }
    .c0 { stroke: #ff5c5c; background: #ff5c5c; }
    .c1 { stroke: #ffd23f; background: #ffd23f; }
    .c2 { stroke: #4cd964; background: #4cd964; }
    .c3 { stroke: #5ac8fa; background: #5ac8fa; }
    .c4 { stroke: #d28cff; background: #d28cff; }
    .c5 { stroke: #ff9f40; background: #ff9f40; }
    .names {
      position: absolute;
      inset-block-end: 8px;
      inset-inline-end: 8px;
      display: flex;
      flex-wrap: wrap;
      justify-content: end;
      gap: 4px;
      pointer-events: none;
    }
    .name {
      display: flex;
      align-items: center;
      gap: 6px;
      padding: 3px 9px;
      border-radius: 12px;
      background: oklch(0.15 0.01 262 / 0.8);
      color: white;
      font-size: 12px;
    }
    .name i {
      inline-size: 10px;
      block-size: 10px;
      border-radius: 50%;
    }
    .tools {
      position: absolute;
      inset-block-start: 8px;
      inset-inline-end: 8px;
      display: flex;
      gap: 2px;
      padding: 2px;
      border-radius: 18px;
      background: oklch(0.15 0.01 262 / 0.8);
      color: white;
      pointer-events: auto;
    }
    .tools .icon {
      border-radius: 50%;
      color: inherit;
    }
    .tools .icon[aria-pressed='true'] {
      background: white;
      color: black;
    }
    @container (max-width: 220px) {
      .tools,
      .names {
        display: none;
      }
    }
    @media (forced-colors: active) {
      path {
        forced-color-adjust: none;
      }
      .tools {
        border: 1px solid CanvasText;
      }
    }
  `];
  static override properties: PropertyDeclarations = { session: { attribute: false }, screen: {}, isDrawing: { type: Boolean, attribute: 'drawing', reflect: true }, isKept: { attribute: false } };

  session: CallSession | undefined;
  /** The participant who shares. */
  screen = '';
  isDrawing = false;
  private isKept = false;
  #pen: Pen | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#onKeydown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#onKeydown);
    this.#onUp();
  }

  protected override render() {
    const { session, screen } = this;
    if (!session) return nothing;
    const { participants, settings } = this.watch(session.call), strokes = this.watch(session.words.strokes)[screen] ?? [], me = participants.find(({ id }) => id === session.participantId);
    const mayClear = screen === session.participantId || (!!me && isHosting(me)), may = mayClear || (settings.mayAnnotate && me?.role !== 'viewer') || me?.rights?.includes('annotate');
    const order = participants.map(({ id }) => id), colourOf = (by: string) => `c${Math.max(0, order.indexOf(by)) % colours}`, nameOf = (by: string) => {
      const userId = participants.find(({ id }) => id === by)?.userId ?? '';
      return this.corridor ? this.watch(this.corridor.people.person(userId)).name : userId;
    };
    const button = (label: string, shape: typeof shapes.pen, act: () => void, isPressed?: boolean) => html`<button class="icon" type="button" aria-label=${label} title=${label} aria-pressed=${isPressed === undefined ? nothing : String(isPressed)} @click=${act}>${icon(shape, 'small')}</button>`;
    const drawers = [...new Set(strokes.map(({ by }) => by))], names = drawers.map(nameOf).join(', '), hasMine = drawers.includes(session.participantId);
    const clear = (isAll: boolean) => () => { void session.words.clear(screen, isAll).catch(() => undefined); }; // they are there for all, and so is the button
    return html`<svg class="paper" viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label=${drawers.length ? msg(str`Drawn by ${names}`) : msg('Nothing is drawn')} @pointerdown=${this.#onDown} @pointermove=${this.#onMove} @pointerup=${this.#onUp} @pointercancel=${this.#onUp}>
        ${repeat(strokes, ({ id }) => id, (stroke) => svg`<path class=${colourOf(stroke.by)} d=${lineOf(stroke)}></path>`)}</svg>
      <div class="names" aria-hidden="true">${drawers.map((by) => html`<span class="name"><i class=${colourOf(by)}></i><bdi>${nameOf(by)}</bdi></span>`)}</div>
      ${may ? html`<div class="tools" part="tools" role="group" aria-label=${msg('Draw on the screen')}>${button(this.isDrawing ? msg('Stop drawing') : msg('Draw'), shapes.pen, () => { this.isDrawing = !this.isDrawing; }, this.isDrawing)}
        ${this.isDrawing ? button(msg('Lines stay'), pin, () => { this.isKept = !this.isKept; }, this.isKept) : nothing}
        ${hasMine ? button(msg('Clear my lines'), shapes.eraser, clear(false)) : nothing}${mayClear && drawers.length ? button(msg('Clear all lines'), trash, clear(true)) : nothing}</div>` : nothing}
      <span class="hidden-visually" role="status">${this.isDrawing ? msg('You draw. Escape ends it.') : drawers.length ? msg(str`Drawn by ${names}`) : nothing}</span>`;
  }

  #pointOf({ clientX, clientY }: PointerEvent): Point {
    const { left, top, width, height } = this.getBoundingClientRect();
    return [(clientX - left) / width, (clientY - top) / height];
  }

  readonly #onDown = (event: PointerEvent): void => {
    if (!this.isDrawing || !this.session || event.button !== 0) return;
    event.preventDefault();
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#pen = this.session.words.draw(this.screen, this.#pointOf(event), this.isKept);
  };

  readonly #onMove = (event: PointerEvent): void => {
    for (const one of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) this.#pen?.to(this.#pointOf(one));
  };

  /** The way out without a pointer; the call stays as large as it is. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.isDrawing) return;
    event.preventDefault();
    this.isDrawing = false;
    this.#onUp();
  };

  readonly #onUp = (): void => {
    this.#pen?.end();
    this.#pen = undefined;
  };
}

/** A single point is a dot. */
const lineOf = ({ points }: Stroke): string => points.map(([x, y], index) => `${index ? 'L' : 'M'}${(x * 1000).toFixed(1)} ${(y * 1000).toFixed(1)}`).join('') + (points.length === 1 ? 'h.1' : '');

define('screen-drawing', ScreenDrawing);

declare global {
  interface HTMLElementTagNameMap {
    'screen-drawing': ScreenDrawing;
  }
}
