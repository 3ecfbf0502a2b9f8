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

test('who is not in a channel any more, or finds it archived, brings nothing back', async () => {
  const [ada, ben] = await Promise.all([world.connect('ada'), world.connect('ben')]);
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', visibility: 'public', members: ['ben'] });
  const { id: messageId } = await ben.request('chat.send', { channelId, text: 'gone' });
  await ben.request('chat.delete', { messageId });
  await ada.request('chat.removeMember', { channelId, userId: 'ben' });
  assert.equal(await codeOf(ben.request('chat.undelete', { messageId })), 'forbidden');
  await ada.request('chat.addMembers', { channelId, userIds: ['ben'] });
  await ada.request('chat.archive', { channelId });
  assert.equal(await codeOf(ben.request('chat.undelete', { messageId })), 'conflict');
  await ada.request('chat.restore', { channelId });
  assert.equal(await codeOf(ben.request('chat.undelete', { messageId })), 'ok');
});

test('of drafts as many stay as are told: empty ones go first, then the oldest', async () => {
  const ada = await world.connect('ada', { tenant: 'drafts' }), record = { type: 'order', id: '1' }, { id: channelId } = await ada.request('chat.openRecord', record);
  await inTransaction(world.database, ['drafts'], (transaction) => transaction.query('', `
    insert into drafts (tenant_id, channel_id, user_id, text, changed_at) select 'drafts', gen_random_uuid(), 'ada', case when n = 3 then '' else 'draft ' || n end, now() - n * interval '1 minute' from generate_series(1, 501) n`, []));
  await ada.request('chat.saveDraft', { channelId, record, text: 'new' });
  const kept = ((await world.rows('drafts')).drafts as { row: { text: string } }[]).map(({ row }) => row.text);
  assert.deepEqual([kept.length, kept.includes('new'), kept.includes(''), kept.includes('draft 500'), kept.includes('draft 501')], [500, true, false, true, false]);
});
