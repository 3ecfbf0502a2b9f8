import type { Channel, ChannelHit, Corridor, CorridorError, FileHit, MessageHit, Output, Person, PersonHit, SnippetPart } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { formatFull, formatNumber, formatShort, msg, plural, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { audienceMark } from '../chat/audience.ts';
import { channelIcon } from '../chat/channel-icon.ts';
import { conversationListStyles } from '../chat/conversation-list.styles.ts';
import { otherPerson, titleOf } from '../chat/conversation-title.ts';
import { placeTitle } from '../chat/place-title.ts';
import '../people/user-avatar.ts';
import { searchBoxStyles } from './search-box.styles.ts';

type Found = Output<'search.find'>;

/** What opens a file where the page does not. */
const loadOpening = () => import('../files/file-viewer.open.ts');

type Hit = MessageHit | ChannelHit | PersonHit | FileHit;

/** Conversations to go back to while nothing is asked. */
const mostRecent = 6;
/** Words that narrow a search. They are the same in every language. */
const filters = ['from:', 'in:', 'has:link', 'type:', 'after:', 'before:', '#'] as const;

/**
 * @summary One box over messages, files, channels and people. What is typed is looked for at once; `from:ben`, `in:purchasing`, `has:link`, `type:pdf`, `after:2026-11-01` and the like narrow it.
 * @tag search-box
 * @fires corridor-open - something was chosen: `detail.channelId`, and for a message its `detail.seq`
 * @fires corridor-open-file - cancelable; a file was chosen: `detail.fileId`, and `detail.fileIds` of all that were found
 * @csspart search - the search field
 * @csspart filter - a button that writes a filter into the field
 * @csspart row - a message, a file, a channel or a person
 * @csspart name - who said it, or what it is called
 * @csspart snippet - the text around what was found
 * @csspart hit - what was found, in it
 */
export class SearchBox extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, conversationListStyles, searchBoxStyles];
  static override properties: PropertyDeclarations = {
    query: {},
    channelId: { attribute: 'channel-id' },
    found: { attribute: false },
    failure: { attribute: false },
    isBusy: { attribute: false },
    active: { attribute: false },
  };

  /** What is looked for, as typed. */
  query = '';
  /** Looks only in this conversation. */
  channelId = '';

  private found: Found | undefined;
  private failure: CorridorError | undefined;
  private isBusy = false;
  /** Id of the option that Enter opens. */
  private active = '';
  #options: readonly Hit[] = [];

  get #field() {
    return this.renderRoot?.querySelector<HTMLInputElement>('input');
  }

  override focus(options?: FocusOptions): void {
    this.#field?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('query') || changed.has('channelId') || changed.has('corridor')) void this.#look();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('active')) this.renderRoot.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return this.renderWithoutCorridor();
    const { channels, people, messages, files } = this.found ?? { channels: [], people: [], messages: [], files: [] };
    const myId = this.watch(corridor.me)?.id;
    const others = people.filter(({ person }) => person.id !== myId);
    const recent = this.#isAsking || this.channelId ? [] : this.#recent(corridor);
    this.#options = this.failure ? [] : [...recent, ...channels, ...others, ...files, ...messages];
    return html`${this.#renderField()}
      <div class="scroll keyed" aria-busy=${this.isBusy ? 'true' : 'false'}>${this.#isAsking ? this.#renderBelow(corridor, [channels, others, files, messages]) : html`${this.#renderFilters()}${this.#renderGroups(corridor, [[msg('Recent'), recent]])}`}</div>
      <span class="hidden-visually" role="status">${this.#summary()}</span>`;
  }

  #renderField() {
    const label = this.channelId ? msg('Search this conversation') : msg('Search messages, files and people');
    const isOpen = this.#options.length > 0;
    return html`<div class="search" part="search">
      ${icon(moreIcons.search, 'small')}
      <input
        type="search"
        role="combobox"
        aria-label=${label}
        placeholder=${label}
        aria-expanded=${isOpen ? 'true' : 'false'}
        aria-controls=${isOpen ? 'options' : nothing}
        aria-autocomplete="list"
        aria-activedescendant=${this.#activeId()}
        autocomplete="off"
        spellcheck="false"
        maxlength="500"
        .value=${this.query}
        @input=${this.#onInput}
        @keydown=${this.#onKeydown}
      />
    </div>`;
  }

  #renderBelow(corridor: Corridor, [channels, people, files, messages]: [ChannelHit[], PersonHit[], FileHit[], MessageHit[]]): TemplateResult {
    if (this.failure) return this.#renderFailure(this.failure);
    if (!this.found) return this.#renderSkeleton();
    const more = this.found.next === undefined ? nothing : html`<button class="link more" type="button" ?disabled=${this.isBusy} @click=${this.#onMore}>${messages.length ? msg('Show more') : msg('Look further back')}</button>`;
    if (!this.#options.length) return this.#renderNothing(more);
    return html`${this.#renderGroups(corridor, [[msg('Channels'), channels], [msg('People'), people], [msg('Files'), files], [msg('Messages'), messages]])}${more}`;
  }

  #renderGroups(corridor: Corridor, all: readonly (readonly [string, readonly Hit[]])[]) {
    const groups = all.filter(([, hits]) => hits.length);
    if (!groups.length) return nothing;
    let index = 0;
    return html`<div role="listbox" id="options" tabindex="0" aria-label=${msg('Results')} aria-activedescendant=${this.#activeId()} @keydown=${this.#onKeydown}>
        ${groups.map(([heading, hits], group) => html`<div role="group" aria-labelledby=${`heading-${group}`}>
          <div class="heading" role="presentation" id=${`heading-${group}`}>${heading}</div>
          ${hits.map((hit) => this.#renderHit(corridor, hit, index++))}
        </div>`)}
      </div>`;
  }

  #recent(corridor: Corridor): ChannelHit[] {
    return this.watch(corridor.chat.channels).filter(({ archivedAt, thread }) => !archivedAt && !thread).slice(0, mostRecent).map((channel) => ({ channel, snippet: [] }));
  }

  #renderFilters() {
    return html`<div class="filters">
      <span class="meta" id="narrow">${msg('Narrow a search with')}</span>
      <span role="group" aria-labelledby="narrow">${filters.map((filter) => html`<button class="filter" part="filter" type="button" dir="ltr" @click=${() => this.#write(filter)}>${filter}</button>`)}</span>
    </div>`;
  }

  #renderNothing(more: TemplateResult | typeof nothing) {
    const wanted = this.query.trim();
    return more === nothing
      ? html`<div class="none"><strong>${msg(str`Nothing found for “${wanted}”.`)}</strong><br />${msg('Try fewer or shorter words, or leave out a filter.')}</div>`
      : html`<div class="none"><strong>${msg(str`Nothing found for “${wanted}” so far.`)}</strong><br />${more}</div>`;
  }

  #renderFailure(failure: CorridorError) {
    return html`<div class="state" role="alert">
      <strong>${msg('The search did not work.')}</strong><span>${explain(failure)}</span>
      <button class="button" type="button" @click=${() => void this.#look()}>${icon(icons.retry, 'small')}${msg('Try again')}</button>
    </div>`;
  }

  #renderSkeleton() {
    const bones = html`<div class="row"><span class="skeleton round"></span><span class="bones"><span class="skeleton"></span><span class="skeleton"></span></span></div>`;
    return html`<div class="late">${[bones, bones, bones, bones]}</div>`;
  }

  #renderHit(corridor: Corridor, hit: Hit, index: number): TemplateResult {
    const isActive = index === this.#activeIndex;
    const [picture, first, second] = 'message' in hit ? this.#message(corridor, hit) : 'file' in hit ? this.#file(corridor, hit) : 'person' in hit ? this.#person(hit) : this.#channel(corridor, hit);
    return html`<div class="row ${isActive ? 'active' : ''} ${second ? '' : 'single'}" part="row" id=${`option-${index}`} role="option" aria-selected=${isActive ? 'true' : 'false'} @click=${() => this.#open(hit)}>
      ${picture}<span><span class="line">${first}</span>${second}</span>
    </div>`;
  }

  #message(corridor: Corridor, { message, channel, snippet }: MessageHit) {
    const { language } = this;
    const sender = this.watch(corridor.people.person(message.senderId)).name;
    const place = this.#nameOf(corridor, channel);
    return [
      html`<user-avatar user-id=${message.senderId}></user-avatar>`,
      html`<span class="name cut" part="name" title=${`${sender} · ${place}`}>${sender} <span class="detail" dir="auto">${place}</span></span>${audienceMark(channel)}
        <time class="meta" datetime=${message.sentAt} title=${formatFull(language, message.sentAt)}>${formatShort(language, message.sentAt)}</time>`,
      html`<span class="snippet" part="snippet" dir="auto">${marked(snippet)}</span>`,
    ] as const;
  }

  #file(corridor: Corridor, { file, name, snippet }: FileHit) {
    const owner = this.watch(corridor.people.person(file.ownerId)).name;
    return [
      html`<span class="tile ending" aria-hidden="true" dir="ltr">${endingOf(file.name)}</span>`,
      html`<span class="name cut" part="name" dir="auto" title=${file.name}>${marked(name)}</span>
        <time class="meta" datetime=${file.createdAt} title=${formatFull(this.language, file.createdAt)}>${formatShort(this.language, file.createdAt)}</time>`,
      html`<span class="snippet" part="snippet" dir="auto">${snippet.length ? marked(snippet) : owner}</span>`,
    ] as const;
  }

  #channel(corridor: Corridor, { channel, snippet }: ChannelHit) {
    const text = snippet.map((part) => part.text).join('');
    const isName = text === channel.name || text === channel.record?.title;
    const { record } = channel, { name, detail } = titleOf(channel, this.watch(corridor.me)?.id, this.language, (userId) => this.watch(corridor.people.person(userId)).name);
    // A title that is shown whole says its number already.
    const under = channel.description ?? (record && (isName ? (text.includes(record.id) ? '' : record.id) : detail || (name === record.id ? '' : record.id))) ?? '';
    const other = otherPerson(channel, this.watch(corridor.me)?.id);
    return [
      other ? html`<user-avatar user-id=${other} with-presence></user-avatar>` : html`<span class="tile">${icon(channelIcon(channel))}</span>`,
      html`<span class="name cut" part="name" dir="auto">${isName ? marked(snippet) : name}</span>${audienceMark(channel)}`,
      isName || !snippet.length ? under && html`<span class="snippet" part="snippet" dir="auto">${under}</span>` : html`<span class="snippet" part="snippet" dir="auto">${marked(snippet)}</span>`,
    ] as const;
  }

  #person({ person, snippet }: PersonHit) {
    return [
      html`<user-avatar user-id=${person.id} with-presence></user-avatar>`,
      html`<span class="name cut" part="name" dir="auto">${marked(snippet)}</span>`,
      html`<span class="snippet">${msg('Write a message')}</span>`,
    ] as const;
  }

  #nameOf(corridor: Corridor, channel: Channel): string {
    return placeTitle(corridor, channel, this.language, (store) => this.watch(store));
  }

  /** What a screen reader hears once there is an answer. */
  #summary(): string {
    if (!this.#isAsking || this.failure) return '';
    if (!this.found) return msg('Searching');
    const count = this.#options.length, shown = formatNumber(this.language, count);
    if (!count) return msg('Nothing found');
    return plural(this.language, count, { one: str`${shown} result shown`, other: str`${shown} results shown` });
  }

  get #isAsking(): boolean {
    return this.query.trim() !== '';
  }

  get #activeIndex(): number {
    return Math.max(0, this.#options.findIndex((hit) => idOf(hit) === this.active));
  }

  // Not made of ids: a host's user ids may hold blanks.
  #activeId(): string | typeof nothing {
    return this.#options.length ? `option-${this.#activeIndex}` : nothing;
  }

  /** One request at a time: what is typed meanwhile is looked for after it. */
  async #look(): Promise<void> {
    const { corridor } = this;
    if (!corridor || this.isBusy) return;
    this.isBusy = true;
    let asked: string | undefined;
    while (asked !== this.#question) {
      asked = this.#question;
      await this.#find(corridor);
    }
    this.isBusy = false;
  }

  get #question(): string {
    return `${this.channelId} ${this.query.trimStart()}`;
  }

  async #find(corridor: Corridor, cursor?: string): Promise<void> {
    const before = cursor === undefined ? undefined : this.found;
    const query = this.query.trimStart();
    if (!query) {
      this.found = this.failure = undefined;
      return;
    }
    try {
      const { channels, people, messages, files, next } = await corridor.search.find({ query, ...(this.channelId && { in: this.channelId }), ...(cursor !== undefined && { cursor }) });
      this.found = { channels: before?.channels ?? channels, people: before?.people ?? people, files: before?.files ?? files, messages: [...(before?.messages ?? []), ...messages], ...(next !== undefined && { next }) };
      this.active = before && messages[0] ? messages[0].message.id : '';
      this.failure = undefined;
    } catch (error) {
      this.found = undefined;
      this.failure = error as CorridorError;
    }
  }

  /** More of the same, below; the keys go on there. */
  #onMore = async (): Promise<void> => {
    const { corridor } = this;
    const next = this.found?.next;
    if (!corridor || next === undefined || this.isBusy) return;
    const asked = this.#question;
    this.isBusy = true;
    this.#field?.focus();
    await this.#find(corridor, next);
    this.isBusy = false;
    if (asked !== this.#question) await this.#look();
  };

  #onInput = (event: InputEvent): void => {
    this.query = (event.target as HTMLInputElement).value;
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
    const hit = this.#options[to ?? this.#activeIndex];
    if (to !== undefined && hit) {
      event.preventDefault();
      this.active = idOf(hit);
    } else if (hit && (event.key === 'Enter' || (event.key === ' ' && !isInField))) {
      event.preventDefault();
      void this.#open(hit);
    } else if (event.key === 'Escape' && this.query) {
      event.preventDefault();
      event.stopPropagation();
      this.query = '';
      this.#field?.focus();
    }
  };

  /** Writes a filter behind what is there, ready to be completed. */
  #write(filter: string): void {
    this.query = `${filter}${/[:#]$/.test(filter) ? '' : ' '}`;
    this.#field?.focus();
  }

  async #open(hit: Hit): Promise<void> {
    if ('message' in hit) this.emit('corridor-open', { channelId: hit.channel.id, seq: hit.message.seq });
    else if ('file' in hit) await this.#openFile(hit);
    else if ('channel' in hit) this.emit('corridor-open', { channelId: hit.channel.id });
    else await this.#openDirect(hit.person);
  }

  async #openFile({ file }: FileHit): Promise<void> {
    const fileIds = this.found?.files.map(({ file: { id } }) => id) ?? [];
    (await loadOpening()).listenForFiles();
    this.emit('corridor-open-file', { fileId: file.id, fileIds });
  }

  async #openDirect(person: Person): Promise<void> {
    try {
      const channel = await this.corridor?.chat.openDirect(person.id);
      if (!channel) return;
      this.emit('corridor-open', { channelId: channel.id });
      this.corridor?.chat.close(channel.id);
    } catch (error) {
      this.failure = error as CorridorError;
    }
  }
}

const idOf = (hit: Hit): string => ('message' in hit ? hit.message.id : 'person' in hit ? hit.person.id : 'file' in hit ? hit.file.id : hit.channel.id);

const longestEnding = 4;
/** What a name ends with, for a tile. */
const endingOf = (name: string): string => /[^.]\.([a-z\d]{1,5})$/i.exec(name)?.[1]?.slice(0, longestEnding).toUpperCase() ?? '';

const marked = (snippet: readonly SnippetPart[]) => snippet.map(({ text, isHit }) => (isHit ? html`<mark part="hit">${text}</mark>` : text));

define('search-box', SearchBox);

declare global {
  interface HTMLElementTagNameMap {
    'search-box': SearchBox;
  }
  interface HTMLElementEventMap {
    'corridor-open': CustomEvent<{ channelId: string; seq?: number }>;
  }
}
