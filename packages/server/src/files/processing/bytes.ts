import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const window = 256 * 1024;

/** Reads here and there in a file through one window, so that small steps ahead cost no call each. */
export class Bytes {
  readonly #handle: FileHandle;
  readonly size: number;
  #start = 0;
  #held: Buffer = Buffer.alloc(0);

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  static async open(file: string): Promise<Bytes> {
    const handle = await open(file);
    return new Bytes(handle, (await handle.stat()).size);
  }

  /** The bytes from `start`: `length` of them, or fewer at the file's end. */
  async at(start: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - start));
    if (start < this.#start || start + wanted > this.#start + this.#held.length) {
      const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(Math.max(wanted, Math.min(window, this.size - start))), 0, undefined, start);
      this.#start = start;
      this.#held = buffer.subarray(0, bytesRead);
    }
    return this.#held.subarray(start - this.#start, start - this.#start + wanted);
  }

  /** Where this byte comes next; the file's end where it does not. */
  async find(byte: number, from: number): Promise<number> {
    for (let start = from; start < this.size; start += window) {
      const at = (await this.at(start, window)).indexOf(byte);
      if (at >= 0) return start + at;
    }
    return this.size;
  }

  close(): Promise<void> { return this.#handle.close(); }
}

/** A part of a new file: bytes, or a range of the old one, `end` exclusive. */
export type Piece = Buffer | { start: number; end: number };

/** Ranges that follow each other as one: a picture may have thousands. */
function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last && !Buffer.isBuffer(last) && !Buffer.isBuffer(piece) && last.end === piece.start) found[found.length - 1] = { start: last.start, end: piece.end };
    else found.push(piece);
  }
  return found;
}

/** Puts a new file together of parts of an old one. */
export async function compose(file: string, pieces: readonly Piece[], output: string): Promise<void> {
  await pipeline(async function* () {
    for (const piece of joined(pieces)) {
      if (Buffer.isBuffer(piece)) yield piece;
      else if (piece.end > piece.start) yield* createReadStream(file, { start: piece.start, end: piece.end - 1 });
    }
  }, createWriteStream(output, { mode: 0o600 }));
}
