import { atom } from 'nanostores';
import { deferred, type Deferred } from '../core/deferred.ts';
import { CorridorError, fromRefusal } from '../core/errors.ts';
import { Listeners } from '../core/listeners.ts';
import { uuidv7 } from '../core/uuid.ts';
import type { Input, OperationName, Output } from '../protocol/contract.ts';
import { Leader } from './tabs.leader.ts';
import type { LeadWord, Word } from './tabs.words.ts';
import type { Connection, Transport, WireEvent } from './transport.ts';

export interface Shared {
  /** Tabs with the same key share: server, tenant and user. */
  key: string;
  /** Makes the connection, in the tab that leads. */
  open: () => Transport;
  locks?: Pick<LockManager, 'request'> | undefined;
  Channel?: typeof BroadcastChannel | undefined;
  /** How long a leader may be silent before another tab takes its place, and how often it is looked after. */
  patienceMs?: number;
  lookMs?: number;
  /** Whether this tab is in the background, where browsers slow timers down. */
  isHidden?: () => boolean;
}

/**
 * One connection for all tabs of a user: one tab leads and holds it, the others ask and hear through it. A Web Lock says who leads,
 * so that a tab which closes or crashes is followed at once; a frozen one is overruled. Whoever leads anew connects anew, and every
 * tab sees that as a reconnect: it syncs and listens again by itself. Outside a page, or without a secure context: `open()` as it is.
 */
export function shareTransport({ key, locks = globalThis.document && globalThis.navigator?.locks, Channel = globalThis.BroadcastChannel, ...given }: Shared): Transport {
  return locks && Channel ? new SharedTransport({
    key: `corridor ${key}`, locks, Channel, patienceMs: 3000, lookMs: 5000, isHidden: () => globalThis.document?.visibilityState === 'hidden', ...given,
  }) : given.open();
}

type Given = { [K in keyof Shared]-?: NonNullable<Shared[K]> };

class SharedTransport implements Transport {
  readonly isLeader = atom(false);
  readonly #id = uuidv7();
  readonly #given: Given;
  readonly #events = new Listeners<[WireEvent]>();
  readonly #connections = new Listeners<[Connection, CorridorError?]>();
  readonly #hints = new Listeners<[unknown]>();
  readonly #asked = new Map<number, Deferred<unknown>>();
  /** Ends what this tab waits for in the queue of locks, and what it holds. */
  #standing: { stop: AbortController; held: Deferred<void> } | undefined;
  #presence: Deferred<void> | undefined;
  #channel: BroadcastChannel | undefined;
  #first: Deferred<void> | undefined;
  /** What the one who leads said last; it may be this tab. */
  #lead: LeadWord | undefined;
  #leader: Leader | undefined;
  /** Ends what this tab hears of its page. */
  #ends: AbortController | undefined;
  #look: ReturnType<typeof setInterval> | undefined;
  #doubt: ReturnType<typeof setTimeout> | undefined;
  #count = 0;

  constructor(given: Given) { this.#given = given; }

  connect(): Promise<void> {
    const isAgain = this.#channel !== undefined;
    if (!this.#first) {
      this.#first = deferred<void>();
      if (!isAgain) {
        const until = { signal: (this.#ends = new AbortController()).signal };
        globalThis.addEventListener?.('pagehide', this.#onPagehide, until);
        globalThis.addEventListener?.('pageshow', this.#onPageshow, until);
        globalThis.document?.addEventListener('freeze', this.#suspend, until);
        globalThis.document?.addEventListener('resume', this.#onPageshow, until);
        this.#enter();
      } else if (this.#leader) this.#leader.connect();
      else this.#say({ is: 'hello', from: this.#id, again: true });
    }
    return this.#first.promise;
  }

  close(): void {
    this.#ends?.abort();
    this.#exit();
    const first = this.#first;
    this.#first = undefined;
    this.#connections.tell('closed');
    first?.reject(new CorridorError('offline', 'Closed'));
  }

  async request<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>> {
    if (this.#leader) return this.#leader.ask(name, input);
    if (this.#lead?.connection !== 'online') throw new CorridorError('offline', `No connection for ${name}`);
    const id = ++this.#count;
    const answer = deferred<Output<N>>();
    this.#asked.set(id, answer);
    this.#say({ is: 'ask', from: this.#id, to: this.#lead.from, id, name, input });
    this.#doubtLeader();
    return answer.promise;
  }

  onEvent(listener: (event: WireEvent) => void): () => void { return this.#events.add(listener); }
  onConnection(listener: (connection: Connection, reason?: CorridorError) => void): () => void { return this.#connections.add(listener); }
  post(hint: unknown): void { this.#say({ is: 'hint', hint }); }
  onHint(listener: (hint: unknown) => void): () => void { return this.#hints.add(listener); }

  #enter(): void {
    this.#channel = new this.#given.Channel(this.#given.key);
    this.#channel.onmessage = ({ data }: MessageEvent<Word>) => { this.#hear(data); };
    this.#presence = deferred<void>();
    const { promise } = this.#presence;
    this.#connections.tell('connecting');
    this.#stand();
    // Whoever gets this lock after us knows that we are gone.
    this.#given.locks.request(this.#lockOf(this.#id), () => { this.#say({ is: 'hello', from: this.#id }); return promise; }).catch(() => undefined);
    this.#look = setInterval(() => { this.#lookAfterLeader(); }, this.#given.lookMs);
  }

  #exit(): void {
    if (!this.#channel) return;
    clearInterval(this.#look);
    this.#trust();
    this.#resign();
    this.#say({ is: 'bye', from: this.#id });
    this.#channel.onmessage = null;
    this.#channel.close();
    this.#channel = this.#lead = undefined;
    this.#standing?.stop.abort();
    this.#standing?.held.resolve();
    this.#standing = undefined;
    this.#presence?.resolve();
    this.#loseAsked();
  }

  /** A page that is put away holds nothing up: another tab leads, and it comes back as one of many. */
  readonly #suspend = (): void => {
    if (!this.#channel) return;
    this.#exit();
    this.#connections.tell('offline');
  };
  readonly #onPagehide = ({ persisted }: PageTransitionEvent): void => { if (persisted) this.#suspend(); };
  readonly #onPageshow = (): void => { if (!this.#channel && this.#first) this.#enter(); };

  /** Waits for its turn to lead; or takes it from a tab that is silent. */
  #stand(isTakeover = false): void {
    this.#standing?.stop.abort();
    const standing = this.#standing = { stop: new AbortController(), held: deferred<void>() };
    this.#given.locks.request(this.#given.key, isTakeover ? { steal: true } : { signal: standing.stop.signal }, () => {
      if (standing !== this.#standing) return undefined;
      this.#takeLead();
      return standing.held.promise;
    }).catch(() => {
      if (standing !== this.#standing) return;
      // Overruled while it slept.
      this.#resign();
      this.#follow(undefined);
      this.#stand();
      this.#say({ is: 'hello', from: this.#id });
    });
  }

  #takeLead(): void {
    this.#trust();
    this.#loseAsked();
    const { open, locks, isHidden } = this.#given;
    this.#leader = new Leader({
      id: this.#id, term: Math.max(Date.now(), (this.#lead?.term ?? 0) + 1), transport: open(), locks, isHidden, lockOf: (tabId) => this.#lockOf(tabId),
      say: (word) => { this.#say(word); }, onLead: (lead) => { this.#follow(lead); }, onEvent: (event) => { this.#events.tell(event); },
    });
    this.isLeader.set(true);
    this.#leader.connect();
  }

  #resign(): void {
    this.#leader?.end();
    this.#leader = undefined;
    this.isLeader.set(false);
  }

  /** Shows the leader's connection as this tab's own; another leader is another connection. */
  #follow(lead: LeadWord | undefined): void {
    const before = this.#lead;
    this.#lead = lead;
    const isOther = before !== undefined && before.from !== lead?.from;
    if (isOther && before.connection === 'online') {
      this.#loseAsked();
      this.#connections.tell('connecting');
      if (lead?.connection === 'connecting') return;
    }
    if (!lead || (!isOther && before?.connection === lead.connection && before.isRefused === lead.isRefused && before.reason?.code === lead.reason?.code)) return;
    if (lead.connection !== 'online') this.#loseAsked();
    const reason = lead.reason && fromRefusal(lead.reason);
    this.#connections.tell(lead.connection, reason);
    if (lead.connection === 'online') this.#first?.resolve();
    if (lead.isRefused) {
      this.#first?.reject(reason);
      this.#first = undefined;
    }
  }

  #hear(word: Word): void {
    if (word.is === 'hint') this.#hints.tell(word.hint);
    else if (this.#leader) this.#leader.hear(word);
    else if (word.is === 'lead') {
      if (word.term < (this.#lead?.term ?? 0)) return;   // a leader that slept and does not know yet that it was overruled
      this.#trust();
      this.#follow(word);
    }
    else if (word.is === 'event') { if (word.from === this.#lead?.from) this.#events.tell(word.event); }
    else if (word.is === 'bye') { if (word.from === this.#lead?.from) this.#follow(undefined); }
    else if (word.is === 'answer' && word.to === this.#id) {
      this.#trust();
      const asked = this.#asked.get(word.id);
      this.#asked.delete(word.id);
      if (word.error) asked?.reject(fromRefusal(word.error));
      else asked?.resolve(word.ok);
    }
  }

  /** In the background a lost connection comes back slowly: a tab that somebody looks at takes over. */
  #lookAfterLeader(): void {
    if (this.#leader) return;
    const { connection, isHidden, isRefused } = this.#lead ?? {};
    if (connection && connection !== 'online' && isHidden && !isRefused && !this.#given.isHidden()) this.#stand(true);
    else this.#doubtLeader();
  }

  /** Asks for a sign of life, twice: this tab may have slept itself, with the answer waiting. */
  #doubtLeader(isLast = false): void {
    if (this.#doubt !== undefined && !isLast) return;
    this.#say({ is: 'hello', from: this.#id });
    this.#doubt = setTimeout(() => {
      if (isLast) { this.#trust(); this.#stand(true); }
      else this.#doubtLeader(true);
    }, this.#given.patienceMs * (isLast ? 0.2 + 0.3 * Math.random() : 1));   // unlike in each tab, so that one takes over
  }

  #trust(): void {
    clearTimeout(this.#doubt);
    this.#doubt = undefined;
  }

  #loseAsked(): void {
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const one of asked) one.reject(new CorridorError('offline', 'The connection was lost'));
  }

  #lockOf(tabId: string): string { return `${this.#given.key} ${tabId}`; }

  #say(word: Word): void { this.#channel?.postMessage(word); }
}
