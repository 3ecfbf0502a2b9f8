import type { FilesCard, Message } from '@corridor/sdk/protocol';
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import type { Host } from '../host.ts';
import { putFile, temporaryFolder } from '../testing/files.ts';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';
import type { Tools } from './processing/tools.ts';

/** Where a program says that it runs, and for how long it does. */
let started: string, folder: string, tools: Tools, world: TestWorld, ada: Guest;
before(async () => {
  folder = temporaryFolder();
  await fs.mkdir(folder, { recursive: true });
  started = path.join(folder, 'started');
  const program = path.join(folder, 'pdfinfo');
  await fs.writeFile(program, `#!/bin/sh\ntouch ${started}\nwhile [ -e ${folder}/hold ]; do sleep 0.05; done\necho "Pages: 7"\n`, { mode: 0o755 });
  tools = { pdfinfo: { path: program, version: '1' } };
  world = await startTestWorld({ tools: () => Promise.resolve(tools), files: { folder } });
  ada = await world.connect('ada');
});
after(() => world.close());

const file = (fileId: string) => ada.request('files.file', { fileId });
const changed = (fileId: string, isIt: (one: Awaited<ReturnType<typeof file>>) => boolean): Promise<void> => waitFor(async () => isIt(await file(fileId)));
async function waitFor(isThere: () => Promise<boolean>): Promise<void> { while (!await isThere()) await setImmediate(); }
const exists = (at: string) => fs.access(at).then(() => true, () => false);
const objects = async () => (await fs.readdir(path.join(folder, 'objects'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
const photo = () => sharp({ create: { width: 900, height: 600, channels: 3, background: 'teal' } }).withMetadata({ exif: { IFD0: { Make: 'SecretCam' } } }).jpeg().toBuffer();
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n101\n%%EOF\n');
async function hold<T>(run: () => Promise<T>): Promise<T> {
  await fs.rm(started, { force: true });
  await fs.writeFile(path.join(folder, 'hold'), '');
  try { return await run(); } finally { await fs.rm(path.join(folder, 'hold')); }
}

test('a photo has its size and pictures soon after it came, also on the message that carries it, and says nothing of its camera', async () => {
  const fileId = await putFile(world, ada.session, { name: 'valve.jpg', bytes: await photo() });
  const channel = await ada.request('chat.createChannel', { kind: 'group', name: 'Valves' });
  const sent = await ada.request('chat.send', { channelId: channel.id, text: '', fileIds: [fileId] });
  const filesOn = (message: Message) => (message.card as FilesCard).files[0]!;
  const told = filesOn(sent).renditions.length > 0 ? sent : await ada.hears('chat.message', (message) => message.id === sent.id && filesOn(message).renditions.length > 0);
  assert.deepEqual([filesOn(told).renditions, filesOn(told).facts], [['preview', 'thumbnail'], { width: 900, height: 600 }]);
  await ada.hears('files.changed', (one) => one.fileId === fileId);
  const { items: [thumbnail] } = await ada.request('files.urls', { items: [{ fileId, as: 'thumbnail' }] });
  assert.ok(thumbnail);
  const stored = await Promise.all((await fs.readdir(path.join(folder, 'objects'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => fs.readFile(path.join(entry.parentPath, entry.name), 'latin1')));
  assert.ok(stored.length >= 3 && stored.every((bytes) => !bytes.includes('SecretCam')));
});

test('what is found out about a file while its message is on its way to be stored is on the message', async () => {
  let fileId = '';
  const host: Host = {
    isAskedBeforeSend: true,
    async ask() {
      await fs.rm(path.join(folder, 'hold'));
      await changed(fileId, ({ facts }) => facts.pages === 7);
      return undefined;
    },
  };
  const slow = await startTestWorld({ beside: world, files: { folder }, tools: () => Promise.resolve(tools), host });
  try {
    const again = await slow.connect('ada'), channel = await again.request('chat.createChannel', { kind: 'group', name: 'Pumps' });
    await fs.writeFile(path.join(folder, 'hold'), '');
    fileId = await putFile(slow, again.session, { name: 'pump.pdf', bytes: pdf });
    const sent = await again.request('chat.send', { channelId: channel.id, text: '', fileIds: [fileId] }), { items: [stored] } = await again.request('chat.history', { channelId: channel.id });
    assert.deepEqual([sent, stored!].map((message) => (message.card as FilesCard).files[0]!.facts.pages), [7, 7]);
  } finally { await slow.close(); }
});

test('a file that was deleted while its previews were made has none, and leaves nothing behind', async () => {
  const count = await objects();
  await hold(async () => {
    const fileId = await putFile(world, ada.session, { name: 'offer.pdf', bytes: pdf });
    await waitFor(() => exists(started));
    await ada.request('files.delete', { fileId });
  });
  await waitFor(async () => (await fs.readdir(path.join(folder, 'work'))).length === 0);
  assert.deepEqual([await objects() - count, world.errors], [1, []], 'the deleted file itself is kept for a while');
});

test('what a new version says is there when it is made, and the old one goes on saying its own', async () => {
  const fileId = await putFile(world, ada.session, { name: 'offer.pdf', bytes: pdf });
  await changed(fileId, ({ facts }) => facts.pages === 7);
  await putFile(world, ada.session, { name: 'offer.png', bytes: await sharp({ create: { width: 20, height: 10, channels: 3, background: 'red' } }).png().toBuffer(), fileId });
  await changed(fileId, ({ version, facts }) => version === 2 && facts.width === 20);
  assert.equal((await file(fileId)).facts.pages, undefined);
});

test('what a server did not finish another one does', async () => {
  await fs.writeFile(path.join(folder, 'slow'), `#!/bin/sh\ntouch ${folder}/slow-started\nsleep 600\n`, { mode: 0o755 });
  const slow = await startTestWorld({ beside: world, tools: () => Promise.resolve({ pdfinfo: { path: path.join(folder, 'slow'), version: '1' } }), files: { folder } });
  let fileId = '';
  while (!await exists(path.join(folder, 'slow-started'))) { // either of them may take it
    fileId = await putFile(slow, ada.session, { name: 'offer.pdf', bytes: pdf });
    await waitFor(async () => await exists(path.join(folder, 'slow-started')) || (await file(fileId)).facts.pages === 7);
  }
  await slow.close();
  await changed(fileId, ({ facts }) => facts.pages === 7);
  assert.deepEqual([world.errors, slow.errors], [[], []]);
});
