import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { permissions } from '@corridor/sdk/protocol';
import type { Session } from '../call.ts';
import { codeOf, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, admin: Session;
before(async () => {
  world = await startTestWorld();
  admin = await world.person('admin', { roles: ['admin'] });
});
after(() => world.close());

const allowed = async (roles: string[], tenant = 'acme') => (await world.request(await world.person('ada', { roles, tenant }), 'session.me', {})).permissions;
const everyone = ['chat.access_channels', 'chat.create_channels', 'chat.create_direct', 'chat.mention_everyone', 'chat.send_files', 'files.create_links', 'voice.record', 'voice.listen', 'voice.download', 'voice.transcribe', 'calls.join', 'calls.start_audio', 'calls.start_video', 'calls.start_group', 'calls.transfer', 'calls.record', 'calls.download', 'calls.caption', 'meetings.create'];

test('everybody is a member; roles of the token add to that, unknown ones nothing', async () => {
  for (const roles of [[], ['guest'], ['unknown'], ['__proto__', 'constructor']]) assert.deepEqual(await allowed(roles), everyone);
  assert.deepEqual(await allowed(['moderator', 'guest']), permissions.filter((one) => [...everyone, 'chat.delete_messages', 'chat.moderate_channels', 'voice.delete'].includes(one)));
  assert.deepEqual(await allowed(['admin']), [...permissions]);
});

test('a role is made, changed and removed from the next request on, for its own tenant', async () => {
  const role = { role: 'buyer', permissions: ['chat.access_private'] as const };
  assert.deepEqual(await world.request(admin, 'admin.setRole', { ...role, permissions: [...role.permissions] }), { ...role, isBuiltIn: false });
  assert.ok((await allowed(['buyer'])).includes('chat.access_private'));
  assert.deepEqual(await allowed(['buyer'], 'globex'), everyone);
  await world.request(admin, 'admin.setRole', { role: 'buyer', permissions: ['chat.delete_messages', 'chat.delete_messages'] });
  assert.deepEqual((await world.request(admin, 'admin.roles', {})).items.find((one) => one.role === 'buyer')?.permissions, ['chat.delete_messages']);
  await world.request(admin, 'admin.deleteRole', { role: 'buyer' });
  assert.deepEqual(await allowed(['buyer']), everyone);
  assert.equal(await codeOf(world.request(admin, 'admin.deleteRole', { role: 'buyer' })), 'not-found');
});

test('what everybody may do can be narrowed, and says who can grant it', async () => {
  const ada = await world.person('ada');
  await world.request(admin, 'admin.setRole', { role: 'member', permissions: ['chat.access_channels'] });
  try {
    assert.deepEqual(await allowed([]), ['chat.access_channels']);
    await assert.rejects(world.request(ada, 'chat.createChannel', { kind: 'group' }), /chat\.create_channels; an administrator can grant it/);
    await assert.rejects(world.request(ada, 'chat.openDirect', { userIds: ['ben'] }), { code: 'forbidden' });
    const { id } = await world.request(admin, 'chat.openDirect', { userIds: ['ada'] });
    assert.equal((await world.request(ada, 'chat.openDirect', { userIds: ['admin'] })).id, id); // it is there, so nothing is made
    await world.request(admin, 'admin.setRole', { role: 'member', permissions: [] });
    assert.equal(await codeOf(world.request(ada, 'chat.channel', { channelId: id })), 'forbidden');
  } finally { await world.request(admin, 'admin.setRole', { role: 'member', permissions: everyone as never }); }
});

test('nobody is locked out: admin keeps admin.roles, and built-in roles stay', async () => {
  assert.equal(await codeOf(world.request(admin, 'admin.setRole', { role: 'admin', permissions: ['chat.access_channels'] })), 'conflict');
  for (const role of ['admin', 'moderator', 'member', 'guest']) assert.equal(await codeOf(world.request(admin, 'admin.deleteRole', { role })), 'conflict');
  for (const [name, input] of [['admin.roles', {}], ['admin.setRole', { role: 'x', permissions: [] }], ['admin.deleteRole', { role: 'x' }]] as const) {
    assert.equal(await codeOf(world.request(await world.person('ada', { roles: ['moderator'] }), name, input as never)), 'forbidden');
  }
});
