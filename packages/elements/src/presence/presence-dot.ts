import type { PresenceStatus } from '@corridor/sdk';
import { css, type CSSResultGroup, html, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { msg } from '../base/localisation.ts';

/**
 * @summary Whether a person can be reached now: a dot whose shape differs with its colour.
 * @tag presence-dot
 * @csspart dot - the dot
 * @cssproperty --corridor-ground - what it lies on, for its rim
 */
export class PresenceDot extends CorridorElement {
  static override styles: CSSResultGroup = [
    CorridorElement.styles,
    css`
      :host {
        display: inline-block;
        line-height: 0;
      }
      .dot {
        display: block;
        width: 13px;
        height: 13px;
        border-radius: 50%;
        border: 2px solid var(--corridor-ground, var(--c-surface));
        background: var(--c-success);
      }
      .away {
        background: radial-gradient(circle at 28% 28%, var(--corridor-ground, var(--c-surface)) 38%, var(--c-warning) 42%);
      }
      .busy {
        background: var(--c-danger);
      }
      .do-not-disturb {
        background: linear-gradient(var(--corridor-ground, var(--c-surface)), var(--corridor-ground, var(--c-surface))) center / 5px 2px no-repeat var(--c-danger);
      }
      .offline {
        background: var(--corridor-ground, var(--c-surface));
        box-shadow: inset 0 0 0 2px var(--c-faint);
      }
      @media (forced-colors: active) {
        .dot {
          forced-color-adjust: none;
          border-color: Canvas;
          background-color: Highlight;
        }
        .offline {
          background: Canvas;
          box-shadow: inset 0 0 0 2px CanvasText;
        }
      }
    `,
  ];
  static override properties: PropertyDeclarations = {
    userId: { attribute: 'user-id' },
  };

  /** Whose presence. */
  userId = '';

  protected override render() {
    if (!this.corridor || !this.userId) return nothing;
    const presence = this.watch(this.corridor.presence.of(this.userId));
    if (!presence.status) return nothing;
    const label = presenceLabel(presence.status);
    return html`<span class="dot ${presence.status}" part="dot" role="img" aria-label=${label} title=${presence.text ? `${label}: ${presence.text}` : label}></span>`;
  }
}

/** A status in a word. */
export function presenceLabel(status: PresenceStatus): string {
  switch (status) {
    case 'online':
      return msg('Online');
    case 'away':
      return msg('Away');
    case 'busy':
      return msg('Busy');
    case 'do-not-disturb':
      return msg('Do not disturb');
    case 'offline':
      return msg('Offline');
  }
}

define('presence-dot', PresenceDot);

declare global {
  interface HTMLElementTagNameMap {
    'presence-dot': PresenceDot;
  }
}
