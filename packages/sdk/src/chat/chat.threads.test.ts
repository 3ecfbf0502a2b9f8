import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCorridor, type Corridor } from '../index.ts';
import { createMemoryServer } from '../testing/index.ts';

async function setUp() {
  const server = createMemoryServer({ people: ['ada', 'ben'].map((id) => ({ id, name: id })) });
  const line = server.transport('ada');
  const ada = createCorridor({ transport: line, storage: 'memory' }), ben = server.client('ben');
  await Promise.all([ada.connect(), ben.connect()]);
  const { id: home } = await server.request('ada', 'chat.createChannel', { kind: 'group', name: 'purchasing', members: ['ben'] });
  const root = await server.request('ben', 'chat.send', { channelId: home, text: 'Who orders?' });
  return { server, line, ada, ben, home, root };
}

/** Resolves once something that a client was told has made it true. */
const until = (client: Corridor, isSo: () => boolean): Promise<void> => new Promise((resolve) => {
  const off = client.on('chat.message', () => { setImmediate(() => { if (isSo()) { off(); resolve(); } }); });
  if (isSo()) { off(); resolve(); }
});
const texts = (client: Corridor, channelId: string) => client.chat.conversation(channelId).messages.get().map(({ text }) => text);

test('a thread is opened by its message, written in like any conversation, and stands on the message', async () => {
  const { ada, ben, home, root } = await setUp();
  await ada.chat.open(home);
  const off = ada.chat.conversation(home).messages.listen(() => undefined);
  const { id } = await ada.chat.openThread(root.id);
  assert.equal((await ben.chat.openThread(root.id)).id, id);
  await ada.chat.send(id, { text: 'I do' });
  await until(ben, () => texts(ben, id).includes('I do'));
  await ben.chat.send(id, { text: 'Thanks' });
  await until(ada, () => texts(ada, id).length === 2);
  await until(ada, () => ada.chat.conversation(home).messages.get()[0]?.thread?.replies === 2);
  assert.deepEqual(ada.chat.channels.get().map(({ kind }) => kind), ['group']);
  assert.deepEqual(ada.chat.myThreads.get().map(({ id: thread }) => thread), [id]);
  off();
  ada.close(); ben.close();
});

test('a first reply that is written without a connection makes the thread once there is one', async () => {
  const { server, line, ada, ben, root } = await setUp();
  const { id } = await ada.chat.openThread(root.id);
  line.goOffline();
  const sent = ada.chat.send(id, { text: 'Later' });
  assert.deepEqual(texts(ada, id), ['Later']);
  line.goOnline();
  assert.equal((await sent).seq, 1);
  assert.deepEqual((await server.request('ben', 'chat.history', { channelId: id })).items.map(({ text }) => text), ['Later']);
  ada.close(); ben.close();
});

test('who is put out of the channel loses its threads', async () => {
  const { server, ada, ben, home, root } = await setUp();
  const { id } = await ben.chat.openThread(root.id);
  await ben.chat.send(id, { text: 'mine' });
  await server.request('ada', 'chat.removeMember', { channelId: home, userId: 'ben' });
  await assert.rejects(ben.chat.history(id), { code: 'not-found' });
  assert.deepEqual(ben.chat.myThreads.get(), []);
  ada.close(); ben.close();
});

test('who leaves a thread and writes in it before that is answered is in it again', async () => {
  const { ada, ben, root } = await setUp();
  const { id } = await ben.chat.openThread(root.id);
  await ben.chat.send(id, { text: 'Do you, <@ada>?' });
  await until(ada, () => ada.chat.myThreads.get().length === 1);
  await Promise.all([ada.chat.leave(id), ada.chat.send(id, { text: 'I do' })]);
  assert.deepEqual(ada.chat.myThreads.get().map(({ id: thread }) => thread), [id]);
  await ada.chat.leave(id);
  assert.deepEqual(ada.chat.myThreads.get(), []);
  ada.close(); ben.close();
});
