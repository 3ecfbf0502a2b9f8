// What is said in a call, in writing. Loaded once the call is on.
import type { CallSession, Caption } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { atom, type ReadableAtom } from 'nanostores';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { msg } from '../base/localisation.ts';
import { callStyles } from './call.styles.ts';

const key = 'corridor-call-captions', shown = atom(read());

/** Whether captions are shown on this device, in this call and the next; they are unless somebody has switched them off. */
export const areCaptionsShown: ReadableAtom<boolean> = shown;

export function showCaptions(isShown: boolean): void {
  shown.set(isShown);
  try { localStorage.setItem(key, String(isShown)); } catch { /* It holds for this page then. */ }
}

const heard = new WeakSet<CallSession>();

/** Whether there are captions in this call, or have been: elsewhere there is nothing to hide. */
export const hasCaptions = (session: CallSession): boolean => heard.has(session) || session.words.captions.get().length > 0;

function read(): boolean {
  try { return localStorage.getItem(key) !== 'false'; } catch { return true; }
}

/**
 * Captions of a call: the last lines of what is said, with who speaks. A part of <call-panel>.
 * @tag call-captions
 * @csspart line - what somebody says
 */
export class CallCaptions extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, css`
    :host { display: block; min-inline-size: 0; }
    .lines { display: grid; gap: 2px; max-inline-size: 720px; max-block-size: 7.6em; margin: 8px auto 0; padding: 6px 16px; overflow: hidden; background: var(--c-surface); align-content: end; font-size: 15px; line-height: 1.4; }
    p { text-wrap: pretty; overflow-wrap: anywhere; }
    b { margin-inline-end: 10px; color: var(--c-muted); font-weight: 600; }
    .open { opacity: 0.8; }
  `];
  static override properties: PropertyDeclarations = { session: { attribute: false } };

  session: CallSession | undefined;

  protected override render() {
    const { session } = this, lines = session ? this.watch(session.words.captions).slice(-2) : [];
    if (session && lines.length) heard.add(session);
    if (!session || !this.watch(areCaptionsShown)) return nothing;
    return lines.length ? html`<div class="lines" role="log" aria-label=${msg('Captions')}>${lines.map((line) => this.#line(session, line))}</div>` : nothing;
  }

  #line({ call, participantId }: CallSession, { by, text, isFinal }: Caption) {
    const userId = this.watch(call).participants.find(({ id }) => id === by)?.userId ?? '', name = by === participantId ? msg('You') : this.corridor ? this.watch(this.corridor.people.person(userId)).name : userId;
    return html`<p part="line" class=${isFinal ? '' : 'open'}><b dir="auto">${name}</b><bdi>${text}</bdi></p>`;
  }
}

define('call-captions', CallCaptions);

declare global {
  interface HTMLElementTagNameMap {
    'call-captions': CallCaptions;
  }
}
