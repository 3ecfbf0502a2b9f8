import { Keyed } from '../core/keyed.ts';
import type { MetadataFilter } from '../protocol/chat.metadata.ts';
import type { HostRecord, RecordCount, WholeRecord } from '../protocol/chat.ts';
import { recordKey } from '../protocol/record.key.ts';
import type { Link, WireEvent } from '../transport/transport.ts';
import type { ChatLive } from './chat.live.ts';

export interface CountsOptions {
  /** Each with all its places and audiences, or with those places that have at least the keys named. */
  subset?: boolean;
  /** Of conversations whose metadata answers this, with all their threads. */
  metadata?: MetadataFilter;
}

interface Wanted { record: HostRecord; root: WholeRecord; which: string }

/** The contract's limit on one request. */
const most = 500;
/** What changes within this time is asked for together. A part of it is by chance, so that not all who are told ask at once. */
const gatheredMs = 300;

/** Numbers of records, kept fresh while somebody looks at them: asked for together, heard of, and asked for again. */
export class RecordCounts {
  readonly #live: ChatLive;
  readonly #link: Link;
  readonly #wanted = new Map<string, Wanted>();
  readonly #stores = new Keyed<RecordCount | undefined>(() => undefined, (key) => { this.#settle(key); });
  readonly #unsettled = new Set<string>();
  /** Records watched on this connection. */
  #watched = new Map<string, WholeRecord>();
  readonly #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #me: string;

  constructor(live: ChatLive, link: Link) {
    this.#live = live;
    this.#link = link;
    this.#me = live.state.me;
    live.heard.add((event) => { this.#hear(event); });
  }

  /** Told at once and with every change, until the returned function is called; undefined while a number is not known. */
  follow(records: readonly HostRecord[], { subset = false, metadata }: CountsOptions, tell: (counts: readonly (RecordCount | undefined)[]) => void): () => void {
    const which = JSON.stringify({ subset, metadata }), keys = records.map((record) => this.#want(record, which));
    const now = () => { tell(keys.map((key) => this.#stores.of(key).value)); };
    const stops = [...new Set(keys)].map((key) => this.#stores.of(key).listen(now));
    now();
    return () => { for (const stop of stops) stop(); };
  }

  #want(record: HostRecord, which: string): string {
    const { type, id, place, audience } = record, key = `${which} ${audience ?? ''} ${recordKey(record)}`;
    if (!this.#wanted.has(key)) this.#wanted.set(key, { record: { type, id, ...(place && { place }), ...(audience && { audience }) }, root: { type, id }, which });
    return key;
  }

  #hear(event: WireEvent | undefined): void {
    if (!event) {   // connected anew: nothing is watched yet
      this.#watched = new Map();
      const isSame = this.#me === this.#live.state.me;
      this.#me = this.#live.state.me;
      for (const [key, store] of this.#stores) {
        if (!isSame) store.set(undefined);
        if (this.#stores.isUsed(key)) this.#settle(key);
        else { this.#stores.delete(key); this.#wanted.delete(key); }
      }
    } else if (event.name === 'chat.counted') this.#note(event.payload);
    else if (event.name === 'chat.position' || event.name === 'chat.left') this.#noteChannel(event.payload.channelId);
    else if (event.name === 'chat.channel') this.#noteChannel(event.payload.id);
  }

  /** Lists come to a page in many small steps: what one turn of the event loop brings is asked for together. */
  #settle(key: string): void {
    if (this.#unsettled.size === 0) {
      setTimeout(() => {
        const keys = [...this.#unsettled];
        this.#unsettled.clear();
        void this.#follow(keys);
      });
    }
    this.#unsettled.add(key);
  }

  #noteChannel(channelId: string): void {
    const { channel } = this.#live.state.find(channelId) ?? {};
    const record = (channel?.thread ? this.#live.state.find(channel.thread.channelId)?.channel : channel)?.record;
    if (record) this.#note(record);
  }

  #note({ type, id }: WholeRecord): void {
    for (const one of [id, '*']) this.#changed.add(recordKey({ type, id: one }));   // who looks at all of its type sees it, too
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const keys = [...this.#wanted].filter(([key, { root }]) => this.#stores.isUsed(key) && this.#changed.has(recordKey(root))).map(([key]) => key);
      this.#changed.clear();
      void this.#ask(keys);
    }, gatheredMs * (0.5 + Math.random() / 2));
  }

  async #follow(keys: string[]): Promise<void> {
    if (!this.#link.isOnline()) return;
    const watched = this.#watched, used = keys.filter((key) => this.#stores.isUsed(key));
    const roots = new Map([...this.#wanted].filter(([key]) => this.#stores.isUsed(key)).map(([, { root }]) => [recordKey(root), root]));
    const gone = [...watched].filter(([root]) => !roots.has(root));
    for (const [root] of gone) watched.delete(root);
    if (gone.length) this.#link.request('chat.unwatchCounts', { records: gone.map(([, record]) => record).slice(0, most) }).catch(() => undefined);
    const added = [...roots].filter(([root]) => !watched.has(root)).slice(0, Math.max(0, most - watched.size));   // who looks at more sees the others as they were
    for (const [root, record] of added) watched.set(root, record);
    try { if (added.length) await this.#link.request('chat.watchCounts', { records: added.map(([, record]) => record) }); }
    catch { for (const [root] of added) watched.delete(root); }
    await this.#ask(used);
  }

  /** What gets no answer stays as it is: the next connect asks again. */
  async #ask(keys: readonly string[]): Promise<void> {
    for (const which of new Set(keys.map((key) => this.#wanted.get(key)?.which))) {
      const asked = keys.filter((key) => this.#wanted.get(key)?.which === which);
      for (let from = 0; from < asked.length; from += most) {
        const some = asked.slice(from, from + most);
        try {
          const { items } = await this.#link.request('chat.counts', { records: some.map((key) => this.#wanted.get(key)!.record), ...(JSON.parse(which!) as CountsOptions) });
          items.forEach((count, at) => {
            const store = this.#stores.of(some[at]!);
            if (JSON.stringify(store.value) !== JSON.stringify(count)) store.set(count);
          });
        } catch { /* told by the connection's own state */ }
      }
    }
  }
}

const all = new WeakMap<ChatLive, RecordCounts>();

/** One for each client. */
export function countsOf(live: ChatLive, link: Link): RecordCounts {
  let counts = all.get(live);
  if (!counts) all.set(live, counts = new RecordCounts(live, link));
  return counts;
}
