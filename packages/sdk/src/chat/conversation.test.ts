import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { ReadableAtom } from 'nanostores';
import type { Corridor } from '../corridor.ts';
import { createMemoryServer, type MemoryServer } from '../testing/index.ts';
import { createCorridor } from '../corridor.ts';
import type { Message } from './message.ts';

const opened: Corridor[] = [];
afterEach(() => { for (const corridor of opened.splice(0)) corridor.close(); });

/** A group of Ada and Ben with so many messages; Ada is connected and counts what she asks for. */
async function group(count: number) {
  const server = createMemoryServer({ people: [{ id: 'ada', name: 'Ada' }, { id: 'ben', name: 'Ben' }] });
  const { id: channelId } = await server.request('ada', 'chat.createChannel', { kind: 'group', name: 'Purchasing', members: ['ben'] });
  if (count) server.fill(channelId, count, () => ({ senderId: 'ben' }));
  const { corridor, asked, transport } = client(server, 'ada');
  await corridor.connect();
  return { server, channelId, corridor, asked, transport, conversation: corridor.chat.conversation(channelId) };
}

function client(server: MemoryServer, user: string) {
  const transport = server.transport(user);
  const asked: string[] = [];
  const { request } = transport;
  transport.request = ((name: never, input: never) => { asked.push(name); return request.call(transport, name, input); }) as typeof transport.request;
  const corridor = createCorridor({ transport, storage: 'memory' });
  opened.push(corridor);
  return { corridor, asked, transport };
}

function when<T>(store: ReadableAtom<T>, isSo: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const off = store.subscribe((value) => { if (isSo(value)) { resolve(value); queueMicrotask(() => { off(); }); } });
  });
}
const ends = (rows: readonly Message[]) => [rows[0]?.seq, rows.at(-1)?.seq];
const isUnbroken = (rows: readonly Message[]) => rows.every(({ seq }, index) => seq === rows[0]!.seq + index);

test('costs nothing until somebody subscribes; reading a store is no subscription', async () => {
  const { corridor, channelId, asked, conversation } = await group(3);
  const before = asked.length;
  assert.equal(corridor.chat.conversation(channelId), conversation);
  assert.deepEqual(conversation.messages.get(), []);
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.equal(asked.length, before);
  const off = conversation.messages.listen(() => undefined);
  await when(conversation.messages, (rows) => rows.length === 3);
  assert.deepEqual(asked.slice(before).sort(), ['chat.history', 'chat.listen', 'chat.readers']);
  off();
});

test('loads page by page in both directions, and says when there is no more', async () => {
  const { conversation, server, channelId, asked } = await group(120);
  const off = conversation.range.listen(() => undefined);
  await when(conversation.messages, (rows) => rows.length > 0);
  assert.deepEqual(ends(conversation.messages.get()), [71, 120]);
  assert.deepEqual(conversation.range.get(), { hasOlder: true, hasNewer: false, loading: undefined, error: undefined });
  await Promise.all([conversation.loadOlder(), conversation.loadOlder()]);
  assert.equal(asked.filter((name) => name === 'chat.history').length, 2, 'one that runs is enough');
  assert.deepEqual(ends(conversation.messages.get()), [21, 120]);
  await conversation.loadOlder();
  await conversation.loadOlder();
  assert.deepEqual(ends(conversation.messages.get()), [1, 120]);
  assert.equal(conversation.range.get().hasOlder, false);
  server.fill(channelId, 400);
  await when(conversation.messages, (rows) => rows.length === 520);
  assert.ok(isUnbroken(conversation.messages.get()));
  off();
});

test('jumps to a message far away and comes back; what arrives meanwhile waits at the end', async () => {
  const { conversation, server, channelId } = await group(1000);
  const off = conversation.messages.listen(() => undefined);
  await conversation.jumpTo(300);
  const rows = conversation.messages.get();
  assert.ok(rows.some(({ seq }) => seq === 300) && isUnbroken(rows));
  assert.deepEqual([conversation.range.get().hasOlder, conversation.range.get().hasNewer], [true, true]);
  await server.request('ben', 'chat.send', { channelId, text: 'new' });
  assert.deepEqual(conversation.messages.get(), rows);
  await conversation.loadNewer();
  assert.ok(isUnbroken(conversation.messages.get()));
  assert.ok(conversation.messages.get().length > rows.length);
  await conversation.jumpTo(940);
  assert.ok(conversation.messages.get().some(({ seq }) => seq === 940), 'even where the page belongs to the newest rows');
  await conversation.jumpTo(300);
  await conversation.jumpToNewest();
  assert.equal(conversation.messages.get().at(-1)?.text, 'new');
  assert.equal(conversation.range.get().hasNewer, false);
  off();
});

test('a page that fails is told and can be asked for again', async () => {
  const { conversation, transport } = await group(3);
  transport.refuseNext('timeout', 'chat.history');
  const off = conversation.range.listen(() => undefined);
  const { error } = await when(conversation.range, ({ error: one }) => one !== undefined);
  assert.equal(error?.code, 'timeout');
  await conversation.retryLoad();
  assert.equal(conversation.range.get().error, undefined);
  assert.equal(conversation.messages.get().length, 3);
  off();
});

test('a conversation that is not there says so', async () => {
  const { corridor } = await group(0);
  const conversation = corridor.chat.conversation('00000000-0000-7000-8000-000000000000');
  const off = conversation.messages.listen(() => undefined);
  const { error, loading } = await when(conversation.range, ({ error: one }) => one !== undefined);
  assert.deepEqual([error?.code, loading], ['not-found', undefined]);
  off();
});

test('one that is subscribed to before there is a connection fills when there is one, and again after each', async () => {
  const server = createMemoryServer();
  const { id: channelId } = await server.request('ada', 'chat.createChannel', { kind: 'group', members: ['ben'] });
  const { corridor, transport } = client(server, 'ada');
  const conversation = corridor.chat.conversation(channelId);
  const off = conversation.messages.listen(() => undefined);
  await server.request('ben', 'chat.send', { channelId, text: 'one' });
  await corridor.connect();
  await when(conversation.messages, (rows) => rows.length === 1);
  transport.goOffline();
  await server.request('ben', 'chat.send', { channelId, text: 'two' });
  transport.goOnline();
  await when(conversation.messages, (rows) => rows.length === 2);
  await server.request('ben', 'chat.typing', { channelId });
  assert.deepEqual(await when(conversation.typing, (userIds) => userIds.length === 1), ['ben']);
  off();
});

test('a client that is closed and connected again goes on where somebody is still subscribed', async () => {
  const { conversation, corridor, server, channelId } = await group(1);
  const off = conversation.messages.listen(() => undefined);
  await when(conversation.messages, (rows) => rows.length === 1);
  corridor.close();
  await corridor.connect();
  await when(conversation.viewers, ({ total }) => total === 1);
  await server.request('ben', 'chat.typing', { channelId });
  assert.deepEqual(await when(conversation.typing, (userIds) => userIds.length === 1), ['ben']);
  off();
});

test('shows who writes until they have written, who has read, who is here and who belongs to it', async () => {
  const { conversation, server, channelId, corridor } = await group(2);
  const offs = [conversation.typing, conversation.readers, conversation.viewers, conversation.members].map((store) => (store as ReadableAtom<unknown>).listen(() => undefined));
  assert.deepEqual((await when(conversation.members, (all) => all.length === 2)).map(({ userId, role }) => `${userId} ${role}`), ['ada owner', 'ben member']);
  const ben = server.client('ben');
  opened.push(ben);
  await ben.connect();
  await ben.chat.open(channelId);
  assert.deepEqual((await when(conversation.viewers, ({ total }) => total === 2)).userIds.toSorted(), ['ada', 'ben']);
  ben.chat.typing(channelId);
  corridor.chat.typing(channelId);
  assert.deepEqual(await when(conversation.typing, (userIds) => userIds.length > 0), ['ben'], 'never me');
  await ben.chat.send(channelId, { text: 'there' });
  await when(conversation.typing, (userIds) => userIds.length === 0);
  await ben.chat.markRead(channelId, 3);
  assert.deepEqual(await when(conversation.readers, ({ ben: seq }) => seq === 3), { ben: 3 });
  await server.request('ada', 'chat.addMembers', { channelId, userIds: ['chloe'] });
  await when(conversation.members, (all) => all.length === 3);
  await server.request('ada', 'chat.removeMember', { channelId, userId: 'ben' });
  await when(conversation.members, (all) => all.length === 2);
  assert.deepEqual(conversation.readers.get(), {});
  for (const off of offs) off();
});

test('lets go of the channel once the last subscriber is gone for a moment', async () => {
  const { conversation, asked, transport } = await group(2);
  const off = conversation.messages.listen(() => undefined);
  await when(conversation.messages, (rows) => rows.length === 2);
  off();
  const back = conversation.messages.listen(() => undefined);
  back();
  await new Promise<void>((resolve) => {
    const { request } = transport;
    transport.request = ((name: string, input: never) => { const answer = request.call(transport, name as never, input); if (name === 'chat.unlisten') resolve(); return answer; }) as typeof transport.request;
  });
  assert.equal(asked.filter((name) => name === 'chat.listen').length, 1);
  assert.equal(conversation.messages.get().length, 2, 'what is known stays known');
});
