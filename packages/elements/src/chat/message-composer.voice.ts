import type { Corridor, VoiceOfChannel } from '@corridor/sdk';
import { nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import * as sound from '../base/icon-shapes.sound.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import type { VoiceRecorder } from '../voice/voice-recorder.ts';
import type { VoiceRecording } from '../voice/recording.ts';

const load = () => import('../voice/voice-recorder.ts');
/** What shows a voice message that waits to be sent, and that was. */
const loadShown = () => Promise.all([import('./message-row.extras.ts'), import('../files/message-files.ts'), import('../voice/voice-card.ts')]);

/** What the field hands to its microphone. */
interface Speaking {
  readonly element: HTMLElement & { readonly channelId: string; requestUpdate(): void; readonly updateComplete: Promise<unknown> };
  corridor(): Corridor | undefined;
  /** What may be done with voice here, once that is known. */
  rules(): VoiceOfChannel | undefined;
  done(): void;
}

/** The microphone beside a field: it opens a recorder above it, which sends. */
export class VoiceAid {
  readonly #speaking: Speaking;
  #channelId: string | undefined;
  #press: PointerEvent | undefined;

  constructor(speaking: Speaking) {
    this.#speaking = speaking;
  }

  button(): TemplateResult | typeof nothing {
    if (!this.#speaking.rules()?.may.record) return nothing;
    return html`<button class="icon aid mic" type="button" aria-label=${msg('Record a voice message')} title=${msg('Record a voice message')} aria-expanded=${this.#isOpen ? 'true' : 'false'}
      @pointerdown=${this.#onPress} @click=${this.#onClick}>${icon(sound.mic)}</button>`;
  }

  above(): TemplateResult | typeof nothing {
    if (!this.#isOpen) return nothing;
    const { maxBytes = 0, maxDuration = 0 } = this.#speaking.rules() ?? {};
    return html`<voice-recorder class="speaking" .maxBytes=${maxBytes} .maxDuration=${maxDuration} @corridor-voice-recorded=${this.#onRecorded} @corridor-voice-discarded=${this.#close}></voice-recorder>`;
  }

  /** A recording belongs to the conversation that it was begun in. */
  get #isOpen(): boolean {
    return this.#channelId === this.#speaking.element.channelId;
  }

  readonly #onPress = (event: PointerEvent): void => {
    if (event.button || this.#isOpen) return;
    event.preventDefault(); // the field keeps the focus
    this.#press = event;
    for (const end of ['pointerup', 'pointercancel']) addEventListener(end, this.#onRelease, { once: true }); // wherever it is by then
    void this.#open();
  };

  readonly #onRelease = (): void => {
    this.#press = undefined;
  };

  readonly #onClick = (event: MouseEvent): void => {
    if (event.detail === 0 && !this.#isOpen) void this.#open();
  };

  async #open(): Promise<void> {
    const { element } = this.#speaking, isThere = await load().then(() => true, () => false);
    if (!isThere) return;
    for (const needed of [this.#speaking.corridor()?.voice.prepare(), loadShown()]) needed?.catch(() => undefined); // the network may be gone once there is something to send
    this.#channelId = element.channelId;
    element.requestUpdate();
    await element.updateComplete;
    const recorder = element.shadowRoot?.querySelector<VoiceRecorder>('.speaking');
    await recorder?.updateComplete;
    if (this.#press) recorder?.press(this.#press);
    else await recorder?.start();
    recorder?.focus();
  }

  readonly #onRecorded = async (event: CustomEvent<VoiceRecording>): Promise<void> => {
    const recorder = event.target as VoiceRecorder, channelId = this.#channelId!;
    event.stopPropagation();
    recorder.progress = 0;
    try {
      const { message } = await this.#speaking.corridor()!.voice.send(channelId, event.detail);
      message.catch(() => {}); // the row in the list says why
      this.#close();
    } catch {
      recorder.failure = msg('It could not be sent. It is still here.');
    } finally {
      recorder.progress = undefined;
    }
  };

  readonly #close = (): void => {
    this.#channelId = undefined;
    this.#speaking.element.requestUpdate();
    this.#speaking.done();
  };
}
