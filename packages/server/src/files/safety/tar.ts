import type { Budget } from './budget.ts';
import { checkEntry, checkLink } from './entries.ts';
import { refused } from './refusal.ts';

const block = 512, mostHeaderBytes = 1024 * 1024;
const damaged = () => refused('damaged', 'This is no tar archive that can be read');

export const isTar = (head: Buffer): boolean => head.length >= block && head.toString('latin1', 257, 262) === 'ustar';

/** POSIX.1-2001: a number in octal digits, or for large ones in base 256. */
function number(header: Buffer, at: number, length: number): number {
  if (header[at]! & 0x80) return Number(BigInt(`0x${header.toString('hex', at + 1, at + length)}`));
  const digits = header.toString('latin1', at, at + length).replace(/[\0 ]+$/, '').trim();
  if (!/^[0-7]*$/.test(digits)) throw damaged();
  return digits ? parseInt(digits, 8) : 0;
}
const text = (header: Buffer, at: number, length: number) => header.toString('utf8', at, at + length).replace(/\0.*$/s, '');

/** `length key=value\n`, again and again. */
function extended(records: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < records.length;) {
    const length = Number(/^\d{1,9} /.exec(records.toString('latin1', at, at + 10))?.[0] ?? 0);
    if (length < 5) break;
    const [, key, value] = /^\d+ ([^=]+)=(.*)\n$/s.exec(records.toString('utf8', at, at + length)) ?? [];
    if (key !== undefined) found.set(key, value!);
    at += length;
  }
  return found;
}

/** Takes so many bytes at a time off a stream of pieces. */
class Pieces {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer[] = [];
  #length = 0;
  /** Bytes given out so far. */
  taken = 0;
  constructor(source: AsyncIterable<Buffer>) { this.#source = source[Symbol.asyncIterator](); }

  /** Fewer than asked at the end. */
  async take(length: number): Promise<Buffer> {
    while (this.#length < length && await this.#more()) { /* until there is enough */ }
    const all = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    this.#held = all.length > length ? [all.subarray(length)] : [];
    this.#length = Math.max(0, all.length - length);
    this.taken += Math.min(all.length, length);
    return all.subarray(0, length);
  }

  async *next(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0;) {
      if (this.#length === 0 && !await this.#more()) throw damaged();
      const piece = await this.take(Math.min(left, this.#length));
      left -= piece.length;
      yield piece;
    }
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#held.push(next.value);
    this.#length += next.value.length;
    return true;
  }
}

/** Reads every entry of a tar archive within the budget, and gives their contents to `look`. */
export async function walkTar(source: AsyncIterable<Buffer>, budget: Budget, look: (content: AsyncIterable<Buffer>) => Promise<void>): Promise<void> {
  const pieces = new Pieces(source);
  let further = new Map<string, string>(), longName: string | undefined, longLink: string | undefined;
  for (;;) {
    const header = await pieces.take(block);
    if (header.length < block || header.every((byte) => byte === 0)) return;
    budget.entry();
    const type = String.fromCharCode(header[156]!), stated = Number(further.get('size') ?? number(header, 124, 12));
    if (!Number.isSafeInteger(stated) || stated < 0) throw damaged();
    const padding = (block - stated % block) % block;
    if ('xgLK'.includes(type)) { // headers of what follows
      if (stated > mostHeaderBytes) throw damaged();
      const records = await pieces.take(stated + padding);
      if (type === 'x') further = extended(records.subarray(0, stated));
      if (type === 'L') longName = text(records, 0, stated);
      if (type === 'K') longLink = text(records, 0, stated);
      continue;
    }
    const prefix = text(header, 345, 155), short = text(header, 0, 100);
    const name = further.get('path') ?? longName ?? (prefix && header.toString('latin1', 257, 263) === 'ustar\0' ? `${prefix}/${short}` : short);
    checkEntry(name);
    if (type === '1') checkEntry(further.get('linkpath') ?? longLink ?? text(header, 157, 100));
    if (type === '2') checkLink(name, further.get('linkpath') ?? longLink ?? text(header, 157, 100));
    // sparse files: holes take no room in the archive
    budget.declare(stated, Math.max(stated, Number(further.get('GNU.sparse.realsize') ?? further.get('GNU.sparse.size') ?? (type === 'S' ? number(header, 483, 12) : 0)) || 0));
    const end = pieces.taken + stated;
    await look(pieces.next(stated));
    for await (const rest of pieces.next(end - pieces.taken)) void rest; // what was not looked at
    await pieces.take(padding);
    further = new Map();
    longName = longLink = undefined;
  }
}
