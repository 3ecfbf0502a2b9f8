import { SignJWT } from 'jose';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type OperationName, operations, type OperationSpec } from '@corridor/sdk/protocol';
import { createCorridor } from '@corridor/sdk';
import { examples, type Targets } from '../examples.testing.ts';
import type { CorridorServer } from '../index.ts';
import { io } from 'socket.io-client';
import { insertGuest } from './guests.queries.ts';
import { createGuestTokens } from './guests.tokens.ts';
import { startTestServer } from '../testing/server.ts';
import { inTransaction } from '../transaction.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben] = [await world.connect('ada', { roles: ['admin'] }), await world.connect('ben')];
});
after(() => world.close());

const secret = 'confidential';
const guestOf = async (room: { id: string; channelId: string }, id = newId()): Promise<Guest> => world.connect(`guest:${id}`, { name: 'Gast', guest: { roomId: room.id, channelId: room.channelId } });

/** All that a guest of one room is told of everything else of the tenant. */
async function elsewhere(): Promise<Record<string, Targets>> {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: secret, visibility: 'public', members: ['ben'] });
  const { id: messageId } = await ada.request('chat.send', { channelId, text: secret });
  const { call, participantId } = await ada.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk', userIds: [] });
  const other = await ada.request('meetings.create', { name: secret }), record = { type: 'purchase-order', id: 'PO-1042' };
  const { id: recordChannel } = await ada.request('chat.openRecord', record);
  await ada.request('chat.send', { channelId: recordChannel, text: secret, record: { ...record, title: secret } });
  const { id: scheduledId } = await ada.request('calls.schedule', { channelId, title: secret, startsAt: new Date(Date.now() + 86_400_000).toISOString() });
  const target = { channelId, messageId, userId: 'ben', record, role: 'buyer', token: JSON.stringify(ben.session), newId: newId(), keyId: newId(), fileId: newId(), callId: call.id, participantId, linkId: newId(), commentId: newId(), folderId: newId(), roomId: other.id, meetingCode: other.code, scheduledId };
  return { channel: target, record: { ...target, channelId: recordChannel }, room: { ...target, channelId: other.channelId } };
}

/** What says nothing of anybody else, or of the room alone. */
const harmless: readonly OperationName[] = ['session.me', 'people.get', 'calls.live'];

for (const isIn of [false, true]) {
  test(`a guest ${isIn ? 'in the call of a room' : 'before a room\'s door'} is told nothing of anything else, and changes nothing`, async () => {
    const room = await ada.request('meetings.create', { name: 'Open day' }), guest = await guestOf(room), targets = await elsewhere();
    if (isIn) await guest.request('meetings.join', { code: room.code, deviceId: 'desk' });
    const before = await world.rows('acme');
    for (const [kind, target] of Object.entries(targets)) {
      for (const name of Object.keys(operations) as OperationName[]) {
        if ((operations[name] as OperationSpec).callers === 'keys') continue;
        const said = await guest.request(name, examples[name](target) as never).then((ok) => ({ ok }), (error: unknown) => ({ error: error as { code: string; message: string } }));
        assert.ok(!JSON.stringify(said).includes(secret), `${name} at another ${kind}: ${JSON.stringify(said)}`);
        if (harmless.includes(name)) continue;
        assert.ok('error' in said && ['forbidden', 'not-found', 'invalid-input'].includes(said.error.code), `${name} at another ${kind}: ${JSON.stringify(said)}`);
      }
    }
    assert.deepEqual((await guest.request('people.get', { userIds: ['ben'] })).items, []);
    assert.deepEqual(await world.rows('acme'), before);
    await guest.settled();
    assert.ok(!JSON.stringify(guest.heard).includes(secret));
    guest.close();
  });
}

test('a guest in the room\'s call is in its conversation as long as they are there, and is found by nobody afterwards', async () => {
  const room = await ada.request('meetings.create', { name: 'Open day' }), { channelId, code } = room, guest = await guestOf(room);
  assert.equal(await codeOf(guest.request('chat.history', { channelId })), 'not-found');
  const { call, participantId } = await guest.request('meetings.join', { code, deviceId: 'desk' });
  assert.equal(call.participants[0]!.role, 'participant');
  await ada.request('meetings.join', { code, deviceId: 'desk' });
  await guest.request('chat.send', { channelId, text: 'hello' });
  assert.deepEqual((await guest.request('people.get', { userIds: ['ada', 'ben'] })).items.map(({ id }) => id), ['ada']);
  assert.deepEqual((await ada.request('people.list', { query: 'Gast' })).items, []);
  assert.deepEqual((await ada.request('search.find', { query: 'Gast' })).people, []);
  assert.equal((await ada.request('people.get', { userIds: [guest.session.user] })).items[0]!.name, 'Gast');
  await guest.request('calls.leave', { participantId });
  assert.equal(await codeOf(guest.request('chat.history', { channelId })), 'not-found');
  assert.equal(await codeOf(guest.request('chat.send', { channelId, text: 'after' })), 'not-found');
});

test('nobody makes a guest a host, who would go without leaving one', async () => {
  const room = await ada.request('meetings.create', { name: 'Open day' }), guest = await guestOf(room), { call: { id: callId } } = await ada.request('meetings.join', { code: room.code, deviceId: 'desk' });
  const { participantId } = await guest.request('meetings.join', { code: room.code, deviceId: 'desk' });
  for (const role of ['host', 'cohost'] as const) assert.equal(await codeOf(ada.request('calls.setRole', { callId, participantId, role })), 'conflict');
  assert.deepEqual((await ada.request('calls.setRole', { callId, participantId, role: 'viewer' })).participants.map(({ role }) => role), ['host', 'viewer']);
  await ada.request('calls.end', { callId });
});

test('a guest is asked into no other call', async () => {
  const room = await ada.request('meetings.create', { name: 'Open day' }), guest = await guestOf(room), { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] });
  const { call } = await ada.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk', userIds: [] });
  await ada.request('calls.invite', { callId: call.id, userIds: [guest.session.user] });
  assert.deepEqual((await ada.request('calls.call', { callId: call.id })).participants.map(({ userId }) => userId), ['ada']);
  assert.equal(await codeOf(ada.request('calls.transfer', { callId: call.id, to: guest.session.user })), 'not-found');
  await ada.request('calls.end', { callId: call.id });
});

test('where guests do not come in none does, and nobody is a guest by a token of the host', async () => {
  const room = await ada.request('meetings.create', { name: 'Ours', settings: { allowsGuests: false } }), guest = await guestOf(room);
  assert.equal(await codeOf(guest.request('meetings.join', { code: room.code, deviceId: 'desk' })), 'forbidden');
});

/** Over HTTP: the server itself says who is a guest. */
async function office(run: (server: CorridorServer, owner: ReturnType<typeof createCorridor>) => Promise<void>, env: Record<string, string> = {}): Promise<void> {
  const server = await startTestServer(env), owner = createCorridor({ url: server.url, token: () => server.tokens.mint({ sub: 'ada', tenant: 'acme' }), storage: 'memory' });
  try {
    await owner.connect();
    await run(server, owner);
  } finally {
    owner.close();
    await server.close();
  }
}
const come = (server: CorridorServer, code: string, body: object) => fetch(`${server.url}/api/v1/meet/${code}/guests`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('whoever has the link comes in with a name, renews their token, and is out for good once put out', async () => {
  await office(async (server, owner) => {
    const room = await owner.meetings.create({ name: 'Open day' });
    const door = await (await fetch(`${server.url}/api/v1/meet/${room.code}`)).json() as object;
    assert.deepEqual(door, { id: room.id, code: room.code, name: 'Open day', access: 'open', status: 'open', allowsGuests: true, needsPassword: false, people: 0, isFull: false });
    const answer = await come(server, room.code, { name: ' Gast ' }), { token } = await answer.json() as { token: string };
    const call = async (operation: string, init: RequestInit = {}, bearer = token) => fetch(`${server.url}/api/v1${operation}`, { ...init, headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' } });
    const me = await (await call('/me')).json() as { name: string; id: string; permissions: string[] };
    assert.deepEqual([me.name, me.permissions], ['Gast', ['chat.access_channels', 'calls.join']]);
    assert.deepEqual([(await call('/people')).status, (await call('/channels')).status, (await call(`/meetings/${room.id}`)).status], [403, 403, 403]);
    const joined = await (await call(`/meetings/codes/${room.code}/participants`, { method: 'POST', body: JSON.stringify({ deviceId: 'desk' }) })).json() as { participantId: string; call: { id: string } };
    const renewed = await (await call('/meet/renewals', { method: 'POST' })).json() as { token: string };
    assert.equal((await call('/me', {}, renewed.token)).status, 200);
    const foreign = await server.tokens.mint({ sub: me.id, tenant: 'acme' });
    assert.equal((await call('/me', {}, foreign)).status, 401);
    assert.equal((await call('/me', {}, `${token.slice(0, -4)}AAAA`)).status, 401);
    const adas = await server.tokens.mint({ sub: 'ada', tenant: 'acme' });
    await call(`/meetings/codes/${room.code}/participants`, { method: 'POST', body: JSON.stringify({ deviceId: 'desk' }) }, adas);
    assert.equal((await call(`/calls/${joined.call.id}/removals`, { method: 'POST', body: JSON.stringify({ participantIds: [joined.participantId] }) }, adas)).status, 200);
    assert.deepEqual([(await call('/me')).status, (await call('/meet/renewals', { method: 'POST' }, renewed.token)).status], [401, 401]);
  });
});

test('a guest says the password first, and a code that no room has is nothing', async () => {
  await office(async (server, owner) => {
    const room = await owner.meetings.create({ name: 'Closed circle', access: 'password', password: 'long enough' });
    assert.deepEqual([(await come(server, room.code, { name: 'Gast' })).status, (await come(server, room.code, { name: 'Gast', password: 'wrong' })).status, (await come(server, room.code, { name: '' })).status], [403, 403, 400]);
    const { token } = await (await come(server, room.code, { name: 'Gast', password: 'long enough' })).json() as { token: string };
    const joined = await fetch(`${server.url}/api/v1/meetings/codes/${room.code}/participants`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ deviceId: 'desk' }) });
    assert.equal(joined.status, 200);
    for (const code of ['bcd-fghj-kmn', 'x', '../..', '%00']) assert.ok([400, 404].includes((await fetch(`${server.url}/api/v1/meet/${encodeURIComponent(code)}`)).status));
  });
});

test('guests who are not in the call have to come anew once a room has a password, another one, or another code', async () => {
  await office(async (server, owner) => {
    const room = await owner.meetings.create({ name: 'Open day' }), adas = await server.tokens.mint({ sub: 'ada', tenant: 'acme' });
    const tokenBy = async (code: string, body: object = {}) => (await (await come(server, code, { name: 'Gast', ...body })).json() as { token: string }).token;
    const join = async (code: string, bearer: string) => (await fetch(`${server.url}/api/v1/meetings/codes/${code}/participants`, { method: 'POST', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }, body: JSON.stringify({ deviceId: 'desk' }) })).status;
    const [inside, outside] = [await tokenBy(room.code), await tokenBy(room.code)], waiting = io(server.url, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token: outside } });
    await new Promise((resolve, reject) => { waiting.once('connect', () => { resolve(undefined); }); waiting.once('connect_error', reject); });
    const gone = new Promise((resolve) => { waiting.once('disconnect', resolve); });
    assert.deepEqual([await join(room.code, adas), await join(room.code, inside)], [200, 200]);
    await owner.meetings.update({ roomId: room.id, access: 'password', password: 'long enough' });
    await gone;
    assert.deepEqual([await join(room.code, outside), await join(room.code, inside)], [401, 200]);
    const second = await tokenBy(room.code, { password: 'long enough' });
    await owner.meetings.update({ roomId: room.id, name: 'Open week' });
    assert.equal((await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${second}` } })).status, 200);
    await owner.meetings.update({ roomId: room.id, password: 'another one' });
    assert.equal(await join(room.code, second), 401);
    const third = await tokenBy(room.code, { password: 'another one' }), { code } = await owner.meetings.update({ roomId: room.id, hasNewCode: true });
    assert.deepEqual([await join(code, third), await join(code, inside)], [401, 200]);
  });
});

test('a guest who is in the call stays there when its room gets another password, and says it once they have left', async () => {
  await office(async (server, owner) => {
    const room = await owner.meetings.create({ name: 'Closed circle', access: 'password', password: 'long enough' }), adas = await server.tokens.mint({ sub: 'ada', tenant: 'acme' });
    const ask = (method: string, path: string, bearer: string, body?: object) => fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
    const tokenBy = async (password: string) => (await (await come(server, room.code, { name: 'Gast', password })).json() as { token: string }).token, join = (bearer: string) => ask('POST', `/meetings/codes/${room.code}/participants`, bearer, { deviceId: 'desk' });
    const statuses = async (bearer: string) => [(await ask('GET', '/me', bearer)).status, (await ask('POST', '/meet/renewals', bearer)).status, (await join(bearer)).status];
    await join(adas);
    const first = await tokenBy('long enough'), { participantId } = await (await join(first)).json() as { participantId: string };
    for (const password of ['another one', 'a third one']) await owner.meetings.update({ roomId: room.id, password });
    assert.deepEqual(await statuses(first), [200, 200, 200]);
    const renewed = (await (await ask('POST', '/meet/renewals', first)).json() as { token: string }).token;
    assert.equal((await ask('DELETE', `/participants/${participantId}`, renewed)).status, 200);
    for (const bearer of [first, renewed]) assert.deepEqual(await statuses(bearer), [401, 401, 401]);
    assert.equal((await come(server, room.code, { name: 'Gast', password: 'long enough' })).status, 403);
    assert.deepEqual(await statuses(await tokenBy('a third one')), [200, 200, 200]);
  });
});

test('a guest who has to come anew does not come in by a connection that another server still holds', async () => {
  const room = await ada.request('meetings.create', { name: 'Open day' }), came = async () => {
    const id = newId();
    await inTransaction(world.database, ['acme'], (asks) => insertGuest(asks, 'acme', { id, userId: `guest:${id}`, roomId: room.id, name: 'Gast' }));
    return { id, guest: await guestOf(room, id) };
  };
  const [ended, other] = [await came(), await came()], join = ({ guest }: typeof ended) => codeOf(guest.request('meetings.join', { code: room.code, deviceId: 'desk' }));
  await inTransaction(world.database, ['acme'], (asks) => asks.query('', 'update meeting_guests set ended_at = now() where id = $1', [ended.id])); // as another server does
  assert.deepEqual([await join(ended), await join(other)], ['unauthenticated', 'ok']);
});

test('a flood of guests is told when to come again, and makes nobody', async () => {
  await office(async (server, owner) => {
    const room = await owner.meetings.create({ name: 'Open day' }), statuses: number[] = [];
    for (let came = 0; came < 60; came++) statuses.push((await come(server, room.code, { name: `Gast ${came}` })).status);
    assert.deepEqual([...new Set(statuses)], [200]);
    const refused = await come(server, room.code, { name: 'one too many' }), { error } = await refused.json() as { error: { code: string; details: { retryAfterMs: number } } };
    assert.deepEqual([refused.status, error.code], [429, 'rate-limited']);
    assert.ok(error.details.retryAfterMs > 0 && Number(refused.headers.get('retry-after')) >= 1);
    assert.deepEqual((await owner.people.list({ query: 'one too many' })).items, []);
  }, { CORRIDOR_LIMITS: 'default' });
});

test('without an account, too, who has tried too many codes learns of no right one', async () => {
  await office(async (server, owner) => {
    const { code: right } = await owner.meetings.create({ name: 'Open day' }), at = async (code: string) => (await fetch(`${server.url}/api/v1/meet/${code}`)).status;
    assert.equal(await at(right), 200);
    for (let tried = 0; tried < 20; tried++) assert.equal(await at('bcd-fghj-kmn'), 404);
    assert.deepEqual([await at(right), (await come(server, right, { name: 'Gast' })).status], [429, 429]);
  }, { CORRIDOR_LIMITS: 'default' });
});

test('who makes up tokens of guests is slowed down as other forgers are, and leaves nothing behind; guests are not', async () => {
  const forged = (tenant: string) => new SignJWT({ tenant }).setProtectedHeader({ alg: 'HS256' }).setSubject(newId()).setIssuer('corridor:meetings').setAudience('corridor:guest').setIssuedAt().setExpirationTime('5 m').sign(randomBytes(32));
  await world.connect('ada', { tenant: 'without guests' });
  for (const tenant of ['without guests', 'nowhere']) await assert.rejects(createGuestTokens(world.database).open(await forged(tenant)), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  assert.deepEqual((await world.rows('without guests')).meeting_keys, []);
  await office(async (server, owner) => {
    const room = await owner.meetings.create({ name: 'Open day' });
    const me = async (token: string) => (await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status;
    const renewal = async (token: string) => (await fetch(`${server.url}/api/v1/meet/renewals`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })).status;
    assert.deepEqual([await me(await forged('acme')), await me(await forged('nowhere')), await renewal(await forged('acme')), await renewal(await forged('nowhere'))], [401, 401, 401, 401]);
    assert.deepEqual([await me(await forged('acme')), await renewal(await forged('nowhere'))], [429, 429]);
    const { token } = await (await come(server, room.code, { name: 'Gast' })).json() as { token: string };
    assert.deepEqual([await me(token), await renewal(token), await me(await forged('acme'))], [200, 200, 429]);
  }, { CORRIDOR_LIMITS: '0.06' });
});

test('the page of a room has one element on it and a strict policy, whatever is asked for', async () => {
  await office(async (server) => {
    const page = await fetch(`${server.url}/meet/BCD-fghj-kmn`), html = await page.text(), policy = page.headers.get('content-security-policy')!;
    assert.match(html, /<meeting-room code="bcd-fghj-kmn" guest><\/meeting-room>/);
    assert.ok(/default-src 'none'/.test(policy) && /script-src 'self' 'wasm-unsafe-eval';/.test(policy) && !/unsafe-inline|'unsafe-eval'|\*/.test(policy), policy);
    const evil = await (await fetch(`${server.url}/meet/${encodeURIComponent('"><script>alert(1)</script>')}`)).text();
    assert.ok(!evil.includes('<script>alert'), evil);
  });
});
