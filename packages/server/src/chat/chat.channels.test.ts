import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Session } from '../call.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';
import { inTransaction, Transaction } from '../transaction.ts';
import { directChannelId, recordChannelId, threadChannelId } from './chat.ids.ts';

let world: TestWorld, ada: Guest, ben: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben] = await Promise.all([world.connect('ada', { name: 'Ada' }), world.connect('ben', { name: 'Ben Haug' })]);
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

test('creates a group once, however often it is asked for', async () => {
  const wanted = { id: newId(), kind: 'group', name: 'purchasing', members: ['ben', 'ada', 'never-seen', 'ben'] } as const;
  const [first, again] = [await ada.request('chat.createChannel', { ...wanted, members: [...wanted.members] }), await ada.request('chat.createChannel', { ...wanted, name: 'other', members: [] })];
  assert.deepEqual(again, first);
  assert.deepEqual([first.memberCount, first.visibility, first.membership?.role], [3, 'private', 'owner']);
  assert.deepEqual((await ben.hears('chat.channel', ({ id }) => id === first.id)).membership?.role, 'member');
  assert.equal(await codeOf(ben.request('chat.createChannel', { ...wanted, members: [] })), 'id-taken');
});

test('there is one direct conversation of the same people, however it is opened', async () => {
  const { id } = await ada.request('chat.openDirect', { userIds: ['ben'] });
  assert.equal((await ben.hears('chat.channel', (channel) => channel.id === id)).kind, 'direct');
  assert.equal((await ben.request('chat.openDirect', { userIds: ['ada', 'ben', 'ada'] })).id, id);
  const made = await ben.request('chat.createChannel', { kind: 'direct', members: ['ada'], name: 'ignored', visibility: 'public' });
  assert.deepEqual([made.id, made.name, made.visibility, made.people], [id, null, 'private', ['ada', 'ben']]);
  assert.notEqual((await ada.request('chat.openDirect', { userIds: ['ben', 'cleo'] })).id, id);
  assert.equal(await codeOf(ada.request('chat.openDirect', { userIds: ['ada', 'ada'] })), 'invalid-input');
  assert.equal(await codeOf(ada.request('chat.createChannel', { kind: 'direct', members: ['ada'] })), 'invalid-input');
  assert.equal(await codeOf(ada.request('chat.createChannel', { kind: 'direct' })), 'invalid-input');
  assert.equal(await codeOf(ada.request('chat.createChannel', { kind: 'direct', members: Array.from({ length: 51 }, (_, i) => `user-${i}`) })), 'invalid-input');
  const many = await ada.request('chat.openDirect', { userIds: Array.from({ length: 50 }, (_, i) => `user-${i}`) });
  assert.deepEqual([many.people.length, many.memberCount], [8, 51]);
});

test('an id that is made of people or of a record is given to no group', async () => {
  const eve = await world.connect('eve'), before = await world.rows('acme');
  for (const id of [directChannelId('acme', ['ada', 'never-opened']), recordChannelId('acme', { type: 'order', id: 'never-opened' }), randomUUID()]) {
    await assert.rejects(eve.request('chat.createChannel', { id, kind: 'group', members: ['ada'] }), { code: 'invalid-input', message: /^id: must be a UUID of version 7; mint one/ });
  }
  assert.deepEqual(await world.rows('acme'), before);
});

/** A group of Eve and `members` under an id that is not a group's. */
async function intrude(eve: Guest, id: string, visibility: 'private' | 'public', members: readonly string[]): Promise<void> {
  await inTransaction(world.database, ['acme'], async (transaction) => {
    const all = ['eve', ...members];
    await transaction.query('', "insert into channels (tenant_id, id, kind, visibility, member_count) values ('acme', $1, 'group', $2, $3)", [id, visibility, all.length]);
    await transaction.query('', "insert into members (tenant_id, channel_id, user_id) select 'acme', $1, id from unnest($2::text[]) as t (id)", [id, all]);
  });
  await eve.request('chat.sync', {});
}

test('a group under the id of a conversation is taken for it by nobody: neither read, nor written to, nor heard', async () => {
  const eve = await world.connect('eve');
  for (const [visibility, members] of [['private', []], ['private', ['ada', 'ben']], ['public', []], ['public', ['ada', 'ben']]] as const) {
    const other = newId(), direct = directChannelId('acme', ['ada', other]), record = { type: 'order', id: newId() }, channelId = recordChannelId('acme', record);
    for (const id of [direct, channelId]) await intrude(eve, id, visibility, members);
    const before = await world.rows('acme');
    const asked: Record<string, () => Promise<unknown>> = {
      openDirect: () => ada.request('chat.openDirect', { userIds: [other] }),
      createDirect: () => ada.request('chat.createChannel', { kind: 'direct', members: [other] }),
      openRecord: () => ada.request('chat.openRecord', record),
      listen: () => ada.request('chat.listen', { channelId, record }),
      join: () => ada.request('chat.join', { channelId, record }),
      send: () => ada.request('chat.send', { channelId, record, text: 'only for those who see the order' }),
    };
    for (const [name, ask] of Object.entries(asked)) assert.equal(await codeOf(ask()), 'conflict', `${name}, ${visibility} of ${members.length}`);
    assert.deepEqual(await world.rows('acme'), before);
    const { channels, refused } = await ada.request('chat.sync', { channels: [{ channelId, record }] });
    assert.deepEqual([channels.some(({ id }) => id === channelId), refused], [false, [channelId]]);
    ada.heard.length = 0;
    await eve.request('chat.send', { channelId, text: 'in a group' });
    await ada.settled();
    assert.deepEqual(ada.heard, []);
  }
});

test('opening a record writes nothing, and everybody opens the same', async () => {
  const before = await world.rows('acme'), record = { type: 'order', id: newId(), title: 'Steel', url: 'https://erp.example/1' };
  const opened = await ada.request('chat.openRecord', record);
  assert.deepEqual([opened.record, opened.createdAt, opened.version, opened.memberCount, opened.membership], [record, null, 0, 0, null]);
  assert.equal((await ben.request('chat.openRecord', { type: record.type, id: record.id })).id, opened.id);
  await ada.request('chat.listen', { channelId: opened.id, record });
  assert.equal(await codeOf(ada.request('chat.channel', { channelId: opened.id })), 'not-found');
  assert.deepEqual(await world.rows('acme'), before);
  for (const url of ['javascript:alert(1)', 'data:text/html,x', ' javascript:alert(1)', 'JaVaScRiPt:x']) assert.equal(await codeOf(ada.request('chat.openRecord', { ...record, url })), 'invalid-input', url);
  for (const url of ['/orders/1', 'orders/1', 'http://erp.example']) assert.equal(await codeOf(ada.request('chat.openRecord', { ...record, url })), 'ok', url);
});

test('who has a record open before anybody wrote about it hears the first message', async () => {
  const record = { type: 'order', id: newId() }, { id: channelId } = await ben.request('chat.openRecord', record);
  const synced = await ben.request('chat.sync', { channels: [{ channelId, record }, { channelId: newId() }] });
  assert.deepEqual([synced.channels.some(({ id }) => id === channelId), synced.refused.length], [true, 1]);
  await ben.request('chat.listen', { channelId, record });
  const sent = await ada.request('chat.send', { channelId, text: 'hello', record });
  assert.deepEqual(await ben.hears('chat.message', ({ id }) => id === sent.id), sent);
  assert.equal((await ada.hears('chat.channel', ({ id }) => id === channelId)).membership?.role, 'owner');
  assert.equal((await ben.hears('chat.channelChanged', ({ id }) => id === channelId)).memberCount, 1);
  assert.equal((await ben.hears('chat.member', (member) => member.channelId === channelId)).role, 'owner');
  assert.equal(await codeOf(ada.request('chat.send', { channelId, text: 'x', record: { type: 'order', id: 'another' } })), 'not-found');
});

async function pages(who: Session, input: { scope?: 'mine' | 'public'; query?: string }): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await world.request(who, 'chat.channels', { ...input, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    names.push(...items.map(({ name, kind }) => name ?? kind));
    cursor = next;
  } while (cursor !== undefined);
  return names;
}

test('lists my channels by their newest message and those to join by name', async () => {
  const [me, other] = [await world.person('lister', { tenant: 'lists' }), await world.person('other', { tenant: 'lists', name: 'Chloé Renard' })];
  const create = (who: Session, name: string, visibility: 'private' | 'public' = 'private') => world.request(who, 'chat.createChannel', { kind: 'group', name, visibility });
  const ids: string[] = [];
  for (const name of ['one', 'two', 'three']) ids.push((await create(me, name)).id);
  await world.request(me, 'chat.openDirect', { userIds: ['other'] });
  for (const name of ['Zoll', 'ärger', 'Alpha', 'beta']) await create(other, name, 'public');
  await create(other, 'hidden');
  assert.deepEqual(await pages(me, {}), ['direct', 'three', 'two', 'one']);
  await world.request(me, 'chat.send', { channelId: ids[0]!, text: 'newest' });
  assert.deepEqual(await pages(me, {}), ['one', 'direct', 'three', 'two']);
  assert.deepEqual(await pages(me, { scope: 'public' }), ['Alpha', 'ärger', 'beta', 'Zoll']);
  assert.deepEqual(await pages(other, { scope: 'public' }), []);
  assert.deepEqual([await pages(me, { query: 'renard' }), await pages(me, { query: 'HRE' }), await pages(me, { scope: 'public', query: 'a_' })], [['direct'], ['three'], []]);
});

test('synchronises all of mine, what is open besides and nothing that was left', async () => {
  const guest = await world.connect('sync');
  const { id: mine } = await guest.request('chat.createChannel', { kind: 'group', visibility: 'public' });
  const { id: looked } = await ada.request('chat.createChannel', { kind: 'group', visibility: 'public' });
  const { id: hidden } = await ada.request('chat.createChannel', { kind: 'group' });
  const answer = await guest.request('chat.sync', { channels: [{ channelId: looked }, { channelId: hidden }, { channelId: mine }] });
  assert.deepEqual([answer.channels.map(({ id }) => id).sort(), answer.refused], [[mine, looked].sort(), [hidden]]);
  assert.deepEqual((await guest.request('chat.sync', {})).channels.map(({ id }) => id), [mine]);
  await ada.request('chat.send', { channelId: looked, text: 'no longer heard' });
  await guest.settled();
  assert.deepEqual(guest.heard.filter(({ name }) => name === 'chat.message'), []);
});

test('opens at most two hundred conversations on one connection', async () => {
  const guest = await world.connect('opener');
  const open = (i: number) => guest.request('chat.openRecord', { type: 'order', id: `many-${i}` }).then(({ id, record }) => guest.request('chat.listen', { channelId: id, record: record! }));
  for (let i = 0; i < 200; i++) await open(i);
  assert.equal(await codeOf(open(200)), 'invalid-input');
  assert.equal(await codeOf(open(0)), 'ok');
});

test('tells the numbers of channels that changed lately again', async () => {
  const told = await startTestWorld({ beside: world, timing: { numbersMs: 20 } });
  try {
    const [here, there] = [await told.connect('ada'), await told.connect('ben')];
    const { id: channelId } = await here.request('chat.createChannel', { kind: 'group', members: ['ben'] });
    const { id: messageId } = await here.request('chat.send', { channelId, text: 'hello' });
    await here.request('chat.edit', { messageId, text: 'hello there' });
    assert.deepEqual(await there.hears('chat.numbers', ({ lastChange }) => lastChange === 2), { channelId, lastSeq: 1, lastChange: 2 });
  } finally { await told.close(); }
});

test('hundreds of threads that nobody has replied in are looked up together', async ({ mock }) => {
  const talker = await world.connect('talker'), { id: channelId } = await talker.request('chat.createChannel', { kind: 'group' });
  const roots = await Promise.all(Array.from({ length: 40 }, (_, i) => talker.request('chat.send', { channelId, text: `message ${i}` })));
  const queries = mock.method(Transaction.prototype, 'query');
  const statements = async (some: typeof roots) => {
    queries.mock.resetCalls();
    const { channels } = await talker.request('chat.sync', { channels: some.map(({ id }) => ({ channelId: threadChannelId('acme', id), threadOf: id })) });
    assert.equal(channels.filter(({ kind }) => kind === 'thread').length, some.length);
    const inEach = new Map<unknown, number>(); // by transaction: what the server does by itself meanwhile is in others
    for (const { this: transaction } of queries.mock.calls) inEach.set(transaction, (inEach.get(transaction) ?? 0) + 1);
    return Math.max(...inEach.values());
  };
  assert.equal(await statements(roots), await statements(roots.slice(0, 2)));
});
