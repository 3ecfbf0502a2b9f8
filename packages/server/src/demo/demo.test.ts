import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createServer, type CorridorServer } from '../index.ts';
import { cloneDatabase } from '../testing/database.ts';

const env = { CORRIDOR_DEMO: '1', PORT: '0', LOG_LEVEL: 'silent', CORRIDOR_LIMITS: 'off' };
let source: Awaited<ReturnType<typeof cloneDatabase>>;
let server: CorridorServer;
before(async () => {
  source = await cloneDatabase();
  server = await createServer({ env, source: { address: source.address } });
});
after(async () => {
  await server?.close();
  await source?.stop();
});

async function tokenOf(user: string, tenant = 'acme'): Promise<string> {
  const { token } = await (await fetch(`${server.url}/demo/token?user=${user}&tenant=${tenant}`)).json() as { token: string };
  return token;
}

async function api<T>(token: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) }, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  assert.equal(response.status, 200);
  return await response.json() as T;
}

interface Listed { items: { id: string; lastMessage: { text: string; sentAt: string }; membership: { unread: number } }[] }
const channelsOf = async (user: string, tenant?: string) => (await api<Listed>(await tokenOf(user, tenant), '/channels')).items;

test('every page is there under a strict policy', async () => {
  for (const path of ['/', '/orders', '/orders/PO-1042', '/suppliers', '/erp.css', '/erp.js', '/orders.json']) {
    const response = await fetch(server.url + path);
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get('content-security-policy') ?? '', /script-src 'self'; style-src 'self'/);
  }
  assert.equal((await fetch(`${server.url}/package.json`)).status, 404);
});

test('a token is for a person of the demo, in any tenant', async () => {
  const me = await api<{ id: string; tenant: string; name: string }>(await tokenOf('ben', 'globex'), '/me');
  assert.deepEqual([me.id, me.tenant, me.name], ['ben', 'globex', 'Ben Haug']);
  const refused = await fetch(`${server.url}/demo/token?user=mallory`);
  assert.equal(refused.status, 404);
  assert.deepEqual((await refused.json() as { error: { code: string } }).error.code, 'not-found');
});

test('people have talked, at different times, and some of it is unread', async () => {
  const ada = await channelsOf('ada');
  assert.equal(ada.length, 5);
  assert.equal(ada.reduce((sum, { membership }) => sum + membership.unread, 0), 3);
  assert.deepEqual(ada.map(({ lastMessage }) => lastMessage.sentAt), ada.map(({ lastMessage }) => lastMessage.sentAt).sort().reverse());
  assert.deepEqual(await channelsOf('ada', 'globex'), []);
});

test('the ERP has told how its orders stand, so that conversations are found by it', async () => {
  interface Placed { items: { record: { id: string }; metadata: Record<string, unknown> }[] }
  const placed = (metadata: object) => tokenOf('ben').then((token) => api<Placed>(token, '/records/places', { record: { type: 'purchase-order', id: '*' }, subset: true, metadata }));
  const { items } = await placed({ status: 'Late', amount: { above: 10_000 } });
  assert.deepEqual(items.map(({ record, metadata }) => [record.id, metadata]), [['PO-1039', { status: 'Late', amount: 13_693.6, supplier: 'Kessler Antriebstechnik GmbH', delivery: items[0]?.metadata.delivery }]]);
  assert.deepEqual((await placed({ status: 'Late', amount: { above: 20_000 } })).items, []);
});

test('a second start adds nothing', async () => {
  const before = await channelsOf('ada');
  await server.close();
  server = await createServer({ env, source: { address: source.address } });
  assert.deepEqual(await channelsOf('ada'), before);
});
