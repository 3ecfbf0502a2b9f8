import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createServer, type Server } from 'node:http';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import { createHttp } from './http.ts';
import { createMetrics } from './metrics.ts';

let folder: string, server: Server, url: string;
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-elements-'));
  fs.mkdirSync(path.join(folder, 'cdn'));
  fs.writeFileSync(path.join(folder, 'secret.json'), '"secret"');
  const { app } = createHttp({
    dispatch: () => Promise.reject(new Error('no features here')), tokens: { open: () => Promise.reject(new Error('no people here')) }, keys: { open: () => Promise.reject(new Error('no keys here')) },
    config: { corsOrigins: [], trustedProxies: 0 }, metrics: createMetrics({ connections: () => 0, inFlight: () => 0, servers: () => 1 }), log: pino({ level: 'silent' }),
    isClosing: () => false, isReachable: async () => false, elements: path.join(folder, 'cdn'),
  });
  const answer = app.callback();
  server = createServer((request, response) => { void answer(request, response); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => { server.closeAllConnections(); server.close(); fs.rmSync(folder, { recursive: true }); });

const write = (name: string, text: string) => { fs.writeFileSync(path.join(folder, 'cdn', name), text); };
const coded = async (answer: Response) => [answer.status, ((await answer.json()) as { error: { code: string } }).error.code];

test('says how to build the elements while they are not there, and serves them from then on', async () => {
  const missing = await fetch(`${url}/elements.js`);
  assert.ok(missing.headers.get('retry-after'));
  const { error } = (await missing.json()) as { error: { code: string; message: string } };
  assert.deepEqual([missing.status, error.code], [503, 'unavailable']);
  assert.match(error.message, /npm run build/);
  write('elements.js', 'export const version = 1;');
  const answer = await fetch(`${url}/elements.js`);
  assert.deepEqual([answer.status, await answer.text()], [200, 'export const version = 1;']);
  assert.match(answer.headers.get('content-type') ?? '', /javascript/);
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  assert.equal(answer.headers.get('cross-origin-resource-policy'), 'cross-origin');
});

test('lets a browser keep hashed chunks for ever and ask again for the entry', async () => {
  write('elements.js', 'import "./emoji-Ab3_x9Qz.js";');
  write('emoji-Ab3_x9Qz.js', 'export {};');
  assert.match((await fetch(`${url}/emoji-Ab3_x9Qz.js`)).headers.get('cache-control') ?? '', /max-age=31536000, immutable/);
  const entry = await fetch(`${url}/elements.js`), etag = entry.headers.get('etag')!;
  assert.match(entry.headers.get('cache-control') ?? '', /no-cache/);
  const again = async () => (await fetch(`${url}/elements.js`, { headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' } })).status;
  assert.equal(await again(), 304);
  write('elements.js', 'export const version = 3000;');
  assert.equal(await again(), 200);
});

test('hands an address with a query on to the one copy, under the prefix that it asks for', async () => {
  write('elements.js', 'export const version = 1;');
  assert.equal(await (await fetch(`${url}/elements.js?v=3`)).text(), "export * from './elements.js';");
  assert.match(await (await fetch(`${url}/elements.js?prefix=acme`)).text(), /defineElements\(\{ prefix: 'acme' \}\)/);
  for (const bad of ["a'-alert(1)-'", 'Acme', '1', 'a&prefix=b']) assert.deepEqual(await coded(await fetch(`${url}/elements.js?prefix=${bad}`)), [400, 'invalid-input'], bad);
});

test('serves nothing from outside its folder, and nothing that is not there', async () => {
  for (const at of ['/secret.json', '/..%2fsecret.json', '/%2e%2e/secret.json', '/cdn/elements.js', '/.elements.js', '/none-12345678.js']) {
    assert.deepEqual(await coded(await fetch(url + at)), [404, 'not-found'], at);
  }
});

test('is not ready while the database does not answer', async () => {
  const answer = await fetch(`${url}/readyz`);
  assert.deepEqual([answer.status, ((await answer.json()) as { status: string }).status], [503, 'unavailable']);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
});

test('answers what goes wrong inside without a word of it', async () => {
  const answer = await fetch(`${url}/api/v1/me`, { headers: { authorization: 'Bearer x' } });
  const { error } = (await answer.json()) as { error: { code: string; message: string } };
  assert.deepEqual([answer.status, error.code], [500, 'internal']);
  assert.doesNotMatch(error.message, /people/);
});
