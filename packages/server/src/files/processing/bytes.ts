import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Bytes at any place, wherever they are kept; fewer at the end than asked. */
export interface Source { readonly size: number; at(offset: number, length: number): Promise<Buffer> }

const window = 256 * 1024;

/** Reads here and there through one window, so that small steps ahead cost no call each. */
export class Bytes implements Source {
  readonly #source: Source;
  readonly size: number;
  #start = 0;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: Source) {
    this.#source = source;
    this.size = source.size;
  }

  /** The bytes from `start`: `length` of them, or fewer at the end. */
  async at(start: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - start));
    if (wanted === 0) return Buffer.alloc(0);
    if (start < this.#start || start + wanted > this.#start + this.#held.length) {
      this.#held = await this.#source.at(start, Math.max(wanted, Math.min(window, this.size - start)));
      this.#start = start;
    }
    return this.#held.subarray(start - this.#start, start - this.#start + wanted);
  }

  /** Where this byte comes next; the end where it does not. */
  async find(byte: number, from: number): Promise<number> {
    for (let start = from; start < this.size; start += window) {
      const at = (await this.at(start, window)).indexOf(byte);
      if (at >= 0) return start + at;
    }
    return this.size;
  }
}

/** A part of a new file: bytes, or a range of the old one, `end` exclusive. */
export type Piece = Buffer | { start: number; end: number };

/** Puts a new file together of parts of an old one. */
export async function compose(source: Source, pieces: readonly Piece[], output: string): Promise<void> {
  const bytes = new Bytes(source);
  await pipeline(async function* () {
    for (const piece of pieces) {
      if (Buffer.isBuffer(piece)) yield piece;
      else for (let start = piece.start; start < piece.end; start += window) yield Buffer.from(await bytes.at(start, Math.min(window, piece.end - start)));
    }
  }, createWriteStream(output, { mode: 0o600 }));
}
