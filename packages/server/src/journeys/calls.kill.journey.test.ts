import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCorridor } from '@corridor/sdk';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { callArgs, openCaller, serveCallPage } from './calls-page.ts';
import { freePort } from './free-port.ts';
import { startHost, type Host } from './host.ts';
import { endProcesses, kill, processFolder, startProcess, tokenOf } from './server-process.ts';

let host: Host, browser: Browser;
before(async () => { [host, browser] = await Promise.all([startHost(), openBrowser({ args: callArgs })]); });
after(async () => { await browser?.close(); await host?.close(); endProcesses(); });

test('a server that is killed and started again loses neither the call that is on nor the one that rings', { timeout: 180_000 }, async (context) => {
  const folder = processFolder(), port = await freePort(), url = `http://localhost:${port}`, env = { CORS_ORIGINS: host.url };
  const first = await startProcess(folder, port, env);
  const clients = ['chloe', 'ben', 'ada'].map((sub) => createCorridor({ url, token: () => tokenOf(sub) }));
  for (const client of clients) await client.connect();
  const [withBen, withChloe] = [await clients[2]!.chat.openDirect('ben'), await clients[1]!.chat.openDirect('chloe')];
  for (const client of clients) client.close();
  await serveCallPage(host, (user) => tokenOf(user), ['ada', 'ben', 'chloe']);
  const [ada, ben, chloe] = await Promise.all([openCaller(browser, host, url, 'ada', 0), openCaller(browser, host, url, 'ben', 1), openCaller(browser, host, url, 'chloe', 2)]);
  await ada.start(withBen.id);
  await ben.answer();
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
  const phone = await openCaller(browser, host, url, 'ben', 3); // another device of his calls chloe meanwhile
  await phone.start(withChloe.id);
  await chloe.does('rings()');

  await kill(first, 'SIGKILL');
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
  await ada.does('session().setMicrophone(false)');
  const second = await startProcess(folder, port, env), begin = Date.now();

  await ben.does(`isMuted('ada', true)`);
  context.diagnostic(`back after the server was killed, once it was there again: ${Date.now() - begin} ms`);
  assert.match(await ben.state(), /^active: ada active, ben active$/);
  await chloe.does(`becomes('she is back', () => corridor.connection.get() === 'online')`);
  await chloe.answer();
  await Promise.all([phone.sees('chloe', 'blue'), chloe.sees('ben', 'yellow')]);
  await Promise.all([ada.does('session().leave()'), phone.does('session().leave()')]);
  await Promise.all([ben.isOver(), chloe.isOver()]);
  await kill(second, 'SIGTERM');
});
