import type { DeviceKind, JoinOptions } from '@corridor/sdk';
import { DevicePreview } from '@corridor/sdk/calls';
import { type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.calls.ts';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { deviceWords } from '../calls/device-words.ts';
import { formStyles } from './form.styles.ts';
import { meetingPreviewStyles } from './meeting-preview.styles.ts';

const loadPreflight = () => import('../calls/call-preflight.ts');

/** Devices before a call, as this element shows them. */
export type PreviewShown = Pick<DevicePreview, keyof DevicePreview>;
type Kind = 'microphone' | 'camera';

/**
 * @summary Oneself before a meeting: the own picture, how loud one is, which devices are used, and whether one comes in muted.
 * @tag meeting-preview
 * @csspart picture - what others will see
 */
export class MeetingPreview extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, formStyles, meetingPreviewStyles];
  static override properties: PropertyDeclarations = { preview: { attribute: false }, name: { attribute: false }, canCheck: { attribute: false }, isMicrophoneOn: { attribute: false }, isCameraOn: { attribute: false }, isChecking: { attribute: false }, hasPreflight: { attribute: false } };

  /** Made by the element itself unless given. */
  preview: PreviewShown | undefined;
  /** Of whoever is to come in; stands where there is no picture. */
  name = '';
  /** Whether there is a server to ask for a check of the network. */
  canCheck = false;
  private isMicrophoneOn = true;
  private isCameraOn = false;
  private isChecking = false;
  private hasPreflight = false;
  #own: DevicePreview | undefined;
  #shown: { track: MediaStreamTrack; stream: MediaStream } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    setTimeout(() => { if (!this.isConnected) this.release(); }); // moved within the page it goes on
  }

  /** What to come into the meeting with. */
  get options(): JoinOptions { return { ...this.preview?.options, microphone: this.isMicrophoneOn, camera: this.isCameraOn }; }

  /** Gives the devices back, for the call to take them. */
  release(): void {
    this.#own?.close();
    if (this.preview === this.#own) this.preview = undefined;
    this.#own = undefined;
  }

  protected override render() {
    const { preview } = this, tracks = preview ? this.watch(preview.tracks) : {}, problems = preview ? this.watch(preview.problems) : {}, { camera } = tracks;
    if (camera && camera !== this.#shown?.track) this.#shown = { track: camera, stream: new MediaStream([camera]) };
    const words = [...problems.microphone && this.isMicrophoneOn ? [deviceWords('microphone', problems.microphone)] : [], ...problems.camera ? [deviceWords('camera', problems.camera)] : []];
    return html`<div class="picture" part="picture">
        ${camera ? html`<video autoplay playsinline .muted=${true} .srcObject=${this.#shown!.stream} aria-label=${msg('How others will see you')}></video>` : html`<p>${this.name ? html`<strong><bdi>${this.name}</bdi></strong>` : nothing}${this.isCameraOn && !problems.camera ? msg('The camera is starting…') : msg('Your camera is off')}</p>`}
        <div class="controls">${this.#switch('microphone', this.isMicrophoneOn, shapes.microphone, shapes.microphoneOff)}${this.#switch('camera', this.isCameraOn, icons.camera, shapes.cameraOff)}</div></div>
      ${words.map((text) => html`<p class="problem" role="alert">${text}</p>`)}
      ${preview ? this.#devices(preview) : nothing}
      ${this.canCheck ? html`<p><button class="link" type="button" aria-expanded=${this.isChecking ? 'true' : 'false'} @click=${() => void this.#check()}>${msg('Check devices and network')}</button></p>` : nothing}
      ${this.isChecking && this.hasPreflight ? html`<call-preflight></call-preflight>` : nothing}`;
  }

  #switch(kind: Kind, isOn: boolean, on: typeof shapes.microphone, off: typeof shapes.microphone) {
    const label = kind === 'microphone' ? msg('Microphone') : msg('Camera');
    return html`<button class="control ${isOn ? '' : 'off'}" type="button" aria-label=${label} aria-pressed=${isOn ? 'true' : 'false'} title=${isOn ? msg('Turn off') : msg('Turn on')} @click=${() => void this.#set(kind, !isOn)}>${icon(isOn ? on : off)}</button>`;
  }

  #devices(preview: PreviewShown) {
    const { list, chosen } = this.watch(preview.devices), tracks = this.watch(preview.tracks);
    const choose = (kind: DeviceKind, label: string) => (list[kind].some((one) => one.label) ? html`<label>${label}<select @change=${({ target }: Event) => void preview.choose(kind, (target as HTMLSelectElement).value)}>
      ${chosen[kind] ? nothing : html`<option value="" selected>${msg('System default')}</option>`}${list[kind].map(({ deviceId, label: name }) => html`<option value=${deviceId} ?selected=${deviceId === chosen[kind]}>${name}</option>`)}</select></label>` : nothing);
    const isKnown = Object.values(list).some((some) => some.some((one) => one.label));
    return html`${isKnown ? html`<details><summary>${msg('Devices')}</summary><div class="devices">${choose('microphone', msg('Microphone'))}${choose('camera', msg('Camera'))}${'setSinkId' in HTMLMediaElement.prototype ? choose('speaker', msg('Speaker')) : nothing}</div></details>` : nothing}
      ${tracks.microphone ? html`<label class="level">${msg('How loud you are')}<meter min="0" max="1" low="0.02" .value=${this.watch(preview.level)}></meter></label>` : nothing}
      ${!isKnown && !tracks.microphone && this.isMicrophoneOn && !this.watch(preview.problems).microphone ? html`<p><button class="link" type="button" @click=${() => void preview.setMicrophone(true)}>${msg('Try the microphone and choose devices')}</button></p>` : nothing}`;
  }

  /** Nobody is asked for anything before they press: what is allowed already shows at once. */
  async #open(): Promise<void> {
    if (!this.preview) {
      this.preview = this.#own = new DevicePreview();
    }
    const isAllowed = await navigator.permissions?.query({ name: 'microphone' }).then(({ state }) => state === 'granted', () => false);
    if (isAllowed && this.isConnected && this.isMicrophoneOn) void this.preview?.setMicrophone(true);
  }

  async #set(kind: Kind, isOn: boolean): Promise<void> {
    if (kind === 'microphone') {
      this.isMicrophoneOn = isOn;
      await this.preview?.setMicrophone(isOn);
      return;
    }
    this.isCameraOn = isOn;
    await this.preview?.setCamera(isOn);
    if (this.preview?.problems.get().camera) this.isCameraOn = false;
  }

  async #check(): Promise<void> {
    this.isChecking = !this.isChecking;
    if (this.isChecking) await loadPreflight().then(() => { this.hasPreflight = true; }, () => { this.isChecking = false; });
  }
}

define('meeting-preview', MeetingPreview);

declare global {
  interface HTMLElementTagNameMap {
    'meeting-preview': MeetingPreview;
  }
}
