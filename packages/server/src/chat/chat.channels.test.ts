import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Session } from '../call.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

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
  assert.deepEqual((await ada.request('chat.openDirect', { userIds: ['ada'] })).people, ['ada']);
  assert.equal(await codeOf(ada.request('chat.createChannel', { kind: 'direct' })), 'invalid-input');
  assert.equal(await codeOf(ada.request('chat.createChannel', { kind: 'direct', members: Array.from({ length: 51 }, (_, i) => `user-${i}`) })), 'invalid-input');
  const many = await ada.request('chat.openDirect', { userIds: Array.from({ length: 50 }, (_, i) => `user-${i}`) });
  assert.deepEqual([many.people.length, many.memberCount], [8, 51]);
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
