import { type OperationName, operations, type OperationSpec } from '@corridor/sdk/protocol';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallError } from './errors.ts';
import { examples, type Targets } from './examples.testing.ts';
import { allowed, asked, boss, claiming, make, owner, secret, setHostAway, sources, startGuarded, world } from './record-access.testing.ts';
import { codeOf, type Guest, newId } from './world.testing.ts';

const noTargets: Targets = { channelId: '', messageId: '', userId: 'x', record: { type: '', id: '' }, role: 'x', token: 'x', newId: newId() } as Targets;
before(startGuarded);
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

const about = (Object.keys(operations) as OperationName[]).filter((name) => {
  const target: Targets = { ...noTargets, channelId: newId(), messageId: newId(), record: { type: 'order', id: newId() } };
  const text = JSON.stringify(examples[name](target)), { callers } = operations[name] as OperationSpec;
  return callers !== 'keys' && !name.startsWith('records.') && name !== 'chat.createChannel' && [target.channelId, target.messageId, target.record.id].some((id) => text.includes(id));
});
const lists: Partial<Record<OperationName, object>> = { 'chat.channels': {}, 'chat.sync': {}, 'chat.threads': {}, 'search.find': { query: secret }, 'chat.saved': {} };

/** What somebody is told, without the ids that they asked with. */
async function told(guest: Guest, name: OperationName, target: Targets): Promise<string> {
  const said = await guest.request(name, examples[name](target) as never).then((ok) => ({ ok }), (error: unknown) => (error as CallError).toRefusal());
  return JSON.stringify(said).replaceAll(target.channelId, '<channel>').replaceAll(target.record.id, '<record>').replaceAll(target.messageId, '<message>');
}

const gone = (guest: Guest, { channelId }: Targets) => guest.hears('chat.left', (left) => left.channelId === channelId);

for (const [source, { claims, give, take }] of Object.entries(sources)) {
  test(`by ${source}: every operation is open to who has access, and tells who has lost it or never had it nothing`, async () => {
    const name = newId(), guest = await world.connect(`guest-${name}`, claims), stranger = await world.connect(`stranger-${name}`);
    await give(guest);
    const target = await make();
    for (const operation of about) {
      const code = await codeOf(guest.request(operation, examples[operation](await make())));
      if (code === 'not-found') assert.equal(await codeOf(owner.request(operation, examples[operation](await make()))), code, operation); // nothing of the kind is there for anybody
    }
    await guest.request('chat.send', { channelId: target.channelId, text: 'mine', record: target.record });
    await guest.request('chat.listen', { channelId: target.channelId });
    const { id: thread } = await guest.request('chat.openThread', { messageId: target.messageId });
    await guest.request('chat.send', { channelId: thread, text: `${secret} reply`, threadOf: target.messageId });
    for (const [list, input] of Object.entries(lists)) assert.ok(JSON.stringify(await guest.request(list as 'chat.sync', input)).length > 60, list);
    await take(guest);
    await gone(guest, target);
    const before = await world.rows('acme');
    for (const one of [guest, stranger]) {
      for (const operation of about) {
        const none: Targets = { ...target, channelId: newId(), messageId: newId(), record: { type: 'order', id: newId() }, newId: newId() };
        assert.equal(await told(one, operation, target), await told(one, operation, none), `${one.session.user}: ${operation}`);
      }
      for (const [list, input] of Object.entries(lists)) assert.doesNotMatch(JSON.stringify(await one.request(list as 'chat.sync', input)), source === 'the hook' ? new RegExp(target.channelId) : new RegExp(`${secret}|${target.channelId}`), list); // a yes of the hook counts for a while where nobody listens
    }
    assert.deepEqual(await world.rows('acme'), before);
  });

  test(`by ${source}: who loses access hears no more of the conversation, its threads and its numbers, as a member and as a looker-on`, async () => {
    for (const isMember of [true, false]) {
      const guest = await world.connect(`live-${newId()}`, claims), target = await make(), { channelId, record } = target;
      await give(guest);
      if (isMember) await guest.request('chat.join', { channelId, record });
      await guest.request('chat.listen', { channelId, record });
      await guest.request('chat.watchCounts', { records: [record] });
      const { id: thread } = await owner.request('chat.openThread', { messageId: target.messageId });
      await owner.request('chat.send', { channelId: thread, text: 'reply', threadOf: target.messageId });
      await guest.request('chat.listen', { channelId: thread });
      await guest.hears('chat.counted');
      await take(guest);
      await gone(guest, target);
      await guest.hears('chat.left', (left) => left.channelId === thread);
      guest.heard.length = 0;
      const before = await owner.request('chat.send', { channelId, text: 'later' });
      await owner.request('chat.send', { channelId: thread, text: 'later', threadOf: target.messageId });
      await owner.request('chat.typing', { channelId });
      await owner.request('chat.edit', { messageId: before.id, text: 'later still' });
      await guest.settled();
      assert.deepEqual(guest.heard.filter(({ name }) => name !== 'presence.changed' && name !== 'chat.left').map(({ name }) => name), [], `member: ${isMember}`);
      guest.close();
    }
  });

  test(`by ${source}: who loses access while nobody hears them hears no more of the conversation once they are back`, async () => {
    const guest = await world.connect(`away-${newId()}`, claims), target = await make(), { channelId, record } = target, { user } = guest.session;
    await give(guest);
    await guest.request('chat.join', { channelId, record });
    guest.close();
    await (source === 'a token' ? world.person(user, claiming([])) : take(guest));
    const back = await world.connect(user, claims), { refused } = await back.request('chat.sync', { channels: [{ channelId, record }] });
    if (source === 'the hook') await gone(back, target); // its yes counts for a while where nobody listens, and is asked for again where somebody does
    else assert.deepEqual(refused, [channelId]);
    back.heard.length = 0;
    await owner.request('chat.send', { channelId, text: 'later' });
    await back.settled();
    assert.deepEqual([await codeOf(back.request('chat.listen', { channelId, record })), back.heard.filter(({ name }) => name.startsWith('chat.') && name !== 'chat.left')], ['not-found', []]);
    back.close();
  });
}

test('access to one record is none to another, and access for an audience none for others', async () => {
  const record = { type: 'order', id: newId() }, external = { ...record, audience: 'external' };
  const supplier = await world.connect(`supplier-${newId()}`, claiming([external]));
  const { id: channelId } = await supplier.request('chat.openRecord', external);
  await supplier.request('chat.send', { channelId, text: 'from outside', record: external });
  for (const other of [record, { ...external, id: newId() }, { ...external, type: 'invoice' }]) assert.equal(await codeOf(supplier.request('chat.openRecord', other)), 'not-found');
  assert.equal((await supplier.request('chat.openRecord', { ...external, place: { line: '1' } })).id !== channelId, true);
  await owner.request('chat.send', { channelId: (await owner.request('chat.openRecord', record)).id, text: secret, record });
  assert.deepEqual((await supplier.request('chat.places', { record, subset: true })).items.map(({ id }) => id), [channelId]);
  assert.deepEqual((await supplier.request('chat.counts', { records: [record], subset: true })).items, [{ total: 1, unread: 0, mentioned: 0, open: 1 }]);
  assert.deepEqual((await supplier.request('search.find', { query: secret })).messages, []);
  assert.equal((await supplier.request('search.find', { query: 'outside' })).messages.length, 1);
});

test('all records of a type are those that one has access to, and no filter tells of others', async () => {
  const type = `order ${newId()}`, [first, second] = [{ type, id: 'PO-1' }, { type, id: 'PO-2' }], any = { type, id: '*' }, metadata = { status: 'late' };
  const erp = await world.connect(`key:${newId()}`, { isKey: true }), boss = await world.connect(`boss-${newId()}`, { roles: ['admin'], ...claiming([]) });
  const supplier = await world.connect(`supplier-${newId()}`, claiming([{ ...first, audience: 'internal' }, { ...second, audience: 'internal' }]));
  for (const record of [first, second]) {
    const { id: channelId } = await erp.request('records.setMetadata', { record, metadata });
    await supplier.request('chat.send', { channelId, text: secret, record });
    assert.equal(await codeOf(boss.request('records.setMetadata', { record, metadata: { status: 'open' } })), 'not-found');
    assert.equal(await codeOf(boss.request('records.setChannelMetadata', { channelId, metadata: { status: 'open' } })), 'not-found');
  }
  const seen = async () => [
    (await supplier.request('chat.places', { record: any, metadata, limit: 1 })).next, (await supplier.request('chat.channels', { metadata, limit: 1 })).next,
    ...(await supplier.request('chat.counts', { records: [any, second], metadata })).items.map(({ total }) => total),
  ].map((one) => (typeof one === 'string' ? 'more' : one));
  assert.deepEqual(await seen(), ['more', 'more', 2, 1]);
  await supplier.request('session.refresh', { token: JSON.stringify({ ...supplier.session, ...claiming([{ ...first, audience: 'internal' }]) }) });
  assert.deepEqual(await seen(), [undefined, undefined, 1, 0]);
});

test('a conversation that nobody has written in is heard only with access, and not after it has ended', async () => {
  const record = { type: 'order', id: newId() }, guest = await world.connect(`early-${newId()}`), { session: { user } } = guest;
  await boss.request('records.grant', { record, userIds: [user] });
  const { id: channelId } = await guest.request('chat.openRecord', record);
  await guest.request('chat.listen', { channelId, record });
  await boss.request('records.revoke', { record, userIds: [user] });
  await guest.hears('chat.left', (left) => left.channelId === channelId);
  assert.equal(await codeOf(guest.request('chat.listen', { channelId, record })), 'not-found');
  assert.deepEqual((await guest.request('chat.sync', { channels: [{ channelId, record }] })).refused, [channelId]);
  await owner.request('chat.send', { channelId, text: secret, record });
  await guest.settled();
  assert.deepEqual(guest.heard.filter(({ name }) => name === 'chat.message'), []);
});

test('naming or adding somebody lets in who has access, and nobody else', async () => {
  const { channelId, record } = await make(), friend = await world.connect(`friend-${newId()}`, claiming([{ ...record, audience: '*' }])), stranger = await world.connect(`foreign-${newId()}`);
  await owner.request('chat.send', { channelId, text: `<@${friend.session.user}> and <@${stranger.session.user}>` });
  await friend.hears('chat.channel', ({ id }) => id === channelId);
  assert.deepEqual((await owner.request('chat.members', { channelId })).items.map(({ userId }) => userId), ['owner', friend.session.user]);
  assert.equal(await codeOf(owner.request('chat.addMembers', { channelId, userIds: [stranger.session.user] })), 'conflict');
  await stranger.settled();
  assert.doesNotMatch(JSON.stringify(stranger.heard), new RegExp(channelId));
});

test('neither a permission, a name like a key\'s nor an older token opens a record, and other conversations are as before', async () => {
  const { channelId, record } = await make();
  assert.equal(await codeOf(world.request(await world.person('key:of-mine', { roles: ['admin'] }), 'chat.channel', { channelId })), 'not-found');
  for (const name of ['chat.channel', 'chat.history'] as const) assert.equal(await codeOf(boss.request(name, { channelId })), 'not-found');
  const old = claiming([{ ...record, audience: '*' }]), guest = await world.connect(`twice-${newId()}`, old);
  assert.equal(await codeOf(guest.request('chat.channel', { channelId })), 'ok');
  await world.person(guest.session.user, claiming([]));
  await guest.hears('chat.left').catch(() => undefined);
  await world.person(guest.session.user, old);
  assert.equal(await codeOf(guest.request('chat.channel', { channelId })), 'not-found');
  const group = await owner.request('chat.createChannel', { kind: 'group', name: 'open', visibility: 'public' });
  assert.equal(await codeOf(guest.request('chat.join', { channelId: group.id })), 'ok');
});

test('a newer token that names no record ends access, also after an older one that named none either', async () => {
  const { channelId, record } = await make(), first = claiming([]), guest = await world.person(`third-${newId()}`, first);
  await world.person(guest.user, claiming([{ ...record, audience: '*' }]));
  await world.person(guest.user, first); // another page of theirs
  assert.equal(await codeOf(world.request(guest, 'chat.channel', { channelId })), 'ok');
  await world.person(guest.user, claiming([]));
  assert.equal(await codeOf(world.request(guest, 'chat.channel', { channelId })), 'not-found');
});

test('the hook is asked once in a while for a yes, together for many, and not where something else has decided', async () => {
  const guest = await world.person(`asked-${newId()}`), targets = [await make(), await make()];
  allowed.add(guest.user);
  asked.length = 0;
  for (let i = 0; i < 3; i++) for (const { channelId } of targets) await world.request(guest, 'chat.history', { channelId });
  const mine = () => asked.filter(({ user }) => user === guest.user);
  assert.equal(mine().length, 2);
  await world.request(guest, 'chat.counts', { records: Array.from({ length: 150 }, (_, i) => ({ type: 'order', id: `many-${i}` })) });
  assert.deepEqual(mine().slice(2).map(({ records }) => records.length), [150]);
  await owner.request('chat.history', { channelId: targets[0]!.channelId });
  assert.equal(asked.some(({ user }) => user === 'owner'), false);
});

test('a host that does not answer keeps records closed and says so, and keeps nobody from the rest', async () => {
  const { channelId } = await make(), guest = await world.person(`waiting-${newId()}`);
  setHostAway(true);
  try {
    assert.equal(await codeOf(world.request(guest, 'chat.history', { channelId })), 'unavailable');
    assert.deepEqual((await world.request(guest, 'chat.channels', {})).items, []);
    assert.equal(await codeOf(world.request(guest, 'chat.createChannel', { kind: 'group', name: 'ours' })), 'ok');
  } finally { setHostAway(false); }
  assert.equal(await codeOf(world.request(guest, 'chat.history', { channelId })), 'not-found');
});

test('grants are listed with whom and until when, and end by themselves', async () => {
  const record = { type: 'invoice', id: newId() }, until = '2999-01-01T00:00:00.000Z', guest = await world.person(`granted-${newId()}`);
  await boss.request('records.grant', { record, userIds: [guest.user], groups: ['buyers', 'auditors'], until });
  const { items } = await boss.request('records.grants', { id: record.id });
  assert.deepEqual(items.map(({ grantedAt: _, ...rest }) => rest), [{ record, group: 'auditors', until }, { record, group: 'buyers', until }, { record, userId: guest.user, until }]);
  const first = await boss.request('records.grants', { id: record.id, limit: 2 });
  assert.deepEqual((await boss.request('records.grants', { id: record.id, limit: 2, cursor: first.next })).items, items.slice(2));
  assert.equal(await codeOf(world.request(guest, 'chat.openRecord', record)), 'ok');
  assert.equal(await codeOf(boss.request('records.grant', { record, userIds: [guest.user], until: '2020-01-01T00:00:00.000Z' })), 'invalid-input');
  await world.database.transaction(async (run) => { // as time would
    await run.raw('select set_config(\'app.tenants\', \'{acme}\', true)');
    await run.raw('update record_access set until = now() - interval \'1 second\' where holder = ?', [`@${guest.user}`]);
  });
  assert.equal(await codeOf(world.request(guest, 'chat.openRecord', record)), 'not-found');
  assert.equal(await codeOf(world.request(guest, 'records.grant', { record, userIds: [guest.user] })), 'forbidden');
});
