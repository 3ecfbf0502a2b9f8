import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type ByteRange, missing, type ObjectStore, type StoredKey, taken } from './store.ts';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';
const isGone = (error: unknown) => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
/** Where a file gets no second name: from another file system, and on some network and FAT file systems. */
const hasNoLinks = ['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];
const chunkBytes = 256 * 1024;
/** What is being copied in is not an object yet. */
const arriving = '.arriving';

/** What was written to a file, or which names a folder has, is on the disk when this resolves. */
export async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try { await handle.sync(); } finally { await handle.close(); }
}

/** Makes folders that only this user may enter; each that is new is known to its parent for good. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = path.dirname(made)) await flush(path.dirname(made));
}

/** Objects as files below a folder, which is made when the first one comes. */
export class DiskStore implements ObjectStore {
  readonly name = 'disk';
  readonly #folder: string;

  constructor(folder: string) { this.#folder = path.resolve(folder); }

  async put(key: string, from: string): Promise<void> {
    const target = this.pathOf(key), folder = path.dirname(target);
    await makeFolder(folder);
    const handle = await open(from, 'r');
    try { await handle.chmod(0o600); await handle.sync(); } finally { await handle.close(); }
    try { await link(from, target); } // a second name for the same bytes; unlike a rename it replaces nothing
    catch (error) {
      if (codeOf(error) === 'EEXIST') throw taken(key);
      if (!hasNoLinks.includes(codeOf(error))) throw error;
      await this.#copyIn(key, from, target);
    }
    await flush(folder);
  }

  async #copyIn(key: string, from: string, target: string): Promise<void> {
    if (await this.size(key) !== undefined) throw taken(key);
    const copy = path.join(this.#folder, arriving, randomUUID());
    await makeFolder(path.dirname(copy));
    try {
      await copyFile(from, copy, constants.COPYFILE_FICLONE);
      await flush(copy);
      await rename(copy, target);
    } finally { await rm(copy, { force: true }); }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const target = this.pathOf(key);
    const handle = await open(target, 'r').catch((error: unknown) => { throw isGone(error) ? missing(key) : error; });
    return createReadStream(target, { fd: handle, highWaterMark: chunkBytes, ...range });
  }

  async size(key: string): Promise<number | undefined> {
    try { return (await stat(this.pathOf(key))).size; }
    catch (error) { if (isGone(error)) return undefined; throw error; }
  }

  async delete(key: string): Promise<void> { await rm(this.pathOf(key), { force: true }); }

  async* list(prefix: string): AsyncGenerator<StoredKey> {
    for await (const key of this.#below(prefix)) {
      const found = await stat(this.pathOf(key)).catch((error: unknown) => { if (!isGone(error)) throw error; });
      if (found) yield { key, bytes: found.size, changedAt: found.mtime };
    }
  }

  async* #below(prefix: string): AsyncGenerator<string> {
    const folder = await opendir(path.join(this.#folder, prefix)).catch((error: unknown) => { if (!isGone(error)) throw error; });
    if (!folder) return;
    for await (const entry of folder) {
      if (entry.isDirectory() && entry.name !== arriving) yield* this.#below(`${prefix}${entry.name}/`);
      else if (entry.isFile()) yield `${prefix}${entry.name}`;
    }
  }

  async sweep(before: Date): Promise<number> {
    let swept = 0;
    for await (const { key, changedAt } of this.list(`${arriving}/`)) {
      if (changedAt >= before) continue;
      await this.delete(key);
      swept++;
    }
    return swept;
  }

  /** The file of an object, which may be read. */
  pathOf(key: string): string {
    const target = path.join(this.#folder, key);
    if (!target.startsWith(this.#folder + path.sep) || key.includes('\0')) throw new Error('A key leads out of the store');
    return target;
  }
}
