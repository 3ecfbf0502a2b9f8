import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { CallError } from '../../errors.ts';
import { gif, inFolder, jpeg, oldRarOf, pdf, picture, png, rarOf, tarEntry, tarOf, zipOf } from './safety.testing.ts';
import type { ByteSource } from './bytes.ts';
import { examine } from './verdict.ts';

/** The header of a compound file, and a directory that names a document. */
function compound(): Buffer {
  const file = Buffer.alloc(512 * 3);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  file.writeUInt16LE(9, 30); file.writeUInt32LE(0, 48); file.fill(0xff, 76, 512); file.writeUInt32LE(1, 76);
  const name = Buffer.from('WordDocument\0', 'utf16le');
  name.copy(file, 512); file.writeUInt16LE(name.length, 512 + 64);
  file.fill(0xff, 1024); file.writeInt32LE(-2, 1024);
  return file;
}

/** A 7z of one stored file: a directory that is not packed. */
function sevenZip(): Buffer {
  const content = Buffer.from('hello'), name = Buffer.from('a.txt\0', 'utf16le');
  const directory = Buffer.concat([Buffer.from([1, 4, 6, 0, 1, 9, content.length, 0, 7, 11, 1, 0, 1, 1, 0, 12, content.length, 0, 0, 5, 1, 17, name.length + 1, 0]), name, Buffer.from([0, 0])]);
  const start = Buffer.alloc(32);
  Buffer.from('377abcaf271c0004', 'hex').copy(start); start.writeBigUInt64LE(BigInt(content.length), 12); start.writeBigUInt64LE(BigInt(directory.length), 20);
  return Buffer.concat([start, content, directory]);
}

const samples: Record<string, Buffer> = {};
before(async () => {
  const box = (type: string, ...content: Buffer[]) => { const body = Buffer.concat(content), head = Buffer.alloc(8); head.writeUInt32BE(body.length + 8); head.write(type, 4); return Buffer.concat([head, body]); };
  Object.assign(samples, {
    'a.png': await png(), 'a.jpg': await jpeg(), 'a.gif': await gif(), 'a.webp': await picture(9, 9).webp().toBuffer(), 'a.tiff': await picture(9, 9).tiff().toBuffer(), 'a.pdf': pdf, 'a.doc': compound(), 'a.7z': sevenZip(),
    'a.bmp': Buffer.concat([Buffer.from('BM'), Buffer.alloc(12), Buffer.from('2800000009000000090000000100180000000000', 'hex'), Buffer.alloc(300)]),
    'a.heic': Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0heicmif1')), box('meta', box('iprp', box('ipco', box('ispe', Buffer.from('000000000000010000000100', 'hex')))))]),
    'a.mp4': Buffer.concat([box('ftyp', Buffer.from('mp42\0\0\0\0isommp42')), box('moov', box('hdlr', Buffer.from('\0\0\0\0\0\0\0\0vide')))]),
    'a.zip': await zipOf({ 'a.txt': Buffer.from('hello'), 'b/c.zip': await zipOf({ 'd.txt': Buffer.from('d'.repeat(90)) }) }), 'a.docx': await zipOf({ '[Content_Types].xml': Buffer.from('wordprocessingml.document.main+xml'), 'x.xml': Buffer.from('<x/>') }),
    'a.tar': tarOf(tarEntry('a.txt', Buffer.from('hello')), tarEntry('l', Buffer.alloc(0), { type: '2', link: 'a.txt' })), 'a.gz': gzipSync(tarOf(tarEntry('a.txt', Buffer.from('hello')))),
    'a.rar': rarOf('a.txt', Buffer.from('hello')), 'old.rar': oldRarOf('a.txt', Buffer.from('hello')),
    'a.wav': Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1'), Buffer.alloc(60)]), 'a.txt': Buffer.from('\ufeffhello', 'utf16le'), 'a.svg': Buffer.from('<?xml version="1.0"?><svg/>'),
  });
});

/** Bytes in memory; a file only for what insists on one. */
const source = (content: Buffer, write: (content: Buffer) => Promise<string>): ByteSource => ({
  size: content.length, at: async (offset, length) => content.subarray(offset, offset + length), asFile: async () => ({ path: await write(content), done: async () => undefined }), close: async () => undefined,
});

test('whatever is damaged is taken or refused with a code, and nothing else happens', async () => {
  await inFolder(async (write) => {
    const isAnswered = async (content: Buffer, name: string) => {
      try { await examine(source(content, write), name); }
      catch (error) { if (!(error instanceof CallError)) throw new Error(`${name}: ${content.toString('hex').slice(0, 4000)}: ${String((error as Error).stack)}`, { cause: error }); }
    };
    for (const [name, content] of Object.entries(samples)) {
      await examine(source(content, write), name);
      for (let length = 1; length < content.length; length += content.length < 700 ? 1 : 13) await isAnswered(content.subarray(0, length), name);
    }
    await fc.assert(fc.asyncProperty(fc.constantFrom(...Object.keys(samples)), fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255))), { minLength: 1, maxLength: 12 }), async (name, changes) => {
      const content = Buffer.from(samples[name]!);
      for (const [at, byte] of changes) content[at % content.length] = byte;
      await isAnswered(content, name);
    }), { numRuns: 2000, includeErrorInReport: true });
  });
});

test('what is made to keep the server busy is answered at once', async () => {
  const chunk = (type: string, content: Buffer) => { const head = Buffer.alloc(8); head.writeUInt32BE(content.length); head.write(type, 4); return Buffer.concat([head, content, Buffer.alloc(4)]); };
  const text = chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(15_000_000))])), whole = samples['a.png']!;
  const busy: [string, Buffer, string][] = [
    ['a.svg', Buffer.from('<!---->'.repeat(3000)), 'misnamed'],
    ['a.jpg', Buffer.concat([Buffer.from('ffd8ffe00002', 'hex'), Buffer.alloc(3_000_000, 0xff)]), 'damaged'],
    ['a.gif', Buffer.concat([Buffer.from('GIF89a\x01\0\x01\0\0\0\0!\xff', 'latin1'), Buffer.from('0141'.repeat(2_500_000), 'hex')]), 'damaged'],
    ['a.png', Buffer.concat([whole.subarray(0, 33), ...Array.from({ length: 500 }, () => text), whole.subarray(33)]), 'archive-bomb'],
  ];
  for (const [name, content, reason] of busy) {
    await assert.rejects(examine(source(content, async () => ''), name), (error: CallError) => { assert.equal((error.details as { reason: string }).reason, reason, name); return true; });
  }
});
