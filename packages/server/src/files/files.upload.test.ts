import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { putFile } from '../testing/files.ts';
import { inTransaction } from '../transaction.ts';
import { uuid7 } from '../uuid.ts';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';
import { arriving, keepUpload } from './files.upload.ts';
import { uploadOf } from './files.uploads.queries.ts';
import { rawZip } from './safety/safety.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben] = await Promise.all([world.connect('ada'), world.connect('ben')]);
});
after(() => world.close());

const ask = <Row>(text: string, values: unknown[]): Promise<Row[]> => inTransaction(world.database, ['acme'], (transaction) => transaction.query<Row>('', text, values));
const codeOf = (asked: Promise<unknown>) => asked.then(() => 'ok', (error: { code: string }) => error.code);
const send = async ({ session }: Guest, uploadId: string, text: string) => world.files.uploads.write(await world.perform(session, async (call) => arriving('acme', (await uploadOf(call, uploadId))!)), 0, Readable.from([Buffer.from(text)]));

test('an archive is refused once and for all also where what it names cannot be written down', async () => {
  for (const name of ['/a\0b.txt', '/a\ud800.txt']) {
    const bytes = rawZip([{ name, content: Buffer.from('x') }]), { uploadId } = await ada.request('files.beginUpload', { name: 'a.zip', bytes: bytes.length });
    await world.files.uploads.write(await world.perform(ada.session, async (call) => arriving('acme', (await uploadOf(call, uploadId))!)), 0, Readable.from([bytes]));
    assert.equal(await codeOf(keepUpload(ada.session, uploadId, world)), 'invalid-input');
    const [kept] = await ask<{ isOver: boolean }>('select done_at is not null as "isOver" from file_uploads where id = $1', [uploadId]);
    assert.deepEqual(kept, { isOver: true });
  }
});

test('an upload that has expired begins anew under its id, with nothing of what had arrived', async () => {
  const { uploadId } = await ada.request('files.beginUpload', { name: 'a.txt', bytes: 5 });
  await send(ada, uploadId, 'old');
  await ask("update file_uploads set expires_at = now() - interval '1 minute' where id = $1", [uploadId]);
  assert.equal((await ada.request('files.beginUpload', { uploadId, name: 'a.txt', bytes: 5 })).offset, 0);
  await send(ada, uploadId, 'hello');
  await keepUpload(ada.session, uploadId, world);
  assert.equal((await ada.request('files.file', { fileId: uploadId })).bytes, 5);
});

test('what was damaged on the way can be sent again under the same id', async () => {
  const what = { uploadId: uuid7(), name: 'a.txt', bytes: 5, sha256: createHash('sha256').update('hello').digest('hex') };
  await ada.request('files.beginUpload', what);
  await send(ada, what.uploadId, 'hullo');
  assert.equal(await codeOf(keepUpload(ada.session, what.uploadId, world)), 'checksum-mismatch');
  assert.equal((await ada.request('files.beginUpload', what)).offset, 0);
  await send(ada, what.uploadId, 'hello');
  await keepUpload(ada.session, what.uploadId, world);
  assert.equal((await ada.request('files.file', { fileId: what.uploadId })).sha256, what.sha256);
});

test('who was removed from a channel while their file was on its way puts it into no folder of it', async () => {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'Valves', members: ['ben'] });
  const { id: folderId } = await ada.request('files.createFolder', { name: 'Offers', channelId });
  const [lost, kept] = await Promise.all(['lost.txt', 'kept.txt'].map((name) => ben.request('files.beginUpload', { name, bytes: 5, folderId })));
  const finish = async ({ uploadId }: { uploadId: string }) => { await send(ben, uploadId, 'hello'); await keepUpload(ben.session, uploadId, world); };
  await finish(kept!);
  await ada.request('chat.removeMember', { channelId, userId: 'ben' });
  await finish(lost!);
  assert.equal((await ben.request('files.file', { fileId: lost!.fileId })).folderId, null);
  assert.deepEqual((await ada.request('files.list', { channelId })).items.map(({ name }) => name), ['kept.txt']);
});

test('where the store is away nothing of a photo is left lying about, however often its end is tried', async () => {
  const bytes = await sharp({ create: { width: 9, height: 6, channels: 3, background: 'teal' } }).withMetadata({ exif: { IFD0: { Make: 'SecretCam' } } }).jpeg().toBuffer();
  const { uploadId } = await ada.request('files.beginUpload', { name: 'valve.jpg', bytes: bytes.length });
  await world.files.uploads.write(await world.perform(ada.session, async (call) => arriving('acme', (await uploadOf(call, uploadId))!)), 0, Readable.from([bytes]));
  const files = { ...world.files, objects: { ...world.files.objects, store: () => Promise.reject(new Error('away')) } };
  await assert.rejects(keepUpload(ada.session, uploadId, { ...world, files }), /away/);
  assert.deepEqual(await readdir(world.files.storage.folders.temporary), []);
  await keepUpload(ada.session, uploadId, world);
  assert.equal((await ada.request('files.file', { fileId: uploadId })).name, 'valve.jpg');
});

test('a file that is renamed has its name cleaned as one that is uploaded', async () => {
  const fileId = await putFile(world, ada.session, { name: 'offer.txt' }), renamed = async (name: string) => (await ada.request('files.update', { fileId, name })).name;
  assert.deepEqual([await renamed('a/b.txt'), await renamed('offer\u202etxt.exe.txt'), await renamed('con.txt'), await renamed(' x\ny.txt ')], ['b.txt', 'offertxt.exe.txt', '_con.txt', 'xy.txt']);
  assert.equal(await codeOf(renamed('\u200b.txt')), 'invalid-input');
});
