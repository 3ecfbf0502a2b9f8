import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Session } from '../call.ts';
import { codeOf, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, guarded: TestWorld, key: Session;
before(async () => {
  world = await startTestWorld();
  guarded = await startTestWorld({ recordAccess: 'host' });
  key = await world.person(`key:${newId()}`, { name: 'ERP', isKey: true });
  await guarded.person(key.user, { name: 'ERP' });
});
after(async () => {
  await guarded.close();
  await world.close();
  assert.deepEqual([...world.errors, ...guarded.errors], []);
});

test('who is named by the host follows the record\'s conversation from there, and hears it at once', async () => {
  const ben = await world.connect('ben'), record = { type: 'order', id: newId() };
  const { channelId } = await world.request(key, 'records.post', { record, text: 'For <@ben>, please' });
  const mine = await ben.hears('chat.channel', ({ id }) => id === channelId);
  assert.deepEqual([mine.membership?.unread, mine.memberCount], [1, 1]);
  const later = await world.request(key, 'records.post', { record, text: 'Thank you' });
  await ben.hears('chat.message', ({ id }) => id === later.id);
});

test('where the host decides who sees records, its notices reach those whom it lets see them, and nobody whom it only names', async () => {
  const [ada, ben] = [await guarded.connect('ada'), await guarded.connect('ben')], record = { type: 'order', id: newId() };
  await guarded.request(key, 'records.grant', { record, userIds: ['ada'] });
  const { channelId, id: messageId } = await guarded.request(key, 'records.post', { record, text: 'For <@ada> and <@ben>', actions: [{ id: 'yes', label: 'Yes' }] });
  await ada.hears('chat.channel', ({ id }) => id === channelId);
  await ben.settled();
  assert.deepEqual(ben.heard.filter(({ payload }) => JSON.stringify(payload).includes(channelId)), []);
  for (const [name, input] of [['chat.channel', { channelId }], ['chat.act', { messageId, actionId: 'yes' }], ['records.create', { messageId }], ['chat.hidePreviews', { messageId }]] as const) {
    assert.equal(await codeOf(ben.request(name, input as never)), 'not-found', name);
  }
  assert.equal(await codeOf(guarded.request(key, 'records.update', { messageId, outcome: { text: 'Done' } })), 'ok');
});

test('two notices for a record that nobody has talked about come into one conversation', async () => {
  const record = { type: 'order', id: newId() };
  const posted = await Promise.all(Array.from({ length: 8 }, (_, n) => world.request(key, 'records.post', { record, text: `notice ${n}` })));
  assert.equal(new Set(posted.map(({ channelId }) => channelId)).size, 1);
  assert.deepEqual(posted.map(({ seq }) => seq).sort((a, b) => a - b), [1, 2, 3, 4, 5, 6, 7, 8]);
});
