import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { threadChannelId } from '../channel-ids.ts';
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

const exportsIn = async () => ((await world.rows('acme')).audit_entries as { row: { action: string } }[]).filter(({ row }) => row.action.startsWith('transfer.')).length;
const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

test('no page is told without an entry in the audit log, however its cursor came about', async () => {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] }), { id: other } = await ada.request('chat.createChannel', { kind: 'group' });
  for (const text of ['one', 'two', 'three']) await ada.request('chat.send', { channelId, text });
  const nowhere = '00000000-0000-0000-0000-000000000000', before = await exportsIn();
  for (const cursor of [cursorOf(0, 0), cursorOf(0, [0, 0]), cursorOf(1, [0, 0])]) assert.equal(await codeOf(ada.request('transfer.exportChannel', { channelId, cursor })), 'invalid-input');
  for (const cursor of [cursorOf('membership', nowhere, ''), cursorOf(1, ['membership', nowhere, ''])]) assert.equal(await codeOf(ada.request('transfer.exportPerson', { userId: 'ada', cursor })), 'invalid-input');
  assert.equal(await exportsIn(), before);
  const first = await ada.request('transfer.exportChannel', { channelId, limit: 2 }), second = await ada.request('transfer.exportChannel', { channelId, limit: 2, cursor: first.next! });
  assert.deepEqual([...first.items, ...second.items].map(({ message }) => message.text), ['one', 'two', 'three']);
  assert.equal(await exportsIn(), before + 1);
  assert.equal(await codeOf(ada.request('transfer.exportChannel', { channelId: other, cursor: first.next! })), 'invalid-input');
  const admin = await world.person('admin', { roles: ['admin'] });
  assert.equal(await codeOf(world.request(admin, 'transfer.exportChannel', { channelId, cursor: first.next! })), 'invalid-input');
});

test('who is not in a channel any more has their own words of it, and not what became of them', async () => {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'Plans', members: ['ben'] });
  const mine = await ben.request('chat.send', { channelId, text: 'My words' });
  await ada.request('chat.removeMember', { channelId, userId: 'ben' });
  await ada.request('chat.react', { messageId: mine.id, emoji: '👎' });
  await ada.request('chat.send', { channelId: threadChannelId('acme', mine.id), threadOf: mine.id, text: 'He is gone' });
  await ada.request('chat.updateChannel', { channelId, name: 'Layoffs' });
  const { items } = await ben.request('transfer.exportPerson', { userId: 'ben' });
  const { id, senderId, text, sentAt } = mine;
  assert.deepEqual(items.filter((item) => item.type === 'message' && item.message.channelId === channelId),
    [{ type: 'message', channel: null, message: { id, channelId, seq: 1, changedSeq: 1, senderId, text, sentAt, reactions: {} } }]);
  assert.doesNotMatch(JSON.stringify(items), /Layoffs|👎|"replies"/u);
  const whole = await world.request(await world.person('admin', { roles: ['admin'] }), 'transfer.exportPerson', { userId: 'ben' });
  assert.match(JSON.stringify(whole.items), /Layoffs/);
});
