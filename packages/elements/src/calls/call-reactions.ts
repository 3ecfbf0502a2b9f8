// What somebody in a call feels, over their picture for a moment. Loaded once the call is on.
import type { CallSession } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';

/**
 * The reactions of one participant, floating up over their picture. A part of <video-grid>, whose panel says them in words.
 * @tag call-reactions
 */
export class CallReactions extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host { position: absolute; inset: 0; overflow: hidden; pointer-events: none; container-type: size; }
    span { position: absolute; inset-block-end: 40px; font-size: clamp(24px, 16cqmin, 56px); line-height: 1; animation: float 4.9s ease-out both; filter: drop-shadow(0 1px 4px oklch(0 0 0 / 0.5)); }
    span:nth-child(3n + 1) { inset-inline-start: 12%; }
    span:nth-child(3n + 2) { inset-inline-start: 26%; }
    span:nth-child(3n) { inset-inline-start: 19%; }
    @keyframes float {
      from { opacity: 0; transform: translateY(24px) scale(0.6); }
      8% { opacity: 1; transform: none; }
      70% { opacity: 1; }
      to { opacity: 0; transform: translateY(calc(40px - 80cqh)); }
    }
    @media (prefers-reduced-motion: reduce) {
      span { animation: none; }
    }
  `];
  static override properties: PropertyDeclarations = { session: { attribute: false }, by: {} };

  session: CallSession | undefined;
  /** The participant. */
  by = '';

  protected override render() {
    const { session, by } = this;
    return session ? repeat(this.watch(session.words.reactions).filter((one) => one.by === by), ({ id }) => id, ({ emoji }) => html`<span aria-hidden="true">${emoji}</span>`) : nothing;
  }
}

define('call-reactions', CallReactions);

declare global {
  interface HTMLElementTagNameMap {
    'call-reactions': CallReactions;
  }
}
