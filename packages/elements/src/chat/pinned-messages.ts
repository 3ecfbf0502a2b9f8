import type { Corridor, Output } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { msg } from '../base/localisation.ts';
import { namesBy, plainText, wordsOf } from './message-text.ts';

const styles = css`
  :host {
    display: block;
  }
  h3 {
    margin-block: 20px 4px;
    font-size: var(--c-font-size-meta);
    font-weight: 600;
    color: var(--c-muted);
  }
  .pin {
    display: grid;
    inline-size: calc(100% + 16px);
    margin-inline: -8px;
    padding: 6px 8px;
    border-radius: var(--c-radius-s);
    text-align: start;
  }
  .pin:hover {
    background: var(--c-hover);
  }
  .pin b {
    font-weight: 600;
    font-size: var(--c-font-size-small);
  }
`;

/**
 * @summary What is pinned in a conversation, latest pinned first. Nothing where nothing is.
 * @tag pinned-messages
 * @fires corridor-open - a message was chosen: `detail.channelId` and `detail.seq`
 */
export class PinnedMessages extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, styles];
  static override properties: PropertyDeclarations = { channelId: { attribute: 'channel-id' }, pinned: { attribute: false } };

  /** Which conversation. */
  channelId = '';

  private pinned: Output<'chat.pinned'>['items'] = [];
  #ends: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.corridor && this.channelId) this.#follow(this.corridor, this.channelId);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unfollow();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if ((changed.has('corridor') || changed.has('channelId')) && this.isConnected && this.corridor && this.channelId) this.#follow(this.corridor, this.channelId);
  }

  protected override render() {
    const { corridor, pinned, channelId } = this;
    if (!corridor || !pinned.length) return nothing;
    return html`<h3>${msg('Pinned')}</h3>
      <ul aria-label=${msg('Pinned')}>${pinned.map(({ seq, senderId, ...message }) => html`<li><button class="pin" type="button" @click=${() => this.emit('corridor-open', { channelId, seq })}>
        <b>${this.watch(corridor.people.person(senderId)).name}</b><span class="cut" dir="auto">${plainText(wordsOf(message), namesBy(corridor, (store) => this.watch(store)))}</span></button></li>`)}</ul>`;
  }

  /** Asked for once, then heard: each pin is a change of its message. */
  #follow(corridor: Corridor, channelId: string): void {
    this.#unfollow();
    const load = () => void corridor.chat.pinned({ channelId }).then(({ items }) => { if (this.channelId === channelId) this.pinned = items; }, () => undefined);
    this.#ends = [
      corridor.on('chat.reset', (reset) => { if (reset.channelId === channelId) load(); }),
      corridor.on('chat.message', (message) => {
        if (message.channelId !== channelId || (!message.pinned && !this.pinned.some(({ id }) => id === message.id))) return;
        const others = this.pinned.filter(({ id }) => id !== message.id);
        this.pinned = message.pinned ? [message, ...others].sort((one, other) => ((one.pinned?.at ?? '') < (other.pinned?.at ?? '') ? 1 : -1)) : others;
      }),
    ];
    load();
  }

  #unfollow(): void {
    for (const end of this.#ends.splice(0)) end();
    this.pinned = [];
  }
}

define('pinned-messages', PinnedMessages);

declare global {
  interface HTMLElementTagNameMap {
    'pinned-messages': PinnedMessages;
  }
}
