import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test, type TestContext } from 'node:test';
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
