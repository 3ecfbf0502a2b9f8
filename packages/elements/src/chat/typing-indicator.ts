import { css, html, type CSSResultGroup } from 'lit';
import { property } from 'lit/decorators.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { msg, str } from '../base/localisation.ts';
import { firstName } from '../people/first-name.ts';

const pause = 20_000;

/**
 * @summary Who is writing in a conversation now. Keeps its height, so nothing moves when somebody begins.
 * @tag typing-indicator
 * @csspart text - the sentence
 */
export class TypingIndicator extends CorridorElement {
  static override styles: CSSResultGroup = [
    CorridorElement.styles,
    css`
      :host {
        display: block;
        height: 22px;
        padding-inline: 58px 16px;
        font-size: var(--c-font-size-meta);
        line-height: 22px;
        color: var(--c-muted);
      }
      .text {
        animation: come var(--c-motion-in);
      }
      @keyframes come {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  /** Which conversation. */
  @property({ attribute: 'channel-id' }) channelId = '';

  #writtenAt = 0;
  #announced = '';

  protected override render() {
    const text = this.#sentence();
    return html`<div class="cut" aria-hidden="true">${text ? html`<span class="text" part="text">${text}</span>` : ''}</div>
      <div class="hidden-visually" role="status">${this.#toAnnounce(text)}</div>`;
  }

  /** People who type in turns would talk a screen reader down: said once when writing begins after a pause. */
  #toAnnounce(text: string): string {
    const now = Date.now();
    if (!text) return '';
    if (now - this.#writtenAt > pause) this.#announced = text;
    this.#writtenAt = now;
    return this.#announced;
  }

  #sentence(): string {
    const { corridor, channelId } = this;
    if (!corridor || !channelId) return '';
    const writing = this.watch(corridor.chat.conversation(channelId).typing);
    const [one, two] = writing.slice(0, 2).map((userId) => firstName(this.watch(corridor.people.person(userId)).name));
    if (writing.length > 2) return msg('Several people are writing…');
    if (two) return msg(str`${one} and ${two} are writing…`);
    return one ? msg(str`${one} is writing…`) : '';
  }
}

define('typing-indicator', TypingIndicator);

declare global {
  interface HTMLElementTagNameMap {
    'typing-indicator': TypingIndicator;
  }
}
