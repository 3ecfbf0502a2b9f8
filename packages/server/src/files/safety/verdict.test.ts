import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { gif, hugePng, inFolder, jpeg, pdf, picture, png, rarOf, rawZip, tarEntry, tarOf, zipOf } from './safety.testing.ts';
import type { SafetyReason } from './refusal.ts';
import { examine, type Examined, type SafetyRules } from './verdict.ts';

const examined = (content: Buffer | string, name: string, rules?: SafetyRules): Promise<Examined> => inFolder(async (write) => examine(await write(Buffer.from(content)), name, rules));
const typeOf = async (content: Buffer | string, name: string) => (await examined(content, name)).mediaType;
const refusedFor = async (reason: SafetyReason, content: Buffer | string, name: string, rules?: SafetyRules) => {
  await assert.rejects(examined(content, name, rules), (error: { message: string; details?: { reason?: string } }) => { assert.equal(error.details?.reason, reason, error.message); return true; });
};
const html = '<!doctype html><title>x</title><script>alert(1)</script>';
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

describe('what an upload is', () => {
  it('is said by its content', async () => {
    assert.deepEqual(await examined(await png(), 'a.png'), { name: 'a.png', mediaType: 'image/png', kind: 'image', isInline: true });
    assert.deepEqual(await examined(pdf, 'a.PDF'), { name: 'a.PDF', mediaType: 'application/pdf', kind: 'document', isInline: false });
    assert.equal(await typeOf(await jpeg(), 'a.jpeg'), 'image/jpeg');
    assert.equal(await typeOf(await gif(), 'a.gif'), 'image/gif');
    assert.equal(await typeOf(await picture(9, 9).webp().toBuffer(), 'a.webp'), 'image/webp');
    assert.equal(await typeOf(await picture(9, 9).tiff().toBuffer(), 'a.tif'), 'image/tiff');
    assert.equal(await typeOf('{\\rtf1 hello}', 'a.rtf'), 'application/rtf');
    assert.equal(await typeOf(await zipOf({ 'a.txt': Buffer.from('a') }), 'a.zip'), 'application/zip');
    assert.equal(await typeOf(tarOf(tarEntry('a.txt', Buffer.from('a'))), 'a.tar'), 'application/x-tar');
    assert.equal(await typeOf(rarOf('a.txt', Buffer.from('a')), 'a.rar'), 'application/vnd.rar');
    assert.equal(await typeOf(gzipSync('hello'), 'a.gz'), 'application/gzip');
    assert.equal(await typeOf(gzipSync(tarOf(tarEntry('a.txt', Buffer.from('a')))), 'a.tgz'), 'application/gzip');
  });
  it('is, of text, what its name says, for nothing else tells the languages apart', async () => {
    const types = { txt: 'text/plain', md: 'text/plain', csv: 'text/csv', js: 'text/javascript', py: 'text/x-python', css: 'text/css', java: 'text/x-java-source', cpp: 'text/x-c++src', php: 'text/x-php', rb: 'text/x-ruby', go: 'text/x-go', json: 'application/json', xml: 'application/xml' };
    for (const [extension, type] of Object.entries(types)) assert.equal(await typeOf('a;b;ü\n1;2;3\n', `a.${extension}`), type);
    assert.equal(await typeOf(Buffer.from('a;b;ü\r\n1;2;3', 'latin1'), 'a.csv'), 'text/csv');
    assert.equal(await typeOf(Buffer.from('\ufeffhello', 'utf16le'), 'a.txt'), 'text/plain');
    assert.equal(await typeOf('', 'empty.txt'), 'text/plain');
    assert.equal(await typeOf('BMW, GIF89a and PK', 'a.txt'), 'text/plain');
  });
  it('never is a page or a script that a browser shows where it stands', async () => {
    for (const [content, name] of [[html, 'a.html'], [svg, 'a.svg'], [`<?xml version="1.0"?><!-- x -->${svg}`, 'a.svg'], ['alert(1)', 'a.js'], ['<?php system("ls");', 'a.php'], ['<a/>', 'a.xml']] as const) {
      assert.equal((await examined(content, name)).isInline, false, name);
    }
  });
  it('is known by an office container\'s list of parts', async () => {
    const parts = (type: string) => zipOf({ '[Content_Types].xml': Buffer.from(`<Types><Override ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`), 'x.xml': Buffer.from('<x/>') });
    assert.equal((await examined(await parts('wordprocessingml.document'), 'a.docx')).kind, 'document');
    assert.equal((await examined(await parts('spreadsheetml.sheet'), 'a.xlsx')).kind, 'spreadsheet');
    assert.equal((await examined(await parts('presentationml.presentation'), 'a.pptx')).kind, 'presentation');
    await refusedFor('misnamed', await parts('spreadsheetml.sheet'), 'a.docx');
    await refusedFor('misnamed', await zipOf({ 'a.txt': Buffer.from('a') }), 'a.docx');
    await refusedFor('not-allowed', await zipOf({ '[Content_Types].xml': Buffer.from('<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>') }), 'a.docx');
  });
  it('gives a name without an ending the right one', async () => {
    assert.equal((await examined(await png(), 'image')).name, 'image.png');
    assert.equal((await examined('all: build', 'Makefile')).name, 'Makefile');
  });
  it('may be narrowed by configuration', async () => {
    await refusedFor('not-allowed', await png(), 'a.png', { types: new Set(['pdf']) });
    assert.equal((await examined(pdf, 'a.pdf', { types: new Set(['pdf']) })).kind, 'document');
  });
});

describe('a name that lies', () => {
  it('is refused, with what the content is', async () => {
    await refusedFor('misnamed', await png(), 'invoice.pdf');
    await refusedFor('misnamed', pdf, 'holiday.jpg');
    await refusedFor('misnamed', html, 'holiday.jpg');
    await refusedFor('misnamed', html, 'notes.txt');
    await refusedFor('misnamed', svg, 'holiday.png');
    await refusedFor('misnamed', 'GIF89a=1;alert(1)', 'holiday.gif');
    await refusedFor('misnamed', 'hello', 'drawing.svg');
    await refusedFor('misnamed', '', 'empty.png');
    await assert.rejects(examined(await png(), 'invoice.pdf'), { code: 'unsupported-type', message: 'invoice.pdf is not what its name says: its content is of the type png (image/png)' });
  });
  it('does not bring in a program', async () => {
    const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), elf = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(200)]);
    for (const name of ['setup.exe', 'invoice.pdf', 'holiday.jpg', 'notes.txt', 'setup']) for (const content of [program, elf]) await refusedFor('not-allowed', content, name);
    await refusedFor('not-allowed', Buffer.alloc(500), 'zeros.txt');
    await refusedFor('not-allowed', 'echo hello', 'run.sh');
  });
});

describe('a polyglot', () => {
  it('is refused when a picture, a PDF or a sound has a zip archive at its end', async () => {
    const zip = await zipOf({ 'a.txt': Buffer.from('a') });
    await refusedFor('polyglot', Buffer.concat([await jpeg(), zip]), 'a.jpg');
    await refusedFor('polyglot', Buffer.concat([await png(), zip]), 'a.png');
    await refusedFor('polyglot', Buffer.concat([await gif(), zip]), 'a.gif');
    await refusedFor('polyglot', Buffer.concat([pdf, zip]), 'a.pdf');
    await refusedFor('polyglot', Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt '), Buffer.alloc(100), zip]), 'a.wav');
  });
  it('is refused when a page or a script stands behind a picture', async () => {
    for (const tail of [html, '<?php system($_GET[0]); ?>', '<script>alert(1)</script>', '%PDF-1.4', 'Rar!\x1a\x07\0', '#!/bin/sh\nid', `MZ${'\0'.repeat(60)}`]) {
      for (const [content, name] of [[await jpeg(), 'a.jpg'], [await png(), 'a.png'], [await gif(), 'a.gif'], [await picture(9, 9).webp().toBuffer(), 'a.webp']] as const) {
        await refusedFor('polyglot', Buffer.concat([content, Buffer.from(tail, 'latin1')]), name);
      }
    }
  });
  it('is refused when a PDF has a page before or behind it', async () => {
    await refusedFor('misnamed', Buffer.concat([Buffer.from(html), pdf]), 'a.pdf');
    await refusedFor('polyglot', Buffer.concat([pdf, Buffer.from(html)]), 'a.pdf');
    await refusedFor('misnamed', Buffer.concat([Buffer.from('x=1;\n'), pdf]), 'a.pdf');
    await refusedFor('damaged', '%PDF-1.4\n<script>alert(1)</script>', 'a.pdf');
    assert.equal(await typeOf(Buffer.concat([Buffer.from('\ufeff\r\n'), pdf]), 'a.pdf'), 'application/pdf');
  });
  it('is refused when a picture is the beginning of a script', async () => {
    const picture = await gif();
    picture.write('/*', 6, 'latin1');
    await refusedFor('polyglot', Buffer.concat([picture, Buffer.from('*/=1;alert(1)')]), 'a.gif');
  });
  it('is refused when a picture has the header of a PDF in its first kilobyte', async () => {
    const picture = await jpeg(), comment = Buffer.from('\xff\xfe\x00\x0a%PDF-1.4', 'latin1');
    await refusedFor('polyglot', Buffer.concat([picture.subarray(0, 2), comment, picture.subarray(2)]), 'a.jpg');
  });
  it('is not a photo with a video or a second picture behind it, as phones make them', async () => {
    const video = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'), Buffer.alloc(5000, 7)]);
    assert.equal(await typeOf(Buffer.concat([await jpeg(), video]), 'a.jpg'), 'image/jpeg');
    assert.equal(await typeOf(Buffer.concat([await jpeg(), await jpeg(), Buffer.alloc(64)]), 'a.jpg'), 'image/jpeg');
  });
});

describe('a picture', () => {
  it('is refused by its header when it has more pixels than may be decoded', async () => {
    await refusedFor('too-many-pixels', hugePng(60_000, 60_000), 'a.png');
    const gifHead = Buffer.from(await gif());
    gifHead.writeUInt16LE(60_000, 6); gifHead.writeUInt16LE(60_000, 8);
    await refusedFor('too-many-pixels', gifHead, 'a.gif');
    const photo = await jpeg(), frame = photo.indexOf(Buffer.from('ffc0', 'hex'));
    photo.writeUInt16BE(60_000, frame + 5); photo.writeUInt16BE(60_000, frame + 7);
    await refusedFor('too-many-pixels', photo, 'a.jpg');
    const bmp = Buffer.alloc(200);
    bmp.write('BM'); bmp.writeUInt32LE(40, 14); bmp.writeInt32LE(60_000, 18); bmp.writeInt32LE(-60_000, 22);
    await refusedFor('too-many-pixels', bmp, 'a.bmp');
    assert.equal((await examined(hugePng(12_000, 9_000), 'a.png')).kind, 'image');
  });
  it('is refused when it has more frames than may be shown', async () => {
    const frame = Buffer.from('2c00000000010001000002014c00', 'hex');
    await refusedFor('too-many-pixels', Buffer.concat([Buffer.from('GIF89a\x01\0\x01\0\0\0\0', 'latin1'), ...Array.from({ length: 5000 }, () => frame), Buffer.from(';')]), 'a.gif');
  });
  it('is refused when it is only the beginning of one', async () => {
    await refusedFor('damaged', Buffer.concat([hugePng(8, 8).subarray(0, 40), Buffer.alloc(400)]), 'a.png');
    await refusedFor('damaged', Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(400)]), 'a.gif');
    await refusedFor('damaged', Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.from('<script>alert(1)</script>'), Buffer.alloc(40)]), 'a.jpg');
  });
});

describe('an archive', () => {
  it('is refused when it leads out of the folder it is unpacked to', async () => {
    const content = Buffer.from('x');
    for (const name of ['../evil.txt', 'a/../../evil.txt', '/etc/cron.d/evil', 'C:\\evil.txt', '..\\evil.txt']) await refusedFor('unsafe-entry', rawZip([{ name, content }]), 'a.zip');
    await refusedFor('unsafe-entry', rawZip([{ name: 'link', content: Buffer.from('../../etc'), mode: 0o120777 }]), 'a.zip');
    await refusedFor('unsafe-entry', tarOf(tarEntry('../evil.txt', content)), 'a.tar');
    await refusedFor('unsafe-entry', tarOf(tarEntry('link', Buffer.alloc(0), { type: '2', link: '/etc' })), 'a.tar');
    await refusedFor('unsafe-entry', gzipSync(tarOf(tarEntry('../evil.txt', content))), 'a.tar.gz');
    await refusedFor('unsafe-entry', await zipOf({ 'inner.zip': rawZip([{ name: '../evil.txt', content }]) }), 'a.zip');
    assert.equal(await typeOf(tarOf(tarEntry('bin/tool', Buffer.alloc(0), { type: '2', link: '../lib/tool.js' })), 'a.tar'), 'application/x-tar');
  });
});
