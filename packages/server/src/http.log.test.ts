import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Server } from 'node:http';
import { createHttp } from './http.ts';

const lines: string[] = [];
let server: Server;
before(async () => {
  const note = (...what: unknown[]) => { lines.push(JSON.stringify(what)); };
  const { app, router } = createHttp({
    dispatch: undefined as never, tokens: undefined as never, keys: undefined as never, config: { corsOrigins: [], trustedProxies: 0 }, metrics: undefined as never, log: { debug: note, error: note } as never,
    isClosing: () => false, isReachable: async () => true,
  });
  router.get('/f/:token', () => { throw new Error('unexpected'); });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(() => { server.close(); });

test('a link is not in the log, which says whose file it opens', async () => {
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/f/secret`)).text();
  assert.equal(lines.length, 2);
  assert.ok(lines.every((line) => line.includes('/f/') && !line.includes('secret')), lines.join());
});
