import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import { createDispatch, toCallError } from './dispatch.ts';
import { CallError } from './errors.ts';
import { createLimits } from './limits.ts';
import { createRoles } from './permissions.ts';
import { codeOf, newId, startTestWorld, type TestWorld } from './world.testing.ts';

let world: TestWorld;
before(async () => { world = await startTestWorld(); });
after(() => world.close());

test('an unknown name comes before all else, an expired session before the input, the input before the permission', async () => {
  const ada = await world.person('ada'), expired = { ...ada, expiresAt: 1 };
  assert.equal(await codeOf(world.request(expired, 'chat.shout' as never, {} as never)), 'unknown-operation');
  assert.equal(await codeOf(world.request(expired, 'chat.channel', {} as never)), 'unauthenticated');
  assert.equal(await codeOf(world.request(ada, 'admin.setRole', {} as never)), 'invalid-input');
  assert.equal(await codeOf(world.request(ada, 'admin.setRole', { role: 'x', permissions: [] })), 'forbidden');
});

test('says which fields are wrong, and how, without repeating them', async () => {
  const ada = await world.person('ada');
  await assert.rejects(world.request(ada, 'chat.send', { channelId: newId(), text: '   ', id: 'secret' }), (error: CallError) => {
    assert.deepEqual((error.details as { path: string }[]).map(({ path }) => path), ['id', 'text']);
    return !error.message.includes('secret');
  });
});

test('ids are compared in lower case', async () => {
  const ada = await world.person('ada');
  const { id } = await world.request(ada, 'chat.createChannel', { kind: 'group' });
  assert.equal((await world.request(ada, 'chat.channel', { channelId: id.toUpperCase() })).id, id);
});

test('what the database says is told to nobody, what passes by itself as such', () => {
  const logged: unknown[] = [];
  const told = (error: object) => toCallError(Object.assign(new Error('relation "messages"'), error), (cause) => { logged.push(cause); });
  for (const code of ['08006', '57P01', '53300', '55P03', '57014', 'ECONNREFUSED']) assert.equal(told({ code }).code, 'unavailable', code);
  assert.equal(told({ name: 'KnexTimeoutError' }).code, 'unavailable');
  for (const code of ['42P01', '23503', undefined]) assert.equal(told({ code }).code, 'internal');
  assert.equal(logged.length, 10);
  for (const error of [told({ code: '08006' }), told({ code: '42P01' })]) assert.ok(!JSON.stringify(error.toRefusal()).includes('messages'));
  const refusal = new CallError('conflict', 'as it is');
  assert.equal(toCallError(refusal, () => { throw new Error('not logged'); }), refusal);
});

test('two who create the same conversation at the same time both get it', async () => {
  const people = await Promise.all(['ada', 'ben'].map((user) => world.person(user)));
  for (let round = 0; round < 10; round++) {
    const third = `third-${newId()}`;
    const made = await Promise.all([0, 1, 0, 1].map((i) => world.request(people[i]!, 'chat.openDirect', { userIds: ['ada', 'ben', third] })));
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    assert.deepEqual(made.map(({ memberCount }) => memberCount), [3, 3, 3, 3]);
  }
});

test('what met another transaction is run again, and said once', async () => {
  const ada = await world.person('ada'), pool = world.database.client as Knex.Client;
  let refusals = 0;
  const published: unknown[] = [];
  const { dispatch } = createDispatch({
    database: {
      client: {
        acquireConnection: async () => { if (refusals++ < 2) throw Object.assign(new Error('deadlock detected'), { code: '40P01' }); return (await pool.acquireConnection()) as object; },
        releaseConnection: (connection: unknown) => { void pool.releaseConnection(connection); },
      },
    } as never,
    services: { roles: createRoles(world.database), access: { prepare: async () => undefined } } as never, limits: createLimits(0), publish: (_, publications) => { published.push(...publications); },
  });
  const { id } = await dispatch(ada, 'chat.createChannel', { kind: 'group' });
  assert.equal((await world.request(ada, 'chat.channel', { channelId: id })).memberCount, 1);
  assert.deepEqual([refusals, published.length], [3, 3]);
  refusals = 2;
  await assert.rejects(dispatch(ada, 'chat.channel', { channelId: newId() }), { code: 'not-found' });
  assert.equal(refusals, 3, 'a refusal is not tried again');
});

test('a failed operation leaves nothing behind and is heard by nobody', async () => {
  const ada = await world.connect('ada');
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  await ada.hears('chat.channel', ({ id }) => id === channelId);
  const before = await world.rows('acme');
  ada.heard.length = 0;
  assert.equal(await codeOf(ada.request('chat.setMemberRole', { channelId, userId: 'ada', role: 'member' })), 'conflict');
  assert.equal(await codeOf(ada.request('chat.join', { channelId, record: { type: 'order', id: newId() } })), 'not-found');
  await ada.settled();
  assert.deepEqual([await world.rows('acme'), ada.heard], [before, []]);
});
