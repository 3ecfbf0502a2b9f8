import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pretendScanner, type PretendedScanner } from '../testing/scanner.ts';
import { putFile, temporaryFolder } from '../testing/files.ts';
import { inTransaction } from '../transaction.ts';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';

const folder = temporaryFolder();
let world: TestWorld, scanner: PretendedScanner, ada: Guest, ben: Guest, root: Guest;
before(async () => {
  scanner = pretendScanner();
  world = await startTestWorld({ files: { scanner: scanner.address, folder }, timing: { scanMs: 20 } });
  [ada, ben, root] = await Promise.all([world.connect('ada'), world.connect('ben'), world.connect('root', { roles: ['admin'] })]);
});
after(async () => {
  await world.close();
  await scanner.close();
});

const stateOf = async (fileId: string) => (await ada.request('files.file', { fileId })).state;
const addresses = async (guest: Guest, fileId: string) => (await guest.request('files.urls', { items: [{ fileId, as: 'original' }, { fileId, as: 'download' }, { fileId, as: 'thumbnail' }, { fileId, version: 1, as: 'original' }] })).items;
const settled = async (fileId: string) => { while (await stateOf(fileId) === 'checking') await ada.settled(); };
const codeOf = (asked: Promise<unknown>) => asked.then(() => 'ok', (error: { code: string }) => error.code);

test('while the scanner is away a file waits, nobody gets it, and everybody sees why; when it is back the file goes on', async () => {
  const fileId = await putFile(world, ada.session, { text: 'hello' });
  const { id: channelId } = await ada.request('chat.openDirect', { userIds: ['ben'] });
  const message = await ada.request('chat.send', { channelId, text: '', fileIds: [fileId] });
  assert.equal(message.card?.type === 'files' && message.card.files[0]?.state, 'checking');
  assert.deepEqual([await stateOf(fileId), await addresses(ada, fileId), await addresses(ben, fileId)], ['checking', [], []]);
  assert.deepEqual((await root.request('admin.tools', {})).scanner, { state: 'unreachable', version: null });
  const [job] = await inTransaction(world.database, [], (transaction) => transaction.query('', "select keep_until > now() + interval '1 year' as \"isKept\" from pgboss.job where name = 'files.scan' and data ->> 'fileId' = $1", [fileId]));
  assert.deepEqual(job, { isKept: true });
  await scanner.open();
  const told = await ben.hears('chat.message', ({ id, card }) => id === message.id && card?.type === 'files' && card.files[0]?.state === 'ready');
  assert.equal(told.changedSeq > message.changedSeq, true);
  await ada.hears('files.changed', (one) => one.fileId === fileId);
  assert.deepEqual([(await addresses(ada, fileId)).length, (await addresses(ben, fileId)).length], [3, 3]);
});

test('a harmful file is in quarantine: its uploader and administrators see it and why, nobody gets it', async () => {
  const fileId = await putFile(world, ada.session, { name: 'game.txt', text: 'very harmful' });
  await settled(fileId);
  const { state, refusal } = await ada.request('files.file', { fileId });
  assert.deepEqual([state, refusal], ['quarantined', 'The virus scanner found Pretended.Harm in it']);
  assert.deepEqual(await addresses(ada, fileId), []);
  const { id: channelId } = await ada.request('chat.openDirect', { userIds: ['ben'] });
  assert.equal(await codeOf(ada.request('chat.send', { channelId, text: '', fileIds: [fileId] })), 'conflict');
  for (const [guest, input] of [[ada, { mine: true }], [root, {}]] as const) {
    const { items } = await guest.request('files.quarantined', input);
    assert.deepEqual(items.map((item) => [item.fileId, item.version, item.name, item.userId, item.refusal]), [[fileId, 1, 'game.txt', 'ada', refusal]]);
  }
  assert.deepEqual((await ben.request('files.quarantined', { mine: true })).items, []);
  assert.deepEqual(await Promise.all([codeOf(ben.request('files.quarantined', {})), codeOf(ada.request('files.release', { fileId, version: 1 })), codeOf(ada.request('files.purge', { fileId, version: 1 }))]), ['forbidden', 'forbidden', 'forbidden']);
});

test('an administrator releases what was found wrongly, and destroys what was found rightly; both are in the audit log', async () => {
  const right = await putFile(world, ada.session, { name: 'right.txt', text: 'harmful' }), wrong = await putFile(world, ada.session, { name: 'wrong.txt', text: 'how harmful is it?' });
  await Promise.all([settled(right), settled(wrong)]);
  await root.request('files.release', { fileId: wrong, version: 1 });
  assert.deepEqual([await stateOf(wrong), (await ada.request('files.file', { fileId: wrong })).refusal, (await addresses(ada, wrong)).length], ['ready', undefined, 3]);
  await root.request('files.purge', { fileId: right, version: 1 });
  assert.equal(await codeOf(ada.request('files.file', { fileId: right })), 'not-found');
  assert.equal(await codeOf(root.request('files.restore', { fileId: right })), 'not-found');
  assert.deepEqual(await Promise.all(['files.release', 'files.purge'].flatMap((name) => [right, wrong].map((fileId) => codeOf(root.request(name as 'files.release', { fileId, version: 1 }))))), Array<string>(4).fill('not-found'));
  const { audit_entries: entries, file_objects: objects, file_versions: versions } = await world.rows('acme') as Record<string, { row: Record<string, unknown> }[]>;
  assert.deepEqual(entries!.map(({ row }) => [row.action, row.user_id, (row.details as { fileId: string }).fileId]).sort(), [['files.purge', 'root', right], ['files.release', 'root', wrong]]);
  assert.equal(objects!.length, versions!.length);
});

test('a new version that is harmful goes, and the one before it is the file again', async () => {
  const fileId = await putFile(world, ada.session, { text: 'good' });
  await settled(fileId);
  await putFile(world, ada.session, { name: 'better.txt', text: 'harmful', fileId });
  await settled(fileId);
  assert.equal((await ada.request('files.file', { fileId })).state, 'quarantined');
  await root.request('files.purge', { fileId, version: 2 });
  const file = await ada.request('files.file', { fileId });
  assert.deepEqual([file.state, file.version, file.name, (await addresses(ada, fileId)).length], ['ready', 1, 'notes.txt', 3]);
});

test('administrators of another tenant see and change nothing', async () => {
  const fileId = await putFile(world, ada.session, { text: 'harmful' });
  await settled(fileId);
  const other = await world.connect('root', { tenant: 'other', roles: ['admin'] });
  assert.deepEqual((await other.request('files.quarantined', {})).items, []);
  assert.deepEqual([await codeOf(other.request('files.release', { fileId, version: 1 })), await codeOf(other.request('files.purge', { fileId, version: 1 }))], ['not-found', 'not-found']);
});

test('what was stored without a scanner stays, and is scanned when there is one', async () => {
  const unscanned = await startTestWorld({ beside: world, files: { folder } });
  const harmless = await putFile(unscanned, ada.session, { text: 'fine' }), harmful = await putFile(unscanned, ada.session, { text: 'harmful' });
  assert.deepEqual((await addresses(ada, harmful)).length, 3);
  assert.equal((await unscanned.dispatch(root.session, 'admin.tools', {})).scanner.state, 'none');
  await unscanned.close();
  const before = scanner.scanned();
  const scanned = await startTestWorld({ beside: world, files: { folder, scanner: scanner.address } });
  try {
    while (await stateOf(harmful) !== 'quarantined' || scanner.scanned() < before + 2) await ada.settled();
    assert.equal(await stateOf(harmless), 'ready');
    assert.equal(scanner.scanned(), before + 2);
  } finally { await scanned.close(); }
});
