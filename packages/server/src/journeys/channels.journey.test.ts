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

const settings = (reader: Reader) => reader.app.locator('channel-editor');

test('a channel is found and joined, renamed, closed to all but its admins, sorted as one likes, archived and restored, while one of two is away now and then', async () => {
  const [jonas, ben] = await Promise.all(['jonas', 'ben'].map((user) => signIn(browser, server.url, user))) as [Reader, Reader];
  await jonas.inSide('Canteen').click();
  await ben.button('Create or join a channel').click();
  await ben.button('Join Canteen').click();
  await ben.heading('Canteen').waitFor();
  await ben.say('Is there soup left?');
  await jonas.message('Is there soup left?').waitFor();

  await jonas.openDetails();
  await ben.offline(async () => {
    await jonas.button('Settings').click();
    await settings(jonas).getByRole('textbox', { name: 'Name' }).fill('Canteen Moss');
    await settings(jonas).getByRole('radiogroup', { name: 'Who writes' }).getByText('Owners and admins').click();
    await settings(jonas).getByRole('button', { name: 'Save', exact: true }).click();
    await jonas.heading('Canteen Moss').waitFor();
  });
  await ben.heading('Canteen Moss').waitFor();
  await ben.app.getByText('Only owners and admins write here.').waitFor();

  await jonas.button('What to do about Ben Haug').click();
  await jonas.button('Make admin').click();
  await ben.say('Menu of the week: fish, fish, pancakes');
  await jonas.message('Menu of the week').waitFor();

  await ben.openDetails();
  await ben.app.getByText('My settings', { exact: true }).click();
  await ben.app.getByLabel('Sort it under').fill('Lunch');
  await ben.page.keyboard.press('Tab');
  await ben.app.locator('chat-sidebar').getByText('Lunch', { exact: true }).waitFor();
  await ben.app.getByRole('checkbox', { name: 'Keep at the top' }).check();
  await ben.app.locator('chat-sidebar').getByText('Pinned', { exact: true }).waitFor();
  await ben.app.getByRole('combobox', { name: 'Tell me about' }).selectOption('nothing');

  await ben.offline(async () => {
    await jonas.button('Settings').click();
    await settings(jonas).getByRole('button', { name: 'Archive' }).click();
    await jonas.field.waitFor({ state: 'detached' });
  });
  await ben.field.waitFor({ state: 'detached' });
  await ben.message('Menu of the week').waitFor();
  await jonas.button('Settings').click();
  await settings(jonas).getByRole('button', { name: 'Restore' }).click();
  await ben.say('Open again');
  await jonas.message('Open again').waitFor();
  assert.deepEqual([jonas.complaints, ben.complaints], [[], []]);
});

test('news are for all to read and for few to write; who is no owner or admin sees why', async () => {
  const [ada, chloe] = await Promise.all(['ada', 'chloe'].map((user) => signIn(browser, server.url, user))) as [Reader, Reader];
  for (const one of [ada, chloe]) await one.inSide('Company news').click();
  await chloe.message('We passed the ISO 9001 audit').waitFor();
  await chloe.app.getByText('Only owners and admins write here.').waitFor();
  await chloe.offline(async () => {
    await ada.say('The canteen has new chairs');
    await ada.message('new chairs').waitFor();
  });
  await chloe.message('new chairs').focus();
  await chloe.page.keyboard.press('r');
  await chloe.message('new chairs').getByRole('button', { name: '👍' }).click();
  await ada.message('new chairs').getByRole('button', { name: /👍 1/ }).waitFor();
  await ada.button('1 message waits to be sent').waitFor();
});

test('an archived channel is found and read by who was in it, until it is deleted for good', async () => {
  const [ada, ben] = await Promise.all(['ada', 'ben'].map((user) => signIn(browser, server.url, user))) as [Reader, Reader];
  for (const one of [ada, ben]) {
    await one.page.keyboard.press('Control+k');
    await one.app.locator('search-box').getByRole('combobox').fill('31 guests');
    await one.app.getByRole('option', { name: /31 guests/ }).click();
    await one.app.getByText('This conversation is archived.').waitFor();
  }
  await ada.openDetails();
  await ben.offline(async () => {
    await ada.button('Settings').click();
    await settings(ada).getByRole('button', { name: 'Delete…' }).click();
    await settings(ada).getByRole('textbox').fill('Supplier day 2025');
    await settings(ada).getByRole('button', { name: 'Delete for good' }).click();
    await ada.message('31 guests').waitFor({ state: 'detached' });
  });
  await ben.message('31 guests').waitFor({ state: 'detached' });
});
