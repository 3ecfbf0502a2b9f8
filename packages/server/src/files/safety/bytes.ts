import { open, type FileHandle } from 'node:fs/promises';
import { refused } from './refusal.ts';

/** A file's bytes at any place, without reading it whole. */
export class Bytes {
  readonly size: number;
  readonly #file: FileHandle;
  private constructor(file: FileHandle, size: number) { this.#file = file; this.size = size; }

  static async open(path: string): Promise<Bytes> {
    const file = await open(path, 'r');
    return new Bytes(file, (await file.stat()).size);
  }

  /** `length` bytes from `offset`; fewer at the end of the file, none beyond it. */
  async at(offset: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (offset < 0 || !Number.isSafeInteger(offset) || wanted === 0) return Buffer.alloc(0);
    const buffer = Buffer.allocUnsafe(wanted);
    let read = 0;
    while (read < wanted) {
      const { bytesRead } = await this.#file.read(buffer, read, wanted - read, offset + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return buffer.subarray(0, read);
  }

  /** All bytes in order, in pieces. */
  async *pieces(from = 0, size = 1024 * 1024): AsyncGenerator<Buffer> {
    for (let offset = from; offset < this.size; offset += size) yield await this.at(offset, size);
  }

  close(): Promise<void> { return this.#file.close(); }
}

/** Real files of any size need fewer; one made of the smallest pieces that a format allows would keep the server busy. */
const mostSteps = 2_000_000;

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
