import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { uuid7 } from '../../uuid.ts';
import { DiskStore } from './disk.ts';
import { DamagedError } from './frames.ts';
import { code, keysInMemory, objectsIn, temporaryFolder, testObjects, testStore } from './storage.contract.testing.ts';
import { idIn, keyOf } from './store.ts';

const folder = temporaryFolder(), disk = new DiskStore(path.join(folder, 'objects'));
testStore('disk', async () => ({ store: disk, folder }));
for (const isSealed of [false, true]) {
  const place = temporaryFolder(), store = new DiskStore(path.join(place, 'objects')), objects = objectsIn(store, place, isSealed);
  testObjects(`disk, ${isSealed ? 'encrypted' : 'plain'}`, isSealed, async () => ({ objects, folder: place, store }));
}

function fileOf(bytes: Buffer | string, name = randomBytes(8).toString('hex')): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes, { mode: 0o644 });
  return file;
}

test('files and folders of the disk store are for the server alone', async () => {
  const key = keyOf('modes', uuid7());
  await disk.put(key, fileOf('private'));
  const file = disk.pathOf(key);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  for (const up of [path.dirname(file), path.dirname(path.dirname(file)), path.join(folder, 'objects')]) assert.equal(statSync(up).mode & 0o777, 0o700);
});

test('a file from another file system is copied in, and what such a copy left behind is swept', async (t) => {
  const elsewhere = '/dev/shm';
  if (!existsSync(elsewhere) || statSync(elsewhere).dev === statSync(folder).dev) return t.skip('there is no other file system here');
  const from = path.join(elsewhere, `corridor-${randomBytes(8).toString('hex')}`), key = keyOf('mover', uuid7());
  writeFileSync(from, 'from far away');
  await disk.put(key, from);
  assert.equal((await buffer(await disk.read(key))).toString(), 'from far away');
  await assert.rejects(disk.put(key, from), code('conflict'));
  rmSync(from);
  const arriving = path.join(folder, 'objects', '.arriving');
  assert.deepEqual(readdirSync(arriving), []);
  for (const [name, seconds] of [['old', 1000], ['new', Date.now() / 1000]] as const) {
    writeFileSync(path.join(arriving, name), 'half');
    utimesSync(path.join(arriving, name), seconds, seconds);
  }
  assert.equal(await disk.sweep(new Date(Date.now() - 3_600_000)), 1);
  assert.deepEqual(readdirSync(arriving), ['new']);
});

test('no key leads out of the disk store', async () => {
  for (const key of ['../outside', 'a/../../outside', '..', 'a\0b']) await assert.rejects(async () => disk.read(key), /leads out/);
  assert.equal(idIn(keyOf('acme', uuid7()))?.length, 36);
  assert.equal(idIn('backup/database.sql'), undefined);
});

test('a file that cannot be stored stays where it was', async () => {
  const from = fileOf('kept'), notAFolder = fileOf('a file');
  await assert.rejects(new DiskStore(path.join(notAFolder, 'objects')).put(keyOf('acme', uuid7()), from));
  assert.ok(existsSync(from));
});

test('keys of tenants are wrapped: what is kept tells nothing without the master key, and another tenant\'s is of no use', async () => {
  const keys = keysInMemory(), place = temporaryFolder(), store = new DiskStore(path.join(place, 'objects'));
  const objects = objectsIn(store, place, true, keys);
  const object = await objects.store('acme', fileOf('secret'));
  await objects.store('globex', fileOf('other'));
  await assert.rejects(objectsIn(store, place, true, keys, randomBytes(32)).read('acme', object), /CORRIDOR_FILES_KEY_PREVIOUS/);
  await assert.rejects(objectsIn(store, place, false).read('acme', object), code('unavailable'));
  keys.kept.set('acme', keys.kept.get('globex')!);
  await assert.rejects(objectsIn(store, place, true, keys).read('acme', object), DamagedError);
});

test('the master key can be changed: what was encrypted before is read with the previous one, and needs it no longer after that', async () => {
  const keys = keysInMemory(), place = temporaryFolder(), store = new DiskStore(path.join(place, 'objects'));
  const [before, now] = [randomBytes(32), randomBytes(32)];
  const object = await objectsIn(store, place, true, keys, before).store('acme', fileOf('kept'));
  const wrapped = keys.kept.get('acme');
  const read = async (master: Buffer, previous?: Buffer) => (await buffer(await objectsIn(store, place, true, keys, master, previous).read('acme', object))).toString();
  assert.equal(await read(now, before), 'kept');
  assert.notDeepEqual(keys.kept.get('acme'), wrapped);
  assert.equal(await read(now), 'kept');
  await assert.rejects(read(before), /CORRIDOR_FILES_KEY_PREVIOUS/);
});

test('two servers that make a tenant\'s first key at once end with the same one', async () => {
  const keys = keysInMemory(), place = temporaryFolder(), store = new DiskStore(path.join(place, 'objects'));
  const [one, two] = [objectsIn(store, place, true, keys), objectsIn(store, place, true, keys)];
  const [first, second] = await Promise.all([one.store('acme', fileOf('one')), two.store('acme', fileOf('two'))]);
  assert.equal((await buffer(await two.read('acme', first))).toString(), 'one');
  assert.equal((await buffer(await one.read('acme', second))).toString(), 'two');
});
