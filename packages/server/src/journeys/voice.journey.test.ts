import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, until, visit, type Visitor } from './browser.ts';

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser({ hasMicrophone: true })]); });
after(async () => { await browser?.close(); await server?.close(); });

const app = ({ page }: Visitor) => page.locator('chat-app');
const composer = (visitor: Visitor) => app(visitor).locator('conversation-view message-composer');
const voice = (visitor: Visitor) => app(visitor).locator('message-list voice-message').last();

async function signedIn(user: string): Promise<Visitor> {
  const visitor = await visit(browser, `${server.url}/messages?user=${user}`);
  await app(visitor).locator('chat-sidebar').getByRole('link', { name: /Purchasing/ }).click();
  await composer(visitor).getByRole('textbox').click();
  return visitor;
}

const shown = '[...document.querySelector("chat-app").shadowRoot.querySelector("conversation-view").shadowRoot.querySelector("message-list").shadowRoot.querySelectorAll("message-row")]';
const recorder = 'document.querySelector("chat-app").shadowRoot.querySelector("conversation-view").shadowRoot.querySelector("message-composer").shadowRoot.querySelector("voice-recorder")?.shadowRoot';

/** Until so many seconds were recorded. */
const recorded = ({ page }: Visitor, seconds: number) => until(page, `Number(${recorder}?.querySelector(".time")?.textContent.split(":")[1]) >= ${seconds}`);

test('a voice message is recorded with the microphone, heard before it is sent, and played by the other side, which sees its waveform', async () => {
  const ada = await signedIn('ada'), ben = await signedIn('ben'), before = await app(ben).locator('message-list voice-message').count();
  await composer(ada).getByRole('button', { name: 'Record a voice message' }).press('Enter');
  await recorded(ada, 2);
  await composer(ada).getByRole('button', { name: 'Pause' }).click();
  await composer(ada).getByRole('button', { name: 'Go on' }).click();
  await recorded(ada, 3);
  await composer(ada).getByRole('button', { name: 'Stop' }).click();
  await composer(ada).getByRole('button', { name: 'Play' }).click();
  await composer(ada).getByRole('button', { name: 'Pause' }).waitFor();

  // The network is gone before anything was ever sent: what was said waits, and goes once it is back.
  await ada.offline(async () => {
    await composer(ada).locator('voice-recorder').getByRole('button', { name: 'Send' }).click();
    await composer(ada).locator('voice-recorder').waitFor({ state: 'detached' });
    await until(ada.page, `${shown}.filter((row) => row.shadowRoot.querySelector("message-files")?.shadowRoot?.querySelector("upload-list")).length > 0`);
    assert.equal(await app(ben).locator('message-list voice-message').count(), before);
  });
  await until(ben.page, `${shown}.filter((row) => row.shadowRoot.querySelector("voice-card")).length > ${before}`);
  const heard = voice(ben);
  await heard.getByRole('button', { name: 'Play' }).click();
  await heard.getByRole('button', { name: 'Pause' }).waitFor();
  const slider = heard.getByRole('slider', { name: 'Position' });
  assert.ok(Number(await slider.getAttribute('aria-valuemax')) >= 3);
  const [played, ahead] = await Promise.all(['played', 'ahead'].map(async (part) => await heard.locator(`path.${part}`).getAttribute('d') ?? '')) as [string, string];
  assert.ok((played + ahead).split('M').length > 20, 'a bar for each part of the sound');
  assert.ok(new Set((played + ahead).split('M').map((bar) => bar.split(' ')[1])).size > 2, 'bars of different heights');
  await slider.press('End');
  await heard.getByRole('button', { name: 'Play' }).waitFor();
  await until(ada.page, `${shown}.filter((row) => row.shadowRoot.querySelector("voice-card")).length > 0`);
  // The page's policy names no media of the server: what is played was fetched and decoded.
  for (const visitor of [ada, ben]) assert.deepEqual(visitor.complaints.filter((one) => !/ERR_|WebSocket|dynamically imported|^Loading media/.test(one)), []);
});

test('a channel whose rules forbid it offers no microphone to those it is not for', async () => {
  const ada = await signedIn('ada');
  const { token } = await (await fetch(`${server.url}/demo/token?user=ada`)).json() as { token: string };
  const ask = async (method: string, path: string, body?: object) => (await fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) })).json();
  const { id } = await ask('POST', '/channels', { kind: 'group', name: 'Quiet room', members: ['ben'] }) as { id: string };
  await ask('PATCH', `/channels/${id}/voice`, { record: 'admins' });
  const ben = await signedIn('ben');
  for (const [visitor, count] of [[ada, 1], [ben, 0]] as const) {
    await app(visitor).locator('chat-sidebar').getByRole('link', { name: /Quiet room/ }).click();
    await composer(visitor).getByRole('textbox').click();
    await composer(visitor).getByRole('button', { name: 'Emoji' }).waitFor();
    await until(visitor.page, `document.querySelector("chat-app").shadowRoot.querySelector("conversation-view").shadowRoot.querySelector("message-composer").shadowRoot.querySelectorAll(".mic").length === ${count}`);
  }
});
