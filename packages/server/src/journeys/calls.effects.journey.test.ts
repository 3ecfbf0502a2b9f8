import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCorridor } from '@corridor/sdk';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser } from './browser.ts';
import { callArgs, openCaller, serveCallPage } from './calls-page.ts';
import { pageWith, startHost, type Host } from './host.ts';

let host: Host, server: CorridorServer, browser: Browser, channelId: string;
const tenant = 'effects';

before(async () => {
  host = await startHost();
  [server, browser] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url }), openBrowser({ args: callArgs })]);
  await serveCallPage(host, (sub) => server.tokens.mint({ sub, tenant, name: sub }), ['ada', 'ben']);
  const [ada, ben] = ['ada', 'ben'].map((sub) => createCorridor({ url: server.url, token: () => server.tokens.mint({ sub, tenant }) }));
  await ben!.connect();
  await ada!.connect();
  ({ id: channelId } = await ada!.chat.openDirect('ben'));
  for (const client of [ada!, ben!]) client.close();
});
after(async () => { await browser?.close(); await server?.close(); await host?.close(); });

/** Both at a page of another site, under its policy; `scripts`: what that names beside the page's own and the server's. */
async function talkUnder(scripts: string) {
  for (const context of browser.contexts()) await context.close();
  host.pages['/call'] = pageWith('<script type="module" src="/call.js"></script>', {
    'Content-Security-Policy': `default-src 'none'; script-src 'self' ${server.url} ${scripts}; connect-src 'self' ${server.url} ${server.url.replace('http', 'ws')}; require-trusted-types-for 'script'`,
  });
  const [ada, ben] = await Promise.all([openCaller(browser, host, server.url, 'ada', 0), openCaller(browser, host, server.url, 'ben', 1)]), origins = new Set<string>();
  ada.page.on('request', (request) => { origins.add(new URL(request.url()).origin); });
  await ada.start(channelId);
  await ben.answer();
  await Promise.all([ben.sees('ada', 'red'), ben.hears('ada', 440)]);
  await ada.does(`Promise.all([session().effects.setNoiseRemoval('strong'), (async () => {
    const canvas = new OffscreenCanvas(16, 9), pen = canvas.getContext('2d');
    pen.fillStyle = '#00f';
    pen.fillRect(0, 0, 16, 9);
    await session().effects.setBackground({ image: await canvas.convertToBlob() });
  })()]).then(() => undefined)`);
  return { ada, ben, origins: [...origins], problems: await ada.does('session().effects.state.get().problems') };
}

test('under a strict policy with Trusted Types, noise goes and a picture takes the place of the room, without anybody else being asked', async () => {
  const { ada, ben, origins, problems } = await talkUnder("'wasm-unsafe-eval'");
  assert.deepEqual(problems, {});
  await Promise.all([ben.sees('ada', 'blue'), ben.hears('ada', 440)]); // a vowel, to the model
  assert.deepEqual(origins.filter((origin) => origin !== host.url && origin !== server.url && origin !== 'null'), []);
  await ada.does('session().leave()');
});

test('a policy that allows no WebAssembly is said to be in the way, and the call goes on', async () => {
  const { ada, ben, problems } = await talkUnder('');
  assert.deepEqual(problems, { noiseRemoval: 'blocked', background: 'blocked' });
  await Promise.all([ben.sees('ada', 'red'), ben.hears('ada', 440)]);
  await ada.does('session().leave()');
});
