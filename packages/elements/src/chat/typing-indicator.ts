import { css, type CSSResultGroup, html, type PropertyDeclarations } from 'lit';
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
    `,
  ];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
  };

  /** Which conversation. */
  channelId = '';

  #writtenAt = 0;
  #announced: readonly string[] = [];

  /** A live region is read out only when it was there before its text. */
  protected override firstUpdated(): void {
    this.requestUpdate();
  }

  protected override render() {
    const { corridor, channelId } = this;
    const writing = corridor && channelId ? this.watch(corridor.chat.conversation(channelId).typing) : [];
    const text = this.#sentence(writing);
    return html`<div class="cut" aria-hidden="true">${text ? html`<span class="text" part="text">${text}</span>` : ''}</div>
      <div class="hidden-visually" role="status">${this.hasUpdated ? this.#sentence(this.#toAnnounce(writing)) : ''}</div>`;
  }

  /** People who type in turns would talk a screen reader down: it hears who begins after a pause. */
  #toAnnounce(writing: readonly string[]): readonly string[] {
    if (!writing.length) return [];
    const now = Date.now();
    if (now - this.#writtenAt > pause) this.#announced = writing;
    this.#writtenAt = now;
    return this.#announced;
  }

  #sentence(writing: readonly string[]): string {
    const [one, two] = writing.slice(0, 2).map((userId) => (this.corridor ? firstName(this.watch(this.corridor.people.person(userId)).name) : ''));
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
