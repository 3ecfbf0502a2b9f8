import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser } from './browser.ts';
import { signIn, type Reader } from './messages-page.ts';

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

/** As a field for a date takes it. */
const dayOf = (minutesAgo: number) => {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};

test('what one wrote while the other was away is found by filters, opened by its link, and marked unread on another device; a date leads back', async () => {
  const [ada, ben, phone] = await Promise.all(['ada', 'ben', 'ben'].map((user) => signIn(browser, server.url, user))) as [Reader, Reader, Reader];
  for (const one of [ada, ben]) await one.inSide('Purchasing').click();
  await ada.offline(async () => {
    await ben.say('The galvanised ones are in hall 4 #brackets');
    await ben.say('Hall 5 is full');
    await ben.message('Hall 5 is full').waitFor();
  });
  await ada.message('#brackets').waitFor();

  await ada.inSide(/PO-1042/).click();
  await ada.page.keyboard.press('Control+k');
  await ada.app.locator('search-box').getByRole('combobox').fill('from:ben in:purchasing #brackets');
  await ada.app.getByRole('option', { name: /galvanised/ }).waitFor();
  assert.equal(await ada.app.getByRole('option', { name: /Hall 5/ }).count(), 0);
  await ada.page.keyboard.press('ArrowDown');
  await ada.page.keyboard.press('Enter');
  await ada.heading('Purchasing').waitFor();
  await ada.message('#brackets').waitFor();

  await ada.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await ada.choose('#brackets', 'Copy link');
  await ada.app.getByText('Link copied.').waitFor();
  await ben.inSide(/Ada Nilsen/).click();
  await ben.page.goto(await ada.page.evaluate<string>('navigator.clipboard.readText()'));
  await ben.heading('Purchasing').waitFor();
  await ben.message('#brackets').waitFor();

  await ada.say('Thank you, Ben');
  await ben.message('Thank you, Ben').scrollIntoViewIfNeeded();
  await ada.choose('Thank you, Ben', 'Read by');
  await ada.app.locator('message-readers').getByText('Ben Haug').waitFor();
  await ada.page.keyboard.press('Escape');
  await phone.offline(async () => {
    await ben.message('Thank you, Ben').hover();
    await ben.message('Thank you, Ben').getByRole('button', { name: 'Mark unread' }).click();
  });
  await phone.inSide(/Purchasing.*1 unread/).waitFor();

  await ada.openDetails();
  await ada.button('Jump to a date').click();
  await ada.app.getByLabel('Date', { exact: true }).fill(dayOf(3050));
  await ada.button('Go').click();
  await ada.message('Stock count at Moss').locator('message-poll').waitFor();
  assert.deepEqual([ada.complaints, ben.complaints, phone.complaints], [[], [], []]);
});
