import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Corridor } from '../corridor.ts';
import type { Message } from '../chat/message.ts';
import { createCorridor } from '../corridor.ts';
import { createMemoryServer, type MemoryServer, type MemoryTransport } from '../testing/index.ts';
import type { FileUpload } from './files.upload.ts';

let server: MemoryServer, line: MemoryTransport, ada: Corridor, channelId: string;
beforeEach(async () => {
  server = createMemoryServer({ people: [{ id: 'ada', name: 'Ada' }, { id: 'ben', name: 'Ben' }] });
  await server.request('ben', 'session.me', {});
  line = server.transport('ada');
  ada = createCorridor({ transport: line, storage: 'memory' });
  await ada.connect();
  channelId = (await ada.chat.openDirect('ben')).id;
});
afterEach(() => { ada.close(); });

const plan = (name = 'plan.pdf', bytes = 1000) => new File([new Uint8Array(bytes)], name, { type: 'application/pdf' });
const reached = (upload: FileUpload, isThere: (progress: ReturnType<FileUpload['progress']['get']>) => boolean) => new Promise<void>((resolve) => {
  let isOver = false;
  const stop = upload.progress.subscribe((progress) => { if (!isOver && isThere(progress)) { isOver = true; resolve(); queueMicrotask(() => { stop(); }); } });
});
const inState = (upload: FileUpload, wanted: string) => reached(upload, ({ state }) => state === wanted);
const told = async () => (await server.request('ben', 'chat.history', { channelId })).items;
const rows = () => ada.chat.conversation(channelId).messages.get();
const settle = () => new Promise((resolve) => { setImmediate(resolve); });

test('a file goes up and is mine, and its way is told', async () => {
  const upload = await ada.files.upload(plan()), states: string[] = [];
  upload.progress.subscribe(({ state, sent }) => { states.push(`${state} ${sent}`); });
  const file = await upload.done;
  assert.deepEqual([file.id, file.name, file.bytes, file.level], [upload.fileId, 'plan.pdf', 1000, 'owner']);
  assert.ok(states.includes('sending 500') && states.includes('checking 1000') && states.at(-1) === 'done 1000', states.join());
  assert.deepEqual(ada.files.uploads.get(), []);
});

test('three go side by side, the fourth waits for its turn', async () => {
  line.uploadShare = 0.5;
  const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => ada.files.upload(plan(name))));
  await Promise.all(all.slice(0, 3).map((one) => reached(one, ({ sent }) => sent === 500)));
  assert.deepEqual(all.map(({ progress }) => progress.get().state), ['sending', 'sending', 'sending', 'waiting']);
  line.uploadShare = 1;
  assert.deepEqual((await Promise.all(all.map(({ done }) => done))).map(({ name }) => name), ['a', 'b', 'c', 'd']);
});

test('a paused upload gives its turn away and goes on where it stopped', async () => {
  line.uploadShare = 0.5;
  const upload = await ada.files.upload(plan());
  await reached(upload, ({ sent }) => sent === 500);
  upload.pause();
  line.uploadShare = 1;
  await settle();
  assert.deepEqual(upload.progress.get(), { state: 'paused', sent: 500, error: undefined });
  const after: number[] = [];
  upload.progress.subscribe(({ sent }) => { after.push(sent); });
  upload.resume();
  await upload.done;
  assert.equal(Math.min(...after), 500);
});

test('a lost connection only delays it', async () => {
  line.uploadShare = 0.3;
  const upload = await ada.files.upload(plan());
  await reached(upload, ({ sent }) => sent === 300);
  line.goOffline();
  assert.equal(upload.progress.get().state, 'waiting');
  line.uploadShare = 1;
  line.goOnline();
  assert.equal((await upload.done).bytes, 1000);
});

test('what the server refuses stays as failed, with its words, and can be tried again', async () => {
  line.refuseNextUpload('unsupported-type', 'No programs here');
  const upload = await ada.files.upload(plan());
  await inState(upload, 'failed');
  assert.deepEqual([upload.progress.get().error?.code, upload.progress.get().error?.message], ['unsupported-type', 'No programs here']);
  upload.resume();
  await upload.done;
});

test('what is too large is refused before a byte of it is sent', async () => {
  const upload = await ada.files.upload(plan('dump.bin', 101 * 2 ** 20));
  await inState(upload, 'failed');
  assert.deepEqual([upload.progress.get().error?.code, upload.progress.get().sent], ['too-large', 0]);
});

test('a file that has changed on the disk since it was chosen fails and says so, instead of waiting for ever', async () => {
  const gone = plan();
  gone.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('changed', 'NotReadableError')) }) as unknown as Blob;
  const upload = await ada.files.upload(gone);
  await inState(upload, 'failed');
  assert.equal(upload.progress.get().error?.code, 'conflict');
});

test('a picture that was being made smaller when its owner signed out is nobody\'s', async () => {
  const adding = ada.files.upload(plan('photo.jpg'), { compress: {} });
  adding.catch(() => undefined);
  await ada.signOut();
  await assert.rejects(adding, { code: 'conflict' });
  assert.deepEqual(ada.files.uploads.get(), []);
});

test('a cancelled upload is over for the server too', async () => {
  line.uploadShare = 0.5;
  const upload = await ada.files.upload(plan(), { place: 'here' });
  await reached(upload, ({ sent }) => sent === 500);
  upload.cancel();
  await assert.rejects(upload.done, { code: 'conflict' });
  assert.deepEqual(ada.files.uploads.get(), []);
  await assert.rejects(server.request('ada', 'files.cancelUpload', { uploadId: upload.id }), { code: 'not-found' });
});

test('a message leaves when its files have arrived; what is written after it does not wait', async () => {
  line.uploadShare = 0.5;
  const upload = await ada.files.upload(plan(), { place: channelId });
  const sent = ada.chat.send(channelId, { text: 'The plan', fileIds: [upload.fileId] });
  await ada.chat.send(channelId, { text: 'and a word' });
  assert.deepEqual((await told()).map(({ text }) => text), ['and a word']);
  const pending = rows().find(({ text }) => text === 'The plan');
  assert.deepEqual([pending?.status, pending?.fileIds, upload.messageId], ['pending', [upload.fileId], pending?.id]);
  line.uploadShare = 1;
  await sent;
  assert.deepEqual((await told()).map(({ text, card }) => [text, card?.type === 'files' ? card.files.map(({ name }) => name) : undefined]), [['and a word', undefined], ['The plan', ['plan.pdf']]]);
  assert.deepEqual(ada.files.uploads.get(), []);
});

test('a message whose file is refused says why, and goes out with it after another try', async () => {
  line.uploadShare = 0.5;
  line.refuseNextUpload('infected', 'Found to be harmful');
  const upload = await ada.files.upload(plan(), { place: channelId });
  const refused = ada.chat.send(channelId, { text: '', fileIds: [upload.fileId] });
  line.uploadShare = 1;
  await assert.rejects(refused, { code: 'infected' });
  const [failed] = rows() as [Message];
  assert.deepEqual([failed.status, failed.error?.message], ['failed', 'Found to be harmful']);
  await ada.chat.retry(failed.id);
  assert.equal((await told()).length, 1);
});

test('a message taken back returns its text and its uploads, which go on; a discarded one ends them', async () => {
  line.uploadShare = 0.5;
  const [one, two] = await Promise.all(['a', 'b'].map((name) => ada.files.upload(plan(name), { place: channelId }))) as [FileUpload, FileUpload];
  ada.chat.send(channelId, { text: 'first', fileIds: [one.fileId] }).catch(() => undefined);
  ada.chat.send(channelId, { text: 'second', fileIds: [two.fileId] }).catch(() => undefined);
  const [first, second] = rows() as [Message, Message];
  assert.deepEqual(await ada.files.withdraw(first.id), { text: 'first', uploads: [one] });
  ada.chat.discard(second.id);
  await settle();
  line.uploadShare = 1;
  await one.done;
  await assert.rejects(two.done, { code: 'conflict' });
  assert.deepEqual([rows(), ada.files.uploads.get(), one.messageId, await told()], [[], [one], undefined, []]);
});
