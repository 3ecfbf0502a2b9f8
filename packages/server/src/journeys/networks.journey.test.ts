import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createCorridor } from '@corridor/sdk';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, visit } from './browser.ts';
import { pageWith, startHost, tokenFrom, type Host } from './host.ts';

let host: Host;
let server: CorridorServer;
let browser: Browser;
before(async () => {
  host = await startHost();
  [server, browser] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url }), openBrowser()]);
});
after(async () => { await browser?.close(); await server?.close(); await host?.close(); });

const token = () => server.tokens.mint({ sub: 'ada', tenant: 'networks' });

interface Proxy { readonly url: string; upgrades(): number; close(): void }

async function listening(proxy: Server): Promise<{ url: string; close: () => void }> {
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return { url: `http://localhost:${(proxy.address() as AddressInfo).port}`, close: () => { proxy.close(); proxy.closeAllConnections(); } };
}

/** A network that lets requests through, and no WebSocket. The server is at `prefix` there. */
async function withoutWebSocket(prefix = ''): Promise<Proxy> {
  let upgrades = 0;
  const { hostname, port } = new URL(server.url);
  const proxy = createServer((near, answer) => {
    if (!near.url?.startsWith(prefix)) { answer.writeHead(404).end(); return; }
    near.pipe(request({ hostname, port, path: near.url.slice(prefix.length), method: near.method, headers: near.headers }, (far) => {
      answer.writeHead(far.statusCode!, far.headers);
      far.pipe(answer);
    }).on('error', () => answer.destroy()));
  });
  proxy.on('upgrade', (_, socket) => { upgrades++; socket.destroy(); });
  return { ...await listening(proxy), upgrades: () => upgrades };
}

test('where no WebSocket gets through, a client in Node talks by polling', async () => {
  const proxy = await withoutWebSocket();
  const ada = createCorridor({ url: proxy.url, token });
  try {
    await ada.connect();
    const { id } = await ada.chat.createChannel({ kind: 'group' });
    assert.equal((await ada.chat.send(id, { text: 'by polling' })).seq, 1);
    assert.ok(proxy.upgrades() > 0);
  } finally {
    ada.close();
    proxy.close();
  }
});

test('a server behind a path is reached there', async () => {
  const proxy = await withoutWebSocket('/corridor');
  const ada = createCorridor({ url: `${proxy.url}/corridor/`, token });
  try {
    await ada.connect();
    assert.equal(ada.me.get()?.id, 'ada');
  } finally {
    ada.close();
    proxy.close();
  }
});

test('a connection that is cut as soon as it is made is not tried without end', async () => {
  let cuts = 0;
  const { hostname, port } = new URL(server.url);
  const cutter = createServer();
  cutter.on('upgrade', (near, socket) => {
    const far = connect(Number(port), hostname, () => { far.write(`GET ${near.url} HTTP/1.1\r\n${Object.entries(near.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`).join('')}\r\n`); });
    far.pipe(socket).pipe(far);
    for (const one of [far, socket]) one.on('error', () => undefined);
    far.on('close', () => { socket.destroy(); });
    socket.on('close', () => { far.destroy(); });
    opened.push(() => { cuts++; socket.destroy(); });
  });
  const { url, close } = await listening(cutter);
  const opened: (() => void)[] = [];
  const ada = createCorridor({ url, token });
  const waits: number[] = [];
  let lostAt = 0;
  const thrice = new Promise<void>((resolve) => {
    ada.connection.listen((state) => {
      if (state === 'online') { opened.splice(0).forEach((cut) => { cut(); }); if (cuts === 3) resolve(); }
      if (state === 'offline') lostAt = performance.now();
      if (state === 'connecting' && lostAt) waits.push(performance.now() - lostAt);
    });
  });
  ada.connect().catch(() => undefined);
  await thrice;
  ada.close();
  close();
  assert.ok(waits[1]! > waits[0]!, 'a second loss is waited out longer than a first');
});

test('where no WebSocket gets through, the element on a page talks by polling', async () => {
  const proxy = await withoutWebSocket();
  host.pages['/corridor-token'] = tokenFrom(token);
  host.pages['/page'] = pageWith(`<script type="module" src="${proxy.url}/elements.js"></script>
    <chat-widget server="${proxy.url}" token-url="/corridor-token" record-type="order" record-id="polling"></chat-widget>`);
  const visitor = await visit(browser, `${host.url}/page`);
  try {
    await visitor.openChat();
    await visitor.write('By polling');
    await visitor.row('By polling').waitFor();
    await visitor.page.locator('message-row[pending]').waitFor({ state: 'detached' });
    assert.ok(proxy.upgrades() > 0);
  } finally {
    await visitor.page.context().close();
    proxy.close();
  }
});

test('a server that does not answer is told as offline, however often it is tried', async () => {
  let knocks = 0;
  const dead = createServer();
  const five = new Promise<void>((resolve) => { dead.on('connection', (socket) => { socket.destroy(); if (++knocks === 5) resolve(); }); });
  const { url, close } = await listening(dead);
  const ada = createCorridor({ url, token });
  const states: string[] = [];
  ada.connection.subscribe((state) => { states.push(state); });
  ada.connect().catch(() => undefined);
  await five;
  assert.deepEqual(states, ['offline', 'connecting', 'offline']);
  ada.close();
  close();
});
