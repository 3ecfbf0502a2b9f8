import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCorridor, type Corridor } from '@corridor/sdk';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, visit } from './browser.ts';
import { cuttable, type Cuttable } from './cuttable.ts';
import { pageWith, startHost, tokenFrom, type Host, type HostPage } from './host.ts';

let host: Host;
let server: CorridorServer;
let wire: Cuttable;
let browser: Browser;
let ben: Corridor;
before(async () => {
  host = await startHost();
  [server, browser] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url }), openBrowser()]);
  wire = await cuttable(server.url);
  host.pages['/corridor-token'] = tokenFrom(() => server.tokens.mint({ sub: 'ada', tenant: 'acme', name: 'Ada Nilsen' }));
  host.pages['/'] = pageWith(`<script type="module" src="/elements.js"></script>
    <chat-widget server="${wire.url}" token-url="/corridor-token" record-type="purchase-order" record-id="PO-1042" record-title="PO-1042"></chat-widget>`);
  ben = createCorridor({ url: server.url, token: () => server.tokens.mint({ sub: 'ben', tenant: 'acme', name: 'Ben Haug' }), storage: 'memory' });
  await ben.connect();
});
after(async () => {
  ben?.close();
  await browser?.close();
  await wire?.close();
  await server?.close();
  await host?.close();
});

test('a message written while offline outlasts a reload and arrives once', async () => {
  const { id: channelId } = await ben.chat.openRecord({ type: 'purchase-order', id: 'PO-1042' });
  const heard: string[] = [];
  const arrived = (text: string) => new Promise<void>((resolve) => { ben.on('chat.message', (message) => { if (message.text === text) resolve(); }); });
  ben.on('chat.message', ({ text }) => { heard.push(text); });

  const ada = await visit(browser, host.url);
  await ada.openChat();
  const first = arrived('Online');
  await ada.write('Online');
  await first;

  wire.cut();
  await ada.write('Offline');
  await ada.row('Offline').getByText('you are offline').waitFor();
  await ada.page.reload();
  await ada.openChat();
  await ada.row('Offline').waitFor();
  await ada.row('Online').waitFor();
  assert.deepEqual(heard, ['Online']);

  const second = arrived('Offline');
  wire.mend();
  await second;
  await ada.row('Offline').getByText('you are offline').waitFor({ state: 'detached' });
  const echo = arrived('Done');
  await ada.write('Done');
  await echo;
  assert.deepEqual(heard, ['Online', 'Offline', 'Done']);
  assert.deepEqual((await ben.chat.history(channelId)).map(({ text }) => text), ['Online', 'Offline', 'Done']);
  assert.equal(await ada.row('Offline').count(), 1);
});

test('a message written on a page that is not signed in yet is stored there, shows, and arrives', async () => {
  const { id: channelId } = await ben.chat.openRecord({ type: 'purchase-order', id: 'PO-1042' });
  const mint = host.pages['/corridor-token'] as () => Promise<HostPage>;
  let isSlow = true, signIn: () => void = () => undefined;
  const signedIn = new Promise<void>((resolve) => { signIn = resolve; });
  host.pages['/corridor-token'] = async () => { if (isSlow) await signedIn; return mint(); };
  host.pages['/app'] = pageWith(`<script type="module" src="/elements.js"></script>
    <conversation-view server="${wire.url}" token-url="/corridor-token" channel-id="${channelId}" style="display: block; height: 400px"></conversation-view>`);
  const ada = await visit(browser, `${host.url}/app`);
  const field = ada.page.locator('message-composer').getByRole('textbox');
  await field.fill('Too early?');
  await field.press('Enter');
  await ada.page.locator('message-row').filter({ hasText: 'Too early?' }).waitFor();
  const arrived = new Promise<void>((resolve) => { ben.on('chat.message', ({ text }) => { if (text === 'Too early?') resolve(); }); });
  isSlow = false;
  signIn();
  await arrived;
});
