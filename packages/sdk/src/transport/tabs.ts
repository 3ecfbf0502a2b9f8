import { atom } from 'nanostores';
import { deferred, type Deferred } from '../core/deferred.ts';
import { CorridorError, fromRefusal, toCorridorError } from '../core/errors.ts';
import { Listeners } from '../core/listeners.ts';
import { uuidv7 } from '../core/uuid.ts';
import type { Input, OperationName, Output } from '../protocol/contract.ts';
import type { Refusal } from '../protocol/errors.ts';
import { Wishes } from './tabs.wishes.ts';
import type { Connection, Transport, WireEvent } from './transport.ts';

/** What tabs say to each other. Every tab hears all of it. */
type Word =
  | { is: 'hello'; from: string; again?: boolean }
  | { is: 'lead'; from: string; term: number; connection: Connection; reason?: Refusal; isRefused: boolean; isHidden: boolean }
  | { is: 'ask'; from: string; to: string; id: number; name: OperationName; input: Input<OperationName> }
  | { is: 'answer'; to: string; id: number; ok?: unknown; error?: Refusal }
  | { is: 'event'; from: string; event: WireEvent }
  | { is: 'hint'; hint: unknown }
  | { is: 'bye'; from: string };

type Lead = Extract<Word, { is: 'lead' }>;

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
  readonly #key: string;
  readonly #locks: Pick<LockManager, 'request'>;
  readonly #events = new Listeners<[WireEvent]>();
  readonly #connections = new Listeners<[Connection, CorridorError?]>();
  readonly #hints = new Listeners<[unknown]>();
  readonly #asked = new Map<number, Deferred<unknown>>();
  /** Ends what this tab waits for in the queue of locks, and what it holds. */
  #standing: { stop: AbortController; held: Deferred<void> } | undefined;
  #presence: Deferred<void> | undefined;
  #channel: BroadcastChannel | undefined;
  #first: Deferred<void> | undefined;
  #lead: Lead | undefined;
  #leading: { transport: Transport; wishes: Wishes; tabs: Map<string, AbortController>; term: number } | undefined;
  #look: ReturnType<typeof setInterval> | undefined;
  #doubt: ReturnType<typeof setTimeout> | undefined;
  #count = 0;

  constructor(given: Given) {
    this.#given = given;
    this.#key = given.key;
    this.#locks = given.locks;
  }

  connect(): Promise<void> {
    const isAgain = this.#channel !== undefined;
    if (!this.#first) {
      this.#first = deferred<void>();
      if (!isAgain) {
        globalThis.addEventListener?.('pagehide', this.#onPagehide);
        globalThis.addEventListener?.('pageshow', this.#onPageshow);
        globalThis.document?.addEventListener('freeze', this.#suspend);
        globalThis.document?.addEventListener('resume', this.#onPageshow);
        this.#enter();
      } else if (this.#leading) this.#connectLeading();
      else this.#say({ is: 'hello', from: this.#id, again: true });
    }
    return this.#first.promise;
  }

  close(): void {
    globalThis.removeEventListener?.('pagehide', this.#onPagehide);
    globalThis.removeEventListener?.('pageshow', this.#onPageshow);
    globalThis.document?.removeEventListener('freeze', this.#suspend);
    globalThis.document?.removeEventListener('resume', this.#onPageshow);
    this.#exit();
    const first = this.#first;
    this.#first = undefined;
    this.#connections.tell('closed');
    first?.reject(new CorridorError('offline', 'Closed'));
  }

  async request<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>> {
    if (this.#leading) return this.#leading.wishes.ask(this.#id, name, input);
    if (this.#lead?.connection !== 'online') throw new CorridorError('offline', `No connection for ${name}`);
    const id = ++this.#count;
    const answer = deferred<Output<N>>();
    this.#asked.set(id, answer as Deferred<unknown>);
    this.#say({ is: 'ask', from: this.#id, to: this.#lead.from, id, name, input });
    this.#doubtLeader();
    return answer.promise;
  }

  onEvent(listener: (event: WireEvent) => void): () => void { return this.#events.add(listener); }
  onConnection(listener: (connection: Connection, reason?: CorridorError) => void): () => void { return this.#connections.add(listener); }
  post(hint: unknown): void { this.#say({ is: 'hint', hint }); }
  onHint(listener: (hint: unknown) => void): () => void { return this.#hints.add(listener); }

  #enter(): void {
    this.#channel = new this.#given.Channel(this.#key);
    this.#channel.onmessage = ({ data }: MessageEvent<Word>) => { this.#hear(data); };
    this.#presence = deferred<void>();
    const { promise } = this.#presence;
    this.#connections.tell('connecting');
    this.#stand();
    // Whoever gets this lock after us knows that we are gone.
    this.#locks.request(`${this.#key} ${this.#id}`, () => { this.#say({ is: 'hello', from: this.#id }); return promise; }).catch(() => undefined);
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
    this.#locks.request(this.#key, isTakeover ? { steal: true } : { signal: standing.stop.signal }, () => {
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
    const transport = this.#given.open();
    const wishes = new Wishes((name, input) => transport.request(name, input));
    const leading = this.#leading = { transport, wishes, tabs: new Map<string, AbortController>(), term: Math.max(Date.now(), (this.#lead?.term ?? 0) + 1) };
    transport.onEvent((event) => {
      if (leading.tabs.size > 0) this.#say({ is: 'event', from: this.#id, event });
      this.#events.tell(event);
    });
    transport.onConnection((connection, reason) => {
      if (leading !== this.#leading) return;
      if (connection !== 'online') wishes.forget();
      this.#tellLead(connection, reason);
    });
    this.#tellLead('connecting');
    this.isLeader.set(true);
    this.#connectLeading();
  }

  #connectLeading(): void {
    const leading = this.#leading!;
    leading.transport.connect().then(undefined, (error: unknown) => {
      if (leading === this.#leading) this.#tellLead('offline', toCorridorError(error), true);
    });
  }

  #tellLead(connection: Connection, error?: CorridorError, isRefused = false): void {
    const reason = error && { code: error.code, message: error.message, ...(error.details !== undefined && { details: error.details }) };
    const lead: Lead = { is: 'lead', from: this.#id, term: this.#leading!.term, connection, ...(reason && { reason }), isRefused, isHidden: this.#given.isHidden() };
    this.#say(lead);
    this.#follow(lead);
  }

  #resign(): void {
    const leading = this.#leading;
    if (!leading) return;
    this.#leading = undefined;
    for (const stop of leading.tabs.values()) stop.abort();
    leading.transport.close();
    this.isLeader.set(false);
  }

  /** Shows the leader's connection as this tab's own; another leader is another connection. */
  #follow(lead: Lead | undefined): void {
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
    else if (this.#leading) this.#hearAsLeader(word);
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

  #hearAsLeader(word: Word): void {
    const leading = this.#leading!;
    if (word.is === 'hello') {
      this.#admit(word.from);
      if (this.#lead) this.#say({ ...this.#lead, isHidden: this.#given.isHidden() });
      if (word.again && this.#lead?.isRefused) this.#connectLeading();
    } else if (word.is === 'bye') this.#dismiss(word.from);
    else if (word.is === 'ask' && word.to === this.#id) {
      this.#admit(word.from);
      const { from: to, id, name, input } = word;
      leading.wishes.ask(to, name, input).then(
        (ok) => { this.#say({ is: 'answer', to, id, ok }); },
        (thrown: unknown) => {
          const { code, message, details } = toCorridorError(thrown);
          this.#say({ is: 'answer', to, id, error: { code, message, ...(details !== undefined && { details }) } });
        },
      );
    }
  }

  /** From now on another tab hears what this one hears; its own lock comes free when it is gone, however that happens. */
  #admit(tabId: string): void {
    const tabs = this.#leading!.tabs;
    if (tabs.has(tabId)) return;
    const stop = new AbortController();
    tabs.set(tabId, stop);
    this.#locks.request(`${this.#key} ${tabId}`, { signal: stop.signal }, () => { this.#dismiss(tabId); }).catch(() => undefined);
  }

  #dismiss(tabId: string): void {
    const leading = this.#leading;
    const stop = leading?.tabs.get(tabId);
    if (!leading || !stop) return;
    stop.abort();
    leading.tabs.delete(tabId);
    leading.wishes.leave(tabId);
  }

  /** In the background a lost connection comes back slowly: a tab that somebody looks at takes over. */
  #lookAfterLeader(): void {
    if (this.#leading) return;
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
    for (const one of asked) one.reject(new CorridorError('offline', 'The connection was lost before it was answered'));
  }

  #say(word: Word): void { this.#channel?.postMessage(word); }
}
