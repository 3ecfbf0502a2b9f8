import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, Visitor } from './browser.ts';
import { callArgs, openCaller, serveCallPage } from './calls-page.ts';
import { type Host, pageWith, startHost, tokenFrom } from './host.ts';

let host: Host, server: CorridorServer, browser: Browser;
before(async () => {
  host = await startHost();
  [server, browser] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url, CORRIDOR_RECORD_ACCESS: 'host' }), openBrowser({ args: callArgs })]);
});
after(async () => { await browser?.close(); await server?.close(); await host?.close(); });

/** The page of order PO-1, for one user. */
async function at(user: string, claims: { roles?: string[]; records?: string[] } = {}): Promise<Visitor> {
  const mint = () => server.tokens.mint({ sub: user, tenant: 'acme', name: user, ...claims });
  host.pages[`/token/${user}`] = tokenFrom(mint);
  host.pages[`/${user}`] = pageWith(`<script type="module" src="${server.url}/elements.js"></script><chat-widget server="${server.url}" token-url="/token/${user}" record-type="order" record-id="PO-1"></chat-widget>`);
  const visitor = new Visitor(await (await browser.newContext()).newPage());
  await visitor.page.goto(`${host.url}/${user}`);
  return visitor;
}

async function ask(path: string, body: object): Promise<void> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method: 'POST', headers: { Authorization: `Bearer ${await server.tokens.mint({ sub: 'boss', tenant: 'acme', name: 'boss', roles: ['admin'] })}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  assert.equal(response.status, 200);
}
const forBen = { record: { type: 'order', id: 'PO-1' }, userIds: ['ben'] };
const closed = ({ page }: Visitor) => page.locator('chat-widget').getByText('does not exist, or it is not shared with you');

test('who has no access to a record sees none of its conversation, gets it by a grant, and loses it in the middle of a page, also while they are away', async () => {
  const ada = await at('ada', { records: ['order:*'] }), ben = await at('ben');
  await ada.openChat();
  await ada.write('Our limit is 9,500');
  await ben.launcher.click();
  await closed(ben).waitFor();

  await ask('/records/grants', forBen);
  await ben.page.reload();
  await ben.openChat();
  await ben.row('Our limit').waitFor();
  await ben.write('I see it now');
  await ada.row('I see it now').waitFor();

  await ada.offline(() => ben.write('Our supplier says 9,200'));
  await ada.row('Our supplier says 9,200').waitFor();

  await ben.offline(() => ask('/records/grants/revoke', forBen));
  await closed(ben).waitFor();
  assert.equal(await ben.rows.count(), 0);
  await ada.write('Only among us');
  await ada.row('Only among us').waitFor();
  await ben.page.reload();
  await ben.launcher.waitFor();
  if (await ben.launcher.getAttribute('aria-expanded') !== 'true') await ben.launcher.click();
  await closed(ben).waitFor();
  await ben.page.context().setOffline(true);
  assert.equal(await ben.rows.count(), 0);
  assert.deepEqual(ada.complaints, []);
});

test('who was called about a record and loses access to it while their connection is down is out of the call when it is back, and a stranger who was called stays', async () => {
  const records = { cleo: ['order:*'] } as Record<string, string[]>, guests = ['dan', 'eve'], dan = { record: { type: 'order', id: 'PO-2' }, userIds: ['dan'] };
  await serveCallPage(host, (user) => server.tokens.mint({ sub: user, tenant: 'acme', name: user, ...(records[user] && { records: records[user] }) }), ['cleo', ...guests]);
  const [cleo, ...others] = await Promise.all(['cleo', ...guests].map((name, index) => openCaller(browser, host, server.url, name, index)));
  await ask('/records/grants', dan);
  await cleo!.does(`corridor.chat.openRecord({ type: 'order', id: 'PO-2' }).then(({ id }) => corridor.calls.start(id, { kind: 'audio', record: { type: 'order', id: 'PO-2' }, userIds: ['dan', 'eve'] })).then(() => undefined)`);
  for (const one of others) await one.answer();
  const are = (name: string, state: string) => cleo!.does(`becomes('${name} ${state}', () => session().call.get().participants.some((one) => one.userId === '${name}' && /${state}/.test(one.state)))`);
  for (const name of guests) await are(name, 'active');
  for (const { page } of others) await page.context().setOffline(true);
  for (const name of guests) await are(name, 'reconnecting');
  await ask('/records/grants/revoke', dan);
  for (const { page } of others) await page.context().setOffline(false);
  await others[0]!.isOver();
  await are('dan', 'left');
  await are('eve', 'active');
  await cleo!.does('session().leave()');
});
