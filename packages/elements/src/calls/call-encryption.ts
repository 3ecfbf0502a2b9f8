import type { CallEncryption as Encryption, CallSession } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { lock } from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';

/**
 * @summary Whether the call is encrypted from end to end: a lock, and on press the code that people compare by voice. Nothing where the call is not.
 * @tag call-encryption
 * @csspart button - the lock
 * @csspart about - what it means, with the code
 */
export class CallEncryption extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host { display: inline-flex; flex: none; position: relative; }
    .lock { display: inline-flex; align-items: center; gap: 6px; min-block-size: 32px; padding-inline: 8px; border: 0; border-radius: 999px; background: none; color: inherit; font: inherit; font-size: var(--c-font-size-small); cursor: pointer; }
    .lock:hover { background: oklch(from currentColor l c h / 0.1); }
    .on { color: var(--c-success); }
    .failed { color: var(--c-danger); }
    .about { position: fixed; inset: auto; margin: 0; padding: 16px; inline-size: min(320px, calc(100vw - 16px)); border: 0; border-radius: var(--c-radius-m); background: var(--c-raised); color: var(--c-text); box-shadow: 0 0 0 1px var(--c-line-strong), var(--c-shadow); overflow-wrap: anywhere; }
    .about:popover-open { display: grid; gap: 8px; }
    h3 { font-size: inherit; font-weight: 600; }
    .code { display: block; padding-block: 8px; font-size: 26px; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: 0.08em; text-align: center; }
    @container (max-width: 560px) { .words { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); } }
    @media (forced-colors: active) { .about, .lock { border: 1px solid CanvasText; } }
  `];
  static override properties: PropertyDeclarations = { session: { attribute: false } };

  session: CallSession | undefined;

  protected override render() {
    const encryption = this.session && this.watch(this.session.encryption);
    if (!encryption || encryption.state === 'off') return nothing;
    const words = { preparing: msg('Setting up encryption…'), on: msg('Encrypted'), failed: msg('Encryption failed') }[encryption.state];
    return html`<button class="lock ${encryption.state}" part="button" type="button" aria-haspopup="dialog" title=${msg('Encrypted from end to end: what it means')} @click=${this.#onPress}>${icon(encryption.state === 'failed' ? icons.warning : lock, 'small')}<span class="words">${words}</span></button>
      <div class="about" part="about" popover role="dialog" aria-labelledby="title"><h3 id="title">${words}</h3><p>${about(encryption)}</p>${code(encryption)}</div>
      <span class="hidden-visually" role="status">${encryption.state === 'failed' ? about(encryption) : ''}</span>`;
  }

  readonly #onPress = (): void => {
    const popover = this.renderRoot.querySelector<HTMLElement>('.about')!;
    popover.togglePopover();
    if (!popover.matches(':popover-open')) return;
    const { left, bottom } = this.getBoundingClientRect(), { offsetWidth, offsetHeight } = popover;
    popover.style.left = `${Math.max(8, Math.min(innerWidth - offsetWidth - 8, left))}px`;
    popover.style.top = `${Math.max(8, Math.min(innerHeight - offsetHeight - 8, bottom + 6))}px`;
  };
}

function about({ state, reason }: Encryption): string {
  if (state === 'preparing') return msg('The devices in this call agree on keys. Who is not ready yet is not heard or seen.');
  if (state === 'on') return msg('Only those in this call hear and see it, not the server. It cannot be recorded. Chat and captions are not part of this.');
  if (reason === 'peer') return msg('Somebody’s device has sent no key. You do not hear or see each other.');
  if (reason === 'tampered') return msg('Somebody between you has changed the keys. Leave the call and start another one.');
  return msg('This device cannot encrypt any more, so nothing of yours is sent. Leave the call and join it again.');
}

const code = ({ code: digits }: Encryption) => (digits === undefined ? nothing : html`<output class="code" dir="ltr" aria-label=${msg('Security code')}>${digits}</output>
  <p class="meta">${msg('Read it to each other: where everybody has the same code, nobody listens in between. It changes when somebody comes or goes.')}</p>`);

define('call-encryption', CallEncryption);

declare global {
  interface HTMLElementTagNameMap {
    'call-encryption': CallEncryption;
  }
}
