import { createHash, type Hash } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DamagedError, frameBytes, inGroups, lengthOf, opener, openRange, type Seal, sealedFrameBytes, sealer } from './frames.ts';
import type { NewObject, Objects } from './objects.ts';
import { prefixOf } from './store.ts';

/** An upload that is to become an object; `bytes` is its plain size. */
export interface Arriving { readonly tenant: string; readonly uploadId: string; readonly objectId: string; readonly bytes: number; readonly wrappedKey: Buffer | null }

export interface ArrivedBytes {
  readonly size: number;
  at(offset: number, length: number): Promise<Buffer>;
  /** As `asFile` of objects. */
  asFile(): Promise<{ path: string; done(): Promise<void> }>;
  close(): Promise<void>;
}

/** What has arrived of uploads, each in a file of this machine: plain, or sealed as it comes in where its object is to be. */
export interface Arrivals {
  /** How many of its bytes have arrived. */
  offset(upload: Arriving): Promise<number>;
  /** Adds what comes from there on, until it ends or is cut off; answers how many bytes have arrived. Throws where they cannot be kept. */
  write(upload: Arriving, offset: number, source: AsyncIterable<Buffer>): Promise<number>;
  /** Of a complete one. */
  sha256(upload: Arriving): Promise<Buffer>;
  /** The plain bytes of a complete one at any place, and as a file for what needs one. */
  open(upload: Arriving): Promise<ArrivedBytes>;
  /** Makes the object of a complete one; where that was done before, says so again. What has arrived stays until it is forgotten. */
  store(upload: Arriving): Promise<NewObject>;
  forget(upload: Pick<Arriving, 'tenant' | 'uploadId'>): Promise<void>;
}

/** What is hashed, sealed and written at a time. */
const framesAtOnce = 16, pieceBytes = framesAtOnce * frameBytes;
/** Written bytes go to the disk on the way, so that the end of a large file has not to wait for all of them. */
const syncBytes = 64 * 1024 * 1024;
/** Uploads whose digest is reckoned as they come. */
const mostRunning = 500;

/** Ends where the source is cut off. */
async function* untilCut(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try { for await (const chunk of source) yield chunk; } catch { /* what has arrived is kept */ }
}

async function* after(beginning: Buffer, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (beginning.length) yield beginning;
  yield* source;
}

/** Writes one thing while the next is made; `end` waits until all is written. */
function writerTo(handle: FileHandle, start: number): { add(buffers: readonly Buffer[]): Promise<void>; end(): Promise<void> } {
  let at = start, unsynced = 0, writing = Promise.resolve(), syncing = Promise.resolve();
  const write = async (buffers: readonly Buffer[], position: number, length: number) => {
    const { bytesWritten } = await handle.writev(buffers, position);
    if (bytesWritten !== length) throw new Error('The disk took only a part of what was written');
  };
  return {
    async add(buffers) {
      const length = lengthOf(buffers);
      await writing;
      writing = write(buffers, at, length);
      writing.catch(() => undefined); // thrown by the next one who waits for it
      at += length;
      unsynced += length;
      if (unsynced < syncBytes) return;
      unsynced = 0;
      await syncing;
      syncing = handle.datasync();
      syncing.catch(() => undefined);
    },
    async end() { await Promise.all([writing, syncing]); },
  };
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(buffer, read, length - read, offset + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}

/** Reads of plain bytes in a sealed file. The frame that was opened last is kept: what looks at a file does so in many small steps. */
function openedAt(handle: FileHandle, seal: Seal): (offset: number, length: number) => Promise<Buffer> {
  const openFrame = opener(seal);
  let kept: { index: number; plain: Buffer } | undefined;
  return async (offset, length) => {
    const end = Math.min(offset + length, seal.bytes), found: Buffer[] = [];
    for (let at = offset; at < end;) {
      const index = Math.floor(at / frameBytes), inside = at - index * frameBytes;
      if (kept?.index !== index) kept = { index, plain: openFrame(index, await readAt(handle, index * sealedFrameBytes, sealedFrameBytes)) };
      const part = kept.plain.subarray(inside, inside + end - at);
      found.push(part);
      at += part.length;
    }
    return found.length === 1 ? found[0]! : Buffer.concat(found);
  };
}

interface ArrivalsOptions { readonly folder: string; readonly objects: Objects }

export function createArrivals({ folder, objects }: ArrivalsOptions): Arrivals {
  const running = new Map<string, { hash: Hash; at: number; digest?: Buffer }>();
  const nameOf = ({ tenant, uploadId }: Pick<Arriving, 'tenant' | 'uploadId'>) => path.join(prefixOf(tenant), uploadId);
  const pathOf = (upload: Pick<Arriving, 'tenant' | 'uploadId'>) => path.join(folder, nameOf(upload));
  const sealOf = (upload: Arriving): Promise<Seal | undefined> => objects.sealOf(upload.tenant, { id: upload.objectId, bytes: upload.bytes, wrappedKey: upload.wrappedKey });
  const sizeOf = async (upload: Arriving): Promise<number> => (await stat(pathOf(upload)).catch(() => undefined))?.size ?? 0;

  /** The plain bytes behind the last whole frame, where those are what was sealed. */
  async function tailOf(upload: Arriving, seal: Seal): Promise<{ frames: number; tail: Buffer }> {
    const size = await sizeOf(upload), frames = Math.floor(size / sealedFrameBytes), rest = size - frames * sealedFrameBytes;
    const none = { frames, tail: Buffer.alloc(0) };
    if (rest === 0) return none;
    const handle = await open(pathOf(upload), 'r'), openFrame = opener(seal);
    const sealed = await readAt(handle, frames * sealedFrameBytes, rest).finally(() => handle.close());
    for (const isUnfinished of [true, false]) {
      try { return { frames, tail: openFrame(frames, sealed, isUnfinished) }; }
      catch (error) { if (!(error instanceof DamagedError)) throw error; }
    }
    return none; // the server was ended while it wrote it
  }

  /** The digest that has been reckoned up to there; a new one for what begins. */
  function hashAt(upload: Arriving, offset: number): Hash | undefined {
    const key = nameOf(upload), known = running.get(key);
    running.delete(key);
    if (offset === 0) return createHash('sha256');
    return known?.at === offset && !known.digest ? known.hash : undefined;
  }
  function remember(upload: Arriving, hash: Hash, at: number): void {
    const [oldest] = running.size >= mostRunning ? running.keys() : [];
    if (oldest !== undefined) running.delete(oldest);
    running.set(nameOf(upload), { hash, at });
  }

  async function* plainOf(upload: Arriving): AsyncGenerator<Buffer> {
    const seal = await sealOf(upload), file: AsyncIterable<Buffer> = createReadStream(pathOf(upload), { highWaterMark: pieceBytes });
    yield* seal ? openRange(seal, { start: 0, end: upload.bytes - 1 }, file) : file;
  }

  async function asFile(upload: Arriving): Promise<{ path: string; done(): Promise<void> }> {
    if (!upload.wrappedKey) return { path: pathOf(upload), done: async () => undefined };
    const file = await objects.temporaryFile(), done = () => rm(file, { force: true });
    try { await pipeline(plainOf(upload), createWriteStream(file, { mode: 0o600, flags: 'wx', highWaterMark: pieceBytes })); }
    catch (error) {
      await done();
      throw error;
    }
    return { path: file, done };
  }

  const arrivals: Arrivals = {
    async offset(upload) {
      const seal = await sealOf(upload);
      if (!seal) return sizeOf(upload);
      const { frames, tail } = await tailOf(upload, seal);
      return Math.min(upload.bytes, frames * frameBytes + tail.length);
    },

    async write(upload, offset, source) {
      const seal = await sealOf(upload), hash = hashAt(upload, offset), sealFrame = seal && sealer(seal);
      await mkdir(path.dirname(pathOf(upload)), { recursive: true, mode: 0o700 });
      const { frames, tail } = seal && offset > 0 ? await tailOf(upload, seal) : { frames: 0, tail: Buffer.alloc(0) };
      const handle = await open(pathOf(upload), constants.O_RDWR | constants.O_CREAT, 0o600);
      let at = offset;
      try {
        const start = seal ? frames * sealedFrameBytes : offset;
        await handle.truncate(start);
        const writer = writerTo(handle, start), counted = async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash?.update(chunk);
            at += chunk.length;
            yield chunk;
          }
        };
        let index = frames, ready: Buffer[] = [];
        for await (const parts of inGroups(after(tail, counted(untilCut(source))), sealFrame ? frameBytes : pieceBytes)) {
          ready.push(...sealFrame ? sealFrame(index++, parts, lengthOf(parts) < frameBytes && at < upload.bytes) : parts); // a short one is the last that came
          if (sealFrame && (index - frames) % framesAtOnce > 0) continue;
          await writer.add(ready);
          ready = [];
        }
        if (ready.length) await writer.add(ready);
        await writer.end();
      } finally { await handle.close(); }
      if (hash) remember(upload, hash, at);
      return at;
    },

    async sha256(upload) {
      const known = running.get(nameOf(upload));
      if (known?.at === upload.bytes) return known.digest ??= known.hash.digest();
      const hash = createHash('sha256');
      for await (const chunk of plainOf(upload)) hash.update(chunk);
      const digest = hash.digest();
      remember(upload, hash, upload.bytes);
      running.get(nameOf(upload))!.digest = digest;
      return digest;
    },

    async open(upload) {
      const seal = await sealOf(upload), handle = await open(pathOf(upload), 'r');
      return { size: upload.bytes, at: seal ? openedAt(handle, seal) : (offset, length) => readAt(handle, offset, length), asFile: () => asFile(upload), close: () => handle.close() };
    },

    async store(upload) {
      const { tenant, objectId: id, bytes, wrappedKey } = upload;
      return { id, bytes, wrappedKey, sha256: await arrivals.sha256(upload), store: await objects.keep(tenant, { id, bytes, wrappedKey }, pathOf(upload)) };
    },

    async forget(upload) {
      running.delete(nameOf(upload));
      await rm(pathOf(upload), { force: true });
    },
  };
  return arrivals;
}
