import { backoff } from '../core/backoff.ts';
import { CorridorError, toCorridorError } from '../core/errors.ts';
import type { HostRecord, Message as StoredMessage, MyChannel } from '../protocol/chat.ts';
import type { Refusal } from '../protocol/errors.ts';
import type { Link } from '../transport/transport.ts';
import type { ChannelState } from './channel.state.ts';
import type { ChatState } from './chat.state.ts';

/** How long a message that came too early waits for the one before it. */
const reorderingMs = 100;
const catchUpsAtOnce = 4;

export interface SyncTold {
  message(message: StoredMessage): void;
  reset(channelId: string): void;
  left(channelId: string): void;
  /** A channel that was asked for is not there for me. */
  refused(channelId: string, error: Refusal): void;
}

/** Keeps the state level with the server: after connecting, after a gap, on joining. Every change is told once and in its channel's order. */
export class ChatSync {
  readonly #state: ChatState;
  readonly #link: Link;
  readonly #told: SyncTold;
  readonly #running = new Map<string, Promise<void>>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #waiting: (() => void)[] = [];
  #free = catchUpsAtOnce;

  constructor(state: ChatState, link: Link, told: SyncTold) { this.#state = state; this.#link = link; this.#told = told; }

  /** All that a new connection needs; `besides` are channels to be heard that are not, or perhaps not, mine. Rejects where there is no answer. */
  async sync(besides: readonly { channelId: string; record?: HostRecord }[]): Promise<{ caughtUp: Promise<unknown> }> {
    const isFirst = !this.#state.isLoaded.get();
    const before = new Map([...this.#state.all()].map((state) => [state.id, { upTo: state.upTo ?? 0, isMine: Boolean(state.channel?.membership) }]));
    const { channels, refused } = await this.#link.request('chat.sync', { channels: besides.slice(0, 500) });
    const here = new Set(channels.map(({ id }) => id));
    for (const channel of channels) {
      // The server knows fewer changes than it had told: it was restored from a backup, and the numbers mean something else now.
      if (channel.lastChange < (before.get(channel.id)?.upTo ?? 0)) { this.#state.drop(channel.id); this.#told.reset(channel.id); }
      this.appear(channel, isFirst);
    }
    for (const [channelId, { isMine }] of before) if (isMine && !here.has(channelId) && !refused.includes(channelId)) this.left(channelId);
    for (const channelId of refused) this.refuse(channelId, { code: 'not-found', message: 'This conversation is not there for you' });
    this.#state.loaded();
    return { caughtUp: Promise.all([...this.#state.all()].filter((state) => state.isHeard && state.isBehind).map((state) => this.catchUp(state.id))) };
  }

  /** A channel whose messages this connection hears from now on, or hears already. */
  appear(told: MyChannel, isFirst = false): void {
    const state = this.#state.get(told.id);
    state.adopt(told);
    const joinedChange = told.membership?.joinedChange;
    if (state.upTo === undefined) state.start(isFirst || joinedChange === undefined ? told.lastChange : Math.min(joinedChange, told.lastChange));
    else if (!state.isHeard && joinedChange === undefined) state.quietUpTo = told.lastChange;
    state.isHeard = true;
    this.settle(state);
  }

  /** Tells what a change of state let through, and asks where something is missing. */
  settle(state: ChannelState, fresh: readonly StoredMessage[] = []): void {
    this.#state.changed(state.id);
    for (const message of fresh) this.#told.message(message);
    if (state.isHeard && (state.isBehind || !state.isUnreadExact)) this.#askSoon(state.id, reorderingMs);
  }

  message(message: StoredMessage): void {
    const state = this.#state.get(message.channelId);
    const fresh = state.apply(message);
    if (state.channel) this.settle(state, fresh);
  }

  /** I am not in it any more. What was known of it goes, unless it is open and may still be visible. */
  left(channelId: string, isOpen = false): void {
    if (isOpen) { this.#state.find(channelId)?.left(); this.#state.changed(channelId); }
    else this.#state.drop(channelId);
    this.#told.left(channelId);
  }

  refuse(channelId: string, error: Refusal): void {
    const wasMine = Boolean(this.#state.find(channelId)?.channel?.membership);
    this.#state.drop(channelId);
    if (wasMine) this.#told.left(channelId);
    this.#told.refused(channelId, error);
  }

  /** Asks for what this client has not seen of a channel. Never rejects: what is worth it is asked again, the rest waits for the next connect. */
  catchUp(channelId: string): Promise<void> {
    let running = this.#running.get(channelId);
    if (!running) this.#running.set(channelId, running = this.#catchUp(channelId).finally(() => { this.#running.delete(channelId); this.#again(channelId); }));
    return running;
  }

  /** On losing the connection: the next `sync` asks anew. */
  pause(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #again(channelId: string): void {
    const state = this.#state.find(channelId);
    if (state?.isHeard && (state.isBehind || !state.isUnreadExact)) this.#askSoon(channelId, reorderingMs);
  }

  #askSoon(channelId: string, inMs: number): void {
    if (this.#timers.has(channelId) || this.#running.has(channelId) || !this.#link.isOnline()) return;
    this.#timers.set(channelId, setTimeout(() => {
      this.#timers.delete(channelId);
      const state = this.#state.find(channelId);
      if (state && (state.isBehind || !state.isUnreadExact)) void this.catchUp(channelId);
    }, inMs));
  }

  async #catchUp(channelId: string): Promise<void> {
    await this.#turn();
    try {
      for (let attempt = 0; ; attempt++) {
        try { await this.#ask(channelId); return; }
        catch (thrown) {
          const error = toCorridorError(thrown);
          if (error.code === 'not-found' || error.code === 'forbidden') { this.refuse(channelId, error); return; }
          if (!this.#link.isOnline()) return;
          await this.#pauseFor(channelId, backoff(attempt));
          if (!this.#link.isOnline()) return;
        }
      }
    } finally { this.#free++; this.#waiting.shift()?.(); }
  }

  async #ask(channelId: string): Promise<void> {
    const state = this.#state.find(channelId);
    if (state?.upTo === undefined) return;
    const messages: StoredMessage[] = [];
    let answer, since = state.upTo;
    do {
      answer = await this.#link.request('chat.changes', { channelId, since, limit: 500 });
      if (answer.isReset) messages.length = 0;
      messages.push(...answer.messages);
      if (answer.more && answer.upTo <= since) throw new CorridorError('internal', 'The server did not come forward in its list of changes');
      since = answer.upTo;
    } while (answer.more);
    if (this.#state.find(channelId) !== state) return;
    const fresh = state.caughtUp({ ...answer, messages });
    if (answer.isReset) this.#told.reset(channelId);
    this.settle(state, fresh);
  }

  async #turn(): Promise<void> {
    if (this.#free === 0) await new Promise<void>((resolve) => { this.#waiting.push(resolve); });
    this.#free--;
  }

  #pauseFor(channelId: string, ms: number): Promise<void> {
    return new Promise((resolve) => { this.#timers.set(channelId, setTimeout(() => { this.#timers.delete(channelId); resolve(); }, ms)); });
  }
}
