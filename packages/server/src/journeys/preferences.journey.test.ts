import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, until } from './browser.ts';
import { signIn, type Reader } from './messages-page.ts';

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

const scheme = `getComputedStyle(document.querySelector('chat-app')).colorScheme`;

test('what one person chooses holds on their other device at once, and after a lost connection; for somebody else nothing changes', async () => {
  const [laptop, phone, ben] = await Promise.all(['ada', 'ada', 'ben'].map((user) => signIn(browser, server.url, user))) as [Reader, Reader, Reader];
  for (const one of [phone, ben]) await one.inSide('Purchasing').click();
  await phone.button('Got it').click();
  await laptop.app.getByText('Ctrl K finds conversations').waitFor({ state: 'detached' });

  await laptop.page.keyboard.press('Control+,');
  const choices = laptop.app.locator('chat-preferences');
  await choices.getByRole('combobox', { name: 'Language' }).selectOption('de');
  await phone.app.getByText('Direktnachrichten', { exact: true }).waitFor();
  await phone.offline(async () => {
    for (const [name, value] of [['theme', 'dark'], ['sendKey', 'ctrl-enter'], ['density', 'compact']]) await choices.locator(`select[name=${name}]`).selectOption(value!);
    await until(laptop.page, `${scheme} === 'dark'`);
  });
  await until(phone.page, `${scheme} === 'dark'`);

  await phone.field.fill('Zwei');
  await phone.field.press('Enter');
  await phone.page.keyboard.type('Zeilen');
  await phone.field.press('Control+Enter');
  await ben.message('Zeilen').filter({ hasText: 'Zwei' }).waitFor();
  await ben.app.getByText('Direct messages', { exact: true }).waitFor();
  assert.equal(await ben.page.evaluate(`${scheme} === 'dark'`), false);
  await phone.page.reload();
  await phone.app.getByText('Direktnachrichten', { exact: true }).waitFor();
  assert.deepEqual([laptop.complaints, phone.complaints, ben.complaints], [[], [], []]);
});
