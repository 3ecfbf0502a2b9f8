import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { type Arriving, createArrivals } from './arrivals.ts';
import { DiskStore } from './disk.ts';
import { DamagedError, frameBytes, sealedFrameBytes } from './frames.ts';
import type { Objects } from './objects.ts';
import { keysInMemory, objectsIn, temporaryFolder } from './storage.contract.testing.ts';
import { prefixOf } from './store.ts';

/** These bytes in pieces as a network brings them; `cutAfter`: then it fails. */
async function* arriving(bytes: Buffer, cutAfter = Infinity): AsyncGenerator<Buffer> {
  for (let at = 0; at < Math.min(bytes.length, cutAfter); at += 40_000) yield bytes.subarray(at, Math.min(at + 40_000, cutAfter));
  if (cutAfter < bytes.length) throw new Error('aborted');
}

async function begun(objects: Objects, bytes: number): Promise<Arriving> {
  const { id: objectId, wrappedKey } = await objects.mint('acme');
  return { tenant: 'acme', uploadId: randomUUID(), objectId, bytes, wrappedKey };
}

for (const isSealed of [false, true]) {
  const kind = isSealed ? 'sealed' : 'plain';
  const folder = temporaryFolder(), store = new DiskStore(path.join(folder, 'objects')), keys = keysInMemory();
  const objects = objectsIn(store, folder, isSealed, keys);
  /** A server that has just started knows nothing but the disk. */
  const open = () => createArrivals({ folder: path.join(folder, 'uploads'), objects: objectsIn(store, folder, isSealed, keys) });
  const begin = (bytes: number) => begun(objects, bytes);
  const fileOf = ({ tenant, uploadId }: Arriving) => path.join(folder, 'uploads', prefixOf(tenant), uploadId);

  test(`${kind}: what arrives in one go becomes an object with the right digest, and is forgotten afterwards`, async () => {
    for (const size of [1, frameBytes, 5 * 1024 * 1024 + 3]) {
      const bytes = randomBytes(size), upload = await begin(size), arrivals = open();
      assert.equal(await arrivals.offset(upload), 0);
      assert.equal(await arrivals.write(upload, 0, arriving(bytes)), size);
      const opened = await arrivals.open(upload), { path: file, done } = await opened.asFile();
      assert.ok(readFileSync(file).equals(bytes));
      await done();
      for (const [at, length] of [[0, size], [0, 1], [size - 1, 1], [Math.max(0, size - 70_000), 70_000], [Math.min(size - 1, frameBytes - 3), 9]] as const) {
        assert.ok((await opened.at(at, length)).equals(bytes.subarray(at, at + length)), `${length} from ${at} of ${size}`);
      }
      await opened.close();
      const object = await arrivals.store(upload);
      assert.deepEqual(object, { id: upload.objectId, bytes: size, store: 'disk', wrappedKey: upload.wrappedKey, sha256: createHash('sha256').update(bytes).digest() });
      assert.deepEqual(await open().store(upload), object, 'a server that was ended in between says the same');
      await arrivals.forget(upload);
      assert.ok(!existsSync(fileOf(upload)));
      assert.ok((await buffer(await objects.read('acme', object))).equals(bytes));
    }
  });

  test(`${kind}: an upload that is cut anywhere goes on there, with the same server and with a new one`, async () => {
    const bytes = randomBytes(7 * frameBytes + 99), upload = await begin(bytes.length);
    let arrivals = open(), at = 0;
    for (const cut of [1, 2, frameBytes - 1, frameBytes, frameBytes + 1, 3 * frameBytes, 3 * frameBytes, 5 * frameBytes + 7, bytes.length - 1]) {
      assert.equal(await arrivals.write(upload, at, arriving(bytes.subarray(at), cut - at)), cut);
      if (cut % 2) arrivals = open();
      at = await arrivals.offset(upload);
      assert.equal(at, cut);
    }
    await arrivals.write(upload, at, arriving(bytes.subarray(at)));
    const object = await arrivals.store(upload);
    assert.deepEqual(object.sha256, createHash('sha256').update(bytes).digest());
    assert.ok((await buffer(await objects.read('acme', object))).equals(bytes));
  });

  test(`${kind}: an upload with a thousand cuts has its digest without being read again`, async () => {
    const bytes = randomBytes(300_000), upload = await begin(bytes.length), arrivals = open();
    for (let at = 0; at < bytes.length; at += 300) await arrivals.write(upload, at, arriving(bytes.subarray(at), 300));
    writeFileSync(fileOf(upload), 'not read again');
    assert.deepEqual(await arrivals.sha256(upload), createHash('sha256').update(bytes).digest());
  });

  test(`${kind}: what cannot be kept is an error, not a shorter file`, async () => {
    const upload = await begin(10);
    writeFileSync(path.join(folder, 'in the way'), '');
    await assert.rejects(createArrivals({ folder: path.join(folder, 'in the way'), objects }).write(upload, 0, arriving(Buffer.alloc(10))));
  });
}

const folder = temporaryFolder(), store = new DiskStore(path.join(folder, 'objects')), objects = objectsIn(store, folder, true);
const arrivals = createArrivals({ folder: path.join(folder, 'uploads'), objects });
const begin = (bytes: number) => begun(objects, bytes);
const fileOf = ({ tenant, uploadId }: Arriving) => path.join(folder, 'uploads', prefixOf(tenant), uploadId);

test('a server that was ended while it wrote a frame goes on before that frame', async () => {
  const bytes = randomBytes(3 * frameBytes), upload = await begin(bytes.length);
  await arrivals.write(upload, 0, arriving(bytes, 2 * frameBytes + 500));
  truncateSync(fileOf(upload), statSync(fileOf(upload)).size - 3);
  assert.equal(await arrivals.offset(upload), 2 * frameBytes);
  truncateSync(fileOf(upload), 2 * sealedFrameBytes - 1);
  assert.equal(await arrivals.offset(upload), frameBytes);
  await arrivals.write(upload, frameBytes, arriving(bytes.subarray(frameBytes)));
  assert.deepEqual(await arrivals.sha256(upload), createHash('sha256').update(bytes).digest());
});

test('nothing plain of an encrypted upload is on the disk while it comes in, and no frame is written twice with one nonce', async () => {
  const words = Buffer.from('the price is forty-two; '.repeat(8000)), upload = await begin(words.length);
  await arrivals.write(upload, 0, arriving(words, 100_000));
  const before = readFileSync(fileOf(upload));
  await arrivals.write(upload, 100_000, arriving(words.subarray(100_000)));
  const after = readFileSync(fileOf(upload));
  for (const file of [before, after]) assert.ok(!file.includes('forty-two'));
  assert.deepEqual(after.subarray(0, sealedFrameBytes), before.subarray(0, sealedFrameBytes));
  assert.notDeepEqual(after.subarray(sealedFrameBytes, sealedFrameBytes + 12), before.subarray(sealedFrameBytes, sealedFrameBytes + 12));
  const opened = await arrivals.open(upload), { path: plain, done } = await opened.asFile();
  assert.ok(readFileSync(plain).equals(words));
  await done();
  await opened.close();
  assert.deepEqual(readdirSync(path.join(folder, 'temporary')), []);
});

test('an upload that never went on is no whole file: its last frame says so', async () => {
  const bytes = randomBytes(frameBytes + 100), upload = await begin(bytes.length);
  await arrivals.write(upload, 0, arriving(bytes, frameBytes + 60));
  const shorter = { ...upload, bytes: frameBytes + 60 };
  await assert.rejects(createArrivals({ folder: path.join(folder, 'uploads'), objects }).sha256(shorter), DamagedError);
});
