import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { io } from 'socket.io-client';
import type { Corridor } from '@corridor/sdk';
import { startScaleOut, type ScaleOut } from '../testing/scale-out.ts';

let site: ScaleOut, ada: Corridor, ben: Corridor;
before(async () => {
  site = await startScaleOut();
  ada = await site.join('ada');
  ben = await site.join('ben');
});
after(() => site.stop());

interface Store<T> { get(): T; listen(listener: (value: T) => void): () => void }
/** Once the store's value is as wanted. */
const becomes = <T>(store: Store<T>, isWanted: (value: T) => boolean) => new Promise<T>((resolve) => {
  const off = store.listen(look);
  function look(value: T): void { if (isWanted(value)) { setImmediate(() => { off(); }); resolve(value); } }
  look(store.get());
});
const connectionsAt = async (node: string) => Number(/^corridor_connections (\d+)$/m.exec(await (await fetch(`${node}/metrics`)).text())?.[1]);

test('two people at different servers behind the balancer talk, and see each other there and typing', { timeout: 120_000 }, async () => {
  assert.deepEqual(await Promise.all(site.nodes.map(connectionsAt)), [1, 1]);
  const { id } = await ada.chat.createChannel({ kind: 'group', name: 'Delivery 1042', members: ['ben'] });
  const [adas, bens] = [ada.chat.conversation(id), ben.chat.conversation(id)];
  const texts = (messages: readonly { text: string }[]) => messages.map(({ text }) => text).filter(Boolean);
  await Promise.all([
    becomes(adas.viewers, ({ userIds }) => userIds.includes('ben')), becomes(bens.viewers, ({ userIds }) => userIds.includes('ada')),
    becomes(ada.presence.of('ben'), ({ status }) => status === 'online'), becomes(ben.presence.of('ada'), ({ status }) => status === 'online'),
  ]);
  const seen = becomes(bens.typing, (who) => who.includes('ada'));
  ada.chat.typing(id);
  await seen;
  const all = ['Is it on its way?', 'Since this morning.'];
  const [atAda, atBen] = [adas, bens].map(({ messages }) => becomes(messages, (shown) => texts(shown).length === 2));
  await ada.chat.send(id, { text: all[0]! });
  await becomes(bens.messages, (shown) => texts(shown).length === 1);
  await ben.chat.send(id, { text: all[1]! });
  assert.deepEqual([texts(await atAda!), texts(await atBen!)], [all, all]);
});

test('who gets no WebSocket through polls one server, whichever others there are', { timeout: 60_000 }, async () => {
  const socket = io(site.url, { forceNew: true, reconnection: false, transports: ['polling', 'websocket'], rememberUpgrade: false, auth: { token: 'none' } });
  try {
    const refusal = await new Promise<Error & { data?: { code?: string } }>((resolve) => { socket.once('connect_error', resolve); }); // said in the third request of this client
    assert.equal(refusal.data?.code, 'unauthenticated');
  } finally { socket.close(); }
});

test('a server more takes people in, one fewer leaves them to the others', { timeout: 120_000 }, async () => {
  const third = /at (\S+)/.exec(await site.type('add', /^node 3 is at \S+/))![1]!;
  const people = await Promise.all(['cleo', 'dan', 'eve'].map((user) => site.join(user)));
  assert.equal(await connectionsAt(third), 1);
  const moved = Promise.race(people.map(async ({ connection }) => {
    await becomes(connection, (state) => state === 'offline');
    await becomes(connection, (state) => state === 'online');
  }));
  await site.type('remove', /^node 3 is gone$/);
  await moved;
  for (const { chat } of people) {
    const { id } = await chat.createChannel({ kind: 'group', members: ['ada'] });
    assert.equal((await chat.send(id, { text: 'still here' })).seq, 1);
  }
});

test('all of it ends when it is told to', { timeout: 60_000 }, async () => {
  assert.equal(await site.stop(), 0);
  assert.ok(!existsSync(site.folder));
  await assert.rejects(fetch(`${site.url}/healthz`));
});
