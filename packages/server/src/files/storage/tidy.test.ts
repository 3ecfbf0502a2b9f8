import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import type { Session } from '../../call.ts';
import { putFile } from '../../testing/files.ts';
import { uuid7 } from '../../uuid.ts';
import { startTestWorld, type TestWorld } from '../../world.testing.ts';
import { arriving } from '../files.upload.ts';
import { uploadOf } from '../files.uploads.queries.ts';
import { keyOf, prefixOf } from './store.ts';
import { tidy, type Tidied } from './tidy.ts';

const dayMs = 86_400_000;
const nothing: Tidied = { uploads: 0, leftovers: 0, files: 0, objects: 0, orphans: 0, missing: [] };
let world: TestWorld, ada: Session;
before(async () => {
  world = await startTestWorld();
  ada = await world.person('ada');
});
after(() => world.close());

const after8Days = () => tidy({ database: world.database, storage: world.files.storage, keptDays: 7, now: new Date(Date.now() + 8 * dayMs) });
const objects = () => readdirSync(path.join(path.dirname(world.files.storage.folders.uploads), 'objects'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

/** An object that no row knows of. */
async function lose(tenant: string, id = uuid7()): Promise<string> {
  const file = await world.files.objects.temporaryFile();
  writeFileSync(file, 'lost');
  await world.files.storage.disk.put(keyOf(tenant, id), file);
  rmSync(file);
  return id;
}
const there = async (tenant: string, id: string) => await world.files.storage.disk.size(keyOf(tenant, id)) !== undefined;

test('nothing in use is touched, however old it is', async () => {
  const fileId = await putFile(world, ada, { text: 'kept' });
  assert.deepEqual(await after8Days(), nothing);
  assert.equal((await world.request(ada, 'files.file', { fileId })).state, 'ready');
  assert.equal(objects(), 1);
});

test('an upload that nobody went on with is forgotten with what had arrived, one that goes on is not', async () => {
  const begin = async () => {
    const { uploadId } = await world.request(ada, 'files.beginUpload', { name: 'a.txt', bytes: 10 });
    const upload = await world.perform(ada, async (call) => arriving('acme', (await uploadOf(call, uploadId))!));
    await world.files.uploads.write(upload, 0, Readable.from([Buffer.from('12345')]));
    return path.join(world.files.storage.folders.uploads, prefixOf('acme'), uploadId);
  };
  const file = await begin();
  assert.deepEqual(await tidy({ database: world.database, storage: world.files.storage, keptDays: 7 }), nothing);
  assert.ok(existsSync(file));
  assert.deepEqual(await after8Days(), { ...nothing, uploads: 1 });
  assert.ok(!existsSync(file));
});

test('a deleted file is kept for a while, then it is gone with its bytes', async () => {
  const fileId = await putFile(world, ada, { text: 'to be deleted' }), before = objects();
  await world.request(ada, 'files.delete', { fileId });
  assert.deepEqual(await tidy({ database: world.database, storage: world.files.storage, keptDays: 7 }), nothing);
  assert.equal(objects(), before);
  assert.deepEqual(await after8Days(), { ...nothing, files: 1, objects: 1 });
  assert.equal(objects(), before - 1);
  assert.ok(!(await world.rows('acme')).files?.some((row) => (row as { row: { id: string } }).row.id === fileId));
});

test('bytes without a row are removed once they are old, and nobody else\'s: not what is young, not another tenant\'s, not what lies beside', async () => {
  await world.person('zoe', { tenant: 'globex' });
  const [mine, strange] = [await lose('acme'), await lose('a company that is not here')];
  assert.deepEqual(await tidy({ database: world.database, storage: world.files.storage, keptDays: 7 }), nothing);
  assert.ok(await there('acme', mine));
  const beside = path.join(path.dirname(world.files.storage.disk.pathOf(keyOf('acme', mine))), 'notes.txt');
  writeFileSync(beside, 'by hand');
  assert.deepEqual(await after8Days(), { ...nothing, orphans: 1 });
  assert.ok(!await there('acme', mine));
  assert.ok(await there('a company that is not here', strange));
  assert.ok(existsSync(beside));
});

test('what died processes left on the way is removed', async () => {
  const { folders } = world.files.storage, stray = path.join(folders.uploads, prefixOf('acme'), randomUUID()), temporary = path.join(folders.temporary, randomUUID());
  mkdirSync(folders.temporary, { recursive: true });
  for (const file of [stray, temporary]) writeFileSync(file, 'half');
  const young = path.join(folders.temporary, 'young');
  writeFileSync(young, 'now');
  for (const file of [stray, temporary]) utimesSync(file, new Date(Date.now() - dayMs), new Date(Date.now() - dayMs));
  assert.deepEqual(await tidy({ database: world.database, storage: world.files.storage, keptDays: 7 }), { ...nothing, leftovers: 2 });
  assert.deepEqual([stray, temporary, young].map((file) => existsSync(file)), [false, false, true]);
});

test('a row whose bytes are in no store is told of, and stays', async () => {
  const fileId = await putFile(world, ada, { text: 'stolen' });
  const [row] = (await world.rows('acme')).file_versions!.filter((one) => (one as { row: { file_id: string } }).row.file_id === fileId) as { row: { object_id: string } }[];
  await world.files.storage.disk.delete(keyOf('acme', row!.row.object_id));
  assert.deepEqual((await after8Days()).missing, [{ tenant: 'acme', id: row!.row.object_id }]);
  assert.equal((await world.request(ada, 'files.file', { fileId })).name, 'notes.txt');
});
