import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CallError } from '../../errors.ts';
import { uuid7 } from '../../uuid.ts';
import type { DiskStore } from './disk.ts';
import { framesAround, openRange, type Seal, sealAll, sealedBytes } from './frames.ts';
import type { Keyring } from './keys.ts';
import { type ByteRange, keyOf, type ObjectStore } from './store.ts';

/** As its row says; `bytes` is the plain size, `wrappedKey` null where it is not encrypted. */
export interface StoredObject { id: string; bytes: number; store: ObjectStore['name']; wrappedKey: Buffer | null }
/** A new object, as its row is to say. */
export interface NewObject extends StoredObject { sha256: Buffer }

/** Files as the rest of the server sees them: plain bytes, whatever keeps them, encrypted or not. */
export interface Objects {
  /** Where new objects go. */
  readonly writeTo: ObjectStore['name'];
  /** Stores a local file of plain bytes, which is gone afterwards, as a new object. */
  store(tenant: string, path: string): Promise<NewObject>;
  /** Plain bytes, of a range where given. */
  read(tenant: string, object: StoredObject, range?: ByteRange): Promise<Readable>;
  /** A local file of plain bytes, to be read only, for programs that need a path. `done` removes it where it was made for this. */
  asFile(tenant: string, object: StoredObject): Promise<{ path: string; done(): Promise<void> }>;
  delete(tenant: string, object: Pick<StoredObject, 'id' | 'store'>): Promise<void>;

  /** What a new object is to be: its id and, where new objects are encrypted, its key. */
  mint(tenant: string): Promise<Pick<StoredObject, 'id' | 'wrappedKey'>>;
  /** Stores a local file as it is, sealed already where it has a key; it stays. Says where; a second time, too. */
  keep(tenant: string, object: Omit<StoredObject, 'store'>, path: string): Promise<ObjectStore['name']>;
  sealOf(tenant: string, object: Omit<StoredObject, 'store'>): Promise<Seal | undefined>;
  /** A name for a new file of this machine. */
  temporaryFile(): Promise<string>;
}

export interface ObjectsOptions {
  readonly disk: DiskStore;
  readonly s3?: ObjectStore | undefined;
  /** Where new objects go. */
  readonly writeTo: ObjectStore['name'];
  /** New objects are encrypted where there is one. */
  readonly keyring?: Keyring | undefined;
  /** For what is made on the way; on the disk store's file system. */
  readonly temporary: string;
}

const chunkBytes = 256 * 1024;
const reading = (file: string): AsyncIterable<Buffer> => createReadStream(file, { highWaterMark: chunkBytes });

async function* hashing(hash: Hash, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
}

export function createObjects({ disk, s3, writeTo, keyring, temporary }: ObjectsOptions): Objects {
  const storeOf = (name: ObjectStore['name']): ObjectStore => {
    const store = name === 'disk' ? disk : s3;
    if (!store) throw new CallError('unavailable', 'The store of this file is not configured');
    return store;
  };
  /** What is not where its row says has been moved since the row was read. */
  const readFrom = async (name: ObjectStore['name'], key: string, range?: ByteRange): Promise<Readable> => {
    try { return await storeOf(name).read(key, range); }
    catch (error) {
      const other = name === 'disk' ? s3 : disk;
      if (!other || !(error instanceof CallError && error.code === 'not-found')) throw error;
      return other.read(key, range);
    }
  };
  const temporaryFile = async (): Promise<string> => {
    await mkdir(temporary, { recursive: true, mode: 0o700 });
    return path.join(temporary, randomUUID());
  };
  const sealOf = async (tenant: string, { id, bytes, wrappedKey }: Omit<StoredObject, 'store'>): Promise<Seal | undefined> => {
    if (!wrappedKey) return undefined;
    if (!keyring) throw new CallError('unavailable', 'The file is encrypted, and the server has no key');
    return { tenant, id, bytes, key: await keyring.openKey(tenant, id, wrappedKey) };
  };

  /** The file that goes into the store: the one given, or its sealed copy. */
  async function prepare(tenant: string, id: string, file: string): Promise<{ ready: string; bytes: number; sha256: Buffer; wrappedKey: Buffer | null }> {
    const { size: bytes } = await stat(file);
    const hash = createHash('sha256');
    if (!keyring) {
      for await (const chunk of reading(file)) hash.update(chunk);
      return { ready: file, bytes, sha256: hash.digest(), wrappedKey: null };
    }
    const { key, wrapped } = await keyring.newKey(tenant, id);
    const sealed = await temporaryFile();
    try { await pipeline(sealAll({ tenant, id, bytes, key }, hashing(hash, reading(file))), createWriteStream(sealed, { mode: 0o600, flags: 'wx' })); }
    catch (error) {
      await rm(sealed, { force: true });
      throw error;
    }
    return { ready: sealed, bytes, sha256: hash.digest(), wrappedKey: wrapped };
  }

  const objects: Objects = {
    writeTo,

    async store(tenant, file) {
      const id = uuid7();
      const { ready, ...made } = await prepare(tenant, id, file);
      try { await storeOf(writeTo).put(keyOf(tenant, id), ready); }
      finally { if (ready !== file) await rm(ready, { force: true }); }
      await rm(file, { force: true });
      return { id, store: writeTo, ...made };
    },

    async read(tenant, object, range) {
      const key = keyOf(tenant, object.id), seal = await sealOf(tenant, object);
      if (!seal) return readFrom(object.store, key, range);
      const wanted = { start: range?.start ?? 0, end: Math.min(range?.end ?? Infinity, object.bytes - 1) };
      if (object.bytes === 0) wanted.end = 0; // its one frame says that it is empty
      const { sealed } = framesAround(seal, wanted);
      return Readable.from(openRange(seal, wanted, await readFrom(object.store, key, sealed)), { objectMode: false, highWaterMark: chunkBytes });
    },

    async asFile(tenant, object) {
      const key = keyOf(tenant, object.id);
      if (object.store === 'disk' && !object.wrappedKey && await disk.size(key) !== undefined) return { path: disk.pathOf(key), done: async () => undefined };
      const file = await temporaryFile();
      const done = () => rm(file, { force: true });
      try { await pipeline(await objects.read(tenant, object), createWriteStream(file, { mode: 0o600, flags: 'wx' })); }
      catch (error) {
        await done();
        throw error;
      }
      return { path: file, done };
    },

    delete: (tenant, { id, store }) => storeOf(store).delete(keyOf(tenant, id)),

    async mint(tenant) {
      const id = uuid7();
      return { id, wrappedKey: keyring ? (await keyring.newKey(tenant, id)).wrapped : null };
    },

    async keep(tenant, { id, bytes, wrappedKey }, file) {
      const key = keyOf(tenant, id), store = storeOf(writeTo);
      try { await store.put(key, file); }
      catch (error) { if (!(error instanceof CallError && error.code === 'conflict' && await store.size(key) === (wrappedKey ? sealedBytes(bytes) : bytes))) throw error; }
      return writeTo;
    },

    sealOf, temporaryFile,
  };
  return objects;
}
