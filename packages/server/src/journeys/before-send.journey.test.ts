import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestHost, type TestHost } from '../testing/host.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, visit, type Visitor } from './browser.ts';
import { pageWith, startHost, tokenFrom, type Host } from './host.ts';

let host: Host, erp: TestHost, server: CorridorServer, browser: Browser;
before(async () => {
  [host, erp] = await Promise.all([startHost(), startTestHost()]);
  erp.answer = ({ message }) => ((message as { text: string }).text.includes('price list') ? { status: 403, message: 'Price lists stay inside.' } : { text: (message as { text: string }).text.replace(/\d{4} \d{4}/, '•••• ••••') });
  [server, browser] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url, CORRIDOR_HOST_URL: erp.url, CORRIDOR_HOST_SECRET: erp.secret, CORRIDOR_HOST_BEFORE_SEND: '1' }), openBrowser()]);
  for (const [user, name] of [['ada', 'Ada Nilsen'], ['ben', 'Ben Haug']] as const) {
    host.pages[`/token-${user}`] = tokenFrom(() => server.tokens.mint({ sub: user, tenant: 'acme', name }));
    host.pages[`/${user}`] = pageWith(`
      <chat-widget server="${server.url}" token-url="/token-${user}" record-type="order" record-id="PO-7"></chat-widget>
      <script>document.addEventListener('corridor-before-send', (event) => { if (event.detail.draft.text.includes('secret')) event.preventDefault(); else event.detail.draft.text += ' (PO-7)'; });</script>
      <script type="module" src="${server.url}/elements.js"></script>`);
  }
});
after(async () => { await browser?.close(); await server?.close(); await erp?.close(); await host?.close(); });

test('the page and its server change a message or keep it back before the other one sees it, also where it was written while away', async () => {
  const [ada, ben] = await Promise.all(['ada', 'ben'].map((user) => visit(browser, `${host.url}/${user}`))) as [Visitor, Visitor];
  for (const visitor of [ada, ben]) await visitor.openChat();
  await ada.write('Card 1234 5678');
  await ben.row('Card •••• •••• (PO-7)').waitFor();

  await ada.write('a secret');
  assert.equal(await ada.composer.inputValue(), 'a secret');
  await ada.offline(async () => {
    await ada.write('Card 8765 4321, once more');
    await ada.row('once more').waitFor();
    await ada.write('Here is our price list');
    await ada.row('price list').waitFor();
  });
  await ben.row('Card •••• ••••, once more (PO-7)').waitFor();
  await ada.row('price list').getByText('Price lists stay inside.').waitFor();
  await ada.row('price list').getByRole('button', { name: 'Discard' }).click();
  await ada.row('price list').waitFor({ state: 'detached' });
  await ben.write('Thank you');
  await ada.row('Thank you (PO-7)').waitFor();
  assert.equal(await ben.rows.count(), 3);
  assert.deepEqual([ada.complaints, ben.complaints], [[], []]);
});
