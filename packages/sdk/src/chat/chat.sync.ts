import { backoff } from '../core/backoff.ts';
import { isGone, toCorridorError } from '../core/errors.ts';
import { Timers } from '../core/timers.ts';
import type { HostRecord, Message as StoredMessage, MyChannel } from '../protocol/chat.ts';
import type { Refusal } from '../protocol/errors.ts';
import type { Link } from '../transport/transport.ts';
import type { ChannelState } from './channel.state.ts';
import type { ChatState } from './chat.state.ts';

/** How long a message that came too early waits for the one before it. */
const reorderingMs = 100;
const catchUpsAtOnce = 4;

/** Who is told what comes of it. */
export interface SyncListener {
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
  readonly #told: SyncListener;
  readonly #running = new Map<string, Promise<void>>();
  readonly #timers = new Timers();
  readonly #failures = new Map<string, number>();
  readonly #lines = Array.from({ length: catchUpsAtOnce }, () => Promise.resolve());
  #turn = 0;

  constructor(state: ChatState, link: Link, told: SyncListener) { this.#state = state; this.#link = link; this.#told = told; }

  /** All that a new connection needs; `besides` are channels to be heard that are not, or perhaps not, mine. Rejects where there is no answer. */
  async sync(besides: readonly { channelId: string; record?: HostRecord; threadOf?: string }[]): Promise<{ caughtUp: Promise<unknown> }> {
    const isFirst = !this.#state.isLoaded.get();
    const before = [...this.#state.all()].map((state) => ({ id: state.id, upTo: state.upTo ?? 0, isMine: Boolean(state.channel?.membership) }));
    const { channels, refused } = await this.#link.request('chat.sync', { channels: besides.slice(0, 500) });
    const here = new Map(channels.map((channel) => [channel.id, channel]));
    for (const { id, upTo, isMine } of before) {
      const channel = here.get(id);
      if (!channel && isMine && !refused.includes(id)) this.left(id);
      // The server knows fewer changes than it had told: it was restored from a backup, and the numbers mean something else now.
      if (channel && channel.lastChange < upTo) { this.#state.drop(id); this.#told.reset(id); }
    }
    for (const channel of channels) this.appear(channel, isFirst);
    for (const channelId of refused) this.refuse(channelId, { code: 'not-found', message: 'This conversation is not there for you' });
    this.#state.isLoaded.set(true);
    return { caughtUp: Promise.all([...this.#state.all()].filter(({ needsAsking }) => needsAsking).map(({ id }) => this.catchUp(id))) };
  }

  /** A channel whose messages this connection hears from now on, or hears already. */
  appear(told: MyChannel, isFirst = false): MyChannel {
    const state = this.#state.get(told.id);
    this.settle(state, state.appear(told, isFirst));
    return state.shown ?? told;
  }

  /** One event. */
  message(message: StoredMessage): void {
    const state = this.#state.get(message.channelId);
    this.settle(state, state.apply(message));
  }

  /** Tells what a change of state let through, and asks where something is missing. */
  settle(state: ChannelState, fresh: readonly StoredMessage[] = []): void {
    if (!state.channel) return;
    this.#state.changed(state.id);
    for (const message of fresh) this.#told.message(message);
    this.#askSoon(state.id);
  }

  /** I am not in it any more. What was known of it goes, unless it is open and may still be visible. */
  left(channelId: string, isOpen = false): void {
    if (isOpen) { this.#state.find(channelId)?.left(); this.#state.changed(channelId); }
    else this.#state.drop(channelId);
    this.#told.left(channelId);
  }

  /** It is not there for me. */
  refuse(channelId: string, error: Refusal): void {
    const wasMine = this.#state.find(channelId)?.channel?.membership;
    this.#state.drop(channelId);
    if (wasMine) this.#told.left(channelId);
    this.#told.refused(channelId, error);
  }

  /** On losing the connection: the next `sync` asks anew. */
  pause(): void {
    this.#timers.stopAll();
    this.#failures.clear();
  }

  /** Asks for what this client has not seen of a channel; once more later where no answer comes. Never rejects. */
  catchUp(channelId: string): Promise<void> {
    let running = this.#running.get(channelId);
    if (!running) {
      const line = this.#turn++ % catchUpsAtOnce;
      running = this.#lines[line] = this.#lines[line]!.then(() => this.#tryToCatchUp(channelId));
      this.#running.set(channelId, running);
    }
    return running;
  }

  #askSoon(channelId: string): void {
    if (!this.#state.find(channelId)?.needsAsking || this.#timers.has(channelId) || this.#running.has(channelId) || !this.#link.isOnline()) return;
    const failures = this.#failures.get(channelId);
    this.#timers.set(channelId, failures === undefined ? reorderingMs : backoff(failures), () => {
      if (this.#state.find(channelId)?.needsAsking) void this.catchUp(channelId);
    });
  }

  async #tryToCatchUp(channelId: string): Promise<void> {
    try {
      await this.#ask(channelId);
      this.#failures.delete(channelId);
    } catch (thrown) {
      const error = toCorridorError(thrown);
      if (isGone(error)) this.refuse(channelId, error);
      else this.#failures.set(channelId, (this.#failures.get(channelId) ?? -1) + 1);
    }
    this.#running.delete(channelId);
    this.#askSoon(channelId);
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
      since = answer.upTo;
    } while (answer.more);
    if (this.#state.find(channelId) !== state) return;
    const fresh = state.caughtUp({ ...answer, messages });
    if (answer.isReset) this.#told.reset(channelId);
    this.settle(state, fresh);
  }
}
