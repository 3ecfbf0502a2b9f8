import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { io } from 'socket.io-client';
import type { CorridorServer } from './index.ts';
import { isKeyUser } from './keys.ts';
import { startTestServer } from './testing/server.ts';

let server: CorridorServer, admin: string;
before(async () => {
  server = await startTestServer();
  admin = await server.tokens.mint({ sub: 'admin', tenant: 'acme', roles: ['admin'] });
});
after(() => server.close());

type Body = Record<string, unknown> & { error?: { code: string; message: string }; items?: Record<string, unknown>[] };
async function ask(token: string, method: string, path: string, body?: object): Promise<{ status: number; body: Body }> {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method, headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as Body };
}
const make = async (token = admin) => (await ask(token, 'POST', '/api-keys', { name: 'ERP' })).body as unknown as { id: string; key: string };

test('a key opens REST as its tenant, until it is revoked, at once', async () => {
  const { id, key } = await make();
  const me = await ask(key, 'GET', '/me');
  assert.deepEqual([me.status, me.body.id, me.body.tenant, me.body.name], [200, `key:${id}`, 'acme', 'ERP']);
  assert.equal((await ask(admin, 'DELETE', `/api-keys/${id}`)).status, 200);
  const refused = await ask(key, 'GET', '/me');
  assert.deepEqual([refused.status, refused.body.error?.code], [401, 'unauthenticated']);
  assert.match(refused.body.error?.message ?? '', /revoked/);
});

test('a key that is not whole, or that names another tenant or key, opens nothing', async () => {
  const { id, key } = await make(), other = await make();
  const [head, , secret] = key.split('.') as [string, string, string];
  const globex = `corridor_key_${Buffer.from('globex').toString('base64url')}`;
  const wrong = [`${globex}.${id}.${secret}`, `${head}.${other.id}.${secret}`, `${head}.${id}.${secret.slice(1)}A`, `${head}.${id}.`, head, `${head}.${id}.${secret}.${secret}`, 'corridor_key_',
    `corridor_key_${Buffer.from('a\u0000').toString('base64url')}.${id}.${secret}`, `${head}.${id.toUpperCase()}.${secret}`];
  for (const one of wrong) assert.deepEqual((await ask(one, 'GET', '/me')).body.error?.code, 'unauthenticated', one);
  assert.equal((await ask(key, 'GET', '/me')).status, 200);
});

test('a key opens no live connection, and is no newer token of one', async () => {
  const { key } = await make();
  const refused = io(server.url, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token: key } });
  const socket = io(server.url, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token: admin } });
  try {
    const error = await new Promise<{ code: string; message: string }>((resolve) => { refused.once('connect_error', (cause: Error & { data?: unknown }) => { resolve(cause.data as never); }); });
    assert.equal(error.code, 'unauthenticated');
    assert.match(error.message, /REST alone/);
    assert.deepEqual(await socket.emitWithAck('request', 'session.refresh', { token: key }), { error });
  } finally { refused.close(); socket.close(); }
});

test('no token claims to be a key, and no key does what takes a user', async () => {
  const { id, key } = await make();
  assert.ok(isKeyUser(`key:${id}`));
  const posing = await ask(await server.tokens.mint({ sub: `key:${id}`, tenant: 'acme' }), 'GET', '/me');
  assert.equal(posing.body.error?.code, 'unauthenticated');
  for (const [method, path, body] of [['GET', '/api-keys'], ['POST', '/api-keys', { name: 'more' }], ['GET', '/channels'], ['POST', '/direct', { userIds: ['admin'] }]] as const) {
    const answer = await ask(key, method, path, body);
    assert.deepEqual([answer.status, answer.body.error?.code], [403, 'forbidden'], path);
  }
});

test('the list of keys holds no key, and says which are used; lists of people hold no key', async () => {
  const stranger = await server.tokens.mint({ sub: 'eve', tenant: 'globex', roles: ['admin'] });
  const { id, key } = await make(stranger);
  const { items: [before] } = (await ask(stranger, 'GET', '/api-keys')).body as Required<Pick<Body, 'items'>>;
  assert.deepEqual([before?.id, before?.lastUsedAt], [id, null]);
  assert.ok(!JSON.stringify(before).includes(key.split('.')[2]!));
  await ask(key, 'GET', '/me');
  const list = await ask(stranger, 'GET', '/api-keys');
  assert.notEqual(list.body.items?.[0]?.lastUsedAt, null);
  assert.deepEqual((await ask(stranger, 'GET', '/people')).body.items?.map((one) => one.id), ['eve']);
  assert.deepEqual(((await ask(stranger, 'GET', '/search?query=ERP')).body.people), []);
});
