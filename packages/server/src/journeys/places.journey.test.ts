import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, visit } from './browser.ts';

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

const pin = (page: Page, name: string | RegExp) => page.locator('record-places').getByRole('button', { name });
const panel = (page: Page) => page.locator('record-places').getByRole('dialog');
const count = (page: Page, order: string) => page.locator(`record-count[record-id="${order}"]`).getByRole('img');

test('two people talk about one price of an order, one of them away in between; the list of orders counts along', async () => {
  const ben = await visit(browser, `${server.url}/orders?user=ben`), ada = await visit(browser, `${server.url}/orders/PO-1041?user=ada`);
  await count(ben.page, 'PO-1042').waitFor();
  assert.equal(await count(ben.page, 'PO-1041').count(), 0);

  await pin(ada.page, 'Line 1, price: start a conversation').waitFor({ state: 'attached' });
  await ada.page.locator('[data-corridor-place="line:1;field:price"]').hover();
  await pin(ada.page, 'Line 1, price: start a conversation').click();
  await panel(ada.page).getByRole('heading', { name: 'PO-1041' }).waitFor();
  await panel(ada.page).locator('textarea:not([readonly])').waitFor();
  await ada.page.keyboard.type('Is this the price of the frame contract?');
  await ada.page.keyboard.press('Enter');
  await pin(ada.page, 'Line 1, price: 1 message').waitFor();
  await count(ben.page, 'PO-1041').and(ben.page.getByLabel('1 message')).waitFor();

  await ben.page.getByRole('link', { name: 'PO-1041' }).click();
  await pin(ben.page, 'Line 1, price: 1 message').focus();
  await ben.page.keyboard.press('Enter');
  await panel(ben.page).locator('message-row').filter({ hasText: 'frame contract' }).waitFor();
  await panel(ben.page).locator('textarea:not([readonly])').waitFor();
  await ben.page.keyboard.type('Yes, until March');
  await ben.page.keyboard.press('Enter');
  await panel(ada.page).locator('message-row').filter({ hasText: 'until March' }).waitFor();

  await pin(ada.page, /price: 2 messages$/).waitFor(); // Ada has read it
  await ada.page.keyboard.press('Escape');
  await panel(ada.page).waitFor({ state: 'hidden' });
  await ada.offline(async () => {
    await panel(ben.page).locator('textarea').fill('Then 2 % more');
    await ben.page.keyboard.press('Enter');
    await pin(ben.page, 'Line 1, price: 3 messages').waitFor();
  });
  await pin(ada.page, 'Line 1, price: 3 messages, 1 unread').waitFor();
  await ada.page.goto(`${server.url}/orders`);
  await count(ada.page, 'PO-1041').and(ada.page.getByLabel('3 messages, 1 unread')).waitFor();
  assert.deepEqual([ada.complaints, ben.complaints], [[], []]);
});

test('what was said among colleagues goes to the supplier only when that is meant', async () => {
  const ada = await visit(browser, `${server.url}/orders/PO-1040?user=ada`), { page } = ada;
  await ada.openChat();
  await ada.write('Our limit is 9,500');
  await ada.row('Our limit').hover();
  await ada.row('Our limit').getByRole('button', { name: 'React' }).waitFor();
  await ada.row('Our limit').locator('.text').click({ clickCount: 3 });
  await page.keyboard.press('Control+c');
  const view = page.locator('chat-widget conversation-view');
  await view.getByText('With supplier').click();
  await view.getByText('External: people outside read this.').waitFor();
  await ada.composer.click();
  await view.getByRole('button', { name: 'Emoji', exact: true }).waitFor();
  await page.keyboard.press('Control+v');
  await view.getByRole('alertdialog').getByRole('button', { name: 'Do not paste' }).click();
  assert.equal(await ada.composer.inputValue(), '');
  await page.keyboard.press('Control+v');
  await view.getByRole('alertdialog').getByRole('button', { name: 'Paste', exact: true }).click();
  for (let value = ''; !value.includes('Our limit');) value = await ada.composer.inputValue();

  const chloe = await visit(browser, `${server.url}/orders/PO-1040?user=chloe`);
  await chloe.openChat();
  await chloe.row('Our limit').waitFor();
  await chloe.page.locator('chat-widget conversation-view').getByText('With supplier').click();
  await chloe.page.locator('chat-widget').getByText('External: people outside read this.').waitFor();
  await chloe.row('Our limit').waitFor({ state: 'detached' });
  await chloe.offline(async () => {
    await ada.composer.press('Enter');
    await ada.row('Our limit').waitFor();
  });
  await chloe.row('Our limit').waitFor();
  assert.deepEqual([ada.complaints, chloe.complaints], [[], []]);
});
