import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Server } from 'socket.io';
import { socketTransport } from './socket.ts';
import { Tokens } from './token.ts';

/** How long it waits before each of its attempts, where nobody listens; `luck` is what chance says, from 0 to 1. */
async function waits(t: TestContext, luck: number, calls?: { readonly isOn: boolean }): Promise<number[]> {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as { port: number }, said: number[] = [], { setTimeout: real } = globalThis, { random } = Math;
  nobody.close();
  await once(nobody, 'close');
  const transport = socketTransport({ url: `http://127.0.0.1:${port}`, tokens: new Tokens(() => Promise.resolve('token')), ...(calls && { calls }) });
  const done = new Promise<void>((resolve) => {
    Math.random = () => luck;
    globalThis.setTimeout = ((run: () => void, ms: number) => {
      if (ms < 500 || ms === 10_000) return real(run, ms); // of an attempt itself
      said.push(ms);
      if (said.length === 6) resolve();
      return real(said.length < 6 ? run : () => undefined, 0);
    }) as typeof setTimeout;
  });
  t.after(() => { transport.close(); });
  transport.connect().catch(() => undefined);
  await done;
  Object.assign(globalThis, { setTimeout: real });
  Math.random = random;
  return said;
}

test('waits longer and longer for a server that is away, each for a while of its own', async (t) => {
  assert.deepEqual(await waits(t, 1), [1000, 2000, 4000, 8000, 16_000, 30_000]);
  assert.deepEqual(await waits(t, 0), [500, 1000, 2000, 4000, 8000, 15_000]);
});

test('waits two seconds at most while somebody is in a call, and as long as others once they are not', async (t) => {
  assert.deepEqual(await waits(t, 1, { isOn: true }), [2000, 2000, 2000, 2000, 2000, 2000]);
  assert.deepEqual(await waits(t, 0, { isOn: true }), [1000, 1000, 1000, 1000, 1000, 1000]);
  let left = 3;
  assert.deepEqual(await waits(t, 1, { get isOn() { return left-- > 0; } }), [2000, 2000, 2000, 8000, 16_000, 30_000]);
});

test('waits as long as a server says that refuses the connection for now', async (t) => {
  const http = createHttpServer(), server = new Server(http, { transports: ['websocket'] });
  let refusals = 3;
  server.use((_, next) => { next(refusals-- > 0 ? Object.assign(new Error('Too many'), { data: { code: 'rate-limited', message: 'Too many', details: { retryAfterMs: 7000 + refusals } } }) : undefined); });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as { port: number }, { setTimeout: real } = globalThis, said: number[] = [];
  const transport = socketTransport({ url: `http://127.0.0.1:${port}`, tokens: new Tokens(() => Promise.resolve('token')) });
  t.after(async () => { Object.assign(globalThis, { setTimeout: real }); transport.close(); await server.close(); });
  globalThis.setTimeout = ((run: () => void, ms: number) => {
    const isWait = ms >= 7000 && ms < 7010;
    if (isWait) said.push(ms);
    return real(run, isWait ? 0 : ms);
  }) as typeof setTimeout;
  await transport.connect();
  assert.deepEqual(said, [7002, 7001, 7000]);
});

test('comes back at once when connections end, as in a restart of one server after the other, and waits where they go on ending before they have lasted', async (t) => {
  const http = createHttpServer(), server = new Server(http, { transports: ['websocket'] });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  t.after(() => server.close());
  const { port } = http.address() as { port: number }, { now } = performance, { setTimeout: real } = globalThis, { random } = Math, said: number[] = [];
  t.after(() => { Object.assign(globalThis, { setTimeout: real }); performance.now = now; Math.random = random; });
  const transport = socketTransport({ url: `http://127.0.0.1:${port}`, tokens: new Tokens(() => Promise.resolve('token')) });
  t.after(() => { transport.close(); });
  let later = 0;
  performance.now = () => later; // a slow machine's time does not count
  const comes = () => new Promise<void>((resolve) => { const off = transport.onConnection((connection) => { if (connection === 'online') { off(); resolve(); } }); });
  const goes = () => new Promise<void>((resolve) => { const off = transport.onConnection((connection) => { if (connection === 'offline') { off(); resolve(); } }); });
  const first = comes();
  await transport.connect();
  await first;
  Math.random = () => 1;
  globalThis.setTimeout = ((run: () => void, ms: number) => {
    const isWait = [300, 1000, 2000, 4000, 8000].includes(ms);
    if (isWait) said.push(ms);
    return real(run, isWait ? 0 : ms);
  }) as typeof setTimeout;
  for (const lastedMs of [1500, 1500, 0, 1500, 5500, 0, 1500]) {
    later += lastedMs;
    const [gone, back] = [goes(), comes()];
    for (const socket of server.sockets.sockets.values()) socket.conn.close();
    await gone;
    await back;
  }
  assert.deepEqual(said, [300, 300, 4000, 8000, 300, 300, 4000]);
});
