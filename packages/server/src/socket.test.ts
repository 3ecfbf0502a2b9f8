import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { protocolVersion, type Refusal } from '@corridor/sdk/protocol';
import type { CallError } from './errors.ts';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { inTransaction } from './transaction.ts';
import { codeOf, newId, startTestWorld, type TestWorld } from './world.testing.ts';

let world: TestWorld;
before(async () => { world = await startTestWorld({ corsOrigins: ['https://erp.example'] }); });
after(() => world.close());

const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;

async function knock(options: Partial<ManagerOptions & SocketOptions>): Promise<'in' | Refusal | 'shut'> {
  const socket: Socket = io(world.url, { forceNew: true, reconnection: false, transports: ['websocket'], ...options });
  try {
    return await new Promise((resolve) => {
      socket.once('connect', () => { resolve('in'); });
      socket.once('connect_error', (error: Error & { data?: Refusal }) => { resolve(error.data ?? 'shut'); });
    });
  } finally { socket.close(); }
}

test('lets in who has a valid token and speaks the protocol', async () => {
  const auth = { token: JSON.stringify(await world.person('ada')) };
  for (const transport of ['websocket', 'polling']) assert.equal(await knock({ auth, transports: [transport] }), 'in');
  assert.equal(await knock({ auth: { ...auth, protocol: protocolVersion } }), 'in');
  assert.equal((await knock({ auth: { ...auth, protocol: protocolVersion + 1 } }) as Refusal).code, 'invalid-input');
  assert.equal((await knock({ auth: {} }) as Refusal).code, 'unauthenticated');
  assert.equal((await knock({ auth: { token: ['x'] } }) as Refusal).code, 'unauthenticated');
});

test('pages of other sites connect only from a listed origin', async () => {
  const auth = { token: JSON.stringify(await world.person('ada')) };
  const from = (origin: string, transport: string) => knock({ auth, transports: [transport], extraHeaders: { origin } });
  for (const transport of ['websocket', 'polling']) {
    assert.equal(await from('https://erp.example', transport), 'in');
    assert.equal(await from(world.url, transport), 'in');
    for (const origin of ['https://evil.example', 'null', 'https://erp.example.evil.example', 'http://erp.example']) assert.equal(await from(origin, transport), 'shut', origin);
  }
});

test('a newer token keeps the connection and brings its roles; one of somebody else is refused', { timeout: 20_000 }, async () => {
  const ada = await world.connect('ada', { expiresAt: seconds(2) });
  let isGone = false;
  ada.socket.once('disconnect', () => { isGone = true; });
  const newer = { ...ada.session, roles: ['admin'], expiresAt: seconds(600) };
  assert.equal(await codeOf(ada.request('admin.roles', {})), 'forbidden');
  assert.deepEqual(await ada.request('session.refresh', { token: JSON.stringify(newer) }), { expiresAt: new Date(newer.expiresAt * 1000).toISOString() });
  assert.equal(await codeOf(ada.request('admin.roles', {})), 'ok');
  const ben = await world.person('ben');
  assert.equal(await codeOf(ada.request('session.refresh', { token: JSON.stringify(ben) })), 'forbidden');
  assert.equal(await codeOf(ada.request('session.refresh', { token: JSON.stringify({ ...newer, tenant: 'globex' }) })), 'forbidden');
  assert.equal(await codeOf(ada.request('session.refresh', { token: JSON.stringify({ ...newer, expiresAt: seconds(-1) }) })), 'unauthenticated');
  const short = await world.connect('cleo', { expiresAt: seconds(2) }); // its end comes after that of the token that was replaced
  await new Promise((resolve) => { short.socket.once('disconnect', resolve); });
  assert.equal(isGone, false);
  assert.equal((await ada.request('session.me', {})).id, 'ada');
});

test('a connection whose token runs out is told why and closed', { timeout: 20_000 }, async () => {
  const ada = await world.connect('ada', { expiresAt: seconds(1) });
  const told = new Promise<Refusal>((resolve) => { ada.socket.once('refused', resolve); });
  const reason = new Promise<string>((resolve) => { ada.socket.once('disconnect', resolve); });
  assert.equal((await told).code, 'unauthenticated');
  assert.equal(await reason, 'io server disconnect');
});

test('stores messages in the order in which one connection sent them, however they are sent', async () => {
  const ada = await world.connect('ada');
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  const record = { type: 'order', id: newId() }, { id: recordChannel } = await ada.request('chat.openRecord', record);
  for (const target of [{ channelId }, { channelId: recordChannel, record }]) {
    const sent = await Promise.all(Array.from({ length: 200 }, (_, i) => ada.request('chat.send', { ...target, text: `message ${i}` })));
    assert.deepEqual(sent.map(({ seq }) => seq), sent.map((_, i) => i + 1));
  }
});

test('limits requests of a user over all connections, also those that would be refused', async () => {
  const limited = await startTestWorld({ limits: 1 });
  try {
    const [one, two] = await Promise.all([limited.connect('ada'), limited.connect('ada')]);
    const codes = await Promise.all(Array.from({ length: 800 }, (_, i) => codeOf([one, two][i % 2]!.request('chat.send', { channelId: 'nonsense', text: 'x' }))));
    assert.deepEqual(new Set(codes), new Set(['invalid-input', 'rate-limited']));
    assert.equal(await codeOf((await limited.connect('ben')).request('chat.typing', { channelId: newId() })), 'not-found');
  } finally { await limited.close(); }
});

test('who asks without waiting for answers is told when to come again, and all that was taken is answered', { timeout: 30_000 }, async () => {
  const limited = await startTestWorld({ limits: 0.2 });
  try {
    const ada = await limited.connect('ada'), ask = () => ada.request('presence.active', { isActive: true });
    const refused = (await Promise.allSettled(Array.from({ length: 130 }, ask))).flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as CallError] : []));
    assert.ok(refused.length > 0 && refused.length <= 30, String(refused.length));
    for (const { code, message, details } of refused) assert.ok(code === 'rate-limited' && message.startsWith('100 requests wait') && (details as { retryAfterMs: number }).retryAfterMs >= 1000, message);
    assert.equal(await codeOf(ask()), 'ok');
  } finally { await limited.close(); }
});

test('who has too many connections open is refused one more, until one is closed; another person is not', { timeout: 30_000 }, async () => {
  const limited = await startTestWorld({ limits: 0.01 });
  try {
    const connections = await Promise.all(Array.from({ length: 5 }, () => limited.connect('ada')));
    await assert.rejects(limited.connect('ada'), ({ data }: Error & { data?: Refusal }) => data?.code === 'rate-limited' && (data.details as { retryAfterMs: number }).retryAfterMs === 30_000);
    await limited.connect('ben');
    connections[0]!.socket.disconnect();
    while (limited.connections() > 5) await setImmediate();
    await limited.connect('ada');
  } finally { await limited.close(); }
});

test('closing answers what is in flight, refuses what is new and lets clients come back', { timeout: 20_000 }, async () => {
  const closing = await startTestWorld();
  const ada = await closing.connect('ada');
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  const reason = new Promise<string>((resolve) => { ada.socket.once('disconnect', resolve); });
  const before = Array.from({ length: 20 }, () => ada.request('chat.send', { channelId, text: 'last words' }));
  await before[0];
  assert.equal(closing.connections(), 1);
  const closed = closing.close({ keepGuests: true });
  assert.equal(await codeOf(closing.request(ada.session, 'session.me', {})), 'unavailable');
  assert.deepEqual(new Set(await Promise.all(before.map(codeOf))), new Set(['ok']));
  assert.equal(await reason, 'transport close'); // after any other reason clients stay away
  assert.equal(closing.inFlight(), 0);
  await closed;
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => { resolve = done; });
  return { promise, resolve };
}

/** A world that is told to close while Ada's request waits for a row that somebody holds; `giveBack` lets go of it. */
async function closingWithOneAnswerOpen() {
  const closing = await startTestWorld(), ada = await closing.connect('ada'), ben = await closing.connect('ben');
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  const { promise: held, resolve: hold } = deferred(), { promise: free, resolve: giveBack } = deferred();
  const holding = inTransaction(closing.database, ['acme'], async (transaction) => {
    await transaction.query('hold-channel', 'select from channels where id = $1 for update', [channelId]);
    hold();
    await free;
  });
  await held;
  const answer = ada.request('chat.updateChannel', { channelId, name: 'last words' });
  while (closing.inFlight() === 0) await setImmediate();
  const [adaGone, benGone] = [ada, ben].map(({ socket }) => new Promise<string>((resolve) => { socket.once('disconnect', resolve); }));
  const closed = closing.close({ keepGuests: true });
  return { closing, ada, answer, adaGone, benGone, giveBack, ended: () => Promise.all([holding, closed]) };
}

test('closing lets people go at once who wait for nothing, whatever others wait for', { timeout: 20_000 }, async () => {
  const { ada, answer, adaGone, benGone, giveBack, ended } = await closingWithOneAnswerOpen();
  assert.equal(await benGone, 'transport close');
  assert.ok(ada.socket.connected);
  giveBack();
  assert.equal((await answer).name, 'last words');
  assert.equal(await adaGone, 'transport close');
  await ended();
});

test('a server that closes sends who comes to another one, in words that a balancer understands', { timeout: 20_000 }, async () => {
  const { closing, answer, giveBack, ended } = await closingWithOneAnswerOpen();
  for (const [transport, headers] of [['polling', {}], ['websocket', { connection: 'upgrade', upgrade: 'websocket' }]] as const) {
    const request = http.get(`${closing.url}/socket.io/?EIO=4&transport=${transport}`, { headers, agent: false });
    const [{ statusCode }] = await once(request, 'response') as [http.IncomingMessage];
    assert.equal(statusCode, 503);
    request.destroy();
  }
  giveBack();
  await Promise.all([answer, ended()]);
});

test('who comes too late and breaks off ends nobody else', { timeout: 20_000 }, async () => {
  const { closing, answer, giveBack, ended } = await closingWithOneAnswerOpen(), { host, port, hostname } = new URL(closing.url);
  await Promise.all(Array.from({ length: 64 }, async (_, at) => {
    const late = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    late.on('error', () => undefined);
    late.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`);
    await once(late, 'connect');
    for (let turn = 0; turn < at % 8; turn++) await setImmediate();
    late.resetAndDestroy();
    await once(late, 'close');
  }));
  giveBack();
  await Promise.all([answer, ended()]);
});

test('who asks for much and reads none of it is put out', { timeout: 60_000 }, async () => {
  const ada = await world.connect('ada'), { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  for (let count = 0; count < 60; count++) await ada.request('chat.send', { channelId, text: 'x'.repeat(20_000) });
  const deaf = io(world.url, { forceNew: true, reconnection: false, transports: ['websocket'], auth: { token: JSON.stringify(ada.session) } });
  await new Promise<void>((resolve) => { deaf.once('connect', resolve); });
  const before = world.connections();
  const { ws } = deaf.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } };
  ws._socket.pause();
  for (let turn = 0; turn < 200 && world.connections() === before; turn++) { // 240 MB
    deaf.emit('request', 'chat.history', { channelId, limit: 60 }, () => undefined);
    await ada.request('session.me', {});
  }
  assert.equal(world.connections(), before - 1);
  assert.equal((await ada.request('chat.history', { channelId, limit: 1 })).items.length, 1);
  deaf.close();
});
