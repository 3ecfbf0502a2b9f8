import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MemberRole } from '@corridor/sdk/protocol';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';
import { inTransaction } from '../transaction.ts';

let world: TestWorld, ada: Guest, ben: Guest, cleo: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben, cleo] = await Promise.all([world.connect('ada'), world.connect('ben'), world.connect('cleo')]);
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

const group = async (visibility: 'private' | 'public' = 'private', members = ['ben', 'cleo']) => (await ada.request('chat.createChannel', { kind: 'group', visibility, members })).id;
const roles = async (channelId: string) => Object.fromEntries((await world.request((await world.person('root', { roles: ['admin'] })), 'chat.members', { channelId })).items.map(({ userId, role }) => [userId, role]));
const give = (who: Guest, channelId: string, userId: string, role: MemberRole) => codeOf(who.request('chat.setMemberRole', { channelId, userId, role }));
const remove = (who: Guest, channelId: string, userId: string) => codeOf(who.request('chat.removeMember', { channelId, userId }));

/** Runs requests on a channel that is held until all of them wait for it: they get it in their order. */
async function oneAfterAnother(channelId: string, ...requests: (() => Promise<unknown>)[]): Promise<string[]> {
  const asked: Promise<string>[] = [];
  const waiting = async () => {
    const { rows } = await world.database.raw<{ rows: [{ count: number }] }>(
      "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    return rows[0].count;
  };
  await inTransaction(world.database, ['acme'], async (transaction) => {
    await transaction.query('', 'select from channels where id = $1 for no key update', [channelId]);
    for (const request of requests) {
      asked.push(codeOf(request()));
      while (await waiting() < asked.length);
    }
  });
  return Promise.all(asked);
}

test('who leaves and is removed at the same time is gone once', async () => {
  for (const visibility of ['private', 'public'] as const) {
    const channelId = await group(visibility), leave = () => cleo.request('chat.leave', { channelId });
    await ben.request('chat.sync', {});
    const again = visibility === 'private' ? 'not-found' : 'ok';
    assert.deepEqual(await oneAfterAnother(channelId, leave, leave, () => ada.request('chat.removeMember', { channelId, userId: 'cleo' })), ['ok', again, 'not-found']);
    assert.equal((await ada.request('chat.channel', { channelId })).memberCount, 2);
    assert.deepEqual(await roles(channelId), { ada: 'owner', ben: 'member' });
    await ben.settled();
    assert.deepEqual(ben.heard.flatMap((one) => (one.name === 'chat.channelChanged' && one.payload.id === channelId ? [one.payload.memberCount] : [])), [2]);
  }
});

test('who loses a role while waiting for the channel does nothing by it', async () => {
  const channelId = await group();
  await give(ada, channelId, 'ben', 'owner');
  const demote = (who: Guest, userId: string) => () => who.request('chat.setMemberRole', { channelId, userId, role: 'member' });
  assert.deepEqual(await oneAfterAnother(channelId, demote(ben, 'ada'), demote(ada, 'ben')), ['ok', 'forbidden']);
  await give(ben, channelId, 'ada', 'admin');
  const { id: messageId } = await ada.request('chat.send', { channelId, text: 'mine' });
  assert.deepEqual(await oneAfterAnother(channelId,
    () => ben.request('chat.removeMember', { channelId, userId: 'ada' }),
    () => ada.request('chat.addMembers', { channelId, userIds: ['accomplice'] }),
    () => ada.request('chat.removeMember', { channelId, userId: 'cleo' }),
    () => ada.request('chat.edit', { messageId, text: 'a last word' }),
    () => ada.request('chat.react', { messageId, emoji: '👍' })), ['ok', 'not-found', 'not-found', 'not-found', 'not-found']);
  assert.deepEqual(await roles(channelId), { ben: 'owner', cleo: 'member' });
});

test('whoever is added has read all so far, hears it at once and is counted', async () => {
  const channelId = await group('private', ['ben']);
  const { id } = await ada.request('chat.send', { channelId, text: 'before' });
  await ben.request('chat.listen', { channelId });
  const { items } = await ada.request('chat.addMembers', { channelId, userIds: ['cleo', 'ben', 'never-seen', 'cleo'] });
  assert.deepEqual(items.map(({ userId, role }) => [userId, role]), [['cleo', 'member'], ['never-seen', 'member']]);
  const told = await cleo.hears('chat.channel', (channel) => channel.id === channelId);
  assert.deepEqual([told.membership?.readSeq, told.membership?.joinedChange, told.membership?.unread, told.lastMessage?.id, told.memberCount], [1, 1, 0, id, 4]);
  const { lastSeq, lastChange, membership } = await cleo.request('chat.channel', { channelId }), notice = await cleo.hears('chat.message', (message) => message.channelId === channelId);
  assert.deepEqual({ ...told, lastSeq, lastChange, membership }, await cleo.request('chat.channel', { channelId }));
  assert.deepEqual([notice.card, notice.changedSeq, { ...membership, asOf: 1 }], [{ type: 'system', event: 'added', people: ['cleo', 'never-seen'], count: 2 }, lastChange, told.membership]);
  assert.equal((await ben.hears('chat.channelChanged', (channel) => channel.id === channelId)).memberCount, 4);
  await ben.hears('chat.member', ({ userId, role }) => userId === 'cleo' && role === 'member');
  const sent = await ada.request('chat.send', { channelId, text: 'after' });
  await cleo.hears('chat.message', (message) => message.id === sent.id);
});

test('owners and admins manage, admins not over owners, and the last owner stays one', async () => {
  const channelId = await group();
  assert.equal(await give(ben, channelId, 'cleo', 'admin'), 'forbidden');
  assert.equal(await give(ada, channelId, 'ben', 'admin'), 'ok');
  assert.equal((await ben.hears('chat.channel', (channel) => channel.id === channelId && channel.membership?.role === 'admin')).id, channelId);
  assert.deepEqual([await give(ben, channelId, 'cleo', 'owner'), await give(ben, channelId, 'ada', 'member'), await remove(ben, channelId, 'ada'), await give(ben, channelId, 'cleo', 'admin')], ['forbidden', 'forbidden', 'forbidden', 'ok']);
  assert.deepEqual([await give(ada, channelId, 'ada', 'member'), await give(ada, channelId, 'nobody', 'admin'), await remove(ada, channelId, 'nobody')], ['conflict', 'not-found', 'not-found']);
  assert.equal(await give(ada, channelId, 'ben', 'owner'), 'ok');
  assert.equal(await give(ada, channelId, 'ada', 'member'), 'ok');
  assert.equal(await give(ada, channelId, 'ada', 'owner'), 'forbidden');
  assert.deepEqual(await roles(channelId), { ada: 'member', ben: 'owner', cleo: 'admin' });
  assert.equal(await remove(cleo, channelId, 'ada'), 'ok');
  assert.equal(await remove(cleo, channelId, 'cleo'), 'ok');
});

test('two owners who step down at the same time leave one', async () => {
  for (let round = 0; round < 5; round++) {
    const channelId = await group();
    await give(ada, channelId, 'ben', 'owner');
    assert.deepEqual((await Promise.all([give(ada, channelId, 'ada', 'member'), give(ben, channelId, 'ben', 'member')])).sort(), ['conflict', 'ok']);
  }
});

test('an owner who leaves hands the channel on: to an admin, else to who was there longest', async () => {
  const channelId = await group();
  await give(ada, channelId, 'cleo', 'admin');
  await ada.request('chat.leave', { channelId });
  assert.deepEqual(await roles(channelId), { ben: 'member', cleo: 'owner' });
  assert.equal((await cleo.hears('chat.channel', (channel) => channel.id === channelId && channel.membership?.role === 'owner')).memberCount, 2);
  await cleo.request('chat.leave', { channelId });
  assert.deepEqual(await roles(channelId), { ben: 'owner' });
  await ben.request('chat.leave', { channelId });
  assert.deepEqual(await roles(channelId), {});
  assert.equal(await codeOf(ben.request('chat.leave', { channelId })), 'not-found');
});

test('anybody joins a public channel, once, and any member brings others', async () => {
  const channelId = await group('public', []);
  await Promise.all(Array.from({ length: 5 }, () => ben.request('chat.join', { channelId })));
  assert.equal((await ben.request('chat.addMembers', { channelId, userIds: ['cleo'] })).items.length, 1);
  assert.deepEqual(await roles(channelId), { ada: 'owner', ben: 'member', cleo: 'member' });
  assert.equal((await ada.request('chat.channel', { channelId })).memberCount, 3);
  await ben.request('chat.leave', { channelId });
  await ben.request('chat.leave', { channelId });
  assert.equal((await ada.request('chat.channel', { channelId })).memberCount, 2);
});

test('a record is followed before anybody has written about it', async () => {
  const record = { type: 'order', id: newId() }, { id: channelId } = await ada.request('chat.openRecord', record);
  assert.equal(await codeOf(ada.request('chat.join', { channelId })), 'not-found');
  const followed = await ada.request('chat.join', { channelId, record });
  assert.deepEqual([followed.membership?.role, followed.memberCount, followed.lastSeq], ['owner', 1, 0]);
  assert.equal((await ben.request('chat.join', { channelId, record })).membership?.role, 'member');
  assert.equal((await ben.request('chat.send', { channelId, text: 'first', record })).seq, 1);
});

test('lists go on after people with the longest names and ids, however they are written', async () => {
  const long = (n: number, letters: string) => letters.repeat(320).slice(0, 319) + String.fromCharCode(0x4e00 + n);
  for (const [i, letters] of ['漢', 'ж', '"', '\\', '\u0001', '😀'].entries()) {
    const tenant = `long-${i}`, ids = [0, 1, 2].map((n) => long(n, letters).toWellFormed());
    const people = await Promise.all(ids.map((id) => world.person(id, { tenant, name: id })));
    const { id: channelId } = await world.request(people[0]!, 'chat.createChannel', { kind: 'group', members: ids });
    const names: string[] = [], members: string[] = [];
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const { items, next } = await world.request(people[0]!, 'people.list', { limit: 1, cursor });
      names.push(...items.map(({ id }) => id));
      cursor = next;
    }
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const { items, next } = await world.request(people[0]!, 'chat.members', { channelId, limit: 1, cursor });
      members.push(...items.map(({ userId }) => userId));
      cursor = next;
    }
    for (const seen of [names, members]) assert.deepEqual(seen.sort(), ids.sort(), letters);
  }
});

test('lists members in the order they came, page by page', async () => {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  for (const user of ['zoe', 'ben', 'yan', 'cleo']) await ada.request('chat.addMembers', { channelId, userIds: [user] });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ada.request('chat.members', { channelId, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items.map(({ userId }) => userId));
    cursor = page.next;
  } while (cursor !== undefined);
  assert.deepEqual([seen[0], seen.length, new Set(seen).size], ['ada', 5, 5]);
});
