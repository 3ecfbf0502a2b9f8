import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CallError } from '../../errors.ts';
import { archiveLimits, Budget, type ArchiveLimits } from './budget.ts';
import { Bytes } from './bytes.ts';
import { isRar, walkRar } from './rar.ts';
import { refused } from './refusal.ts';
import { is7z, walk7z } from './sevenzip.ts';
import { isTar, walkTar } from './tar.ts';
import { isZip, walkZip } from './zip.ts';

const headBytes = 512;

/**
 * Refuses archives, office documents too, that unpack to far more than they are, hold archives too deep in each other, or entries that lead out of the folder they are unpacked to.
 * zip, tar and gzip are unpacked within limits, level by level, nothing of it kept; 7z and RAR are judged by the sizes that they state, which their readers do not exceed.
 */
export async function examineArchive(file: string, limits: ArchiveLimits = archiveLimits): Promise<void> {
  const budget = new Budget((await stat(file)).size, limits);
  let folder: string | undefined, files = 0;

  /** An archive that is read from its end, or in any order. */
  async function byPath(archive: string, depth: number): Promise<void> {
    budget.enter(depth);
    const bytes = await Bytes.open(archive);
    try {
      const head = await bytes.at(0, headBytes);
      if (isZip(head)) await walkZip(archive, budget, (content, isWhole) => look(content, depth + 1, isWhole));
      else if (is7z(head)) await walk7z(bytes, budget);
      else if (isRar(head)) await walkRar(bytes, budget);
      else await look(bytes.pieces(0, 64 * 1024), depth, true);
    } finally { await bytes.close(); }
  }

  /** The content of an entry. `isWhole`: to be read to its end, for only that tells how much it is. */
  async function look(content: AsyncIterable<Buffer>, depth: number, isWhole: boolean): Promise<void> {
    const source = content[Symbol.asyncIterator](), head: Buffer[] = [];
    for (let length = 0; length < headBytes;) {
      const next = await source.next();
      if (next.done) break;
      head.push(next.value);
      length += next.value.length;
    }
    async function* all() {
      yield* head;
      yield* { [Symbol.asyncIterator]: () => source };
    }
    const first = Buffer.concat(head);
    if (isTar(first) || isGzip(first)) {
      budget.enter(depth);
      if (isTar(first)) await walkTar(counted(all()), budget, (entry) => look(entry, depth + 1, false));
      else await gunzip(all(), depth);
    } else if (isZip(first) || is7z(first) || isRar(first)) {
      folder ??= await mkdtemp(path.join(os.tmpdir(), 'corridor-archive-'));
      files += 1;
      const kept = path.join(folder, String(files));
      await pipeline(Readable.from(counted(all())), createWriteStream(kept));
      await byPath(kept, depth);
      await rm(kept);
    } else if (isWhole) for await (const piece of counted(all())) void piece;
  }

  async function* counted(content: AsyncIterable<Buffer>) {
    for await (const piece of content) {
      budget.unpack(piece.length);
      yield piece;
    }
  }

  async function gunzip(content: AsyncIterable<Buffer>, depth: number): Promise<void> {
    let packed = 0, unpacked = 0;
    async function* entering() {
      for await (const piece of content) {
        packed += piece.length;
        yield piece;
      }
    }
    async function* leaving(pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        unpacked += piece.length;
        budget.declare(packed, unpacked);
        yield piece;
      }
    }
    budget.entry();
    let refusal: unknown; // the pipeline may tell of what closing it broke instead
    const inner = (pieces: AsyncIterable<Buffer>) => look(leaving(pieces), depth + 1, true).catch((error: unknown) => { refusal = error; throw error; });
    await pipeline(Readable.from(entering()), createGunzip(), inner).catch((error: unknown) => {
      if (refusal instanceof CallError) throw refusal;
      if (/^Z_/.test(String((error as NodeJS.ErrnoException).code))) throw refused('damaged', 'This is no gzip archive that can be read');
      throw error;
    });
  }

  try { await byPath(file, 1); }
  finally { if (folder) await rm(folder, { recursive: true, force: true }); }
}

const isGzip = (head: Buffer) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
