import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import 'fake-indexeddb/auto';
import { createCorridor, type Corridor } from './corridor.ts';
import type { Message } from './chat/message.ts';
import type { ReadableAtom } from 'nanostores';
import type { WireEvent } from './transport/transport.ts';
import { createMemoryServer, type MemoryServer, type MemoryTransport } from './testing/index.ts';

const people = [{ id: 'ada', name: 'Ada' }, { id: 'ben', name: 'Ben' }, { id: 'chloe', name: 'Chloe' }];
const opened: Corridor[] = [];
afterEach(() => { for (const corridor of opened.splice(0)) corridor.close(); });

interface Device { corridor: Corridor; transport: MemoryTransport; heard: string[] }

/** A device of somebody, which notes every `chat.message` it is told. `token` stands for a stored identity, as a page has it. */
function device(server: MemoryServer, user: string, { stored = false } = {}): Device {
  const transport = server.transport(user);
  const token = async () => `.${btoa(JSON.stringify({ sub: user, tenant: 'demo' }))}.`;
  const corridor = createCorridor(stored ? { transport, url: 'https://chat.example', token } : { transport, storage: 'memory' });
  const heard: string[] = [];
  corridor.on('chat.message', ({ text, card, changedSeq }) => heard.push(`${changedSeq} ${card?.type === 'system' ? card.event : text}`));
  opened.push(corridor);
  return { corridor, transport, heard };
}

const freshDatabases = (): void => { globalThis.indexedDB = new IDBFactory(); };

/** Resolves once a store's value is as wanted. */
function when<T>(store: ReadableAtom<T>, isSo: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const off = store.subscribe((value) => { if (isSo(value)) { resolve(value); queueMicrotask(() => { off(); }); } });
  });
}
async function until(isSo: () => boolean): Promise<void> { while (!isSo()) await new Promise((resolve) => { setTimeout(resolve, 1); }); }
const lines = (messages: readonly Message[]) => messages.map(({ status, text }) => `${status} ${text}`);
const stored = async (server: MemoryServer, channelId: string) => (await server.request('ada', 'chat.history', { channelId, limit: 200 })).items.map(({ text }) => text);

async function talk(count = 2): Promise<{ server: MemoryServer; channelId: string; ada: Device; ben: Device }> {
  let at = Date.now();   // no two things happen in the same millisecond
  const server = createMemoryServer({ people, now: () => ++at });
  const [ada, ben] = [device(server, 'ada'), device(server, 'ben')];
  const { id: channelId } = await server.request('ada', 'chat.createChannel', { kind: 'group', name: 'Purchasing', members: ['ben'] });
  for (const one of [ada, ben].slice(0, count)) await one.corridor.connect();
  return { server, channelId, ada, ben };
}

test('a message whose answer is lost is stored once, and shows as one row', async () => {
  const { server, channelId, ada, ben } = await talk();
  const messages = ada.corridor.chat.conversation(channelId).messages;
  const sizes = new Set<number>();
  messages.subscribe((rows) => sizes.add(rows.length));
  ada.transport.loseNextAck('chat.send');
  const sent = await ada.corridor.chat.send(channelId, { text: 'once' });
  assert.equal(sent.seq, 1);
  await until(() => ben.heard.length > 0);
  assert.deepEqual(await stored(server, channelId), ['once']);
  assert.deepEqual([...sizes], [0, 1]);
  assert.deepEqual([ada.heard, ben.heard], [['1 once'], ['1 once']]);
});

test('what is written offline goes out in its order once there is a connection again', async () => {
  const { server, channelId, ada } = await talk();
  ada.transport.goOffline();
  const sent = Promise.all(['one', 'two', 'three'].map((text) => ada.corridor.chat.send(channelId, { text })));
  const messages = ada.corridor.chat.conversation(channelId).messages;
  assert.deepEqual(lines(messages.get()), ['pending one', 'pending two', 'pending three']);
  ada.transport.goOnline();
  await sent;
  assert.deepEqual(await stored(server, channelId), ['one', 'two', 'three']);
});

test('what happened while offline is told once and in order, edits and deletions included', async () => {
  const { server, channelId, ada, ben } = await talk();
  const first = await ben.corridor.chat.send(channelId, { text: 'first' });
  await until(() => ada.heard.length === 1);
  ada.transport.goOffline();
  const second = await ben.corridor.chat.send(channelId, { text: 'second' });
  await ben.corridor.chat.send(channelId, { text: 'third' });
  await ben.corridor.chat.edit(first.id, { text: 'first, edited' });
  await ben.corridor.chat.delete(second.id);
  ada.transport.goOnline();
  await until(() => ada.heard.length === 4);
  assert.deepEqual(ada.heard, ['1 first', '3 third', '4 first, edited', '5 ']);
  assert.equal(ada.corridor.chat.unread.get(), 2);
  assert.equal(ada.corridor.chat.channels.get()[0]?.lastMessage?.text, 'third');
  assert.equal((await server.request('ada', 'chat.channel', { channelId })).membership?.unread, 2);
});

test('above five hundred missed changes a reset is told instead, and the newest messages are there', async () => {
  const { server, channelId, ada, ben } = await talk();
  await ben.corridor.chat.send(channelId, { text: 'first' });
  const conversation = ada.corridor.chat.conversation(channelId);
  await when(conversation.messages, (rows) => rows.length === 1);
  const off = conversation.messages.listen(() => undefined);
  const resets: string[] = [];
  ada.corridor.on('chat.reset', ({ channelId: id }) => resets.push(id));
  ada.transport.goOffline();
  server.fill(channelId, 600, (index) => ({ text: `filled ${index}`, senderId: 'ben' }));
  ada.transport.goOnline();
  await until(() => resets.length > 0);
  assert.deepEqual(resets, [channelId]);
  assert.deepEqual(ada.heard, ['1 first']);
  assert.equal(conversation.messages.get().at(-1)?.text, 'filled 599');
  assert.equal(ada.corridor.chat.unread.get(), 601);
  await ben.corridor.chat.send(channelId, { text: 'after' });
  await until(() => ada.heard.length === 2);
  assert.deepEqual(ada.heard, ['1 first', '602 after']);
  off();
});

test('an event that is lost is noticed by the next one and asked for', async () => {
  const { server, channelId, ben } = await talk();
  const transport = server.transport('ada');
  const isLost = (event: WireEvent) => event.name === 'chat.message' && event.payload.text === 'lost';
  const lossy = { connect: () => transport.connect(), close: () => { transport.close(); }, request: transport.request.bind(transport), onConnection: transport.onConnection.bind(transport),
    onEvent: (listener: (event: WireEvent) => void) => transport.onEvent((event) => { if (!isLost(event)) listener(event); }) };
  const corridor = createCorridor({ transport: lossy, storage: 'memory' });
  opened.push(corridor);
  const heard: string[] = [];
  corridor.on('chat.message', ({ text }) => heard.push(text));
  await corridor.connect();
  for (const text of ['one', 'lost', 'three']) await ben.corridor.chat.send(channelId, { text });
  await until(() => heard.length === 3);
  assert.deepEqual(heard, ['one', 'lost', 'three']);
  await ben.corridor.chat.send(channelId, { text: 'lost' });
  server.tellNumbers();
  await until(() => heard.length === 4);
});

test('a channel that I am added to is told with what was written since, live and after a reconnect', async () => {
  const { server, ada } = await talk();
  const channels: string[] = [];
  ada.corridor.on('chat.channel', ({ name }) => channels.push(name ?? ''));
  const { id } = await server.request('ben', 'chat.createChannel', { kind: 'group', name: 'Live' });
  await server.request('ben', 'chat.send', { channelId: id, text: 'before I came' });
  await server.request('ben', 'chat.addMembers', { channelId: id, userIds: ['ada'] });
  await server.request('ben', 'chat.send', { channelId: id, text: 'live' });
  await until(() => ada.heard.length === 2);
  ada.transport.goOffline();
  const { id: other } = await server.request('ben', 'chat.createChannel', { kind: 'group', name: 'Missed', members: ['ada'] });
  await server.request('ben', 'chat.send', { channelId: other, text: 'missed' });
  ada.transport.goOnline();
  await until(() => ada.heard.length === 3);
  assert.deepEqual(ada.heard, ['2 added', '3 live', '1 missed']);
  assert.deepEqual(channels, ['Live']);
  assert.deepEqual(ada.corridor.chat.channels.get().map(({ name }) => name), ['Missed', 'Live', 'Purchasing']);
});

test('what was there at the very first connect is known and not told', async () => {
  const { server, channelId } = await talk(0);
  server.fill(channelId, 5, () => ({ senderId: 'ben' }));
  const ada = device(server, 'ada');
  await ada.corridor.connect();
  assert.equal(ada.corridor.chat.unread.get(), 5);
  assert.deepEqual(ada.heard, []);
});

test('a refused message stays as failed with its reason, takes what was changed about it along, and can be sent again or discarded', async () => {
  const { server, channelId, ada } = await talk();
  const messages = ada.corridor.chat.conversation(channelId).messages;
  ada.transport.refuseNext('forbidden', 'chat.send');
  const sent = ada.corridor.chat.send(channelId, { text: 'no' });
  const [row] = messages.get();
  const edited = ada.corridor.chat.edit(row!.id, { text: 'better' });
  assert.deepEqual(lines(messages.get()), ['pending better']);
  await assert.rejects(sent, { code: 'forbidden' });
  await assert.rejects(edited, { code: 'forbidden' });
  assert.deepEqual(messages.get().map(({ status, text, error }) => [status, text, error?.code]), [['failed', 'no', 'forbidden']]);
  const again = await ada.corridor.chat.retry(row!.id);
  assert.deepEqual([again.id, again.status], [row!.id, 'sent']);
  ada.transport.refuseNext('forbidden', 'chat.send');
  const other = ada.corridor.chat.send(channelId, { text: 'never mind' });
  await assert.rejects(other, { code: 'forbidden' });
  ada.corridor.chat.discard(messages.get().at(-1)!.id);
  assert.deepEqual(lines(messages.get()), ['sent no']);
  assert.deepEqual(await stored(server, channelId), ['no']);
});

test('changes show at once, are answered in order, and a refused one is taken back', async () => {
  const { channelId, ada } = await talk();
  const message = await ada.corridor.chat.send(channelId, { text: 'hello' });
  const messages = ada.corridor.chat.conversation(channelId).messages;
  await when(messages, (rows) => rows.length === 1);
  const reacted = ada.corridor.chat.react(message.id, '👍');
  assert.deepEqual(messages.get()[0]?.reactions, { '👍': ['ada'] });
  assert.deepEqual((await reacted).reactions, { '👍': ['ada'] });
  await ada.corridor.chat.react(message.id, '👍');
  assert.equal((await ada.corridor.chat.unreact(message.id, '👍')).changedSeq, 3);
  ada.transport.refuseNext('conflict', 'chat.edit');
  const edited = ada.corridor.chat.edit(message.id, { text: 'changed' });
  assert.equal(messages.get()[0]?.text, 'changed');
  await assert.rejects(edited, { code: 'conflict' });
  assert.equal(messages.get()[0]?.text, 'hello');
});

test('a server that is busy is asked again when it said so', async () => {
  const { server, channelId, ada } = await talk();
  ada.transport.refuseNext('rate-limited', 'chat.send', { retryAfterMs: 5 });
  await ada.corridor.chat.send(channelId, { text: 'patient' });
  assert.deepEqual(await stored(server, channelId), ['patient']);
});

test('a server that is busy while somebody comes back is asked again when it said so', async (t) => {
  const { ada } = await talk(), { setTimeout: real } = globalThis, said: number[] = [];
  t.after(() => { globalThis.setTimeout = real; });
  globalThis.setTimeout = ((run: () => void, ms: number) => { said.push(ms); return real(run, Math.min(ms, 5)); }) as typeof setTimeout;
  ada.transport.goOffline();
  ada.transport.refuseNext('rate-limited', 'chat.sync', { retryAfterMs: 54_321 });
  ada.transport.goOnline();
  await when(ada.corridor.problem, (problem) => problem?.code === 'rate-limited');
  await when(ada.corridor.problem, (problem) => !problem);
  assert.ok(said.includes(54_321), said.join());
});

test('reading on one device is known on the other, and a mark set there is not undone by a reading that knew nothing of it', async () => {
  const { server, channelId, ben, ada } = await talk();
  const phone = device(server, 'ada');
  await phone.corridor.connect();
  for (const text of ['one', 'two', 'three']) await ben.corridor.chat.send(channelId, { text });
  await when(phone.corridor.chat.unread, (count) => count === 3);
  await when(ada.corridor.chat.unread, (count) => count === 3);
  const read = ada.corridor.chat.markRead(channelId, 2);
  await read;
  await when(phone.corridor.chat.unread, (count) => count === 1);
  phone.transport.goOffline();
  const late = phone.corridor.chat.markRead(channelId, 3);
  assert.equal(phone.corridor.chat.unread.get(), 0, 'my own reading counts at once');
  await ada.corridor.chat.markUnread(channelId, 2);
  assert.equal(ada.corridor.chat.unread.get(), 2);
  phone.transport.goOnline();
  await late;
  assert.equal(phone.corridor.chat.unread.get(), 2);
  assert.equal((await server.request('ada', 'chat.channel', { channelId })).membership?.readSeq, 1);
});

test('several positions that wait are sent as one', async () => {
  const { server, channelId, ben, ada } = await talk();
  for (const text of ['one', 'two', 'three']) await ben.corridor.chat.send(channelId, { text });
  await when(ada.corridor.chat.unread, (count) => count === 3);
  ada.transport.goOffline();
  const marks = [1, 2, 3].map((seq) => ada.corridor.chat.markRead(channelId, seq));
  ada.transport.goOnline();
  await Promise.all(marks);
  const { membership } = await server.request('ada', 'chat.channel', { channelId });
  assert.deepEqual([membership?.readSeq, membership?.version], [3, 1]);
});

test('a record is opened without a trace; its first message, written offline, makes it', async () => {
  const { server, ada, ben } = await talk();
  const record = { type: 'purchase-order', id: 'PO-1042', title: 'PO-1042' };
  const channel = await ada.corridor.chat.openRecord(record);
  assert.equal(channel.membership, null);
  const other = await ben.corridor.chat.openRecord(record);
  assert.equal(other.id, channel.id);
  ada.transport.goOffline();
  const sent = ada.corridor.chat.send(channel.id, { text: 'from the order' });
  ada.transport.goOnline();
  assert.equal((await sent).seq, 1);
  await until(() => ben.heard.length === 1 && ada.heard.length === 1);
  assert.deepEqual(ada.corridor.chat.channels.get().map(({ id }) => id).includes(channel.id), true);
  ben.corridor.chat.close(channel.id);
  await ada.corridor.chat.send(channel.id, { text: 'not for ben' });
  await server.request('ben', 'session.me', {});
  assert.deepEqual(ben.heard, ['1 from the order']);
  await ben.corridor.chat.openRecord(record);
  await ada.corridor.chat.send(channel.id, { text: 'again for ben' });
  await until(() => ben.heard.length === 2);
  assert.deepEqual(ben.heard, ['1 from the order', '3 again for ben']);
});

test('a person who is removed hears nothing more; what waits is refused in sight', async () => {
  const { server, channelId, ada, ben } = await talk();
  const left: string[] = [];
  ben.corridor.on('chat.left', ({ channelId: id }) => left.push(id));
  await ada.corridor.chat.send(channelId, { text: 'hello' });
  ben.transport.refuseNext('too-large', 'chat.send');
  await assert.rejects(ben.corridor.chat.send(channelId, { text: 'too much' }), { code: 'too-large' });
  ben.transport.goOffline();
  const sent = ben.corridor.chat.send(channelId, { text: 'too late' });
  await ada.corridor.chat.removeMember(channelId, 'ben');
  ben.transport.goOnline();
  await assert.rejects(sent, { code: 'not-found' });
  assert.deepEqual(left, [channelId]);
  assert.deepEqual(ben.corridor.chat.channels.get(), []);
  assert.deepEqual(lines(ben.corridor.chat.conversation(channelId).messages.get()), ['failed too much', 'failed too late']);
  assert.deepEqual(await stored(server, channelId), ['hello', ''], 'and the server\'s notice that he was removed');
});

test('who was taken out and let in again while away has the membership of now', async () => {
  const { server, channelId, ada, ben } = await talk();
  await ada.corridor.chat.send(channelId, { text: 'hello' });
  await ben.corridor.chat.markRead(channelId, 1);
  await ben.corridor.chat.setPreferences({ channelId, isPinned: true });
  ben.transport.goOffline();
  await ada.corridor.chat.removeMember(channelId, 'ben');
  await ada.corridor.chat.send(channelId, { text: 'without Ben' });
  await server.request('ada', 'chat.addMembers', { channelId, userIds: ['ben'] });
  await ada.corridor.chat.send(channelId, { text: 'with Ben again' });
  ben.transport.goOnline();
  const { membership } = await server.request('ben', 'chat.channel', { channelId });
  const shown = await when(ben.corridor.chat.channels, ([first]) => first?.lastMessage?.text === 'with Ben again');
  assert.deepEqual(shown[0]?.membership, membership);
});

test('a message written offline survives a reload of the page and arrives once', async () => {
  freshDatabases();
  const { server, channelId } = await talk(0);
  const page = device(server, 'ada', { stored: true });
  await page.corridor.connect();
  await page.corridor.chat.send(channelId, { text: 'before' });
  page.transport.goOffline();
  void page.corridor.chat.send(channelId, { text: 'offline' });
  page.corridor.close();

  const reloaded = device(server, 'ada', { stored: true });
  reloaded.transport.goOffline();
  const messages = reloaded.corridor.chat.conversation(channelId).messages;
  void reloaded.corridor.connect().catch(() => undefined);
  const rows = await when(messages, (all) => all.length === 2);
  assert.deepEqual(lines(rows), ['sent before', 'pending offline']);
  reloaded.transport.goOnline();
  await when(messages, (all) => all.at(-1)?.status === 'sent');
  assert.deepEqual(await stored(server, channelId), ['before', 'offline']);
  assert.deepEqual(lines(messages.get()), ['sent before', 'sent offline']);
});

test('the cache shows before there is a connection, is brought up to date by what was missed, and signing out leaves nothing of it', async () => {
  freshDatabases();
  const { server, channelId, ben } = await talk();
  const page = device(server, 'ada', { stored: true });
  await page.corridor.connect();
  await ben.corridor.chat.send(channelId, { text: 'one' });
  await until(() => page.heard.length === 1);
  page.corridor.close();
  await ben.corridor.chat.send(channelId, { text: 'two' });

  const reloaded = device(server, 'ada', { stored: true });
  reloaded.transport.goOffline();
  void reloaded.corridor.connect().catch(() => undefined);
  const [channel] = await when(reloaded.corridor.chat.channels, (all) => all.length === 1);
  assert.deepEqual([channel?.lastMessage?.text, channel?.membership?.unread], ['one', 1]);
  assert.equal(reloaded.corridor.me.get()?.name, 'Ada');
  reloaded.transport.goOnline();
  await until(() => reloaded.heard.length === 1);
  assert.deepEqual(reloaded.heard, ['2 two']);
  assert.equal(reloaded.corridor.chat.unread.get(), 2);
  await reloaded.corridor.signOut();
  assert.deepEqual([reloaded.corridor.me.get(), reloaded.corridor.chat.channels.get(), reloaded.corridor.connection.get()], [undefined, [], 'closed']);
  assert.deepEqual(await indexedDB.databases(), []);
});

test('a client that is closed can be connected again and is told what it missed', async () => {
  const { channelId, ada, ben } = await talk();
  await ben.corridor.chat.send(channelId, { text: 'one' });
  await until(() => ada.heard.length === 1);
  ada.corridor.close();
  assert.equal(ada.corridor.connection.get(), 'closed');
  await ben.corridor.chat.send(channelId, { text: 'two' });
  await ada.corridor.connect();
  assert.deepEqual(ada.heard, ['1 one', '2 two']);
});

test('a refused token ends the trying, says why, and the next connect tries again', async () => {
  const { ada } = await talk(0);
  ada.transport.refuseNext('unauthenticated');
  await assert.rejects(ada.corridor.connect(), { code: 'unauthenticated' });
  assert.deepEqual([ada.corridor.connection.get(), ada.corridor.problem.get()?.code], ['offline', 'unauthenticated']);
  await ada.corridor.connect();
  assert.deepEqual([ada.corridor.connection.get(), ada.corridor.problem.get()], ['online', undefined]);
});

test('a token that is refused later ends the trying too, and the next connect tries again', async () => {
  const { ada } = await talk(1);
  ada.transport.goOffline();
  ada.transport.refuseNext('unauthenticated');
  ada.transport.goOnline();
  await when(ada.corridor.problem, (problem) => problem?.code === 'unauthenticated');
  assert.equal(ada.corridor.connection.get(), 'offline');
  await ada.corridor.connect();
  assert.equal(ada.corridor.connection.get(), 'online');
});

test('signing out after closing forgets the cache too', async () => {
  freshDatabases();
  const { server } = await talk(0);
  const page = device(server, 'ada', { stored: true });
  await page.corridor.connect();
  page.corridor.close();
  await page.corridor.signOut();
  assert.deepEqual(await indexedDB.databases(), []);
});

test('a busy server delays the first sync, one that forbids it ends the trying', async () => {
  const { ada, ben } = await talk(0);
  ada.transport.refuseNext('unavailable', 'chat.sync');
  await ada.corridor.connect();
  assert.deepEqual([ada.corridor.chat.channels.get().length, ada.corridor.problem.get()], [1, undefined]);
  ben.transport.refuseNext('forbidden', 'chat.sync');
  await assert.rejects(ben.corridor.connect(), { code: 'forbidden' });
  assert.deepEqual([ben.corridor.connection.get(), ben.corridor.problem.get()?.code], ['offline', 'forbidden']);
});
