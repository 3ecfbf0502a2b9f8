import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireEvent } from '../transport/transport.ts';
import { createDemoServer, createMemoryServer, demoRecord } from './index.ts';

const heard = () => {
  const events: WireEvent[] = [];
  return { events, names: () => events.map(({ name }) => name), hear: (event: WireEvent) => { events.push(event); } };
};

test('tells a message to those who are connected, and to them alone', async () => {
  const server = createMemoryServer();
  const { id } = await server.request('ada', 'chat.createChannel', { kind: 'group', members: ['ben'] });
  const [ben, mari, offline] = [server.transport('ben'), server.transport('mari'), server.transport('ben')];
  const [atBen, atMari, atOffline] = [heard(), heard(), heard()];
  ben.onEvent(atBen.hear); mari.onEvent(atMari.hear); offline.onEvent(atOffline.hear);
  for (const transport of [ben, mari, offline]) { await transport.connect(); await transport.request('chat.sync', {}); }
  offline.goOffline();
  const sent = await server.request('ada', 'chat.send', { channelId: id, text: 'hello' });
  await ben.request('session.me', {}); await mari.request('session.me', {});
  assert.deepEqual(atBen.events, [{ name: 'chat.message', payload: sent }]);
  assert.deepEqual([atMari.names(), atOffline.names()], [[], []]);
});

test('a lost ack is a message that was stored', async () => {
  const server = createMemoryServer();
  const ada = server.transport('ada');
  await ada.connect();
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  ada.loseNextAck();
  const id = '0192f0c4-0000-7000-8000-000000000001';
  await assert.rejects(ada.request('chat.send', { channelId, id, text: 'once' }), { code: 'timeout' });
  const again = await ada.request('chat.send', { channelId, id, text: 'once' });
  assert.equal(again.seq, 1);
  assert.equal((await ada.request('chat.history', { channelId })).items.length, 1);
});

test('what is under way when the network goes is answered with offline', async () => {
  const server = createMemoryServer();
  const ada = server.transport('ada');
  const states: string[] = [];
  ada.onConnection((state) => { states.push(state); });
  await ada.connect();
  const asked = ada.request('session.me', {});
  ada.goOffline();
  await assert.rejects(asked, { code: 'offline' });
  await assert.rejects(ada.request('session.me', {}), { code: 'offline' });
  ada.goOnline();
  await ada.connect();
  assert.equal((await ada.request('session.me', {})).id, 'ada');
  ada.close();
  assert.deepEqual(states, ['connecting', 'online', 'offline', 'connecting', 'online', 'closed']);
});

test('what a caller does with an answer changes nothing at the server', async () => {
  const server = createMemoryServer();
  const { id: channelId } = await server.request('ada', 'chat.createChannel', { kind: 'group' });
  const sent = await server.request('ada', 'chat.send', { channelId, text: 'mine' });
  sent.text = 'altered';
  sent.reactions['👍'] = ['ben'];
  const [kept] = (await server.request('ada', 'chat.history', { channelId })).items;
  assert.deepEqual([kept?.text, kept?.reactions], ['mine', {}]);
});

test('a refusal comes once, then the server answers again', async () => {
  const server = createMemoryServer();
  const ada = server.transport('ada');
  await ada.connect();
  ada.refuseNext('rate-limited');
  await assert.rejects(ada.request('session.me', {}), { code: 'rate-limited' });
  await ada.request('session.me', {});
});

test('a device that was filled behind its back hears the new numbers', async () => {
  const server = createMemoryServer();
  const ada = server.transport('ada');
  const { events, hear } = heard();
  ada.onEvent(hear);
  await ada.connect();
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  server.fill(channelId, 100_000);
  const { items, next } = await ada.request('chat.history', { channelId, limit: 200 });
  assert.deepEqual(events.at(-1), { name: 'chat.numbers', payload: { channelId, lastSeq: 100_000, lastChange: 100_000 } });
  assert.deepEqual([items.length, items.at(-1)?.seq, next], [200, 100_000, 99_801]);
});

test('those who watch somebody hear when a chosen status is over', async () => {
  const server = createMemoryServer();
  const [ada, ben] = [server.transport('ada'), server.transport('ben')];
  await Promise.all([ada.connect(), ben.connect()]);
  await ada.request('presence.watch', { userIds: ['ben'] });
  const over = new Promise<void>((resolve) => { ada.onEvent((event) => { if (event.name === 'presence.changed' && event.payload.status === 'online') resolve(); }); });
  const { status } = await ben.request('presence.set', { status: 'busy', until: new Date(Date.now() + 40).toISOString() });
  assert.equal(status, 'busy');
  const waiting = setTimeout(() => undefined, 5000);   // the server's own timer keeps no process alive
  await over;
  clearTimeout(waiting);
  server.close();
});

test('the demo begins with an order that people talk about', async () => {
  const server = createDemoServer();
  const { items } = await server.request('ada', 'chat.channels', {});
  assert.deepEqual(items.map(({ kind }) => kind).sort(), ['direct', 'direct', 'group', 'group', 'record']);
  const order = await server.request('ada', 'chat.openRecord', demoRecord);
  assert.equal(order.id, server.channels.order);
  assert.equal(order.membership?.unread, 2);
});

test('in the demo a colleague answers', async () => {
  const server = createDemoServer({ answerTo: 'ada' });
  const ada = server.transport('ada');
  await ada.connect();
  await ada.request('chat.listen', { channelId: server.channels.ben });
  const names: string[] = [];
  const answered = new Promise<string>((resolve) => {
    ada.onEvent((event) => {
      if (event.name === 'chat.typing') names.push(event.payload.userId);
      if (event.name === 'chat.message' && event.payload.senderId !== 'ada') resolve(event.payload.senderId);
    });
  });
  await ada.request('chat.send', { channelId: server.channels.ben, text: 'Do we have the offer?' });
  assert.equal(await answered, 'ben');
  assert.deepEqual(names, ['ben']);
  server.close();
});
