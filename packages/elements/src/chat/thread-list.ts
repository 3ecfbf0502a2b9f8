import type { Corridor, CorridorError, Output } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
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
import { formatDuration } from './duration.ts';
import { namesBy, plainText, wordsOf } from './message-text.ts';
import { paneStyles } from './pane.styles.ts';
import { threadListStyles } from './thread-list.styles.ts';
import { statusLabel, type ThreadStatus } from './thread-status.ts';

type Listed = Output<'chat.threads'>['items'][number];
type Figures = Output<'chat.threadFigures'>;

/**
 * @summary Threads, latest reply first: those that I follow, or all of a conversation.
 * @tag thread-list
 * @fires corridor-thread - a thread was chosen: `detail.channelId` and `detail.messageId`
 * @fires corridor-back - the way back was chosen
 * @csspart row - a thread
 */
export class ThreadList extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, paneStyles, fieldStyles, threadListStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    canGoBack: { type: Boolean, attribute: 'can-go-back' },
    status: { attribute: false },
    category: { attribute: false },
    tag: { attribute: false },
    whose: { attribute: false },
    figures: { attribute: false },
    isUnread: { attribute: false },
    items: { attribute: false },
    next: { attribute: false },
    failure: { attribute: false },
  };

  /** All threads of this conversation; without it those that I follow. */
  channelId = '';
  /** Shows the way back to what stood here before. */
  canGoBack = false;

  private status: ThreadStatus | '' = '';
  private category = '';
  private tag = '';
  private whose: '' | 'followed' | 'mine' = '';
  /** Of the conversation. */
  private figures: Figures | undefined;
  private isUnread = false;
  private items: readonly Listed[] | undefined;
  private next: string | undefined;
  private failure: string | undefined;
  #asked = 0;
  /** As of when the list was asked for. */
  #following = '';
  #hearing: { corridor: Corridor; end: () => void } | undefined;
  #isLoading = false;
  #isStale = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#hearing?.end();
    this.#hearing = undefined;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.thread, select')?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!this.corridor) return;
    if (changed.has('channelId')) Object.assign(this, { category: '', tag: '', whose: '', figures: undefined, items: undefined });
    if (this.isConnected) this.#hear(this.corridor);
    const isOnline = this.watch(this.corridor.connection) === 'online';
    const following = [isOnline, ...this.watch(this.corridor.chat.myThreads).map(({ id, lastChange, version }) => `${id} ${lastChange} ${version}`)].join();
    const isNew = ['channelId', 'status', 'category', 'tag', 'whose', 'isUnread', 'corridor'].some((key) => changed.has(key));
    const isNews = following !== this.#following;
    this.#following = following;
    if (isNew) void this.#load();
    else if (isNews) this.#loadAgain();
  }

  /** Threads that nobody here follows are told of by the messages that they hang on. */
  #hear(corridor: Corridor): void {
    if (this.#hearing?.corridor === corridor) return;
    this.#hearing?.end();
    this.#hearing = { corridor, end: corridor.on('chat.message', ({ channelId, thread }) => { if (thread && channelId === this.channelId) this.#loadAgain(); }) };
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return this.renderWithoutCorridor();
    const home = this.watch(corridor.chat.channels).find(({ id }) => id === this.channelId) ?? (this.channelId ? corridor.chat.conversation(this.channelId).channel.get() : undefined);
    return html`<div class="bar ${this.canGoBack ? 'returns' : ''}">
        ${this.canGoBack ? html`<button class="icon" type="button" aria-label=${msg('Back to conversations')} @click=${() => this.emit('corridor-back', {})}>${icon(icons.arrowLeft, 'directed')}</button>` : nothing}
        <div class="titles"><h2>${msg('Threads')}</h2>${home ? html`<div class="meta cut" dir="auto">${titleOf(home, this.watch(corridor.me)?.id, this.language, (userId) => this.watch(corridor.people.person(userId)).name).name}</div>` : nothing}</div>
      </div>
      ${this.#renderFilters(corridor)}
      ${this.figures ? html`<p class="sum meta">${figuresLine(this.figures, this.language)}</p>` : nothing}
      <div class="scroll">${this.#renderItems(corridor)}</div>`;
  }

  #renderFilters(corridor: Corridor) {
    const threads = this.watch(corridor.chat.myThreads).flatMap(({ thread }) => thread ?? []);
    const inUse = this.channelId ? this.figures : { categories: threads.flatMap(({ category }) => category ?? []), tags: threads.flatMap(({ tags }) => tags) };
    const statuses = (['open', 'resolved', 'archived'] as const).map((status): [string, string] => [status, statusLabel(status)]);
    return html`<div class="filters">
      ${this.#renderFilter('status', msg('State'), msg('Any state'), statuses)}
      ${this.#renderFilter('category', msg('Category'), msg('Any category'), this.#words(inUse?.categories, this.category))}
      ${this.#renderFilter('tag', msg('Tag'), msg('Any tag'), this.#words(inUse?.tags, this.tag))}
      ${this.#renderFilter('whose', msg('Whose'), this.channelId ? msg('Everybody’s') : msg('All that I follow'), [...(this.channelId ? [['followed', msg('That I follow')] as [string, string]] : []), ['mine', msg('That I began')]])}
      <label class="choice"><input type="checkbox" .checked=${this.isUnread} @change=${(event: Event) => (this.isUnread = (event.target as HTMLInputElement).checked)} />${msg('Unread')}</label>
    </div>`;
  }

  /** Not shown where there is nothing to choose. */
  #renderFilter(name: 'status' | 'category' | 'tag' | 'whose', label: string, any: string, options: [string, string][]) {
    if (!options.length) return nothing;
    return html`<label class="field"><select aria-label=${label} @change=${(event: Event) => Object.assign(this, { [name]: (event.target as HTMLSelectElement).value })}>
      ${[['', any], ...options].map(([value, text]) => html`<option value=${value} ?selected=${value === this[name]}>${text}</option>`)}</select></label>`;
  }

  /** Each once; what is chosen stays to be seen. */
  #words(words: readonly string[] = [], chosen: string): [string, string][] {
    return [...new Set([...words, ...(chosen ? [chosen] : [])])].sort((one, other) => one.localeCompare(other, this.language)).map((word) => [word, word]);
  }

  #renderItems(corridor: Corridor) {
    const { items, failure } = this;
    if (failure) return html`<div class="state" role="alert"><span>${failure}</span><button class="button" type="button" @click=${() => void this.#load()}>${msg('Try again')}</button></div>`;
    if (!items) return html`<div class="state late" role="status">${msg('Looking…')}</div>`;
    if (!items.length) {
      return html`<div class="state" role="status"><strong>${msg('No threads here.')}</strong><span>${this.#isFiltered ? msg('Others may be behind another filter.') : msg('Reply to a message in a thread, and you follow it.')}</span></div>`;
    }
    return html`<ul aria-label=${msg('Threads')}>${repeat(items, ({ channel }) => channel.id, (item) => html`<li>${this.#renderItem(corridor, item)}</li>`)}</ul>
      ${this.next ? html`<button class="link more" type="button" @click=${() => void this.#load(this.next)}>${msg('Show more')}</button>` : nothing}`;
  }

  #renderItem(corridor: Corridor, { channel, root }: Listed) {
    const { language } = this;
    const watch = <T>(store: Parameters<typeof this.watch<T>>[0]) => this.watch(store);
    const nameOf = (userId: string) => this.watch(corridor.people.person(userId)).name;
    const home = this.channelId ? undefined : this.watch(corridor.chat.channels).find(({ id }) => id === root.channelId);
    const unread = this.watch(corridor.chat.myThreads).find(({ id }) => id === channel.id)?.membership?.unread ?? 0;
    const replies = root.thread?.replies ?? channel.lastSeq;
    const count = formatNumber(language, replies);
    const figures = [
      plural(language, replies, { one: str`${count} reply`, other: str`${count} replies` }),
      unread ? msg(str`${formatNumber(language, unread)} new`) : '',
      channel.thread && channel.thread.status !== 'open' ? statusLabel(channel.thread.status) : '',
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

  get #isFiltered(): boolean {
    return !!(this.status || this.category || this.tag || this.whose || this.isUnread);
  }

  /** One request at a time, and one more where something has changed meanwhile. */
  #loadAgain(): void {
    if (this.#isLoading) this.#isStale = true;
    else void this.#load();
  }

  async #load(cursor?: string): Promise<void> {
    const asked = ++this.#asked;
    this.failure = undefined;
    this.#isLoading = true;
    const { channelId, status, category, tag, whose, isUnread, corridor } = this;
    try {
      const [page, figures] = await Promise.all([
        corridor?.chat.threads({
          ...(channelId && { channelId }), ...(status && { status }), ...(category && { category }), ...(tag && { tag }), ...(whose && { [whose]: true }), ...(isUnread && { unread: true }), ...(cursor && { cursor }),
        }),
        channelId && !cursor ? corridor?.chat.threadFigures({ channelId }) : this.figures,
      ]);
      if (asked !== this.#asked || !page) return;
      this.items = cursor ? [...(this.items ?? []), ...page.items] : page.items;
      this.next = page.next;
      this.figures = figures;
    } catch (error) {
      if (asked === this.#asked) this.failure = explain(error as CorridorError);
    } finally {
      if (asked === this.#asked) this.#isLoading = false;
    }
    if (asked !== this.#asked || !this.#isStale) return;
    this.#isStale = false;
    void this.#load();
  }
}

/** "3 open · 2 resolved · first reply after: 12 minutes (median)" */
function figuresLine({ open, resolved, archived, medianReplySeconds }: Figures, language: string): string {
  const [opened, done, kept] = [open, resolved, archived].map((count) => formatNumber(language, count));
  return [
    msg(str`${opened} open`), msg(str`${done} resolved`), archived ? msg(str`${kept} archived`) : '',
    medianReplySeconds === null ? '' : msg(str`first reply after: ${formatDuration(language, medianReplySeconds)} (median)`),
  ].filter(Boolean).join(' · ');
}

define('thread-list', ThreadList);

declare global {
  interface HTMLElementTagNameMap {
    'thread-list': ThreadList;
  }
}
