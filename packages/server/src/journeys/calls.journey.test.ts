import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createCorridor } from '@corridor/sdk';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser } from './browser.ts';
import { callArgs, Caller, openCaller, serveCallPage } from './calls-page.ts';
import { cuttable, type Cuttable } from './cuttable.ts';
import { startHost, type Host } from './host.ts';

let host: Host, server: CorridorServer, browser: Browser, wire: Cuttable, channelId: string, ada: Caller, ben: Caller;
const tenant = 'calls';

before(async () => {
  host = await startHost();
  [server, browser] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url }), openBrowser({ args: callArgs })]);
  wire = await cuttable(server.url);
  await serveCallPage(host, (sub) => server.tokens.mint({ sub, tenant, name: sub }), ['ada', 'ben', 'chloe']);
  await Promise.all(['ben', 'chloe'].map(async (user) => { const other = createCorridor({ url: server.url, token: () => server.tokens.mint({ sub: user, tenant }) }); await other.connect(); other.close(); }));
  const client = createCorridor({ url: server.url, token: () => server.tokens.mint({ sub: 'ada', tenant }) });
  await client.connect();
  ({ id: channelId } = await client.chat.openDirect('ben'));
  client.close();
});
after(async () => { await browser?.close(); await wire?.close(); await server?.close(); await host?.close(); });

beforeEach(async () => {
  for (const context of browser.contexts()) await context.close();
  wire.mend();
  [ada, ben] = await Promise.all([openCaller(browser, host, wire.url, 'ada', 0), openCaller(browser, host, server.url, 'ben', 1)]);
});

async function talk(): Promise<void> {
  await ada.start(channelId);
  await ben.answer();
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
}
const hangUp = async () => { await ada.does('session().leave()'); await ben.isOver(); };

test('two people see and hear each other, one shares a screen, and one hangs up', async () => {
  await talk();
  await Promise.all([ada.hears('ben', 880), ben.hears('ada', 440)]);
  await ada.does('session().shareScreen()');
  await ben.sees('ada', 'yellow', 'screen');
  await ada.does('session().setMicrophone(false)');
  await ben.does(`isMuted('ada', true)`);
  await hangUp();
  assert.equal(await ben.state(), 'ended completed: ada left, ben left');
});

test('media go on while the socket is down for ten seconds, and controls catch up', async (context) => {
  await talk();
  wire.cut();
  await ada.does('session().setMicrophone(false)');
  const end = Date.now() + 10_000;
  while (Date.now() < end) await ben.sees('ada', 'red');
  assert.equal(await ada.does('session().phase.get()'), 'connected');
  wire.mend();
  const begin = Date.now();
  await ben.does(`isMuted('ada', true)`);
  context.diagnostic(`back after the socket was down: ${Date.now() - begin} ms`);
  await ada.does('session().setMicrophone(true)');
  await ben.does(`isMuted('ada', false)`);
  await ben.hears('ada', 440);
  await hangUp();
});

test('a page that is loaded anew in its call is back in it within five seconds', async (context) => {
  const took: number[] = [];
  await talk();
  for (const [one, other, colour] of [[ada, ben, 'lime'], [ben, ada, 'red']] as const) {
    const begin = Date.now();
    await one.reload();
    await Promise.all([one.sees(other.name, colour), other.sees(one.name, colour === 'lime' ? 'red' : 'lime')]);
    took.push(Date.now() - begin);
  }
  context.diagnostic(`back after the page was loaded anew: ${took.join(', ')} ms`);
  assert.ok(Math.max(...took) < 5000, `${took.join(', ')} ms`);
  assert.match(await ada.state(), /^active: ada active, ben active$/);
  await hangUp();
});

test('a page that is a copy of another one is not in its call, and takes nothing from it', async () => {
  await talk();
  const [copy] = await Promise.all([ada.page.waitForEvent('popup'), ada.does('void window.open(location.href)')]), other = new Caller(copy, 'ada');
  await other.ready();
  await other.does('corridor.calls.loaded()');
  assert.equal(await other.does(`becomes('it knows of the call', () => corridor.calls.live.get().length === 1).then(() => corridor.calls.current.get() === undefined)`), true);
  const code = await other.does('corridor.calls.join(corridor.calls.live.get()[0].id).then(() => "in it", ({ code }) => code)');
  assert.equal(code, 'conflict');
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
  await copy.close();
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
  await hangUp();
});

test('who lost a device goes on in the call with another one', async (context) => {
  await talk();
  await ben.page.context().close();
  await ada.does('becomes("ben is away", () => session().call.get().participants.some((one) => one.userId === "ben" && one.state === "reconnecting"))');
  const begin = Date.now();
  ben = await openCaller(browser, host, server.url, 'ben', 1);
  await ben.does('corridor.calls.join(corridor.calls.live.get()[0].id, { camera: true }).then(() => undefined)');
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red'), ada.hears('ben', 880), ben.hears('ada', 440)]);
  context.diagnostic(`back after the device was lost, on another one: ${Date.now() - begin} ms`);
  await hangUp();
});

test('both hang up at once', async () => {
  await talk();
  await Promise.all([ada.does('session().leave()'), ben.does('session().leave()')]);
  await Promise.all([ada.isOver(), ben.isOver()]);
  await ada.does('becomes("none is left", () => corridor.calls.live.get().length === 0)');
});

test('both call each other at once, and it is one call', async () => {
  await Promise.all([ada.start(channelId), ben.start(channelId)]);
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
  assert.equal(await ada.does('session().id'), await ben.does('session().id'));
  await hangUp();
});

test('who answers on two devices at once has the call on one of them, and the other one stops ringing', async () => {
  const phone = await openCaller(browser, host, server.url, 'ben', 2);
  await ada.start(channelId);
  await Promise.all([ben.does('rings()'), phone.does('rings()')]);
  const answers = await Promise.allSettled([ben.answer(), phone.answer()]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  const [there, other] = answers[0].status === 'fulfilled' ? [ben, phone] : [phone, ben];
  await Promise.all([ada.sees('ben', there === ben ? 'lime' : 'blue'), there.sees('ada', 'red')]);
  assert.match(String((answers.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason), /on another device/);
  await other.does('becomes("it rings no more", () => !corridor.calls.live.get().some(({ participants }) => participants.some(({ userId, state }) => userId === "ben" && /invited|ringing/.test(state))))');
  await ada.does('session().leave()');
  await there.isOver();
});

test('a camera that another program has, and a permission that is refused, are said, and the call goes on without', async () => {
  await ben.does(`window.refuses = 'NotReadableError'`);
  await ada.start(channelId);
  await ben.answer();
  await ben.sees('ada', 'red');
  assert.deepEqual(await ben.does('session().problems.get()'), { microphone: 'busy', camera: 'busy' });
  await ben.does(`window.refuses = undefined`);
  await ben.does('session().setCamera(true)');
  await ada.sees('ben', 'lime');
  await hangUp();
});
