import type { Conversation, Corridor, Member, MyChannel, Person } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as acts from '../base/icon-shapes.acts.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatFull, formatNumber, msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import './channel-editor.ts';
import type { ChannelEditor } from './channel-editor.ts';
import './channel-preferences.ts';
import '../people/people-picker.ts';
import type { PeoplePicker } from '../people/people-picker.ts';
import '../people/user-avatar.ts';
import { presenceLabel } from '../presence/presence-dot.ts';
import { conversationDetailsStyles } from './conversation-details.styles.ts';
import { titleOf } from './conversation-title.ts';
import { askForDate } from './jump-to-date.open.ts';
import { paneStyles } from './pane.styles.ts';
import './pinned-messages.ts';

// Not inside a method: there the compiler leaves the file's name as it is.
const loadMetadata = () => import('./channel-metadata.ts');
const loadFiles = () => import('../files/file-browser.ts');
const loadExport = () => import('../transfer/channel-export.ts');
const loadVoice = () => import('../voice/channel-voice.ts');

/** The client is told of the first 200 members. */
const mostListed = 200;

/**
 * @summary What a conversation is about and who is in it, with what may be done about that.
 * @tag conversation-details
 * @fires corridor-close - the way out was chosen
 * @fires corridor-open - a person was chosen to write to, or a pinned message: `detail.channelId`, and for a message its `detail.seq`
 * @fires corridor-files - the conversation's files are wanted on the whole page: `detail.channelId`
 * @fires corridor-threads - all threads of the conversation are wanted: `detail.channelId`
 * @csspart bar - the line at the top
 * @csspart member - somebody in it
 * @csspart metadata - what the host says of it
 */
export class ConversationDetails extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, paneStyles, conversationDetailsStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    chosen: { attribute: false },
    isAdding: { attribute: false },
    isLeaving: { attribute: false },
    people: { attribute: false },
    failure: { attribute: false },
    hasCopied: { attribute: false },
    hasFiles: { attribute: false },
    hasVoice: { attribute: false },
  };

  /** Which conversation. */
  channelId = '';

  /** The person whose choices are open. */
  private chosen: string | undefined;
  private isAdding = false;
  private isLeaving = false;
  private people: readonly Person[] = [];
  private failure: string | undefined;
  private hasCopied = false;
  private hasFiles = false;
  private hasVoice = false;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.bar button')?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('channelId')) return;
    this.chosen = this.failure = undefined;
    this.isAdding = this.isLeaving = this.hasCopied = this.hasFiles = this.hasVoice = false;
    for (const part of this.renderRoot.querySelectorAll<HTMLDetailsElement>('.files, .voice')) part.open = false;
    this.people = [];
  }

  protected override render() {
    const { corridor, channelId } = this;
    if (!corridor) return this.renderWithoutCorridor();
    const conversation = channelId ? corridor.chat.conversation(channelId) : undefined;
    const channel = conversation && this.watch(conversation.channel);
    return html`<div class="bar" part="bar"><h2>${msg('Details')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close details')} title=${msg('Close details')} @click=${() => this.emit('corridor-close', {})}>${icon(moreIcons.x)}</button></div>
      <div class="scroll">${channel ? html`${this.#renderAbout(corridor, channel)} ${this.#renderMetadata(channel)} <pinned-messages channel-id=${channel.id}></pinned-messages> ${this.#renderFiles(channel)} ${this.#renderPreferences(channel)} ${this.#renderVoice(corridor, channel)} ${this.#renderExport(corridor, channel)} ${this.#renderMembers(corridor, conversation, channel)}` : nothing}</div>`;
  }

  #renderAbout(corridor: Corridor, channel: MyChannel) {
    const { name, detail } = titleOf(channel, this.watch(corridor.me)?.id, this.language, (userId) => this.watch(corridor.people.person(userId)).name);
    const canLeave = channel.kind !== 'direct' && channel.membership;
    const canJoin = channel.kind !== 'direct' && !channel.membership && !channel.archivedAt;
    return html`<div class="about">
        <strong dir="auto">${name}</strong>
        ${detail ? html`<span dir="auto">${detail}</span>` : nothing}
        ${channel.archivedAt ? html`<span class="tag">${msg('Archived')}</span>` : nothing}
        ${channel.description ? html`<p dir="auto">${channel.description}</p>` : nothing}
        <span class="meta">${this.#origin(corridor, channel)}</span>
        <div class="ways">
          ${channel.record?.url ? html`<a class="button" href=${channel.record.url}>${icon(moreIcons.box, 'small')}${msg('Open record')}</a>` : nothing}
          <button class="button" type="button" @click=${this.#onCopy}>${icon(this.hasCopied ? moreIcons.check : moreIcons.copy, 'small')}${this.hasCopied ? msg('Copied') : msg('Copy link')}</button>
          ${channel.lastSeq > 0 ? html`<button class="button" type="button" @click=${() => void this.#jump(channel.id)}>${icon(acts.calendar, 'small')}${msg('Jump to a date')}</button>
            <button class="button" type="button" @click=${() => this.emit('corridor-threads', { channelId: channel.id })}>${icon(moreIcons.threads, 'small')}${msg('Threads')}</button>` : nothing}
          ${channel.kind !== 'direct' && this.#manages(corridor, channel)
            ? html`<button class="button" type="button" @click=${() => void this.renderRoot.querySelector<ChannelEditor>('channel-editor')?.show()}>${icon(moreIcons.pencil, 'small')}${msg('Settings')}</button>
                <channel-editor channel-id=${channel.id}></channel-editor>`
            : nothing}
          ${canJoin ? html`<button class="button primary" type="button" @click=${() => this.#ask((chat) => chat.join(channel.id))}>${channel.kind === 'record' ? msg('Follow') : msg('Join')}</button>` : nothing}
          ${canLeave ? this.#renderLeave(channel) : nothing}
        </div>
        ${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}
      </div>`;
  }

  #renderMetadata({ id, metadata }: MyChannel) {
    if (!metadata) return nothing;
    void loadMetadata().catch(() => undefined);
    return html`<channel-metadata part="metadata" channel-id=${id}></channel-metadata>`;
  }

  /** They are asked for once somebody wants to see them. */
  #renderFiles({ id }: MyChannel) {
    return html`<details class="files" @toggle=${this.#onFiles}><summary>${msg('Files')}</summary>
      ${this.hasFiles ? html`<file-browser channel-id=${id}></file-browser><button class="link" type="button" @click=${() => this.emit('corridor-files', { channelId: id })}>${msg('Show on the whole page')}</button>` : nothing}</details>`;
  }

  #renderPreferences(channel: MyChannel) {
    if (!channel.membership) return nothing;
    return html`<details><summary>${msg('My settings')}</summary><channel-preferences channel-id=${channel.id}></channel-preferences></details>`;
  }

  /** Rules and figures, for those who may change the one and see the other. */
  #renderVoice(corridor: Corridor, channel: MyChannel) {
    if (channel.kind === 'direct' || !this.#manages(corridor, channel)) return nothing;
    return html`<details class="voice" @toggle=${this.#onVoice}><summary>${msg('Voice messages')}</summary>${this.hasVoice ? html`<channel-voice channel-id=${channel.id}></channel-voice>` : nothing}</details>`;
  }

  /** For those who would not be refused. */
  #renderExport(corridor: Corridor, { id, kind, lastSeq, membership }: MyChannel) {
    const isAdmin = membership?.role === 'owner' || membership?.role === 'admin' || (kind === 'direct' && membership);
    if (lastSeq === 0 || !(isAdmin || this.watch(corridor.me)?.permissions.includes('chat.export'))) return nothing;
    return html`<details @toggle=${() => void loadExport().catch(() => undefined)}><summary>${msg('Export')}</summary><channel-export channel-id=${id}></channel-export></details>`;
  }

  #renderLeave(channel: MyChannel) {
    if (!this.isLeaving) {
      return html`<button class="button leave" type="button" @click=${() => this.#askToLeave(true)}>${icon(moreIcons.leave, 'small')}${channel.kind === 'record' ? msg('Unfollow') : msg('Leave')}</button>`;
    }
    const onKeydown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      void this.#askToLeave(false);
    };
    return html`<button class="button danger" type="button" @keydown=${onKeydown} @click=${() => this.#ask((chat) => chat.leave(channel.id))}>${channel.kind === 'record' ? msg('Unfollow') : msg('Leave')}</button>
      <button class="button" type="button" @keydown=${onKeydown} @click=${() => this.#askToLeave(false)}>${msg('Cancel')}</button>`;
  }

  async #askToLeave(isLeaving: boolean): Promise<void> {
    this.isLeaving = isLeaving;
    await this.updateComplete;
    this.#focusOn(isLeaving ? '.danger' : '.leave');
  }

  #focusOn(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  #manages(corridor: Corridor, { membership }: MyChannel): boolean {
    const permissions = this.watch(corridor.me)?.permissions ?? [];
    return membership?.role === 'owner' || membership?.role === 'admin' || permissions.includes('chat.manage_channels') || permissions.includes('chat.moderate_channels');
  }

  /** "Private channel, made by Ada Nilsen on 12 November 2026 at 09:14" */
  #origin(corridor: Corridor, channel: MyChannel): string {
    const what =
      channel.kind === 'record' ? msg('Conversation of a record')
      : channel.kind === 'direct' ? msg('Direct conversation')
      : channel.visibility === 'private' ? msg('Private channel') : msg('Public channel');
    if (!channel.createdBy || !channel.createdAt || channel.kind === 'record' || channel.kind === 'direct') return what;
    const by = this.watch(corridor.people.person(channel.createdBy)).name;
    return msg(str`${what}, made by ${by} on ${formatFull(this.language, channel.createdAt)}`);
  }

  #renderMembers(corridor: Corridor, conversation: Conversation, channel: MyChannel) {
    const members = this.watch(conversation.members);
    const myRole = channel.membership?.role;
    const manages = this.#manages(corridor, channel);
    const canAdd = channel.kind !== 'direct' && !channel.archivedAt && (manages || (channel.visibility === 'public' && !!myRole));
    return html`<div class="heading"><h3>${msg('People')} · ${formatNumber(this.language, channel.memberCount)}</h3>
        ${canAdd
          ? html`<button class="icon add" type="button" aria-label=${msg('Add people')} title=${msg('Add people')} aria-expanded=${this.isAdding ? 'true' : 'false'} @click=${this.#onToggleAdding}>${icon(moreIcons.userPlus, 'small')}</button>`
          : nothing}</div>
      ${this.isAdding ? this.#renderAdding(members) : nothing}
      <ul aria-label=${msg('People')}>${repeat(members, ({ userId }) => userId, (member) => this.#renderMember(corridor, channel, member, manages))}</ul>
      ${channel.memberCount > mostListed ? html`<div class="meta">${msg(str`The first ${formatNumber(this.language, mostListed)} are shown.`)}</div>` : nothing}`;
  }

  #renderAdding(members: readonly Member[]) {
    return html`<div class="adding">
      <people-picker label=${msg('Type a name')} .chosen=${this.people} .without=${members.map(({ userId }) => userId)} @corridor-people=${this.#onPeople}></people-picker>
      <div class="ways">
        <button class="button primary" type="button" ?disabled=${!this.people.length} @click=${this.#onAdd}>${msg('Add')}</button>
        <button class="button" type="button" @click=${this.#onToggleAdding}>${msg('Cancel')}</button>
      </div>
    </div>`;
  }

  #renderMember(corridor: Corridor, channel: MyChannel, { userId, role }: Member, manages: boolean) {
    const { name } = this.watch(corridor.people.person(userId));
    const { status, text } = this.watch(corridor.presence.of(userId));
    const isMe = userId === this.watch(corridor.me)?.id;
    const roleName = role === 'owner' ? msg('Owner') : role === 'admin' ? msg('Admin') : '';
    const isOpen = this.chosen === userId;
    const onKeydown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !isOpen) return;
      event.preventDefault();
      this.chosen = undefined;
      (event.currentTarget as HTMLElement).querySelector<HTMLElement>('.member .icon')?.focus();
    };
    return html`<li @keydown=${onKeydown}>
      <div class="member" part="member">
        <user-avatar user-id=${userId} with-presence></user-avatar>
        <span class="who"><span class="cut" dir="auto" title=${name}>${isMe ? msg(str`${name} (you)`) : name}</span>
          <span class="meta cut">${[roleName, text || presenceLabel(status)].filter(Boolean).join(' · ')}</span></span>
        ${isMe
          ? nothing
          : html`<button class="icon" type="button" aria-label=${msg(str`What to do about ${name}`)} aria-expanded=${isOpen ? 'true' : 'false'} @click=${() => (this.chosen = isOpen ? undefined : userId)}>${icon(moreIcons.ellipsis, 'small')}</button>`}
      </div>
      ${isOpen ? this.#renderChoices(channel, { userId, role }, manages && channel.kind !== 'direct') : nothing}
    </li>`;
  }

  #renderChoices(channel: MyChannel, { userId, role }: Pick<Member, 'userId' | 'role'>, manages: boolean) {
    const isOwner = channel.membership?.role === 'owner';
    const mayTouch = manages && (isOwner || role !== 'owner');
    const give = (to: Member['role'], label: string) =>
      html`<button class="button" type="button" @click=${() => this.#ask((chat) => chat.setMemberRole(channel.id, userId, to))}>${label}</button>`;
    return html`<div class="choices">
      <button class="button" type="button" @click=${() => void this.#write(userId)}>${msg('Write a message')}</button>
      ${mayTouch && role === 'member' ? give('admin', msg('Make admin')) : nothing}
      ${mayTouch && role !== 'member' ? give('member', msg('Make member')) : nothing}
      ${isOwner && role !== 'owner' ? give('owner', msg('Make owner')) : nothing}
      ${mayTouch ? html`<button class="button" type="button" @click=${() => this.#ask((chat) => chat.removeMember(channel.id, userId))}>${msg('Remove')}</button>` : nothing}
    </div>`;
  }

  #ask(request: (chat: Corridor['chat']) => Promise<unknown>): void {
    if (!this.corridor) return;
    this.failure = undefined;
    request(this.corridor.chat).then(
      () => {
        this.chosen = undefined;
        this.isLeaving = false;
      },
      (error: unknown) => (this.failure = explain(error as Parameters<typeof explain>[0])),
    );
  }

  async #write(userId: string): Promise<void> {
    try {
      const channel = await this.corridor?.chat.openDirect(userId);
      if (!channel) return;
      this.emit('corridor-open', { channelId: channel.id });
      this.corridor?.chat.close(channel.id); // it is opened again by what shows it
    } catch (error) {
      this.failure = explain(error as Parameters<typeof explain>[0]);
    }
  }

  async #jump(channelId: string): Promise<void> {
    const seq = await askForDate(this.shadowRoot, channelId, Date.now());
    if (seq !== undefined) this.emit('corridor-open', { channelId, seq });
  }

  readonly #onCopy = async (): Promise<void> => {
    const url = new URL(location.href);
    url.hash = `corridor/${this.channelId}`;
    try {
      await navigator.clipboard.writeText(url.href);
      this.hasCopied = true;
    } catch {
      this.failure = msg('This page may not copy.');
    }
  };

  readonly #onFiles = (event: Event): void => {
    if ((event.target as HTMLDetailsElement).open) void loadFiles().then(() => (this.hasFiles = true), () => undefined);
  };

  readonly #onVoice = (event: Event): void => {
    if ((event.target as HTMLDetailsElement).open) void loadVoice().then(() => (this.hasVoice = true), () => undefined);
  };

  readonly #onToggleAdding = async (): Promise<void> => {
    this.isAdding = !this.isAdding;
    this.people = [];
    await this.updateComplete;
    const picker = this.renderRoot.querySelector<PeoplePicker>('.adding > *');
    await picker?.updateComplete;
    if (picker) picker.focus();
    else this.#focusOn('.add');
  };

  readonly #onPeople = (event: CustomEvent<{ people: readonly Person[] }>): void => {
    event.stopPropagation();
    this.people = event.detail.people;
  };

  readonly #onAdd = (): void => {
    this.#ask(async (chat) => {
      await chat.addMembers(this.channelId, this.people.map(({ id }) => id));
      this.isAdding = false;
      await this.updateComplete;
      this.#focusOn('.add');
    });
  };
}

define('conversation-details', ConversationDetails);

declare global {
  interface HTMLElementTagNameMap {
    'conversation-details': ConversationDetails;
  }
  interface HTMLElementEventMap {
    'corridor-close': CustomEvent<object>;
    'corridor-threads': CustomEvent<{ channelId: string }>;
    'corridor-files': CustomEvent<{ channelId: string }>;
  }
}
