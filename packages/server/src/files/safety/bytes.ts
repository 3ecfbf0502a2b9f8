import { open } from 'node:fs/promises';
import { refused } from './refusal.ts';

/** Bytes that are in no file as they are. `asFile`: a copy of them, for what needs a path. */
export interface ByteSource {
  readonly size: number;
  /** As many as asked, fewer at the end. */
  at(offset: number, length: number): Promise<Buffer>;
  asFile(): Promise<{ path: string; done(): Promise<void> }>;
  close(): Promise<void>;
}

async function sourceOf(path: string): Promise<ByteSource> {
  const file = await open(path, 'r');
  return {
    size: (await file.stat()).size,
    async at(offset, length) {
      const buffer = Buffer.allocUnsafe(length);
      let read = 0;
      while (read < length) {
        const { bytesRead } = await file.read(buffer, read, length - read, offset + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return buffer.subarray(0, read);
    },
    asFile: async () => ({ path, done: async () => undefined }),
    close: () => file.close(),
  };
}

/** A file's bytes at any place, without reading it whole. */
export class Bytes {
  readonly size: number;
  readonly #source: ByteSource;
  #file: ReturnType<ByteSource['asFile']> | undefined;
  private constructor(source: ByteSource) { this.#source = source; this.size = source.size; }

  static async open(from: string | ByteSource): Promise<Bytes> { return new Bytes(typeof from === 'string' ? await sourceOf(from) : from); }

  /** `length` bytes from `offset`; fewer at the end of the file, none beyond it. */
  async at(offset: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (offset < 0 || !Number.isSafeInteger(offset) || wanted === 0) return Buffer.alloc(0);
    return this.#source.at(offset, wanted);
  }

  /** A file with these bytes; where none is there it is made, and gone when this is closed. */
  async path(): Promise<string> { return (await (this.#file ??= this.#source.asFile())).path; }

  /** All bytes in order, in pieces. */
  async *pieces(from = 0, size = 1024 * 1024): AsyncGenerator<Buffer> {
    for (let offset = from; offset < this.size; offset += size) yield await this.at(offset, size);
  }

  async close(): Promise<void> {
    await this.#file?.then(({ done }) => done(), () => undefined);
    await this.#source.close();
  }
}

/** Real files of any size need fewer; one made of the smallest pieces that a format allows would keep the server busy. */
const mostSteps = 600_000;

/** Reads of a few bytes side by side, from a window that moves along: what walks through a file piece by piece asks the disk rarely. */
export class Window {
  #steps = 0;
  readonly #bytes: Bytes;
  readonly size: number;
  #start = 0;
  #held: Buffer = Buffer.alloc(0);
  constructor(bytes: Bytes) { this.#bytes = bytes; this.size = bytes.size; }

  async at(offset: number, length: number): Promise<Buffer> {
    this.#steps += 1;
    if (this.#steps > mostSteps) throw refused('damaged', 'The file is made of more pieces than any program writes');
    if (offset < this.#start || offset + length > this.#start + this.#held.length) {
      this.#held = await this.#bytes.at(offset, Math.max(length, 64 * 1024));
      this.#start = offset;
    }
    return this.#held.subarray(offset - this.#start, offset - this.#start + length);
  }
}
