import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createCorridor } from '@corridor/sdk';
import { type Browser, chromium } from 'playwright-core';
import puppeteer, { type Browser as Firefox } from 'puppeteer-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { callArgs, Caller, openCaller, serveCallPage } from './calls-page.ts';
import { startHost, type Host } from './host.ts';

let host: Host, server: CorridorServer, chromiumBrowser: Browser, firefox: Firefox, folder: string, channelId: string, ada: Caller, ben: Caller;
const tenant = 'calls';

before(async () => {
  [host, folder] = await Promise.all([startHost(), mkdtemp(path.join(os.tmpdir(), 'firefox-'))]);
  server = await startTestServer({ CORS_ORIGINS: host.url });
  await serveCallPage(host, (sub) => server.tokens.mint({ sub, tenant, name: sub }), ['ada', 'ben']);
  const clients = ['ben', 'ada'].map((sub) => createCorridor({ url: server.url, token: () => server.tokens.mint({ sub, tenant, name: sub }) }));
  for (const client of clients) await client.connect();
  ({ id: channelId } = await clients[1]!.chat.openDirect('ben'));
  for (const client of clients) client.close();
  [chromiumBrowser, firefox] = await Promise.all([
    chromium.launch({ executablePath: process.env.CORRIDOR_BROWSER ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-dev-shm-usage', '--disable-features=WebRtcHideLocalIpsWithMdns', ...callArgs] }),
    puppeteer.launch({
      browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: true, userDataDir: folder, env: { ...process.env, HOME: folder, MOZ_DISABLE_CONTENT_SANDBOX: '1', MOZ_CRASHREPORTER_DISABLE: '1' },
      extraPrefsFirefox: { // its own connections stay out of it, and media within this machine
        'media.peerconnection.ice.loopback': true, 'media.peerconnection.ice.obfuscate_host_addresses': false, 'media.autoplay.default': 0, 'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true, 'media.navigator.audio.fake_frequency': 880, 'media.autoplay.blocking_policy': 0, 'media.gmp-manager.url': '', 'media.gmp-gmpopenh264.enabled': false,
        'app.update.enabled': false, 'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false, 'datareporting.policy.dataSubmissionEnabled': false,
        'browser.safebrowsing.downloads.enabled': false, 'browser.safebrowsing.malware.enabled': false, 'services.settings.server': 'data:,',
      },
    }),
  ]);
  ada = await openCaller(chromiumBrowser, host, server.url, 'ada', 0);
  const page = await firefox.newPage();
  await page.goto(`${host.url}/call?${['ben', 'lime', '880', server.url].map((value) => `is=${encodeURIComponent(value)}`).join('&')}`);
  ben = new Caller(page as never, 'ben');
  await ben.does('new Promise((resolve) => { const look = () => window.isLoaded ? resolve() : setTimeout(look, 10); look(); }).then(() => ready)');
  await ben.does(`{ const painted = navigator.mediaDevices.getUserMedia; navigator.mediaDevices.getUserMedia = (asked) => asked.video ? painted(asked) : MediaDevices.prototype.getUserMedia.call(navigator.mediaDevices, { audio: true }); }`);
});
after(async () => {
  await chromiumBrowser?.close();
  await firefox?.close();
  await server?.close();
  await host?.close();
  await rm(folder, { recursive: true, force: true });
});

for (const whose of ['Chromium', 'Firefox'] as const) {
  test(`${whose} calls the other browser: both see and hear each other, and a screen is shared with Firefox`, { timeout: 120_000 }, async () => {
    const [caller, called] = whose === 'Chromium' ? [ada, ben] : [ben, ada];
    await caller.start(channelId);
    await called.answer();
    await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
    await ada.hears('ben', 880);
    await ben.does('becomes("ada is heard", () => (session().levels.get()[session().peers.get()[0]?.participantId] ?? 0) > 0.02)'); // a machine without sound has no clock for Firefox to look at a tone with
    await ada.does('session().shareScreen()');
    await ben.sees('ada', 'yellow', 'screen');
    await caller.does('session().leave()');
    await called.isOver();
  });
}

test('a call between the two is encrypted from end to end, and both show one code', { timeout: 120_000 }, async () => {
  await ada.start(channelId, 'video', ', isEncrypted: true');
  await ben.answer();
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
  await ada.hears('ben', 880);
  const code = (caller: Caller) => caller.does<string>('becomes("it is on", () => session().encryption.get().state === "on" && session().encryption.get().code !== undefined).then(() => session().encryption.get().code)');
  assert.equal(await code(ada), await code(ben));
  await ada.does('session().leave()');
  await ben.isOver();
});
