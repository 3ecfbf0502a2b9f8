import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inTransaction } from '../transaction.ts';
import { codeOf, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld;
before(async () => { world = await startTestWorld(); });
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

test('a message deleted more than five minutes ago does not come back', async () => {
  const ada = await world.connect('ada');
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  const { id: messageId } = await ada.request('chat.send', { channelId, text: 'gone' });
  await ada.request('chat.delete', { messageId });
  const age = (text: string) => inTransaction(world.database, ['acme'], (transaction) => transaction.query('', `update messages set deleted_at = now() - interval '${text}' where id = $1`, [messageId]));
  await age('5 minutes 1 second');
  assert.equal(await codeOf(ada.request('chat.undelete', { messageId })), 'conflict');
  await age('4 minutes');
  assert.equal((await ada.request('chat.undelete', { messageId })).text, 'gone');
});

test('a channel that is deleted for good takes what was edited in it along', async () => {
  const ada = await world.connect('ada', { roles: ['admin'] });
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'old' });
  const { id: messageId } = await ada.request('chat.send', { channelId, text: 'one' });
  await ada.request('chat.edit', { messageId, text: 'two' });
  await ada.request('chat.deleteChannel', { channelId, confirm: 'old' });
  assert.deepEqual((await world.rows('acme')).message_edits, []);
});

test('passing messages on needs no second connection while it has one', async () => {
  const ada = await world.connect('ada');
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  const { id: messageId } = await ada.request('chat.send', { channelId, text: 'again and again' });
  await Promise.all(Array.from({ length: 60 }, () => ada.request('chat.forward', { messageId, channelId })));
  assert.equal((await ada.request('chat.channel', { channelId })).lastSeq, 61);
});
