import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { makeArchives, makeDocuments, makeImages, makeMedia } from './corpus.testing.ts';
import { processFile } from './process.ts';
import { findTools, type Tools } from './tools.ts';
import type { FileKind, Made } from './types.ts';

let corpus: string, tools: Tools;
before(async () => {
  corpus = await fs.mkdtemp(path.join(os.tmpdir(), 'corridor-corpus-'));
  tools = await findTools();
  await Promise.all([makeImages(corpus), makeMedia(corpus).then(() => makeArchives(corpus)), makeDocuments(corpus)]);
});
after(() => fs.rm(corpus, { recursive: true }));

async function made(name: string, kind: FileKind, mediaType: string, given: Tools = tools, signal = new AbortController().signal): Promise<Made> {
  const folder = await fs.mkdtemp(path.join(corpus, 'made-'));
  return processFile({ path: path.join(corpus, name), name, kind, mediaType }, given, folder, signal);
}
const kindsOf = ({ renditions }: Made) => renditions.map(({ kind }) => kind);

test('photos have a small and a large picture, upright, whatever they are stored as', async () => {
  for (const type of ['jpg', 'webp', 'png', 'avif', 'heic', 'tiff']) {
    const { facts, renditions, problems } = await made(`photo.${type}`, 'image', `image/${type === 'jpg' ? 'jpeg' : type}`);
    assert.deepEqual(problems, [], type);
    const [width, height] = type === 'heic' ? [1200, 800] : [800, 1200]; // HEIF does not turn by Exif
    assert.deepEqual(facts, { width, height }, type);
    assert.deepEqual(renditions.map((one) => [one.kind, one.width, one.height, one.mediaType]), [['thumbnail', ...(type === 'heic' ? [480, 320] : [320, 480]), 'image/webp'], ['preview', width, height, 'image/webp']], type);
    for (const rendition of renditions) {
      const { format, exif, xmp, orientation } = await sharp(rendition.path).metadata();
      assert.deepEqual([format, exif, xmp, orientation], ['webp', undefined, undefined, undefined], type);
    }
  }
  for (const [name, mediaType] of [['drawing.bmp', 'image/bmp'], ['moving.gif', 'image/gif'], ['drawing.svg', 'image/svg+xml']] as const) {
    const { facts, renditions } = await made(name, 'image', mediaType);
    assert.deepEqual([facts, renditions.map(({ width, height }) => [width, height])], [{ width: 640, height: 480 }, [[480, 360], [640, 480]]], name);
  }
  assert.equal((await made('drawing.svg', 'image', 'image/svg+xml')).text, 'Gearbox seal');
});

test('office documents become a PDF with a picture of the first page, and their words are found', async () => {
  const document = 'application/vnd.openxmlformats-officedocument.', open = 'application/vnd.oasis.opendocument.';
  for (const [name, kind, mediaType, words] of [
    ['offer.odt', 'document', `${open}text`, 'Hydraulikpumpen für Herrn Müller'], ['offer.docx', 'document', `${document}wordprocessingml.document`, 'Hydraulikpumpen für Herrn Müller'],
    ['offer.doc', 'document', 'application/msword', 'Hydraulikpumpen für Herrn Müller'], ['offer.rtf', 'document', 'application/rtf', 'Hydraulikpumpen für Herrn Müller'],
    ['stock.xlsx', 'spreadsheet', `${document}spreadsheetml.sheet`, '7431'], ['stock.xls', 'spreadsheet', 'application/vnd.ms-excel', '7431'], ['stock.ods', 'spreadsheet', `${open}spreadsheet`, 'Hydraulikpumpe'],
    ['deck.pptx', 'presentation', `${document}presentationml.presentation`, 'Turbine roadmap'], ['deck.ppt', 'presentation', 'application/vnd.ms-powerpoint', 'Turbine roadmap'], ['deck.odp', 'presentation', `${open}presentation`, 'Quartalszahlen'],
  ] as const) {
    const found = await made(name, kind, mediaType);
    assert.deepEqual(found.problems, [], name);
    assert.deepEqual(kindsOf(found), ['thumbnail', 'preview', 'pdf'], name);
    assert.equal(found.facts.pages, kind === 'presentation' ? 2 : 1, name);
    if (kind === 'document') assert.deepEqual([found.facts.title, found.facts.author], ['Angebot 4711', 'Ada Lovelace'], name);
    assert.ok(found.text?.includes(words), `${name}: ${found.text}`);
  }
});

test('a PDF has its pages counted, its first one drawn and its text read', async () => {
  const found = await made('offer.pdf', 'document', 'application/pdf');
  assert.deepEqual([found.problems, found.facts, kindsOf(found)], [[], { pages: 1, title: 'Angebot 4711', author: 'Ada Lovelace' }, ['thumbnail', 'preview']]);
  assert.match(found.text!, /Hydraulikpumpen für Herrn Müller/);
});

test('films have a picture, and a form that browsers play where they are none', async () => {
  for (const [type, mediaType, isForeign] of [
    ['mp4', 'video/mp4', false], ['webm', 'video/webm', false], ['mov', 'video/quicktime', true], ['avi', 'video/x-msvideo', true], ['wmv', 'video/x-ms-wmv', true], ['flv', 'video/x-flv', true], ['mkv', 'video/x-matroska', true],
  ] as const) {
    const found = await made(`film.${type}`, 'video', mediaType), { facts: { width, height, duration = 0 } } = found;
    assert.deepEqual([found.problems, kindsOf(found)], [[], ['thumbnail', 'preview', ...(isForeign ? ['playable'] : [])]], type);
    assert.deepEqual([width, height], type === 'mov' ? [240, 320] : [320, 240], type);
    assert.ok(Math.abs(duration - 2) < 0.2, type);
    const playable = found.renditions.find(({ kind }) => kind === 'playable');
    if (playable) {
      const bytes = await fs.readFile(playable.path, 'latin1');
      assert.ok(bytes.includes('avc1') && bytes.indexOf('moov') < bytes.indexOf('mdat'), `${type}: its index stands in front`);
    }
  }
});

test('sounds have their length, tags and waveform, and a form that browsers play where they are none', async () => {
  for (const [type, mediaType, isForeign] of [
    ['mp3', 'audio/mpeg', false], ['wav', 'audio/wav', false], ['flac', 'audio/flac', false], ['aac', 'audio/aac', false], ['ogg', 'audio/ogg', true], ['wma', 'audio/x-ms-wma', true],
  ] as const) {
    const found = await made(`sound.${type}`, 'audio', mediaType), { facts: { duration = 0, title, author, peaks = [] } } = found;
    assert.deepEqual([found.problems, kindsOf(found)], [[], ['thumbnail', ...(isForeign ? ['playable'] : [])]], type);
    assert.ok(Math.abs(duration - 4) < 0.2, type);
    if (type !== 'aac') assert.deepEqual([title, author], ['Pump noise', 'Ada'], type);
    assert.ok(peaks.length >= 40 && peaks[2]! < 20 && Math.max(...peaks.slice(-4)) === 100, `${type}: ${peaks.join(' ')}`);
  }
});

test('an archive is found by the names in it, long ones too', async () => {
  for (const [name, mediaType] of [['archive.zip', 'application/zip'], ['archive.tar', 'application/x-tar'], ['archive.tar.gz', 'application/gzip']] as const) {
    const { text = '' } = await made(name, 'archive', mediaType);
    assert.deepEqual(text.split('\n').sort(), [`inside/${'a-long-name-'.repeat(12)}valve.txt`, 'inside/pump-drawing.txt'], name);
  }
  assert.deepEqual((await made('archive.7z', 'archive', 'application/x-7z-compressed')).problems, []);
});

test('without any program there are facts and texts that need none, and no complaint', async () => {
  const without = (name: string, kind: FileKind, mediaType: string) => made(name, kind, mediaType, {});
  const heic = await without('photo.heic', 'image', 'image/heic'), bmp = await without('drawing.bmp', 'image', 'image/bmp'), pdf = await without('offer.pdf', 'document', 'application/pdf');
  const odt = await without('offer.odt', 'document', 'application/vnd.oasis.opendocument.text'), film = await without('film.mp4', 'video', 'video/mp4'), sound = await without('sound.mp3', 'audio', 'audio/mpeg');
  for (const found of [heic, bmp, pdf, odt, film, sound]) assert.deepEqual([found.problems, found.renditions], [[], []]);
  assert.deepEqual([heic.facts, bmp.facts], [{ width: 1200, height: 800 }, { width: 640, height: 480 }]);
  assert.equal(sound.facts.title, 'Pump noise');
  assert.match(odt.text!, /Hydraulikpumpen für Herrn Müller/);
});

test('a file that is not what it is taken for, or is broken, has less made of it and is no error', async () => {
  await fs.writeFile(path.join(corpus, 'broken'), 'not at all');
  for (const [kind, mediaType] of [
    ['image', 'image/png'], ['image', 'image/heic'], ['document', 'application/pdf'], ['video', 'video/mp4'], ['audio', 'audio/mpeg'], ['archive', 'application/zip'], ['presentation', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  ] as const) {
    const found = await made('broken', kind, mediaType);
    assert.deepEqual(found.renditions.filter((rendition) => rendition.kind === 'playable'), [], mediaType);
    assert.ok(found.problems.length > 0, mediaType);
  }
});

test('a list of other files that calls itself a film is not followed', async () => {
  await fs.writeFile(path.join(corpus, 'list.mp4'), `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://${corpus}/film.mp4\n#EXT-X-ENDLIST\n`);
  const found = await made('list.mp4', 'video', 'video/mp4');
  assert.deepEqual([found.renditions, found.facts], [[], {}]);
});

test('a document takes nothing from the server\'s files or network', async () => {
  const asked: string[] = [];
  const server = http.createServer((request, response) => { asked.push(request.url!); response.end('x'); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await fs.writeFile(path.join(corpus, 'secret.txt'), 'nightingale');
  const links = `<text:section text:name="s"><text:section-source xlink:href="file://${corpus}/secret.txt" text:filter-name="Text"/><text:p>old</text:p></text:section>`
    + `<text:p><draw:frame svg:width="5cm" svg:height="5cm"><draw:image xlink:href="http://127.0.0.1:${port}/picture.png" xlink:actuate="onLoad"/></draw:frame>`
    + `<draw:frame svg:width="5cm" svg:height="5cm"><draw:object xlink:href="http://127.0.0.1:${port}/object.odt"/></draw:frame>still here</text:p>`;
  const spaces = ['office', 'text', 'drawing:draw'].map((one) => `xmlns:${one.split(':').at(-1)}="urn:oasis:names:tc:opendocument:xmlns:${one.split(':')[0]}:1.0"`).join(' ');
  await fs.writeFile(path.join(corpus, 'curious.fodt'), `<?xml version="1.0"?><office:document ${spaces} xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>${links}</office:text></office:body></office:document>`);
  const found = await made('curious.fodt', 'document', 'application/vnd.oasis.opendocument.text-flat');
  server.close();
  assert.match(found.text!, /still here/);
  assert.doesNotMatch(found.text!, /nightingale/);
  assert.deepEqual(asked, []);
});

test('ends at once with its signal, and with it the program', async () => {
  const stop = new AbortController(), folder = await fs.mkdtemp(path.join(corpus, 'made-'));
  const running = processFile({ path: path.join(corpus, 'offer.doc'), name: 'offer.doc', kind: 'document', mediaType: 'application/msword' }, tools, folder, stop.signal);
  while ((await fs.readdir(folder)).length === 0) await setImmediate(); // until LibreOffice's folder is being made
  stop.abort(new Error('closing'));
  await assert.rejects(running, /closing/);
});
