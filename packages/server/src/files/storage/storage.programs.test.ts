import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { CreateMultipartUploadCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { hasS3, s3Install, startS3, type TestS3 } from '../../testing/s3.ts';
import { uuid7 } from '../../uuid.ts';
import { S3Store } from './s3.ts';
import { keysInMemory, objectsIn, temporaryFolder, testObjects, testStore } from './storage.contract.testing.ts';
import { keyOf } from './store.ts';

let server: TestS3 | undefined, store: S3Store, client: S3Client;
const folder = temporaryFolder();
before(async () => {
  if (!hasS3()) throw new Error(`This needs an S3 server: ${s3Install}`);
  server = await startS3();
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = server.env;
  store = new S3Store({ endpoint, region, bucket, credentials: { accessKeyId, secretAccessKey }, isPathStyle: true });
  client = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });
});
after(async () => { store?.close(); client?.destroy(); await server?.stop(); });

testStore('S3', async () => ({ store, folder }));
for (const isSealed of [false, true]) {
  const place = temporaryFolder(), keys = keysInMemory();
  testObjects(`S3, ${isSealed ? 'encrypted' : 'plain'}`, isSealed, async () => ({ objects: objectsIn(store, place, isSealed, keys), folder: place, store }));
}

const fileOf = (bytes: Buffer | string): string => {
  const file = path.join(folder, randomBytes(8).toString('hex'));
  writeFileSync(file, bytes);
  return file;
};

test('S3: lists more keys than one page has', async () => {
  const prefix = keyOf('lister', uuid7()).slice(0, 33);
  await Promise.all(Array.from({ length: 8 }, async (_, worker) => {
    for (let i = worker; i < 1010; i += 8) await client.send(new PutObjectCommand({ Bucket: 'corridor', Key: `${prefix}${String(i % 256).padStart(2, '0')}/${i}`, Body: 'x' }));
  }));
  let count = 0;
  for await (const { bytes } of store.list(prefix)) count += bytes;
  assert.equal(count, 1010);
});

test('S3: an upload that ended in the middle is swept, one that is under way and what others keep in the bucket is not', async () => {
  const [mine, theirs] = [keyOf('acme', uuid7()), 'backup/today.tar'];
  for (const Key of [mine, theirs]) await client.send(new CreateMultipartUploadCommand({ Bucket: 'corridor', Key }));
  assert.equal(await store.sweep(new Date(Date.now() - 3_600_000)), 0);
  assert.equal(await store.sweep(new Date(Date.now() + 3_600_000)), 1);
  assert.equal(await store.sweep(new Date(Date.now() + 3_600_000)), 0);
});

test('S3: a file that cannot be stored stays where it was', async () => {
  const away = new S3Store({ endpoint: 'http://127.0.0.1:1', region: 'us-east-1', bucket: 'corridor', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, isPathStyle: true });
  const from = fileOf('kept');
  await assert.rejects(away.put(keyOf('acme', uuid7()), from));
  assert.ok(existsSync(from));
  away.close();
});

test('S3: a large file keeps its digest, encrypted and in parts', async () => {
  const place = temporaryFolder(), objects = objectsIn(store, place, true), plain = randomBytes(30 * 1024 * 1024 + 5);
  const object = await objects.store('acme', fileOf(plain)), hash = createHash('sha256');
  for await (const chunk of await objects.read('acme', object)) hash.update(chunk as Buffer);
  assert.deepEqual(hash.digest(), object.sha256);
});
