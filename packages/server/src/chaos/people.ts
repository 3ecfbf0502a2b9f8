import { createCorridor, type Corridor, type CorridorError, type Message } from '@corridor/sdk';
import { tokenOf } from '../journeys/server-process.ts';
import { Browser } from './browser.ts';
import type { Dice } from './dice.ts';
import type { Act, Heard, SeenChannel, View } from './history.ts';
import type { Wire } from './wire.ts';

/** All that is noted while people act. */
export interface Notes { acts: Act[]; heard: Heard[]; resets: { user: string; channelId: string }[]; channels: { id: string; members: string[]; isFirst: boolean }[] }

const emojis = ['👍', '🎉'];

/** Somebody at a page which may be loaded anew: what they do is chosen by the dice, and noted with what became of it. */
export class Person {
  readonly user: string;
  readonly wire: Wire;
  readonly browser = new Browser();
  readonly #tenant: string;
  readonly #notes: Notes;
  readonly #others: readonly string[];
  #page = 0;
  #count = 0;
  /** What pages have left stored, or may have. */
  readonly #left: Act[] = [];
  #hasCache = true;
  corridor: Corridor | undefined;

  constructor(user: string, { wire, tenant, notes, others }: { wire: Wire; tenant: string; notes: Notes; others: readonly string[] }) {
    this.user = user;
    this.wire = wire;
    this.#tenant = tenant;
    this.#notes = notes;
    this.#others = others;
  }

  /** Opens the page; with what the last one left stored. */
  async open(): Promise<void> {
    const page = ++this.#page, { user, browser } = this;
    browser.thaw();
    const isRefused = browser.databases === 'refused';
    if (isRefused) this.#mayBeLate();
    if (isRefused || !this.#hasCache) for (const { id } of this.#notes.channels) this.#notes.resets.push({ user, channelId: id }); // it begins with what is newest
    this.#hasCache = true;
    browser.isKeeping = !isRefused;
    await browser.run(async () => {
      const corridor = this.corridor = createCorridor({ url: this.wire.url, storage: 'indexeddb', token: () => tokenOf(user, this.#tenant) });
      corridor.on('chat.message', ({ channelId, id, seq, changedSeq }) => this.#notes.heard.push({ user, page, channelId, id, seq, changedSeq }));
      corridor.on('chat.reset', ({ channelId }) => this.#notes.resets.push({ user, channelId }));
      await corridor.connect();
    });
  }

  /** Opens the page where there is none, and waits for nothing. */
  reopen(): void { if (!this.corridor) void this.open().catch(() => undefined); }

  /** Closes the page, in the middle of everything. */
  close(): void {
    const { isKeeping } = this.browser;
    for (const act of this.#notes.acts) {
      if (act.user !== this.user || act.outcome !== 'open') continue;
      act.outcome = !isKeeping || act.kind === 'create' || act.kind === 'read' ? 'unknown' : 'kept';
      this.#left.push(act);
    }
    if (!isKeeping) this.#mayBeLate();
    this.browser.run(() => this.corridor?.close());
    this.corridor = undefined;
  }

  /** Takes all that is stored, which may have been sent already or not. */
  async wipe(): Promise<void> {
    await this.browser.wipe();
    this.#hasCache = false;
    for (const act of this.#left) if (act.outcome === 'kept') act.outcome = 'unknown';
  }

  /** What is stored may stay there while a page that does not know of it goes on. */
  #mayBeLate(): void { for (const act of this.#left) act.isLate = true; }

  act(dice: Dice): void { if (!this.browser.isFrozen) this.browser.run(() => { this.#act(dice); }); }

  #act(dice: Dice): void {
    const { corridor } = this, channels = corridor?.chat.channels.get() ?? [];
    if (!corridor || !channels.length) return;
    const { chat } = corridor, { id: channelId, lastSeq } = dice.pick(channels);
    const rows = chat.conversation(channelId).messages.get(), mine = rows.filter(({ senderId, deletedAt, card }) => senderId === this.user && !deletedAt && !card), row = rows[dice.below(rows.length || 1)], own = mine[dice.below(mine.length || 1)];
    const what = dice.below(20);
    if (what < 8) this.#send(corridor, channelId, dice);
    else if (what === 8) for (let i = dice.between(5, 15); i > 0; i--) this.#send(corridor, channelId, dice); // faster than anything answers
    else if (what < 12 && own) { const text = this.#words(dice, 'edited'); this.#note({ kind: 'edit', channelId, messageId: own.id, text }, chat.edit(own.id, { text })); }
    else if (what === 12 && own) this.#note({ kind: 'delete', channelId, messageId: own.id }, chat.delete(own.id));
    else if (what < 16 && row && !row.card && !row.deletedAt) {
      const emoji = dice.pick(emojis), kind = dice.chance(0.65) ? 'react' : 'unreact';
      this.#note({ kind, channelId, messageId: row.id, emoji }, chat[kind](row.id, emoji));
    } else if (what < 19 && lastSeq > 0) { const seq = dice.between(1, lastSeq); this.#note({ kind: 'read', channelId, seq }, chat.markRead(channelId, seq)); }
    else if (what === 19) this.#create(corridor, this.#others.filter(() => dice.chance(0.5)));
  }

  /** Writes something, and has no time to see it sent. */
  write(dice: Dice): void {
    const channels = this.corridor?.chat.channels.get() ?? [];
    if (channels.length) this.browser.run(() => { this.#send(this.corridor!, dice.pick(channels).id, dice); });
  }

  async create(members: readonly string[]): Promise<string> {
    const { id } = await this.corridor!.chat.createChannel({ kind: 'group', name: members.join(), members: [...members] });
    this.#notes.channels.push({ id, members: [this.user, ...members], isFirst: true });
    return id;
  }

  /** Shows a conversation on the screen, as long as the page lives. */
  look(channelId: string): void { this.browser.run(() => this.corridor?.chat.conversation(channelId).messages.listen(() => undefined)); }

  /** Why it is not over yet for this one: there is no connection, or something is on its way. */
  get awaited(): string | undefined {
    const { corridor, user } = this;
    if (corridor?.connection.get() !== 'online') return `${user} has no connection`;
    const open = this.#notes.acts.find((act) => act.user === user && act.outcome === 'open');
    if (open) return `${user} has no answer for ${open.kind} of ${open.messageId ?? open.channelId}`;
    for (const { id } of corridor.chat.channels.get()) if (corridor.chat.conversation(id).messages.get().some(({ status }) => status === 'pending')) return `${user} still sends`;
    return undefined;
  }

  /** All that this page shows, back to the first message. */
  async view(): Promise<View> {
    const { chat } = this.corridor!, channels: SeenChannel[] = [];
    for (const { id, kind, membership } of chat.channels.get()) {
      const conversation = chat.conversation(id);
      this.look(id);
      for (let before = -1; conversation.range.get().hasOlder && before !== conversation.messages.get().length;) {
        before = conversation.messages.get().length;
        await conversation.loadOlder();
      }
      channels.push({ id, kind, readSeq: membership?.readSeq ?? -1, unread: membership?.unread ?? -1, mentions: membership?.mentions ?? -1, messages: conversation.messages.get() });
    }
    return { user: this.user, isFresh: false, unread: chat.unread.get(), mentions: chat.mentions.get(), channels };
  }

  #words(dice: Dice, what: string): string { return `${this.user} ${what} ${++this.#count}${dice.chance(0.2) ? ` <@${dice.pick(this.#others)}>` : dice.chance(0.05) ? ' <!channel>' : ''}`; }

  #send({ chat }: Corridor, channelId: string, dice: Dice): void {
    const text = this.#words(dice, 'says'), id = messageId();
    this.#note({ kind: 'send', channelId, messageId: id, text }, chat.send(channelId, { id, text }));
  }

  #create({ chat }: Corridor, members: string[]): void {
    const channel: Act = { user: this.user, kind: 'create', channelId: '', outcome: 'open' };
    this.#notes.acts.push(channel);
    void chat.createChannel({ kind: 'group', name: `of ${this.user}`, members }).then(({ id }) => {
      this.#notes.channels.push({ id, members: [this.user, ...members], isFirst: false });
      channel.outcome = 'acknowledged';
    }, () => { channel.outcome = 'unknown'; });
  }

  #note(act: Omit<Act, 'user' | 'outcome'>, answer: Promise<Message | void>): void {
    const noted: Act = { ...act, user: this.user, outcome: 'open' };
    this.#notes.acts.push(noted);
    answer.then((message) => {
      noted.outcome = 'acknowledged'; // also of a page that was closed meanwhile
      if (message && act.kind === 'send') noted.seq = message.seq;
    }, (error: unknown) => {
      if (noted.outcome !== 'open') return;
      noted.outcome = 'refused';
      noted.why = `${(error as CorridorError).code}: ${(error as Error).message}`;
    });
  }
}

/** What somebody is told who comes anew and knows nothing. */
export async function freshView(url: string, user: string, tenant: string): Promise<View> {
  const corridor = createCorridor({ url, storage: 'memory', token: () => tokenOf(user, tenant) });
  try {
    await corridor.connect();
    const { chat } = corridor, channels: SeenChannel[] = [];
    for (const { id, kind, membership } of chat.channels.get()) {
      const messages: Message[] = [];
      for (let page = await chat.history(id, { limit: 200 }); page.length; page = await chat.history(id, { limit: 200, before: page[0]!.seq })) messages.unshift(...page);
      channels.push({ id, kind, readSeq: membership?.readSeq ?? -1, unread: membership?.unread ?? -1, mentions: membership?.mentions ?? -1, messages });
    }
    return { user, isFresh: true, unread: chat.unread.get(), mentions: chat.mentions.get(), channels };
  } finally { corridor.close(); }
}

/** A UUID of version 7, by a clock that nobody turns. */
function messageId(): string {
  const at = Math.round(performance.timeOrigin + performance.now()).toString(16).padStart(12, '0'), random = crypto.randomUUID();
  return `${at.slice(0, 8)}-${at.slice(8)}-7${random.slice(15)}`;
}
