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
const message = (visitor: Visitor, text: string) => app(visitor).locator('conversation-view message-row').filter({ hasText: text });

const deepest = `(() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at; })()`;
/** What has the focus, through all shadow roots, as a screen reader would name it. */
const nameOfFocus = `(({ localName, ariaLabel, title, textContent }) => [localName, ariaLabel, title, textContent].join(' ').replaceAll(/\\s+/g, ' ').slice(0, 200))(${deepest} ?? document.body)`;
const focused = ({ page }: Visitor): Promise<string> => page.evaluate<string>(nameOfFocus);

/** The cursor is in a field: nobody types before they see it. */
const inField = ({ page }: Visitor): Promise<void> => until(page, `${deepest}?.localName === 'textarea'`);

/** The focus comes by itself. */
async function arrives(visitor: Visitor, target: RegExp): Promise<void> {
  await until(visitor.page, `${target}.test(${nameOfFocus})`);
}

/** Presses a key until the focus is where it should be. Nothing in this file moves the focus in another way. */
async function press(visitor: Visitor, key: string, target: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let left = 60; left > 0; left--) {
    await visitor.page.keyboard.press(key);
    await until(visitor.page, `${deepest}?.ariaLabel !== 'Messages'`); // the list hands the focus on to a message
    const now = await focused(visitor);
    if (target.test(now)) return;
    passed.push(now.slice(0, 60));
  }
  assert.fail(`${key} never comes to ${target}: ${passed.join(' | ')}`);
}

test('the whole page by keyboard alone: found, written, answered, edited, deleted and taken back, kept and found again, with a lost connection in between', async () => {
  const [ada, ben] = await Promise.all(['ada', 'ben'].map((user) => visit(browser, `${server.url}/messages?user=${user}`))) as [Visitor, Visitor];
  for (const visitor of [ada, ben]) await app(visitor).locator('chat-sidebar').getByRole('navigation').waitFor();
  const keys = ada.page.keyboard;

  await keys.press('Control+k'); // nothing has the focus yet
  await keys.type('purch');
  await app(ada).getByRole('option', { name: /Purchasing/ }).first().waitFor();
  await keys.press('Enter');
  await app(ada).getByRole('heading', { name: 'Purchasing', exact: true }).waitFor();
  await inField(ada);
  await keys.type('Gate 3 is blocked, @be');
  await app(ada).getByRole('option', { name: /Ben Haug/ }).waitFor();
  await keys.press('Enter');
  await keys.type('please look');
  await keys.press('Enter');
  await message(ada, 'Gate 3 is blocked').waitFor();
  await until(ben.page, `document.title.startsWith('(1)')`);

  await press(ada, 'Shift+Tab', /^message-row .*Gate 3/);
  await keys.press('r');
  await arrives(ada, /👍/);
  await keys.press('Enter');
  await message(ada, 'Gate 3').getByRole('button', { name: /👍/ }).waitFor();

  await ada.page.context().setOffline(true);
  await press(ada, 'Shift+Tab', /^message-row .*Gate 3/);
  await keys.press('e');
  await inField(ada);
  await keys.press('Control+End');
  await keys.type(' before noon');
  await keys.press('Enter');
  await ada.page.context().setOffline(false);
  await app(ben).locator('chat-sidebar').getByRole('link', { name: /Purchasing/ }).click();
  await message(ben, 'before noon').getByRole('button', { name: /👍/ }).waitFor();

  await press(ada, 'Shift+Tab', /^message-row .*Gate 3/);
  await keys.press('t');
  await app(ada).locator('thread-view').getByRole('textbox').waitFor();
  await inField(ada);
  await keys.type('I moved the pallets');
  await keys.press('Enter');
  await message(ben, 'before noon').getByRole('button', { name: /1 reply/ }).waitFor();
  await keys.press('Escape');
  await app(ada).locator('thread-view').waitFor({ state: 'detached' });

  await press(ada, 'Shift+Tab', /^message-row .*Gate 3/);
  await keys.press('Enter');
  await press(ada, 'ArrowRight', /More actions/);
  await keys.press('Enter');
  await press(ada, 'ArrowDown', /Save/);
  await keys.press('Enter');
  await app(ada).getByText('Saved for you.').waitFor();

  await press(ada, 'Shift+Tab', /^message-row .*Gate 3/);
  await keys.press('Delete');
  await arrives(ada, /Delete/);
  await keys.press('Enter');
  await message(ben, 'Message deleted').waitFor();
  await press(ada, 'Tab', /Undo/);
  await keys.press('Enter');
  await message(ben, 'before noon').waitFor();

  await press(ada, 'Shift+Tab', /Saved/);
  await keys.press('Enter');
  await app(ada).locator('saved-list').getByText('before noon').waitFor();
  await press(ada, 'Tab', /before noon/);
  await keys.press('Enter');
  await message(ada, 'before noon').waitFor();

  await keys.press('Control+/');
  await app(ada).getByRole('heading', { name: 'Keys' }).waitFor();
  await keys.press('Escape');
  await keys.press('Control+,');
  await app(ada).getByRole('heading', { name: 'Preferences' }).waitFor();
  await press(ada, 'Tab', /Always dark/);
  for (let i = 0; i < 3; i++) await keys.press('ArrowDown');
  await until(ada.page, `getComputedStyle(document.querySelector('chat-app')).colorScheme === 'dark'`);
  await keys.press('Escape');
  await keys.press('Alt+ArrowDown');
  await app(ada).getByRole('heading', { name: 'Purchasing', exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual([ada.complaints.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED')), ben.complaints], [[], []]);
});
