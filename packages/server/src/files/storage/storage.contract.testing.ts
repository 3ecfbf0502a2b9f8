import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import type { CallError } from '../../errors.ts';
import { uuid7 } from '../../uuid.ts';
import { DiskStore } from './disk.ts';
import { DamagedError, frameBytes, sealedBytes, sealedFrameBytes } from './frames.ts';
import { Keyring, type TenantKeys } from './keys.ts';
import { createObjects, type NewObject, type Objects } from './objects.ts';
import { keyOf, type ObjectStore, prefixOf, type StoredKey } from './store.ts';

export const code = (wanted: string) => (error: unknown) => (error as CallError).code === wanted;

/** A folder that is removed when the file's tests have run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'corridor-storage-'));
  after(() => { rmSync(folder, { recursive: true, force: true }); });
  return folder;
}

/** Wrapped keys in memory. */
export function keysInMemory(): TenantKeys & { readonly kept: Map<string, Buffer> } {
  const kept = new Map<string, Buffer>();
  return {
    kept,
    load: async (tenant) => kept.get(tenant),
    async add(tenant, wrapped) {
      if (!kept.has(tenant)) kept.set(tenant, wrapped);
      return kept.get(tenant)!;
    },
    async replace(tenant, wrapped) { kept.set(tenant, wrapped); },
  };
}

const tenant = 'acme', other = 'globex';

/** What holds for every store. */
export function testStore(name: string, open: () => Promise<{ store: ObjectStore; folder: string }>): void {
  const fill = async (bytes: Buffer, key = keyOf(tenant, uuid7())) => {
    const { store, folder } = await open(), file = path.join(folder, randomBytes(8).toString('hex'));
    writeFileSync(file, bytes);
    await store.put(key, file);
    return { store, key, file };
  };
  const keys = async (list: AsyncIterable<StoredKey>) => {
    const found: StoredKey[] = [];
    for await (const one of list) found.push(one);
    return found;
  };

  test(`${name}: gives back what was put, whole and in ranges, and leaves the file where it was`, async () => {
    const bytes = randomBytes(300_000);
    const { store, key, file } = await fill(bytes);
    assert.deepEqual(await readFile(file), bytes);
    assert.equal(await store.size(key), bytes.length);
    assert.deepEqual(await buffer(await store.read(key)), bytes);
    assert.deepEqual(await buffer(await store.read(key, { start: 0, end: 0 })), bytes.subarray(0, 1));
    assert.deepEqual(await buffer(await store.read(key, { start: 299_990, end: 299_999 })), bytes.subarray(-10));
    assert.deepEqual(await buffer(await store.read(key, { start: 299_999, end: 400_000 })), bytes.subarray(-1));
    assert.equal((await buffer(await store.read(key, { start: 300_000, end: 400_000 }))).length, 0);
  });

  test(`${name}: keeps a file of more than one part, and one that is empty`, async () => {
    const large = randomBytes(20 * 1024 * 1024);
    const { store, key } = await fill(large);
    assert.ok((await buffer(await store.read(key))).equals(large));
    const empty = await fill(Buffer.alloc(0));
    assert.equal(await empty.store.size(empty.key), 0);
    assert.equal((await buffer(await empty.store.read(empty.key))).length, 0);
  });

  test(`${name}: writes a key once`, async () => {
    const { store, key } = await fill(Buffer.from('first'));
    await assert.rejects(fill(Buffer.from('second'), key), code('conflict'));
    assert.equal((await buffer(await store.read(key))).toString(), 'first');
  });

  test(`${name}: says that there is nothing where nothing is, and deletes what is not there without a word`, async () => {
    const { store, key } = await fill(Buffer.from('short lived'));
    await store.delete(key);
    await store.delete(key);
    assert.equal(await store.size(key), undefined);
    await assert.rejects(store.read(key), code('not-found'));
    await assert.rejects(store.read(key, { start: 0, end: 3 }), code('not-found'));
  });

  test(`${name}: lists what is below a prefix, with sizes and times`, async () => {
    const mine = prefixOf(`lister of ${name}`), [first, second] = [keyOf(`lister of ${name}`, uuid7()), keyOf(`lister of ${name}`, uuid7())];
    const { store } = await fill(Buffer.from('one'), first);
    await fill(Buffer.from('three'), second);
    await fill(Buffer.from('elsewhere'));
    const found = (await keys(store.list(mine))).sort((a, b) => a.bytes - b.bytes);
    assert.deepEqual(found.map(({ key, bytes }) => ({ key, bytes })), [{ key: first, bytes: 3 }, { key: second, bytes: 5 }]);
    assert.ok(found.every(({ changedAt }) => Math.abs(changedAt.getTime() - Date.now()) < 600_000));
    assert.ok((await keys(store.list(''))).length > 2);
    assert.deepEqual(await keys(store.list(prefixOf('nobody'))), []);
  });
}

/** What holds for objects in any store, encrypted or not. */
export function testObjects(name: string, isSealed: boolean, open: () => Promise<{ objects: Objects; folder: string; store: ObjectStore }>): void {
  const fill = async (bytes: Buffer, whose = tenant): Promise<NewObject> => {
    const { objects, folder } = await open(), file = path.join(folder, randomBytes(8).toString('hex'));
    writeFileSync(file, bytes);
    const stored = await objects.store(whose, file);
    assert.ok(!existsSync(file), 'the plain file is gone');
    return stored;
  };
  const change = async (object: NewObject, alter: (stored: Buffer) => Buffer) => {
    const { store, folder } = await open(), key = keyOf(tenant, object.id), file = path.join(folder, randomBytes(8).toString('hex'));
    const stored = await buffer(await store.read(key));
    await store.delete(key);
    writeFileSync(file, alter(Buffer.from(stored)));
    await store.put(key, file);
    rmSync(file);
  };

  test(`${name}: any range gives the bytes that were stored, at the borders of frames too`, async () => {
    const { objects } = await open();
    for (const bytes of [1, frameBytes - 1, frameBytes, frameBytes + 1, 3 * frameBytes, 3 * frameBytes + 17]) {
      const plain = randomBytes(bytes), object = await fill(plain);
      assert.deepEqual({ bytes: object.bytes, sha256: object.sha256 }, { bytes, sha256: createHash('sha256').update(plain).digest() });
      assert.ok((await buffer(await objects.read(tenant, object))).equals(plain), `${bytes} bytes`);
      const edges = [0, 1, frameBytes - 1, frameBytes, frameBytes + 1, 2 * frameBytes - 1, 2 * frameBytes, bytes - 2, bytes - 1].filter((edge) => edge >= 0 && edge < bytes);
      for (const start of edges) {
        for (const end of edges.filter((edge) => edge >= start)) {
          assert.ok((await buffer(await objects.read(tenant, object, { start, end }))).equals(plain.subarray(start, end + 1)), `${start} to ${end} of ${bytes}`);
        }
      }
      assert.ok((await buffer(await objects.read(tenant, object, { start: bytes - 1, end: bytes + 10 }))).equals(plain.subarray(-1)), 'a range may end behind the end');
      await objects.delete(tenant, object);
    }
  });

  test(`${name}: an empty file is an empty file`, async () => {
    const { objects } = await open(), object = await fill(Buffer.alloc(0));
    assert.equal((await buffer(await objects.read(tenant, object))).length, 0);
  });

  test(`${name}: a program gets a plain file, and what was made for it goes`, async () => {
    const { objects, folder } = await open();
    const plain = randomBytes(100_000), object = await fill(plain);
    const { path: file, done } = await objects.asFile(tenant, object);
    assert.deepEqual(await readFile(file), plain);
    await done();
    assert.equal(existsSync(file), !isSealed && object.store === 'disk', 'what is the store\'s own stays');
    assert.deepEqual(await buffer(await objects.read(tenant, object)), plain);
    assert.deepEqual(readdirSync(folder).filter((left) => left !== 'objects' && left !== 'temporary'), []);
    assert.deepEqual(existsSync(path.join(folder, 'temporary')) ? readdirSync(path.join(folder, 'temporary')) : [], []);
  });

  test(`${name}: what is deleted or another tenant's is not found`, async () => {
    const { objects } = await open(), object = await fill(Buffer.from('confidential'));
    await assert.rejects(async () => buffer(await objects.read(other, object)), (error) => code('not-found')(error) || error instanceof DamagedError);
    await objects.delete(tenant, object);
    await assert.rejects(objects.read(tenant, object), code('not-found'));
    await assert.rejects(objects.asFile(tenant, object), code('not-found'));
  });

  if (!isSealed) return;

  test(`${name}: stored bytes show nothing of an encrypted file`, async () => {
    const { store } = await open();
    const words = Buffer.from('the price is forty-two'.repeat(5000)), object = await fill(words);
    const stored = await buffer(await store.read(keyOf(tenant, object.id)));
    assert.equal(stored.length, sealedBytes(words.length));
    assert.ok(!stored.includes('forty-two'));
    assert.notDeepEqual(stored.subarray(12, 100), (await buffer(await store.read(keyOf(tenant, (await fill(words)).id)))).subarray(12, 100), 'the same file again looks like another');
  });

  test(`${name}: what was changed, cut, moved or swapped in the store is refused, never given out`, async () => {
    const { objects } = await open();
    const plain = randomBytes(3 * frameBytes + 100);
    const twin = await fill(randomBytes(3 * frameBytes + 100));
    const { store } = await open(), foreign = await buffer(await store.read(keyOf(tenant, twin.id)));
    const frame = (stored: Buffer, index: number) => stored.subarray(index * sealedFrameBytes, (index + 1) * sealedFrameBytes);
    const tricks: Record<string, (stored: Buffer) => Buffer> = {
      'one bit': (stored) => { stored[sealedFrameBytes + 500]! ^= 1; return stored; },
      'a nonce': (stored) => { stored[sealedFrameBytes]! ^= 1; return stored; },
      'a tag': (stored) => { stored[2 * sealedFrameBytes - 1]! ^= 1; return stored; },
      'the last byte gone': (stored) => stored.subarray(0, -1),
      'the last frame gone': (stored) => stored.subarray(0, 3 * sealedFrameBytes),
      'all gone': () => Buffer.alloc(0),
      'frames exchanged': (stored) => Buffer.concat([frame(stored, 1), frame(stored, 0), stored.subarray(2 * sealedFrameBytes)]),
      'a frame repeated': (stored) => Buffer.concat([frame(stored, 0), frame(stored, 0), stored.subarray(2 * sealedFrameBytes)]),
      'a frame of another file': (stored) => Buffer.concat([frame(stored, 0), frame(foreign, 1), stored.subarray(2 * sealedFrameBytes)]),
      'another file': () => foreign,
    };
    for (const [trick, alter] of Object.entries(tricks)) {
      const object = await fill(plain);
      await change(object, alter);
      await assert.rejects(async () => buffer(await objects.read(tenant, object)), DamagedError, trick);
    }
    const object = await fill(plain);
    await change(object, tricks['one bit']!);
    assert.ok((await buffer(await objects.read(tenant, object, { start: 0, end: 99 }))).equals(plain.subarray(0, 100)), 'a whole frame beside a broken one is right');
    await assert.rejects(async () => buffer(await objects.read(tenant, object, { start: frameBytes + 1, end: frameBytes + 2 })), DamagedError);
    await assert.rejects(async () => buffer(await objects.read(tenant, { ...object, bytes: object.bytes - 1 })), DamagedError, 'a row that says another size');
    await assert.rejects(async () => buffer(await objects.read(tenant, { ...twin, wrappedKey: object.wrappedKey })), DamagedError, 'the key of another file');
  });
}

/** Objects in that store, with or without encryption. */
export function objectsIn(store: ObjectStore, folder: string, isSealed: boolean, keys: TenantKeys = keysInMemory(), master: Buffer = Buffer.alloc(32, 7), previous?: Buffer): Objects {
  return createObjects({
    disk: store instanceof DiskStore ? store : new DiskStore(path.join(folder, 'objects')), s3: store.name === 's3' ? store : undefined, writeTo: store.name,
    keyring: isSealed ? new Keyring(keys, master, previous) : undefined, temporary: path.join(folder, 'temporary'),
  });
}
