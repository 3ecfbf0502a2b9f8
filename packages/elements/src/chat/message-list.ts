import { type Conversation, type ConversationRange, type Corridor, isCounted, type Message, type MyChannel } from '@corridor/sdk';
import { nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { controls } from '../base/controls.styles.ts';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { formatDay, formatList, msg, str } from '../base/localisation.ts';
import { tokens } from '../base/tokens.styles.ts';
import { type Place, ScrollAnchor } from './message-list.anchor.ts';
import { announcement, countAfter, newcomers, newMessages } from './message-list.news.ts';
import type { Walked } from './message-list.keys.ts';
import { Reading } from './message-list.reading.ts';
import { type Day, daysOf, isSystem } from './message-list.rows.ts';
import { channelOrigin, emptyConversation, failedConversation, historyEdge, loadingRows } from './message-list.states.ts';
import { styles } from './message-list.styles.ts';
import './message-row.ts';
import type { MessageRow } from './message-row.ts';
import { indexOfSeq, MessageWindow } from './message-window.ts';

const loadKeys = () => import('./message-list.keys.ts').catch(() => undefined);
/** Keys of the list itself, and those that act on the row with the focus. */
const listKeys = /^(Arrow(Up|Down)|Page(Up|Down)|Home|End)$/, rowKeys = /^(Enter|Delete|Backspace|[derpt])$/i;

/** Of what is not known yet. */
const unknown: Partial<ConversationRange> = { loading: 'first' };
/** Between two announcements, in ms. */
const betweenNews = 1500;
/** How long the day stays above rows that have come to rest. */
const dayStays = 1200;

/** Rows are hardly less than 22 px high: this many fill two and a quarter viewports. */
const rowsFor = (height: number) => Math.max(60, Math.ceil(height / 10));

/**
 * The messages of a conversation. About sixty rows are in the DOM, whatever the history's length; they scroll natively and stay where they
 * are when others come, go or grow. Opens where reading stopped, and marks as read what has really been on the screen.
 * @tag message-list
 * @fires corridor-compose - the person wants to write the first message: give the focus to the composer
 * @fires corridor-before-edit - cancelable; `detail.message`, and `detail.draft` whose `text` may be changed
 * @fires corridor-before-delete - cancelable; `detail.message`
 * @fires corridor-before-copy-link - cancelable; `detail.message`, and `detail.link` whose `url` may be changed
 * @fires corridor-hashtag - a hashtag was chosen: `detail.tag`
 * @fires corridor-open - a conversation named in a message was chosen: `detail.channelId`
 * @fires corridor-profile - cancelable; somebody's name or picture was chosen, and the page may show who that is itself: `detail.userId`, `detail.channelId`
 * @slot empty - instead of the sentence in a conversation without messages
 * @csspart list - the scrolling log
 * @csspart day - a day's separator
 * @csspart new - the line above the first unread message
 * @csspart pill - the way back to the newest message
 * @csspart row - one message
 * @csspart avatar - its sender's picture or initials
 * @csspart name - its sender's name
 * @csspart time - when it was sent
 * @csspart text - what was written
 * @csspart reaction - a chip under it
 * @csspart toolbar - its bar, while it is in use
 */
export class MessageList extends CorridorElement {
  static override styles = [tokens, controls, styles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    currentId: { attribute: false },
    highlightedSeq: { attribute: false },
    now: { attribute: false },
    announcement: { attribute: false },
  };

  channelId = '';

  /** Id of the message whose row has the focus. */
  private currentId: string | undefined;
  private highlightedSeq: number | undefined;
  private now = Date.now();
  private announcement = '';

  get #scroller() {
    return this.renderRoot?.querySelector<HTMLElement>('.scroller');
  }
  get #content() {
    return this.renderRoot?.querySelector<HTMLElement>('.content');
  }

  readonly #window = new MessageWindow();
  readonly #resized = new ResizeObserver(() => this.#onResize());
  #conversation: Conversation | undefined;
  #anchor: ScrollAnchor | undefined;
  #reading: Reading | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #frame = 0;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #messages: readonly Message[] = [];
  /** Messages are shown: it is decided where the conversation opens. */
  #isPlaced = false;
  #hasAskedForUnread = false;
  /** The reader is at the very end and stays there when messages come. */
  #isFollowing = true;
  /** Where to scroll once the rows are there. */
  #target: { seq: number; place: Place } | 'end' | undefined;
  /** The message under the line "New". */
  #newSeq: number | undefined;
  #readSeq = 0;
  #seenSeq = 0;
  /** Marked unread by hand: nothing is marked read until the conversation is opened again. */
  #isKeptUnread = false;
  #loadedFor: readonly Message[] | undefined;
  #isLoading = false;
  #hasPill = false;
  /** What is still to be said of new messages. */
  #fresh: Message[] = [];
  #sayTimer: ReturnType<typeof setTimeout> | undefined;
  #rendered: Promise<void> = Promise.resolve();
  /** Id of the message that had it last. */
  #lastId: string | undefined;

  /**
   * Brings a message into view and highlights it; one that is not loaded is loaded first. An id is found only among loaded messages.
   * False when it is not there.
   */
  async jumpTo(message: string | number): Promise<boolean> {
    await this.updateComplete;
    const conversation = this.#conversation;
    const seq = typeof message === 'number' ? message : this.#messages.find(({ id }) => id === message)?.seq;
    if (!seq || !conversation) return false;
    await this.#load(() => conversation.jumpTo(seq));
    if (conversation !== this.#conversation) return false;
    this.#messages = conversation.messages.get();
    this.#window.update(this.#messages, false);
    const index = indexOfSeq(this.#messages, seq);
    if (this.#messages[index]?.seq !== seq) return false;
    this.#window.showAround(index);
    this.#isPlaced = true;
    this.#aim(seq, 'middle');
    this.highlightedSeq = seq;
    this.requestUpdate();
    await this.updateComplete;
    return true;
  }

  /** Goes to the end of the conversation and stays there. */
  async jumpToNewest(): Promise<void> {
    const conversation = this.#conversation;
    if (!conversation) return;
    if (conversation.range.get().hasNewer) await this.#load(() => conversation.jumpToNewest());
    if (conversation !== this.#conversation) return;
    this.#follow();
    this.requestUpdate();
    await this.updateComplete;
  }

  /** Opens the newest own message for editing; false when there is none among the rows. */
  async editLastOwn(): Promise<boolean> {
    const row = this.#rows().findLast(({ canEdit }) => canEdit);
    if (!row) return false;
    await row.setMode('editing');
    row.scrollIntoView({ block: 'nearest' });
    return true;
  }

  /** The keys work from the list itself. */
  override focus(options?: FocusOptions): void {
    this.#scroller?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.now = Date.now();
    this.#clock = setInterval(() => (this.now = Date.now()), 60_000);
    this.#read();
    this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#anchor?.suspend();
    this.#reading?.close();
    this.#resized.disconnect();
    clearInterval(this.#clock);
    clearTimeout(this.#restTimer);
    clearTimeout(this.#sayTimer);
    this.#sayTimer = undefined;
    cancelAnimationFrame(this.#frame);
  }

  /** Its rows have rendered too, and are where they belong. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isDone = await super.getUpdateComplete();
    await this.#rendered;
    return isDone;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const conversation = this.corridor && this.channelId ? this.corridor.chat.conversation(this.channelId) : undefined;
    // Off the page for a moment there is no client; what is on show stays.
    if (conversation !== this.#conversation && (conversation || this.isConnected)) this.#open(conversation);
    if (this.#anchor?.hasMoved) this.#scrolled();
    if (conversation) this.#take(this.watch(conversation.messages), this.watch(conversation.channel));
  }

  protected override render(): TemplateResult {
    const { corridor } = this;
    const conversation = this.#conversation;
    if (!corridor && this.problem) return this.renderWithoutCorridor();
    const { hasOlder = false, hasNewer = false, loading, error } = conversation ? this.watch(conversation.range) : unknown;
    const retry = () => void conversation?.retryLoad();
    // Before the conversation is known, all there is to show is what I have just written in it.
    const isShowing = corridor && conversation && (this.#isPlaced || !conversation.channel.get()) && this.#messages.length > 0;
    this.#hasPill = !!isShowing && this.#isPillDue;
    return html`
      <div class="scroller" part="list" role="log" aria-live="off" aria-label=${msg('Messages')} aria-busy=${loading ? 'true' : 'false'} tabindex=${this.currentId ? -1 : 0}
        @scroll=${this.#onScroll} @keydown=${this.#onKeydown} @focusin=${this.#onFocusin} @focusout=${this.#onFocusout} @animationend=${this.#onAnimationend}>
        <div class="content">
          ${isShowing
            ? html`${this.#window.isAtStart ? hasOlder ? historyEdge(error, retry) : this.#origin(conversation.channel.get()) : nothing}
                ${this.#days(corridor, conversation)} ${this.#receipt(corridor, conversation)}
                ${this.#window.isAtEnd && hasNewer ? historyEdge(error, retry) : nothing}`
            : error
              ? failedConversation(error, retry)
              : this.#messages.length > 0 || loading || hasOlder || !conversation?.channel.get()
                ? loadingRows()
                : emptyConversation(() => this.emit('corridor-compose', { channelId: this.channelId }))}
        </div>
      </div>
      ${this.#hasPill ? this.#pill() : nothing}
      <div class="hidden-visually" aria-live="polite">${this.announcement}</div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#observe();
    this.#rendered = Promise.all(this.#rows().map((row) => row.updateComplete)).then(() => {
      if (this.#settle()) this.#lookAround();
    });
  }

  #days(corridor: Corridor, conversation: Conversation) {
    const me = this.watch(corridor.me);
    const isSignedOut = this.watch(corridor.problem)?.code === 'unauthenticated';
    const isOffline = this.watch(corridor.connection) === 'offline';
    const canModerate = me?.permissions.some((permission) => permission === 'chat.delete_messages' || permission === 'chat.moderate_channels') ?? false;
    const canMarkUnread = !!conversation.channel.get()?.membership;
    const days = daysOf(this.#messages, this.#window.from, this.#window.to, this.#newSeq);
    return repeat(days, ({ start }) => start, ({ start, rows }: Day) => {
      const label = formatDay(this.language, new Date(start).toISOString(), this.now);
      return html`<section role="group" aria-label=${label}>
        <div class="day" part="day"><button tabindex="-1" title=${msg('Jump to a date')} @click=${() => loadKeys().then((keys) => keys?.jumpToDate(this, start))}>${label}</button></div>
        ${repeat(rows, ({ message }) => message.id, ({ message, isContinued, isNew }) => html`
          ${isNew ? html`<div class="new" part="new" role="separator" aria-label=${msg('New')}><span>${msg('New')}</span></div>` : nothing}
          ${html`<message-row class="row" part="row" exportparts="avatar, name, time, text, reaction, toolbar, outcome, actions"
            tabindex=${message.id === this.currentId ? 0 : -1} .message=${message} .corridor=${corridor} .me=${me} .isContinued=${isContinued}
            .isHighlighted=${message.seq > 0 && message.seq === this.highlightedSeq} .isOffline=${isOffline} .isSignedOut=${isSignedOut} .canModerate=${canModerate}
            .canMarkUnread=${canMarkUnread} .now=${this.now} .language=${this.language}></message-row>`}`)}
      </section>`;
    });
  }

  /** A channel has a name, and its first message is there for those who see all. */
  #origin(channel: MyChannel | undefined) {
    return channel?.name && this.#messages[0]?.seq === 1 ? channelOrigin(channel) : nothing;
  }

  /** Who has read my message, when it is the last word. */
  #receipt(corridor: Corridor, conversation: Conversation) {
    const me = corridor.me.get()?.id;
    const last = this.#messages.findLast((message) => !isSystem(message));
    if (!this.#window.isAtEnd || !last?.seq || last.senderId !== me || last.deletedAt) return nothing;
    const readers = Object.entries(this.watch(conversation.readers)).filter(([userId, seq]) => userId !== me && seq >= last.seq).map(([userId]) => userId);
    if (readers.length === 0) return nothing;
    const channel = conversation.channel.get();
    const names = readers.slice(0, 3).map((userId) => this.watch(corridor.people.person(userId)).name);
    if (readers.length > 3) names.push(msg(str`${readers.length - 3} more`));
    return html`<div class="receipt meta">${channel?.kind === 'direct' && channel.memberCount === 2 ? msg('Read') : msg(str`Read by ${formatList(this.language, names)}`)}</div>`;
  }

  /** Whether the way back is worth showing: there is something new, or it is far. */
  get #isPillDue(): boolean {
    if (this.#isFollowing || !this.#anchor) return false;
    const isFar = !this.#window.isAtEnd || this.#conversation?.range.get().hasNewer || this.#anchor.below > this.#anchor.scroller.clientHeight;
    return isFar || this.#unseen > 0;
  }

  #pill() {
    const count = this.#unseen;
    return html`<button class="pill" part="pill" aria-label=${count ? nothing : msg('Jump to the newest message')} @click=${() => void this.jumpToNewest()}>
      ${count ? newMessages(count, this.language) : nothing}${icon(icons.arrowDown, 'small')}</button>`;
  }

  /** How many messages of others come after the newest one that has been on the screen. */
  get #unseen(): number {
    const me = this.corridor?.me.get()?.id;
    const loaded = countAfter(this.#messages, this.#seenSeq, me);
    const membership = this.#conversation?.range.get().hasNewer ? this.#conversation.channel.get()?.membership : undefined;
    // What is not loaded is counted by the server, from the position that it has been told.
    return membership ? Math.max(loaded, membership.unread - countAfter(this.#messages, membership.readSeq, me) + loaded) : loaded;
  }

  #open(conversation: Conversation | undefined): void {
    this.#conversation = conversation;
    this.#messages = [];
    this.#window.update([], true);
    this.#begin();
    this.#isKeptUnread = false;
    this.#readSeq = 0;
    this.announcement = '';
    this.#fresh = [];
    this.#read();
  }

  #begin(): void {
    this.#target = 'end';
    this.#isFollowing = true;
    this.#isPlaced = this.#hasAskedForUnread = false;
    this.#newSeq = this.currentId = this.highlightedSeq = undefined;
    this.#seenSeq = 0;
  }

  /** Loads another part of the history, wanted by somebody: it is no new beginning. */
  async #load(load: () => Promise<void>): Promise<void> {
    this.#isLoading = true;
    await load();
    this.#isLoading = false;
  }

  /** Takes over what the conversation holds now. Costs as much as the window is long, not the history. */
  #take(messages: readonly Message[], channel: MyChannel | undefined): void {
    const previous = this.#messages;
    this.#noteReadPosition(channel);
    if (messages !== previous) {
      const last = messages.at(-1);
      const isOwn = last?.status === 'pending' && last.id !== previous.at(-1)?.id;
      this.#messages = messages;
      const isKept = this.#window.update(messages, this.#isFollowing);
      // Too much has changed meanwhile, and the client has begun anew with the newest messages.
      if (!isKept && !this.#isLoading && !this.#conversation?.range.get().hasNewer) this.#begin();
      if (this.#isPlaced && isOwn) {
        if (this.#conversation?.range.get().hasNewer) void this.jumpToNewest();
        else this.#follow();
      }
      if (this.#isPlaced) this.#announce(previous, messages);
    }
    // A conversation that is not mine any more has no channel, but may hold what I could not send.
    if (!this.#isPlaced && messages.length > 0 && (channel || this.#conversation?.range.get().error)) this.#place(channel);
  }

  /** Opens at the first unread message, if there is one, else at the end. */
  #place(channel: MyChannel | undefined): void {
    const conversation = this.#conversation;
    const { unread, readSeq } = channel?.membership ?? { unread: 0, readSeq: channel?.lastSeq ?? 0 };
    if (unread > 0 && conversation) {
      const { hasOlder, loading, error } = conversation.range.get();
      const isLoaded = !hasOlder || (this.#messages[0]?.seq ?? 0) <= readSeq + 1;
      if (!isLoaded && !error && this.corridor?.connection.get() === 'online') {
        if (!loading && !this.#hasAskedForUnread) {
          this.#hasAskedForUnread = true;
          void this.#load(() => conversation.jumpTo(readSeq + 1)).then(() => this.requestUpdate());
        }
        if (loading || this.#isLoading) return;
      }
      const index = this.#firstOfOthers(indexOfSeq(this.#messages, readSeq + 1));
      const first = this.#messages[index];
      if (first?.seq) {
        this.#newSeq = first.seq;
        this.#window.showAround(index);
        this.#aim(first.seq, 'top');
      }
    }
    this.#seenSeq = readSeq;
    this.#isPlaced = true;
  }

  #firstOfOthers(index: number): number {
    const me = this.corridor?.me.get()?.id;
    for (let message = this.#messages[index]; message && !isCounted(message, me); message = this.#messages[index]) index++;
    return index;
  }

  /** My read position goes back only when I mark something unread, here or on another device: the line "New" follows. */
  #noteReadPosition(channel: MyChannel | undefined): void {
    const readSeq = channel?.membership?.readSeq ?? 0;
    if (this.#isPlaced && readSeq < this.#readSeq) {
      this.#isKeptUnread = true;
      this.#seenSeq = readSeq;
      this.#newSeq = readSeq + 1;
      this.#read();
    }
    this.#readSeq = readSeq;
  }

  #aim(seq: number, place: Place): void {
    this.#target = { seq, place };
    this.#isFollowing = false;
  }

  #follow(): void {
    this.#target = 'end';
    this.#isPlaced = this.#isFollowing = true;
    this.#messages = this.#conversation?.messages.get() ?? [];
    this.#window.update(this.#messages, true);
  }

  #read(): void {
    this.#reading?.close();
    const conversation = this.#conversation;
    this.#reading = conversation && new Reading((seq) => this.#onSeen(seq), (seq) => this.#markRead(conversation, seq));
  }

  #onSeen(seq: number): void {
    if (seq <= this.#seenSeq) return;
    this.#seenSeq = seq;
    this.requestUpdate();
  }

  #markRead(conversation: Conversation, seq: number): void {
    const readSeq = conversation.channel.get()?.membership?.readSeq;
    if (readSeq === undefined || seq <= readSeq || this.#isKeptUnread) return;
    // What could be retried has been; a count that stays as it was is no reason to disturb anybody.
    this.corridor?.chat.markRead(conversation.channelId, seq).catch(() => undefined);
  }

  #announce(previous: readonly Message[], messages: readonly Message[]): void {
    const { corridor } = this;
    if (!corridor || this.#conversation?.range.get().hasNewer) return;
    const fresh = newcomers(previous, messages, corridor.me.get()?.id);
    this.#fresh.push(...fresh);
    if (this.#sayTimer === undefined) this.#say();
  }

  /** What comes close together is said together: one sentence would cut off the other. */
  #say(): void {
    this.#sayTimer = undefined;
    if (!this.#fresh.length || !this.corridor) return;
    this.announcement = announcement(this.#fresh.splice(0), this.language, this.corridor);
    this.#sayTimer = setTimeout(() => this.#say(), betweenNews);
  }

  #observe(): void {
    const [scroller, content] = [this.#scroller, this.#content];
    if (!scroller || !content || !this.isConnected) return;
    if (this.#anchor?.scroller !== scroller) this.#anchor = new ScrollAnchor(scroller, () => this.#rows());
    this.#resized.observe(scroller);
    this.#resized.observe(content);
  }

  /** Rows grew late, or the list has another size. Rendering has to wait: it would be a second layout in the same frame. */
  #onResize(): void {
    cancelAnimationFrame(this.#frame);
    if (this.#settle()) this.#frame = requestAnimationFrame(() => this.#lookAround());
  }

  /** After layout: what the reader looks at is where it was, or where it was asked for. False while there is nothing to look at. */
  #settle(): boolean {
    const scroller = this.#scroller;
    const anchor = this.#anchor;
    if (!anchor || !scroller || !this.#isPlaced) return false;
    if (!scroller.clientHeight) {
      anchor.suspend();
      return false;
    }
    this.#window.size = rowsFor(scroller.clientHeight);
    const target = this.#target;
    const row = typeof target === 'object' && this.#rows().find(({ message }) => message.seq === target.seq);
    if (row) anchor.show(row, target.place);
    else anchor.settle(this.#isFollowing);
    if (row || target === 'end') this.#target = undefined;
    this.#noteEnd();
    return true;
  }

  #scrolled(): void {
    this.#anchor?.scrolled();
    this.#noteEnd();
  }

  #noteEnd(): void {
    if (this.#target === 'end') return;
    this.#isFollowing = !this.#target && this.#window.isAtEnd && !!this.#anchor?.isAtBottom && !this.#conversation?.range.get().hasNewer;
  }

  /** Moves the window, or loads, where the reader comes near its edge; notes what is in view. */
  #lookAround(): void {
    const anchor = this.#anchor;
    const conversation = this.#conversation;
    if (!anchor || !conversation || !this.#scroller?.clientHeight || !this.#isPlaced) return;
    const { clientHeight } = this.#scroller;
    const { hasOlder, hasNewer, loading, error } = conversation.range.get();
    const hasMoved = !this.#target && ((anchor.above < clientHeight / 2 && this.#window.moveUp()) || (anchor.below < clientHeight / 2 && this.#window.moveDown()));
    // Once for the same messages: a load that brings nothing must not be followed by the next.
    if (!loading && !error && this.#loadedFor !== this.#messages && this.corridor?.connection.get() === 'online') {
      const wanted = [hasOlder && this.#window.isAtStart && anchor.above < 2 * clientHeight, hasNewer && this.#window.isAtEnd && anchor.below < 2 * clientHeight];
      if (wanted.includes(true)) this.#loadedFor = this.#messages;
      if (wanted[0]) void conversation.loadOlder();
      else if (wanted[1]) void conversation.loadNewer();
    }
    const row = anchor.lastInView() as MessageRow | undefined;
    if (row?.message.seq && !this.#isKeptUnread) this.#reading?.watch(row, row.message.seq);
    if (hasMoved || this.#isPillDue !== this.#hasPill) this.requestUpdate();
  }

  #rows(): MessageRow[] {
    return [...(this.shadowRoot?.querySelectorAll<MessageRow>('.row') ?? [])];
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller;
    if (!scroller?.clientHeight) return;
    scroller.classList.add('moving');
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => scroller.classList.remove('moving'), dayStays);
    this.#scrolled();
    this.#loadedFor = undefined;
    this.#lookAround();
  };

  readonly #onAnimationend = (event: AnimationEvent): void => {
    if (event.animationName === 'highlight') this.highlightedSeq = undefined;
  };

  /** With the Tab key the focus comes to the list, and goes on to a row on the screen. */
  readonly #onFocusin = (event: FocusEvent): void => {
    const target = event.target as Element;
    const row = target.closest<MessageRow>('.row');
    if (row) this.currentId = this.#lastId = row.message.id;
    void loadKeys().then((keys) => !row && target.matches(':focus-visible') && keys?.enter(this.#walked));
  };

  readonly #onFocusout = (): void => {
    this.currentId = undefined;
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    const { key } = event;
    const row = (event.target as Element).closest<MessageRow>('.row') ?? undefined;
    // What is inside a row, an open editor first of all, has its own keys.
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (row && row.shadowRoot?.activeElement)) return;
    if (!listKeys.test(key) && !(row && rowKeys.test(key))) return;
    event.preventDefault();
    event.stopPropagation();
    void loadKeys().then((keys) => keys?.walk(this.#walked, row, key));
  };

  get #walked(): Walked {
    return {
      messages: this.#messages, rows: this.#rows(), anchor: this.#anchor, end: this.#window.to, newSeq: this.#newSeq, lastId: this.#lastId,
      reach: (index) => this.#reach(index),
      jumpToNewest: () => this.jumpToNewest(),
    };
  }

  async #reach(index: number): Promise<void> {
    const message = this.#messages[index];
    if (!message) return;
    this.currentId = message.id;
    this.#window.showAround(index);
    this.requestUpdate();
    await this.updateComplete;
    const row = this.#rows().find((candidate) => candidate.message === message);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }
}

define('message-list', MessageList);

declare global {
  interface HTMLElementTagNameMap {
    'message-list': MessageList;
  }
  interface HTMLElementEventMap {
    'corridor-compose': CustomEvent<{ channelId: string }>;
    'corridor-before-edit': CustomEvent<{ message: Message; draft: { text: string } }>;
    'corridor-before-delete': CustomEvent<{ message: Message }>;
  }
}
