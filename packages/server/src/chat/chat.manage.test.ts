import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf, type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest, boss: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben, boss] = await Promise.all([world.connect('ada'), world.connect('ben'), world.connect('boss', { roles: ['admin'] })]);
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

test('a deleted channel leaves nothing behind but a line in the audit log', async () => {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'Old', members: ['ben'] });
  const { id: messageId } = await ada.request('chat.send', { channelId, text: 'hello' });
  await ben.request('chat.react', { messageId, emoji: '👍' });
  await boss.request('chat.deleteChannel', { channelId, confirm: 'Old' });
  const rows = JSON.stringify(await world.rows('acme'));
  assert.deepEqual([rows.includes(messageId), rows.split(channelId).length - 1], [false, 1]);
  const entries = (await world.rows('acme')).audit_entries as { row: Record<string, unknown> }[];
  assert.deepEqual(entries.map(({ row: { user_id: user, action, details } }) => ({ user, action, details })), [
    { user: 'boss', action: 'chat.deleteChannel', details: { channelId, name: 'Old', kind: 'group', members: 2, messages: 1 } },
  ]);
});

test('who looks on in a channel that becomes private hears no more of it', async () => {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'Open', visibility: 'public' });
  await ben.request('chat.listen', { channelId });
  await ada.request('chat.updateChannel', { channelId, visibility: 'private' });
  await ben.hears('chat.channelChanged', ({ id }) => id === channelId);
  ben.heard.length = 0;
  await ada.request('chat.send', { channelId, text: 'among us' });
  await ada.request('chat.typing', { channelId });
  await ben.settled();
  assert.deepEqual(ben.heard, []);
});

test("nobody new writes in a record's conversation while it is archived or for its admins alone, and each is told why", async () => {
  const record = { type: 'order', id: 'PO-7' };
  const { id: channelId } = await ada.request('chat.openRecord', record);
  await ada.request('chat.send', { channelId, text: 'first', record });
  await ada.request('chat.updateChannel', { channelId, posting: 'admins' });
  assert.equal(await codeOf(ben.request('chat.send', { channelId, text: 'x', record })), 'forbidden');
  await ada.request('chat.updateChannel', { channelId, posting: 'everyone' });
  await ada.request('chat.archive', { channelId });
  assert.equal(await codeOf(ben.request('chat.send', { channelId, text: 'x', record })), 'conflict');
  assert.equal((await ada.request('chat.channel', { channelId })).memberCount, 1);
  await ada.request('chat.restore', { channelId });
  assert.equal((await ben.request('chat.send', { channelId, text: 'second', record })).seq, 6); // two settings, archived, restored
});
