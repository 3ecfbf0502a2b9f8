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

test('a channel, a hashtag and an emoji in a text lead where they say, and a message is pinned for all, while one of two is away', async () => {
  const [ada, ben] = await Promise.all(['ada', 'ben'].map((user) => signIn(browser, server.url, user))) as [Reader, Reader];
  for (const one of [ada, ben]) await one.inSide('Purchasing').click();
  await ben.offline(async () => {
    await ada.field.pressSequentially('Ask in #Line');
    await ada.app.getByRole('option', { name: /Line 2 rebuild/ }).click();
    await ada.field.pressSequentially('about #bearings ');
    await ada.button('Emoji').click();
    await ada.app.getByRole('searchbox', { name: 'Search emoji' }).fill('factory');
    await ada.app.locator('emoji-choice').getByRole('button', { name: 'factory', exact: true }).click();
    await ada.field.press('Enter');
    await ada.message('bearings').waitFor();
    await ada.message('bearings').hover();
    await ada.message('bearings').getByRole('button', { name: 'Pin', exact: true }).click();
  });
  await ben.message('🏭').waitFor();
  await ben.openDetails();
  await ben.app.locator('pinned-messages').getByText('bearings').waitFor();

  await ben.message('bearings').getByRole('button', { name: '#bearings' }).click();
  await ben.app.locator('search-box').getByRole('option', { name: /bearings/ }).first().waitFor();
  await ben.page.keyboard.press('Escape'); // empties the field
  await ben.page.keyboard.press('Escape'); // closes
  await ben.message('bearings').getByRole('button', { name: 'Line 2 rebuild' }).click();
  await ben.heading('Line 2 rebuild').waitFor();
  assert.deepEqual([ada.complaints, ben.complaints], [[], []]);
});

test('what was written while away, where nobody writes any more, stays with its author until it is discarded', async () => {
  const [jonas, ben] = await Promise.all(['jonas', 'ben'].map((user) => signIn(browser, server.url, user))) as [Reader, Reader];
  await jonas.inSide('Canteen').click();
  await ben.button('Create or join a channel').click();
  await ben.button('Join Canteen').click();
  await ben.heading('Canteen').waitFor();
  await jonas.openDetails();
  await ben.offline(async () => {
    await ben.say('Is there soup left?');
    await ben.message('soup left').waitFor();
    await jonas.button('Settings').click();
    await jonas.app.locator('channel-editor').getByRole('button', { name: 'Archive' }).click();
    await jonas.field.waitFor({ state: 'detached' });
  });
  await ben.message('soup left').getByRole('button', { name: 'Discard' }).click();
  await ben.message('soup left').waitFor({ state: 'detached' });
  await ben.page.reload();
  await ben.app.getByText('This conversation is archived.').waitFor();
  assert.equal(await ben.message('soup left').count(), 0);
  assert.equal(await jonas.message('soup left').count(), 0);
});
