import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { threadChannelId } from '../channel-ids.ts';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';

// What is said where somebody was, after they are gone.

let world: TestWorld, ada: Guest, ben: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben] = await Promise.all([world.connect('ada'), world.connect('ben')]);
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

type NewGroup = { visibility?: 'public' | 'private'; history?: 'all' | 'from-joining' };
const group = async (people: string[], more: NewGroup = {}) => (await ada.request('chat.createChannel', { kind: 'group', name: 'Plans', members: people, ...more })).id;
const say = (who: Guest, channelId: string, text: string) => who.request('chat.send', { channelId, text });
const reply = (who: Guest, root: { id: string }, text: string) => who.request('chat.send', { channelId: threadChannelId('acme', root.id), threadOf: root.id, text });
const remove = (channelId: string, userId: string) => ada.request('chat.removeMember', { channelId, userId });
/** Texts that somebody hears from now on. */
async function heardBy(who: Guest, happens: () => Promise<unknown>): Promise<string[]> {
  await who.settled();
  const before = who.heard.length;
  await happens();
  await who.settled();
  return who.heard.slice(before).flatMap(({ name, payload }) => (name === 'chat.message' ? [payload.text] : []));
}

test('who began a thread and was removed before its first reply does not follow it', async () => {
  const mal = await world.connect('mal'), id = await group(['ben', 'mal']), root = await say(mal, id, 'What do you think?');
  await remove(id, 'mal');
  assert.deepEqual(await heardBy(mal, async () => { await reply(ben, root, 'Not here any more'); await reply(ada, root, 'Good'); }), []);
  assert.deepEqual((await ada.request('chat.members', { channelId: threadChannelId('acme', root.id) })).items.map(({ userId }) => userId), ['ben', 'ada']);
});

test('a thread that was open goes with its channel', async () => {
  const mal = await world.connect('mal'), id = await group(['ben', 'mal']), root = await say(ada, id, 'Offer');
  await reply(ben, root, 'Too high');
  await mal.request('chat.listen', { channelId: threadChannelId('acme', root.id) });
  assert.deepEqual(await heardBy(mal, () => reply(ben, root, 'Still')), ['Still', 'Offer']);
  await remove(id, 'mal');
  assert.deepEqual(await heardBy(mal, () => reply(ben, root, 'Now')), []);
});

test('where history begins with joining, who was removed from a public channel hears no more of it, open or not', async () => {
  const mal = await world.connect('mal'), id = await group(['mal'], { visibility: 'public', history: 'from-joining' });
  await mal.request('chat.listen', { channelId: id });
  await remove(id, 'mal');
  assert.deepEqual(await heardBy(mal, () => say(ada, id, 'Between us')), []);
  await mal.request('chat.listen', { channelId: id });
  assert.deepEqual(await heardBy(mal, () => say(ada, id, 'Still between us')), []);
});

test('who came after a message, where history begins with joining, neither follows its thread by being named nor is added to it', async () => {
  const zoe = await world.connect('zoe'), id = await group(['ben'], { history: 'from-joining' }), root = await say(ada, id, 'Before Zoe');
  await ada.request('chat.addMembers', { channelId: id, userIds: ['zoe'] });
  assert.deepEqual(await heardBy(zoe, async () => { await reply(ben, root, 'What about <@zoe>?'); await reply(ben, root, 'Hm'); }), []);
  await assert.rejects(ben.request('chat.addMembers', { channelId: threadChannelId('acme', root.id), userIds: ['zoe'] }), { code: 'conflict' });
});

test('a token without the role that let somebody look into private channels ends the looking on', async () => {
  const auditor = await world.connect('auditor', { roles: ['admin'] }), id = await group([]);
  await auditor.request('chat.listen', { channelId: id });
  const ended = new Promise((resolve) => { auditor.socket.once('disconnect', resolve); });
  await auditor.request('session.refresh', { token: JSON.stringify({ ...auditor.session, roles: [] }) });
  await ended;
});

test('a newer token with the same rights leaves the connection as it is', async () => {
  const auditor = await world.connect('auditor', { roles: ['admin'] }), id = await group([]);
  await auditor.request('chat.listen', { channelId: id });
  await auditor.request('session.refresh', { token: JSON.stringify({ ...auditor.session, roles: ['admin', 'buyer'] }) });
  assert.deepEqual(await heardBy(auditor, () => say(ada, id, 'Hello')), ['Hello']);
});

test('a role that loses the right to look into private channels ends it for all who have it, and for nobody else', async () => {
  const root = await world.connect('root', { roles: ['admin'] });
  await root.request('admin.setRole', { role: 'auditor', permissions: ['chat.access_private', 'chat.export'] });
  const auditor = await world.connect('auditor', { roles: ['auditor'] }), id = await group([]);
  await auditor.request('chat.listen', { channelId: id });
  await root.request('admin.setRole', { role: 'auditor', permissions: ['chat.access_private'] });
  assert.deepEqual(await heardBy(auditor, () => say(ada, id, 'Hello')), ['Hello']);
  const ended = new Promise((resolve) => { auditor.socket.once('disconnect', resolve); });
  await root.request('admin.deleteRole', { role: 'auditor' });
  await ended;
  const [admin, member] = [await world.connect('root', { roles: ['admin'], tenant: 'strict' }), await world.connect('ada', { tenant: 'strict' })];
  const memberEnded = new Promise((resolve) => { member.socket.once('disconnect', resolve); });
  await admin.request('admin.setRole', { role: 'member', permissions: [] });
  await memberEnded;
  assert.equal((await admin.request('admin.roles', {})).items.length, 4); // who has it by another role keeps the connection
});
