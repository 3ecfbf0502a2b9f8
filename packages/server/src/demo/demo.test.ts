import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
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
  for (const path of ['/', '/orders', '/orders/PO-1042', '/suppliers', '/calls', '/erp.css', '/erp.js', '/orders.json']) {
    const response = await fetch(server.url + path);
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get('content-security-policy') ?? '', /script-src 'self' 'wasm-unsafe-eval'; style-src 'self'.* media-src 'self'/);
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
  assert.equal(ada.length, 11);
  assert.equal(ada.reduce((sum, { membership }) => sum + membership.unread, 0), 5);
  assert.deepEqual(ada.map(({ lastMessage }) => lastMessage.sentAt), ada.map(({ lastMessage }) => lastMessage.sentAt).sort().reverse());
  assert.deepEqual(await channelsOf('ada', 'globex'), []);
});

test('each kind of conversation and of message is there to be seen', async () => {
  const token = await tokenOf('ada'), items = async <T>(path: string, body?: unknown) => (await api<{ items: T[] }>(token, path, body)).items;
  interface Shown { text: string; card?: { type: string; people?: number }; pinned?: object; editedAt?: string; thread?: { replies: number; status: string } }
  const mine = await items<{ id: string; kind: string; name: string | null; record: { id: string } | null; archivedAt: string | null }>('/channels');
  assert.deepEqual(new Set(mine.map(({ kind }) => kind)), new Set(['record', 'direct', 'announcement', 'department', 'project', 'group']));
  assert.equal(mine.filter(({ archivedAt }) => archivedAt !== null).length, 1);
  const purchasing = await items<Shown>(`/channels/${mine.find(({ name }) => name === 'Purchasing')!.id}/messages`);
  assert.ok(purchasing.some(({ card }) => card?.type === 'poll' && card.people === 4));
  assert.ok(purchasing.some(({ pinned }) => pinned) && purchasing.some(({ thread }) => thread?.status === 'resolved' && thread.replies === 3));
  const asked = await items<Shown>(`/channels/${mine.find(({ record }) => record?.id === 'PO-1045')!.id}/messages`);
  assert.ok(asked.some(({ card }) => card?.type === 'notice'));
  for (const list of ['/saved', '/drafts', '/scheduled', '/threads', '/channels?scope=public']) assert.notEqual((await items(list)).length, 0, list);
  const places = await items<{ record: { place?: object; audience?: string } }>('/records/places', { record: { type: 'purchase-order', id: 'PO-1042' }, subset: true });
  assert.deepEqual([places.filter(({ record }) => record.place).length, places.filter(({ record }) => record.audience === 'external').length], [2, 1]);
});

test('files of different kinds lie in the conversations, and one message is to be heard', async () => {
  const ada = await tokenOf('ada'), { items } = await api<{ items: { name: string; kind: string; state: string; tags: string[] }[] }>(ada, '/files');
  const kinds = { 'Freight 2026.xlsx': 'spreadsheet', 'Gate 3.jpg': 'image', 'Order confirmation PO-1042.pdf': 'document', 'Order of work.md': 'text', 'voice-gate-3.mp3': 'audio' };
  assert.deepEqual(Object.fromEntries(items.map(({ name, kind }) => [name, kind])), kinds);
  assert.ok(items.some(({ tags }) => tags.includes('freight')));
  const { items: channels } = await api<{ items: { id: string; record: { id: string; audience?: string; place?: object } | null }[] }>(ada, '/channels');
  const order = channels.find(({ record }) => record?.id === 'PO-1042' && !record.audience && !record.place)!;
  const { items: messages } = await api<{ items: { card?: { type: string; file: { id: string; facts: { duration: number; peaks: number[] } } } }[] }>(ada, `/channels/${order.id}/messages`);
  const voice = messages.find(({ card }) => card?.type === 'voice')!.card!.file;
  assert.ok(voice.facts.duration > 7 && voice.facts.peaks.length > 20);
  const { items: [address] } = await api<{ items: [{ url: string }] }>(ada, '/files/urls', { items: [{ fileId: voice.id, as: 'original' }] });
  assert.equal((await fetch(new URL(address.url, server.url))).headers.get('content-type'), 'audio/mpeg');
});

test('what was decided in the chat stands in the ERP', async () => {
  const statusOf = async (order: string) => (await (await fetch(`${server.url}/orders.json`)).json() as { id: string; status: string }[]).find(({ id }) => id === order)?.status;
  assert.equal(await statusOf('PO-1045'), 'Waiting for approval');
  const token = await tokenOf('ada');
  const { id: channelId } = await api<{ id: string }>(token, '/records', { type: 'purchase-order', id: 'PO-1045' });
  const { items } = await api<{ items: { id: string; card?: object }[] }>(token, `/channels/${channelId}/messages`);
  await api(token, `/messages/${items.find(({ card }) => card)!.id}/actions/approve`, {});
  assert.equal(await statusOf('PO-1045'), 'Approved');
});

test('where the ERP decides who sees a record, a supplier sees what is said with it, and the warehouse what is said among colleagues', async () => {
  const other = await cloneDatabase(), strict = await createServer({ env: { ...env, CORRIDOR_RECORD_ACCESS: 'host' }, source: { address: other.address } });
  try {
    const open = async (user: string, audience: string) => {
      const { token } = await (await fetch(`${strict.url}/demo/token?user=${user}`)).json() as { token: string };
      return (await fetch(`${strict.url}/api/v1/records`, {
        method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ type: 'purchase-order', id: 'PO-1042', audience }),
      })).status;
    };
    const seen = await Promise.all(['ada', 'mari', 'tor'].map(async (user) => [user, await open(user, 'internal'), await open(user, 'external')]));
    assert.deepEqual(seen, [['ada', 200, 200], ['mari', 200, 404], ['tor', 404, 200]]);
  } finally {
    await strict.close();
    await other.stop();
  }
});

test('the ERP has told how its orders stand, and tells what becomes of them, so that conversations are found by it', async () => {
  interface Placed { items: { record: { id: string }; metadata: Record<string, unknown> }[] }
  const token = await tokenOf('ben'), placed = async (metadata: object) => (await api<Placed>(token, '/records/places', { record: { type: 'purchase-order', id: '*' }, metadata })).items;
  const [late, ...others] = await placed({ status: 'Late', amount: { above: 10_000 } });
  assert.deepEqual([late?.record.id, late?.metadata, others], ['PO-1039', { status: 'Late', amount: 13_693.6, supplier: 'Kessler Antriebstechnik GmbH', delivery: late?.metadata.delivery }, []]);
  assert.deepEqual(await placed({ status: 'Late', amount: { above: 20_000 } }), []);
  while (!(await placed({ status: 'Approved' })).some(({ record }) => record.id === 'PO-1045')) await delay(20); // in the test before, and told a moment later
});

test('a second start adds nothing', async () => {
  const before = await channelsOf('ada');
  await server.close();
  server = await createServer({ env, source: { address: source.address } });
  assert.deepEqual(await channelsOf('ada'), before);
});
