import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, pressTool, visit } from './browser.ts';

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });
afterEach(async () => { for (const context of browser.contexts()) await context.close(); });

const order = (query: string) => `${server.url}/orders/PO-1044?${query}`;

test('two people talk about an order, one of them away in between; a stranger of another tenant sees nothing', async () => {
  const [ada, ben, stranger] = await Promise.all([visit(browser, order('user=ada')), visit(browser, order('user=ben')), visit(browser, order('user=ben&tenant=globex'))]);
  for (const visitor of [ada, ben, stranger]) await visitor.launcher.click();

  await ada.write('Is the grease in stock?');
  await ben.row('Is the grease in stock?').getByText('Ada Nilsen').waitFor();
  assert.equal(await ada.row('Is the grease in stock?').count(), 1);

  await ben.composer.pressSequentially('Twelve tins');
  await ada.page.locator('typing-indicator').getByText('Ben').first().waitFor();
  await ben.composer.press('Enter');
  await ada.row('Twelve tins').waitFor();

  await ben.offline(async () => {
    await ada.write('Are they on the second shelf?');
    await ada.row('second shelf').waitFor();
  });
  await ben.row('second shelf').waitFor();

  await ada.row('Twelve tins').hover();
  await ada.row('Twelve tins').getByRole('button', { name: 'React' }).click();
  await ada.row('Twelve tins').getByRole('button', { name: '👍' }).click();
  await ben.row('Twelve tins').getByRole('button', { name: /👍 1/ }).waitFor();

  await pressTool(ben.row('Twelve tins'), 'Edit');
  await ben.page.getByRole('textbox', { name: 'Edit message' }).fill('Fourteen tins');
  await ben.page.getByRole('textbox', { name: 'Edit message' }).press('Enter');
  await ada.row('Fourteen tins').getByText('(edited)').waitFor();

  await pressTool(ada.row('Is the grease in stock?'), 'Delete');
  await ada.row('Is the grease in stock?').getByRole('button', { name: 'Delete' }).last().click();
  await ben.row('Message deleted').waitFor();
  assert.equal(await ben.row('Is the grease in stock?').count(), 0);

  await stranger.composer.waitFor();
  assert.equal(await stranger.rows.count(), 0);
  await stranger.write('Hello from elsewhere');
  await stranger.row('Hello from elsewhere').waitFor();
  await ada.write('Thanks');
  await ben.row('Thanks').waitFor();
  assert.equal(await ben.row('Hello from elsewhere').count(), 0);
  for (const visitor of [ada, ben, stranger]) assert.deepEqual(visitor.complaints, []);
});

test('the badge counts what came while the panel was closed, and reading clears it', async () => {
  const [chloe, mari] = await Promise.all([visit(browser, order('user=chloe')), visit(browser, order('user=mari'))]);
  await chloe.launcher.click();
  await mari.launcher.click();
  await chloe.write('Chloe is here'); // writing makes a member
  await mari.row('Chloe is here').waitFor();
  await chloe.page.keyboard.press('Escape');
  await chloe.composer.waitFor({ state: 'hidden' });
  const unreadLauncher = (count: number) => chloe.page.locator(`[part~=launcher][aria-label$=", ${count} unread"]`);
  const before = unread(await chloe.launcher.getAttribute('aria-label'));
  await mari.write('One');
  await mari.write('Two');
  await unreadLauncher(before + 2).waitFor();
  await chloe.launcher.click();
  await chloe.row('Two').waitFor();
  await unreadLauncher(before + 2).waitFor({ state: 'detached' });
  for (const visitor of [chloe, mari]) assert.deepEqual(visitor.complaints, []);
});

test('presence shows who is there, and who has left', async () => {
  const [ada, chloe] = await Promise.all([visit(browser, `${server.url}/?user=ada`), visit(browser, `${server.url}/?user=chloe`)]);
  await ada.launcher.click();
  const dot = (status: string) => ada.page.getByRole('option', { name: /Chloe Renard/ }).locator(`presence-dot [aria-label=${status}]`);
  await dot('Online').waitFor();
  await chloe.page.context().close();
  await dot('Offline').waitFor({ timeout: 30_000 });
});

const unread = (label: string | null) => Number(/(\d+) unread/.exec(label ?? '')?.[1] ?? 0);
