// A voice message under its sender's name. Loaded with the first one that is shown.
import type { CorridorError, Message, VoiceCard as Card } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { msg } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import './voice-message.ts';
import type { ShownTranscript } from './voice-message.ts';
import { voiceRules } from './voice-rules.ts';

/** What anybody can play of it: the one form of all browsers, else what was recorded. */
const listened = (card: Card): 'playable' | 'original' => (card.file?.renditions.includes('playable') ? 'playable' : 'original');

/**
 * A voice message of a conversation. Made by `<message-row>`.
 * @tag voice-card
 */
export class VoiceCard extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host {
      display: block;
      margin-block: 4px 2px;
    }
    .problem {
      margin-block-start: 4px;
      font-size: var(--c-font-size-small);
      color: var(--c-danger);
    }
  `];
  static override properties: PropertyDeclarations = { message: { attribute: false }, refusal: { attribute: false } };

  message!: Message;
  private refusal = '';

  get #card(): Card | undefined {
    return this.message.card?.type === 'voice' ? this.message.card : undefined;
  }

  protected override render() {
    const { corridor } = this, card = this.#card;
    if (!corridor || !card) return nothing;
    const { file } = card;
    if (!file) return html`<voice-message .note=${msg('The sound has been deleted.')}></voice-message>`;
    const isMine = this.watch(corridor.me)?.id === this.message.senderId;
    this.watch(corridor.connection); // what is not known yet is asked when it is back
    const may = this.watch(voiceRules(corridor, this.message.channelId))?.may;
    const canTranscribe = may?.transcribe === true && !this.#words(card)?.text;
    return html`<voice-message .source=${this.#source} .duration=${file.facts.duration ?? 0} .peaks=${file.facts.peaks ?? []} .note=${this.#note(card, isMine || may?.listen !== false, isMine)}
        .download=${file.state === 'ready' && (isMine || may?.download) ? this.#download : undefined} .transcript=${this.#words(card)} .canTranscribe=${canTranscribe}
        @corridor-voice-played=${this.#onPlayed} @corridor-voice-transcribe=${this.#onTranscribe}></voice-message>
      ${this.refusal ? html`<p class="problem" role="alert">${this.refusal}</p>` : nothing}`;
  }

  /** Why there is nothing to hear. */
  #note({ file }: Card, mayListen: boolean, isMine: boolean): string {
    if (file!.state === 'quarantined') return msg('This was found to be harmful and is kept from everybody.');
    if (file!.state === 'checking' && !isMine) return msg('It is being checked.');
    return mayListen ? '' : msg('You may not listen to voice messages here. An owner or admin of the channel can allow it.');
  }

  #words({ transcript, language, transcription }: Card): ShownTranscript | undefined {
    if (transcript !== undefined) return { state: 'ready', text: transcript, language };
    return transcription && { state: transcription };
  }

  readonly #source = (): Promise<string> => this.#url(listened(this.#card!));
  readonly #download = (): Promise<string> => this.#url('download');

  async #url(as: 'playable' | 'original' | 'download'): Promise<string> {
    const { items: [found] } = await this.corridor!.files.urls({ items: [{ fileId: this.#card!.file!.id, as }] });
    if (!found) throw new Error('not there');
    return found.url;
  }

  readonly #onPlayed = (): void => {
    const { corridor, message } = this;
    if (corridor!.me.get()?.id !== message.senderId) corridor!.voice.played({ messageId: message.id }).catch(() => {}); // a figure less
  };

  readonly #onTranscribe = async (): Promise<void> => {
    this.refusal = '';
    await this.corridor!.voice.transcribe({ messageId: this.message.id }).catch((error: unknown) => { this.refusal = explain(error as CorridorError); });
  };
}

define('voice-card', VoiceCard);

declare global {
  interface HTMLElementTagNameMap {
    'voice-card': VoiceCard;
  }
}
