// Acting on somebody's shared screen, where the pages of both have a host that can carry it out. Loaded with the drawing on shared screens.
import type { CallSession, ControlInput } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { act } from '../base/icon-shapes.call-menus.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { callStyles } from './call.styles.ts';
import { isOffered } from './remote-control.ts';

/** Movements are told so often at most, in ms. */
const moveMs = 50;

/**
 * The question to act on a shared screen, and the surface that takes pointer and keys once it was allowed. A part of <screen-share>.
 * @tag screen-control
 */
export class ScreenControl extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, css`
    :host { position: absolute; inset: 0; display: block; }
    .surface { position: absolute; inset: 0; cursor: crosshair; touch-action: none; pointer-events: auto; outline: 2px solid var(--c-accent); outline-offset: -2px; }
    .ask { position: absolute; inset-block-start: 8px; inset-inline: 0; margin-inline: auto; inline-size: fit-content; display: flex; align-items: center; gap: 6px; min-block-size: 32px; padding-inline: 12px; border-radius: 16px; background: oklch(0.15 0.01 262 / 0.8); color: white; font-size: 12px; font-weight: 600; pointer-events: auto; }
    @container (max-width: 420px) {
      .ask span { display: none; }
    }
    @media (forced-colors: active) {
      .ask { border: 1px solid ButtonText; }
    }
  `];
  static override properties: PropertyDeclarations = { session: { attribute: false }, screen: {}, isOffered: { attribute: false } };

  session: CallSession | undefined;
  /** The participant who shares. */
  screen = '';
  private isOffered = false;
  #movedAt = 0;

  protected override render() {
    const { session, screen } = this, control = session && this.watch(session.words.control);
    if (!session || screen === session.participantId) return nothing;
    if (control?.state === 'acting' && control.participantId === screen) return html`<div class="surface" tabindex="0" role="application" aria-label=${msg('The screen that you act on. Escape ends it.')}
      @pointerdown=${this.#onPointer} @pointermove=${this.#onPointer} @pointerup=${this.#onPointer} @wheel=${this.#onWheel} @keydown=${this.#onKey} @keyup=${this.#onKey} @contextmenu=${(event: Event) => { event.preventDefault(); }}></div>`;
    const label = msg('Ask to act on this screen');
    return this.isOffered && !control ? html`<button class="ask" type="button" aria-label=${label} title=${label} @click=${() => void session.words.askControl(screen).catch(() => undefined)}>${icon(act, 'small')}<span>${label}</span></button>` : nothing;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('screen') || changed.has('session')) this.isOffered = !!this.session && this.screen !== this.session.participantId && isOffered(this, this.screen);
    const surface = this.renderRoot.querySelector<HTMLElement>('.surface');
    if (surface && !surface.matches(':focus')) surface.focus();
  }

  #send(input: ControlInput): void { void this.session?.words.sendInput(input).catch(() => undefined); }

  #at({ clientX, clientY }: MouseEvent): { x: number; y: number } {
    const { left, top, width, height } = this.getBoundingClientRect();
    return { x: (clientX - left) / width, y: (clientY - top) / height };
  }

  readonly #onPointer = (event: PointerEvent): void => {
    if (event.type === 'pointermove') {
      if (event.timeStamp - this.#movedAt < moveMs) return;
      this.#movedAt = event.timeStamp;
    }
    this.#send({ type: event.type, ...this.#at(event), button: event.button, buttons: event.buttons, ...keysOf(event) });
  };

  readonly #onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    this.#send({ type: event.type, ...this.#at(event), deltaX: event.deltaX, deltaY: event.deltaY });
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation(); // they are meant for there, and not for the call
    event.preventDefault();
    if (event.key !== 'Escape') this.#send({ type: event.type, key: event.key, code: event.code, ...keysOf(event) });
    else if (event.type === 'keydown') void this.session?.words.endControl().catch(() => undefined);
  };
}

const keysOf = ({ ctrlKey, shiftKey, altKey, metaKey }: MouseEvent | KeyboardEvent) => ({ ctrlKey, shiftKey, altKey, metaKey });

define('screen-control', ScreenControl);

declare global {
  interface HTMLElementTagNameMap {
    'screen-control': ScreenControl;
  }
}
