import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import * as sound from '../base/icon-shapes.sound.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import { Player, type SoundSource } from './player.ts';
import { formatTime, spokenTime } from './voice-time.ts';
import { voiceMessageStyles } from './voice-message.styles.ts';
import { barsOf, waveform } from './waveform.ts';

/** What was said, in words. */
export interface ShownTranscript {
  state: 'waiting' | 'ready' | 'failed';
  text?: string | undefined;
  /** Its language, as in `lang`. */
  language?: string | undefined;
}

const speeds = [1, 1.5, 2] as const;
const speedKey = 'corridor-voice-speed';
const barWidth = 4; // px, with the gap after it

/**
 * @summary A voice message: its waveform to see and to seek in, at three speeds, with its words where there are any.
 * @tag voice-message
 * @fires corridor-voice-played - somebody has begun to listen, once for each element
 * @fires corridor-voice-transcribe - somebody has asked for its words
 * @csspart play - the button that plays and pauses
 * @csspart waveform - the waveform
 */
export class VoiceMessage extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, voiceMessageStyles];
  static override properties: PropertyDeclarations = {
    src: {},
    source: { attribute: false },
    duration: { type: Number },
    peaks: { attribute: false },
    download: { attribute: false },
    transcript: { attribute: false },
    canTranscribe: { type: Boolean, attribute: 'can-transcribe' },
    note: {},
    bars: { attribute: false },
    speed: { attribute: false },
    isUnfolded: { attribute: false },
  };

  /** Where the sound is. */
  src?: string;
  /** Instead of `src`: the sound itself, or what answers an address of it that holds for now. */
  source?: SoundSource;
  /** In seconds. */
  duration = 0;
  /** Loudness over time, 0 to 100. */
  peaks: readonly number[] = [];
  /** Answers the address to download it from; no button without it. */
  download?: () => Promise<string>;
  transcript?: ShownTranscript | undefined;
  /** Offers to write it down where there is no transcript. */
  canTranscribe = false;
  /** In place of playing: why there is nothing to hear yet, or any more. */
  note = '';

  private bars = 40;
  private speed: number = readSpeed();
  private isUnfolded = false;
  #player: Player | undefined;
  #isHeard = false;
  readonly #resized = new ResizeObserver(([entry]) => { this.bars = Math.max(8, Math.floor(entry!.contentRect.width / barWidth)); });

  /** Begins where it stopped. Another one on the page falls silent. */
  play(): Promise<void> {
    const player = this.#playing();
    player.rate = this.speed;
    if (!this.#isHeard) this.emit('corridor-voice-played', {});
    this.#isHeard = true;
    return player.play();
  }

  pause(): void {
    this.#player?.pause();
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot?.querySelector<HTMLElement>('.play')?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    // Moved within the page it goes on.
    setTimeout(() => { if (!this.isConnected) this.#player?.dispose(); });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('src') && !changed.has('source')) return;
    this.#player?.dispose();
    this.#player = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const wave = this.renderRoot.querySelector('.wave');
    if (wave) this.#resized.observe(wave);
  }

  protected override render() {
    const state = this.#player?.state ?? 'idle', isOn = state === 'playing' || state === 'loading';
    const label = msg(str`Voice message, ${spokenTime(this.language, this.#length)}`);
    return html`<div class="voice ${isOn ? 'on' : ''}" role="group" aria-label=${label} @keydown=${this.#onKeydown}>
        <button class="play" part="play" type="button" aria-label=${isOn ? msg('Pause') : msg('Play')} aria-busy=${state === 'loading' ? 'true' : 'false'} aria-disabled=${this.note ? 'true' : 'false'} @click=${this.#toggle}>
          ${icon(isOn ? sound.pause : sound.play)}${state === 'loading' ? html`<span class="ring"></span>` : nothing}</button>
        ${this.#wave()}
        <span class="time" aria-hidden="true">${formatTime(this.language, this.#time || Math.max(1, Math.round(this.#length)))}</span>
        <button class="speed" type="button" aria-label=${msg(str`Speed ${formatNumber(this.language, this.speed)}`)} title=${msg('Speed')} @click=${this.#onSpeed}>${formatNumber(this.language, this.speed)}×</button>
        ${this.download ? html`<button class="icon save" type="button" aria-label=${msg('Download')} title=${msg('Download')} @click=${this.#onDownload}>${icon(sound.download, 'small')}</button>` : nothing}
        ${this.#wordsButton()}
      </div>
      ${this.note ? html`<p class="note" role="status">${this.note}</p>` : nothing}
      ${state === 'failed' ? html`<p class="note problem" role="alert">${msg('This cannot be played here.')} <button class="link" type="button" @click=${() => void this.play()}>${msg('Try again')}</button></p>` : nothing}
      ${this.#words()}`;
  }

  get #length(): number {
    return this.#player?.duration ?? this.duration;
  }

  get #time(): number {
    return this.#player?.time ?? 0;
  }

  #wave() {
    const length = this.#length, time = Math.min(this.#time, length);
    const text = msg(str`${spokenTime(this.language, time)} of ${spokenTime(this.language, length)}`);
    return html`<div class="wave" part="waveform" role="slider" tabindex="0" aria-label=${msg('Position')} aria-valuemin="0" aria-valuemax=${Math.round(length)} aria-valuenow=${Math.round(time)} aria-valuetext=${text}
      @pointerdown=${this.#onPointer} @pointermove=${this.#onPointer}>
      <svg viewBox="0 0 ${this.bars} 100" preserveAspectRatio="none" aria-hidden="true">${waveform(barsOf(this.peaks.length ? this.peaks : [0], this.bars), length ? time / length : 0)}</svg></div>`;
  }

  #wordsButton() {
    if (!this.transcript && !this.canTranscribe) return nothing;
    return html`<button class="icon" type="button" aria-label=${msg('Transcript')} title=${msg('Transcript')} aria-expanded=${this.isUnfolded ? 'true' : 'false'} aria-controls="words" @click=${this.#onWords}>${icon(sound.captions, 'small')}</button>`;
  }

  #words() {
    if (!this.isUnfolded) return nothing;
    const { transcript } = this;
    return html`<div class="words" id="words" aria-live="polite">${
      transcript?.state === 'ready'
        ? transcript.text ? html`<p dir="auto" lang=${transcript.language ?? nothing}>${transcript.text}</p>` : html`<p class="meta">${msg('No words were heard.')}</p>`
        : transcript?.state === 'failed'
          ? html`<p class="meta">${icon(icons.warning, 'small')}${msg('It could not be written down.')}${this.canTranscribe ? html` <button class="link" type="button" @click=${this.#ask}>${msg('Try again')}</button>` : nothing}</p>`
          : html`<p class="meta">${msg('It is being written down.')}</p>`}</div>`;
  }

  #playing(): Player {
    const source = this.source ?? (() => Promise.resolve(this.src ?? ''));
    return (this.#player ??= new Player(source, () => this.requestUpdate()));
  }

  readonly #toggle = (): void => {
    if (this.note) return;
    const state = this.#player?.state;
    if (state === 'playing' || state === 'loading') this.pause();
    else void this.play();
  };

  readonly #onSpeed = (): void => {
    this.speed = speeds[(speeds.indexOf(this.speed as 1) + 1) % speeds.length]!;
    if (this.#player) this.#player.rate = this.speed;
    try {
      localStorage.setItem(speedKey, String(this.speed));
    } catch {
      // It holds for this one then.
    }
  };

  readonly #onDownload = async (): Promise<void> => {
    const href = await this.download?.().catch(() => undefined);
    if (href) Object.assign(document.createElement('a'), { href, download: '', rel: 'noopener' }).click();
  };

  readonly #onWords = (): void => {
    this.isUnfolded = !this.isUnfolded;
    if (this.isUnfolded && !this.transcript) this.#ask();
  };

  readonly #ask = (): void => {
    this.emit('corridor-voice-transcribe', {});
  };

  #seek(time: number): void {
    if (!this.note) this.#playing().seek(Math.min(Math.max(0, time), Math.max(0, this.#length - 0.05)));
  }

  /** A line of time runs from left to right in every script, as it does on machines. */
  readonly #onPointer = (event: PointerEvent): void => {
    if (event.type === 'pointerdown' ? event.button : !event.buttons) return;
    const wave = event.currentTarget as HTMLElement, { left, width } = wave.getBoundingClientRect();
    if (event.type === 'pointerdown') wave.setPointerCapture(event.pointerId);
    this.#seek(((event.clientX - left) / width) * this.#length);
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (!(event.target as Element).matches('.wave') || event.ctrlKey || event.metaKey || event.altKey) return;
    const length = this.#length, step = Math.max(1, length / 20);
    const times: Record<string, number> = {
      ArrowRight: this.#time + step, ArrowUp: this.#time + step, ArrowLeft: this.#time - step, ArrowDown: this.#time - step,
      PageUp: this.#time + length / 5, PageDown: this.#time - length / 5, Home: 0, End: length,
    };
    const to = times[event.key];
    if (to === undefined && event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) this.#toggle();
    else this.#seek(to);
  };
}

function readSpeed(): number {
  try {
    return speeds.find((speed) => String(speed) === localStorage.getItem(speedKey)) ?? 1;
  } catch {
    return 1;
  }
}

define('voice-message', VoiceMessage);

declare global {
  interface HTMLElementTagNameMap {
    'voice-message': VoiceMessage;
  }
  interface HTMLElementEventMap {
    'corridor-voice-played': CustomEvent<object>;
    'corridor-voice-transcribe': CustomEvent<object>;
  }
}
