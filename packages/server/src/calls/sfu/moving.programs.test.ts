import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { CorridorServer } from '../../index.ts';
import { type Janus, startJanus } from '../../testing/janus.ts';
import { openMediaBrowser, openMediaPage, servePages } from '../../testing/pages.ts';
import { startTestServer } from '../../testing/server.ts';
import { startGroupCall } from './group.testing.ts';

let janus: Janus, server: CorridorServer, pages: Awaited<ReturnType<typeof servePages>>, browser: Browser;
const opened: Page[] = [];

before(async () => {
  janus = await startJanus();
  [server, pages, browser] = await Promise.all([startTestServer({ ...janus.env, CALLS_MESH_MOST: '3', CORS_ORIGINS: '*' }), servePages('calls/call.testing.ts'), openMediaBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.close();
  await pages?.close();
  await janus?.stop();
});

const signIn = async (page: Page, user: string, then = '') => page.evaluate(`signIn(${JSON.stringify({ url: server.url, token: await server.tokens.mint({ sub: user, tenant: 'acme', name: user }) })})${then}`);

async function enter(user: string, callId: string): Promise<Page> {
  const page = await openMediaPage(browser, pages.url);
  await signIn(page, user, `.then(() => me.join(${JSON.stringify(callId)}))`);
  opened.push(page);
  return page;
}

const framesOf = (page: Page) => page.evaluate<Record<string, number>>('me.frames()');

/** Everybody is shown new pictures of everybody else. */
async function allMove(people: ReadonlyMap<string, Page>): Promise<void> {
  const before = new Map(await Promise.all([...people].map(async ([name, page]) => [name, await framesOf(page)] as const)));
  for (const deadline = Date.now() + 40_000; ;) {
    const missing: string[] = [];
    for (const [name, page] of people) {
      const now = await framesOf(page);
      for (const other of people.keys()) if (other !== name && !((now[other] ?? 0) > (before.get(name)![other] ?? 0))) missing.push(`${name} of ${other}: ${now[other]}`);
    }
    if (missing.length === 0) return;
    if (Date.now() > deadline) throw new Error(`Not all move: ${missing.join('; ')}`);
  }
}

test('a call of a few moves over to the media server when one more comes, and nobody calls again', { timeout: 120_000 }, async () => {
  const names = ['ada', 'ben', 'chloe'], { callId } = await startGroupCall(server, names), people = new Map<string, Page>();
  for (const name of ['ada', 'ben']) people.set(name, await enter(name, callId)); // beside whoever began it, who makes three
  await allMove(people);
  assert.deepEqual(await people.get('ben')!.evaluate('me.route()'), { route: 'mesh', epoch: 1 });
  people.set('chloe', await enter('chloe', callId));
  await allMove(people);
  for (const page of people.values()) assert.deepEqual(await page.evaluate('me.route()'), { route: 'sfu', epoch: 2 });
  await people.get('ben')!.evaluate('me.leave()');
  people.delete('ben');
  await allMove(people);
});

interface Encryption { state: string; epoch: number; code?: string }

/** All are encrypted, with one code. */
async function allAgree(people: ReadonlyMap<string, Page>): Promise<Encryption> {
  for (const deadline = Date.now() + 40_000; ;) {
    const all = await Promise.all([...people.values()].map((page) => page.evaluate<Encryption>('me.encryption()')));
    if (all.every(({ state, code }) => state === 'on' && code !== undefined && code === all[0]!.code)) return all[0]!;
    if (Date.now() > deadline) throw new Error(`Not all agree: ${JSON.stringify(all)}`);
  }
}

test('an encrypted call stays encrypted on its way over, through a page that is loaded anew, and when somebody leaves', { timeout: 180_000 }, async () => {
  const names = ['ada', 'ben', 'chloe', 'dan'], { callId, ask } = await startGroupCall(server, names, { isEncrypted: true }), people = new Map<string, Page>();
  for (const name of ['ada', 'ben']) people.set(name, await enter(name, callId));
  const { participants } = await ask<{ participants: { id: string; userId: string }[] }>('ada', 'GET', `/calls/${callId}`);
  await ask('host', 'DELETE', `/participants/${participants.find(({ userId }) => userId === 'host')!.id}`); // has no device that could say a key
  people.set('chloe', await enter('chloe', callId));
  await allMove(people);
  const before = await allAgree(people);
  assert.equal((await people.get('ben')!.evaluate<{ route: string }>('me.route()')).route, 'mesh');
  people.set('dan', await enter('dan', callId));
  await allMove(people);
  const moved = await allAgree(people);
  for (const page of people.values()) assert.equal((await page.evaluate<{ route: string }>('me.route()')).route, 'sfu');
  assert.notEqual(moved.code, before.code);
  await people.get('chloe')!.reload();
  await signIn(people.get('chloe')!, 'chloe');
  await people.get('chloe')!.waitForFunction('me.isIn()');
  await allMove(people);
  assert.notEqual((await allAgree(people)).code, moved.code);
  await people.get('ben')!.evaluate('me.leave()');
  people.delete('ben');
  await allMove(people);
  assert.ok((await allAgree(people)).epoch > moved.epoch);
});
