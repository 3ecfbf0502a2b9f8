import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { ReadableAtom } from 'nanostores';
import type { Corridor } from '../corridor.ts';
import type { Output } from '../protocol/contract.ts';
import type { Presence } from '../protocol/presence.ts';
import { createMemoryServer } from '../testing/index.ts';
import type { Link } from '../transport/transport.ts';
import { PresenceState } from './presence.state.ts';

const opened: Corridor[] = [];
afterEach(() => { for (const corridor of opened.splice(0)) corridor.close(); });

function when<T>(store: ReadableAtom<T>, isSo: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const off = store.subscribe((value) => { if (isSo(value)) { resolve(value); queueMicrotask(() => { off(); }); } });
  });
}

function answers<T>() {
  let answer!: (value: T) => void;
  const promise = new Promise<T>((resolve) => { answer = resolve; });
  return { promise, answer };
}

async function two() {
  const server = createMemoryServer();
  const [ada, ben] = [server.client('ada'), server.client('ben')];
  opened.push(ada, ben);
  await ada.connect();
  return { server, ada, ben };
}

test('I see how I am myself, as others do, and that I am not there without a connection', async () => {
  const { ada } = await two();
  await when(ada.presence.mine, (mine) => mine?.status === 'online');
  const me = ada.presence.of('ada');
  assert.equal(me.get().status, 'online');
  const off = me.listen(() => undefined);
  ada.close();
  assert.equal(me.get().status, 'offline');
  off();
});

test('somebody is followed while a store has a subscriber: coming, status, going', async () => {
  const { ada, ben } = await two();
  const store = ada.presence.of('ben');
  const seen: string[] = [];
  const off = store.subscribe(({ status }) => { if (seen.at(-1) !== status) seen.push(status); });
  await ben.connect();
  await when(store, ({ status }) => status === 'online');
  await ben.presence.set({ status: 'busy', text: 'Stock-taking' });
  assert.equal((await when(store, ({ status }) => status === 'busy')).text, 'Stock-taking');
  ben.close();
  await when(store, ({ status }) => status === 'offline');
  assert.deepEqual(seen, ['offline', 'online', 'busy', 'offline']);
  off();
});

test('my own presence is the same on all my devices', async () => {
  const { server, ada } = await two();
  const phone = server.client('ada');
  opened.push(phone);
  await phone.connect();
  await when(phone.presence.mine, (mine) => mine?.status === 'online');
  await ada.presence.set({ status: 'do-not-disturb' });
  assert.equal(ada.presence.mine.get()?.status, 'do-not-disturb');
  await when(phone.presence.mine, (mine) => mine?.status === 'do-not-disturb');
});

test('what is heard of somebody while the answer of how they are is on its way is newer than the answer', async () => {
  const { promise, answer } = answers<Output<'presence.watch'>>();
  const link: Link = { isOnline: () => true, request: (() => promise) as Link['request'] };
  const state = new PresenceState(link), store = state.stores.of('ben'), chloe = state.stores.of('chloe');
  const offs = [store.listen(() => undefined), chloe.listen(() => undefined)];
  await Promise.resolve();
  const how = (userId: string, status: Presence['status']): Presence => ({ userId, status, text: null, until: null, lastActiveAt: null });
  state.hear(how('ben', 'online'));
  answer({ items: [how('ben', 'offline'), how('chloe', 'busy')] });
  await when(chloe, ({ status }) => status === 'busy');
  assert.equal(store.get().status, 'online');
  for (const off of offs) off();
});

test('how somebody is gets asked for again where the answer failed', async (t) => {
  const { server, ben } = await two();
  await ben.connect();
  const transport = server.transport('chloe'), { createCorridor } = await import('../corridor.ts');
  const chloe = createCorridor({ transport, storage: 'memory' });
  opened.push(chloe);
  await chloe.connect();
  await when(chloe.presence.mine, (mine) => mine !== undefined);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  transport.refuseNext('timeout', 'presence.watch');
  const store = chloe.presence.of('ben'), off = store.listen(() => undefined);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  assert.equal(store.get().status, 'offline');
  t.mock.timers.tick(5000);
  await when(store, ({ status }) => status === 'online');
  off();
});

test('nobody is known to be there while I have no connection', async () => {
  const { server, ben } = await two();
  await ben.connect();
  const transport = server.transport('chloe');
  const { createCorridor } = await import('../corridor.ts');
  const chloe = createCorridor({ transport, storage: 'memory' });
  opened.push(chloe);
  await chloe.connect();
  const off = chloe.presence.of('ben').listen(() => undefined);
  await when(chloe.presence.of('ben'), ({ status }) => status === 'online');
  transport.goOffline();
  assert.equal(chloe.presence.of('ben').get().status, 'offline');
  transport.goOnline();
  await when(chloe.presence.of('ben'), ({ status }) => status === 'online');
  off();
});
