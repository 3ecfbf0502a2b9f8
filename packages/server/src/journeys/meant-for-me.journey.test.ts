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

/** A page in the background, in a browser that may show notifications: they are kept instead. */
const inBackground = `{
  window.notes = [];
  document.hasFocus = () => false;
  window.Notification = class extends EventTarget {
    static permission = 'granted';
    constructor(title, { body }) { super(); window.notes.push(title + ': ' + body); }
    close() {}
  };
}`;

async function name(reader: Reader, whom: string, words: string): Promise<void> {
  await reader.field.pressSequentially(`@${whom.slice(0, 3)}`);
  await reader.app.getByRole('option', { name: whom }).waitFor();
  await reader.page.keyboard.press('Enter');
  await reader.page.keyboard.type(words);
  await reader.page.keyboard.press('Enter');
}

test('who is named hears of it in the background, in the title and beside the channel, also of what came while they were away; a conversation of three is one of its own', async () => {
  const [ada, ben] = await Promise.all([signIn(browser, server.url, 'ada', inBackground), signIn(browser, server.url, 'ben')]);
  await ben.inSide('Line 2 rebuild').click();
  await name(ben, 'Ada Nilsen', 'the plan is signed');
  await until(ada.page, `notes.some((note) => note.includes('the plan is signed'))`);
  await ada.inSide(/Line 2 rebuild.*2/).waitFor();
  await ada.offline(async () => {
    await name(ben, 'Ada Nilsen', 'and the crane is booked');
    await ben.message('crane is booked').waitFor();
  });
  await until(ada.page, `notes.some((note) => note.includes('crane is booked'))`);
  await ada.inSide(/Line 2 rebuild/).click();
  await ada.message('crane is booked').waitFor();

  await ben.button('New message').click();
  for (const who of ['Ada Nilsen', 'Chloe Renard']) {
    await ben.app.locator('new-conversation').getByRole('combobox').fill(who.slice(0, 3));
    await ben.app.locator('new-conversation').getByRole('option', { name: who }).waitFor();
    await ben.page.keyboard.press('Enter');
  }
  await ben.app.locator('new-conversation').getByRole('button', { name: 'Start' }).click();
  await ben.heading(/Ada Nilsen and Chloe Renard/).waitFor();
  await ben.say('The three of us decide on Monday');
  await ada.inSide(/Ben Haug and Chloe Renard/).click();
  await ada.message('decide on Monday').waitFor();
  assert.deepEqual([ada.complaints, ben.complaints], [[], []]);
});
