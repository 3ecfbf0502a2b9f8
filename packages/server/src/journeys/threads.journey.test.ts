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
const inSide = (visitor: Visitor, name: string | RegExp) => app(visitor).locator('chat-sidebar').getByRole('link', { name });
const message = (visitor: Visitor, text: string) => app(visitor).locator('message-row').filter({ hasText: text });
const thread = (visitor: Visitor) => app(visitor).locator('thread-view');
const inThread = (visitor: Visitor, text: string) => thread(visitor).locator('message-list message-row').filter({ hasText: text });

async function signedIn(user: string): Promise<Visitor> {
  const visitor = await visit(browser, `${server.url}/messages?user=${user}`);
  await app(visitor).locator('chat-sidebar').getByRole('navigation').waitFor();
  await inSide(visitor, /Purchasing/).click();
  return visitor;
}

async function say(visitor: Visitor, text: string): Promise<void> {
  await app(visitor).locator('conversation-view message-composer').getByRole('textbox').fill(text);
  await visitor.page.keyboard.press('Enter');
}

async function reply(visitor: Visitor, text: string): Promise<void> {
  await thread(visitor).locator('message-composer').getByRole('textbox').fill(text);
  await visitor.page.keyboard.press('Enter');
  await inThread(visitor, text).waitFor();
}

const offline = (visitor: Visitor) => visitor.complaints.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'));

test('two people sort a thread by keyboard, also after a lost connection, and find it by that among the threads of the channel', async () => {
  const ada = await signedIn('ada'), ben = await signedIn('ben');
  const { keyboard: keys } = ben.page;
  await say(ada, 'The zinc coating flakes off');
  await message(ben, 'The zinc coating').hover();
  await message(ben, 'The zinc coating').getByRole('button', { name: 'Reply in thread' }).click();
  await reply(ben, 'On all of them?');
  await message(ada, 'The zinc coating').getByRole('button', { name: /1 reply/ }).click();
  await inThread(ada, 'On all of them?').waitFor();

  await thread(ben).getByRole('button', { name: 'Change state, category and tags' }).focus();
  await keys.press('Enter');
  await keys.press('Tab'); // past the state
  await keys.type('Complaints');
  await keys.press('Tab');
  await keys.type('zinc,');
  await keys.type('Halden');
  await keys.press('Enter');
  await thread(ben).getByText('Halden', { exact: true }).waitFor();
  await ben.page.context().setOffline(true);
  await ben.page.context().setOffline(false);
  await thread(ben).getByRole('button', { name: 'Save', exact: true }).focus();
  await keys.press('Enter');
  await thread(ada).getByText('#zinc').waitFor();
  await thread(ada).getByText('Complaints', { exact: true }).waitFor();

  await ada.page.keyboard.press('Escape');
  await ada.page.keyboard.press('Alt+i');
  await app(ada).locator('conversation-details').getByRole('button', { name: 'Threads' }).click();
  const list = app(ada).locator('thread-list');
  await list.getByRole('combobox', { name: 'Category' }).selectOption('Complaints');
  await list.getByRole('button', { name: /The zinc coating.*Complaints · #Halden · #zinc/ }).waitFor();
  await list.getByRole('listitem').nth(1).waitFor({ state: 'detached' }); // what was listed before the choice
  assert.equal(await list.getByRole('listitem').count(), 1);
  await list.getByText(/\d+ open · \d+ resolved/).waitFor();
  await ada.page.goBack();
  await app(ada).getByRole('heading', { name: /purchasing/i }).waitFor();
  assert.deepEqual([ada.complaints, offline(ben)], [[], []]);
});

test('a reply that was found, linked to or saved is shown in its thread beside its conversation, and Back leads back', async () => {
  const ada = await signedIn('ada'), ben = await signedIn('ben');
  await say(ada, 'Which carrier?');
  await message(ben, 'Which carrier?').hover();
  await message(ben, 'Which carrier?').getByRole('button', { name: 'Reply in thread' }).click();
  await reply(ben, 'Wintergreen Freight, as ever');

  await inSide(ada, /PO-1042/).click();
  await app(ada).getByRole('heading', { name: /PO-1042/ }).waitFor();
  await ada.page.keyboard.press('Control+k');
  await app(ada).locator('search-box').getByRole('combobox').pressSequentially('wintergreen');
  await app(ada).getByRole('option', { name: /Wintergreen/ }).click();
  await inThread(ada, 'Wintergreen Freight').waitFor();
  await app(ada).getByRole('heading', { name: /purchasing/i }).waitFor();
  const place = ada.page.url();
  await ada.page.goBack();
  await app(ada).getByRole('heading', { name: /PO-1042/ }).waitFor();
  await thread(ada).waitFor({ state: 'detached' });
  await ada.page.goForward();
  await inThread(ada, 'Wintergreen Freight').waitFor();

  await ada.page.context().setOffline(true);
  await reply(ben, 'They come on Friday');
  await ada.page.context().setOffline(false);
  await inThread(ada, 'They come on Friday').waitFor();

  await inThread(ada, 'Wintergreen Freight').hover();
  await inThread(ada, 'Wintergreen Freight').getByRole('button', { name: 'More actions' }).click();
  await inThread(ada, 'Wintergreen Freight').getByRole('button', { name: 'Save', exact: true }).click();
  await inSide(ada, 'Saved').click();
  await app(ada).locator('saved-list').getByRole('button', { name: /Wintergreen/ }).click();
  await inThread(ada, 'Wintergreen Freight').waitFor();
  await app(ada).getByRole('heading', { name: /purchasing/i }).waitFor();

  await ben.page.goto('about:blank');
  await ben.page.goto(place.replace('user=ada', 'user=ben'));
  await inThread(ben, 'Wintergreen Freight').waitFor();
  await until(ben.page, `document.querySelector('chat-app').channelId === '${await ada.page.locator('chat-app').getAttribute('channel-id')}'`);

  const hash = new URL(place).hash, widget = await visit(browser, `${server.url}/?user=ben${hash}`);
  await widget.page.locator('chat-widget thread-view message-list message-row').filter({ hasText: 'Wintergreen Freight' }).waitFor();
  await widget.page.locator('chat-widget thread-view').getByRole('button', { name: 'Close the thread' }).click();
  await widget.page.locator('chat-widget').getByRole('heading', { name: /purchasing/i }).waitFor();
  assert.deepEqual([offline(ada), ben.complaints, widget.complaints], [[], [], []]);
});
