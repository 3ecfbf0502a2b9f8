import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, until, visit, type Visitor } from './browser.ts';

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

const app = ({ page }: Visitor) => page.locator('chat-app');
const field = (visitor: Visitor) => app(visitor).locator('message-composer').getByRole('textbox');
const message = (visitor: Visitor, text: string) => app(visitor).locator('message-row').filter({ hasText: text });
/** On its way nothing can be done with it yet. */
const stored = (visitor: Visitor, text: string) => app(visitor).locator('message-row:not([pending])').filter({ hasText: text });
const inSide = (visitor: Visitor, name: string | RegExp) => app(visitor).locator('chat-sidebar').getByRole('link', { name });
const button = (visitor: Visitor, name: string) => app(visitor).getByRole('button', { name, exact: true });

async function say(visitor: Visitor, text: string): Promise<void> {
  await field(visitor).fill(text);
  await field(visitor).press('Enter');
}

/** Chooses in the menu of a message. */
async function choose(visitor: Visitor, text: string, label: string): Promise<void> {
  const row = stored(visitor, text).last();
  await row.focus();
  await row.getByRole('button', { name: 'More actions' }).click();
  await row.getByRole('button', { name: label, exact: true }).click();
}

async function signedIn(user: string): Promise<Visitor> {
  const visitor = await visit(browser, `${server.url}/messages?user=${user}`);
  await app(visitor).locator('chat-sidebar').getByRole('navigation').waitFor();
  return visitor;
}

test('two people forward, correct, take back, save and put off messages; a lost connection between changes nothing', async () => {
  const ada = await signedIn('ada'), ben = await signedIn('ben');
  await inSide(ada, /Ben Haug/).click();
  await inSide(ben, /Ada Nilsen/).click();
  await say(ben, 'Halden moved: 2 % from 800 pieces');
  await message(ada, 'Halden moved').waitFor();

  await stored(ben, 'Halden moved').focus();
  await ben.page.keyboard.press('e');
  await app(ben).getByRole('textbox', { name: 'Edit message' }).fill('Halden moved: 3 % from 800 pieces');
  await ben.page.keyboard.press('Enter');
  await message(ada, 'Halden moved: 3 %').getByRole('button', { name: '(edited)' }).click();
  await app(ada).locator('message-history ins').filter({ hasText: '3' }).waitFor();
  await ada.page.keyboard.press('Escape');

  await choose(ada, 'Halden moved', 'Forward');
  await app(ada).getByRole('combobox', { name: 'To' }).fill('Purch');
  await app(ada).locator('forward-message').getByRole('option', { name: /Purchasing/ }).waitFor();
  await ada.page.keyboard.press('Enter');
  await app(ada).getByRole('textbox', { name: 'Add a word' }).fill('For the forecast');
  await app(ada).locator('forward-message').getByRole('button', { name: 'Forward', exact: true }).click();
  await inSide(ben, /Purchasing/).click();
  await message(ben, 'For the forecast').filter({ hasText: '3 % from 800 pieces' }).waitFor();

  await ben.page.context().setOffline(true);
  await say(ada, 'Wrong window, sorry');
  await stored(ada, 'Wrong window').focus();
  await ada.page.keyboard.press('Delete');
  await message(ada, 'Wrong window').getByRole('button', { name: 'Delete', exact: true }).click();
  await button(ada, 'Undo').click();
  await message(ada, 'Wrong window').waitFor();
  await field(ben).fill('Who adds the figures');
  await ben.page.context().setOffline(false);
  await message(ben, 'For the forecast').getByRole('button', { name: 'Go to message' }).click();
  await message(ben, 'Wrong window').waitFor();
  assert.equal(await message(ben, 'Wrong window').count(), 1);

  await choose(ada, 'Halden moved', 'Save');
  await inSide(ada, 'Saved').click();
  await app(ada).locator('saved-list').getByRole('button', { name: /Halden moved/ }).click();
  await message(ada, 'Halden moved').waitFor();

  const phone = await signedIn('ben'); // his other device
  await inSide(phone, /Purchasing/).click();

  await until(phone.page, `document.querySelector('chat-app')?.shadowRoot?.querySelector('conversation-view')
    ?.shadowRoot?.querySelector('message-composer')?.shadowRoot?.querySelector('textarea')?.value === 'Who adds the figures'`);

  await field(ada).fill('Which week suits Halden?');
  await button(ada, 'More ways to write').click();
  await button(ada, 'Poll').click();
  const asking = app(ada).locator('new-poll');
  for (const [place, text] of ['Week 48', 'Week 49'].entries()) await asking.getByRole('textbox', { name: `Option ${place + 1}` }).fill(text);
  await asking.getByRole('button', { name: 'Ask' }).click();
  const poll = (visitor: Visitor) => message(visitor, 'Which week suits Halden?').locator('message-poll');
  await poll(ben).getByRole('radio', { name: /Week 49/ }).check();
  await poll(ada).getByText('1 vote, 100%').waitFor();
  await ada.page.context().setOffline(true);
  await poll(ada).getByText('You are offline').waitFor();
  await poll(ben).getByRole('radio', { name: /Week 48/ }).check();
  await ada.page.context().setOffline(false);
  await poll(ada).getByRole('radio', { name: /Week 48 1 vote, 100%/ }).waitFor();
  await poll(ada).getByRole('radio', { name: /Week 48/ }).check();
  await poll(ben).getByText('2 people voted').waitFor();

  await field(ada).fill('Good morning');
  await button(ada, 'More ways to write').click();
  await button(ada, 'Send later').click();
  await app(ada).locator('send-later').getByRole('button', { name: 'Schedule' }).click();
  await app(ada).getByRole('button', { name: '1 message waits to be sent' }).click();
  await app(ada).locator('send-later').getByRole('button', { name: 'Send now' }).click();
  await message(ben, 'Good morning').waitFor();
});
