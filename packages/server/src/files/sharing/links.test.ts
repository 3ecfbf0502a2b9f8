import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as tus from 'tus-js-client';
import type { CorridorServer } from '../../index.ts';
import { startTestServer } from '../../testing/server.ts';

let server: CorridorServer, ada: string, fileId: string;
const bytes = Buffer.from('The offer is <b>confidential</b>.\n'.repeat(100));

async function ask<T = Record<string, never>>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${ada}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
  return await answer.json() as T;
}

before(async () => {
  server = await startTestServer();
  ada = await server.tokens.mint({ sub: 'ada', tenant: 'acme & söhne', name: 'Ada' });
  const begun = await ask<{ uploadId: string; fileId: string }>('POST', '/files', { name: 'offer & more.txt', bytes: bytes.length });
  await new Promise<void>((resolve, reject) => {
    new tus.Upload(bytes, { uploadUrl: `${server.url}/api/v1/uploads/${begun.uploadId}`, headers: { authorization: `Bearer ${ada}` }, retryDelays: [], onSuccess: () => { resolve(); }, onError: reject }).start();
  });
  fileId = begun.fileId;
});
after(() => server.close());

interface Link { id: string; url: string; downloads: number; state: string }
const link = (more: object = {}) => ask<Link>('POST', `/files/${fileId}/links`, { expiresAt: new Date(Date.now() + 3_600_000).toISOString(), ...more });
const links = async () => (await ask<{ items: Link[] }>('GET', `/files/${fileId}/links`)).items;
const open = (url: string, language = 'en') => fetch(new URL(url, server.url), { headers: { 'accept-language': language } });
const post = (url: string, password?: string) => fetch(new URL(url, server.url), { method: 'POST', redirect: 'manual', body: new URLSearchParams(password === undefined ? {} : { password }) });
const follow = (answer: Response, headers: Record<string, string> = {}) => fetch(new URL(answer.headers.get('location')!, server.url), { headers });

test('who has a link sees name and size in their language, without a script, and downloads without an account', async () => {
  const { url } = await link();
  const page = await open(url), text = await page.text();
  assert.equal(page.status, 200);
  assert.match(text, /offer &#38; more\.txt/);
  assert.match(text, /<html lang="en" dir="ltr">/);
  assert.ok(!text.includes('<script') && !text.includes('type="password"'));
  assert.match(page.headers.get('content-security-policy')!, /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/);
  assert.deepEqual([page.headers.get('cache-control'), page.headers.get('referrer-policy'), page.headers.get('x-robots-tag')], ['no-store', 'no-referrer', 'noindex, nofollow']);
  assert.match(await (await open(url, 'xx, ar;q=0.9, de;q=0.8')).text(), /<html lang="ar" dir="rtl">/);
  assert.match(await (await open(url, 'de-AT,en;q=0.5')).text(), /Herunterladen/);
  const taken = await post(url);
  assert.equal(taken.status, 303);
  const file = await follow(taken);
  assert.deepEqual([file.status, file.headers.get('content-disposition')?.startsWith('attachment'), file.headers.get('cache-control')], [200, true, 'private, no-store']);
  assert.ok(bytes.equals(Buffer.from(await file.arrayBuffer())));
});

test('looking costs no download; the parts of one are one, and a second one from the beginning is another', async () => {
  const { url, id } = await link({ mostDownloads: 2 });
  await open(url);
  const taken = await post(url);
  assert.equal((await follow(taken)).status, 200);
  assert.equal((await follow(taken, { range: 'bytes=10-19' })).status, 206);
  assert.equal((await follow(taken)).status, 403);
  assert.equal((await follow(await post(url))).status, 200);
  const over = await post(url);
  assert.equal(over.status, 410);
  assert.match(await over.text(), /as often as this link allows/);
  const { downloads, state } = (await links()).find((one) => one.id === id)!;
  assert.deepEqual([downloads, state], [2, 'exhausted']);
  const { items } = await ask<{ items: { linkId: string }[] }>('GET', `/files/${fileId}/downloads`);
  assert.equal(items.filter(({ linkId }) => linkId === id).length, 2);
});

test('what asks for a part and is answered with everything is a download from the beginning', async () => {
  const { url } = await link({ mostDownloads: 1 }), taken = await post(url);
  const headers = [{ range: 'bytes=1-2,0-' }, { range: 'bytes=5-2' }, { range: 'bytes=1-', 'if-range': '"another"' }];
  assert.equal((await follow(taken, headers[0])).status, 200);
  for (const one of headers) assert.equal((await follow(taken, one)).status, 403);
});

test('of many who download at once no more get the file than the link allows', async () => {
  const { url } = await link({ mostDownloads: 3 });
  const statuses = (await Promise.all(Array.from({ length: 12 }, () => post(url)))).map(({ status }) => status);
  assert.deepEqual([statuses.filter((status) => status === 303).length, statuses.filter((status) => status === 410).length], [3, 9]);
});

test('a password is asked for, and guesses are slowed down, right ones after them as well; a right one gives whoever guesses no new tries', async () => {
  const { url } = await link({ password: 'Größe' });
  assert.match(await (await open(url)).text(), /type="password"/);
  for (const password of [undefined, '', 'wrong']) assert.equal((await post(url, password)).status, 403);
  for (let i = 0; i < 3; i++) assert.equal((await post(url, 'Gro\u0308ße'.normalize('NFD'))).status, 303);
  for (let i = 0; i < 7; i++) assert.equal((await post(url, `guess ${i}`)).status, 403);
  const slowed = await post(url, 'Größe');
  assert.deepEqual([slowed.status, slowed.headers.get('retry-after')], [429, '600']);
});

test('a link that was revoked says so, and ends the downloads that it gave', async () => {
  const { url, id } = await link();
  const [begun, waiting] = [await post(url), await post(url)];
  assert.equal((await follow(begun)).status, 200);
  await ask('DELETE', `/file-links/${id}`);
  for (const answer of [await open(url), await post(url)]) {
    assert.equal(answer.status, 410);
    const text = await answer.text();
    assert.match(text, /withdrawn/);
    assert.ok(!text.includes('offer'));
  }
  for (const answer of [begun, waiting]) assert.equal((await follow(answer, { range: 'bytes=5-9' })).status, 403);
});

test('what is no link leads nowhere, and so does one to a file that was deleted', async () => {
  const { url } = await link(); // of its last letter only some bits count
  for (const wrong of [`${url}x`, `${url.slice(0, -2)}${url.at(-2) === 'A' ? 'B' : 'A'}${url.at(-1)!}`, '/f/x', `/f/${'A'.repeat(3000)}.${'A'.repeat(43)}`]) assert.equal((await open(wrong)).status, 404, wrong.slice(0, 80));
  await ask('DELETE', `/files/${fileId}`);
  assert.equal((await open(url)).status, 410);
  await ask('POST', `/files/${fileId}/restore`);
  assert.equal((await open(url)).status, 200);
});
