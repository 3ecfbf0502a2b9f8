import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import os from 'node:os';
import { test } from 'node:test';
import { connect } from './database.ts';
import { cloneDatabase } from './testing/database.ts';
import { startTestServer } from './testing/server.ts';
import { inTransaction } from './transaction.ts';

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => { resolve = done; });
  return { promise, resolve };
}

test('answers what is in flight before it closes, refuses what is new, and stops the database it was given last', async (t) => {
  const source = await cloneDatabase();
  const stopped: string[] = [];
  const server = await startTestServer({}, { source: { ...source, stop: async () => { stopped.push('database'); await source.stop(); } } });
  const headers = { authorization: `Bearer ${await server.tokens.mint({ sub: 'ada', tenant: 'acme' })}`, 'content-type': 'application/json' };
  const agents = [1, 2, 3].map(() => new http.Agent({ keepAlive: true, maxSockets: 1 }));
  const ask = (method: string, path: string, body?: object, by?: http.Agent) => new Promise<{ status: number; connection: string | undefined; body: { id: string; seq: number; error?: { code: string } } }>((resolve, reject) => {
    const request = http.request(server.url + path, { method, headers, ...(by ? { agent: by } : {}) }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      answer.on('end', () => { resolve({ status: answer.statusCode!, connection: answer.headers.connection, body: JSON.parse(text) as never }); });
    });
    request.on('error', reject);
    request.end(body && JSON.stringify(body));
  });
  const { body: channel } = await ask('POST', '/api/v1/channels', { kind: 'group' });

  const held = deferred(), release = deferred();
  const database = connect(source.address, 'app', 1);
  const holder = inTransaction(database, ['acme'], async (transaction) => {
    await transaction.query('hold-channel', 'select from channels where id = $1 for update', [channel.id]);
    held.resolve();
    await release.promise;
  });
  t.after(async () => { release.resolve(); await server.close(); });
  await held.promise;
  const waiting = ask('POST', `/api/v1/channels/${channel.id}/messages`, { id: randomUUID(), text: 'hello' });
  const gauge = async () => /^corridor_requests_in_flight (\d+)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1];
  while (await gauge() !== '1') await new Promise(setImmediate);

  await Promise.all(agents.map((agent) => ask('GET', '/healthz', undefined, agent))); // connections that are there already
  const closed = server.close();
  const ready = await ask('GET', '/readyz', undefined, agents[0]);
  assert.deepEqual([ready.status, ready.connection], [503, 'close']);
  const late = await ask('POST', `/api/v1/channels/${channel.id}/messages`, { text: 'too late' }, agents[1]);
  assert.deepEqual([late.status, late.connection, late.body.error?.code], [503, 'close', 'unavailable']);
  assert.equal((await ask('GET', '/socket.io/?EIO=4&transport=polling', undefined, agents[2])).status, 503);
  await assert.rejects(ask('GET', '/healthz', undefined, new http.Agent()), { code: 'ECONNREFUSED' });
  assert.deepEqual(stopped, []);
  release.resolve();
  await holder;
  await database.destroy();
  const { status, connection, body } = await waiting;
  assert.deepEqual([status, connection, body.seq], [200, 'close', 1]);
  await closed;
  assert.deepEqual(stopped, ['database']);
  for (const agent of agents) agent.destroy();
});

const hasIPv6 = Object.values(os.networkInterfaces()).flat().some((one) => one?.address === '::1');

test('names itself in a way that leads there, by an address of IPv6 as well', { skip: !hasIPv6 && 'this machine has no IPv6' }, async () => {
  const server = await startTestServer({ HOST: '0:0:0:0:0:0:0:1' });
  try { assert.equal((await fetch(`${server.url}/healthz`)).status, 200); } finally { await server.close(); }
});

test('closes once, however often it is told', async () => {
  const server = await startTestServer();
  await Promise.all([server.close(), server.close()]);
});

test('lets a demo add its routes', async () => {
  const server = await startTestServer({}, { demo: async ({ router, tokens }) => { router.get('/demo/token', async (context) => { context.body = { token: await tokens.mint({ sub: 'ada', tenant: 'acme' }) }; }); } });
  try {
    const { token } = (await (await fetch(`${server.url}/demo/token`)).json()) as { token: string };
    assert.equal((await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status, 200);
  } finally { await server.close(); }
});

test('answers a bad token over polling once, and lives on', async () => {
  const server = await startTestServer();
  try {
    const door = `${server.url}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(door)).text()).slice(1)) as { sid: string };
    const posted = await fetch(`${door}&sid=${sid}`, { method: 'POST', body: '40{"token":"x"}' });
    assert.deepEqual([posted.status, await posted.text()], [200, 'ok']);
    assert.match(await (await fetch(`${door}&sid=${sid}`)).text(), /unauthenticated/);
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  } finally { await server.close(); }
});

test('says whether the servers for ways of media answer, and not which they are', async () => {
  const server = await startTestServer({ TURN_URL: 'turn:127.0.0.1:1?transport=tcp', TURN_SECRET: 'a-secret-of-the-turn-server' });
  try {
    const text = await (await fetch(`${server.url}/readyz`)).text();
    assert.deepEqual((JSON.parse(text) as { ice: object }).ice, { stun: 'none', turn: 'unreachable' });
    assert.ok(!text.includes('turn:'));
  } finally { await server.close(); }
});
