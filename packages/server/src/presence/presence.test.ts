import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Presence, PresenceStatus } from '@corridor/sdk/protocol';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, watcher: Guest;
before(async () => {
  world = await startTestWorld();
  watcher = await world.connect('watcher');
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

const isNow = (userId: string, status: PresenceStatus) => (presence: Presence) => presence.userId === userId && presence.status === status;
const watch = async (userId: string) => (await watcher.request('presence.watch', { userIds: [userId] })).items[0]!;
const statuses = (userId: string) => watcher.heard.flatMap((one) => (one.name === 'presence.changed' && one.payload.userId === userId ? [one.payload.status] : []));

test('somebody is online from the first device to the last', async () => {
  assert.deepEqual(await watch('ada'), { userId: 'ada', status: 'offline', text: null, until: null, lastActiveAt: null });
  const [phone, desk] = [await world.connect('ada'), await world.connect('ada')];
  await watcher.hears('presence.changed', isNow('ada', 'online'));
  phone.close();
  await desk.settled();
  desk.close();
  const gone = await watcher.hears('presence.changed', isNow('ada', 'offline'));
  assert.ok(gone.lastActiveAt);
  assert.deepEqual(statuses('ada'), ['online', 'offline']);
  const [asked] = (await watcher.request('presence.get', { userIds: ['ada'] })).items;
  assert.deepEqual({ ...asked, lastActiveAt: gone.lastActiveAt }, gone); // the last moment may still be on its way into the database
});

test('whose last device has just gone looks as before until it may be back no more', async () => {
  const patient = await startTestWorld({ beside: world, timing: { graceMs: 3_600_000 } });
  try {
    const [eye, desk] = [await patient.connect('eye'), await patient.connect('fay')];
    desk.close();
    while (patient.connections() > 1) await new Promise(setImmediate);
    const status = async () => (await eye.request('presence.get', { userIds: ['fay'] })).items[0]?.status;
    assert.equal(await status(), 'online');
    const phone = await patient.connect('fay');
    await phone.request('presence.active', { isActive: false });
    phone.close();
    while (patient.connections() > 1) await new Promise(setImmediate);
    assert.equal(await status(), 'away');
  } finally { await patient.close(); }
});

test('all devices idle makes away, one in use makes online', async () => {
  const [phone, desk] = [await world.connect('ben'), await world.connect('ben')];
  await watch('ben');
  await phone.request('presence.active', { isActive: false });
  await desk.request('presence.active', { isActive: false });
  await watcher.hears('presence.changed', isNow('ben', 'away'));
  await phone.request('presence.active', { isActive: true });
  await watcher.hears('presence.changed', isNow('ben', 'online'));
  await phone.request('presence.active', { isActive: false });
  watcher.heard.length = 0;
  phone.close();
  desk.close();
  await watcher.hears('presence.changed', isNow('ben', 'offline'));
});

test('what was chosen holds over devices and restarts until its end, which is told', async () => {
  await watch('cleo');
  const cleo = await world.connect('cleo');
  await watcher.hears('presence.changed', isNow('cleo', 'online'));
  watcher.heard.length = 0;
  const until = new Date(Date.now() + 400).toISOString();
  assert.deepEqual(await cleo.request('presence.set', { status: 'do-not-disturb', text: 'counting stock', until }), await watcher.hears('presence.changed', isNow('cleo', 'do-not-disturb')));
  const restarted = await startTestWorld({ beside: world });
  try {
    const elsewhere = await restarted.connect('watcher');
    const [seen] = (await elsewhere.request('presence.watch', { userIds: ['cleo'] })).items;
    assert.deepEqual([seen?.status, seen?.text, seen?.until], ['offline', 'counting stock', until]);
    assert.equal((await elsewhere.hears('presence.changed', ({ userId }) => userId === 'cleo')).text, null);
  } finally { await restarted.close(); }
  const over = await watcher.hears('presence.changed', isNow('cleo', 'online'));
  assert.deepEqual([over.text, over.until], [null, null]);
  assert.equal(await codeOf(cleo.request('presence.set', { until: '2020-01-01T00:00:00Z' })), 'invalid-input');
  await cleo.request('presence.set', { status: 'busy' });
  await watcher.hears('presence.changed', isNow('cleo', 'busy'));
  await cleo.request('presence.set', {});
  await watcher.hears('presence.changed', () => statuses('cleo').length === 4);
  assert.deepEqual(statuses('cleo'), ['do-not-disturb', 'online', 'busy', 'online']);
});

test('who hides looks like somebody who is not there', async () => {
  const dan = await world.connect('dan'), { id: channelId } = await dan.request('chat.createChannel', { kind: 'group', members: ['watcher'] });
  await watch('dan');
  await dan.request('chat.listen', { channelId });
  await watcher.request('chat.listen', { channelId });
  await watcher.hears('presence.viewers', (viewers) => viewers.channelId === channelId && viewers.total === 2);
  const before = await watch('dan');
  watcher.heard.length = 0;
  await dan.request('presence.set', { status: 'offline', until: new Date(Date.now() + 60_000).toISOString() });
  const hidden = await watcher.hears('presence.changed', isNow('dan', 'offline'));
  assert.deepEqual(hidden, { ...before, status: 'offline' });
  const viewers = await watcher.hears('presence.viewers', ({ total }) => total === 1);
  assert.deepEqual(viewers.userIds, ['watcher']);
  await dan.request('presence.active', { isActive: false });
  await dan.request('presence.active', { isActive: true });
  const second = await world.connect('dan');
  await second.request('chat.listen', { channelId });
  second.close();
  assert.deepEqual(await watch('dan'), hidden);
  assert.deepEqual(statuses('dan'), ['offline']);
  watcher.heard.length = 0;
  await dan.request('presence.set', {});
  await watcher.hears('presence.changed', isNow('dan', 'online'));
  await watcher.hears('presence.viewers', ({ total }) => total === 2);
});

test('tells who looks on in a conversation, by name up to fifty', async () => {
  const { id: channelId } = await watcher.request('chat.createChannel', { kind: 'group', visibility: 'public' });
  await watcher.request('chat.listen', { channelId });
  const crowd = await Promise.all(Array.from({ length: 54 }, async (_, i) => {
    const guest = await world.connect(`viewer-${i}`);
    await guest.request('chat.listen', { channelId });
    return guest;
  }));
  const full = await watcher.hears('presence.viewers', (viewers) => viewers.channelId === channelId && viewers.total === 55);
  assert.equal(full.userIds.length, 50);
  for (const guest of crowd.slice(1)) guest.close();
  await crowd[0]!.request('chat.unlisten', { channelId });
  await watcher.hears('presence.viewers', (viewers) => viewers.channelId === channelId && viewers.total === 1);
});

test('who watches no longer hears no longer', async () => {
  await watch('eli');
  const eli = await world.connect('eli');
  await watcher.hears('presence.changed', isNow('eli', 'online'));
  await watcher.request('presence.unwatch', { userIds: ['eli'] });
  watcher.heard.length = 0;
  await eli.request('presence.set', { status: 'busy' });
  await watcher.settled();
  assert.deepEqual(statuses('eli'), []);
});

test('a new name is heard by those who watch', async () => {
  await world.person('fay');
  await watch('fay');
  await world.person('fay', { name: 'Fay Holm', avatar: 'https://erp.example/fay.png' });
  assert.deepEqual(await watcher.hears('people.changed', ({ id }) => id === 'fay'), { id: 'fay', name: 'Fay Holm', avatar: 'https://erp.example/fay.png', isPlaceholder: false });
});

test('watches at most two thousand people at once', async () => {
  const guest = await world.connect(newId());
  const ids = Array.from({ length: 2001 }, (_, i) => `somebody-${i}`);
  for (let i = 0; i < 2000; i += 200) await guest.request('presence.watch', { userIds: ids.slice(i, i + 200) });
  assert.equal(await codeOf(guest.request('presence.watch', { userIds: ids.slice(2000) })), 'invalid-input');
  await guest.request('presence.unwatch', { userIds: ids.slice(0, 1) });
  assert.equal(await codeOf(guest.request('presence.watch', { userIds: ids.slice(2000) })), 'ok');
});
