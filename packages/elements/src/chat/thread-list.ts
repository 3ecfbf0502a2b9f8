import type { Corridor, CorridorError, MyChannel, Output } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, formatShort, msg, plural, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import '../people/user-avatar.ts';
import { titleOf } from './conversation-title.ts';
import { namesBy, plainText, wordsOf } from './message-text.ts';
import { paneStyles } from './pane.styles.ts';

type Listed = Output<'chat.threads'>['items'][number];
type Status = NonNullable<MyChannel['thread']>['status'];

const styles = css`
  .bar {
    flex-wrap: wrap;
    gap: 4px 12px;
    padding: 8px 16px;
  }
  .bar h2 {
    min-inline-size: min-content;
  }
  .bar.returns {
    padding-inline-start: 8px;
  }
  .field {
    margin: 0;
  }
  .scroll {
    padding: 8px;
  }
  .thread {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 2px 10px;
    inline-size: 100%;
    padding: 10px 8px;
    border-radius: var(--c-radius-s);
    text-align: start;
  }
  .thread:hover {
    background: var(--c-hover);
  }
  .thread user-avatar {
    grid-row: span 3;
  }
  .thread .text {
    grid-column: 2 / -1;
  }
  .thread .figures {
    grid-column: 2 / -1;
  }
  .unread b,
  .unread .figures {
    color: var(--c-accent-text);
  }
  b {
    font-weight: 600;
  }
  .more {
    margin: 8px;
  }
`;

/**
 * @summary Threads, latest reply first: those that I follow, or all of a conversation.
 * @tag thread-list
 * @fires corridor-thread - a thread was chosen: `detail.channelId` and `detail.messageId`
 * @fires corridor-back - the way back was chosen
 * @csspart row - a thread
 */
export class ThreadList extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, paneStyles, fieldStyles, styles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    canGoBack: { type: Boolean, attribute: 'can-go-back' },
    status: { attribute: false },
    isUnread: { attribute: false },
    items: { attribute: false },
    next: { attribute: false },
    failure: { attribute: false },
  };

  /** All threads of this conversation; without it those that I follow. */
  channelId = '';
  /** Shows the way back to what stood here before. */
  canGoBack = false;

  private status: Status | '' = '';
  private isUnread = false;
  private items: readonly Listed[] | undefined;
  private next: string | undefined;
  private failure: string | undefined;
  #asked = 0;
  /** As of when the list was asked for. */
  #following = '';

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.thread, select')?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!this.corridor) return;
    const following = this.watch(this.corridor.chat.myThreads).map(({ id, lastChange, version }) => `${id} ${lastChange} ${version}`).join();
    const isNew = ['channelId', 'status', 'isUnread', 'corridor'].some((key) => changed.has(key)) || following !== this.#following;
    this.#following = following;
    if (isNew) void this.#load();
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return this.renderWithoutCorridor();
    const statuses: [Status | '', string][] = [['', msg('All')], ['open', msg('Open')], ['resolved', msg('Resolved')], ['archived', msg('Archived')]];
    return html`<div class="bar ${this.canGoBack ? 'returns' : ''}">
        ${this.canGoBack ? html`<button class="icon" type="button" aria-label=${msg('Back to conversations')} @click=${() => this.emit('corridor-back', {})}>${icon(icons.arrowLeft, 'directed')}</button>` : nothing}<h2>${msg('Threads')}</h2>
        <label class="choice"><input type="checkbox" .checked=${this.isUnread} @change=${(event: Event) => (this.isUnread = (event.target as HTMLInputElement).checked)} />${msg('Unread')}</label>
        <label class="field"><select aria-label=${msg('State')} @change=${(event: Event) => (this.status = (event.target as HTMLSelectElement).value as Status | '')}>
          ${statuses.map(([value, label]) => html`<option value=${value} ?selected=${value === this.status}>${label}</option>`)}</select></label>
      </div>
      <div class="scroll">${this.#renderItems(corridor)}</div>`;
  }

  #renderItems(corridor: Corridor) {
    const { items, failure } = this;
    if (failure) return html`<div class="state" role="alert"><span>${failure}</span><button class="button" type="button" @click=${() => void this.#load()}>${msg('Try again')}</button></div>`;
    if (!items) return html`<div class="state late" role="status">${msg('Looking…')}</div>`;
    if (!items.length) {
      return html`<div class="state" role="status"><strong>${msg('No threads here.')}</strong><span>${this.status || this.isUnread ? msg('Others may be behind another filter.') : msg('Reply to a message in a thread, and you follow it.')}</span></div>`;
    }
    return html`<ul aria-label=${msg('Threads')}>${repeat(items, ({ channel }) => channel.id, (item) => html`<li>${this.#renderItem(corridor, item)}</li>`)}</ul>
      ${this.next ? html`<button class="link more" type="button" @click=${() => void this.#load(this.next)}>${msg('Show more')}</button>` : nothing}`;
  }

  #renderItem(corridor: Corridor, { channel, root }: Listed) {
    const { language } = this;
    const watch = <T>(store: Parameters<typeof this.watch<T>>[0]) => this.watch(store);
    const nameOf = (userId: string) => this.watch(corridor.people.person(userId)).name;
    const home = this.watch(corridor.chat.channels).find(({ id }) => id === root.channelId);
    const unread = this.watch(corridor.chat.myThreads).find(({ id }) => id === channel.id)?.membership?.unread ?? 0;
    const replies = root.thread?.replies ?? channel.lastSeq;
    const count = formatNumber(language, replies);
    const figures = [
      plural(language, replies, { one: str`${count} reply`, other: str`${count} replies` }),
      unread ? msg(str`${formatNumber(language, unread)} new`) : '',
      channel.thread?.status === 'resolved' ? msg('Resolved') : channel.thread?.status === 'archived' ? msg('Archived') : '',
      channel.thread?.category ?? '', ...(channel.thread?.tags ?? []).map((tag) => `#${tag}`),
    ];
    const title = home && titleOf(home, this.watch(corridor.me)?.id, language, nameOf).name;
    return html`<button class="thread ${unread ? 'unread' : ''}" part="row" type="button" @click=${() => this.emit('corridor-thread', { channelId: root.channelId, messageId: root.id })}>
      <user-avatar size="small" user-id=${root.senderId}></user-avatar>
      <span class="cut" dir="auto"><b>${nameOf(root.senderId)}</b>${title ? html` <span class="meta">${title}</span>` : nothing}</span>
      <span class="meta">${formatShort(language, root.thread?.lastReplyAt ?? root.sentAt)}</span>
      <span class="text cut" dir="auto">${root.deletedAt ? msg('Message deleted') : plainText(wordsOf(root), namesBy(corridor, watch))}</span>
      <span class="figures meta cut">${figures.filter(Boolean).join(' · ')}</span>
    </button>`;
  }

  async #load(cursor?: string): Promise<void> {
    const asked = ++this.#asked;
    this.failure = undefined;
    const { channelId, status, isUnread } = this;
    try {
      const page = await this.corridor?.chat.threads({ ...(channelId && { channelId }), ...(status && { status }), ...(isUnread && { unread: true }), ...(cursor && { cursor }) });
      if (asked !== this.#asked || !page) return;
      this.items = cursor ? [...(this.items ?? []), ...page.items] : page.items;
      this.next = page.next;
    } catch (error) {
      if (asked === this.#asked) this.failure = explain(error as CorridorError);
    }
  }
}

define('thread-list', ThreadList);

declare global {
  interface HTMLElementTagNameMap {
    'thread-list': ThreadList;
  }
}
