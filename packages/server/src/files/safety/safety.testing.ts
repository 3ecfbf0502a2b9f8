import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { crc32, deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { ZipFile } from 'yazl';

export const png = (width = 8, height = 8): Promise<Buffer> => picture(width, height).png().toBuffer();
export const jpeg = (): Promise<Buffer> => picture(40, 30).jpeg().toBuffer();
export const gif = (): Promise<Buffer> => picture(8, 8).gif().toBuffer();
export const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#369' } });

/** A small PDF of one empty page. */
export const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
  + '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n');

export async function zipOf(files: Record<string, Buffer>, { isStored = false } = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(content, name, { compress: !isStored });
  zip.end();
  return buffer(zip.outputStream as Readable);
}

/** A zip of zeros without having them in memory. */
export async function zipOfZeros(file: string, bytes: number): Promise<void> {
  const zip = new ZipFile(), piece = Buffer.alloc(1024 * 1024);
  zip.addReadStream(Readable.from((function* () { for (let at = 0; at < bytes; at += piece.length) yield piece; })()), 'zeros.csv');
  zip.end();
  await finished(zip.outputStream.pipe(createWriteStream(file)));
}

interface Entry { name: string; content: Buffer; /** What the headers say of its size, where it is a lie. */ says?: number; mode?: number; at?: number }

/** A zip as no program writes it: names, sizes and places as asked. `at`: the offset that the directory states. */
export function rawZip(entries: readonly Entry[]): Buffer {
  const local: Buffer[] = [], directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, says = content.length, mode = 0o100644, at } of entries) {
    const packed = deflateRawSync(content), title = Buffer.from(name), head = Buffer.alloc(30), entry = Buffer.alloc(46);
    head.writeUInt32LE(0x04034b50, 0); head.writeUInt16LE(20, 4); head.writeUInt16LE(8, 8);
    head.writeUInt32LE(crc(content), 14); head.writeUInt32LE(packed.length, 18); head.writeUInt32LE(says, 22); head.writeUInt16LE(title.length, 26);
    entry.writeUInt32LE(0x02014b50, 0); entry.writeUInt16LE(0x0314, 4); entry.writeUInt16LE(20, 6); entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc(content), 16); entry.writeUInt32LE(packed.length, 20); entry.writeUInt32LE(says, 24); entry.writeUInt16LE(title.length, 28);
    entry.writeUInt32LE((mode << 16) >>> 0, 38); entry.writeUInt32LE(at ?? offset, 42);
    local.push(head, title, packed);
    directory.push(entry, title);
    offset += head.length + title.length + packed.length;
  }
  const list = Buffer.concat(directory), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(entries.length, 8); end.writeUInt16LE(entries.length, 10); end.writeUInt32LE(list.length, 12); end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, list, end]);
}
const crc = (content: Buffer) => crc32(content);

/** A header of tar, and its content. */
export function tarEntry(name: string, content: Buffer, { type = '0', link = '' } = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100); header.write('0000644\0', 100); header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148); header.write(type, 156); header.write(link, 157, 100); header.write('ustar\x0000', 257);
  header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - content.length % 512) % 512)]);
}
export const tarOf = (...entries: Buffer[]): Buffer => Buffer.concat([...entries, Buffer.alloc(1024)]);

/** RAR 5: one stored file, whose header says it has `says` bytes. No program but RAR itself writes this format. */
export function rarOf(name: string, content: Buffer, says = content.length): Buffer {
  const number = (value: number): Buffer => (value < 128 ? Buffer.from([value]) : Buffer.concat([Buffer.from([value % 128 + 128]), number(Math.floor(value / 128))]));
  const block = (...parts: Buffer[]) => {
    const body = Buffer.concat(parts), sized = Buffer.concat([number(body.length), body]), sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc(sized));
    return Buffer.concat([sum, sized]);
  };
  const title = Buffer.from(name), numbers = (...values: number[]) => Buffer.concat(values.map(number));
  return Buffer.concat([Buffer.from('526172211a070100', 'hex'), block(numbers(1, 0, 0)), block(numbers(2, 2, content.length, 0, says, 0o644, 0, 1, title.length), title), content, block(numbers(5, 0, 0))]);
}

/** RAR 1.5 to 4, likewise. */
export function oldRarOf(name: string, content: Buffer, says = content.length): Buffer {
  const title = Buffer.from(name), file = Buffer.alloc(32), main = Buffer.alloc(13), end = Buffer.alloc(7);
  main.writeUInt8(0x73, 2); main.writeUInt16LE(13, 5);
  file.writeUInt8(0x74, 2); file.writeUInt16LE(0x8000, 3); file.writeUInt16LE(32 + title.length, 5); file.writeUInt32LE(content.length, 7); file.writeUInt32LE(says, 11);
  file.writeUInt32LE(crc(content), 16); file.writeUInt8(29, 24); file.writeUInt8(0x30, 25); file.writeUInt16LE(title.length, 26);
  end.writeUInt8(0x7b, 2); end.writeUInt16LE(7, 5);
  return Buffer.concat([Buffer.from('526172211a0700', 'hex'), main, file, title, content, end]);
}

/** A picture whose header says so many pixels; there are none. */
export function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]), length = Buffer.alloc(4), sum = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0); header.writeUInt32BE(height, 4); header.writeUInt8(8, 8); header.writeUInt8(2, 9);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', Buffer.from('789c030000000001', 'hex')), chunk('IEND', Buffer.alloc(0))]);
}

/** Files in a folder of their own, for as long as `use` runs. */
export async function inFolder<T>(use: (write: (content: Buffer, name?: string) => Promise<string>, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'safety-test-'));
  let files = 0;
  try {
    return await use(async (content, name = String(files += 1)) => {
      const file = path.join(folder, name);
      await writeFile(file, content);
      return file;
    }, folder);
  } finally { await rm(folder, { recursive: true, force: true }); }
}
