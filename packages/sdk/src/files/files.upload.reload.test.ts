import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createCorridor, type Corridor } from '../corridor.ts';
import { createMemoryServer, type MemoryServer, type MemoryTransport } from '../testing/index.ts';
import type { FileUpload } from './files.upload.ts';

let server: MemoryServer, channelId: string;
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server = createMemoryServer({ people: [{ id: 'ada', name: 'Ada' }, { id: 'ben', name: 'Ben' }] });
  await server.request('ben', 'session.me', {});
  channelId = (await server.request('ada', 'chat.openDirect', { userIds: ['ben'] })).id;
});

const token = `e30.${Buffer.from(JSON.stringify({ sub: 'ada', tenant: 'demo' })).toString('base64url')}.`;
/** A page of Ada's, as after each reload. */
async function page(uploadShare: number): Promise<{ ada: Corridor; line: MemoryTransport }> {
  const line = server.transport('ada');
  line.uploadShare = uploadShare;
  const ada = createCorridor({ transport: line, token: async () => token, storage: 'indexeddb' });
  await ada.connect();
  return { ada, line };
}
const when = <T>(store: { subscribe(listener: (value: T) => void): () => void }, isThere: (value: T) => unknown) => new Promise<void>((resolve) => {
  const stop = store.subscribe((value) => { if (isThere(value)) { resolve(); queueMicrotask(() => { stop(); }); } });
});
const plan = () => new Blob([new Uint8Array(1000)], { type: 'application/pdf' });

test('an upload goes on where it stopped after a reload, and the message that waits for it goes out', async () => {
  const before = await page(0.5);
  const upload = await before.ada.files.upload(plan(), { name: 'plan.pdf', place: channelId });
  await when(upload.progress, ({ sent }) => sent === 500);
  before.ada.chat.send(channelId, { text: 'The plan', fileIds: [upload.fileId] }).catch(() => undefined);
  before.ada.close();
  const { ada, line } = await page(0.8);
  await when(ada.files.uploads, ([one]: readonly FileUpload[]) => one?.messageId && one.progress.get().sent === 800);
  assert.deepEqual((await server.request('ben', 'chat.history', { channelId })).items, []);
  line.uploadShare = 1;
  await when(ada.files.uploads, ({ length }: readonly FileUpload[]) => length === 0);
  assert.deepEqual((await server.request('ben', 'chat.history', { channelId })).items.map(({ text, card }) => [text, card?.type]), [['The plan', 'files']]);
  ada.close();
});

test('what has arrived and was not sent yet is there again; what was removed is not', async () => {
  const before = await page(1);
  const [kept, removed] = await Promise.all(['kept.pdf', 'removed.pdf'].map((name) => before.ada.files.upload(plan(), { name, place: channelId }))) as [FileUpload, FileUpload];
  await Promise.all([kept.done, removed.done]);
  removed.cancel();
  before.ada.close();
  const { ada } = await page(1);
  await when(ada.files.uploads, ({ length }: readonly FileUpload[]) => length > 0);
  assert.deepEqual(ada.files.uploads.get().map(({ name, place, progress }) => [name, place, progress.get().state]), [['kept.pdf', channelId, 'done']]);
  await ada.chat.send(channelId, { text: '', fileIds: [kept.fileId] });
  assert.equal((await server.request('ben', 'chat.history', { channelId })).items.length, 1);
  ada.close();
});

test('what was signed out leaves nothing to go on with', async () => {
  const before = await page(0.5);
  const upload = await before.ada.files.upload(plan(), { name: 'plan.pdf', place: channelId });
  await when(upload.progress, ({ sent }) => sent === 500);
  await before.ada.signOut();
  const { ada } = await page(1);
  assert.deepEqual(ada.files.uploads.get(), []);
  ada.close();
});
