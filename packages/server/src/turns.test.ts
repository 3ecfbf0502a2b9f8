import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from './call.ts';
import type { CallError } from './errors.ts';
import { inTransaction } from './transaction.ts';
import { createTurns } from './turns.ts';
import { codeOf, startTestWorld } from './world.testing.ts';

test('as many as are allowed run at once for each key, the others in their order', async () => {
  const turns = createTurns(2), order: string[] = [];
  const ends = await Promise.all([turns('ada'), turns('ada'), turns('ben')]);
  const waiting = ['third', 'fourth'].map(async (name) => {
    const end = await turns('ada');
    order.push(name);
    return end;
  });
  assert.deepEqual(order, []);
  ends[0]();
  const third = await waiting[0]!;
  assert.deepEqual(order, ['third']);
  ends[1]();
  const fourth = await waiting[1]!;
  for (const end of [third, fourth, ends[2]]) end();
  assert.deepEqual(order, ['third', 'fourth']);
});

test('where too many wait in a line one more is refused and told when to come again; another line, and the next in this one, are not', async () => {
  const turns = createTurns(1, 2), end = await turns('acme'), waiting = [turns('acme'), turns('acme')];
  await assert.rejects(turns('acme'), ({ code, details }: CallError) => code === 'rate-limited' && (details as { retryAfterMs: number }).retryAfterMs >= 1000);
  (await turns('globex'))();
  end();
  const next = await waiting[0]!;
  const later = turns('acme');
  next();
  (await waiting[1]!)();
  (await later)();
});

test('what one tenant waits for leaves connections of the database to the others', { timeout: 30_000 }, async () => {
  const world = await startTestWorld();
  try {
    const people = await Promise.all(Array.from({ length: 12 }, (_, i) => world.person(`user ${i}`))), [ada] = people as [Session];
    const { id: channelId } = await world.request(ada, 'chat.createChannel', { kind: 'group', name: 'Held', members: people.slice(1).map(({ user }) => user) });
    const other = await world.person('ada', { tenant: 'globex' });
    let asked: Promise<string>[] = [];
    await inTransaction(world.database, ['acme'], async (transaction) => {
      await transaction.query('', 'select from members where channel_id = $1 for update', [channelId]);
      asked = people.map((person) => codeOf(world.request(person, 'chat.setPreferences', { channelId, isPinned: true })));
      await Promise.all(Array.from({ length: 3 }, () => world.request(other, 'chat.channels', {})));
    });
    assert.deepEqual(new Set(await Promise.all(asked)), new Set(['ok']));
    assert.deepEqual(world.errors, []);
  } finally { await world.close(); }
});

test('what one user waits for leaves connections of the database to everybody else', { timeout: 30_000 }, async () => {
  const world = await startTestWorld();
  try {
    const [ada, ben] = await Promise.all([world.connect('ada'), world.connect('ben')]), { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'Held' });
    let asked: Promise<string>[] = [];
    await inTransaction(world.database, ['acme'], async (transaction) => {
      await transaction.query('', 'select from channels where id = $1 for no key update', [channelId]);
      asked = Array.from({ length: 30 }, (_, i) => codeOf(ada.request('chat.updateChannel', { channelId, name: `Name ${i}` })));
      await Promise.all(Array.from({ length: 3 }, () => ben.request('chat.channels', {})));
    });
    assert.deepEqual(new Set(await Promise.all(asked)), new Set(['ok']));
    assert.deepEqual(world.errors, []);
  } finally { await world.close(); }
});
