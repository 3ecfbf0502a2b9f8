import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf, type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben] = await Promise.all([world.connect('ada'), world.connect('ben')]);
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

async function filled(count: number): Promise<string> {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] });
  await Promise.all(Array.from({ length: count }, (_, i) => ada.request('chat.send', { channelId, text: `message ${i}` })));
  return channelId;
}
const mark = async (channelId: string, seq: number, basedOn?: number) => {
  const { membership: { readSeq, version, unread } } = await ben.request('chat.markRead', { channelId, seq, ...(basedOn === undefined ? {} : { basedOn }) });
  return [readSeq, version, unread];
};
const unmark = async (channelId: string, seq: number) => {
  const { membership: { readSeq, version, unread } } = await ben.request('chat.markUnread', { channelId, seq });
  return [readSeq, version, unread];
};

test('reading only advances, to the last message at most', async () => {
  const channelId = await filled(5);
  assert.deepEqual(await mark(channelId, 3), [3, 1, 2]);
  assert.deepEqual(await mark(channelId, 2), [3, 1, 2]);
  assert.deepEqual(await mark(channelId, 3), [3, 1, 2]);
  assert.deepEqual(await mark(channelId, 99), [5, 2, 0]);
  assert.deepEqual(await mark(channelId, Number.MAX_SAFE_INTEGER), [5, 2, 0]);
});

test('what was marked unread stays so against a mark that did not know of it', async () => {
  const channelId = await filled(5);
  assert.deepEqual(await mark(channelId, 5, 0), [5, 1, 0]);
  assert.deepEqual(await unmark(channelId, 3), [2, 2, 3]);
  assert.deepEqual(await mark(channelId, 5, 1), [2, 2, 3]);
  assert.deepEqual(await mark(channelId, 4, 2), [4, 3, 1]);
  assert.deepEqual(await mark(channelId, 5, 2), [5, 4, 0]);
});

test('marking unread moves back only, and what is unread anyway tells nobody', async () => {
  const channelId = await filled(5), phone = await world.connect('ben');
  for (const seq of [1, 3, 5, 99]) assert.deepEqual(await unmark(channelId, seq), [0, 0, 5]);
  assert.deepEqual(await mark(channelId, 4), [4, 1, 1]);
  for (const seq of [5, 6, 99]) assert.deepEqual(await unmark(channelId, seq), [4, 1, 1]);
  assert.deepEqual(await unmark(channelId, 4), [3, 2, 2]);
  await phone.settled();
  assert.deepEqual(phone.heard.flatMap((one) => (one.name === 'chat.position' ? [one.payload.membership.readSeq] : [])), [4, 3]);
});

test('unread leaves out my own and deleted messages, and stops at 999', async () => {
  const channelId = await filled(1100);
  await ben.request('chat.send', { channelId, text: 'my own' });
  const unread = async () => (await ben.request('chat.channel', { channelId })).membership!;
  assert.deepEqual([(await unread()).unread, (await unread()).asOf], [999, 1101]);
  assert.deepEqual(await mark(channelId, 1096), [1096, 1, 4]);
  const { items } = await ada.request('chat.history', { channelId, limit: 2 });
  await ada.request('chat.delete', { messageId: items[0]!.id });
  assert.deepEqual([(await unread()).unread, (await unread()).asOf], [3, 1102]);
});

test('my position is told to all my devices and to nobody else', async () => {
  const channelId = await filled(3), phone = await world.connect('ben');
  await ada.request('chat.listen', { channelId });
  const answer = await ben.request('chat.markRead', { channelId, seq: 2 });
  assert.deepEqual(await phone.hears('chat.position', (position) => position.channelId === channelId), answer);
  assert.deepEqual((await ada.hears('chat.reads', (reads) => reads.channelId === channelId)).readers, [{ userId: 'ben', seq: 2 }]);
  assert.deepEqual(ada.heard.filter(({ name }) => name === 'chat.position'), []);
  assert.deepEqual((await ada.request('chat.readers', { channelId })).items, [{ userId: 'ben', seq: 2 }]);
});

test('who has read how far is gathered', async () => {
  const gathering = await startTestWorld({ beside: world, timing: { readsMs: 200 } });
  try {
    const [watcher, reader] = [await gathering.connect('ada'), await gathering.connect('ben')];
    const channelId = await filled(5);
    await watcher.request('chat.listen', { channelId });
    for (let seq = 1; seq <= 5; seq++) await reader.request('chat.markRead', { channelId, seq });
    await watcher.hears('chat.reads', ({ readers }) => readers[0]?.seq === 5);
    assert.equal(watcher.heard.filter(({ name }) => name === 'chat.reads').length, 1);
  } finally { await gathering.close(); }
});

test('above fifty people nobody is told who has read how far', async () => {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben', ...Array.from({ length: 49 }, (_, i) => `member-${i}`)] });
  await ada.request('chat.send', { channelId, text: 'to all' });
  await ada.request('chat.listen', { channelId });
  await ben.request('chat.markRead', { channelId, seq: 1 });
  assert.deepEqual((await ada.request('chat.readers', { channelId })).items, []);
  const small = await filled(1);
  await ada.request('chat.listen', { channelId: small });
  await ben.request('chat.markRead', { channelId: small, seq: 1 });
  await ada.hears('chat.reads', (reads) => reads.channelId === small); // whatever was gathered before has been told by now
  assert.deepEqual(ada.heard.filter((one) => one.name === 'chat.reads' && one.payload.channelId === channelId), []);
});

test('writing is told to those who look on, not to my own devices', async () => {
  const channelId = await filled(1), phone = await world.connect('ben');
  for (const guest of [ada, ben, phone]) await guest.request('chat.listen', { channelId });
  await ben.request('chat.typing', { channelId });
  assert.deepEqual(await ada.hears('chat.typing'), { channelId, userId: 'ben' });
  for (const guest of [ben, phone]) await guest.settled();
  assert.deepEqual([...ben.heard, ...phone.heard].filter(({ name }) => name === 'chat.typing'), []);
  assert.equal(await codeOf(ben.request('chat.typing', { channelId: 'nonsense' })), 'invalid-input');
});
