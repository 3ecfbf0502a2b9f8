import type { CallSession, CorridorError } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { msg } from '../base/localisation.ts';
import { explainRefusal as explain } from './call-refusals.ts';
import { callStyles } from './call.styles.ts';

/**
 * Says as long as it is so that what I say is written down, and ends it. A part of <call-controls>.
 * @tag caption-mark
 */
export class CaptionMark extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, css`
    :host { display: contents; }
    div { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; padding: 6px 6px 6px 12px; border-radius: var(--c-radius-m); background: var(--c-raised); font-size: var(--c-font-size-small); }
    p { margin: 0; flex: 1 1 160px; }
    .dot { inline-size: 8px; block-size: 8px; border-radius: 50%; background: var(--c-warning); }
    .button { background: oklch(1 0 0 / 0.1); }
    @media (forced-colors: active) { div { border: 1px solid CanvasText; } .dot { forced-color-adjust: none; } }
  `];
  static override properties: PropertyDeclarations = { session: { attribute: false } };

  session: CallSession | undefined;

  protected override render() {
    const { session } = this, { isOn, problem } = session ? this.watch(session.captions.state) : { isOn: false, problem: undefined };
    if (!isOn) return nothing;
    return html`<div role="status"><span class="dot"></span><p>${msg('What you say is written down for everybody here.')}${problem ? html` <bdi>${explain(problem as CorridorError)}</bdi>` : nothing}</p>
      <button class="button" type="button" @click=${() => void session!.captions.turnOff()}>${msg('Stop')}</button></div>`;
  }
}

define('caption-mark', CaptionMark);

declare global {
  interface HTMLElementTagNameMap {
    'caption-mark': CaptionMark;
  }
}
