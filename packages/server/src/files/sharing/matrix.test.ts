import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FileForm, FileLevel, Input, OperationName } from '@corridor/sdk/protocol';
import type { Session } from '../../call.ts';
import { putFile } from '../../testing/files.ts';
import { codeOf, newId, startTestWorld, type TestWorld } from '../../world.testing.ts';

/** Who asks, by what they are to the file's owner; `keyed` is the host's back end. */
const people = ['owner', 'named', 'grouped', 'member', 'onlooker', 'stranger', 'guest', 'boss', 'foreign', 'keyed'] as const;
type Who = (typeof people)[number];
type Expected = Partial<Record<Who, FileLevel>>;

let world: TestWorld;
const sessions = {} as Record<Who, Session>;
let privateId: string, publicId: string, lateId: string;

before(async () => {
  world = await startTestWorld();
  const of = (user: string, more: Partial<Session> = {}) => world.person(user, { tenant: 'acme', ...more });
  Object.assign(sessions, {
    owner: await of('owner'), named: await of('named'), grouped: await of('grouped', { groups: ['buyers'] }), member: await of('member'), onlooker: await of('onlooker'), stranger: await of('stranger'),
    guest: await of('guest', { roles: ['guest'] }), boss: await of('boss', { roles: ['boss'] }), foreign: await world.person('owner', { tenant: 'globex', roles: ['admin'], groups: ['buyers'] }),
    keyed: { ...await of('owner'), user: `key:${newId()}`, isKey: true as const },
  });
  const admin = await of('admin', { roles: ['admin'] });
  await world.request(admin, 'admin.setRole', { role: 'boss', permissions: ['files.manage'] });
  const channel = async (more: object) => (await world.request(sessions.owner, 'chat.createChannel', { kind: 'group', name: 'offers', members: ['member'], ...more })).id;
  [privateId, publicId, lateId] = [await channel({}), await channel({ visibility: 'public' }), await channel({ visibility: 'public', history: 'from-joining' })];
});
after(() => world.close());

const ask = <N extends OperationName>(who: Who, name: N, input: Input<N>) => world.request(sessions[who], name, input);
const share = (fileId: string, kind: 'user' | 'group' | 'channel', id: string, level: 'view' | 'comment' | 'edit') => ask('owner', 'files.share', { fileId, grants: [{ kind, id, level }] });
const send = async (fileId: string, channelId: string) => (await ask('owner', 'chat.send', { channelId, text: 'look', fileIds: [fileId] })).id;

/** Each way of sharing, who is then let in at which level, and how it ends. `open` channels let everybody with access to channels look in. */
const ways: readonly { name: string; expected: Expected; begin: (fileId: string) => Promise<unknown>; end?: (fileId: string, begun: unknown) => Promise<unknown> }[] = [
  { name: 'nothing', expected: {}, begin: async () => undefined },
  { name: 'the organisation', expected: { named: 'comment', grouped: 'comment', member: 'comment', onlooker: 'comment', stranger: 'comment', guest: 'comment', boss: 'comment' }, begin: (fileId) => ask('owner', 'files.share', { fileId, visibility: 'organisation' }), end: (fileId) => ask('owner', 'files.share', { fileId, visibility: 'private' }) },
  ...(['view', 'comment', 'edit'] as const).flatMap((level) => [
    { name: `a user at ${level}`, expected: { named: level }, begin: (fileId: string) => share(fileId, 'user', 'named', level), end: (fileId: string) => ask('owner', 'files.unshare', { fileId, subjects: [{ kind: 'user', id: 'named' }] }) },
    { name: `a group at ${level}`, expected: { grouped: level }, begin: (fileId: string) => share(fileId, 'group', 'buyers', level), end: (fileId: string) => ask('owner', 'files.share', { fileId, visibility: 'private' }) },
    { name: `a private channel at ${level}`, expected: { member: level }, begin: (fileId: string) => share(fileId, 'channel', privateId, level), end: (fileId: string) => ask('owner', 'files.unshare', { fileId, subjects: [{ kind: 'channel', id: privateId }] }) },
  ]),
  { name: 'a message in a private channel', expected: { member: 'comment' }, begin: (fileId) => send(fileId, privateId), end: (_, messageId) => ask('owner', 'chat.delete', { messageId: messageId as string }) },
  { name: 'a message in a public channel', expected: { named: 'comment', grouped: 'comment', member: 'comment', onlooker: 'comment', stranger: 'comment', boss: 'comment', guest: 'comment' }, begin: (fileId) => send(fileId, publicId), end: (_, messageId) => ask('owner', 'chat.delete', { messageId: messageId as string }) },
  { name: 'a message in a channel whose history begins at joining', expected: { member: 'comment' }, begin: (fileId) => send(fileId, lateId) },
  { name: 'a reply in a thread of a private channel', expected: { member: 'comment' }, begin: async (fileId) => {
    const { id: rootId } = await ask('owner', 'chat.send', { channelId: privateId, text: 'root' }), { id: channelId } = await ask('owner', 'chat.openThread', { messageId: rootId });
    return (await ask('owner', 'chat.send', { channelId, threadOf: rootId, text: '', fileIds: [fileId] })).id;
  } },
  { name: 'a folder of a private channel', expected: { member: 'comment' }, begin: async (fileId) => {
    const { id: folderId } = await ask('owner', 'files.createFolder', { name: 'Offers', channelId: privateId });
    await ask('owner', 'files.update', { fileId, folderId });
  }, end: (fileId) => ask('owner', 'files.update', { fileId, folderId: null }) },
];

const levels: readonly (FileLevel | undefined)[] = [undefined, 'view', 'comment', 'edit', 'owner'];
/** What each operation takes; `at` the least level. Those that change a file for good come last. */
const operations: readonly { name: OperationName; at: FileLevel; input: (fileId: string) => object; isOfUsers?: true }[] = [
  { name: 'files.file', at: 'view', input: (fileId) => ({ fileId }) }, { name: 'files.comments', at: 'view', input: (fileId) => ({ fileId }), isOfUsers: true },
  { name: 'files.setFavourite', at: 'view', input: (fileId) => ({ fileId, isFavourite: true }), isOfUsers: true }, { name: 'files.comment', at: 'comment', input: (fileId) => ({ fileId, text: 'hm' }), isOfUsers: true },
  { name: 'files.grants', at: 'edit', input: (fileId) => ({ fileId }) }, { name: 'files.versions', at: 'edit', input: (fileId) => ({ fileId }), isOfUsers: true }, { name: 'files.activity', at: 'edit', input: (fileId) => ({ fileId }), isOfUsers: true },
  { name: 'files.update', at: 'edit', input: (fileId) => ({ fileId, tags: ['seen'] }), isOfUsers: true }, { name: 'files.restoreVersion', at: 'edit', input: (fileId) => ({ fileId, version: 1 }), isOfUsers: true },
  { name: 'files.beginUpload', at: 'edit', input: (fileId) => ({ uploadId: newId(), fileId, name: 'a.txt', bytes: 5 }), isOfUsers: true },
  { name: 'files.unshare', at: 'owner', input: (fileId) => ({ fileId, subjects: [{ kind: 'user', id: 'nobody' }] }) }, { name: 'files.downloads', at: 'owner', input: (fileId) => ({ fileId }), isOfUsers: true },
  { name: 'files.links', at: 'owner', input: (fileId) => ({ fileId }), isOfUsers: true }, { name: 'files.createLink', at: 'owner', input: (fileId) => ({ fileId, expiresAt: new Date(Date.now() + 60_000).toISOString() }), isOfUsers: true },
];

async function levelFor(who: Who, fileId: string): Promise<FileLevel | undefined> {
  return world.request(sessions[who], 'files.file', { fileId }).then(({ level }) => level, (error: { code: string }) => { assert.equal(error.code, 'not-found'); return undefined; });
}

const forms: readonly FileForm[] = ['original', 'download', 'thumbnail', 'preview', 'pdf'];

async function check(fileId: string, expected: Expected): Promise<void> {
  for (const who of people) {
    const level = who === 'owner' || who === 'keyed' ? 'owner' : expected[who], rank = levels.indexOf(level);
    assert.equal(await levelFor(who, fileId), level, who);
    for (const { name, at, input, isOfUsers } of operations) {
      if (who === 'keyed' && isOfUsers) continue;
      const code = await codeOf(world.request(sessions[who], name, input(fileId))), about = `${who}: ${name} ${JSON.stringify(input(fileId))}`;
      if (!level) assert.equal(code, name === 'files.beginUpload' ? (who === 'foreign' ? 'ok' : 'not-found') : 'not-found', about);
      else if (rank < levels.indexOf(at)) assert.equal(code, 'forbidden', about);
      else assert.equal(code, 'ok', about);
    }
    if (who === 'keyed') continue;
    const { items } = await ask(who, 'files.urls', { items: forms.flatMap((as) => [{ fileId, as }, { fileId, as, version: 1 }]) });
    assert.deepEqual([items.some(({ version }) => version > 1), items.some(({ version }) => version === 1)], [rank >= 1, rank >= 3], who);
    if (!level) for (const scope of ['mine', 'shared', 'organisation', 'all'] as const) assert.ok(!(await ask(who, 'files.list', { scope, limit: 200 })).items.some(({ id }) => id === fileId), `${who} lists ${scope}`);
    else if (who === 'owner' || who === 'member') assert.ok((await ask(who, 'files.list', { limit: 200 })).items.some(({ id }) => id === fileId), `${who} lists it`); // others may look where they are not in
  }
}

for (const { name, expected, begin, end } of ways) {
  test(`shared with ${name}: each sees and does what that says, and nothing once it is over`, async () => {
    const fileId = await putFile(world, sessions.owner, { name: 'offer.txt', text: 'first' });
    await putFile(world, sessions.owner, { name: 'offer.txt', text: 'second', fileId });
    const begun = await begin(fileId);
    await check(fileId, expected);
    if (end) {
      await end(fileId, begun);
      await check(fileId, {});
    }
    await ask('owner', 'files.delete', { fileId });
    for (const who of people) if (who !== 'keyed') assert.equal(await codeOf(world.request(sessions[who], 'files.file', { fileId })), 'not-found', who);
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
