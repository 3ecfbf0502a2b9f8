import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryServer } from '../testing/index.ts';
import { shareTransport } from './tabs.ts';
import { closeAfterwards, openTabs, type Tab } from './tabs.testing.ts';

const changeOf = (tab: Tab): Promise<void> => new Promise((resolve) => { const off = tab.transport.isLeader!.listen(() => { off(); resolve(); }); });

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

test('a leader in the background that lost its connection makes room for a tab that somebody looks at', async () => {
  const { first, second } = await openTabs(2, { lookMs: 20 });
  first.isHidden = true;
  const [demoted, promoted] = [changeOf(first), changeOf(second)];
  first.opened[0]!.goOffline();
  await Promise.all([demoted, promoted]);
  await Promise.all([first.is('online'), second.is('online')]);
  assert.deepEqual([first.isLeader, second.isLeader], [false, true]);
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
  closeAfterwards(ben);
  await ben.connect();
  await ben.request('chat.listen', { channelId });
  await second.transport.request('chat.listen', { channelId });
  const gone = new Promise<unknown>((resolve) => {
    ben.onEvent((event) => { if (event.name === 'presence.viewers' && event.payload.total === 1) resolve(event.payload.userIds); });
  });
  second.transport.close();
  assert.deepEqual(await gone, ['ben']);
});

test('the call of a tab that was closed is looked for as after a lost connection, unless another page has taken it up', async () => {
  const { server, first, second, third } = await openTabs(3);
  const { id: channelId } = await server.request('ada', 'chat.openDirect', { userIds: ['ben'] });
  const { call: { id: callId }, participantId } = await second.transport.request('calls.start', { channelId, kind: 'audio', deviceId: 'tab' });
  const states = async () => (await server.request('ada', 'calls.call', { callId })).participants.map(({ userId, state }) => `${userId} ${state}`);
  await server.request('ben', 'calls.join', { callId, deviceId: 'phone' });
  await third.transport.request('calls.resume', { participantId, deviceId: 'tab' });
  second.transport.close();
  await first.transport.request('calls.call', { callId });
  assert.deepEqual(await states(), ['ada answered', 'ben answered']);
  const told = new Promise<void>((resolve) => { first.transport.onEvent((event) => { if (event.name === 'calls.changed' && event.payload.participants.some(({ state }) => state === 'reconnecting')) resolve(); }); });
  third.transport.close();
  await told;
  assert.deepEqual(await states(), ['ada reconnecting', 'ben answered']);
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
