import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Corridor } from '../corridor.ts';
import { createMemoryServer } from '../testing/index.ts';
import { createCorridor } from '../corridor.ts';

const clients: Corridor[] = [];
afterEach(() => { for (const client of clients.splice(0)) client.close(); });

const order = (id: string, more: object = {}) => ({ type: 'order', id, ...more });

async function open() {
  const server = createMemoryServer({ people: [{ id: 'ada', name: 'Ada' }, { id: 'ben', name: 'Ben' }] });
  const line = server.transport('ada'), asked: [string, unknown][] = [];
  const request = line.request.bind(line);
  line.request = (name, input) => { asked.push([name, input]); return request(name, input); };
  const ada = createCorridor({ transport: line, storage: 'memory' });
  clients.push(ada);
  await ada.connect();
  const say = async (record: ReturnType<typeof order>, text = 'x', user = 'ben') => {
    const { id: channelId } = await server.request(user, 'chat.openRecord', record);
    return server.request(user, 'chat.send', { channelId, text, record });
  };
  return { server, line, ada, say, asked: (name: string) => asked.filter(([one]) => one === name) };
}

/** Follows a store until its value is the one waited for. */
function follow<T>(store: { subscribe(listener: (value: T) => void): () => void }) {
  const waiting = new Set<() => void>();
  let now!: T;
  const stop = store.subscribe((value) => { now = value; for (const look of waiting) look(); });
  const until = (is: (value: T) => boolean) => new Promise<T>((resolve) => {
    const look = () => { if (is(now)) { waiting.delete(look); resolve(now); } };
    waiting.add(look);
    look();
  });
  return { until, stop };
}

test('numbers of many stores are asked for together, and follow what is written', async () => {
  const { ada, say, asked } = await open();
  await say(order('1'));
  const stores = ['1', '2', '3'].map((id) => follow(ada.chat.counts([order(id)], { subset: true })));
  assert.deepEqual(await stores[0]!.until(([count]) => count !== undefined), [{ total: 1, unread: 0, mentioned: 0, open: 1 }]);
  assert.equal(asked('chat.counts').length, 1);
  await say(order('2', { place: { line: '1' } }));
  await stores[1]!.until(([count]) => count?.total === 1);
  const [, last] = asked('chat.counts').at(-1)!;
  assert.deepEqual(last, { records: [order('2')], subset: true });
  for (const { stop } of stores) stop();
});

test('numbers of conversations of which the host says something follow what it says', async () => {
  const { ada, say, server, asked } = await open(), erp = { id: 'erp', isKey: true };
  for (const id of ['1', '2']) await say(order(id));
  const metadata = { amount: { above: 100 } }, large = follow(ada.chat.counts([order('*')], { subset: true, metadata })), all = follow(ada.chat.counts([order('*')], { subset: true }));
  await all.until(([count]) => count?.total === 2);
  await large.until(([count]) => count?.total === 0);
  assert.deepEqual(asked('chat.watchCounts').length, 1);
  await server.request(erp, 'records.setMetadata', { record: order('2'), metadata: { amount: 101 } });
  await large.until(([count]) => count?.total === 1);
  for (const { stop } of [large, all]) stop();
});

test('what is marked as read once more before the server knows of it is answered when the server does', async () => {
  const { ada, say, line } = await open();
  await say(order('1'), 'mine', 'ada');
  await say(order('1'));
  const { until, stop } = follow(ada.chat.counts([order('1')]));
  await until(([count]) => count?.unread === 1);
  const [channel] = ada.chat.channels.get(), answers: string[] = [];
  line.goOffline();
  const first = ada.chat.markRead(channel!.id, 2).then(() => answers.push('first'));
  const again = ada.chat.markRead(channel!.id, 2).then(() => answers.push('again'));
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.deepEqual(answers, []);
  line.goOnline();
  await Promise.all([first, again]);
  stop();
});

test('what I read counts down at once, and a new connection asks again', async () => {
  const { ada, say, line } = await open();
  await say(order('1'), 'mine', 'ada');
  await say(order('1'));
  const { until, stop } = follow(ada.chat.counts([order('1')])), all = follow(ada.chat.counts([order('*')]));
  await until(([count]) => count?.unread === 1);
  await all.until(([count]) => count?.unread === 1);
  const [channel] = ada.chat.channels.get();
  await ada.chat.markRead(channel!.id, 2);
  await until(([count]) => count?.unread === 0);
  await all.until(([count]) => count?.unread === 0);
  all.stop();
  line.goOffline();
  await say(order('1'));
  line.goOnline();
  await until(([count]) => count?.total === 3 && count.unread === 1);
  stop();
});
