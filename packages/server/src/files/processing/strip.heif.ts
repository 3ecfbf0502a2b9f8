import type { Bytes, Piece } from './bytes.ts';
import { type Patch, patched } from './strip.tiff.ts';

const mostMeta = 16 * 2 ** 20, mostBoxes = 10_000, mostExtents = 10_000;
interface Box { type: string; start: number; content: number; end: number }

/** Boxes one after the other, of ISO 14496-12. */
function boxesIn(buffer: Buffer, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= to && found.length < mostBoxes;) {
    const short = buffer.readUInt32BE(at), isLong = short === 1 && at + 16 <= to;
    const end = short === 0 ? to : at + (isLong ? Number(buffer.readBigUInt64BE(at + 8)) : short), content = at + (isLong ? 16 : 8);
    if (end < content || end > to) break;
    found.push({ type: buffer.toString('latin1', at + 4, at + 8), start: at, content, end });
    at = end;
  }
  return found;
}

/** Ids of the items that hold Exif data and XMP. */
function privateItems(meta: Buffer, { content, end }: Box): Map<number, 'exif' | 'xmp'> {
  const items = new Map<number, 'exif' | 'xmp'>();
  for (const { type, content: at, end: stop } of boxesIn(meta, content + (meta[content] === 0 ? 6 : 8), end)) {
    const version = meta[at];
    if (type !== 'infe' || (version !== 2 && version !== 3) || at + 12 > stop) continue;
    const wide = version === 3 ? 2 : 0, id = wide ? meta.readUInt32BE(at + 4) : meta.readUInt16BE(at + 4), kind = meta.toString('latin1', at + 8 + wide, at + 12 + wide);
    if (kind === 'Exif') items.set(id, 'exif');
    if (kind === 'mime' && meta.toString('latin1', at + 12 + wide, stop).includes('rdf+xml')) items.set(id, 'xmp');
  }
  return items;
}

interface Extent { item: number; at: number; length: number }

/** Where the items are in the file. */
function extentsIn(meta: Buffer, { content, end }: Box, inMeta: number): Extent[] {
  const found: Extent[] = [], version = meta[content]!, sizes = meta.readUInt16BE(content + 4);
  const [offsetSize, lengthSize, baseSize, indexSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15, version > 0 ? sizes & 15 : 0];
  let at = content + 6;
  const read = (size: number): number => {
    if (at + size > end) throw new RangeError('an item lies outside of its box');
    const value = size === 0 ? 0 : size === 8 ? Number(meta.readBigUInt64BE(at)) : meta.readUIntBE(at, size);
    at += size;
    return value;
  };
  for (let items = read(version < 2 ? 2 : 4); items > 0 && found.length < mostExtents; items--) {
    const item = read(version < 2 ? 2 : 4), method = version > 0 ? read(2) & 15 : 0;
    read(2);
    const base = read(baseSize);
    for (let extents = read(2); extents > 0 && found.length < mostExtents; extents--) {
      read(indexSize);
      const offset = read(offsetSize), length = read(lengthSize);
      if (method < 2) found.push({ item, at: base + offset + (method === 1 ? inMeta : 0), length });
    }
  }
  return found;
}

/** Exif data without an entry, behind the four bytes that say where they begin. */
const emptyExif = Buffer.from('\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0', 'latin1');

/** A HEIC or AVIF of the same size, with nothing in its Exif and XMP items. How it is turned is no matter of Exif there. Undefined where there are none. */
export async function heifWithout(bytes: Bytes): Promise<Piece[] | undefined> {
  for (let at = 0; at + 8 <= bytes.size;) {
    const head = await bytes.at(at, 16), short = head.readUInt32BE(), type = head.toString('latin1', 4, 8);
    const end = short === 0 ? bytes.size : at + (short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short);
    if (end < at + 8 || end > bytes.size) return undefined;
    if (type !== 'meta') { at = end; continue; }
    if (end - at > mostMeta) return undefined;
    const meta = Buffer.from(await bytes.at(at, end - at)), boxes = boxesIn(meta, (short === 1 ? 16 : 8) + 4, meta.length);
    const info = boxes.find((box) => box.type === 'iinf'), places = boxes.find((box) => box.type === 'iloc'), inside = boxes.find((box) => box.type === 'idat');
    if (!info || !places) return undefined;
    const items = privateItems(meta, info);
    const patches: Patch[] = [];
    for (const { item, at: start, length } of extentsIn(meta, places, at + (inside?.content ?? 0))) {
      const kind = items.get(item), known = kind === 'exif' && length >= emptyExif.length ? emptyExif : Buffer.alloc(Math.min(length, 1));
      if (!kind || length === 0 || start + length > bytes.size || (await bytes.at(start, known.length)).equals(known)) continue;
      patches.push({ at: start, bytes: known }, { at: start + known.length, bytes: length - known.length });
    }
    return patches.length > 0 ? patched(bytes.size, patches) : undefined;
  }
  return undefined;
}
