import { derived, type Derived } from '../core/derived.ts';
import { toCorridorError, type CorridorError } from '../core/errors.ts';
import { Timers } from '../core/timers.ts';
import type { Member, MyChannel } from '../protocol/chat.ts';
import type { Link } from '../transport/transport.ts';
import type { ChannelState } from './channel.state.ts';
import type { OpenChannels } from './chat.open.ts';
import type { ChatState } from './chat.state.ts';
import type { Message } from './message.ts';
import { placeOf } from './run.ts';

export interface ConversationRange {
  hasOlder: boolean;
  hasNewer: boolean;
  loading: 'first' | 'older' | 'newer' | undefined;
  error: CorridorError | undefined;
}
export interface Viewers { userIds: readonly string[]; total: number }

/** What a conversation needs of the client. */
export interface Surroundings {
  readonly state: ChatState;
  readonly link: Link;
  readonly opened: OpenChannels;
  /** Resolves when the cached rows are in the state. */
  readonly warm: () => Promise<void> | undefined;
}

const pageSize = 50;
/** A conversation with fewer rows at hand asks for its first page. */
const enoughRows = 30;
const typingMs = 6000;
/** A subscriber that comes back within this time (a list that is moved in its page) finds everything as it was. */
const lingerMs = 1000;

/** A channel as a user interface shows it. Live while one of its stores has a subscriber, else it costs nothing. */
export class Conversation {
  readonly channelId: string;
  readonly #around: Surroundings;
  #users = 0;
  #isLive = false;
  #isOpened = false;
  #opening: Promise<unknown> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isFresh = true;
  #loading: ConversationRange['loading'];
  #error: CorridorError | undefined;
  #loadId = 0;
  readonly #typing = new Timers();
  #readers: Record<string, number> = {};
  #viewers: Viewers = { userIds: [], total: 0 };
  #members: Member[] = [];
  #wantsMembers = false;
  readonly #use = (isUsed: boolean): void => { this.#count(isUsed ? 1 : -1); };

  readonly channel: Derived<MyChannel | undefined> = derived(() => this.#state?.shown, this.#use);
  /** The loaded range, one unbroken run, oldest first; then what I wrote that is not stored. */
  readonly messages: Derived<readonly Message[]> = derived(() => this.#state?.messages ?? [], this.#use);
  readonly range: Derived<ConversationRange> = derived(() => {
    const state = this.#state;
    const isAwaited = this.#isLive && this.#isFresh && !this.#error && !state?.run.length;
    return { hasOlder: state?.hasOlder ?? false, hasNewer: Boolean(state?.elsewhere), loading: this.#loading ?? (isAwaited ? 'first' : undefined), error: this.#error };
  }, this.#use);
  /** Ids of those who write now, never me. */
  readonly typing: Derived<readonly string[]> = derived(() => this.#typing.names, this.#use);
  /** How far others have read: `seq` by user id. Empty in channels of more than 50 people. */
  readonly readers: Derived<Readonly<Record<string, number>>> = derived(() => this.#readers, this.#use);
  readonly viewers: Derived<Viewers> = derived(() => this.#viewers, this.#use);
  /** The first 200. */
  readonly members: Derived<readonly Member[]> = derived(() => this.#members, (isUsed) => {
    this.#use(isUsed);
    this.#wantsMembers = isUsed;
    if (isUsed && this.#isLive) void this.#loadMembers();
  });

  constructor(channelId: string, around: Surroundings) { this.channelId = channelId; this.#around = around; }

  loadOlder(): Promise<void> {
    const first = this.#state?.run[0];
    return first && this.#state?.hasOlder ? this.#load('older', { before: first.seq }) : Promise.resolve();
  }

  loadNewer(): Promise<void> {
    const last = this.#state?.elsewhere?.at(-1);
    return last ? this.#load('newer', { after: last.seq }) : Promise.resolve();
  }

  /** Loads the messages around `seq` where they are not loaded; the range on screen is replaced then. */
  async jumpTo(seq: number): Promise<void> {
    await this.#opening?.catch(() => undefined);
    if (this.#state && placeOf(this.#state.run, seq) >= 0) return;
    if (this.#state && placeOf(this.#state.tail, seq) >= 0) { this.#state.showNewest(); this.#around.state.changed(this.channelId); return; }
    await this.#load('first', { around: seq });
  }

  async jumpToNewest(): Promise<void> {
    const state = this.#state;
    if (!state?.elsewhere) return;
    state.showNewest();
    this.#around.state.changed(this.channelId);
    if (state.tail.length < enoughRows && state.hasOlder) await this.#load('first', {});
  }

  async retryLoad(): Promise<void> {
    this.#error = undefined;
    this.range.refresh();
    if (this.#isLive) await this.#loadAll();
  }

  /** What its channel's state says now. */
  refresh(): void {
    this.channel.refresh();
    this.messages.refresh();
    this.range.refresh();
  }

  /** After each connect; the listening itself is renewed by whoever owns the connection. */
  resume(): void {
    if (this.#isLive) void this.#loadAll();
    else if (this.#users > 0) this.#live();
  }

  refused(error: CorridorError): void { this.#error = error; this.#loading = undefined; this.#loadId++; this.refresh(); }

  heardTyping(userId: string): void {
    if (!this.#isLive || userId === this.#around.state.me) return;
    const isNew = !this.#typing.has(userId);
    this.#typing.set(userId, typingMs, () => { this.typing.refresh(); });
    if (isNew) this.typing.refresh();
  }

  stoppedTyping(userId: string): void { if (this.#typing.stop(userId)) this.typing.refresh(); }

  heardReads(readers: readonly { userId: string; seq: number }[]): void {
    const others = readers.filter(({ userId }) => userId !== this.#around.state.me);
    if (!others.length) return;
    this.#readers = { ...this.#readers, ...Object.fromEntries(others.map(({ userId, seq }) => [userId, seq])) };
    this.readers.refresh();
  }

  heardViewers(viewers: Viewers): void { this.#viewers = viewers; this.viewers.refresh(); }

  heardMember(userId: string, role: Member['role'] | null): void {
    if (role === null) {
      const { [userId]: _, ...others } = this.#readers;
      this.#readers = others;
      this.readers.refresh();
      this.stoppedTyping(userId);
    }
    if (this.#wantsMembers) void this.#loadMembers();
  }

  /** Lets go of timers and of the channel. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isLive) this.#rest();
  }

  get #state(): ChannelState | undefined { return this.#around.state.find(this.channelId); }

  #count(by: 1 | -1): void {
    this.#users += by;
    // Reading a store subscribes to it for a moment: only who is still there afterwards counts.
    if (this.#users > 0 && !this.#isLive && by === 1) queueMicrotask(() => { if (this.#users > 0 && !this.#isLive) this.#live(); });
    if (this.#users > 0) { clearTimeout(this.#timer); this.#timer = undefined; }
    else if (this.#isLive) this.#timer ??= setTimeout(() => { this.#timer = undefined; if (this.#users === 0) this.#rest(); }, lingerMs);
  }

  #live(): void {
    this.#isLive = true;
    this.#isFresh = true;
    void this.#loadAll();
  }

  #rest(): void {
    this.#isLive = false;
    this.#loadId++;
    this.#loading = undefined;
    this.#typing.stopAll();
    this.#readers = {};
    this.#viewers = { userIds: [], total: 0 };
    this.#state?.trim();
    if (this.#isOpened) this.#around.opened.close(this.channelId);
    this.#isOpened = false;
    for (const one of [this.typing, this.readers, this.viewers]) one.refresh();
    this.refresh();
  }

  async #loadAll(): Promise<void> {
    const { link, opened, warm } = this.#around;
    await warm();
    // Heard first, then read: what is written in between is in one of the two.
    if (!this.#isOpened) this.#opening = opened.open(this.channelId);
    this.#isOpened = true;
    try { await this.#opening; }
    catch (error) { this.#isOpened = false; this.#fail(error); return; }
    if (!this.#isLive) return;
    if (link.isOnline()) link.request('chat.readers', { channelId: this.channelId }).then(({ items }) => { this.heardReads(items); }, () => undefined);
    if (this.#wantsMembers) void this.#loadMembers();
    await this.#loadFirst();
  }

  async #loadMembers(): Promise<void> {
    try {
      this.#members = (await this.#around.link.request('chat.members', { channelId: this.channelId, limit: 200 })).items;
      this.members.refresh();
    } catch { /* What is known stays; the next connect asks again. */ }
  }

  async #loadFirst(): Promise<void> {
    const state = this.#state;
    if (state && (state.run.length >= enoughRows || (!this.#isFresh && state.run.length > 0) || (state.run.length > 0 && !state.hasOlder))) { this.#isFresh = false; return; }
    // A record's conversation is nowhere before its first message: there is no history to ask for.
    if (state?.channel?.lastSeq === 0) { this.#isFresh = false; this.#around.state.changed(this.channelId); return; }
    await this.#load('first', {});
  }

  async #load(what: 'first' | 'older' | 'newer', place: { before?: number; after?: number; around?: number }): Promise<void> {
    const isJump = place.around !== undefined;
    if (this.#loading && !isJump) return;
    const id = ++this.#loadId;
    this.#loading = what;
    this.#error = undefined;
    this.range.refresh();
    const state = this.#around.state.get(this.channelId);
    state.beginPage();
    try {
      const { items, next } = await this.#around.link.request('chat.history', { channelId: this.channelId, limit: pageSize, ...place });
      if (id !== this.#loadId || this.#state !== state) return;
      state.addPage(items, isJump ? 'around' : what === 'first' ? 'newest' : 'beside');
      if (next === undefined && what !== 'newer') state.firstSeq = items[0]?.seq ?? state.run[0]?.seq ?? 1;
      this.#isFresh = false;
    } catch (error) {
      if (id === this.#loadId) this.#fail(error);
    } finally {
      state.endPage();
      if (id === this.#loadId) this.#loading = undefined;
      this.#around.state.changed(this.channelId);
    }
  }

  #fail(thrown: unknown): void {
    const error = toCorridorError(thrown);
    // No connection is no fault of the conversation: the next connect loads it.
    if (error.code !== 'offline') this.#error = error;
    this.range.refresh();
  }
}
