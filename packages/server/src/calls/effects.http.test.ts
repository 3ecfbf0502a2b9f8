import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import { createHttp } from '../http.ts';
import { mountEffects } from './effects.http.ts';
import { createMetrics } from '../metrics.ts';

let server: Server, url: string;
before(async () => {
  const { app, router } = createHttp({
    dispatch: () => Promise.reject(new Error('no features here')), tokens: { open: () => Promise.reject(new Error('no people here')) }, keys: { open: () => Promise.reject(new Error('no keys here')) },
    config: { corsOrigins: [], trustedProxies: 0 }, metrics: createMetrics({ connections: () => 0, inFlight: () => 0, servers: () => 1 }), log: pino({ level: 'silent' }), isClosing: () => false, isReachable: async () => false,
  });
  mountEffects(router);
  const answer = app.callback();
  server = createServer((request, response) => { void answer(request, response); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/call-effects/`;
});
after(() => { server.closeAllConnections(); server.close(); });

test('serves every file that the effects load to pages of any site, and again only where it has changed', async () => {
  for (const [name, type] of [
    ['rnnoise.worklet.js', 'text/javascript'], ['rnnoise_simd.wasm', 'application/wasm'], ['rnnoise.wasm', 'application/wasm'], ['selfie_segmentation.js', 'text/javascript'], ['selfie_segmentation.binarypb', 'application/octet-stream'],
    ['selfie_segmentation_solution_simd_wasm_bin.js', 'text/javascript'], ['selfie_segmentation_solution_simd_wasm_bin.wasm', 'application/wasm'], ['selfie_segmentation_landscape.tflite', 'application/octet-stream'],
  ] as const) {
    const answer = await fetch(url + name), body = await answer.arrayBuffer();
    assert.deepEqual([answer.status, answer.headers.get('content-type')?.split(';')[0], answer.headers.get('access-control-allow-origin')], [200, type, '*'], name);
    assert.ok(body.byteLength > 300, name);
    if (type === 'application/wasm') assert.deepEqual([...new Uint8Array(body, 0, 4)], [0, 0x61, 0x73, 0x6d], name);
    assert.equal((await fetch(url + name, { headers: { 'if-none-match': answer.headers.get('etag')!, 'cache-control': 'max-age=0' } })).status, 304, name);
  }
});

test('hands MediaPipe out as modules, which load their other half without a script in the page', async () => {
  const [solution, glue] = await Promise.all(['selfie_segmentation.js', 'selfie_segmentation_solution_simd_wasm_bin.js'].map(async (name) => (await fetch(url + name)).text()));
  assert.doesNotMatch(solution!, /createElement\("script"\)/);
  assert.match(solution!, /function cd\(a\)\{return import\(a\)\}/);
  assert.match(glue!, /globalThis\.createMediapipeSolutionsWasm=createMediapipeSolutionsWasm;$/);
});

test('serves nothing else of those packages', async () => {
  for (const name of ['package.json', '..%2Fpackage.json', 'index.d.ts', 'gtcrn.wasm']) assert.equal((await fetch(url + name)).status, 404, name);
});
