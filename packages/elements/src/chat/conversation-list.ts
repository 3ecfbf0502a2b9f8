import type { Corridor, MyChannel } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { formatFull, formatNumber, formatShort, msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { firstName } from '../people/first-name.ts';
import '../people/user-avatar.ts';
import { audienceMark } from './audience.ts';
import { channelIcon } from './channel-icon.ts';
import { connectionLine, connectionLineStyles } from './connection-line.ts';
import type { Finder, Option } from './conversation-list.find.ts';
import { conversationListStyles } from './conversation-list.styles.ts';
import { otherPerson, titleOf } from './conversation-title.ts';
import { namesBy, plainText, wordsOf } from './message-text.ts';
import { isUnread, unreadBadge } from './unread-badge.ts';

const loadFinder = () => import('./conversation-list.find.ts').catch(() => undefined);

/**
 * @summary My conversations, newest first, and the way to a new one: what is typed finds conversations and people.
 * @tag conversation-list
 * @fires corridor-open - a conversation was chosen: `detail.channelId`
 * @csspart search - the search field
 * @csspart row - a conversation or a person
 * @csspart name - what it is called
 * @csspart preview - its last message
 */
export class ConversationList extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, connectionLineStyles, conversationListStyles];
  static override properties: PropertyDeclarations = {
    selected: {},
    limit: { type: Number },
    search: { attribute: false },
    finder: { attribute: false },
    active: { attribute: false },
    isShowingAll: { attribute: false },
  };

  /** The conversation that is open beside the list. */
  selected = '';
  /** How many to show before "Show all"; 0 shows all at once. */
  limit = 0;

  private search = '';
  /** What looks for what is typed: loaded when somebody is about to type. */
  private finder: Finder | undefined;
  /** Id of the option that Enter opens. */
  private active = '';
  private isShowingAll = false;
  get #field() {
    return this.renderRoot?.querySelector<HTMLInputElement>('input');
  }

  #options: readonly Option[] = [];

  /** Puts the cursor where a new conversation begins. */
  startNew(): void {
    this.#field?.focus();
  }

  override focus(options?: FocusOptions): void {
    (this.renderRoot.querySelector<HTMLElement>('[role=listbox]') ?? this.#field)?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('search')) this.active = '';
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('active')) this.renderRoot.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return this.problem ? this.renderWithoutCorridor() : this.#renderSkeleton();
    const connection = this.watch(corridor.connection);
    const problem = this.watch(corridor.problem);
    const channels = this.watch(corridor.chat.channels);
    const isLoaded = this.watch(corridor.chat.isLoaded);
    if (!isLoaded && problem) return this.#renderProblem(corridor, explain(problem));
    if (!isLoaded) return this.#renderSkeleton();
    const options = this.search.trim() && this.finder ? this.#renderFound(this.finder, corridor, channels) : this.#renderRecent(corridor, channels);
    return html`${connectionLine(corridor, connection, problem)} ${this.#renderSearch()}
      <div class="scroll ${this.search ? 'keyed' : ''}">${options}</div>`;
  }

  #renderSearch() {
    return html`<div class="search" part="search">
      ${icon(moreIcons.search, 'small')}
      <input
        type="search"
        role="combobox"
        aria-label=${msg('Find a conversation or a person')}
        placeholder=${msg('Find a conversation or a person')}
        aria-expanded=${this.search.trim() ? 'true' : 'false'}
        aria-controls="options"
        aria-autocomplete="list"
        aria-activedescendant=${this.search ? this.#activeId() : nothing}
        autocomplete="off"
        spellcheck="false"
        .value=${this.search}
        @focus=${() => void this.#prepare()}
        @input=${this.#onSearch}
        @keydown=${this.#onKeydown}
      />
    </div>`;
  }

  #renderRecent(corridor: Corridor, channels: readonly MyChannel[]) {
    if (!channels.length) {
      this.#options = [];
      return html`<div class="state" id="options">
        <span>${msg('No conversations yet. Find a colleague and write the first message.')}</span>
        <button class="button" type="button" @click=${() => this.startNew()}>${icon(icons.compose, 'small')}${msg('New message')}</button>
      </div>`;
    }
    const shown = this.limit && !this.isShowingAll ? channels.slice(0, this.limit) : channels;
    this.#options = shown.map((channel) => ({ id: channel.id, channel }));
    const hidden = channels.length - shown.length;
    return html`${this.#renderOptions(corridor, msg('Conversations'))}
      ${hidden ? html`<button class="link more" type="button" @click=${() => (this.isShowingAll = true)}>${msg(str`Show all ${formatNumber(this.language, channels.length)}`)}</button>` : nothing}`;
  }

  #renderFound(finder: Finder, corridor: Corridor, channels: readonly MyChannel[]) {
    this.#options = finder.options(this.search, channels, this.language, this.watch(corridor.me)?.id, (channel) => this.#titleOf(corridor, channel));
    return finder.instead(this.search, this.#options) ?? this.#renderOptions(corridor, msg('Results'));
  }

  #renderOptions(corridor: Corridor, label: string) {
    const active = this.#activeIndex;
    return html`<div
      role="listbox"
      id="options"
      tabindex="0"
      aria-label=${label}
      aria-activedescendant=${this.#activeId()}
      @keydown=${this.#onKeydown}
      @focus=${this.#onListFocus}
    >
      ${repeat(
        this.#options,
        ({ id }) => id,
        (option, index) =>
          'channel' in option ? this.#renderChannel(corridor, option.channel, index, index === active) : this.finder?.row(option.person, index, index === active),
      )}
    </div>`;
  }

  #renderChannel(corridor: Corridor, channel: MyChannel, index: number, isActive: boolean) {
    const { language } = this;
    const { name, detail } = this.#titleOf(corridor, channel);
    const myId = this.watch(corridor.me)?.id;
    const other = otherPerson(channel, myId);
    const last = channel.lastMessage;
    return html`<div
      class="row ${isUnread(channel) ? 'unread' : ''} ${isActive ? 'active' : ''}"
      part="row"
      id=${`option-${index}`}
      role="option"
      aria-selected=${channel.id === this.selected}
      @click=${() => this.#open(channel.id)}
    >
      ${other ? html`<user-avatar user-id=${other} with-presence></user-avatar>` : html`<span class="tile">${icon(channelIcon(channel))}</span>`}
      <span>
        <span class="line">
          <span class="name cut" part="name" dir="auto" title=${detail ? `${name} · ${detail}` : name}>${name}${detail ? html` <span class="detail">${detail}</span>` : nothing}</span>${audienceMark(channel)}
          ${last ? html`<time class="meta" datetime=${last.sentAt} title=${formatFull(language, last.sentAt)}>${formatShort(language, last.sentAt)}</time>` : nothing}
        </span>
        <span class="line">
          <span class="preview cut" part="preview" dir="auto">${this.#preview(corridor, channel, myId)}</span>
          ${unreadBadge(channel, language)}
        </span>
      </span>
    </div>`;
  }

  #renderSkeleton(): TemplateResult {
    const bones = html`<div class="row"><span class="skeleton round"></span><span class="bones"><span class="skeleton"></span><span class="skeleton"></span></span></div>`;
    return html`<div class="scroll late" role="status" aria-busy="true"><span class="hidden-visually">${msg('Loading conversations')}</span>${[bones, bones, bones, bones, bones]}</div>`;
  }

  #renderProblem(corridor: Corridor, why: string): TemplateResult {
    return html`<div class="state" role="alert">
      <strong>${msg('Conversations could not be loaded.')}</strong><span>${why}</span>
      <button class="button" type="button" @click=${() => corridor.connect().catch(() => {})}>${icon(icons.retry, 'small')}${msg('Try again')}</button>
    </div>`;
  }

  /** By id, for the list moves under the keys; the first one while searching. */
  get #activeIndex(): number {
    const index = this.#options.findIndex(({ id }) => id === this.active);
    return index < 0 && this.search.trim() ? 0 : index;
  }

  // Not made of ids: a host's user ids may hold blanks.
  #activeId(): string | typeof nothing {
    return this.#options[this.#activeIndex] ? `option-${this.#activeIndex}` : nothing;
  }

  #preview(corridor: Corridor, channel: MyChannel, myId: string | undefined): string {
    const last = channel.lastMessage;
    if (!last) return msg('No messages yet');
    const text = last.deletedAt ? msg('Message deleted') : plainText(wordsOf(last), namesBy(corridor, (store) => this.watch(store))).replace(/\s+/g, ' ');
    if (last.senderId === myId) return msg(str`You: ${text}`);
    return otherPerson(channel, myId) ? text : `${firstName(this.watch(corridor.people.person(last.senderId)).name)}: ${text}`;
  }

  #titleOf(corridor: Corridor, channel: MyChannel) {
    return titleOf(channel, this.watch(corridor.me)?.id, this.language, (userId) => this.watch(corridor.people.person(userId)).name);
  }

  /** Without a network there is nothing more to find than what the list shows; the next focus asks again. */
  async #prepare(): Promise<void> {
    if (this.finder) return;
    const find = await loadFinder();
    this.finder ??= find && new find.Finder(this, (channelId) => this.#open(channelId));
  }

  #onSearch = async (event: InputEvent): Promise<void> => {
    this.search = (event.target as HTMLInputElement).value;
    await this.#prepare();
    await this.finder?.find(this.search, this.corridor);
  };

  #onKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const last = this.#options.length - 1;
    const isInField = event.target === this.#field;
    const to =
      event.key === 'ArrowDown' ? Math.min(this.#activeIndex + 1, last)
      : event.key === 'ArrowUp' ? Math.max(this.#activeIndex - 1, 0)
      : event.key === 'Home' && !isInField ? 0
      : event.key === 'End' && !isInField ? last
      : undefined;
    if (to !== undefined) {
      event.preventDefault();
      if (isInField && !this.search) this.renderRoot.querySelector<HTMLElement>('[role=listbox]')?.focus();
      else this.active = this.#options[to]?.id ?? '';
    } else if (event.key === 'Enter' || (event.key === ' ' && !isInField)) {
      const option = this.#options[this.#activeIndex];
      if (!option) return;
      event.preventDefault();
      if ('channel' in option) this.#open(option.id);
      else void this.finder?.write(option.person);
    } else if (event.key === 'Escape' && this.search) {
      event.preventDefault();
      event.stopPropagation();
      this.#clear();
      this.#field?.focus();
    }
  };

  #onListFocus = (): void => {
    if (this.#activeIndex >= 0) return;
    this.active = (this.#options.find(({ id }) => id === this.selected) ?? this.#options[0])?.id ?? '';
  };

  #open(channelId: string): void {
    this.#clear();
    this.emit('corridor-open', { channelId });
  }

  #clear(): void {
    this.search = '';
    this.finder?.forget();
  }
}

define('conversation-list', ConversationList);

declare global {
  interface HTMLElementTagNameMap {
    'conversation-list': ConversationList;
  }
  interface HTMLElementEventMap {
    'corridor-open': CustomEvent<{ channelId: string; seq?: number }>;
  }
}
