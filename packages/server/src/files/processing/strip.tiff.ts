import type { Bytes} from './bytes.ts';
import { type Piece } from './bytes.ts';

const orientationTag = 0x0112, subTables = new Set([0x8769, 0x8825, 0xa005]), subImages = 0x014a;
/** Of a TIFF: description, maker, model, software, date, artist, host, XMP, IPTC, Photoshop's, owner's rights, Exif, GPS, maker's own. */
const privateTags = new Set([0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x013c, 0x02bc, 0x83bb, 0x8298, 0x8649, 0x8769, 0x8825, 0x927c, 0xa005, 0xc634]);
const bytesOf = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const mostEntries = 2000, mostTables = 500;

interface Entry { tag: number; bytes: Buffer; length: number; value: number }
interface Table { at: number; entries: Entry[]; next: number }

class Tiff {
  readonly #bytes: Bytes;
  readonly #isLittle: boolean;
  constructor(bytes: Bytes, isLittle: boolean) {
    this.#bytes = bytes;
    this.#isLittle = isLittle;
  }
  static async of(bytes: Bytes): Promise<Tiff | undefined> {
    const head = await bytes.at(0, 8), order = head.toString('latin1', 0, 4);
    return order === 'II*\0' || order === 'MM\0*' ? new Tiff(bytes, order[0] === 'I') : undefined;
  }
  u16 = (buffer: Buffer, at: number): number => (this.#isLittle ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at));
  u32 = (buffer: Buffer, at: number): number => (this.#isLittle ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at));
  written16(value: number): Buffer {
    const buffer = Buffer.alloc(2);
    if (this.#isLittle) buffer.writeUInt16LE(value); else buffer.writeUInt16BE(value);
    return buffer;
  }
  async first(): Promise<number> { return this.u32(await this.#bytes.at(4, 4), 0); }
  async table(at: number): Promise<Table | undefined> {
    const head = await this.#bytes.at(at, 2);
    if (at < 8 || head.length < 2) return undefined;
    const count = this.u16(head, 0), body = Buffer.from(await this.#bytes.at(at + 2, count * 12 + 4));
    if (count === 0 || count > mostEntries || body.length < count * 12 + 4) return undefined;
    const entries = Array.from({ length: count }, (_, i): Entry => {
      const bytes = body.subarray(i * 12, i * 12 + 12);
      return { tag: this.u16(bytes, 0), bytes, length: (bytesOf[this.u16(bytes, 2)] ?? 1) * this.u32(bytes, 4), value: this.u32(bytes, 8) };
    });
    return { at, entries, next: this.u32(body, count * 12) };
  }
  /** Offsets that an entry lists: of tables of other pictures. */
  async offsets({ length, value }: Entry): Promise<number[]> {
    if (length <= 4) return [value];
    const list = await this.#bytes.at(value, Math.min(length, 4 * mostTables));
    return Array.from({ length: Math.floor(list.length / 4) }, (_, i) => this.u32(list, i * 4));
  }
}

/** Bytes to stand at a place; a number: so many zeros. */
export interface Patch { at: number; bytes: Buffer | number }

/** A TIFF of the same size without the private ones of its entries, and zeros where what they lead to was. */
export async function tiffWithout(bytes: Bytes): Promise<Piece[] | undefined> {
  const tiff = await Tiff.of(bytes);
  if (!tiff) return undefined;
  const patches: Patch[] = [], seen = new Set<number>();
  const erase = (at: number, length: number) => { if (at >= 8 && at + length <= bytes.size) patches.push({ at, bytes: length }); };
  const eraseTable = async (at: number): Promise<void> => {
    if (seen.has(at) || seen.size > mostTables) return;
    seen.add(at);
    const table = await tiff.table(at);
    if (!table) return;
    erase(at, 2 + table.entries.length * 12 + 4);
    for (const entry of table.entries) {
      if (subTables.has(entry.tag)) await eraseTable(entry.value);
      else if (entry.length > 4) erase(entry.value, entry.length);
    }
  };
  const waiting = [await tiff.first()];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    if (at === 0 || seen.has(at) || seen.size > mostTables) continue;
    seen.add(at);
    const table = await tiff.table(at);
    if (!table) continue;
    waiting.push(table.next);
    for (const entry of table.entries) if (entry.tag === subImages) waiting.push(...await tiff.offsets(entry));
    const gone = table.entries.filter(({ tag }) => privateTags.has(tag)), kept = table.entries.filter(({ tag }) => !privateTags.has(tag));
    if (gone.length === 0) continue;
    const next = await bytes.at(at + 2 + table.entries.length * 12, 4);
    patches.push({ at, bytes: Buffer.concat([tiff.written16(kept.length), ...kept.map((entry) => entry.bytes), next, Buffer.alloc(gone.length * 12)]) });
    for (const entry of gone) {
      if (subTables.has(entry.tag)) await eraseTable(entry.value);
      else if (entry.length > 4) erase(entry.value, entry.length);
    }
  }
  return patches.length > 0 ? patched(bytes.size, patches) : undefined;
}

const zeros = Buffer.alloc(64 * 1024);

/** The file with patches over it; of two that overlap the one that begins first counts. */
export function patched(size: number, patches: readonly Patch[]): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { at, bytes } of [...patches].sort((a, b) => a.at - b.at)) {
    const stop = at + (typeof bytes === 'number' ? bytes : bytes.length), start = Math.max(at, end);
    if (stop <= start) continue;
    pieces.push({ start: end, end: start });
    if (typeof bytes === 'number') for (let left = stop - start; left > 0; left -= zeros.length) pieces.push(zeros.subarray(0, Math.min(left, zeros.length)));
    else pieces.push(bytes.subarray(start - at));
    end = stop;
  }
  pieces.push({ start: end, end: size });
  return pieces;
}

/** How a picture is turned, 1 to 8, as the Exif data at the beginning of `bytes` say. */
export function orientationIn(bytes: Buffer): number {
  const isLittle = bytes.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (at + 2 > bytes.length ? 0 : isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const at = bytes.length < 8 ? 0 : isLittle ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
  for (let i = 0, count = u16(at); i < count && at + 14 + i * 12 <= bytes.length; i++) {
    const entry = at + 2 + i * 12, turned = u16(entry + 8);
    if (u16(entry) === orientationTag) return turned >= 1 && turned <= 8 ? turned : 1;
  }
  return 1;
}

/** Whether Exif data say no more than how the picture is turned. */
export const isBareExif = (bytes: Buffer): boolean => { const orientation = orientationIn(bytes); return orientation !== 1 && bytes.equals(exifOf(orientation)); };

/** Exif data that say how the picture is turned, and nothing else. */
export function exifOf(orientation: number): Buffer {
  const bytes = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0', 'latin1');
  bytes.writeUInt16BE(orientation, 18);
  return bytes;
}
