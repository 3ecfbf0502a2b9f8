import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../../index.ts';
import { type Janus, startJanus } from '../../testing/janus.ts';
import { openMediaBrowser, openMediaPage, servePages } from '../../testing/pages.ts';
import { startTestServer } from '../../testing/server.ts';
import { startGroupCall } from './group.testing.ts';

let janus: Janus, server: CorridorServer, pages: Awaited<ReturnType<typeof servePages>>, browser: Browser;

before(async () => {
  janus = await startJanus({ hasTextIds: true });
  [server, pages, browser] = await Promise.all([startTestServer({ ...janus.env, CALLS_MESH_MOST: '1', CORS_ORIGINS: '*' }), servePages('calls/media/sfu.contract.testing.ts'), openMediaBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.close();
  await pages?.close();
  await janus?.stop();
});

test('the way over the media server does what every way of media must do', async (t) => {
  const names = ['ada', 'ben', 'chloe', 'eve'], page = await openMediaPage(browser, pages.url);
  await page.exposeFunction('newCall', async () => {
    const { callId } = await startGroupCall(server, names);
    return { url: server.url, callId, tokens: Object.fromEntries(await Promise.all(names.map(async (name) => [name, await server.tokens.mint({ sub: name, tenant: 'acme', name })] as const))) };
  });
  const all = await page.evaluate<string[]>('contract.names()');
  assert.ok(all.length >= 6);
  for (const name of all) await t.test(name, async () => { await page.evaluate(`contract.run(${JSON.stringify(name)})`); });
});
