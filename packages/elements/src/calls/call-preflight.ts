import type { Check, CheckName, Preflight } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type SVGTemplateResult } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.checks.ts';
import * as sound from '../base/icon-shapes.sound.ts';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { callPreflightStyles } from './call-preflight.styles.ts';
import { foundOf, nameOf, stateOf, summaryOf } from './call-preflight.words.ts';

/** A look before a call, as this element shows it. */
export type PreflightShown = Pick<Preflight, keyof Preflight>;

const ofPart: Record<CheckName, SVGTemplateResult> = { camera: shapes.camera, microphone: sound.mic, speaker: shapes.speaker, server: shapes.server, stun: shapes.network, turnUdp: shapes.network, turnTcp: shapes.network, bandwidth: shapes.speed };
const ofState: Record<Check['state'], SVGTemplateResult> = { waiting: shapes.waiting, running: shapes.waiting, ok: shapes.ok, warning: icons.warning, failed: shapes.failed, skipped: shapes.skipped };

/**
 * @summary Tries before a call what it needs - camera, microphone, loudspeaker, server, ways of media, speed - and says in plain words what works, and what to do where something does not.
 * @tag call-preflight
 * @fires corridor-preflight-done - all is known but what the person hears: `detail.checks` says of each part `name`, `state` and, where it is not well, `problem`
 * @csspart preview - the camera's picture
 */
export class CallPreflight extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callPreflightStyles];
  static override properties: PropertyDeclarations = { audioOnly: { type: Boolean, attribute: 'audio-only' }, preflight: { attribute: false }, isOpening: { attribute: false }, hasPlayed: { attribute: false } };

  /** For calls without pictures: no camera is looked at. */
  audioOnly = false;
  /** A look that is made elsewhere; without one the element makes its own when the person begins. */
  preflight?: PreflightShown | undefined;
  private isOpening = false;
  private hasPlayed = false;
  #own: PreflightShown | undefined;
  #preview: { track: MediaStreamTrack; stream: MediaStream } | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    setTimeout(() => { if (!this.isConnected) this.#end(); }); // moved within the page it goes on
  }

  protected override render() {
    const { corridor, preflight } = this;
    if (!corridor && !preflight) return this.renderWithoutCorridor();
    if (!preflight) {
      return html`<div class="top"><p>${this.audioOnly ? msg('Try your microphone and network before a call. The browser asks for the microphone.') : msg('Try your camera, microphone and network before a call. The browser asks for both devices.')}</p>
        <button class="button primary" type="button" ?disabled=${this.isOpening} @click=${() => void this.#begin()}>${msg('Check now')}</button></div>`;
    }
    const checks = this.watch(preflight.checks), isRunning = this.watch(preflight.isRunning), hasBegun = checks.some(({ state }) => state !== 'waiting');
    return html`<div class="top"><p role="status">${isRunning ? msg('Checking. Say something, so that the microphone is heard.') : hasBegun ? summaryOf(checks) : msg('Not checked yet.')}</p>
        ${isRunning ? html`<button class="button" type="button" @click=${() => { preflight.cancel(); }}>${msg('Cancel')}</button>` : html`<button class="button primary" type="button" @click=${() => void this.#run(preflight)}>${hasBegun ? msg('Check again') : msg('Check now')}</button>`}</div>
      ${this.#devices(preflight)}
      <ul>${checks.map((check) => this.#check(preflight, check))}</ul>`;
  }

  #devices(preflight: PreflightShown) {
    const camera = this.watch(preflight.camera), level = this.watch(preflight.level);
    if (camera && camera !== this.#preview?.track) this.#preview = { track: camera, stream: new MediaStream([camera]) };
    return camera || level > 0 ? html`<div class="devices">
      ${camera ? html`<video part="preview" autoplay playsinline .muted=${true} .srcObject=${this.#preview!.stream} aria-label=${msg('Your camera')}></video>` : nothing}
      <label>${msg('Level of the microphone')}<meter min="0" max="1" low="0.02" .value=${level}></meter></label></div>` : nothing;
  }

  #check(preflight: PreflightShown, check: Check) {
    const { name, state } = check, found = foundOf(this.language, check);
    return html`<li class=${state}>${icon(ofPart[name])}<span class="name">${nameOf(name)}</span><span class="outcome">${icon(ofState[state], 'small')}${stateOf(check)}</span>
      ${found ? html`<p class="found">${found}</p>` : nothing}${name === 'speaker' ? this.#tone(preflight, check) : nothing}</li>`;
  }

  #tone(preflight: PreflightShown, { state }: Check) {
    const play = html`<button class="button" type="button" ?disabled=${state === 'running'} @click=${() => void this.#play(preflight)}>${this.hasPlayed ? msg('Play again') : msg('Play a tone')}</button>`;
    if (!this.hasPlayed || state !== 'waiting') return html`<div class="acts">${play}</div>`;
    return html`<div class="acts" role="group" aria-labelledby="heard"><span id="heard">${msg('Did you hear the tone?')}</span>
      <button class="button" type="button" @click=${() => { preflight.answerTone(true); }}>${msg('Yes')}</button><button class="button" type="button" @click=${() => { preflight.answerTone(false); }}>${msg('No')}</button>${play}</div>`;
  }

  async #begin(): Promise<void> {
    const { corridor } = this;
    if (!corridor || this.isOpening) return;
    this.isOpening = true;
    try {
      const preflight = await corridor.calls.preflight({ camera: !this.audioOnly });
      if (!this.isConnected) return;
      this.#own = this.preflight = preflight;
      await this.#run(preflight);
    } finally { this.isOpening = false; }
  }

  async #run(preflight: PreflightShown): Promise<void> {
    this.hasPlayed = false;
    await preflight.run();
    if (this.isConnected && preflight === this.preflight) this.emit('corridor-preflight-done', { checks: preflight.checks.get() });
  }

  async #play(preflight: PreflightShown): Promise<void> {
    await preflight.playTone();
    this.hasPlayed = true;
  }

  /** The devices are given back. */
  #end(): void {
    this.#own?.close();
    if (this.preflight === this.#own) this.preflight = undefined;
    this.#own = undefined;
  }
}

define('call-preflight', CallPreflight);

declare global {
  interface HTMLElementTagNameMap { 'call-preflight': CallPreflight }
}
