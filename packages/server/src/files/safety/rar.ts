import type { Budget } from './budget.ts';
import { Window, type Bytes } from './bytes.ts';
import { checkEntry, checkLink } from './entries.ts';
import { refused } from './refusal.ts';

export const isRar = (head: Buffer): boolean => /^Rar!\x1a\x07(\x00|\x01\x00)/.test(head.toString('latin1', 0, 8)); // eslint-disable-line no-control-regex

const damaged = () => refused('damaged', 'This is no RAR archive that can be read');
const mostHeaderBytes = 2 * 1024 * 1024;

/** A RAR archive by its headers: what it unpacks to, and under which names. Where the headers have a password they stay unknown. */
export async function walkRar(bytes: Bytes, budget: Budget): Promise<void> {
  const view = new Window(bytes), isFive = (await view.at(6, 1))[0] === 1;
  const found = await (isFive ? five : four)(view, budget);
  budget.declare(bytes.size, found);
}

/** RAR 5.0 archive format, rarlab.com/technote.htm. Answers the bytes of all files unpacked. */
async function five(view: Window, budget: Budget): Promise<number> {
  let unpacked = 0;
  for (let at = 8; at < view.size;) {
    const start = new Numbers(await view.at(at, 16));
    start.skip(4);
    const length = start.number();
    if (length > mostHeaderBytes) throw damaged();
    const from = new Numbers(await view.at(at + start.at, length)), type = from.number(), flags = from.number();
    const extra = flags & 1 ? from.number() : 0, content = flags & 2 ? from.number() : 0;
    if (type === 4 || type === 5) break; // encrypted from here on; the end
    if (type === 2) {
      budget.entry();
      const about = from.number(), size = from.number();
      from.number();
      from.skip((about & 2 ? 4 : 0) + (about & 4 ? 4 : 0));
      from.number();
      from.number();
      const name = from.text(from.number());
      checkEntry(name);
      for (const link of linksIn(from, length - extra)) checkLink(name, link);
      if (about & 8) throw refused('archive-bomb', 'The archive does not say what it unpacks to');
      budget.declare(content, size);
      unpacked += size;
    }
    at += start.at + length + content;
  }
  return unpacked;
}

/** Where links lead: records of type 5 in a header's extra area. */
function* linksIn(from: Numbers, start: number): Generator<string> {
  for (from.at = Math.max(from.at, start); from.left > 1;) {
    const size = from.number(), end = from.at + size;
    if (from.number() === 5 && size > 0) {
      const kind = from.number();
      from.number();
      const target = from.text(from.number());
      if (kind >= 1 && kind <= 3) yield target;
    }
    from.at = end;
  }
}

class Numbers {
  readonly #from: Buffer;
  at = 0;
  constructor(from: Buffer) { this.#from = from; }
  get left(): number { return this.#from.length - this.at; }
  skip(length: number): void { this.at += length; }
  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  number(): number {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = this.#from[this.at];
      if (byte === undefined || place > 2 ** 49) throw damaged();
      this.at += 1;
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
  }
  text(length: number): string {
    if (length > this.left) throw damaged();
    this.at += length;
    return this.#from.toString('utf8', this.at - length, this.at);
  }
}

/** RAR 1.5 to 4: blocks with a type, flags and a length. */
async function four(view: Window, budget: Budget): Promise<number> {
  let unpacked = 0;
  for (let at = 7; at + 7 <= view.size;) {
    const start = await view.at(at, 40), type = start[2]!, flags = start.readUInt16LE(3), length = start.readUInt16LE(5);
    if (length < 7) throw damaged();
    if ((type === 0x73 && flags & 0x80) || type === 0x7b) break; // encrypted from here on; the end
    let content = flags & 0x8000 && start.length >= 11 ? start.readUInt32LE(7) : 0;
    if (type === 0x74) {
      budget.entry();
      const block = await view.at(at, length), isLarge = (flags & 0x100) !== 0;
      if (block.length < (isLarge ? 40 : 32)) throw damaged();
      content = block.readUInt32LE(7) + (isLarge ? block.readUInt32LE(32) * 2 ** 32 : 0);
      const size = block.readUInt32LE(11) + (isLarge ? block.readUInt32LE(36) * 2 ** 32 : 0), name = isLarge ? 40 : 32;
      checkEntry(block.toString('latin1', name, name + block.readUInt16LE(26)).replace(/\0.*$/s, ''));
      budget.declare(content, size);
      unpacked += size;
    }
    at += length + content;
  }
  return unpacked;
}
