import type { Corridor, CorridorError, SavedMessage } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { formatShort, msg } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import '../people/user-avatar.ts';
import { namesBy, plainText, wordsOf } from './message-text.ts';
import { paneStyles } from './pane.styles.ts';
import { placeTitle } from './place-title.ts';
import { savedBy } from './saved.ts';

const styles = css`
  .bar.returns {
    padding-inline-start: 8px;
  }
  .scroll {
    padding: 8px;
  }
  li {
    display: flex;
    align-items: flex-start;
    border-radius: var(--c-radius-s);
  }
  li:hover,
  li:focus-within {
    background: var(--c-hover);
  }
  .saved {
    flex: 1;
    min-inline-size: 0;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 2px 10px;
    padding: 10px 8px;
    text-align: start;
  }
  .saved user-avatar {
    grid-row: span 2;
  }
  .saved .text {
    grid-column: 2 / -1;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .gone {
    grid-column: 1 / -1;
    color: var(--c-muted);
    font-style: italic;
  }
  li > .icon {
    margin-block-start: 6px;
  }
  b {
    font-weight: 600;
  }
  .more {
    margin: 8px;
  }
`;

/**
 * @summary What I have saved, latest saved first. Nobody else sees it.
 * @tag saved-list
 * @fires corridor-open - a message was chosen: `detail.channelId` and `detail.seq`, of a thread's own channel where it is a reply
 * @fires corridor-back - the way back was chosen
 * @csspart row - a message
 */
export class SavedList extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, paneStyles, styles];
  static override properties: PropertyDeclarations = {
    canGoBack: { type: Boolean, attribute: 'can-go-back' },
    items: { attribute: false },
    next: { attribute: false },
    failure: { attribute: false },
  };

  /** Shows the way back to what stood here before. */
  canGoBack = false;

  private items: readonly SavedMessage[] | undefined;
  private next: string | undefined;
  private failure: string | undefined;
  #asked = 0;
  #end: (() => void) | undefined;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.saved, .bar button')?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
    this.#end = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.corridor || !this.isConnected || this.#end) return;
    this.#end = savedBy(this.corridor).onChange(() => void this.#load());
    void this.#load();
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return this.renderWithoutCorridor();
    return html`<div class="bar ${this.canGoBack ? 'returns' : ''}">
        ${this.canGoBack ? html`<button class="icon" type="button" aria-label=${msg('Back to conversations')} @click=${() => this.emit('corridor-back', {})}>${icon(icons.arrowLeft, 'directed')}</button>` : nothing}<h2>${msg('Saved')}</h2>
      </div>
      <div class="scroll">${this.#renderItems(corridor)}</div>`;
  }

  #renderItems(corridor: Corridor) {
    const { items, failure } = this;
    if (failure) return html`<div class="state" role="alert"><span>${failure}</span><button class="button" type="button" @click=${() => void this.#load()}>${msg('Try again')}</button></div>`;
    if (!items) return html`<div class="state late" role="status">${msg('Looking…')}</div>`;
    if (!items.length) return html`<div class="state" role="status"><strong>${msg('Nothing saved yet.')}</strong><span>${msg('“Save” in a message’s menu keeps it here, for you alone.')}</span></div>`;
    return html`<ul aria-label=${msg('Saved')}>${repeat(items, ({ messageId }) => messageId, (item) => html`<li>${this.#renderItem(corridor, item)}
        <button class="icon" type="button" aria-label=${msg('Remove from saved')} title=${msg('Remove from saved')} @click=${() => this.#drop(corridor, item)}>${icon(moreIcons.x, 'small')}</button></li>`)}</ul>
      ${this.next ? html`<button class="link more" type="button" @click=${() => void this.#load(this.next)}>${msg('Show more')}</button>` : nothing}`;
  }

  #renderItem(corridor: Corridor, { message, channel }: SavedMessage) {
    if (!message || !channel) return html`<div class="saved"><span class="gone">${msg('This message was deleted, or is not shared with you any more.')}</span></div>`;
    const { language } = this;
    const nameOf = (userId: string) => this.watch(corridor.people.person(userId)).name;
    const title = placeTitle(corridor, channel, language, (store) => this.watch(store));
    return html`<button class="saved" part="row" type="button" @click=${() => this.emit('corridor-open', { channelId: channel.id, seq: message.seq })}>
      <user-avatar size="small" user-id=${message.senderId}></user-avatar>
      <span class="cut" dir="auto"><b>${nameOf(message.senderId)}</b> <span class="meta">${title}</span></span>
      <span class="meta">${formatShort(language, message.sentAt)}</span>
      <span class="text" dir="auto">${plainText(wordsOf(message), namesBy(corridor, (store) => this.watch(store)))}</span>
    </button>`;
  }

  #drop(corridor: Corridor, { messageId }: SavedMessage): void {
    corridor.chat.unsave({ messageId }).catch((error: unknown) => (this.failure = explain(error as CorridorError)));
  }

  async #load(cursor?: string): Promise<void> {
    const asked = ++this.#asked;
    this.failure = undefined;
    try {
      const page = await this.corridor?.chat.saved(cursor ? { cursor } : {});
      if (asked !== this.#asked || !page) return;
      this.items = cursor ? [...(this.items ?? []), ...page.items] : page.items;
      this.next = page.next;
    } catch (error) {
      if (asked === this.#asked) this.failure = explain(error as CorridorError);
    }
  }
}

define('saved-list', SavedList);

declare global {
  interface HTMLElementTagNameMap {
    'saved-list': SavedList;
  }
}
