import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createMemoryServer, type MemoryServer, type MemoryTransport } from '../testing/index.ts';
import { shareTransport, type Shared } from './tabs.ts';
import type { Connection, Transport, WireEvent } from './transport.ts';

/** Web Locks as the standard says, for tabs of one process. */
class Locks {
  readonly #held = new Map<string, { owner: string; end: (reason?: unknown) => void }>();
  readonly #waiting: { name: string; owner: string; grant: () => void }[] = [];
  readonly #asleep = new Map<string, (() => void)[]>();

  of(owner: string): Pick<LockManager, 'request'> {
    const request = (name: string, ...rest: unknown[]): Promise<unknown> => {
      const run = rest.at(-1) as () => unknown;
      const { signal, steal } = (rest.length > 1 ? rest[0] : {}) as LockOptions;
      return new Promise((resolve, reject) => {
        const grant = () => {
          const lock = { owner, end: (reason?: unknown) => {
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
          reject(signal.reason);
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

class Tab {
  readonly transport: Transport;
  readonly states: Connection[] = [];
  readonly events: WireEvent[] = [];
  readonly opened: MemoryTransport[] = [];
  readonly #name: string;
  readonly #locks: Locks;
  #channel: BroadcastChannel | undefined;
  #wake: (() => void) | undefined;

  constructor(name: string, server: MemoryServer, locks: Locks, given: Partial<Shared> & { key: string }) {
    const keep = (channel: BroadcastChannel) => { this.#channel = channel; };
    class Channel extends BroadcastChannel { constructor(of: string) { super(of); keep(this as never); } }
    const open = () => { const one = server.transport('ada'); this.opened.push(one); return one; };
    this.#name = name;
    this.#locks = locks;
    this.transport = shareTransport({ locks: locks.of(name), Channel: Channel as typeof globalThis.BroadcastChannel, open, ...given });
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
afterEach(() => { for (const one of opened.splice(0)) one.close(); });

const changeOf = (tab: Tab): Promise<void> => new Promise((resolve) => { const off = tab.transport.isLeader!.listen(() => { off(); resolve(); }); });

/** Three tabs; so many of them are online. */
async function openTabs(connected = 2, given: Partial<Shared> = {}): Promise<{ server: MemoryServer; locks: Locks; first: Tab; second: Tab; third: Tab }> {
  const server = createMemoryServer(), locks = new Locks(), key = `test ${++count}`;
  const [first, second, third] = ['first', 'second', 'third'].map((name) => new Tab(name, server, locks, { key, ...given })) as [Tab, Tab, Tab];
  for (const [at, tab] of [first, second, third].entries()) {
    opened.push(tab.transport);
    if (at < connected) await tab.transport.connect();
  }
  return { server, locks, first, second, third };
}

test('two tabs hold one connection, and both ask and hear through it', async () => {
  const { server, first, second } = await openTabs();
  assert.deepEqual([first.opened.length, second.opened.length], [1, 0]);
  assert.deepEqual([first.isLeader, second.isLeader], [true, false]);
  const { id: channelId } = await second.transport.request('chat.createChannel', { kind: 'group' });
  const sent = await second.transport.request('chat.send', { channelId, text: 'from the second tab' });
  assert.deepEqual(await first.heard('chat.message'), { name: 'chat.message', payload: sent });
  assert.deepEqual(await second.heard('chat.message'), { name: 'chat.message', payload: sent });
  assert.equal((await server.request('ada', 'chat.history', { channelId })).items.length, 1);
});

test('a refusal reaches the tab that asked', async () => {
  const { second } = await openTabs();
  await assert.rejects(second.transport.request('chat.channel', { channelId: '0192f0c4-0000-7000-8000-000000000001' }), { code: 'not-found' });
});

test('another tab leads as soon as the first one closes, and what was under way is offline', async () => {
  const { first, second } = await openTabs();
  first.opened[0]!.delay = 60_000;
  const asked = second.transport.request('session.me', {});
  first.transport.close();
  await assert.rejects(asked, { code: 'offline' });
  await second.is('online');
  assert.equal((await second.transport.request('session.me', {})).id, 'ada');
  assert.equal(second.opened.length, 1);
  assert.deepEqual(second.states, ['connecting', 'online', 'connecting', 'online']);
  assert.deepEqual(first.states.at(-1), 'closed');
});

test('another tab leads when the first one crashes', async () => {
  const { locks, second, third } = await openTabs(3);
  const reconnected = new Promise<void>((resolve) => { const off = third.transport.onConnection((state) => { if (state === 'connecting') { off(); resolve(); } }); });
  locks.crash('first');
  await reconnected;
  await third.is('online');
  assert.equal((await third.transport.request('session.me', {})).id, 'ada');
  assert.deepEqual([second.isLeader, third.isLeader, third.opened.length], [true, false, 0]);
});

test('a leader that does not answer is overruled, and follows when it wakes', async () => {
  const { first, second } = await openTabs(2, { patienceMs: 40, lookMs: 30 });
  first.sleep();
  await changeOf(second);
  await second.is('online');
  assert.equal((await second.transport.request('session.me', {})).id, 'ada');
  const demoted = changeOf(first);
  first.wake();
  await demoted;
  await first.is('online');
  assert.deepEqual([first.isLeader, second.isLeader], [false, true]);
  assert.equal((await first.transport.request('session.me', {})).id, 'ada');
});

test('a tab that stops listening takes nothing from another one', async () => {
  const { server, first, second } = await openTabs();
  const record = { type: 'order', id: '1' };
  await server.request('ben', 'chat.openRecord', record).then(({ id }) => server.request('ben', 'chat.send', { channelId: id, text: 'first', record }));
  const { id: channelId } = await first.transport.request('chat.openRecord', record);
  await first.transport.request('chat.listen', { channelId });
  await second.transport.request('chat.listen', { channelId });
  await second.transport.request('chat.unlisten', { channelId });
  const synced = await second.transport.request('chat.sync', {});
  assert.deepEqual(synced, { channels: [], refused: [] });
  await server.request('ben', 'chat.typing', { channelId });
  assert.deepEqual((await first.heard('chat.typing')).payload, { channelId, userId: 'ben' });
});

test('what only a closed tab listened to is not heard any more', async () => {
  const { server, second } = await openTabs();
  const { id: channelId } = await server.request('ben', 'chat.createChannel', { kind: 'group', visibility: 'public', name: 'open' });
  const ben = server.transport('ben');
  opened.push(ben);
  await ben.connect();
  await ben.request('chat.listen', { channelId });
  await second.transport.request('chat.listen', { channelId });
  const gone = new Promise<unknown>((resolve) => {
    ben.onEvent((event) => { if (event.name === 'presence.viewers' && event.payload.total === 1) resolve(event.payload.userIds); });
  });
  second.transport.close();
  assert.deepEqual(await gone, ['ben']);
});

test('a person is away only when all their tabs are', async () => {
  const { server, first, second } = await openTabs();
  const statusOf = async () => (await server.request('ben', 'presence.get', { userIds: ['ada'] })).items[0]?.status;
  await second.transport.request('presence.active', { isActive: true });
  await first.transport.request('presence.active', { isActive: false });
  assert.equal(await statusOf(), 'online');
  await second.transport.request('presence.active', { isActive: false });
  assert.equal(await statusOf(), 'away');
});

test('a refused token rejects in every tab, and connecting again in any of them tries again', async () => {
  const { server, first, second } = await openTabs(0);
  const original = server.transport.bind(server);
  server.transport = (user) => { const transport = original(user); transport.refuseNext('unauthenticated'); return transport; };
  const both = [first.transport.connect(), second.transport.connect()];
  for (const connecting of both) await assert.rejects(connecting, { code: 'unauthenticated' });
  await second.transport.connect();
  assert.deepEqual([first.states.at(-1), second.states.at(-1)], ['online', 'online']);
});

test('a hint reaches the other tabs and not the own one', async () => {
  const { first, second } = await openTabs();
  const own: unknown[] = [];
  second.transport.onHint?.((hint) => { own.push(hint); });
  const arrived = new Promise<unknown>((resolve) => { first.transport.onHint?.(resolve); });
  second.transport.post?.({ outbox: 'changed' });
  assert.deepEqual(await arrived, { outbox: 'changed' });
  assert.deepEqual(own, []);
});

test('without locks every tab has a connection of its own', () => {
  const own = createMemoryServer().transport('ada');
  assert.equal(shareTransport({ key: 'k', locks: undefined, open: () => own }), own);
});
