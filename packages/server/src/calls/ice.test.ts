import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { IceServers } from '@corridor/sdk/protocol';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';
import { probe } from './ice.probe.ts';
import { createIce } from './ice.ts';

const config = { stun: ['stun:turn.example'], turn: ['turn:turn.example?transport=udp', 'turns:turn.example'], secret: 'a-secret-of-the-turn-server', ttlSeconds: 3600 };
const ada = { tenant: 'acme', user: 'ada' };
const noon = Date.parse('2026-03-02T12:00:00Z');

test('names the expiry and the user, and signs that as the TURN server does', () => {
  const { servers, expiresAt } = createIce(config, () => noon)(ada), [stun, turn] = servers;
  assert.deepEqual(stun, { urls: config.stun });
  assert.deepEqual(turn!.urls, config.turn);
  assert.equal(expiresAt, '2026-03-02T13:00:00.000Z');
  assert.match(turn!.username!, new RegExp(`^${noon / 1000 + 3600}:[\\w-]{22}$`));
  assert.equal(turn!.credential, createHmac('sha1', config.secret).update(turn!.username!).digest('base64'));
});

test('the TURN server does not learn who a user is, and knows users of two tenants apart', () => {
  const ice = createIce(config, () => noon), name = (user: { tenant: string; user: string }) => ice(user).servers[1]!.username!.split(':')[1]!;
  assert.ok(!name(ada).includes('ada'));
  assert.equal(name(ada), name(ada));
  assert.notEqual(name(ada), name({ tenant: 'rivals', user: 'ada' }));
  assert.notEqual(name({ tenant: 'a', user: 'b:c' }), name({ tenant: 'a:b', user: 'c' }));
});

test('credentials may be good for shorter than configured, never for longer', () => {
  const until = (ttl: number) => createIce(config, () => noon)(ada, ttl).expiresAt;
  assert.equal(until(60), '2026-03-02T12:01:00.000Z');
  assert.equal(until(7200), '2026-03-02T13:00:00.000Z');
});

test('who asks often gets the same name, and new ones before the old have lost half of their time', () => {
  let now = noon;
  const ice = createIce(config, () => now), first = ice(ada);
  now += 899_000;
  assert.deepEqual(ice(ada), first);
  now += 1000;
  assert.notDeepEqual(ice(ada), first);
  for (let minutes = 0; minutes < 90; minutes++) {
    now = noon + minutes * 60_000;
    const leftSeconds = (Date.parse(ice(ada).expiresAt!) - now) / 1000;
    assert.ok(leftSeconds > 2700 && leftSeconds <= 3600);
  }
});

test('names only what is configured', () => {
  assert.deepEqual(createIce({ ...config, stun: [], turn: [] })(ada), { servers: [], expiresAt: null });
  assert.deepEqual(createIce({ ...config, turn: [] })(ada), { servers: [{ urls: config.stun }], expiresAt: null });
});

const answerTo = (asked: Buffer): Buffer => { const answer = Buffer.from(asked.subarray(0, 20)); answer.writeUInt16BE(0x0101, 0); return answer; };

test('knows a server that answers from one that does not, over UDP and TCP', async () => {
  const udp = createSocket('udp4'), tcp = createServer((socket) => { socket.on('data', (asked) => { socket.end(answerTo(asked)); }); });
  udp.on('message', (asked, { port, address }) => { udp.send(answerTo(asked), port, address); });
  udp.bind(0, '127.0.0.1');
  tcp.listen(0, '127.0.0.1');
  await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
  const [open, tcpPort] = [udp.address().port, (tcp.address() as AddressInfo).port];
  assert.deepEqual(await Promise.all([probe(`stun:127.0.0.1:${open}`), probe(`turn:127.0.0.1:${tcpPort}?transport=tcp`)]), [true, true]);
  udp.removeAllListeners('message').on('message', (_, { port, address }) => { udp.send(Buffer.alloc(20), port, address); }); // something else listens there
  assert.equal(await probe(`turn:127.0.0.1:${open}?transport=udp`, 200), false);
  tcp.close();
  await once(tcp, 'close');
  assert.equal(await probe(`turn:127.0.0.1:${tcpPort}?transport=tcp`), false);
  assert.equal(await probe(`turns:127.0.0.1:${tcpPort}`), false);
  udp.close();
});

let world: TestWorld, caller: Guest, called: Guest, stranger: Guest, channelId: string;
before(async () => {
  world = await startTestWorld({ ice: config });
  [caller, called, stranger] = [await world.connect('ada'), await world.connect('ben'), await world.connect('ada', { tenant: 'rivals' })];
  channelId = (await caller.request('chat.createChannel', { kind: 'group', members: ['ben'] })).id;
});
after(() => world.close());

const relays = ({ servers }: IceServers) => servers.filter(({ credential }) => credential !== undefined).length;

test('whoever is in a call gets credentials, and nobody else does', async () => {
  const { call, participantId, ice } = await caller.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
  assert.equal(relays(ice), 1);
  assert.equal(relays(await caller.request('calls.ice', { participantId })), 1);
  for (const guest of [called, stranger]) await assert.rejects(guest.request('calls.ice', { participantId }), { code: 'not-found' });
  const rung = call.participants.find(({ userId }) => userId === 'ben')!.id;
  await assert.rejects(called.request('calls.ice', { participantId: rung }), { code: 'conflict' });
  const answer = await called.request('calls.join', { callId: call.id, deviceId: 'phone' });
  assert.equal(relays(answer.ice), 1);
  assert.equal(relays((await called.request('calls.resume', { participantId: answer.participantId, deviceId: 'phone' })).ice), 1);
  await called.request('calls.leave', { participantId: answer.participantId });
  await assert.rejects(called.request('calls.ice', { participantId: answer.participantId }), { code: 'conflict' });
  await caller.request('calls.end', { callId: call.id });
  await assert.rejects(caller.request('calls.ice', { participantId }), { code: 'conflict' });
});

test('a call that is over at once, where the other one is busy, brings no credentials', async () => {
  const { call } = await caller.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' }), dora = await world.connect('dora');
  await called.request('calls.join', { callId: call.id, deviceId: 'phone' });
  const { id: other } = await dora.request('chat.openDirect', { userIds: ['ben'] }), vain = await dora.request('calls.start', { channelId: other, kind: 'audio', deviceId: 'desk' });
  assert.deepEqual([vain.call.reason, vain.ice], ['busy', { servers: [], expiresAt: null }]);
  await caller.request('calls.end', { callId: call.id });
});

test('whoever may join calls tries the ways before one, for two minutes at most', async () => {
  const before = Date.now(), ice = await called.request('calls.preflight', {}), leftMs = Date.parse(ice.expiresAt!) - before;
  assert.equal(relays(ice), 1);
  assert.ok(leftMs > 80_000 && leftMs <= 121_000, `${leftMs} ms`);
  const boss = await world.connect('root', { roles: ['admin'] });
  const { items } = await boss.request('admin.roles', {}), member = items.find(({ role }) => role === 'member')!;
  await boss.request('admin.setRole', { role: 'member', permissions: member.permissions.filter((one) => one !== 'calls.join') });
  await assert.rejects(called.request('calls.preflight', {}), { code: 'forbidden' });
  await boss.request('admin.setRole', { role: 'member', permissions: member.permissions });
});
