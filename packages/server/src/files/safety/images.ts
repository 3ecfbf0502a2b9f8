import { inflateSync } from 'node:zlib';
import { Window, type Bytes } from './bytes.ts';
import { refused } from './refusal.ts';
import type { TypeName } from './types.ts';

/** What an image's headers say, read without decoding a pixel. `end`: where the image ends, if its format says so; what follows is not part of it. */
export interface Picture { width: number; height: number; frames: number; end?: number }

/** `pixels` of one frame; `animatedPixels` of all frames of an animation. */
export interface PictureLimits { pixels: number; frames: number; animatedPixels: number; metadataBytes: number }
export const pictureLimits: PictureLimits = { pixels: 16_383 ** 2, frames: 4000, animatedPixels: 2 ** 31, metadataBytes: 16 * 1024 * 1024 };

const damaged = (what: string) => refused('damaged', `This is no ${what} that can be read`);

/** Refuses pictures that nobody should decode: more pixels, frames or metadata than the limits. Undefined: no picture that has pixels by itself. */
export async function examinePicture(bytes: Bytes, type: TypeName, limits = pictureLimits): Promise<Picture | undefined> {
  const read = readers[type];
  if (!read) return undefined;
  const picture = await read(bytes, limits);
  const { width, height, frames } = picture;
  if (width < 1 || height < 1) throw damaged('picture');
  if (width * height > limits.pixels) {
    throw refused('too-many-pixels', `The picture has ${width} × ${height} pixels; ${Math.floor(limits.pixels / 1e6)} million are the most`, { width, height, mostPixels: limits.pixels });
  }
  const isAnimation = type !== 'tiff'; // pages are opened one at a time
  if (frames > limits.frames || (isAnimation && frames * width * height > limits.animatedPixels)) {
    throw refused('too-many-pixels', `The picture has ${frames} frames of ${width} × ${height} pixels, which is more than can be shown`, { width, height, frames });
  }
  return picture;
}

type Reader = (bytes: Bytes, limits: PictureLimits) => Promise<Picture>;
const readers: Partial<Record<TypeName, Reader>> = { jpg, png, gif, bmp, webp, tiff, heic };

/** ITU-T T.81: markers, each with its length, until the end of the image; entropy-coded data has no marker but restarts and stuffed zeros. */
async function jpg(bytes: Bytes): Promise<Picture> {
  const view = new Window(bytes);
  let at = 2, size: { width: number; height: number } | undefined;
  for (;;) {
    const head = await view.at(at, 4);
    if (head.length < 2) break; // cut off: what is there can be shown
    if (head[0] !== 0xff) throw damaged('JPEG picture');
    const marker = head[1]!;
    if (marker === 0xff) { at += 1; continue; }
    if (marker === 0xd9) { at += 2; break; }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) { at += 2; continue; }
    if (head.length < 4) break;
    const length = head.readUInt16BE(2);
    if (marker < 0xc0 || length < 2) throw damaged('JPEG picture');
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const frame = await view.at(at + 5, 4);
      if (frame.length < 4) break;
      size ??= { height: frame.readUInt16BE(0), width: frame.readUInt16BE(2) };
    }
    at += 2 + length;
    if (marker === 0xda) at = await endOfScan(bytes, at);
  }
  if (!size) throw damaged('JPEG picture');
  return { ...size, frames: 1, end: Math.min(at, bytes.size) };
}

async function endOfScan(bytes: Bytes, from: number): Promise<number> {
  const step = 1024 * 1024;
  for (let start = from; start < bytes.size; start += step) {
    const piece = await bytes.at(start, step + 1);
    for (let at = piece.indexOf(0xff); at !== -1 && at < step; at = piece.indexOf(0xff, at + 1)) {
      const next = piece[at + 1];
      if (next !== undefined && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return start + at;
    }
  }
  return bytes.size;
}

/** W3C PNG: chunks with length, type and checksum. */
async function png(bytes: Bytes, limits: PictureLimits): Promise<Picture> {
  const view = new Window(bytes), head = await view.at(8, 21);
  if (head.length < 21 || head.toString('latin1', 4, 8) !== 'IHDR') throw damaged('PNG picture');
  const picture: Picture = { width: head.readUInt32BE(8), height: head.readUInt32BE(12), frames: 1 };
  for (let at = 8, room = limits.metadataBytes; ;) {
    const chunk = await view.at(at, 12);
    if (chunk.length < 8) return { ...picture, end: bytes.size };
    const length = chunk.readUInt32BE(0), type = chunk.toString('latin1', 4, 8);
    if (!/^[A-Za-z]{4}$/.test(type) || length > 0x7fffffff) throw damaged('PNG picture');
    if (type === 'acTL' && chunk.length === 12) picture.frames = Math.max(1, chunk.readUInt32BE(8));
    if (['iCCP', 'zTXt', 'iTXt', 'eXIf'].includes(type)) room -= metadataIn(await bytes.at(at + 8, Math.min(length, room + 1)), type, room);
    at += 12 + length;
    if (type === 'IEND') return { ...picture, end: at };
  }
}

/** How many bytes a chunk of metadata unpacks to; refuses more than there is room for. Colour profiles and texts are packed, and one that unpacks to gigabytes is a bomb as well. */
function metadataIn(data: Buffer, type: string, room: number): number {
  const tooLarge = () => refused('archive-bomb', 'What the picture says of itself beside its pixels is larger than can be read');
  if (data.length > room) throw tooLarge();
  const start = type === 'eXIf' ? -1 : data.indexOf(0x78, data.indexOf(0) + 1); // 0x78: zlib's first byte
  if (start < 0) return data.length;
  try { return data.length + inflateSync(data.subarray(start), { maxOutputLength: room }).length; }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    return data.length; // not packed, or broken
  }
}

/** GIF89a: screen, then blocks until the trailer. What is no block ends the picture. */
async function gif(bytes: Bytes): Promise<Picture> {
  const view = new Window(bytes), head = await view.at(0, 13);
  if (head.length < 13) throw damaged('GIF picture');
  const tableOf = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  const picture: Picture = { width: head.readUInt16LE(6), height: head.readUInt16LE(8), frames: 0 };
  const afterBlocks = async (from: number) => {
    let at = from;
    for (let size = (await view.at(at, 1))[0]; size; size = (await view.at(at, 1))[0]) at += size + 1;
    return at + 1;
  };
  let at = 13 + tableOf(head[10]!);
  for (;;) {
    const block = await view.at(at, 10);
    if (block[0] === 0x21) at = await afterBlocks(at + 2);
    else if (block[0] === 0x2c && block.length === 10) {
      picture.frames += 1;
      picture.width = Math.max(picture.width, block.readUInt16LE(5));
      picture.height = Math.max(picture.height, block.readUInt16LE(7));
      at = await afterBlocks(at + 11 + tableOf(block[9]!));
    } else {
      if (block[0] === 0x3b) at += 1;
      break;
    }
  }
  if (picture.frames === 0) throw damaged('GIF picture');
  return { ...picture, end: Math.min(at, bytes.size) };
}

export const bmpHeaders: readonly number[] = [12, 40, 52, 56, 64, 108, 124];

async function bmp(bytes: Bytes): Promise<Picture> {
  const head = await bytes.at(14, 12);
  if (head.length < 12) throw damaged('BMP picture');
  if (head.readUInt32LE(0) === 12) return { width: head.readUInt16LE(4), height: head.readUInt16LE(6), frames: 1 };
  return { width: Math.abs(head.readInt32LE(4)), height: Math.abs(head.readInt32LE(8)), frames: 1 }; // a negative height: from top to bottom
}

/** Google's WebP container: RIFF chunks, of one or many frames. */
async function webp(bytes: Bytes): Promise<Picture> {
  const view = new Window(bytes), riff = await view.at(0, 12);
  if (riff.length < 12) throw damaged('WebP picture');
  const end = Math.min(bytes.size, 8 + riff.readUInt32LE(4)), picture = { width: 0, height: 0, frames: 0, end };
  const grow = (width: number, height: number) => { picture.width = Math.max(picture.width, width); picture.height = Math.max(picture.height, height); };
  for (let at = 12; at + 8 <= end;) {
    const chunk = await view.at(at, 24), type = chunk.toString('latin1', 0, 4), length = chunk.readUInt32LE(4);
    if (type === 'VP8X' && chunk.length >= 18) grow(1 + chunk.readUIntLE(12, 3), 1 + chunk.readUIntLE(15, 3));
    else if (type === 'VP8 ' && chunk.length >= 18) grow(chunk.readUInt16LE(14) & 0x3fff, chunk.readUInt16LE(16) & 0x3fff);
    else if (type === 'VP8L' && chunk.length >= 13) grow(1 + (chunk.readUInt32LE(9) & 0x3fff), 1 + ((chunk.readUInt32LE(9) >>> 14) & 0x3fff));
    else if (type === 'ANMF') picture.frames += 1;
    at += 8 + length + length % 2;
  }
  return { ...picture, frames: Math.max(1, picture.frames) };
}

/** TIFF 6.0 and BigTIFF: a chain of directories, one a page. The largest page counts. */
async function tiff(bytes: Bytes, limits: PictureLimits): Promise<Picture> {
  const head = await bytes.at(0, 16), isLittle = head[0] === 0x49;
  if (head.length < 16) throw damaged('TIFF picture');
  const short = (from: Buffer, at: number) => (isLittle ? from.readUInt16LE(at) : from.readUInt16BE(at));
  const long = (from: Buffer, at: number) => (isLittle ? from.readUInt32LE(at) : from.readUInt32BE(at));
  const huge = (from: Buffer, at: number) => Number(isLittle ? from.readBigUInt64LE(at) : from.readBigUInt64BE(at));
  const isBig = short(head, 2) === 43, entry = isBig ? 20 : 12, pointer = isBig ? 8 : 4, offset = isBig ? huge : long;
  const picture: Picture = { width: 0, height: 0, frames: 0 };
  const seen = new Set<number>();
  for (let at = offset(head, isBig ? 8 : 4); at !== 0 && !seen.has(at) && picture.frames <= limits.frames;) {
    seen.add(at);
    const count = await bytes.at(at, isBig ? 8 : 2);
    if (count.length < (isBig ? 8 : 2)) break;
    const entries = isBig ? huge(count, 0) : short(count, 0);
    if (entries > 4096) throw damaged('TIFF picture');
    const directory = await bytes.at(at + count.length, entries * entry + pointer);
    if (directory.length < entries * entry) break;
    let width = 0, height = 0;
    for (let place = 0; place < entries * entry; place += entry) {
      const tag = short(directory, place), kind = short(directory, place + 2), value = place + (isBig ? 12 : 8);
      const number = kind === 3 ? short(directory, value) : kind === 16 && isBig ? huge(directory, value) : long(directory, value);
      if (tag === 256) width = number;
      if (tag === 257) height = number;
    }
    picture.frames += 1;
    if (width * height > picture.width * picture.height) { picture.width = width; picture.height = height; }
    at = directory.length === entries * entry + pointer ? offset(directory, entries * entry) : 0;
  }
  return picture;
}

/** ISO/IEC 23008-12: extents stand in `ispe` boxes of the `meta` box; the largest is the picture, the others tiles and thumbnails. */
async function heic(bytes: Bytes): Promise<Picture> {
  const picture: Picture = { width: 0, height: 0, frames: 1 };
  for (let at = 0, boxes = 0; at + 8 <= bytes.size && boxes < 1000; boxes += 1) {
    const head = await bytes.at(at, 16), short = head.readUInt32BE(0);
    const length = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short === 0 ? bytes.size - at : short;
    if (length < 8) break;
    if (head.toString('latin1', 4, 8) === 'meta') {
      const meta = await bytes.at(at, Math.min(length, 8 * 1024 * 1024));
      for (let box = meta.indexOf('ispe'); box !== -1 && box + 16 <= meta.length; box = meta.indexOf('ispe', box + 4)) {
        const width = meta.readUInt32BE(box + 8), height = meta.readUInt32BE(box + 12);
        if (width * height > picture.width * picture.height) { picture.width = width; picture.height = height; }
      }
    }
    at += length;
  }
  return picture;
}
