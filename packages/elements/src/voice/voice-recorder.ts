import { type CSSResultGroup, html as plain, nothing, type PropertyDeclarations, svg } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import * as sound from '../base/icon-shapes.sound.ts';
import { icon, icons } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { explainMicrophone, MicrophoneError, type MicrophoneReason, type RecordingSettings } from './microphone.ts';
import { Recording, type RecordingEnd, type VoiceRecording } from './recording.ts';
import './voice-message.ts';
import { keepSettings, microphones, readSettings, settingsForm } from './voice-recorder.settings.ts';
import { voiceRecorderStyles } from './voice-recorder.styles.ts';
import { formatTime, spokenTime, timeLeft } from './voice-time.ts';
import { waveform } from './waveform.ts';

type State = 'idle' | 'asking' | 'recording' | 'finishing' | 'preview';

/** Held longer than this the microphone stops when it is let go, in ms. */
const held = 400;
/** How far a finger slides to cancel, or to lock, in px. */
const slide = 72;
/** From here on Escape asks before anything is lost, in s. */
const dear = 10;
/** Warned from here on, in s left. */
const near = 15;

/**
 * @summary Records a voice: held or tapped, with level and time; heard again before it is sent.
 * @tag voice-recorder
 * @fires corridor-voice-recorded - it is to be sent: `detail` is the recording, with `blob`, `mediaType`, `duration` (s) and `peaks`
 * @fires corridor-voice-discarded - it was thrown away
 * @csspart bar - the frame around everything
 * @csspart record - the button that begins and stops
 */
export class VoiceRecorder extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, voiceRecorderStyles];
  static override properties: PropertyDeclarations = {
    quality: {},
    trimSilence: { type: Boolean, attribute: 'trim-silence' },
    maxDuration: { type: Number, attribute: 'max-duration' },
    maxBytes: { type: Number, attribute: 'max-bytes' },
    sendsOnRelease: { type: Boolean, attribute: 'sends-on-release' },
    progress: { attribute: false },
    failure: { attribute: false },
    state: { attribute: false },
    problemOf: { attribute: false },
    isLocked: { attribute: false },
    isAsking: { attribute: false },
    isSetting: { attribute: false },
    ended: { attribute: false },
  };

  /** `low`, `standard` (the default) or `high`, until a person chooses. */
  quality?: RecordingSettings['quality'];
  /** Leaves out silence at both ends, until a person chooses. */
  trimSilence = false;
  /** Longest recording, in seconds. */
  maxDuration = 300;
  maxBytes = 10 * 1024 * 1024;
  /** A held recording goes out when it is let go, without being heard first. */
  sendsOnRelease = false;
  /** How much of it has been sent, of 1, while it is. */
  progress?: number | undefined;
  /** Why it was not sent; it is still here. */
  failure = '';

  private state: State = 'idle';
  private problemOf: MicrophoneReason | undefined;
  /** It goes on when the button is let go. */
  private isLocked = false;
  /** Whether it is really to be thrown away. */
  private isAsking = false;
  private isSetting = false;
  private ended: RecordingEnd | undefined;
  #recording: Recording | undefined;
  #recorded: VoiceRecording | undefined;
  #devices: readonly MediaDeviceInfo[] = [];
  #press: { at: number; x: number; y: number } | undefined;
  #listening: AbortController | undefined;
  /** Told to those who hear the page; said once for each state. */
  #said = '';

  /** Begins as the button does; the browser may ask for the microphone first. */
  async start(): Promise<void> {
    if (this.state !== 'idle') return;
    this.problemOf = undefined;
    this.ended = undefined;
    this.isSetting = false;
    this.state = 'asking';
    const { maxDuration, maxBytes } = this;
    try {
      const recording = await Recording.start(this.#settings, { maxDuration, maxBytes }, () => this.requestUpdate(), (why) => void this.#end(why));
      // Cancelled, or taken off the page, while the browser asked.
      if (this.state !== 'asking' || !this.isConnected) return recording.discard();
      this.#recording = recording;
      this.#become('recording');
      if (!this.#press) this.isLocked = true;
    } catch (error) {
      if (this.state !== 'asking') return;
      this.problemOf = error instanceof MicrophoneError ? error.reason : 'busy';
      this.#press = undefined;
      this.#become('idle');
    }
  }

  /** Throws away what was recorded. */
  discard(): void {
    this.#recording?.discard();
    this.#recording = this.#recorded = undefined;
    this.#press = undefined;
    this.isLocked = this.isAsking = false;
    this.failure = '';
    const wasBegun = this.state !== 'idle';
    this.#become('idle');
    if (wasBegun) this.emit('corridor-voice-discarded', {});
  }

  /** What was recorded is with the server: ready for the next one. */
  reset(): void {
    this.#recorded = undefined;
    this.failure = '';
    this.progress = undefined;
    this.#become('idle');
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot?.querySelector<HTMLElement>('.primary, .record')?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moved within the page it goes on. Taken away it gives the microphone back, and keeps what was said for when it returns.
    setTimeout(() => {
      if (this.isConnected) return;
      if (this.state === 'asking') this.state = 'idle';
      void this.#end();
    });
  }

  protected override render() {
    if (this.problemOf) return this.#problem(this.problemOf);
    return html`<div class="bar ${this.state}" part="bar" role="group" aria-label=${msg('Voice message')} @keydown=${this.#onKeydown}>
        ${this.isAsking ? this.#question() : this.state === 'preview' ? this.#preview() : this.state === 'recording' ? this.#running() : this.#waiting()}
        ${this.state === 'preview' || this.isAsking ? nothing : this.#recordButton()}
        ${this.state === 'recording' && this.isLocked && !this.isAsking ? this.#sendButton() : nothing}
      </div>
      ${this.isSetting && this.state === 'idle' ? settingsForm(this.#settings, this.#devices, this.#onSetting) : nothing}
      ${this.#notes()}<span class="hidden-visually" role="status">${this.#words()}</span>`;
  }

  get #settings(): RecordingSettings {
    return readSettings({ ...(this.quality ? { quality: this.quality } : {}), trimsSilence: this.trimSilence });
  }

  #waiting() {
    const hint = { idle: msg('Tap to record, or hold while you speak.'), asking: msg('Allow the microphone, if the browser asks.'), finishing: msg('One moment…') }[this.state as 'idle' | 'asking' | 'finishing'];
    return html`<span class="hint">${hint}</span>${this.state === 'idle'
      ? html`<button class="icon" type="button" aria-label=${msg('Recording settings')} title=${msg('Recording settings')} aria-expanded=${this.isSetting ? 'true' : 'false'} @click=${this.#onSettings}>${icon(moreIcons.sliders, 'small')}</button>`
      : nothing}`;
  }

  #running() {
    const { duration, isPaused, levels } = this.#recording!;
    return html`${this.isLocked ? this.#discardButton() : nothing}
      <span class="dot ${isPaused ? 'paused' : ''}" aria-hidden="true"></span>
      <span class="time" role="timer">${formatTime(this.language, duration)}</span>
      ${this.#levels(levels)}
      ${this.isLocked
        ? html`<button class="icon" type="button" aria-label=${isPaused ? msg('Go on') : msg('Pause')} title=${isPaused ? msg('Go on') : msg('Pause')} @click=${this.#onPause}>${icon(isPaused ? sound.mic : sound.pause, 'small')}</button>`
        : html`<span class="hint sliding">${icon(icons.arrowLeft, 'directed')}${msg('Slide to cancel')}</span><span class="lock" aria-hidden="true">${icon(moreIcons.lock, 'small')}</span>`}`;
  }

  #levels(levels: readonly number[]) {
    const levelCount = Math.min(160, Math.max(6, Math.floor((this.clientWidth - 230) / 4)));
    // Who wants no motion sees how loud it is, and nothing pass by.
    const shown = matchMedia('(prefers-reduced-motion: reduce)').matches ? Array<number>(levelCount).fill(levels.at(-1) ?? 0) : [...Array<number>(levelCount).fill(0), ...levels].slice(-levelCount);
    return plain`<svg class="levels" viewBox="0 0 ${levelCount} 100" preserveAspectRatio="none" aria-hidden="true">${svg`${waveform(shown)}`}</svg>`;
  }

  #recordButton() {
    const isOn = this.state === 'recording', label = isOn ? msg('Stop') : msg('Record a voice message');
    return html`<button class="record ${isOn ? 'on' : ''} ${this.#press ? 'held' : ''}" part="record" type="button" aria-label=${label} title=${label} aria-disabled=${this.state === 'finishing' || this.state === 'asking' ? 'true' : 'false'}
      @pointerdown=${this.#onPress} @contextmenu=${this.#onMenu} @click=${this.#onClick}>${icon(isOn && this.isLocked ? sound.stop : sound.mic)}</button>`;
  }

  #preview() {
    const { blob, duration, peaks } = this.#recorded!, isSending = this.progress !== undefined;
    return html`${this.#discardButton(isSending)}<voice-message class="heard" .source=${blob} .duration=${duration} .peaks=${peaks}></voice-message>${this.#sendButton(isSending)}`;
  }

  #discardButton(isDisabled = false) {
    return html`<button class="icon discard" type="button" aria-label=${msg('Discard')} title=${msg('Discard')} ?disabled=${isDisabled} @click=${() => this.#ask()}>${icon(moreIcons.trash, 'small')}</button>`;
  }

  #sendButton(isDisabled = false) {
    return html`<button class="icon primary" type="button" aria-label=${msg('Send')} title=${msg('Send')} ?disabled=${isDisabled} @click=${this.#onSend}>${icon(icons.arrowRight, 'directed')}</button>`;
  }

  #question() {
    const duration = this.#recorded?.duration ?? this.#recording?.duration ?? 0;
    return html`<span class="hint">${msg(str`Discard ${spokenTime(this.language, duration)}?`)}</span>
      <button class="button danger" type="button" @click=${() => this.discard()}>${msg('Discard')}</button>
      <button class="button keep" type="button" @click=${() => this.#keep()}>${msg('Keep')}</button>`;
  }

  #problem(reason: MicrophoneReason) {
    const canRetry = !['insecure', 'unsupported', 'blocked'].includes(reason);
    return html`<div class="bar" part="bar"><span class="hint problem" role="alert">${icon(icons.warning, 'small')}<span>${explainMicrophone(reason)}</span></span>
      ${canRetry ? html`<button class="button primary" type="button" @click=${() => void this.start()}>${msg('Try again')}</button>` : nothing}
      <button class="icon" type="button" aria-label=${msg('Close')} title=${msg('Close')} @click=${this.#onClose}>${icon(moreIcons.x, 'small')}</button></div>`;
  }

  #notes() {
    const left = this.state === 'recording' ? this.#recording!.left : Infinity;
    const ended = this.state === 'preview' && this.ended && { limit: msg('It has reached the longest that can be sent.'), disconnected: msg('The microphone was disconnected. What was said until then is here.') }[this.ended];
    return html`${left <= near ? html`<p class="note warn">${timeLeft(this.language, left)}</p>` : nothing}${ended ? html`<p class="note">${ended}</p>` : nothing}${
      this.progress !== undefined ? html`<progress class="sent" max="1" .value=${this.progress} aria-label=${msg('Sending')}></progress>` : nothing}${
      this.failure ? html`<p class="note problem" role="alert">${this.failure}</p>` : nothing}`;
  }

  /** What changed, for those who do not see it. */
  #words(): string {
    if (this.state === 'recording') return this.#recording!.isPaused ? msg('Paused') : this.#recording!.left <= near ? msg('Little time is left') : msg('Recording');
    if (this.state === 'preview') return msg('Recorded: listen to it, send or discard it.');
    return this.#said;
  }

  #become(state: State): void {
    const hadFocus = this.matches(':focus-within');
    this.#said = state === 'idle' && this.state !== 'idle' && !this.problemOf ? msg('Discarded') : '';
    this.state = state;
    if (!hadFocus) return;
    void this.updateComplete.then(() => {
      if (!this.shadowRoot?.activeElement) this.focus();
    });
  }

  async #end(why?: RecordingEnd): Promise<boolean> {
    const recording = this.#recording;
    if (!recording || this.state !== 'recording') return false;
    this.#become('finishing');
    this.isAsking = false;
    this.#press = undefined;
    const recorded = await recording.finish().catch(() => undefined);
    if (this.#recording !== recording) return false;
    this.#recording = undefined;
    this.isLocked = false;
    this.#recorded = recorded;
    this.ended = why;
    this.#become(recorded ? 'preview' : 'idle');
    return !!recorded;
  }

  #send(): void {
    if (this.#recorded) this.emit<VoiceRecording>('corridor-voice-recorded', this.#recorded);
  }

  readonly #onSend = async (): Promise<void> => {
    if (this.state === 'recording' && !(await this.#end())) return;
    this.failure = '';
    this.#send();
  };

  /** A long one is thrown away only after a question, whatever key was hit. */
  #ask(): void {
    const duration = this.#recorded?.duration ?? this.#recording?.duration ?? 0;
    if (duration < dear) return this.discard();
    if (this.#recording && !this.#recording.isPaused) this.#recording.pause();
    this.isAsking = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.keep')?.focus());
  }

  #keep(): void {
    this.isAsking = false;
    void this.updateComplete.then(() => this.focus());
  }

  readonly #onPause = (): void => {
    const recording = this.#recording!;
    if (recording.isPaused) recording.resume();
    else recording.pause();
    this.requestUpdate();
  };

  /** Begins by a press on this button or on another one; what follows is heard wherever the pointer is. */
  press(event: PointerEvent): void {
    if (event.button || this.state !== 'idle') return;
    this.#press = { at: event.timeStamp, x: event.clientX, y: event.clientY };
    this.#listening?.abort();
    const { signal } = (this.#listening = new AbortController()), ours = (handle: (event: PointerEvent) => void) => (heard: PointerEvent) => { if (heard.pointerId === event.pointerId) handle(heard); };
    addEventListener('pointermove', ours(this.#onSlide), { signal });
    addEventListener('pointerup', ours(this.#onRelease), { signal });
    addEventListener('pointercancel', ours(this.#onLost), { signal });
    void this.start();
  }

  readonly #onPress = (event: PointerEvent): void => this.press(event);

  readonly #onSlide = (event: PointerEvent): void => {
    if (!this.#press) return;
    const towardsStart = (this.#press.x - event.clientX) * (this.matches(':dir(rtl)') ? -1 : 1);
    if (towardsStart > slide) this.discard();
    else if (this.#press.y - event.clientY > slide) this.#lock();
  };

  readonly #onRelease = (event: PointerEvent): void => {
    this.#listening?.abort();
    const press = this.#press;
    this.#press = undefined;
    if (!press) return;
    if (event.timeStamp - press.at < held || this.state === 'asking') this.#lock();
    else void this.#end().then((isThere) => { if (isThere && this.sendsOnRelease) this.#send(); });
  };

  /** The system took the finger away: nothing is lost. */
  readonly #onLost = (): void => {
    if (this.#press) this.#lock();
  };

  #lock(): void {
    this.#press = undefined;
    this.isLocked = true;
  }

  readonly #onMenu = (event: Event): void => event.preventDefault(); // a long press is a recording

  /** By keys, or when it runs already: what a pointer began is told by its press. */
  readonly #onClick = (event: MouseEvent): void => {
    if (this.state === 'idle' && event.detail === 0) void this.start();
    else if (this.state === 'recording' && this.isLocked && this.#recording!.duration > held / 1000) void this.#end();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.state === 'idle' || this.state === 'finishing' || this.progress !== undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.isAsking) this.#keep();
    else this.#ask();
  };

  readonly #onSettings = async (): Promise<void> => {
    this.isSetting = !this.isSetting;
    this.#devices = await microphones();
    this.requestUpdate();
  };

  readonly #onSetting = (changed: Partial<RecordingSettings>): void => {
    keepSettings(changed);
    this.requestUpdate();
  };

  readonly #onClose = (): void => {
    this.problemOf = undefined;
    this.emit('corridor-voice-discarded', {});
  };
}

define('voice-recorder', VoiceRecorder);

declare global {
  interface HTMLElementTagNameMap {
    'voice-recorder': VoiceRecorder;
  }
  interface HTMLElementEventMap {
    'corridor-voice-recorded': CustomEvent<VoiceRecording>;
    'corridor-voice-discarded': CustomEvent<object>;
  }
}
