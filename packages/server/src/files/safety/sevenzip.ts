import type { Budget } from './budget.ts';
import type { Bytes } from './bytes.ts';
import { checkEntry } from './entries.ts';
import { unpackLzma } from './lzma.ts';
import { refused } from './refusal.ts';

const signature = Buffer.from('377abcaf271c', 'hex');
export const is7z = (head: Buffer): boolean => head.subarray(0, 6).equals(signature);

const damaged = () => refused('damaged', 'This is no 7z archive that can be read');
/** A directory of so many files as are taken is smaller; all of it is unpacked in memory, at once. */
const mostHeaderBytes = 8 * 1024 * 1024, mostParts = 200_000, mostCoders = 32;
const lzma = '030101', copy = '00';

/** Property ids of 7zFormat.txt. */
const end = 0, header = 1, archiveProperties = 2, additionalStreams = 3, mainStreams = 4, files = 5, packInfo = 6, unpackInfo = 7, subStreams = 8, sizes = 9, crc = 10, folders = 11, coderSizes = 12, counts = 13, names = 17, encodedHeader = 23;

class Reader {
  readonly #from: Buffer;
  #at = 0;
  constructor(from: Buffer) { this.#from = from; }

  byte(): number {
    const byte = this.#from[this.#at];
    if (byte === undefined) throw damaged();
    this.#at += 1;
    return byte;
  }
  bytes(length: number): Buffer {
    if (length < 0 || this.#at + length > this.#from.length) throw damaged();
    this.#at += length;
    return this.#from.subarray(this.#at - length, this.#at);
  }
  /** The ones that the first byte begins with say how many bytes follow. */
  number(): number {
    const first = this.byte();
    let value = 0n, mask = 0x80;
    for (let at = 0; at < 8; at += 1, mask >>>= 1) {
      if ((first & mask) === 0) return safe(value + (BigInt(first & (mask - 1)) << BigInt(8 * at)));
      value |= BigInt(this.byte()) << BigInt(8 * at);
    }
    return safe(value);
  }
  /** A number of parts of the archive. */
  count(): number {
    const count = this.number();
    if (count > mostParts) throw refused('archive-bomb', 'The archive has more parts than can be read');
    return count;
  }
  expect(id: number): void { if (this.byte() !== id) throw damaged(); }
  /** Checksums of so many parts, or of some of them; answers which. */
  digests(count: number): (at: number) => boolean {
    if (this.byte() !== 0) {
      this.bytes(4 * count);
      return () => true;
    }
    const bits = this.bytes(Math.ceil(count / 8)), isDefined = (at: number) => (bits[at >>> 3]! & (0x80 >>> (at & 7))) !== 0;
    for (let at = 0; at < count; at += 1) if (isDefined(at)) this.bytes(4);
    return isDefined;
  }
}
const safe = (value: bigint) => { if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw refused('archive-bomb', 'The archive states sizes that no disk has'); return Number(value); };

interface Coder { id: string; properties: Buffer }
interface Folder { coders: Coder[]; outputs: number; bound: Set<number>; unpacked: number; hasDigest: boolean }
interface Streams { at: number; packed: number[]; folders: Folder[] }

function folder(from: Reader): Folder {
  const coders: Coder[] = [];
  let inputs = 0, outputs = 0;
  const count = from.number();
  if (count < 1 || count > mostCoders) throw damaged();
  for (let at = 0; at < count; at += 1) {
    const flags = from.byte(), id = from.bytes(flags & 15).toString('hex');
    const [ins, outs] = flags & 0x10 ? [from.number(), from.number()] : [1, 1];
    if (ins > mostCoders || outs > mostCoders) throw damaged();
    coders.push({ id, properties: flags & 0x20 ? from.bytes(from.number()) : Buffer.alloc(0) });
    inputs += ins;
    outputs += outs;
  }
  const bound = new Set<number>(), pairs = outputs - 1;
  for (let at = 0; at < pairs; at += 1) { from.number(); bound.add(from.number()); }
  const packed = inputs - pairs;
  if (packed > 1) for (let at = 0; at < packed; at += 1) from.number();
  return { coders, outputs, bound, unpacked: 0, hasDigest: false };
}

function streams(from: Reader): Streams {
  const found: Streams = { at: 0, packed: [], folders: [] };
  for (let id = from.byte(); id !== end; id = from.byte()) {
    if (id === packInfo) {
      found.at = from.number();
      const count = from.count();
      for (let part = from.byte(); part !== end; part = from.byte()) {
        if (part === sizes) found.packed = Array.from({ length: count }, () => from.number());
        else if (part === crc) from.digests(count);
        else throw damaged();
      }
    } else if (id === unpackInfo) {
      from.expect(folders);
      const count = from.count();
      if (from.byte() !== 0) throw damaged();
      for (let at = 0; at < count; at += 1) found.folders.push(folder(from));
      from.expect(coderSizes);
      for (const one of found.folders) one.unpacked = Math.max(...Array.from({ length: one.outputs }, () => from.number()));
      for (let part = from.byte(); part !== end; part = from.byte()) {
        if (part !== crc) throw damaged();
        const defined = from.digests(count);
        found.folders.forEach((one, at) => { one.hasDigest = defined(at); });
      }
    } else if (id === subStreams) subStreamsOf(from, found.folders);
    else throw damaged();
  }
  return found;
}

/** Read only to get past: what files are within each folder. */
function subStreamsOf(from: Reader, all: readonly Folder[]): void {
  let perFolder = all.map(() => 1);
  for (let id = from.byte(); id !== end; id = from.byte()) {
    if (id === counts) perFolder = all.map(() => from.count());
    else if (id === sizes) for (const count of perFolder) for (let at = 1; at < count; at += 1) from.number();
    else if (id === crc) from.digests(all.reduce((sum, one, at) => sum + (perFolder[at] === 1 && one.hasDigest ? 0 : perFolder[at]!), 0));
    else throw damaged();
  }
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);

/** A 7z archive by its directory: what it unpacks to, and under which names. What is packed with a password beyond its directory stays unknown. */
export async function walk7z(bytes: Bytes, budget: Budget): Promise<void> {
  const start = await bytes.at(0, 32);
  if (start.length < 32) throw damaged();
  const read = async (offset: number, length: number) => {
    if (length > mostHeaderBytes) throw refused('archive-bomb', 'The directory of the archive is larger than can be read');
    const found = await bytes.at(offset, length);
    if (found.length < length) throw damaged();
    return found;
  };
  const size = safe(start.readBigUInt64LE(20));
  if (size === 0) return; // empty
  let directory = await read(32 + safe(start.readBigUInt64LE(12)), size);
  for (let level = 0; directory[0] === encodedHeader; level += 1) {
    if (level > 4) throw damaged();
    const reader = new Reader(directory);
    reader.byte();
    const { at, packed, folders: [first, ...others] } = streams(reader), coder = first?.coders[0];
    if (!first || !coder || others.length || packed.length !== 1) throw damaged();
    if (first.coders.length > 1 || (coder.id !== lzma && coder.id !== copy)) return; // encrypted: nobody unpacks it without its password
    if (first.unpacked > mostHeaderBytes) throw refused('archive-bomb', 'The directory of the archive is larger than can be read');
    const content = await read(32 + at, packed[0]!);
    try { directory = coder.id === copy ? content : await unpackLzma(coder.properties, content, first.unpacked); }
    catch (error) { if (error instanceof RangeError) throw damaged(); throw error; }
  }
  list(new Reader(directory), bytes.size, budget);
}

function list(from: Reader, archiveBytes: number, budget: Budget): void {
  from.expect(header);
  for (let id = from.byte(); id !== end; id = from.byte()) {
    if (id === archiveProperties) for (let part = from.byte(); part !== end; part = from.byte()) from.bytes(from.number());
    else if (id === additionalStreams) streams(from);
    else if (id === mainStreams) budget.declare(archiveBytes, total(streams(from).folders.map((one) => one.unpacked)));
    else if (id === files) {
      const count = from.count();
      for (let at = 0; at < count; at += 1) budget.entry();
      for (let part = from.byte(); part !== end; part = from.byte()) {
        const property = from.bytes(from.number());
        if (part === names) for (const name of property.toString('utf16le', 1).split('\0', count)) checkEntry(name);
      }
    } else throw damaged();
  }
}
