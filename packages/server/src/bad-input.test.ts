import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { errorCodes, type OperationName, operations, type OperationSpec } from '@corridor/sdk/protocol';
import { examples, type Targets } from './examples.testing.ts';
import { startTestServer } from './testing/server.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from './world.testing.ts';

let world: TestWorld, ada: Guest, target: Targets;
before(async () => {
  world = await startTestWorld();
  ada = await world.connect('ada', { roles: ['admin'] });
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] });
  const { id: messageId } = await ada.request('chat.send', { channelId, text: 'hello' });
  target = { channelId, messageId, userId: 'ben', record: { type: 'order', id: 'PO-1' }, role: 'buyer', token: JSON.stringify(ada.session), newId: newId(), keyId: newId(), fileId: newId(), callId: newId(), participantId: newId(), linkId: newId(), commentId: newId(), folderId: newId(), roomId: newId(), meetingCode: 'bcd-fghj-kmn', scheduledId: newId() };
});
after(() => world.close());

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

/** What no schema expects, and what databases, encoders and JavaScript stumble over. */
const values: readonly unknown[] = [
  null, true, 0, -1, 1.5, 2 ** 31, 2 ** 53, 1e308, '', ' ', 'x', 'null', '__proto__', 'constructor', '../../etc/passwd', "'; drop table messages; --", '%', '%_\\',
  'a\u0000b', '\u0000', '\ud800', 'a\udc00b', '\ufeff', '\u202e', '٣', '１２', '١٩٧٠-٠١-٠١', 'İ', 'ﬃ', '👍', '👍'.repeat(50), '1', 'x'.repeat(321), 'x'.repeat(25_000), 'é'.repeat(100_000),
  '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '2026-13-45T99:99:99Z', '9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z',
  [], [null], [[]], ['x', null], Array(600).fill('x'), Array(20_000).fill(0), {}, { toString: 'x' }, { length: -1 }, { then: true }, JSON.parse('{"__proto__":{"isAdmin":true}}'), { constructor: { prototype: {} } }, nested(2000),
  'eyJpZCI6MX0', 'WzEsMl0', 'WyJcdTAwMDAiLCJcdTAwMDAiXQ', 'W251bGwsbnVsbF0', 'WzllOTksIngiXQ', 'Wzk5OTk5OTk5OTk5OTksInh5eiJd',
];

/** Each place of a valid input with each bad value, keys left out, keys too many, and whole inputs that are none. */
function* spoilt(input: unknown): Generator<unknown> {
  yield* values;
  if (typeof input !== 'object' || input === null) return;
  for (const key of Object.keys(input)) {
    const inside: unknown = (input as Record<string, unknown>)[key];
    for (const value of typeof inside === 'object' ? spoilt(inside) : values) yield Array.isArray(input) ? [value] : { ...input, [key]: value };
    if (!Array.isArray(input)) yield Object.fromEntries(Object.entries(input).filter(([other]) => other !== key));
  }
  yield { ...input, unknown: 'key', constructor: 1 };
}

/** Every key an input may have, so that optional ones are spoilt as well. */
const complete = (name: OperationName, input: object): object => ({ ...Object.fromEntries(Object.keys(operations[name].input.shape).map((key) => [key, undefined])), ...input });

for (const name of Object.keys(operations) as OperationName[]) {
  test(`${name} answers any input with an answer or a code`, async () => {
    const codes: readonly string[] = ['ok', ...errorCodes.filter((code) => code !== 'internal')];
    for (const input of spoilt(complete(name, examples[name](target)))) {
      // as JSON carries it
      const sent = JSON.parse(JSON.stringify(input) ?? 'null') as never;
      const code = await codeOf(world.request((operations[name] as OperationSpec).callers === 'keys' ? { ...ada.session, isKey: true } : ada.session, name, sent));
      const isValid = operations[name].input.safeParse(sent).success;
      const said = `${name} ${JSON.stringify(sent).slice(0, 200)}: ${code}`;
      if (isValid) assert.ok(codes.includes(code), said); else assert.equal(code, 'invalid-input', said);
    }
  });
}

/** A request over REST: what the path does not take goes into the query or the body. */
function restRequest(name: OperationName, input: unknown): { path: string; method: string; body: string | undefined } | undefined {
  const { http } = operations[name] as OperationSpec;
  if (!http) return undefined;
  const [method, route] = http.split(' ') as [string, string];
  const rest: Record<string, unknown> = typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input } : {};
  const asText = (value: unknown) => (typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value) ?? '').slice(0, 3000);
  const path = route.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = rest[key];
    delete rest[key];
    return encodeURIComponent(asText(value));
  });
  if (method === 'GET' || method === 'DELETE') {
    const query = Object.entries(rest).filter(([, value]) => value !== undefined).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(asText(value))}`);
    return { method, path: `${path}?${query.join('&')}`, body: undefined };
  }
  return { method, path, body: JSON.stringify(typeof input === 'object' && input !== null && !Array.isArray(input) ? rest : input) };
}

test('REST answers the same inputs with codes, never with a failure of its own', async () => {
  const server = await startTestServer();
  try {
    const token = await server.tokens.mint({ sub: 'ada', tenant: 'acme', roles: ['admin'] });
    const seen = new Set<string>();
    for (const name of Object.keys(operations) as OperationName[]) {
      for (const input of spoilt(complete(name, examples[name](target)))) {
        const request = restRequest(name, input);
        const key = JSON.stringify(request);
        if (!request || seen.has(key)) continue;
        seen.add(key);
        const answer = await fetch(`${server.url}/api/v1${request.path}`, {
          method: request.method, headers: { authorization: `Bearer ${token}`, ...(request.body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(request.body === undefined ? {} : { body: request.body }),
        });
        const said = await answer.text(), about = `${name} ${key.slice(0, 300)}: ${answer.status} ${said.slice(0, 300)}`;
        assert.ok(answer.status < 500, about);
        if (!answer.ok) assert.ok((errorCodes as readonly string[]).includes((JSON.parse(said) as { error: { code: string } }).error.code), about);
      }
    }
    assert.ok(seen.size > 1000);
  } finally { await server.close(); }
});

test('a list refuses places that it has not named', async () => {
  const cursors = ['x', '{}', '[]', '[1]', '[1,2]', '["a","b"]', '[1,"xyz"]', '["\\u0000","\\u0000"]', '[9e99,"x"]', '[null,null]', '[1.5,"00000000-0000-4000-8000-000000000000"]'].map((text) => Buffer.from(text).toString('base64url'));
  for (const cursor of [...cursors, '!', '%00']) {
    for (const [name, input] of [['chat.channels', {}], ['chat.channels', { scope: 'public' }], ['people.list', {}], ['chat.members', { channelId: target.channelId }]] as const) {
      assert.match(await codeOf(world.request(ada.session, name, { ...input, cursor })), /^(invalid-input|ok)$/, `${name} ${cursor}`);
    }
  }
});

test('a socket answers the same inputs with codes and lives on', async () => {
  const eve = await world.connect('eve');
  for (const value of values) {
    for (const name of ['chat.send', 'chat.sync', 'people.get'] as const) assert.notEqual(await codeOf(eve.request(name, value as never)), 'internal', JSON.stringify(value).slice(0, 100));
    for (const name of [value, 'constructor', '__proto__', 'toString', 'chat', 'chat.', 'chat.send\u0000']) assert.equal(await codeOf(eve.request(name as never, {} as never)), 'unknown-operation');
  }
  assert.equal((await eve.request('session.me', {})).id, 'eve');
});

test('packets that are no requests disturb nobody', async () => {
  const eve = await world.connect('eve');
  for (const value of values) {
    eve.socket.emit('request', value);
    eve.socket.emit('request', 'chat.send', value);
    eve.socket.emit('request', 'session.me', value, value, value);
    eve.socket.emit(typeof value === 'string' && value !== '' ? value : 'noise', value);
    eve.socket.emit('request', new Uint8Array(100), new Uint8Array(1000));
  }
  assert.equal((await eve.request('session.me', {})).id, 'eve');
  assert.equal((await ada.request('session.me', {})).id, 'ada');
  assert.deepEqual(world.errors, []);
});

test('a request without an input, or with something beside it, is told so', { timeout: 20_000 }, async () => {
  const eve = await world.connect('eve');
  for (const args of [[], ['session.me'], ['session.me', {}, {}], ['session.me', {}, undefined, 1]]) {
    const { error } = (await eve.socket.emitWithAck('request', ...args)) as { error: { code: string } };
    assert.equal(error.code, 'invalid-input', JSON.stringify(args));
  }
  assert.equal((await eve.request('session.me', {})).id, 'eve');
});

test('who does nothing but send rubbish is put out', { timeout: 20_000 }, async () => {
  const eve = await world.connect('eve');
  const gone = new Promise<string>((resolve) => { eve.socket.once('disconnect', resolve); });
  for (let i = 0; i < 5000; i++) eve.socket.emit('request', 'session.me');
  assert.match(await gone, /server|transport/);
});
