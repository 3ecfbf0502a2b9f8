import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { putFile } from '../../testing/files.ts';
import { inTransaction } from '../../transaction.ts';
import { type Guest, startTestWorld, type TestWorld } from '../../world.testing.ts';
import { keyOf } from '../storage/store.ts';

let world: TestWorld, ada: Guest, root: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, root] = await Promise.all([world.connect('ada'), world.connect('root', { roles: ['admin'] })]);
});
after(() => world.close());

const ask = <Row>(text: string, values: unknown[]): Promise<Row[]> => inTransaction(world.database, ['acme'], (transaction) => transaction.query<Row>('', text, values));
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!await isSo()) {
    assert.deepEqual(world.errors, []);
    await setImmediate();
  }
}
const found = async (fileId: string, query: string) => (await ada.request('search.find', { query, kind: 'files' })).files.some(({ file }) => file.id === fileId);
const quarantine = (fileId: string, version: number) => ask("update file_versions set state = 'quarantined', quarantined_at = now() where file_id = $1 and version = $2", [fileId, version]);

test('a file is found by what its current version says, and by nothing that was replaced', async () => {
  const fileId = await putFile(world, ada.session, { text: 'brass' });
  await until(() => found(fileId, 'brass'));
  await putFile(world, ada.session, { text: 'copper', fileId });
  assert.equal(await found(fileId, 'brass'), false);
  await until(() => found(fileId, 'copper'));
  await ada.request('files.restoreVersion', { fileId, version: 1 });
  assert.equal(await found(fileId, 'copper'), false);
  await until(() => found(fileId, 'brass'));
  await putFile(world, ada.session, { text: 'zinc', fileId });
  await until(() => found(fileId, 'zinc'));
  await quarantine(fileId, 4);
  await root.request('files.purge', { fileId, version: 4 });
  assert.equal(await found(fileId, 'zinc'), false);
  await until(() => found(fileId, 'brass'));
});

test('a version that was restored and the one that it was restored from each keep their bytes and pictures, whatever becomes of the other', async () => {
  const photo = (background: string) => sharp({ create: { width: 90, height: 60, channels: 3, background } }).jpeg().toBuffer();
  const fileId = await putFile(world, ada.session, { name: 'valve.jpg', bytes: await photo('teal') });
  const objectsOf = async (version: number) => (await ask<{ id: string }>('select object_id as id from file_renditions where file_id = $1 and version = $2 order by kind', [fileId, version])).map(({ id }) => id);
  await until(async () => (await objectsOf(1)).length === 2);
  await putFile(world, ada.session, { name: 'valve.jpg', bytes: await photo('red'), fileId });
  await ada.request('files.restoreVersion', { fileId, version: 1 });
  const first = await objectsOf(1);
  await until(async () => { const third = await objectsOf(3); return third.length === 2 && third.every((id) => !first.includes(id)); });
  await quarantine(fileId, 3);
  await root.request('files.purge', { fileId, version: 3 });
  const [original] = await ask<{ id: string }>('select object_id as id from file_versions where file_id = $1 and version = 1', [fileId]);
  for (const id of [...first, original!.id]) assert.ok(await world.files.storage.disk.size(keyOf('acme', id)));
});

test('a message is told again only where what it shows of its files has changed', async () => {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] }), fileId = await putFile(world, ada.session, { text: 'brass' });
  await until(async () => (await ada.request('files.file', { fileId })).state === 'ready' && (await ask('select from pgboss.job where state in (\'created\', \'active\')', [])).length === 0);
  const { id } = await ada.request('chat.send', { channelId, text: 'the list', fileIds: [fileId] });
  const changes = () => ask('select changed_seq from messages where id = $1', [id]);
  const before = await changes();
  await ada.request('files.share', { fileId, grants: [{ kind: 'user', id: 'ben', level: 'edit' }] });
  assert.deepEqual(await changes(), before);
  await ada.request('files.update', { fileId, name: 'renamed.txt' });
  assert.notDeepEqual(await changes(), before);
});

test('a message shows its files as they are now, also where whoever changed them does not see it', async () => {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', history: 'from-joining' }), fileId = await putFile(world, ada.session, { name: 'old.txt' });
  const { id } = await ada.request('chat.send', { channelId, text: '', fileIds: [fileId] }), ben = await world.person('ben');
  await ada.request('chat.addMembers', { channelId, userIds: ['ben'] });
  await ada.request('files.share', { fileId, grants: [{ kind: 'user', id: 'ben', level: 'edit' }] });
  await world.request(ben, 'files.update', { fileId, name: 'new.txt' });
  const { card } = (await ada.request('chat.history', { channelId })).items.find((message) => message.id === id)!;
  assert.deepEqual(card?.type === 'files' && card.files.map(({ name }) => name), ['new.txt']);
});
