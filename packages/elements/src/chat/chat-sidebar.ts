import type { Corridor, MyChannel } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as acts from '../base/icon-shapes.acts.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { folder } from '../base/icon-shapes.files.ts';
import { history } from '../base/icon-shapes.writing.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import '../people/user-avatar.ts';
import { audienceMark } from './audience.ts';
import { channelIcon } from './channel-icon.ts';
import { type Drafts, draftsOf } from './drafts.sync.ts';
import { chatSidebarStyles } from './chat-sidebar.styles.ts';
import { otherPerson, titleOf } from './conversation-title.ts';
import { keyNames } from './key-names.ts';
import { scheduledBy } from './scheduled.ts';
import { isUnread, unreadBadge } from './unread-badge.ts';

interface Section { label: string; rows: readonly MyChannel[]; add?: { label: string; run: () => void } }

/** What is shown of a section before it is asked for in full. */
const rowsShown = 20;

/**
 * @summary My conversations by what they are: records, channels, people. One line each, for the side of a full page.
 * @tag chat-sidebar
 * @slot heading - in place of the name at the top
 * @fires corridor-open - a conversation was chosen: `detail.channelId`
 * @fires corridor-find - somebody wants to find a conversation or a person
 * @fires corridor-new - somebody wants to begin: `detail.kind` is `direct` or `group`
 * @fires corridor-preferences - somebody wants to choose how it looks and behaves
 * @fires corridor-browse - somebody wants to see the channels that are there to join
 * @slot hint - between the conversations and my name
 * @csspart row - a conversation
 * @csspart name - what it is called
 * @csspart me - my own name, which opens the preferences
 */
export class ChatSidebar extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, chatSidebarStyles];
  static override properties: PropertyDeclarations = {
    selected: {},
    shownInFull: { attribute: false },
    current: { attribute: false },
  };

  /** The conversation that is open beside it. */
  selected = '';

  private shownInFull: ReadonlySet<string> = new Set();
  /** The row that the Tab key leads to. */
  private current = '';
  #rows: readonly MyChannel[] = [];
  #drafts: { of: Drafts; end: () => void } | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#drafts?.end();
    this.#drafts = undefined;
  }

  override focus(options?: FocusOptions): void {
    (this.renderRoot.querySelector<HTMLElement>('nav .row[tabindex="0"]') ?? this.renderRoot.querySelector<HTMLElement>('.find'))?.focus(options);
  }

  /** The conversation before or after another one as they stand here; with `unread`, the next one that has something new. */
  neighbour(channelId: string, step: 1 | -1, unread = false): string | undefined {
    const start = this.#rows.findIndex(({ id }) => id === channelId);
    for (let index = start < 0 && step < 0 ? this.#rows.length - 1 : start + step; this.#rows[index]; index += step) {
      const row = this.#rows[index];
      if (row && (!unread || isUnread(row))) return row.id;
    }
    return undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('selected')) this.current = this.selected;
    if (!this.corridor || !this.isConnected || this.#drafts) return;
    const of = draftsOf(this.corridor);
    this.#drafts = { of, end: of.onChange(() => this.requestUpdate()) };
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return this.problem ? this.renderWithoutCorridor() : this.#renderBones();
    return html`<div class="top"><slot name="heading"><b class="cut">${msg('Conversations')}</b></slot>
        <button class="icon" type="button" aria-label=${msg('New message')} title=${msg('New message')} @click=${() => this.#begin('direct')}>${icon(icons.compose)}</button></div>
      <button class="find" type="button" aria-keyshortcuts="Control+K" @click=${() => this.emit('corridor-find', {})}>${icon(moreIcons.search, 'small')}<span class="cut">${msg('Find')}</span><kbd dir="ltr" aria-hidden="true">${keyNames('Ctrl K')}</kbd></button>
      ${this.#renderThreads(corridor)} ${this.#renderPlace('saved', msg('Saved'), acts.bookmark)} ${this.#renderScheduled(corridor)} ${this.#renderPlace('files', msg('Files'), folder)} ${this.#renderSections(corridor)}<slot name="hint"></slot>${this.#renderMe(corridor)}`;
  }

  #renderMe(corridor: Corridor) {
    const me = this.watch(corridor.me);
    return me
      ? html`<button class="row me" part="me" type="button" aria-haspopup="dialog" title=${msg('Preferences')} @click=${() => this.emit('corridor-preferences', {})}>
          <user-avatar size="tiny" user-id=${me.id} with-presence></user-avatar><span class="name cut" dir="auto">${me.name}</span><span class="hidden-visually">${msg('Preferences')}</span>${icon(moreIcons.sliders, 'small')}</button>`
      : nothing;
  }

  #renderThreads(corridor: Corridor) {
    const unread = this.watch(corridor.chat.myThreads).reduce((sum, { membership }) => sum + (membership?.notify === 'nothing' ? 0 : (membership?.unread ?? 0)), 0);
    const count = unread > 99 ? '99+' : formatNumber(this.language, unread);
    return html`<a class="row threads ${unread ? 'unread' : ''}" part="row" href="#corridor/threads" data-id="threads" aria-current=${this.selected === 'threads' ? 'page' : nothing} @click=${this.#onClick}>
      ${icon(moreIcons.threads, 'small')}<span class="name">${msg('Threads')}</span>
      ${unread ? html`<span class="badge" aria-hidden="true">${count}</span><span class="hidden-visually">${plural(this.language, unread, { one: str`${count} unread reply`, other: str`${count} unread replies` })}</span>` : nothing}
    </a>`;
  }

  #renderPlace(place: string, label: string, shape: Parameters<typeof icon>[0], more?: TemplateResult) {
    return html`<a class="row threads" part="row" href=${`#corridor/${place}`} data-id=${place} aria-current=${this.selected === place ? 'page' : nothing} @click=${this.#onClick}>${icon(shape, 'small')}<span class="name">${label}</span>${more}</a>`;
  }

  #renderScheduled(corridor: Corridor) {
    const scheduled = this.watch(scheduledBy(corridor)), count = formatNumber(this.language, scheduled.length);
    if (!scheduled.length) return this.#renderPlace('scheduled', msg('Scheduled'), history);
    const waiting = plural(this.language, scheduled.length, { one: str`${count} message waits to be sent`, other: str`${count} messages wait to be sent` });
    const refused = scheduled.some(({ refusal }) => refusal) ? html`<span class="refused" title=${msg('Not sent')}>${icon(icons.warning, 'small')}<span class="hidden-visually">${msg('Not sent')}</span></span>` : nothing;
    return this.#renderPlace('scheduled', msg('Scheduled'), history, html`${refused}<span class="meta" aria-hidden="true">${count}</span><span class="hidden-visually">${waiting}</span>`);
  }

  #renderSections(corridor: Corridor) {
    const problem = this.watch(corridor.problem);
    const channels = this.watch(corridor.chat.channels);
    if (!this.watch(corridor.chat.isLoaded)) return problem ? this.#renderProblem(corridor, explain(problem)) : this.#renderBones();
    const sections = this.#sections(corridor, channels);
    const shown = sections.map(({ rows, label }) => (this.shownInFull.has(label) ? rows : this.#withSelected(rows)));
    this.#rows = shown.flat();
    const first = (this.#rows.find(({ id }) => id === this.current) ?? this.#rows[0])?.id;
    return html`<nav aria-label=${msg('Conversations')} @keydown=${this.#onKeydown} @focusin=${this.#onFocusin}>
      ${sections.map((section, index) => this.#renderSection(corridor, section, shown[index] ?? [], first))}
    </nav>`;
  }

  #sections(corridor: Corridor, channels: readonly MyChannel[]): Section[] {
    const live = channels.filter(({ id, archivedAt }) => !archivedAt || id === this.selected);
    const pinned = live.filter(({ membership }) => membership?.isPinned);
    const sectionOf = ({ membership }: MyChannel) => (membership?.isPinned ? undefined : (membership?.section ?? undefined));
    const named = [...new Set(live.flatMap((channel) => sectionOf(channel) ?? []))].sort((one, other) => one.localeCompare(other, this.language));
    const rest = live.filter(({ membership }) => !membership?.isPinned && !membership?.section);
    const isOf = (...kinds: MyChannel['kind'][]) => rest.filter(({ kind }) => kinds.includes(kind));
    const byName = (one: MyChannel, other: MyChannel) => (one.name ?? '').localeCompare(other.name ?? '', this.language, { numeric: true });
    const records = isOf('record');
    return [
      ...(pinned.length ? [{ label: msg('Pinned'), rows: pinned }] : []),
      ...named.map((label) => ({ label, rows: live.filter((channel) => sectionOf(channel) === label) })),
      ...(records.length ? [{ label: msg('Records'), rows: records }] : []),
      {
        label: msg('Channels'), rows: isOf('group', 'department', 'project', 'announcement').sort(byName),
        add: { label: msg('Create or join a channel'), run: () => this.emit('corridor-browse', {}) },
      },
      {
        label: msg('Direct messages'), rows: isOf('direct'),
        add: { label: msg('Write to somebody'), run: () => this.#begin('direct') },
      },
    ];
  }

  /** The first rows, and whatever is open or unread beyond them. */
  #withSelected(rows: readonly MyChannel[]): readonly MyChannel[] {
    return rows.filter((channel, index) => index < rowsShown || channel.id === this.selected || isUnread(channel));
  }

  #renderSection(corridor: Corridor, { label, rows, add }: Section, shown: readonly MyChannel[], first: string | undefined): TemplateResult {
    return html`<section>
      <div class="heading"><h2>${label}</h2>
        ${add ? html`<button class="icon" type="button" aria-label=${add.label} title=${add.label} @click=${add.run}>${icon(moreIcons.plus, 'small')}</button>` : nothing}</div>
      ${rows.length ? html`<ul>${repeat(shown, ({ id }) => id, (channel) => html`<li>${this.#renderRow(corridor, channel, channel.id === first)}</li>`)}</ul>` : add ? html`<button class="link empty" type="button" @click=${add.run}>${add.label}</button>` : nothing}
      ${shown.length < rows.length
        ? html`<button class="link more" type="button" @click=${(event: Event) => void this.#showInFull(label, event)}>${msg(str`Show all ${formatNumber(this.language, rows.length)}`)}</button>`
        : nothing}
    </section>`;
  }

  /** The focus goes on to the first one that was not there before. */
  async #showInFull(label: string, { currentTarget }: Event): Promise<void> {
    const section = (currentTarget as Element).closest('section');
    const before = new Set(section?.querySelectorAll('.row'));
    this.shownInFull = new Set([...this.shownInFull, label]);
    await this.updateComplete;
    [...(section?.querySelectorAll<HTMLElement>('.row') ?? [])].find((row) => !before.has(row))?.focus();
  }

  #renderRow(corridor: Corridor, channel: MyChannel, isFirst: boolean) {
    const { language } = this;
    const myId = this.watch(corridor.me)?.id;
    const { name, detail } = titleOf(channel, myId, language, (userId) => this.watch(corridor.people.person(userId)).name);
    const title = detail ? `${name} · ${detail}` : name;
    const other = otherPerson(channel, myId);
    const isQuiet = channel.membership?.notify !== 'all';
    return html`<a class="row ${isUnread(channel) ? 'unread' : ''} ${isQuiet ? 'quiet' : ''}" part="row" href=${`#corridor/${channel.id}`} tabindex=${isFirst ? 0 : -1} data-id=${channel.id}
      aria-current=${channel.id === this.selected ? 'page' : nothing} @click=${this.#onClick}>
      ${other ? html`<user-avatar size="tiny" user-id=${other} with-presence></user-avatar>` : icon(channelIcon(channel), 'small')}
      <span class="name cut" part="name" dir="auto" title=${title}>${title}</span>${audienceMark(channel)}
      ${channel.id !== this.selected && this.#drafts?.of.has(channel.id) ? html`<span class="draft" title=${msg('Draft')}>${icon(moreIcons.pencil, 'small')}<span class="hidden-visually">${msg('Draft')}</span></span>` : nothing}
      ${unreadBadge(channel, language)}
    </a>`;
  }

  #renderBones() {
    return html`<div class="bones late" role="status" aria-busy="true"><span class="hidden-visually">${msg('Loading conversations')}</span>
      ${[1, 2, 3, 4, 5, 6].map(() => html`<span class="skeleton"></span>`)}</div>`;
  }

  #renderProblem(corridor: Corridor, why: string) {
    return html`<div class="state" role="alert"><strong>${msg('Conversations could not be loaded.')}</strong><span>${why}</span>
      <button class="button" type="button" @click=${() => corridor.connect().catch(() => {})}>${icon(icons.retry, 'small')}${msg('Try again')}</button></div>`;
  }

  #begin(kind: 'direct' | 'group'): void {
    this.emit('corridor-new', { kind });
  }

  readonly #onClick = (event: MouseEvent): void => {
    // A new tab or window is the browser's own business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.emit('corridor-open', { channelId: (event.currentTarget as HTMLElement).dataset['id'] ?? '' });
  };

  readonly #onFocusin = (event: FocusEvent): void => {
    const id = (event.target as HTMLElement).dataset['id'];
    if (id) this.current = id;
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target as Element).classList.contains('row')) return;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('nav .row')];
    const index = rows.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    rows[to]?.focus();
  };
}

define('chat-sidebar', ChatSidebar);

declare global {
  interface HTMLElementTagNameMap {
    'chat-sidebar': ChatSidebar;
  }
  interface HTMLElementEventMap {
    'corridor-find': CustomEvent<object>;
    'corridor-new': CustomEvent<{ kind: 'direct' | 'group' }>;
    'corridor-browse': CustomEvent<object>;
    'corridor-preferences': CustomEvent<object>;
  }
}
