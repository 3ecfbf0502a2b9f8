import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { withoutPrivate } from './strip.ts';

let folder: string;
before(async () => { folder = await fs.mkdtemp(path.join(os.tmpdir(), 'corridor-strip-')); });
after(() => fs.rm(folder, { recursive: true }));

const exif = { IFD0: { Make: 'SecretCam', Artist: 'Ada Secret' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } };
const xmp = '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="SecretTown"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';
const picture = () => sharp(Buffer.from(Array.from({ length: 60 * 40 * 3 }, (_, i) => (i * 37) % 256)), { raw: { width: 60, height: 40, channels: 3 } });
const taken = () => picture().withMetadata({ orientation: 6, exif }).withXmp(xmp);

async function stripped(name: string, mediaType: string, bytes: Buffer): Promise<{ isOther: boolean; bytes: Buffer }> {
  const output = path.join(folder, name), source = { size: bytes.length, at: async (offset: number, length: number) => bytes.subarray(offset, offset + length) };
  const isOther = await withoutPrivate(source, mediaType, output);
  return { isOther, bytes: isOther ? await fs.readFile(output) : bytes };
}
const pixels = (bytes: Buffer) => sharp(bytes).raw().toBuffer();

for (const [mediaType, make] of Object.entries({
  'image/jpeg': () => taken().jpeg(), 'image/png': () => taken().png(), 'image/webp': () => taken().webp(), 'image/avif': () => taken().avif(),
})) {
  test(`an ${mediaType} says no more where and with what it was taken, and shows the same, turned as before`, async () => {
    const before = await make().toBuffer();
    assert.match(before.toString('latin1'), /SecretCam/);
    const { isOther, bytes } = await stripped('photo', mediaType, before);
    assert.equal(isOther, true);
    assert.doesNotMatch(bytes.toString('latin1'), /Secret|GPS/);
    assert.ok((await pixels(bytes)).equals(await pixels(before)));
    const [was, is] = [await sharp(before).metadata(), await sharp(bytes).metadata()];
    assert.deepEqual([is.orientation, is.autoOrient], [was.orientation, was.autoOrient]);
    assert.equal((await stripped('photo', mediaType, bytes)).isOther, false, 'there is nothing left to take out');
  });
}

test('a picture without anything private stays the same file', async () => {
  for (const [mediaType, bytes] of [['image/jpeg', await picture().jpeg().toBuffer()], ['image/png', await picture().png().toBuffer()], ['image/webp', await picture().webp().toBuffer()], ['image/gif', await picture().gif().toBuffer()]] as const) {
    assert.equal((await stripped('photo', mediaType, bytes)).isOther, false, mediaType);
  }
});

test('what stands behind the end of a picture goes: the film of a moving photo has its own place', async () => {
  for (const [mediaType, bytes] of [['image/jpeg', await picture().jpeg({ progressive: true }).toBuffer()], ['image/png', await picture().png().toBuffer()], ['image/webp', await picture().webp().toBuffer()]] as const) {
    assert.ok((await stripped('photo', mediaType, Buffer.concat([bytes, Buffer.from('….moov SecretTown')]))).bytes.equals(bytes), mediaType);
  }
});

/** Big-endian, one table: width, maker, GPS table, and behind them what they lead to. */
function tiff(): Buffer {
  const bytes = Buffer.alloc(140), entry = (at: number, tag: number, type: number, count: number, value: number) => {
    bytes.writeUInt16BE(tag, at); bytes.writeUInt16BE(type, at + 2); bytes.writeUInt32BE(count, at + 4); bytes.writeUInt32BE(value, at + 8);
  };
  bytes.write('MM\0*', 0, 'latin1');
  bytes.writeUInt32BE(8, 4);
  bytes.writeUInt16BE(3, 8);
  entry(10, 0x0100, 4, 1, 77);
  entry(22, 0x010f, 2, 10, 60);
  entry(34, 0x8825, 4, 1, 80);
  bytes.write('SecretCam\0', 60);
  bytes.writeUInt16BE(1, 80);
  entry(82, 0x0002, 2, 12, 110);
  bytes.write('SecretTown\0\0', 110);
  bytes.write('picture', 130);
  return bytes;
}

test('a TIFF keeps its size and what it needs, and has zeros where its place was', async () => {
  const { isOther, bytes } = await stripped('scan.tiff', 'image/tiff', tiff());
  assert.equal(isOther, true);
  assert.deepEqual([bytes.length, bytes.readUInt16BE(8), bytes.readUInt16BE(10), bytes.readUInt32BE(18), bytes.toString('latin1', 130, 137)], [140, 1, 0x0100, 77, 'picture']);
  assert.doesNotMatch(bytes.toString('latin1'), /Secret/);
  assert.deepEqual([...bytes.subarray(26, 130)], Array.from({ length: 104 }, () => 0));
});

test('bytes that only look like a picture end in no error, no loop and no other file', async () => {
  const loop = tiff();
  loop.writeUInt32BE(8, 46); // the next table is this one
  await stripped('loop', 'image/tiff', loop);
  for (const [mediaType, make] of [['image/jpeg', () => taken().jpeg()], ['image/png', () => taken().png()], ['image/webp', () => taken().webp()], ['image/avif', () => taken().avif()], ['image/tiff', tiff]] as const) {
    const made = make(), whole = Buffer.isBuffer(made) ? made : await made.toBuffer();
    for (let end = 0; end < whole.length; end += 1 + Math.floor(whole.length / 60)) await stripped('cut', mediaType, whole.subarray(0, end));
    for (let i = 0; i < 60; i++) {
      const wrong = Buffer.from(whole);
      for (let at = i; at < wrong.length; at += 61) wrong[at] = (wrong[at]! * 31 + i * 7) % 256;
      await stripped('wrong', mediaType, wrong);
    }
  }
});
