import { after } from 'node:test';
import { createMemoryServer, type MemoryServer, type MemoryTransport } from '../testing/index.ts';
import { shareTransport, type Shared } from './tabs.ts';
import type { Connection, Transport, WireEvent } from './transport.ts';

/** Web Locks as the standard says, for tabs of one process. */
export class Locks {
  readonly #held = new Map<string, { owner: string; end: (reason?: Error) => void }>();
  readonly #waiting: { name: string; owner: string; grant: () => void }[] = [];
  readonly #asleep = new Map<string, (() => void)[]>();

  of(owner: string): Pick<LockManager, 'request'> {
    const request = (name: string, ...rest: unknown[]): Promise<unknown> => {
      const run = rest.at(-1) as () => unknown;
      const { signal, steal } = (rest.length > 1 ? rest[0] : {}) as LockOptions;
      return new Promise((resolve, reject) => {
        const grant = () => {
          const lock = { owner, end: (reason?: Error) => {
            this.#held.delete(name);
            this.#next(name);
            if (reason) this.#awake(owner, () => { reject(reason); });
          } };
          this.#held.set(name, lock);
          queueMicrotask(() => { Promise.resolve(run()).then((value) => { if (this.#held.get(name) === lock) lock.end(); resolve(value); }, reject); });
        };
        const waiter = { name, owner, grant };
        signal?.addEventListener('abort', () => {
          const at = this.#waiting.indexOf(waiter);
          if (at >= 0) this.#waiting.splice(at, 1);
          reject(signal.reason as Error);
        });
        if (steal) this.#waiting.unshift(waiter);
        else this.#waiting.push(waiter);
        if (steal && this.#held.has(name)) this.#held.get(name)!.end(new DOMException('stolen', 'AbortError'));
        else this.#next(name);
      });
    };
    return { request } as Pick<LockManager, 'request'>;
  }

  /** What the browser does when a tab dies. */
  crash(owner: string): void {
    for (let at = this.#waiting.length - 1; at >= 0; at--) if (this.#waiting[at]!.owner === owner) this.#waiting.splice(at, 1);
    for (const lock of [...this.#held.values()]) if (lock.owner === owner) lock.end();
  }

  sleep(owner: string): void { this.#asleep.set(owner, []); }
  wake(owner: string): void {
    const missed = this.#asleep.get(owner) ?? [];
    this.#asleep.delete(owner);
    for (const run of missed) run();
  }

  #awake(owner: string, run: () => void): void {
    const missed = this.#asleep.get(owner);
    if (missed) missed.push(run);
    else run();
  }

  #next(name: string): void {
    if (this.#held.has(name)) return;
    const at = this.#waiting.findIndex((waiter) => waiter.name === name);
    if (at >= 0) this.#waiting.splice(at, 1)[0]!.grant();
  }
}

/** A page of Ada's. */
export class Tab {
  readonly transport: Transport;
  readonly states: Connection[] = [];
  readonly events: WireEvent[] = [];
  readonly opened: MemoryTransport[] = [];
  isHidden = false;
  readonly #name: string;
  readonly #locks: Locks;
  #channel: BroadcastChannel | undefined;
  #wake: (() => void) | undefined;

  constructor(name: string, server: MemoryServer, locks: Locks, given: Partial<Shared> & { key: string }) {
    const keep = (channel: BroadcastChannel) => { this.#channel = channel; };
    class Channel extends BroadcastChannel { constructor(of: string) { super(of); keep(this); } }
    const open = () => { const one = server.transport('ada'); this.opened.push(one); return one; };
    this.#name = name;
    this.#locks = locks;
    this.transport = shareTransport({ locks: locks.of(name), Channel: Channel, open, isHidden: () => this.isHidden, ...given });
    this.transport.onConnection((state) => { this.states.push(state); });
    this.transport.onEvent((event) => { this.events.push(event); });
  }

  get isLeader(): boolean | undefined { return this.transport.isLeader?.get(); }

  /** The state that it is in or comes into. */
  async is(state: Connection): Promise<void> {
    if (this.states.at(-1) === state) return;
    await new Promise<void>((resolve) => { const off = this.transport.onConnection((now) => { if (now === state) { off(); resolve(); } }); });
  }

  async heard(name: WireEvent['name']): Promise<WireEvent> {
    return this.events.find((event) => event.name === name)
      ?? new Promise((resolve) => { const off = this.transport.onEvent((event) => { if (event.name === name) { off(); resolve(event); } }); });
  }

  /** Hears and says nothing, as a frozen page does. */
  sleep(): void {
    const channel = this.#channel!, hear = channel.onmessage, missed: MessageEvent[] = [], unsaid: unknown[] = [];
    channel.onmessage = (message) => { missed.push(message); };
    channel.postMessage = (word) => { unsaid.push(word); };
    this.#locks.sleep(this.#name);
    this.#wake = () => {
      Reflect.deleteProperty(channel, 'postMessage');
      channel.onmessage = hear;
      for (const word of unsaid) channel.postMessage(word);
      for (const message of missed) hear?.call(channel, message);
      this.#locks.wake(this.#name);
    };
  }
  wake(): void { this.#wake?.(); }
}

let count = 0;
const opened: { close(): void }[] = [];
after(() => { for (const one of opened) one.close(); });

/** Ends it with the test file. */
export function closeAfterwards(one: { close(): void }): void { opened.push(one); }

/** Three tabs; so many of them are online. */
export async function openTabs(connected = 2, given: Partial<Shared> = {}): Promise<{ server: MemoryServer; locks: Locks; first: Tab; second: Tab; third: Tab }> {
  const server = createMemoryServer(), locks = new Locks(), key = `test ${++count}`;
  const [first, second, third] = ['first', 'second', 'third'].map((name) => new Tab(name, server, locks, { key, ...given })) as [Tab, Tab, Tab];
  for (const [at, tab] of [first, second, third].entries()) {
    closeAfterwards(tab.transport);
    if (at < connected) await tab.transport.connect();
  }
  return { server, locks, first, second, third };
}

