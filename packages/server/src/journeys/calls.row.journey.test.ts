import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCorridor } from '@corridor/sdk';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser } from './browser.ts';
import { callArgs, type Caller, openCaller, serveCallPage } from './calls-page.ts';
import { startHost, type Host } from './host.ts';

const tenant = 'calls', rows = 10, minutes = 3, minuteMs = 60_000;
const names = (pair: number) => [`caller-${pair}`, `callee-${pair}`] as const;
let host: Host, server: CorridorServer, browser: Browser;

before(async () => {
  host = await startHost();
  [server, browser] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url }), openBrowser({ args: callArgs })]);
  await serveCallPage(host, (sub) => server.tokens.mint({ sub, tenant, name: sub }), Array.from({ length: minutes }, (_, pair) => names(pair)).flat());
});
after(async () => { await browser?.close(); await server?.close(); await host?.close(); });

interface Pair { caller: Caller; callee: Caller; channelId: string }

async function openPair(pair: number): Promise<Pair> {
  const [caller, callee] = names(pair), clients = [callee, caller].map((sub) => createCorridor({ url: server.url, token: () => server.tokens.mint({ sub, tenant, name: sub }) }));
  for (const client of clients) await client.connect();
  const { id: channelId } = await clients[1]!.chat.openDirect(callee);
  for (const client of clients) client.close();
  return { caller: await openCaller(browser, host, server.url, caller, 0), callee: await openCaller(browser, host, server.url, callee, 1), channelId };
}

async function talk({ caller, callee, channelId }: Pair): Promise<void> {
  await caller.start(channelId);
  await callee.answer();
  await Promise.all([caller.sees(callee.name, 'lime'), callee.sees(caller.name, 'red')]);
}

async function hangUp({ caller, callee }: Pair): Promise<void> {
  await caller.does('session().leave()');
  await callee.isOver();
  assert.match(await callee.state(), /^ended completed/);
}

test('of ten calls in a row each one is established, and over for both', async () => {
  const pair = await openPair(0);
  for (let call = 0; call < rows; call++) {
    await talk(pair);
    await hangUp(pair);
  }
  for (const { page } of [pair.caller, pair.callee]) await page.context().close();
});

test('three calls hold for a minute, side by side: each shows moving pictures all the time', { timeout: 240_000 }, async () => {
  const pairs = await Promise.all(Array.from({ length: minutes }, (_, pair) => openPair(pair)));
  await Promise.all(pairs.map(async (pair) => {
    await talk(pair);
    for (const end = Date.now() + minuteMs; Date.now() < end;) {
      await Promise.all([pair.caller.sees(pair.callee.name, 'lime'), pair.callee.sees(pair.caller.name, 'red')]);
      assert.equal(await pair.caller.does('session().phase.get()'), 'connected');
      await pair.caller.page.waitForTimeout(500); // looked at twice a second for the whole minute: this is what is tested
    }
    await hangUp(pair);
  }));
});
