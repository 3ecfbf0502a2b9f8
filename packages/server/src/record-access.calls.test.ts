import type { CallInfo } from '@corridor/sdk/protocol';
import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import type { CallError } from './errors.ts';
import { allowed, claiming, host, make, owner, sources, startGuarded, world } from './record-access.testing.ts';
import { Transaction } from './transaction.ts';
import { codeOf, type Guest, newId, startTestWorld } from './world.testing.ts';

before(startGuarded);
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

for (const [source, { claims, give, take }] of Object.entries(sources)) {
  test(`by ${source}: who loses access goes from the call of the record's conversation, is told of it no more, and comes back with their access`, async () => {
    const guest = await world.connect(`caller-${newId()}`, claims), outsider = await world.connect(`asked-${newId()}`), { session: { user } } = guest;
    await give(guest);
    const { channelId } = await make(), { call: { id: callId } } = await owner.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk', userIds: [outsider.session.user] });
    await outsider.request('calls.join', { callId, deviceId: 'desk' });
    const { participantId } = await guest.request('calls.join', { callId, deviceId: 'desk' }), isOf = (call: CallInfo, one: string) => call.id === callId && call.participants.findLast(({ userId }) => userId === one)?.state;
    await take(guest);
    await owner.hears('calls.changed', (call) => isOf(call, user) === 'left');
    assert.equal(isOf(await owner.request('calls.call', { callId }), outsider.session.user), 'answered'); // whom somebody has asked in never had access
    assert.deepEqual([await codeOf(guest.request('calls.call', { callId })), await codeOf(guest.request('calls.join', { callId, deviceId: 'desk' })), await codeOf(guest.request('calls.resume', { participantId, deviceId: 'desk' }))], ['not-found', 'not-found', 'conflict']);
    await owner.request('calls.setSettings', { callId, settings: { mayShare: false } });
    assert.deepEqual((await guest.hears('calls.changed', ({ id, settings }) => id === callId && !settings.mayShare)).participants.map(({ userId }) => userId), [user]);
    await give(guest);
    while (await codeOf(guest.request('calls.join', { callId, deviceId: 'desk' })) !== 'ok'); // a no of the hook counts for a moment
    await owner.request('calls.end', { callId });
    guest.close();
    outsider.close();
  });
}

const stateOf = (call: CallInfo, user: string) => call.participants.findLast(({ userId }) => userId === user)?.state;
/** Somebody's connection ends in the middle of a call. */
async function cut(guest: Guest, callId: string): Promise<void> {
  owner.heard.length = 0;
  guest.close();
  await owner.hears('calls.changed', (call) => call.id === callId && stateOf(call, guest.session.user) === 'reconnecting');
}

for (const [source, { claims, give, take }] of Object.entries(sources)) {
  test(`by ${source}: who loses access to a call's record while nobody hears them goes from the call as they come back to it; nobody else does`, async () => {
    for (const [way, operation] of [['asked in', 'calls.resume'], ['on their own', 'calls.resume'], ['asked in', 'calls.join']] as const) {
      const guest = await world.connect(`away-${newId()}`, claims), outsider = await world.connect(`asked-${newId()}`), { session: { user } } = guest, { channelId } = await make(), what = `${way}: ${operation}`;
      await give(guest);
      const { call: { id: callId } } = await owner.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk', userIds: [outsider.session.user, ...way === 'asked in' ? [user] : []] });
      const comes = async (one: Guest) => ({ participantId: (await one.request('calls.join', { callId, deviceId: 'desk' })).participantId, deviceId: 'desk' });
      const [mine, theirs] = [await comes(guest), await comes(outsider)];
      await cut(guest, callId);
      const back = await world.connect(user, claims);
      assert.equal(stateOf((await back.request('calls.resume', mine)).call, user), 'active', what);
      await Promise.all([cut(back, callId), cut(outsider, callId)]);
      await (source === 'a token' ? world.person(user, claiming([])) : take(back));
      const late = await world.connect(user, claims), said = await (operation === 'calls.join' ? late.request(operation, { callId, deviceId: 'phone' }) : late.request(operation, mine)).then(() => 'ok', (error: unknown) => error as CallError);
      if (source === 'the hook') assert.equal(said, 'ok', what); // its yes counts for a while where nobody listens, and is asked for again where somebody does
      else assert.deepEqual([(said as CallError).code, (said as CallError).details], ['conflict', { reason: 'access' }], what);
      await owner.hears('calls.changed', (call) => call.id === callId && stateOf(call, user) === 'left');
      assert.deepEqual([await codeOf(late.request('calls.call', { callId })), await codeOf(late.request('calls.join', { callId, deviceId: 'desk' }))], ['not-found', 'not-found'], what);
      const again = await world.connect(outsider.session.user);
      assert.equal(stateOf((await again.request('calls.resume', theirs)).call, outsider.session.user), 'active', what);
      await owner.request('calls.end', { callId });
      for (const one of [late, again]) one.close();
    }
  });
}

test('whoever comes back to a call after the hook\'s yes is over stays in it where the hook says yes again', async () => {
  const guest = await world.connect(`again-${newId()}`), { session: { user } } = guest, { channelId } = await make();
  allowed.add(user);
  const { call: { id: callId } } = await owner.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
  const { participantId } = await guest.request('calls.join', { callId, deviceId: 'desk' });
  await cut(guest, callId);
  const other = await startTestWorld({ beside: world, recordAccess: 'host', host }); // one that remembers nothing, as after a restart
  await world.database.transaction(async (run) => { // as time would
    await run.raw('select set_config(\'app.tenants\', \'{acme}\', true)');
    await run.raw('update record_access set until = now() - interval \'1 second\' where holder = ?', [`@${user}`]);
  });
  const back = await other.connect(user);
  assert.equal(stateOf((await back.request('calls.resume', { participantId, deviceId: 'desk' })).call, user), 'active');
  await owner.request('calls.end', { callId });
  await other.close();
});

test('whom somebody brings along from another call, who has no access to the record, stays when they come back', async () => {
  const friend = await world.connect(`friend-${newId()}`), { session: { user } } = friend, { channelId } = await make(), { id: groupId } = await owner.request('chat.createChannel', { kind: 'group', name: 'ours', members: [user] });
  const { call: { id: from } } = await owner.request('calls.start', { channelId: groupId, kind: 'audio', deviceId: 'desk' });
  await friend.request('calls.join', { callId: from, deviceId: 'desk' });
  const { call: { id: callId } } = await owner.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
  await owner.request('calls.merge', { callId: from, into: callId });
  const { to } = await friend.hears('calls.moved'), mine = { participantId: to, deviceId: 'desk' };
  assert.equal(stateOf((await friend.request('calls.resume', mine)).call, user), 'answered');
  // All are looked at as a group loses access, and who is told of that is told last.
  const { claims, give, take } = sources['a grant to a group']!, other = await world.connect(`other-${newId()}`, claims), watched = await make();
  await give(other);
  await other.request('chat.listen', { channelId: watched.channelId, record: watched.record });
  await take(other);
  await other.hears('chat.left', (left) => left.channelId === watched.channelId);
  assert.equal(stateOf(await owner.request('calls.call', { callId }), user), 'answered');
  await owner.request('calls.end', { callId });
  for (const one of [friend, other]) one.close();
});

/** Statements about one call fail from now on, as where the database is busy; answers what ends that. */
function fail(callId: string): () => void {
  const query = Transaction.prototype.query;
  const failing = mock.method(Transaction.prototype, 'query', function (this: Transaction, name: string, text: string, values: readonly unknown[]) {
    return name === 'lock-call' && values.includes(callId) ? Promise.reject(new Error('busy')) : query.call(this, name, text, values);
  });
  return () => { failing.mock.restore(); };
}

test('where the database fails as somebody loses access, they go from their other calls and hear no more all the same, and from that call once it answers', async () => {
  const guest = await world.connect(`late-${newId()}`, claiming([{ type: 'order', id: '*', audience: '*' }])), { session: { user } } = guest, ids: { channelId: string; callId: string }[] = [];
  for (const deviceId of ['desk', 'phone']) {
    const { channelId } = await make(), { call: { id: callId } } = await owner.request('calls.start', { channelId, kind: 'audio', deviceId });
    await guest.request('calls.join', { callId, deviceId });
    ids.push({ channelId, callId });
  }
  const [failed, other] = ids, left = ({ callId }: { callId: string }) => owner.hears('calls.changed', (call) => call.id === callId && stateOf(call, user) === 'left'), answersAgain = fail(failed!.callId);
  await world.person(user, claiming([]));
  await left(other!);
  for (const { channelId } of ids) await guest.hears('chat.left', (one) => one.channelId === channelId);
  assert.equal(stateOf(await owner.request('calls.call', { callId: failed!.callId }), user), 'answered');
  assert.deepEqual([...new Set(world.errors.map((error) => (error as { err: Error }).err.message))], ['busy']);
  answersAgain();
  await left(failed!);
  world.errors.length = 0;
  for (const { callId } of ids) await owner.request('calls.end', { callId });
  guest.close();
});
