import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCorridor, type Corridor } from '@corridor/sdk';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';

let server: CorridorServer;
const clients: Corridor[] = [];
before(async () => { server = await startTestServer(); });
after(async () => { for (const client of clients) client.close(); await server.close(); });

async function join(sub: string, tenant = 'acme'): Promise<Corridor> {
  const client = createCorridor({ url: server.url, token: () => server.tokens.mint({ sub, tenant }) });
  clients.push(client);
  await client.connect();
  return client;
}

test('what one person writes another finds, and a stranger of another tenant does not', async () => {
  const [ada, ben, stranger] = await Promise.all([join('ada'), join('ben'), join('ben', 'globex')]);
  const channel = await ada.chat.createChannel({ kind: 'group', name: 'Steel', members: ['ben'] });
  const { id, seq } = await ada.chat.send(channel.id, { text: 'PO-1042 comes in two shipments' });
  const { messages: [hit] } = await ben.search.find({ query: '1042 ship' });
  assert.deepEqual([hit?.message.id, hit?.message.seq, hit?.channel.name], [id, seq, 'Steel']);
  assert.deepEqual(hit?.snippet.filter(({ isHit }) => isHit).map(({ text }) => text), ['1042', 'shipments']);
  assert.deepEqual(await stranger.search.find({ query: '1042' }), { messages: [], channels: [], people: [], files: [] });
});

test('REST takes the filters as fields', async () => {
  const find = async (query: string) => {
    const response = await fetch(`${server.url}/api/v1/search?${query}`, { headers: { Authorization: `Bearer ${await server.tokens.mint({ sub: 'ben', tenant: 'acme' })}` } });
    return { status: response.status, body: await response.json() as { messages: { message: { text: string } }[] } };
  };
  assert.deepEqual((await find('query=shipment&from=ada&limit=5')).body.messages.map(({ message }) => message.text), ['PO-1042 comes in two shipments']);
  assert.deepEqual((await find('from=ben')).body.messages, []);
  assert.equal((await find('query=x&has=everything')).status, 400);
});
