import type { Channel, Membership, Message as StoredMessage, MyChannel } from '../protocol/chat.ts';
import { isCounted } from '../protocol/chat.named.ts';
import type { Output } from '../protocol/contract.ts';
import type { Entry } from '../transport/outbox.ts';
import { changedRow, pendingRow, sent, writtenAt, type Message } from './message.ts';
import { joined, newestRun, placeOf, replaced, type Run } from './run.ts';
import { Unread } from './unread.ts';

/** How many of a channel's newest messages stay in memory and cache while nobody looks at it. */
export const keptRows = 200;
/** Events that came too early are kept up to this many; what is dropped is asked for. */
const keptAhead = 1000;

interface Change { entry: Entry; settledAt?: number }

/**
 * What this client knows of one channel. Knows no network: it is told what arrived, in any order and any number of times, and ends in the
 * same state. Changes count as seen up to `upTo` without a hole; queued ones lie on top and never touch what the server said.
 */
export class ChannelState {
  readonly id: string;
  readonly me: () => string;
  channel: MyChannel | undefined;
  upTo: number | undefined;
  /** Messages written as of `upTo`; unknown between joining and the first catch-up. */
  lastSeq: number | undefined;
  /** The newest run of messages. */
  tail: Run = [];
  /** The run on screen where that is not the newest one. */
  elsewhere: Run | undefined;
  /** The first message that I may see, once known. */
  firstSeq: number | undefined;
  /** True while its messages reach this connection. */
  isHeard = false;
  /** Changes up to here happened before this channel was heard: they are applied and not told. */
  #quietUpTo = 0;
  readonly #unread = new Unread();
  readonly #ahead = new Map<number, StoredMessage>();
  #changes: Change[] = [];
  #pages = 0;
  #heard: Map<string, Message> | undefined;

  readonly #namesMe: (message: StoredMessage) => boolean;

  constructor(id: string, me: () => string, namesMe: (message: StoredMessage) => boolean) { this.id = id; this.me = me; this.#namesMe = namesMe; }

  /** Whether something is missing that only the server can tell. */
  get needsAsking(): boolean { return this.isHeard && (this.lastSeq === undefined || this.#ahead.size > 0 || (this.upTo ?? 0) < (this.channel?.lastChange ?? 0) || !this.#unread.isExact); }
  get run(): Run { return this.elsewhere ?? this.tail; }
  get hasOlder(): boolean {
    const first = this.run[0];
    return first ? first.seq > (this.firstSeq ?? 1) : this.firstSeq === undefined && (this.channel?.lastSeq ?? 0) > 0;
  }

  /** Takes what is newer in a channel as the server told it. */
  adopt(told: MyChannel): void {
    const old = this.channel;
    // Two commits may be told in the other order: that I take part holds all the same.
    const base = old && old.version > told.version ? { ...old, membership: told.membership ?? old.membership } : told;
    this.channel = { ...base, lastMessage: newerOf(old?.lastMessage ?? null, told.lastMessage) };
    for (const { lastSeq, lastChange } of [old ?? told, told]) this.adoptNumbers(lastSeq, lastChange);
    if (told.membership || base === told) this.#unread.adopt(told.membership);
  }

  adoptShared(told: Channel): void { if (this.channel && told.version > this.channel.version) this.adopt({ ...this.channel, ...told }); }
  adoptNumbers(lastSeq: number, lastChange: number): void {
    const { channel } = this;
    if (channel) this.channel = { ...channel, lastSeq: Math.max(lastSeq, channel.lastSeq), lastChange: Math.max(lastChange, channel.lastChange) };
  }
  adoptMembership(membership: Membership): void { if (this.channel?.membership) this.#unread.adopt(membership); }

  /**
   * The channel is heard from here on. One that I have just come into is followed from when I joined, so that what was written until it
   * was heard is told too; one that is only looked at, or was there at the very first connect (`isFirst`), from now.
   */
  appear(told: MyChannel, isFirst: boolean): StoredMessage[] {
    this.adopt(told);
    const joinedChange = told.membership?.joinedChange;
    if (this.upTo === undefined) this.#start(isFirst || joinedChange === undefined ? told.lastChange : Math.min(joinedChange, told.lastChange));
    else if (!this.isHeard && joinedChange === undefined) this.#quietUpTo = told.lastChange;
    this.isHeard = true;
    return this.#drain();
  }

  /** Its events do not come any more. */
  unheard(): void { this.isHeard = false; this.#ahead.clear(); }

  /** A channel from the cache; `rows` follow with `warm`. */
  restore(channel: MyChannel, upTo: number, lastSeq: number): void {
    this.adopt(channel);
    this.#start(upTo);
    this.lastSeq = lastSeq;
    this.beginPage();
  }

  /** The cached rows, brought up to date with what was heard while they were read. */
  warm(rows: readonly StoredMessage[]): void { this.addPage(rows, 'newest'); this.endPage(); }

  /** One event. Returns the changes that are now seen for the first time, in order. */
  apply(message: StoredMessage): StoredMessage[] {
    this.adoptNumbers(0, message.changedSeq);
    if (this.upTo !== undefined && message.changedSeq <= this.upTo) return [];
    this.#ahead.set(message.changedSeq, message);
    if (this.#ahead.size > keptAhead) this.#ahead.delete(Math.max(...this.#ahead.keys()));
    return this.#drain();
  }

  /** The answer of a catch-up, all its pages together. Returns what is seen for the first time. */
  caughtUp({ channel, messages, upTo, isReset }: Omit<Output<'chat.changes'>, 'more'>): StoredMessage[] {
    this.adopt(channel);
    if (upTo < (this.upTo ?? 0)) return [];
    const fresh = messages.filter(({ changedSeq }) => changedSeq > (this.upTo ?? 0));
    const rows = messages.map(sent);
    if (isReset) {
      this.tail = newestRun(rows);
      this.elsewhere = undefined;
      this.firstSeq = undefined;
    } else {
      const end = this.tail.at(-1)?.seq ?? 0;
      const added = newestRun(rows.filter(({ seq }) => seq > end));
      this.tail = replaced(this.tail, rows);
      if (added.at(-1)?.seq === channel.lastSeq) this.tail = joined(this.tail, added) ?? added;
      if (this.elsewhere) this.elsewhere = replaced(this.elsewhere, rows);
      this.#unite();
    }
    for (const row of rows) this.#heard?.set(row.id, row);
    this.upTo = upTo;
    this.lastSeq = channel.lastSeq;
    this.#skipTo(upTo);
    const told = [...(isReset ? [] : fresh), ...this.#drain()].filter(({ changedSeq }) => changedSeq > this.#quietUpTo);
    this.#dropSettled();
    return told;
  }

  /** Brackets a request for messages: what is heard meanwhile is newer than its answer. */
  beginPage(): void { this.#pages++; this.#heard ??= new Map(); }
  endPage(): void { if (--this.#pages === 0) this.#heard = undefined; }

  /** A page of history. One that belongs neither to what is on screen nor to the newest messages takes the screen if it was jumped to. */
  addPage(messages: readonly StoredMessage[], what: 'newest' | 'beside' | 'around'): void {
    const page = replaced(newestRun(messages.map(sent)), this.#heard?.values() ?? []);
    const last = page.at(-1);
    if (!last) return;
    const tail = this.tail.length ? joined(this.tail, page) : undefined;
    const isNewest = what === 'newest' || last.seq >= Math.max(1, this.channel?.lastSeq ?? 0);
    if (what === 'around') this.elsewhere = undefined;
    if (tail) this.tail = tail;
    else if (isNewest && last.seq > (this.tail.at(-1)?.seq ?? 0)) this.tail = page;
    else if (what === 'around') this.elsewhere = page;
    else if (this.elsewhere) this.elsewhere = joined(this.elsewhere, page) ?? this.elsewhere;
    this.#unite();
  }

  showNewest(): void { this.elsewhere = undefined; }

  /** I am not in it any more, and may still see it. */
  left(): void {
    if (this.channel) this.channel = { ...this.channel, membership: null };
    this.#unread.adopt(null);
  }

  /** Nobody looks any more. */
  trim(): void {
    this.elsewhere = undefined;
    if (this.tail.length > keptRows) this.tail = this.tail.slice(-keptRows);
  }

  get unsent(): Entry[] { return this.#changes.map(({ entry }) => entry); }

  queued(entry: Entry): void { this.#changes = [...this.#without(entry), { entry }].sort((a, b) => a.entry.at - b.entry.at); }

  /** An answered change lies on top until the answer is in the rows; a refused one goes, unless its row stays as failed. */
  settled(entry: Entry, answer?: StoredMessage): void {
    if (entry.error) this.queued(entry);
    else if (answer) this.#changes = this.#changes.map((change) => (change.entry.id === entry.id ? { entry, settledAt: answer.changedSeq } : change));
    else this.#changes = this.#without(entry);
    this.#dropSettled();
  }

  /** The loaded run with my own queued changes on top, then what I wrote and is not stored. */
  get messages(): readonly Message[] {
    const run = this.run;
    if (!this.#changes.length) return run;
    const rows = [...run];
    for (const { entry } of this.#changes) {
      if (entry.name === 'chat.delete' && this.#isTakenBack(entry.input.messageId)) continue;
      if (entry.name === 'chat.send') {
        if (!this.has(entry.input.id ?? '')) rows.push(pendingRow(entry, this.me()));
      } else if ('messageId' in entry.input) {
        const { messageId } = entry.input;
        const at = rows.findLastIndex(({ id }) => id === messageId);
        const row = rows[at];
        if (row) rows[at] = changedRow(row, entry, this.me());
      }
    }
    return rows;
  }

  /** Whether a message is among the loaded ones. */
  has(messageId: string): boolean { return [...this.tail, ...this.elsewhere ?? []].some(({ id }) => id === messageId); }

  /** As the server would tell it now, without my queued changes. */
  get stored(): MyChannel | undefined {
    const { channel } = this, membership = this.#unread.membership;
    return channel && { ...channel, membership: membership ? { ...membership, unread: this.#unread.count, mentions: this.#unread.mentions, asOf: Math.max(membership.asOf, this.upTo ?? 0) } : null };
  }

  /** With my position as I left it, and what is unread after it. */
  get shown(): MyChannel | undefined {
    const { stored } = this;
    return stored?.membership ? { ...stored, membership: this.#position(stored.membership) } : stored;
  }

  /** What the list of conversations goes by. */
  get activeAt(): string {
    const pending = this.#changes.findLast(({ entry }) => entry.name === 'chat.send')?.entry;
    return pending ? writtenAt(pending) : this.channel?.lastMessage?.sentAt ?? this.channel?.createdAt ?? '';
  }

  #isTakenBack(messageId: string): boolean { return this.#changes.some(({ entry }) => entry.name === 'chat.undelete' && entry.input.messageId === messageId); }

  #without({ id }: Entry): Change[] { return this.#changes.filter(({ entry }) => entry.id !== id); }

  #dropSettled(): void { this.#changes = this.#changes.filter(({ settledAt }) => settledAt === undefined || settledAt > (this.upTo ?? 0)); }

  #position(membership: Membership): Membership {
    for (const { entry: { name, input } } of this.#changes) {
      if (name !== 'chat.markRead' && name !== 'chat.markUnread') continue;
      const readSeq = name === 'chat.markRead' ? Math.max(input.seq, membership.readSeq) : Math.min(input.seq - 1, membership.readSeq);
      if (readSeq !== membership.readSeq) membership = { ...membership, readSeq, ...this.#unreadAfter(readSeq) };
    }
    return membership;
  }

  /** Counted where all rows after `seq` are known. */
  #unreadAfter(seq: number): Pick<Membership, 'unread' | 'mentions'> | undefined {
    const last = this.channel?.lastSeq ?? 0;
    if (seq >= last) return { unread: 0, mentions: 0 };
    const from = placeOf(this.tail, seq + 1);
    if (from < 0 || (this.tail.at(-1)?.seq ?? 0) < last) return undefined;
    const unread = this.tail.slice(from).filter((message) => isCounted(message, this.me()));
    return { unread: Math.min(999, unread.length), mentions: Math.min(999, unread.filter(this.#namesMe).length) };
  }

  #start(upTo: number): void {
    this.upTo = upTo;
    if (upTo === this.channel?.lastChange) this.lastSeq = this.channel.lastSeq;
    this.#quietUpTo = upTo;
    this.#skipTo(upTo);
  }

  #skipTo(change: number): void {
    this.#unread.skipTo(change);
    for (const early of [...this.#ahead.keys()]) if (early <= change) this.#ahead.delete(early);
  }

  #drain(): StoredMessage[] {
    const told: StoredMessage[] = [];
    if (!this.isHeard || this.upTo === undefined || this.lastSeq === undefined) return told;
    for (let next = this.#ahead.get(this.upTo + 1); next; next = this.#ahead.get(this.upTo + 1)) {
      this.#ahead.delete(next.changedSeq);
      this.#see(next, this.lastSeq);
      told.push(next);
    }
    this.#dropSettled();
    return told;
  }

  /** The next change in order. */
  #see(message: StoredMessage, lastSeq: number): void {
    const { seq, changedSeq } = message;
    const isNew = seq > lastSeq, isOthers = message.senderId !== this.me();
    if (isOthers) {
      const names = Number(this.#namesMe(message)), before = isNew ? undefined : this.#rowBefore(message);
      const was = before ?? message, count = (one: StoredMessage) => Number(isCounted(one, this.me()));
      this.#unread.note(changedSeq, seq, count(message) - (isNew ? 0 : count(was)), names - (isNew ? 0 : Number(this.#namesMe(was))),
        !isNew && !before && !!(message.editedAt || message.deletedAt || message.restoredAt));
    }
    this.upTo = changedSeq;
    this.lastSeq = Math.max(lastSeq, seq);
    const row = sent(message);
    this.#heard?.set(row.id, row);
    this.tail = isNew && placeOf(this.tail, seq) < 0 ? joined(this.tail, [row]) ?? [row] : replaced(this.tail, [row]);
    if (this.elsewhere) this.elsewhere = replaced(this.elsewhere, [row]);
    this.#unite();
    if (this.channel) this.channel = { ...this.channel, lastMessage: newerOf(this.channel.lastMessage, message) };
    this.adoptNumbers(seq, changedSeq);
  }

  /** A message as it was before a change, where that is known. */
  #rowBefore({ seq, changedSeq }: StoredMessage): Message | undefined {
    const row = this.tail[placeOf(this.tail, seq)] ?? this.elsewhere?.[placeOf(this.elsewhere, seq)];
    return row && row.changedSeq < changedSeq ? row : undefined;
  }

  #unite(): void {
    const together = this.elsewhere && this.tail.length ? joined(this.elsewhere, this.tail) : undefined;
    if (together) { this.tail = together; this.elsewhere = undefined; }
  }
}

function newerOf(a: StoredMessage | null, b: StoredMessage | null): StoredMessage | null {
  if (!b || b.card?.type === 'system') return a;
  return !a || b.seq > a.seq || (b.seq === a.seq && b.changedSeq >= a.changedSeq) ? b : a;
}
