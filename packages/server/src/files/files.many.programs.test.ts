import type { File, FileHit, FileKind, RenditionKind } from '@corridor/sdk/protocol';
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as passes } from 'node:timers/promises';
import * as tus from 'tus-js-client';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { makeArchives, makeDocuments, makeImages, makeMedia } from './processing/corpus.testing.ts';
import { findTools } from './processing/tools.ts';
import { rarOf } from './safety/safety.testing.ts';

let server: CorridorServer, ada: string, ben: string, corpus: string;
before(async () => {
  corpus = await fs.mkdtemp(path.join(os.tmpdir(), 'corridor-many-'));
  await Promise.all([makeImages(corpus), makeMedia(corpus).then(() => makeArchives(corpus)), makeDocuments(corpus)]);
  await fs.writeFile(path.join(corpus, 'old.rar'), rarOf('pump.txt', Buffer.from('a pump')));
  for (const [name, text] of Object.entries(sources)) await fs.writeFile(path.join(corpus, name), text);
  await fs.copyFile(path.join(corpus, 'offer.pdf'), path.join(corpus, 'second.pdf'));
  await fs.copyFile(path.join(corpus, 'photo.jpg'), path.join(corpus, 'second.jpg'));
  server = await startTestServer({}, { tools: findTools });
  [ada, ben] = await Promise.all(['ada', 'ben'].map((sub) => server.tokens.mint({ sub, tenant: 'acme', name: sub }))) as [string, string];
});
after(async () => {
  await server.close();
  await fs.rm(corpus, { recursive: true });
});

const sources = {
  'pump.py': 'def drain_reservoir(pump):\n    return pump.drain()\n', 'pump.js': 'export function drainReservoir(pump) { return pump.drain(); }\n', 'pump.css': '.reservoir { color: teal; }\n',
  'pump.html': '<!doctype html><html><body><p>reservoir</p></body></html>\n', 'Pump.java': 'public class Pump { void drainReservoir() {} }\n', 'pump.cpp': '#include <cstdio>\nint drain_reservoir() { return 0; }\n',
  'pump.php': '<?php function drain_reservoir() { return 0; }\n', 'pump.rb': 'def drain_reservoir\n  0\nend\n', 'pump.go': 'package pump\n\nfunc drainReservoir() int { return 0 }\n', 'notes.txt': 'The reservoir is full\n',
};

async function ask(token: string, method: string, route: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${server.url}/api/v1${route}`, { method, headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
  return await answer.json() as never;
}

async function upload(name: string): Promise<string> {
  const bytes = await fs.readFile(path.join(corpus, name)), { uploadId, fileId } = await ask(ada, 'POST', '/files', { name, bytes: bytes.length }) as { uploadId: string; fileId: string };
  await new Promise<void>((resolve, reject) => {
    new tus.Upload(bytes, { uploadUrl: `${server.url}/api/v1/uploads/${uploadId}`, headers: { authorization: `Bearer ${ada}` }, chunkSize: 64 * 1024, retryDelays: [], onSuccess: () => { resolve(); }, onError: reject }).start();
  });
  return fileId;
}

const pictures: RenditionKind[] = ['preview', 'thumbnail'], office: RenditionKind[] = ['pdf', ...pictures], foreign: RenditionKind[] = ['playable', ...pictures];
/** What each of them is, what is made of it, and a word that is in it and not in its name. */
const wanted: Record<string, [FileKind, RenditionKind[], string?]> = {
  ...Object.fromEntries(['photo.jpg', 'second.jpg', 'photo.png', 'plain.png', 'photo.webp', 'photo.tiff', 'photo.heic', 'drawing.bmp', 'moving.gif'].map((name) => [name, ['image', pictures]])), 'drawing.svg': ['image', pictures, 'gearbox'],
  ...Object.fromEntries(['offer.odt', 'offer.docx', 'offer.doc', 'offer.rtf'].map((name) => [name, ['document', office, 'lieferungen']])), 'offer.pdf': ['document', pictures, 'lieferungen'], 'second.pdf': ['document', pictures, 'müller'],
  ...Object.fromEntries(['stock.xlsx', 'stock.xls', 'stock.ods'].map((name) => [name, ['spreadsheet', office, '7431']])), 'stock.csv': ['spreadsheet', [], '7431'],
  ...Object.fromEntries(['deck.pptx', 'deck.ppt', 'deck.odp'].map((name) => [name, ['presentation', office, 'roadmap']])),
  'film.mp4': ['video', pictures], 'film.webm': ['video', pictures], ...Object.fromEntries(['film.mov', 'film.avi', 'film.wmv', 'film.flv', 'film.mkv'].map((name) => [name, ['video', foreign]])),
  ...Object.fromEntries(['sound.mp3', 'sound.wav', 'sound.flac', 'sound.aac'].map((name) => [name, ['audio', ['thumbnail']]])), 'sound.ogg': ['audio', ['playable', 'thumbnail']], 'sound.wma': ['audio', ['playable', 'thumbnail']],
  ...Object.fromEntries(['archive.zip', 'archive.tar', 'archive.tar.gz'].map((name) => [name, ['archive', [], 'valve']])), 'archive.7z': ['archive', []], 'old.rar': ['archive', []],
  ...Object.fromEntries(Object.keys(sources).map((name) => [name, [name === 'notes.txt' ? 'text' : 'code', [], 'reservoir']])),
};
const patienceMs = 400_000;

test('fifty files of all kinds at once have their types, their previews, and are found by what is in them by those who see them', { timeout: 2 * patienceMs }, async () => {
  const names = Object.keys(wanted);
  assert.ok(names.length >= 50);
  const ids = new Map(await Promise.all(names.map(async (name) => [name, await upload(name)] as const)));
  const files = async () => new Map(await Promise.all(names.map(async (name) => [name, await ask(ada, 'GET', `/files/${ids.get(name)!}`) as unknown as File] as const)));
  const isMade = (found: Map<string, File>) => names.every((name) => found.get(name)!.renditions.length === wanted[name]![1].length);
  const isFound = async (name: string) => {
    const word = wanted[name]![2];
    return word === undefined || (await ask(ada, 'GET', `/search?kind=files&limit=50&query=${encodeURIComponent(word)}`).then(({ files: hits }) => hits as FileHit[])).some(({ file }) => file.id === ids.get(name));
  };
  const end = Date.now() + patienceMs;
  let found = await files(), missing: string[] = names;
  while (Date.now() < end && (!isMade(found) || missing.length > 0)) {
    await passes(500); // between two looks, for what is made beside
    found = await files();
    missing = [];
    for (const name of names) if (!await isFound(name)) missing.push(name);
  }
  assert.deepEqual(Object.fromEntries(names.map((name) => [name, [found.get(name)!.kind, found.get(name)!.renditions]])), Object.fromEntries(names.map((name) => [name, wanted[name]!.slice(0, 2)])));
  assert.deepEqual(missing, []);
  const addresses = await ask(ada, 'POST', '/files/urls', { items: names.filter((name) => wanted[name]![1].includes('thumbnail')).map((name) => ({ fileId: ids.get(name)!, as: 'thumbnail' })) }) as { items: { url: string }[] };
  assert.equal(addresses.items.length, names.filter((name) => wanted[name]![1].includes('thumbnail')).length);
  for (const { url } of addresses.items) assert.equal((await fetch(new URL(url, server.url))).headers.get('content-type'), 'image/webp');
  assert.deepEqual((await ask(ben, 'GET', '/search?kind=files&query=reservoir')).files, []);
});
