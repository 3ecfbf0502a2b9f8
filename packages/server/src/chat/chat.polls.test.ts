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

const options = ['yes', 'no'];

test('nobody votes after the poll\'s end, by the clock of the server', async () => {
  const ada = await world.connect('ada');
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  const { id: messageId } = await ada.request('chat.createPoll', { channelId, question: 'Lunch?', options, closesAt: new Date(Date.now() + 3_600_000).toISOString() });
  const end = (text: string) => inTransaction(world.database, ['acme'], (transaction) => transaction.query('',
    `update messages set card = card || jsonb_build_object('closesAt', to_char(now() at time zone 'UTC' + interval '${text}', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) where id = $1`, [messageId]));
  await end('1 minute');
  assert.equal((await ada.request('chat.vote', { messageId, options: [0] })).card?.type, 'poll');
  await end('-1 minute');
  assert.equal(await codeOf(ada.request('chat.vote', { messageId, options: [] })), 'conflict');
  const { card } = await ada.request('chat.closePoll', { messageId });
  assert.deepEqual(card?.type === 'poll' && [card.people, card.closedAt], [1, undefined]);
});

test('votes of many at once are all counted', async () => {
  const ada = await world.connect('ada'), names = Array.from({ length: 8 }, (_, i) => `voter-${i}`);
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: names });
  const { id: messageId } = await ada.request('chat.createPoll', { channelId, question: 'Lunch?', options });
  const voters = await Promise.all(names.map((name) => world.connect(name)));
  await Promise.all(voters.map((voter, i) => voter.request('chat.vote', { messageId, options: [i % 2] })));
  const { card } = (await ada.request('chat.history', { channelId })).items[0]!;
  assert.deepEqual(card?.type === 'poll' && [card.people, card.votes], [8, [4, 4]]);
});

test('who voted in an anonymous poll stands in no answer and in no event', async () => {
  const ada = await world.connect('ada', { roles: ['admin'] }), secret = await world.connect('secret-voter'), heard: unknown[] = [];
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'ballot', visibility: 'public' });
  const { id: messageId } = await ada.request('chat.createPoll', { channelId, question: 'Whom?', options, isAnonymous: true });
  await secret.request('chat.join', { channelId });
  await secret.request('chat.vote', { messageId, options: [1] });
  for (const answer of [ada.request('chat.history', { channelId }), ada.request('chat.changes', { channelId, since: 1 }), ada.request('search.find', { query: 'whom' }), ada.request('chat.pin', { messageId }), ada.request('chat.myVotes', { messageIds: [messageId] })]) heard.push(await answer);
  const cards = (JSON.stringify(heard).match(/"card":\{.*?\}/g) ?? []).filter((card) => !card.includes('"type":"system"'));
  assert.ok(cards.length >= 4);
  for (const card of cards) assert.ok(card.includes('"votes":[0,1]') && !card.includes('secret-voter') && !card.includes('voters'), card);
  assert.deepEqual(heard.at(-1), { items: [] });
});

test('a channel that is deleted for good takes its votes along', async () => {
  const ada = await world.connect('ada', { roles: ['admin'] });
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'old' });
  const { id: messageId } = await ada.request('chat.createPoll', { channelId, question: 'Lunch?', options });
  await ada.request('chat.vote', { messageId, options: [0] });
  await ada.request('chat.deleteChannel', { channelId, confirm: 'old' });
  assert.ok(!(await world.rows('acme')).poll_votes!.some((row) => JSON.stringify(row).includes(messageId)));
});
