import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { FileForm, FileLevel, Input, OperationName } from '@corridor/sdk/protocol';
import type { Session } from '../../call.ts';
import type { Host } from '../../host.ts';
import { putFile } from '../../testing/files.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../../world.testing.ts';

/** Who asks, by what they are to the file's owner; `granted` and `hooked` see the record by what the host has said and says, `keyed` is the host's back end. */
const people = [
  'owner', 'named', 'grouped', 'member', 'former', 'onlooker', 'stranger', 'guest', 'moderator', 'admin', 'boss', 'granted', 'hooked', 'foreign', 'keyed',
] as const;
type Who = (typeof people)[number];
type Expected = Partial<Record<Who, FileLevel>>;
const all: Expected = Object.fromEntries(people.filter((who) => !['owner', 'keyed', 'foreign'].includes(who)).map((who) => [who, 'comment']));

let world: TestWorld;
const sessions = {} as Record<Who, Session>, guests = {} as Record<Who, Guest>, own = {} as Record<Who, string>;
let privateId: string, publicId: string, lateId: string, directId: string, recordId: string, placeId: string;

/** The record's number, and a part of it with a conversation of its own. */
const record = { type: 'order', id: 'PO-1042' }, place = { ...record, place: { line: '2' } };
/** Says of these that they see orders. */
const hookedUsers = new Set(['hooked']);
const host = { ask: async (question: { user: { id: string }; records: { type: string }[] }, answer: { parse(value: unknown): unknown }) => answer.parse({ allowed: question.records.map(({ type }) => type === 'order' && hookedUsers.has(question.user.id)) }) } as unknown as Host;

before(async () => {
  world = await startTestWorld({ recordAccess: 'host', host });
  const of = (user: string, more: Partial<Session> = {}) => world.person(user, { tenant: 'acme', ...more }), orders = [{ type: 'order', id: '*', audience: '*' }];
  Object.assign(sessions, {
    owner: await of('owner', { records: orders }), named: await of('named'), grouped: await of('grouped', { groups: ['buyers'] }), member: await of('member'), former: await of('former'), onlooker: await of('onlooker'), stranger: await of('stranger'),
    guest: await of('guest', { roles: ['guest'] }), moderator: await of('moderator', { roles: ['moderator'] }), admin: await of('admin', { roles: ['admin'] }), boss: await of('boss', { roles: ['boss'] }), granted: await of('granted'), hooked: await of('hooked'),
    foreign: await world.person('owner', { tenant: 'globex', roles: ['admin'], groups: ['buyers'], records: orders })
  });
  sessions.keyed = { ...sessions.owner, user: `key:${newId()}`, isKey: true };
  await ask('admin', 'admin.setRole', { role: 'boss', permissions: ['files.manage'] });
  await ask('admin', 'records.grant', { record, userIds: ['granted'] });
  const channel = async (more: object) => (await ask('owner', 'chat.createChannel', { kind: 'group', name: 'offers', members: ['member', 'former'], ...more })).id;
  [privateId, publicId, lateId] = [await channel({}), await channel({ visibility: 'public' }), await channel({ visibility: 'public', history: 'from-joining' })];
  for (const channelId of [privateId, publicId, lateId]) await ask('owner', 'chat.removeMember', { channelId, userId: 'former' });
  directId = (await ask('owner', 'chat.openDirect', { userIds: ['named'] })).id;
  [recordId, placeId] = [(await ask('owner', 'chat.openRecord', record)).id, (await ask('owner', 'chat.openRecord', place)).id];
  for (const [channelId, about] of [[recordId, record], [placeId, place]] as const) await ask('owner', 'chat.send', { channelId, text: 'first', record: about });
  for (const who of people) {
    if (who === 'keyed') continue;
    own[who] = (await ask(who, 'chat.createChannel', { kind: 'group', name: 'own' })).id;
    guests[who] = await world.connect(sessions[who].user, sessions[who]);
    await guests[who].request('chat.sync', {});
    for (const channelId of channels()) await guests[who].request('chat.listen', { channelId }).catch(() => undefined);
  }
});
after(() => world.close());

const channels = () => [privateId, publicId, lateId, directId, recordId, placeId];
const ask = <N extends OperationName>(who: Who, name: N, input: Input<N>) => world.request(sessions[who], name, input);
const share = (fileId: string, kind: 'user' | 'group' | 'channel', id: string, level: 'view' | 'comment' | 'edit') => ask('owner', 'files.share', { fileId, grants: [{ kind, id, level }] });
const send = async (fileId: string, channelId: string) => (await ask('owner', 'chat.send', { channelId, text: 'look', fileIds: [fileId] })).id;
const remove = (_: string, messageId: unknown) => ask('owner', 'chat.delete', { messageId: messageId as string });
async function reply(fileId: string, channelId: string): Promise<string> {
  const { id: rootId } = await ask('owner', 'chat.send', { channelId, text: 'root' }), { id: thread } = await ask('owner', 'chat.openThread', { messageId: rootId });
  return (await ask('owner', 'chat.send', { channelId: thread, threadOf: rootId, text: '', fileIds: [fileId] })).id;
}
async function putAway(fileId: string, channelId: string): Promise<void> {
  const { id: folderId } = await ask('owner', 'files.createFolder', { name: 'Offers', channelId });
  await ask('owner', 'files.update', { fileId, folderId });
}
const takeOut = (fileId: string) => ask('owner', 'files.update', { fileId, folderId: null });
const revoke = () => ask('admin', 'records.revoke', { record, userIds: ['granted'] });

const guarded: Expected = { granted: 'comment', hooked: 'comment' };
interface Way { name: string; expected: Expected; begin: (fileId: string) => Promise<unknown>; end?: (fileId: string, begun: unknown) => Promise<unknown>; /** Who is let in still. */ after?: Expected; /** Sets right what the end has changed for others. */ mend?: () => Promise<unknown> }
/** Each way of sharing, who is then let in at which level, and how it ends. Open channels let everybody with access to channels look in. */
const ways: readonly Way[] = [
  { name: 'nothing', expected: {}, begin: async () => undefined },
  { name: 'the organisation', expected: all, begin: (fileId) => ask('owner', 'files.share', { fileId, visibility: 'organisation' }), end: (fileId) => ask('owner', 'files.share', { fileId, visibility: 'private' }) },
  ...(['view', 'comment', 'edit'] as const).flatMap((level): Way[] => [
    { name: `a user at ${level}`, expected: { named: level }, begin: (fileId) => share(fileId, 'user', 'named', level), end: (fileId) => ask('owner', 'files.unshare', { fileId, subjects: [{ kind: 'user', id: 'named' }] }) },
    { name: `a group at ${level}`, expected: { grouped: level }, begin: (fileId) => share(fileId, 'group', 'buyers', level), end: (fileId) => ask('owner', 'files.share', { fileId, visibility: 'private' }) },
    { name: `a private channel at ${level}`, expected: { member: level, admin: level }, begin: (fileId) => share(fileId, 'channel', privateId, level), end: (fileId) => ask('owner', 'files.unshare', { fileId, subjects: [{ kind: 'channel', id: privateId }] }) },
    {
      name: `a record's conversation at ${level}`, expected: { granted: level, hooked: level }, begin: (fileId) => share(fileId, 'channel', recordId, level),
      end: (fileId) => ask('owner', 'files.unshare', { fileId, subjects: [{ kind: 'channel', id: recordId }] }),
    },
  ]),
  { name: 'a message in a private channel', expected: { member: 'comment', admin: 'comment' }, begin: (fileId) => send(fileId, privateId), end: remove },
  {
    name: 'a message in a private channel that somebody then leaves', expected: { member: 'comment', admin: 'comment' }, begin: (fileId) => send(fileId, privateId),
    end: () => ask('owner', 'chat.removeMember', { channelId: privateId, userId: 'member' }), after: { admin: 'comment' }, mend: () => ask('owner', 'chat.addMembers', { channelId: privateId, userIds: ['member'] }),
  },
  { name: 'a message in a public channel', expected: all, begin: (fileId) => send(fileId, publicId), end: remove },
  { name: 'a message to one person', expected: { named: 'comment', admin: 'comment' }, begin: (fileId) => send(fileId, directId), end: remove },
  { name: 'a message in a channel whose history begins at joining', expected: { member: 'comment', admin: 'comment' }, begin: (fileId) => send(fileId, lateId) },
  { name: 'a reply in a thread of a private channel', expected: { member: 'comment', admin: 'comment' }, begin: (fileId) => reply(fileId, privateId), end: remove },
  {
    name: 'a message of a private channel that is passed on to one person', expected: { member: 'comment', named: 'comment', admin: 'comment' },
    begin: async (fileId) => {
      const messageId = await send(fileId, privateId), { id: to } = await ask('member', 'chat.openDirect', { userIds: ['named'] });
      return [messageId, (await ask('member', 'chat.forward', { messageId, channelId: to })).id];
    },
    end: async (fileId, begun) => {
      const [first, second] = begun as [string, string];
      await ask('member', 'chat.delete', { messageId: second });
      await remove(fileId, first);
    },
  },
  { name: 'a folder of a private channel', expected: { member: 'comment', admin: 'comment' }, begin: (fileId) => putAway(fileId, privateId), end: takeOut },
  { name: "a message in a record's conversation", expected: guarded, begin: (fileId) => send(fileId, recordId), end: remove },
  { name: "a reply in a thread of a record's conversation", expected: guarded, begin: (fileId) => reply(fileId, recordId), end: remove },
  { name: 'a message in a place of a record', expected: guarded, begin: (fileId) => send(fileId, placeId), end: remove },
  { name: "a folder of a record's conversation", expected: guarded, begin: (fileId) => putAway(fileId, recordId), end: takeOut },
  {
    name: "a message in a record's conversation, which somebody then sees no more", expected: guarded, begin: (fileId) => send(fileId, recordId),
    end: revoke, after: { hooked: 'comment' }, mend: () => ask('admin', 'records.grant', { record, userIds: ['granted'] }),
  },
];

const levels: readonly (FileLevel | undefined)[] = [undefined, 'view', 'comment', 'edit', 'owner'];
/** What each operation takes; `at` the least level. Where `isLast`, it is tried only by who may not: it would end what is looked at. */
const operations: readonly { name: OperationName; at: FileLevel; input: (fileId: string, who: Who, commentId: string) => object; isOfUsers?: true; isLast?: true; isForBoss?: true }[] = [
  { name: 'files.file', at: 'view', input: (fileId) => ({ fileId }) }, { name: 'files.comments', at: 'view', input: (fileId) => ({ fileId }), isOfUsers: true },
  { name: 'files.setFavourite', at: 'view', input: (fileId) => ({ fileId, isFavourite: true }), isOfUsers: true }, { name: 'files.comment', at: 'comment', input: (fileId) => ({ fileId, text: 'hm' }), isOfUsers: true },
  { name: 'files.resolveComment', at: 'comment', input: (_, __, commentId) => ({ commentId, isResolved: true }), isOfUsers: true }, { name: 'files.editComment', at: 'owner', input: (_, __, commentId) => ({ commentId, text: 'changed' }), isOfUsers: true },
  { name: 'files.grants', at: 'edit', input: (fileId) => ({ fileId }) }, { name: 'files.versions', at: 'edit', input: (fileId) => ({ fileId }), isOfUsers: true }, { name: 'files.activity', at: 'edit', input: (fileId) => ({ fileId }), isOfUsers: true },
  { name: 'files.update', at: 'edit', input: (fileId) => ({ fileId, tags: ['seen'] }), isOfUsers: true }, { name: 'files.restoreVersion', at: 'edit', input: (fileId) => ({ fileId, version: 2 }), isOfUsers: true },
  { name: 'files.beginUpload', at: 'edit', input: (fileId) => ({ uploadId: newId(), fileId, name: 'a.txt', bytes: 5 }), isOfUsers: true },
  { name: 'files.unshare', at: 'owner', input: (fileId) => ({ fileId, subjects: [{ kind: 'user', id: 'nobody' }] }) }, { name: 'files.downloads', at: 'owner', input: (fileId) => ({ fileId }), isOfUsers: true },
  { name: 'files.share', at: 'owner', input: (fileId) => ({ fileId, grants: [{ kind: 'user', id: 'nobody', level: 'view' }] }), isLast: true }, { name: 'files.update', at: 'owner', input: (fileId) => ({ fileId, folderId: null }), isOfUsers: true, isLast: true },
  { name: 'files.transfer', at: 'owner', input: (fileId) => ({ fileId, userId: 'nobody' }), isOfUsers: true, isLast: true }, { name: 'files.deleteComment', at: 'owner', input: (_, __, commentId) => ({ commentId }), isOfUsers: true, isLast: true },
  { name: 'files.delete', at: 'owner', input: (fileId) => ({ fileId }), isLast: true, isForBoss: true }, { name: 'chat.send', at: 'owner', input: (fileId, who) => ({ channelId: own[who], text: '', fileIds: [fileId] }), isOfUsers: true, isLast: true },
  { name: 'files.links', at: 'owner', input: (fileId) => ({ fileId }), isOfUsers: true }, { name: 'files.createLink', at: 'owner', input: (fileId) => ({ fileId, expiresAt: new Date(Date.now() + 60_000).toISOString() }), isOfUsers: true },
];

async function levelFor(who: Who, fileId: string): Promise<FileLevel | undefined> {
  return world.request(sessions[who], 'files.file', { fileId }).then(({ level }) => level, (error: { code: string }) => { assert.equal(error.code, 'not-found'); return undefined; });
}

const forms: readonly FileForm[] = ['original', 'download', 'thumbnail', 'preview', 'pdf'];
/** A file, a comment of its owner's on it, and words that stand in nothing else: in its name, its content, the comment and a tag. */
interface Subject { fileId: string; commentId: string; words: readonly string[] }

const found = async (who: Who, query: string) => (await ask(who, 'search.find', { query, kind: 'files' })).files.map(({ file }) => file.id);

/** Those whose rights are like a stranger's look everywhere no more than the stranger does. */
const alike: readonly Who[] = ['onlooker', 'guest', 'moderator'];

/** All that somebody is told who looks everywhere. */
async function everywhere(who: Who, words: readonly string[]): Promise<string> {
  const told: unknown[] = [], tried = async <N extends OperationName>(name: N, input: Input<N>) => { told.push(await ask(who, name, input).catch((error: { code: string }) => error.code)); };
  for (const scope of ['mine', 'shared', 'organisation', 'all'] as const) await tried('files.list', { scope, limit: 200 });
  for (const scope of ['mine', 'public'] as const) await tried('chat.channels', { scope, limit: 200 });
  for (const channelId of channels()) for (const name of ['chat.history', 'files.list'] as const) await tried(name as 'chat.history', { channelId });
  for (const name of ['chat.sync', 'chat.threads', 'files.deleted', 'files.folders'] as const) await tried(name as 'chat.sync', {});
  await tried('files.list', { isFavourite: true });
  for (const query of [words.join(' '), words[2]!, 'type:txt', 'from:owner']) await tried('search.find', { query });
  return JSON.stringify(told);
}

async function checkFor(who: Who, { fileId, commentId, words }: Subject, expected: Expected): Promise<void> {
  const level = who === 'owner' || who === 'keyed' ? 'owner' : expected[who], rank = levels.indexOf(level);
  assert.equal(await levelFor(who, fileId), level, who);
  for (const { name, at, input, isOfUsers, isLast, isForBoss } of operations) {
    const isAllowed = rank >= levels.indexOf(at);
    if ((who === 'keyed' && isOfUsers) || (isLast && isAllowed) || (isForBoss && (who === 'boss' || who === 'admin'))) continue;
    const asked = input(fileId, who, commentId), code = await codeOf(world.request(sessions[who], name, asked)), about = `${who}: ${name} ${JSON.stringify(asked)}`;
    if (!level) assert.equal(code, name === 'files.beginUpload' ? (who === 'foreign' ? 'ok' : 'not-found') : 'not-found', about);
    else assert.equal(code, isAllowed ? 'ok' : 'forbidden', about);
  }
  if (who === 'keyed') return;
  const { items } = await ask(who, 'files.urls', { items: forms.flatMap((as) => [{ fileId, as }, { fileId, as, version: 1 }]) });
  assert.deepEqual([items.some(({ version }) => version > 1), items.some(({ version }) => version === 1)], [rank >= 1, rank >= 3], who);
  for (const word of words.slice(0, 2)) assert.deepEqual(await found(who, word), level ? [fileId] : [], `${who} looks for ${word}`);
  if (!level && !alike.includes(who)) assert.doesNotMatch(await everywhere(who, words), new RegExp(fileId), who);
  if (who === 'owner' || (level && who === 'member')) assert.ok((await ask(who, 'files.list', { limit: 200 })).items.some(({ id }) => id === fileId), `${who} lists it`); // others may look where they are not in
}

/** What has happened since `hush` was told to nobody who is not let in. */
async function assertDiscreet({ fileId, words }: Subject, ...let_in: readonly Expected[]): Promise<void> {
  for (const who of people) {
    if (who === 'keyed' || who === 'owner' || let_in.some((one) => one[who])) continue;
    await guests[who].settled();
    assert.doesNotMatch(JSON.stringify(guests[who].heard), new RegExp([fileId, ...words].join('|')), `${who} hears`);
  }
}
const hush = async () => { for (const guest of Object.values(guests)) { await guest.settled(); guest.heard.length = 0; } };

async function check(subject: Subject, expected: Expected): Promise<void> {
  await Promise.all(people.map((who) => checkFor(who, subject, expected)));
}

let count = 0;
/** Ready to be found: what is in it has been read. */
async function makeSubject(): Promise<Subject> {
  const n = ++count, [name, text, comment] = [`zename${n}`, `zetext${n}`, `zecomment${n}`] as const;
  const fileId = await putFile(world, sessions.owner, { name: `${name}.txt`, text: 'first' });
  await putFile(world, sessions.owner, { name: `${name}.txt`, text: `second ${text}`, fileId });
  while ((await found('owner', text)).length === 0) await setImmediate();
  return { fileId, commentId: (await ask('owner', 'files.comment', { fileId, text: comment })).id, words: [name, text, comment] };
}

for (const { name, expected, begin, end, after: remaining = {}, mend } of ways) {
  test(`shared with ${name}: each sees, finds, hears and does what that says, and nothing once it is over`, async () => {
    const subject = await makeSubject(), { fileId } = subject;
    await hush();
    const begun = await begin(fileId);
    await check(subject, expected);
    await assertDiscreet(subject, expected);
    if (end) {
      await end(fileId, begun);
      await assertDiscreet(subject, expected);
      await hush();
      await check(subject, remaining);
      await assertDiscreet(subject, remaining);
    }
    await ask('owner', 'files.delete', { fileId });
    for (const who of people) if (who !== 'keyed') assert.equal(await codeOf(world.request(sessions[who], 'files.file', { fileId })), 'not-found', who);
    await mend?.();
  });
}

test('who manages files deletes any without seeing what is in it, and nobody else does', async () => {
  const fileId = await putFile(world, sessions.owner, { name: 'offer.txt', text: 'first' });
  for (const who of ['named', 'member', 'stranger', 'guest', 'foreign'] as const) {
    if (who !== 'foreign') assert.equal(await codeOf(ask(who, 'files.delete', { fileId })), 'not-found', who);
    assert.equal(await codeOf(ask(who, 'files.restore', { fileId })), 'not-found', who);
  }
  assert.deepEqual((await ask('boss', 'files.urls', { items: [{ fileId, as: 'original' }] })).items, []);
  await ask('boss', 'files.delete', { fileId });
  assert.equal(await codeOf(ask('owner', 'files.restore', { fileId })), 'not-found');
  await ask('boss', 'files.restore', { fileId });
  assert.equal(await levelFor('owner', fileId), 'owner');
});

test('nobody puts a file onto another one\'s message, or carries on what is not theirs', async () => {
  const mine = await putFile(world, sessions.owner, { name: 'mine.txt', text: 'mine' }), theirs = await putFile(world, sessions.member, { name: 'theirs.txt', text: 'theirs' });
  const messageId = await send(mine, privateId);
  assert.equal(await codeOf(ask('member', 'chat.send', { channelId: privateId, id: messageId, text: 'x', fileIds: [theirs] })), 'id-taken');
  await ask('member', 'files.update', { fileId: theirs, name: 'changed.txt' });
  const { items } = await ask('owner', 'chat.history', { channelId: privateId });
  const card = items.find(({ id }) => id === messageId)?.card;
  assert.deepEqual(card?.type === 'files' && card.files.map(({ name }) => name), ['mine.txt']);
  await share(mine, 'user', 'named', 'edit');
  assert.equal(await codeOf(ask('named', 'chat.send', { channelId: publicId, text: 'x', fileIds: [mine] })), 'forbidden');
  await ask('owner', 'files.delete', { fileId: mine });
  assert.match(await codeOf(putFile(world, sessions.named, { name: 'mine.txt', text: 'taken', fileId: mine })), /conflict|not-found|forbidden/);
});

test('an address ends with the sharing that it was given for', async () => {
  const fileId = await putFile(world, sessions.owner, { name: 'offer.txt', text: 'first' });
  await share(fileId, 'user', 'named', 'view');
  const [{ url }] = (await ask('named', 'files.urls', { items: [{ fileId, as: 'original' }] })).items as unknown as [{ url: string }];
  const roundOf = async () => ((await world.rows('acme')).files as { row: { id: string; address_round: number } }[]).map(({ row }) => row).find(({ id }) => id === fileId)!.address_round;
  assert.equal(new URL(url, 'http://x').searchParams.get('round'), null);
  const before = await roundOf();
  await ask('owner', 'files.unshare', { fileId, subjects: [{ kind: 'user', id: 'named' }] });
  assert.ok(await roundOf() > before);
});

test('whom the host lets see a record only when it is asked opens and lists its files without having looked at its conversation before', async () => {
  const subject = await makeSubject(), { fileId, commentId } = subject;
  await send(fileId, recordId);
  const asks: ((session: Session) => Promise<unknown>)[] = [
    (session) => world.request(session, 'files.file', { fileId }), async (session) => { assert.equal((await world.request(session, 'files.urls', { items: [{ fileId, as: 'original' }] })).items.length, 1); },
    (session) => world.request(session, 'files.resolveComment', { commentId, isResolved: true }), (session) => world.request(session, 'files.comment', { fileId, text: 'seen' }), (session) => world.request(session, 'files.list', { channelId: recordId }),
  ];
  for (const [at, run] of asks.entries()) {
    const user = `asked-${at}`;
    hookedUsers.add(user);
    await run(await world.person(user));
  }
  const stranger = await world.person('never-asked');
  for (const run of asks.filter((_, at) => at !== 1)) assert.equal(await codeOf(run(stranger)), 'not-found');
});
