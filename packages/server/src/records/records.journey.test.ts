import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { openBrowser, visit, type Visitor } from '../journeys/browser.ts';
import { startTestServer } from '../testing/server.ts';

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

const app = ({ page }: Visitor) => page.locator('chat-app');
const row = (visitor: Visitor, text: string) => app(visitor).locator('message-row').filter({ hasText: text });

async function atOrder(user: string): Promise<Visitor> {
  const visitor = await visit(browser, `${server.url}/messages?user=${user}`);
  await app(visitor).locator('chat-sidebar').getByRole('link', { name: /PO-1042/ }).click();
  await app(visitor).getByRole('heading', { name: /PO-1042/ }).waitFor();
  return visitor;
}

test('the ERP asks in an order\'s conversation, one person may not answer and another does, and all see it, through a lost connection, too', async () => {
  const ada = await atOrder('ada'), ben = await atOrder('ben');
  const asked = 'PO-1042 is waiting for approval';
  assert.equal((await fetch(`${server.url}/demo/orders/PO-1042/approval`, { method: 'POST' })).status, 200);
  for (const one of [ada, ben]) await row(one, asked).getByRole('button', { name: 'Approve' }).waitFor();

  await row(ben, asked).getByRole('button', { name: 'Approve' }).click();
  await row(ben, asked).getByText('Ada Nilsen and Chloe Renard approve orders.').waitFor();
  await ben.page.context().setOffline(true);
  await row(ada, asked).getByRole('button', { name: 'Approve' }).click();
  await row(ada, asked).getByText(/Approved · Ada Nilsen, /).waitFor();
  await ben.page.context().setOffline(false);
  await row(ben, asked).getByText(/Approved · Ada Nilsen, /).waitFor();
  for (const one of [ada, ben]) assert.equal(await row(one, asked).getByRole('button', { name: /Approve|Reject/ }).count(), 0);

  const field = app(ben).locator('message-composer').getByRole('textbox');
  await field.fill(`Then it is done: ${server.url}/orders/PO-1042`);
  await field.press('Enter');
  for (const one of [ada, ben]) {
    const card = row(one, 'Then it is done').locator('record-card');
    await card.getByText('PO-1042 · Halden Steel AS').waitFor();
    await card.getByText('Approved').waitFor();
  }

  await row(ada, 'Freight went up 8 %').hover();
  await row(ada, 'Freight went up 8 %').getByRole('button', { name: 'More actions' }).click();
  await row(ada, 'Freight went up 8 %').getByRole('button', { name: 'Create ticket' }).click();
  for (const one of [ada, ben]) await row(one, 'T-101 · Freight went up 8 %').getByRole('link', { name: 'Open' }).waitFor();
  await row(ben, 'T-101').getByRole('link', { name: 'Open' }).click();
  await ben.page.getByRole('heading', { name: /T-101/ }).waitFor();
  assert.deepEqual([ada.complaints, ben.complaints.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'))], [[], []]);
});
