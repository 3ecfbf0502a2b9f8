import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createCorridor, type Corridor } from '@corridor/sdk';
import * as tus from 'tus-js-client';
import type { CorridorServer } from '../index.ts';
import { eicar, startClamd } from '../testing/clamd.ts';
import { findTools } from './processing/tools.ts';
import { startTestServer } from '../testing/server.ts';
import { hugePng, inFolder, jpeg, pdf, picture, png, rawZip, tarEntry, tarOf, zipOf, zipOfZeros } from './safety/safety.testing.ts';

let server: CorridorServer, clamd: Awaited<ReturnType<typeof startClamd>>;
const tokens: Record<string, string> = {};
const people: Record<string, Corridor> = {};

before(async () => {
  clamd = await startClamd();
  server = await startTestServer({ CORRIDOR_CLAMD: clamd.address }, { tools: findTools });
  for (const [sub, tenant, roles] of [['ada', 'acme', []], ['ben', 'acme', []], ['root', 'acme', ['admin']], ['eve', 'other', ['admin']]] as const) {
    tokens[sub] = await server.tokens.mint({ sub, tenant, name: sub, roles: [...roles] });
    people[sub] = createCorridor({ url: server.url, token: async () => tokens[sub]!, storage: 'memory' });
    await people[sub].connect();
  }
});
after(async () => {
  for (const person of Object.values(people)) person.close();
  await server.close();
  await clamd.stop();
  await rm(clamd.folder, { recursive: true });
});

interface Answer { status: number; code?: string; reason?: string; message?: string; fileId?: string }
type Body = { uploadId?: string; fileId?: string; error?: { code: string; message: string; details?: { reason?: string } } };
const told = (status: number, { error, fileId }: Body): Answer => ({ status, ...(fileId && { fileId }), ...(error && { code: error.code, message: error.message, ...(error.details?.reason && { reason: error.details.reason }) }) });

/** As any client would: begun over REST, sent over tus. */
async function upload(name: string, content: Buffer, by = 'ada'): Promise<Answer> {
  const begun = await fetch(`${server.url}/api/v1/files`, { method: 'POST', headers: { authorization: `Bearer ${tokens[by]!}`, 'content-type': 'application/json' }, body: JSON.stringify({ name, bytes: content.length }) });
  const body = await begun.json() as Body;
  if (!begun.ok) return told(begun.status, body);
  return new Promise((resolve) => {
    new tus.Upload(content, {
      uploadUrl: `${server.url}/api/v1/uploads/${body.uploadId!}`, headers: { authorization: `Bearer ${tokens[by]!}` }, retryDelays: [],
      onSuccess: () => { resolve({ status: 204, fileId: body.fileId! }); },
      onError: (error) => { const { originalResponse } = error as tus.DetailedError; resolve(told(originalResponse!.getStatus(), JSON.parse(originalResponse!.getBody()) as Body)); },
    }).start();
  });
}

const file = (fileId: string, by = 'ada') => people[by]!.files.file({ fileId });
const addresses = async (fileId: string, by = 'ada') => (await people[by]!.files.urls({ items: (['original', 'download', 'thumbnail', 'preview', 'pdf'] as const).map((as) => ({ fileId, as })) })).items;
async function settled(fileId: string) {
  for (;;) {
    const found = await file(fileId);
    if (found.state !== 'checking') return found;
  }
}
const isAlive = async () => { assert.equal((await fetch(`${server.url}/healthz`)).status, 200); };

const html = Buffer.from('<!doctype html><script>alert(document.domain)</script>');
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>');

test('a file renamed to lie about its type is refused, with what it is', async () => {
  const program = Buffer.concat([Buffer.from('MZ\x90\0', 'latin1'), Buffer.alloc(400)]);
  for (const [name, content, reason] of [['invoice.pdf', await png(), 'misnamed'], ['photo.jpg', html, 'misnamed'], ['photo.png', svg, 'misnamed'], ['report.docx', await zipOf({ a: html }), 'misnamed'], ['invoice.pdf', program, 'not-allowed'], ['setup.exe', program, 'not-allowed'], ['notes', program, 'not-allowed']] as const) {
    const answer = await upload(name, content);
    assert.deepEqual([answer.status, answer.code, answer.reason], [415, 'unsupported-type', reason], name);
  }
  assert.match((await upload('invoice.pdf', await png())).message!, /image\/png/);
});

test('pages and scripts are kept as files, and no browser shows or runs them where they stand', async () => {
  for (const [name, content] of [['page.html', html], ['drawing.svg', svg], ['code.js', Buffer.from('alert(1)')], ['feed.xml', Buffer.from('<?xml version="1.0"?><x/>')]] as const) {
    const { fileId } = await upload(name, content);
    assert.equal((await settled(fileId!)).state, 'ready', name);
    for (const { url, as } of (await addresses(fileId!)).filter(({ as }) => as === 'original' || as === 'download')) {
      const answer = await fetch(url), header = (what: string) => answer.headers.get(what) ?? '';
      assert.match(header('content-disposition'), /^attachment;/, `${name} ${as}`);
      assert.match(header('content-security-policy'), /default-src 'none'.*sandbox/);
      assert.deepEqual([answer.status, header('x-content-type-options'), header('content-type')], [200, 'nosniff', 'application/octet-stream'], `${name} ${as}`);
      assert.ok(content.equals(Buffer.from(await answer.arrayBuffer())));
    }
  }
});

test('a polyglot is refused', async () => {
  const zip = await zipOf({ 'evil.class': Buffer.from('x') });
  for (const [name, content] of [['a.jpg', Buffer.concat([await jpeg(), zip])], ['a.png', Buffer.concat([await png(), html])], ['a.pdf', Buffer.concat([pdf, zip])], ['a.gif', Buffer.concat([await picture(9, 9).gif().toBuffer(), Buffer.from('<?php system($_GET[0]);?>')])]] as const) {
    const answer = await upload(name, content);
    assert.deepEqual([answer.status, answer.code, answer.reason], [415, 'unsupported-type', 'polyglot'], name);
  }
});

test('archive bombs and archives that write elsewhere are refused', async () => {
  await inFolder(async (_, folder) => {
    const zeros = path.join(folder, 'zeros.zip');
    await zipOfZeros(zeros, 1024 ** 3);
    const bomb = await readFile(zeros);
    for (const [name, content] of [['bomb.zip', bomb], ['nested.zip', await zipOf({ 'one/bomb.zip': bomb, 'two/bomb.zip': bomb })], ['bomb.tar', tarOf(tarEntry('bomb.zip', bomb))]] as const) {
      const answer = await upload(name, content);
      assert.deepEqual([answer.status, answer.code, answer.reason], [413, 'too-large', 'archive-bomb'], name);
    }
    for (const [name, content] of [['slip.zip', rawZip([{ name: '../../etc/cron.d/x', content: html }])], ['slip.tar', tarOf(tarEntry('/etc/passwd', html))]] as const) {
      const answer = await upload(name, content);
      assert.deepEqual([answer.status, answer.code, answer.reason], [400, 'invalid-input', 'unsafe-entry'], name);
    }
  });
  await isAlive();
});

test('a picture of 60,000 × 60,000 pixels is refused without decoding it', async () => {
  const before = process.memoryUsage().rss, answer = await upload('wall.png', hugePng(60_000, 60_000));
  assert.deepEqual([answer.status, answer.code, answer.reason], [413, 'too-large', 'too-many-pixels']);
  assert.ok(process.memoryUsage().rss - before < 200e6);
});

test('a name that leads elsewhere, or has a NUL in it, is refused before anything is sent, over REST and over tus', async () => {
  for (const name of ['../../etc/passwd', '..\\..\\boot.txt', 'a/../../b.txt', 'invoice.exe\0.pdf', '..']) {
    const answer = await upload(name, html);
    assert.deepEqual([answer.status, answer.code], [400, 'invalid-input'], JSON.stringify(name));
    const byTus = await fetch(`${server.url}/api/v1/uploads`, { method: 'POST', headers: { authorization: `Bearer ${tokens.ada!}`, 'tus-resumable': '1.0.0', 'upload-length': '5', 'upload-metadata': `filename ${Buffer.from(name).toString('base64')}` } });
    assert.deepEqual([byTus.status, (await byTus.json() as Body).error?.code], [400, 'invalid-input'], JSON.stringify(name));
  }
  const { fileId } = await upload('/home/ada/\u202etxt.plan\u0007 .txt. ', Buffer.from('hello'));
  assert.equal((await settled(fileId!)).name, 'txt.plan .txt');
});

test('what the scanner finds, in archives too, is in quarantine: nobody gets it under any form or address', async () => {
  const zip = await zipOf({ 'docs/eicar.com': eicar, 'read me.txt': Buffer.from('hello') });
  for (const [name, content] of [['eicar.txt', eicar], ['eicar.zip', zip], ['nested.zip', await zipOf({ 'inner.zip': zip })]] as const) {
    const { fileId } = await upload(name, content), found = await settled(fileId!);
    assert.deepEqual([found.state, found.refusal?.startsWith('The virus scanner found '), found.renditions], ['quarantined', true, []], name);
    for (const who of ['ada', 'root']) assert.deepEqual(await addresses(fileId!, who).catch(() => []), []);
    assert.ok((await people.ada!.files.quarantined({ mine: true })).items.some((item) => item.fileId === fileId));
    assert.ok((await people.root!.files.quarantined({})).items.some((item) => item.fileId === fileId));
    assert.deepEqual((await people.eve!.files.quarantined({})).items, []);
  }
});

test('an address that was good ends when its file turns out to be harmful; made-up addresses lead nowhere', async () => {
  const { fileId } = await upload('plan.txt', Buffer.from('a plan'));
  await settled(fileId!);
  const [{ url } = { url: '' }] = await addresses(fileId!);
  assert.equal((await fetch(url)).status, 200);
  const { fileId: harmful } = await upload('other.txt', eicar);
  await settled(harmful!);
  for (const guess of [url.replace(fileId!, harmful!), url.replace('/original/', '/thumbnail/'), url.replace('/1/', '/2/'), url.replace(/sign=.*/, ''), url.replace(/until=\d+/, 'until=9999999999'), url.replace(/\/files\/[^/]+\//, `/files/${Buffer.from('other').toString('base64url')}/`)]) {
    assert.equal((await fetch(guess)).status, 404, guess);
  }
});

test('while the scanner is away nobody gets what is new; it goes on when the scanner is back', async () => {
  await clamd.stop();
  const { fileId } = await upload('later.txt', Buffer.from('later')), { id: channelId } = await people.ada!.chat.openDirect('ben');
  await people.ada!.chat.send(channelId, { text: 'look', fileIds: [fileId!] });
  const [message] = (await people.ben!.chat.history(channelId)).slice(-1);
  assert.deepEqual(message!.card?.type === 'files' && message!.card.files.map(({ state, renditions }) => [state, renditions]), [['checking', []]]);
  for (const who of ['ada', 'ben']) assert.deepEqual(await addresses(fileId!, who), []);
  const ready = await (await fetch(`${server.url}/readyz`)).json() as { status: string; tools?: { scanner: string } };
  assert.deepEqual([ready.status, ready.tools?.scanner ?? 'unreachable'], ['ready', 'unreachable']);
  clamd = await startClamd({ folder: clamd.folder });
  assert.equal((await settled(fileId!)).state, 'ready');
  assert.ok((await addresses(fileId!, 'ben')).length > 0);
  const { scanner, programs } = await people.root!.admin.tools({});
  assert.equal(scanner.state, 'ready');
  assert.match(scanner.version!, /^ClamAV/);
  assert.ok(programs.some(({ name, version }) => name === 'ffmpeg' && version !== null));
});
