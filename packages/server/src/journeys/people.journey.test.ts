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
const message = (visitor: Visitor, text: string) => app(visitor).locator('message-row').filter({ hasText: text });
const inSide = (visitor: Visitor, name: string | RegExp) => app(visitor).locator('chat-sidebar').getByRole('link', { name });
const line = (visitor: Visitor, text: string) => app(visitor).locator('message-row .system').filter({ hasText: text });

async function signedIn(user: string, tenant?: string): Promise<Visitor> {
  const visitor = await visit(browser, `${server.url}/messages?user=${user}${tenant ? `&tenant=${tenant}` : ''}`);
  await app(visitor).locator('chat-sidebar').getByRole('navigation').waitFor();
  return visitor;
}

async function ask(user: string, method: string, path: string, body?: object): Promise<{ id: string; items: { membership: { unread: number } }[] }> {
  const { token } = await (await fetch(`${server.url}/demo/token?user=${user}&tenant=acme`)).json() as { token: string };
  const response = await fetch(`${server.url}/api/v1${path}`, { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return await response.json() as never;
}

test('what one does to a channel the other reads in it, and is called by none of it; a reload shows the same', async () => {
  const { id } = await ask('ada', 'POST', '/channels', { kind: 'group', name: 'hall-four', members: ['ben'] });
  await ask('ada', 'POST', `/channels/${id}/messages`, { text: 'The plan of hall 4' });
  const ada = await signedIn('ada'), ben = await signedIn('ben');
  await inSide(ben, /hall-four/).click();
  await message(ben, 'The plan of hall 4').waitFor();
  await app(ben).locator('channel-origin').filter({ hasText: 'Ada Nilsen created this channel' }).waitFor();

  await inSide(ada, /hall-four/).click();
  await message(ada, 'The plan of hall 4').focus();
  await ada.page.keyboard.press('p');
  await line(ben, 'Ada Nilsen pinned a message').waitFor();
  await ask('ada', 'PATCH', `/channels/${id}`, { name: 'Suppliers' });
  await ask('ada', 'POST', `/channels/${id}/members`, { userIds: ['chloe'] });
  await line(ben, 'Ada Nilsen renamed this channel to Suppliers').waitFor();
  await line(ben, 'Ada Nilsen added Chloe Renard').waitFor();
  assert.equal((await ask('chloe', 'GET', '/channels')).items.find((one) => (one as unknown as { id: string }).id === id)?.membership.unread, 0);

  await ben.page.reload();
  await inSide(ben, /Suppliers/).click();
  await line(ben, 'Ada Nilsen added Chloe Renard').waitFor();
  assert.equal(await app(ben).locator('message-row .system').count(), 3);
  await line(ben, 'pinned a message').getByRole('button', { name: 'Go to message' }).click();
  await until(ben.page, `document.querySelector('chat-app').shadowRoot.querySelector('conversation-view').shadowRoot.querySelector('message-list').shadowRoot.querySelector('.row[highlighted]')?.message.text === 'The plan of hall 4'`);
  for (const { page } of [ada, ben]) await page.close();
});

test('a name in a conversation leads to who that is and to a word with them, by pointer and by keys; it fits a phone', async () => {
  const ben = await signedIn('ben'), ada = await signedIn('ada');
  const { id } = await ask('ada', 'POST', '/channels', { kind: 'group', name: 'gate-two', members: ['ben'] });
  await ask('ben', 'POST', `/channels/${id}/messages`, { text: 'Gate two is open, <@ada>' });
  await inSide(ada, /gate-two/).click();
  const card = app(ada).locator('profile-card').getByRole('dialog', { name: 'Ben Haug' });
  await message(ada, 'Gate two is open').hover();
  await message(ada, 'Gate two is open').getByText('Ben Haug').click();
  await card.getByText('Member of gate-two').waitFor();
  await ada.page.keyboard.press('Escape');
  await card.waitFor({ state: 'detached' });

  await ada.page.emulateMedia({ reducedMotion: 'reduce' }); // at once where it belongs
  await ada.page.setViewportSize({ width: 320, height: 640 });
  await message(ada, 'Gate two is open').focus();
  await message(ada, 'Gate two is open').getByRole('button', { name: 'More actions' }).click();
  await message(ada, 'Gate two is open').getByRole('button', { name: 'About Ben Haug' }).click();
  await card.getByText('Member of gate-two').waitFor();
  const box = (await card.boundingBox())!;
  assert.ok(box.x >= 0 && box.x + box.width <= 320 && box.y >= 0 && box.y + box.height <= 640, JSON.stringify(box));
  await card.getByRole('button', { name: 'Message' }).click();
  await app(ada).locator('conversation-view').getByRole('heading', { name: 'Ben Haug' }).waitFor();
  await ben.page.close();
  await ada.page.close();
});
