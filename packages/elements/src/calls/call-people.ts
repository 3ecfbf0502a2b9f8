import type { CallInfo, CallSession, CorridorError } from '@corridor/sdk';
import { isGuest, isHosting, isPresent, isRung, isWaiting } from '@corridor/sdk/calls';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.calls.ts';
import { icon } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { explain } from './call-refusals.ts';

type Participant = CallInfo['participants'][number];

/**
 * @summary Who is in a call, who waits to be let in and whose hands are up; hosts act on them here.
 * @tag call-people
 * @csspart row - somebody
 */
export class CallPeople extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host { display: block; overflow: auto; padding: 12px; }
    h3 { margin: 12px 0 4px; font-size: 13px; font-weight: 600; color: var(--c-muted); }
    ul { list-style: none; margin: 0; padding: 0; }
    li { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; min-block-size: 40px; padding-block: 4px; border-block-end: 1px solid var(--c-line); }
    .name { flex: 1 1 120px; min-inline-size: 0; }
    .acts { display: flex; flex-wrap: wrap; gap: 4px; }
    .all { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 12px; }
    label { display: flex; align-items: center; gap: 8px; min-block-size: 32px; }
  `];
  static override properties: PropertyDeclarations = { session: { attribute: false }, refusal: { attribute: false } };

  session: CallSession | undefined;
  private refusal = '';

  protected override render() {
    const { session } = this;
    if (!session) return nothing;
    const call = this.watch(session.call), me = call.participants.find(({ id }) => id === session.participantId), isHost = me !== undefined && isHosting(me), has = (right: 'admit' | 'mute') => isHost || me?.rights?.includes(right) === true;
    const waiting = call.participants.filter(isWaiting), present = call.participants.filter(isPresent), rung = call.participants.filter(isRung);
    const hands = present.filter(({ handAt }) => handAt).sort((a, b) => (a.handAt! < b.handAt! ? -1 : 1)), others = present.filter(({ handAt }) => !handAt);
    return html`${this.refusal ? html`<p role="alert"><bdi>${this.refusal}</bdi></p>` : nothing}
      ${waiting.length && has('admit') ? html`<h3 id="waiting">${msg('Waiting to be let in')}</h3><ul aria-labelledby="waiting">${waiting.map((one) => this.#row(one, html`
          ${this.#act(msg('Let in'), one, () => session.hosts.admit([one.id]), 'primary')}${this.#act(msg('Do not let in'), one, () => session.hosts.deny([one.id]))}`))}</ul>
        ${waiting.length > 1 ? html`<div class="all"><button class="button" type="button" @click=${() => void this.#ask(() => session.hosts.admit())}>${msg('Let all in')}</button></div>` : nothing}` : nothing}
      ${hands.length ? html`<h3 id="hands">${msg('Hands up')}</h3><ul aria-labelledby="hands">${hands.map((one) => this.#person(one, me, isHost, has('mute')))}</ul>` : nothing}
      <h3 id="there">${msg('In the call')}</h3><ul aria-labelledby="there">${[...others, ...rung].map((one) => this.#person(one, me, isHost, has('mute')))}</ul>
      ${isHost ? this.#rules(call, session) : nothing}`;
  }

  #row(one: Participant, acts: unknown, state: unknown = nothing) {
    return html`<li part="row"><span class="name cut"><bdi>${this.#name(one)}</bdi></span>${state}<span class="acts">${acts}</span></li>`;
  }

  #person(one: Participant, me: Participant | undefined, isHost: boolean, mayMute: boolean) {
    const { hosts } = this.session!, isMe = one.id === me?.id, isTheirs = one.role === 'host' || (one.role === 'cohost' && me?.role !== 'host');
    const state = html`<span class="meta">${isRung(one) ? msg('Ringing…') : one.role === 'host' ? msg('Host') : one.role === 'cohost' ? msg('Co-host') : one.role === 'viewer' ? msg('Looks on') : nothing}</span>
      ${one.handAt ? icon(shapes.hand, 'small') : nothing}${isPresent(one) ? html`<span role="img" aria-label=${one.media.microphone ? msg('Microphone on') : msg('Muted')}>${icon(one.media.microphone ? shapes.microphone : shapes.microphoneOff, 'small')}</span>` : nothing}`;
    const acts = isMe ? nothing : html`${mayMute && one.media.microphone ? this.#act(msg('Mute'), one, () => hosts.mute([one.id])) : nothing}
      ${isHost && isPresent(one) && !one.media.microphone && one.role !== 'viewer' ? this.#act(msg('Ask to unmute'), one, () => hosts.ask(one.id, 'microphone')) : nothing}
      ${isHost && one.handAt ? this.#act(msg('Lower hand'), one, () => hosts.lowerHands([one.id])) : nothing}
      ${isHost && isPresent(one) && one.role === 'participant' && !isGuest(one.userId) ? this.#act(msg('Make co-host'), one, () => hosts.setRole(one.id, 'cohost')) : nothing}
      ${me?.role === 'host' && one.role === 'cohost' ? html`${this.#act(msg('Make host'), one, () => hosts.setRole(one.id, 'host'))}${this.#act(msg('No co-host any more'), one, () => hosts.setRole(one.id, 'participant'))}` : nothing}
      ${isHost && !isTheirs ? this.#act(msg('Remove'), one, () => hosts.remove([one.id])) : nothing}`;
    return this.#row(one, acts, state);
  }

  #rules(call: CallInfo, session: CallSession) {
    const { settings } = call, rule = (name: 'isLocked' | 'hasLobby' | 'mayUnmute' | 'mayShare', label: string) => html`<label><input type="checkbox" .checked=${settings[name]} @change=${({ target }: Event) => void this.#ask(() => session.hosts.setSettings({ [name]: (target as HTMLInputElement).checked }))} />${label}</label>`;
    return html`<h3>${msg('For all')}</h3>${rule('isLocked', msg('Locked: nobody new comes in'))}${rule('hasLobby', msg('Whoever is new waits to be let in'))}${rule('mayUnmute', msg('People may unmute themselves'))}${rule('mayShare', msg('People may share their screens'))}
      <div class="all"><button class="button" type="button" @click=${() => void this.#ask(() => session.hosts.mute())}>${msg('Mute all')}</button><button class="button danger" type="button" @click=${() => void this.#ask(() => session.end())}>${msg('End the call for all')}</button></div>`;
  }

  #act(label: string, one: Participant, act: () => Promise<unknown>, look = '') {
    return html`<button class="button ${look}" type="button" aria-label=${`${label}: ${this.#name(one)}`} @click=${() => void this.#ask(act)}>${label}</button>`;
  }

  #name({ id, userId }: Participant): string {
    const name = this.corridor ? this.watch(this.corridor.people.person(userId)).name : userId;
    return id === this.session?.participantId ? msg(str`${name} (you)`) : name;
  }

  async #ask(act: () => Promise<unknown>): Promise<void> {
    this.refusal = '';
    try { await act(); } catch (error) { this.refusal = explain(error as CorridorError); }
  }
}

define('call-people', CallPeople);

declare global {
  interface HTMLElementTagNameMap {
    'call-people': CallPeople;
  }
}
