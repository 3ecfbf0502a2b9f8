import { CorridorError } from '../core/errors.ts';
import { Listeners } from '../core/listeners.ts';
import type { HostRecord, MyChannel } from '../protocol/chat.ts';
import type { Output } from '../protocol/contract.ts';
import type { Refusal } from '../protocol/errors.ts';
import type { Entry, Outbox, OutboxChange } from '../transport/outbox.ts';
import type { Link, WireEvent } from '../transport/transport.ts';
import type { ChannelState } from './channel.state.ts';
import type { ChatCache } from './chat.cache.ts';
import type { ChatEvents } from './chat.events.ts';
import { OpenChannels } from './chat.open.ts';
import { ChatState } from './chat.state.ts';
import { ChatSync } from './chat.sync.ts';
import { Conversation } from './conversation.ts';
import { sent } from './message.ts';

/** Chat as the rest of the client drives it: what arrives goes in here, what is known stands in `state`. */
export class ChatLive {
  readonly state = new ChatState();
  readonly opened: OpenChannels;
  readonly sync: ChatSync;
  /** All that arrives for chat; undefined on each connect. */
  readonly heard = new Listeners<[WireEvent | undefined]>();
  readonly #link: Link;
  readonly #outbox: Outbox;
  readonly #tell: ChatEvents['tell'];
  readonly #conversations = new Map<string, Conversation>();
  #cache: ChatCache | undefined;

  constructor(link: Link, outbox: Outbox, tell: ChatEvents['tell']) {
    this.#link = link;
    this.#outbox = outbox;
    this.#tell = tell;
    this.sync = new ChatSync(this.state, link, {
      message: (message) => { this.#conversations.get(message.channelId)?.stoppedTyping(message.senderId); tell('chat.message', sent(message)); },
      reset: (channelId) => { tell('chat.reset', { channelId }); },
      left: (channelId) => { tell('chat.left', { channelId }); },
      refused: (channelId, error) => { this.#refused(channelId, error); },
    });
    this.opened = new OpenChannels(this.state, link, this.sync);
    this.state.onChange((channelId) => { this.#conversations.get(channelId)?.refresh(); });
    outbox.onChange((change) => { this.#onOutbox(change); });
  }

  conversation(channelId: string): Conversation {
    let conversation = this.#conversations.get(channelId);
    if (!conversation) {
      conversation = new Conversation(channelId, { state: this.state, link: this.#link, opened: this.opened, warm: () => this.#cache?.warm(channelId) });
      this.#conversations.set(channelId, conversation);
    }
    return conversation;
  }

  /** Shows what the last page knew of this user. */
  async restore(me: string, cache: ChatCache | undefined): Promise<void> {
    this.state.me = me;
    this.#cache = cache;
    await cache?.load();
    this.#each((conversation) => { conversation.resume(); });
  }

  /** On each connect. Resolves when the numbers of all channels are known, rejects where there is no answer; `caughtUp` when the messages are. */
  async resume(me: string): Promise<{ caughtUp: Promise<unknown> }> {
    this.state.me = me;
    const queued = this.#outbox.entries.filter(({ error, input }) => !error && 'channelId' in input).map(({ channelId }) => channelId);
    const besides = [...new Set([...this.opened.ids, ...queued])].filter((channelId) => !this.state.find(channelId)?.channel?.membership);
    const { caughtUp } = await this.sync.sync(besides.map((channelId) => this.withOrigin(channelId)));
    const listened = this.opened.ids.map((channelId) => this.opened.listen(channelId).catch(() => undefined));
    this.#each((conversation) => { conversation.resume(); });
    this.heard.tell(undefined);
    return { caughtUp: Promise.all([caughtUp, ...listened]) };
  }

  /** On losing the connection. */
  pause(): void { this.sync.pause(); }

  /** Saves what is known. */
  async flush(): Promise<void> { await this.#cache?.flush(); }

  /** From now on it is this tab that saves. */
  saveAll(): void { for (const { id } of this.state.all()) this.state.changed(id); }

  /** Lets go of everything, and saves what is known. */
  async close(): Promise<void> {
    this.sync.pause();
    this.#each((conversation) => { conversation.close(); });
    await this.#cache?.close();
  }

  /** Forgets all of one user. */
  clear(): void {
    this.#cache = undefined;
    this.opened.clear();
    this.state.clear();
  }

  left(channelId: string): void {
    const { channel } = this.state.find(channelId) ?? {}, isOpen = this.opened.has(channelId);
    if (channel?.membership) this.sync.left(channelId, isOpen);
    else if (channel && !isOpen) this.state.drop(channelId);   // looked at before, and not for me any more
    if (isOpen && channel) this.opened.listen(channelId).catch(() => undefined);   // is it still there for me?
  }

  hear(event: WireEvent): void {
    const { name, payload } = event;
    this.heard.tell(event);
    switch (name) {
      case 'chat.message': this.sync.message(payload); break;
      case 'chat.channel': {
        const isNew = this.state.find(payload.id)?.upTo === undefined;
        this.#tell('chat.channel', this.sync.appear(payload));
        if (isNew) void this.sync.catchUp(payload.id);   // what was written between joining and hearing
        break;
      }
      case 'chat.channelChanged':
        this.#change(payload.id, (state) => { state.adoptShared(payload); });
        // A channel that was public: is it still there for me, who only looks on?
        if (payload.visibility === 'private' && this.opened.has(payload.id) && !this.state.find(payload.id)?.channel?.membership) this.opened.listen(payload.id).catch(() => undefined);
        break;
      case 'chat.left': this.left(payload.channelId); break;
      case 'chat.numbers': this.#change(payload.channelId, (state) => { state.adoptNumbers(payload.lastSeq, payload.lastChange); }); break;
      case 'chat.position': this.#change(payload.channelId, (state) => { state.adoptMembership(payload.membership); }); break;
      case 'chat.reads':
        this.#conversations.get(payload.channelId)?.heardReads(payload.readers);
        for (const { userId, seq } of payload.readers) this.#tell('chat.read', { channelId: payload.channelId, userId, seq });
        break;
      case 'chat.typing':
        this.#conversations.get(payload.channelId)?.heardTyping(payload.userId);
        this.#tell('chat.typing', payload);
        break;
      case 'chat.member': this.#conversations.get(payload.channelId)?.heardMember(payload.userId, payload.role); break;
      case 'presence.viewers': this.#conversations.get(payload.channelId)?.heardViewers({ userIds: payload.userIds, total: payload.total }); break;
      case 'chat.saved': case 'chat.voted': case 'chat.draft': case 'chat.scheduled': this.#tell(name, payload); break;   // mine alone
      default:   // Another feature's.
    }
  }

  /** The host's record, or the message that a thread hangs on, goes along while the conversation may not exist yet. */
  withOrigin(channelId: string): { channelId: string; record?: HostRecord; threadOf?: string } {
    const written = this.#outbox.entries.find((entry): entry is Entry & { name: 'chat.send' } => entry.name === 'chat.send' && entry.channelId === channelId);
    const channel = this.state.find(channelId)?.channel;
    const record = channel?.record ?? written?.input.record, threadOf = channel?.thread?.messageId ?? written?.input.threadOf;
    return { channelId, ...(record && { record }), ...(threadOf && { threadOf }) };
  }

  /** Known, heard and counted as open. Where there is no connection, `known` stands in for the answer. */
  async open(ask: Promise<MyChannel>, known?: MyChannel): Promise<MyChannel> {
    const channel = await ask.catch((error: unknown) => {
      if (known && error instanceof CorridorError && error.isRetryable) return known;
      throw error;
    });
    if (!this.state.find(channel.id)?.channel) this.state.get(channel.id).adopt(channel);   // its record goes along with what follows
    return this.opened.open(channel.id);
  }

  #each(work: (conversation: Conversation) => void): void { for (const conversation of this.#conversations.values()) work(conversation); }

  #change(channelId: string, change: (state: ChannelState) => void): void {
    const state = this.state.find(channelId);
    if (!state) return;
    change(state);
    this.sync.settle(state);
  }

  #onOutbox(change: OutboxChange): void {
    const { entry } = change;
    const state = this.state.get(entry.channelId);
    if (change.kind === 'queued') state.queued(entry);
    else if (change.kind !== 'answered') state.settled(entry);
    else if (entry.name === 'chat.markRead' || entry.name === 'chat.markUnread') {
      state.adoptMembership((change.output as Output<'chat.markRead'>).membership);
      state.settled(entry);
      this.sync.settle(state);
    } else {
      const message = change.output as Output<'chat.send'>;
      const owner = this.state.get(message.channelId);
      const fresh = owner.apply(message);
      state.settled(entry, message);
      this.sync.settle(owner, fresh);
    }
    this.state.changed(entry.channelId);
  }

  /** What was written stays in sight, with the reason why it was not sent. */
  #refused(channelId: string, { code, message }: Refusal): void {
    this.#outbox.refuse(channelId, { code, message });
    this.#conversations.get(channelId)?.refused(new CorridorError(code, message));
  }
}
