import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, visit, type Visitor } from './browser.ts';

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

const app = ({ page }: Visitor) => page.locator('chat-app');
const field = (visitor: Visitor) => app(visitor).locator('message-composer').getByRole('textbox');
const message = (visitor: Visitor, text: string) => app(visitor).locator('message-row').filter({ hasText: text });
const inSide = (visitor: Visitor, name: string | RegExp) => app(visitor).locator('chat-sidebar').getByRole('link', { name });

async function say(visitor: Visitor, text: string): Promise<void> {
  await field(visitor).fill(text);
  await field(visitor).press('Enter');
}

async function signedIn(user: string): Promise<Visitor> {
  const visitor = await visit(browser, `${server.url}/messages?user=${user}`);
  await app(visitor).locator('chat-sidebar').getByRole('navigation').waitFor();
  return visitor;
}

test('two people make a channel, talk, manage it and part, one of them by keyboard alone; a lost connection between changes nothing', async () => {
  const ada = await signedIn('ada'), ben = await signedIn('ben');
  const keys = ada.page.keyboard;

  await app(ada).getByRole('button', { name: 'Create or join a channel' }).focus();
  await keys.press('Enter');
  await app(ada).getByRole('button', { name: 'New channel' }).focus();
  await keys.press('Enter');
  await app(ada).getByRole('heading', { name: 'New channel' }).waitFor();
  await keys.type('Returns');
  await keys.press('Tab');
  await keys.type('What comes back, and why');
  for (let i = 0; i < 3; i++) await keys.press('Tab'); // past its kind and who can see it
  await keys.type('ben');
  await app(ada).getByRole('option', { name: /Ben/ }).waitFor();
  await keys.press('Enter');
  for (let i = 0; i < 2; i++) await keys.press('Tab'); // past Cancel
  await keys.press('Enter');
  await app(ada).getByRole('heading', { name: 'Returns', exact: true }).waitFor();
  await keys.type('Two coils came back today'); // the field has the focus
  await keys.press('Enter');

  await inSide(ben, /Returns.*1 unread/).click();
  await message(ben, 'Two coils').waitFor();
  await say(ben, 'Rust?');
  await message(ada, 'Rust?').waitFor();

  await ben.page.context().setOffline(true);
  await say(ben, 'On both sides');
  await say(ada, 'Are you there?');
  await ben.page.context().setOffline(false);
  await message(ada, 'On both sides').waitFor();
  await message(ben, 'Are you there?').waitFor();
  assert.equal(await message(ada, 'On both sides').count(), 1);

  await keys.press('Alt+i');
  await app(ada).getByRole('button', { name: /What to do about Ben/ }).focus();
  await keys.press('Enter');
  await app(ada).getByRole('button', { name: 'Make admin' }).focus();
  await keys.press('Enter');
  await app(ben).getByRole('button', { name: 'Details', exact: true }).click();
  await app(ben).getByRole('button', { name: 'Add people' }).waitFor(); // as an admin may

  await app(ben).getByRole('button', { name: 'Leave' }).click();
  await app(ben).getByRole('button', { name: 'Leave' }).click();
  await inSide(ben, /Returns/).waitFor({ state: 'detached' });
  await app(ada).locator('conversation-details').getByText(/People · 1/).waitFor();
  assert.deepEqual([ada.complaints, ben.complaints.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'))], [[], []]);
});

test('Back and Forward lead through the conversations, and a copied link leads somebody else to the same one', async () => {
  const ada = await signedIn('ada'), ben = await signedIn('ben');
  await inSide(ada, /PO-1042/).click();
  await inSide(ada, /purchasing/i).click();
  await app(ada).getByRole('heading', { name: /purchasing/i }).waitFor();
  await ada.page.goBack();
  await app(ada).getByRole('heading', { name: /PO-1042/ }).waitFor();
  await ben.page.goto(ada.page.url().replace('user=ada', 'user=ben'));
  await app(ben).getByRole('heading', { name: /PO-1042/ }).waitFor();
  await ada.page.goForward();
  await app(ada).getByRole('heading', { name: /purchasing/i }).waitFor();
});

test('two people answer a message in its thread, find each other there, and resolve it', async () => {
  const ada = await signedIn('ada'), ben = await signedIn('ben');
  for (const one of [ada, ben]) await inSide(one, /Purchasing/).click();
  await say(ada, 'Who takes the Kessler call?');
  await message(ben, 'Who takes the Kessler call?').hover();
  await message(ben, 'Who takes the Kessler call?').getByRole('button', { name: 'Reply in thread' }).click();
  const thread = (visitor: Visitor) => app(visitor).locator('thread-view');
  await thread(ben).locator('message-composer').getByRole('textbox').fill('I do, at three');
  await ben.page.keyboard.press('Enter');
  await app(ada).locator('chat-sidebar').getByText('1 unread reply').waitFor();
  await message(ada, 'Who takes the Kessler call?').getByRole('button', { name: /1 reply/ }).click();
  await thread(ada).locator('message-row').filter({ hasText: 'I do, at three' }).waitFor();

  await ada.page.context().setOffline(true);
  await thread(ada).locator('message-composer').getByRole('textbox').fill('Take Jonas along');
  await ada.page.keyboard.press('Enter');
  await ada.page.context().setOffline(false);
  await thread(ben).locator('message-row').filter({ hasText: 'Take Jonas along' }).waitFor();

  await thread(ben).getByRole('button', { name: 'Resolved' }).click();
  await thread(ada).getByText('Resolved', { exact: true }).waitFor();
  await app(ada).locator('chat-sidebar').getByText('Threads', { exact: true }).click();
  await app(ada).locator('thread-list').getByRole('button', { name: /Kessler/ }).waitFor();
  assert.deepEqual(ben.complaints, []);
});
