import type { FileHit, Input } from '@corridor/sdk/protocol';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { putFile } from '../testing/files.ts';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest, chloe: Guest, stranger: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben, chloe, stranger] = await Promise.all([world.connect('ada'), world.connect('ben'), world.connect('chloe'), world.connect('ben', { tenant: 'globex' })]);
});
after(() => world.close());

/** Until what is written in it has been read. */
async function put(guest: Guest, name: string, text: string): Promise<string> {
  const id = await putFile(world, guest.session, { name, text });
  while (!(await find(guest, { query: text.split(' ').at(-1)! })).includes(name)) await setImmediate();
  return id;
}
const hits = async (guest: Guest, asked: Input<'search.find'>): Promise<FileHit[]> => (await guest.request('search.find', { kind: 'files', ...asked })).files;
const find = async (guest: Guest, asked: Input<'search.find'>): Promise<string[]> => (await hits(guest, asked)).map(({ file }) => file.name);
const said = (parts: FileHit['snippet']) => parts.map(({ text, isHit }) => (isHit ? `[${text}]` : text)).join('');

test('a file is found by its name and by what is written in it, whatever form, case and accents the words have', async () => {
  await put(ada, 'Angebot_PO-1042.txt', 'Die Lieferungen der Hydraulikpumpen für Señor Müller, delivery by getShippingCost() zephyrone');
  for (const query of ['angebot', '1042', 'PO1042', 'lieferung', 'senor muller', 'deliveries', 'shipping cost', 'angebot hydraulikpump', '"für señor"', 'type:txt zephyrone', 'type:text zephyrone', 'angebot zephyrone']) {
    assert.deepEqual(await find(ada, { query }), ['Angebot_PO-1042.txt'], query);
  }
  for (const query of ['type:pdf zephyrone', '"señor für"', 'nothing', 'angebot nothing', 'has:link zephyrone']) assert.deepEqual(await find(ada, { query }), [], query);
  const [hit] = await hits(ada, { query: 'angebot lieferung' });
  assert.deepEqual([said(hit!.name), said(hit!.snippet).slice(0, 24)], ['[Angebot]_PO-1042.txt', 'Die [Lieferungen] der Hy']);
});

test('what stands far down in a long text is shown around the words', async () => {
  await put(ada, 'log.txt', `${'all is well here\n'.repeat(5000)}then the compressor failed at noon ${'and was repaired\n'.repeat(200)} zephyrtwo`);
  const [hit] = await hits(ada, { query: 'compressor failed' });
  assert.match(said(hit!.snippet), /^… .*then the \[compressor\] \[failed\] at noon/s);
});

test('a file is found by those who see it and nobody else, and no longer when they do not', async () => {
  const fileId = await put(ada, 'salaries.txt', 'board merger zephyrthree'), asked = { query: 'merger' };
  assert.deepEqual([await find(ada, asked), await find(ben, asked), await find(stranger, asked)], [['salaries.txt'], [], []]);
  const channel = await ada.request('chat.createChannel', { kind: 'group', name: 'Board', members: ['ben'] });
  const message = await ada.request('chat.send', { channelId: channel.id, text: '', fileIds: [fileId] }) as { id: string };
  assert.deepEqual([await find(ben, asked), await find(chloe, asked), await find(stranger, asked)], [['salaries.txt'], [], []]);
  for (const guest of [ben, chloe, stranger]) assert.equal((await guest.request('search.find', { ...asked, kind: 'files' })).next, undefined);
  assert.deepEqual(await find(ben, { query: 'merger', in: channel.id }), ['salaries.txt']);
  assert.deepEqual(await find(ben, { query: 'merger in:board from:ada' }), ['salaries.txt']);
  assert.deepEqual(await find(ben, { query: 'merger from:ben' }), []);
  await ada.request('chat.delete', { messageId: message.id });
  assert.deepEqual([await find(ada, asked), await find(ben, asked)], [['salaries.txt'], []]);
  await ada.request('files.delete', { fileId });
  assert.deepEqual(await find(ada, asked), []);
});

test('filters alone find files, newest first, page by page', async () => {
  for (let i = 0; i < 5; i++) await putFile(world, chloe.session, { name: `plan ${i}.csv`, text: 'a,b\n1,2' });
  const today = new Date().toISOString().slice(0, 10), first = await chloe.request('search.find', { kind: 'files', from: 'chloe', type: 'csv', limit: 3 });
  assert.deepEqual(first.files.map(({ file }) => file.name), ['plan 4.csv', 'plan 3.csv', 'plan 2.csv']);
  const rest = await chloe.request('search.find', { kind: 'files', from: 'chloe', type: 'csv', limit: 3, cursor: first.next! });
  assert.deepEqual([rest.files.map(({ file }) => file.name), rest.next], [['plan 1.csv', 'plan 0.csv'], undefined]);
  assert.equal((await find(chloe, { on: today, kind: 'files' })).length, 5);
  assert.deepEqual(await find(chloe, { before: today }), []);
  assert.deepEqual(await find(chloe, { query: 'type:spreadsheet plan 3' }), ['plan 3.csv']);
});

test('files come beside messages, and a type leaves all else out', async () => {
  await put(ada, 'turbine.txt', 'zephyrfour');
  const channel = await ada.request('chat.createChannel', { kind: 'group', name: 'turbine' });
  await ada.request('chat.send', { channelId: channel.id, text: 'the turbine runs' });
  const count = async (query: string) => { const found = await ada.request('search.find', { query }); return [found.files.length, found.channels.length, found.messages.length]; };
  assert.deepEqual([await count('turbine'), await count('turbine type:txt'), await count('turbine from:ada')], [[1, 1, 1], [1, 0, 0], [1, 0, 1]]);
});

test('of a file with a new version only what is in that is found', async () => {
  const fileId = await put(ada, 'manual.txt', 'old instructions zephyrfive');
  await putFile(world, ada.session, { name: 'manual.txt', text: 'new instructions zephyrsix', fileId });
  while ((await find(ada, { query: 'zephyrsix' })).length === 0) await setImmediate();
  assert.deepEqual(await find(ada, { query: 'zephyrfive' }), []);
});
