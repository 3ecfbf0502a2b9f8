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
const inSide = (visitor: Visitor, name: string | RegExp) => app(visitor).locator('chat-sidebar').getByRole('link', { name });
const message = (visitor: Visitor, text: string) => app(visitor).locator('message-row').filter({ hasText: text });

async function signedIn(user: string): Promise<Visitor> {
  const visitor = await visit(browser, `${server.url}/messages?user=${user}`);
  await app(visitor).locator('chat-sidebar').getByRole('navigation').waitFor();
  return visitor;
}

/** As a program of the user's would over REST. */
async function ask<T>(user: string, method: string, path: string, body: object): Promise<T> {
  const { token } = await (await fetch(`${server.url}/demo/token?user=${user}`)).json() as { token: string };
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(method !== 'DELETE' && { body: JSON.stringify(body) }) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return await answer.json() as T;
}

test('what waits to be sent is changed and sent from its list, and what could not be sent says why, over a lost connection', async () => {
  const ada = await signedIn('ada'), ben = await signedIn('ben');
  for (const one of [ada, ben]) await inSide(one, /Purchasing/).click();
  const composer = app(ada).locator('conversation-view message-composer');
  await composer.getByRole('textbox').fill('Please count the pallets');
  await composer.getByRole('button', { name: 'More ways to write' }).click();
  await composer.getByRole('button', { name: 'Send later' }).click();
  await composer.getByRole('button', { name: 'Schedule', exact: true }).click();
  await inSide(ada, /Scheduled.*messages? waits? to be sent/).click();
  const list = app(ada).locator('scheduled-list');
  await list.getByRole('listitem').filter({ hasText: 'Please count the pallets' }).waitFor();

  const { id: channelId } = await ask<{ id: string }>('ben', 'POST', '/channels', { kind: 'group', name: 'Yard', members: ['ada'] });
  await ada.page.context().setOffline(true);
  await ask('ada', 'POST', `/channels/${channelId}/scheduled`, { text: 'Gate two is open', sendAt: new Date(Date.now() + 500).toISOString() });
  await ask('ben', 'DELETE', `/channels/${channelId}/members/ada`, {});
  await ada.page.context().setOffline(false);
  const refused = list.getByRole('listitem').filter({ hasText: 'Gate two is open' });
  await refused.getByText('Not sent').waitFor();
  await refused.getByText(/an owner of the channel can add you/).waitFor();
  await inSide(ada, /Scheduled.*Not sent/).waitFor();
  await refused.getByRole('button', { name: /^Cancel/ }).click();
  await refused.waitFor({ state: 'detached' });

  const pallets = list.getByRole('listitem').filter({ hasText: 'count the pallets' });
  await pallets.getByRole('button', { name: /^Edit/ }).press('Enter');
  await list.getByRole('textbox', { name: 'Message' }).fill('Please count the pallets twice');
  await ada.page.keyboard.press('Tab');
  await list.getByRole('button', { name: 'Save', exact: true }).click();
  await list.getByRole('listitem').filter({ hasText: 'twice' }).waitFor();
  assert.equal(await message(ben, 'count the pallets').count(), 0);
  await pallets.getByRole('button', { name: /^Send now/ }).click();
  await message(ben, 'Please count the pallets twice').waitFor();
  await pallets.waitFor({ state: 'detached' });
  await ada.page.goBack();
  await message(ada, 'Please count the pallets twice').waitFor();
  assert.deepEqual([ada.complaints.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED')), ben.complaints], [[], []]);
});
