import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { ImportError, openArchive } from './archive.ts';
import { newFolder, writeFolder, writeZip } from './slack.fixture.testing.ts';

const files = { 'users.json': [], 'general/2024-01-01.json': [{ ts: '1.0' }], 'general/notes.txt': 'x', '__MACOSX/users.json': [] };
const limits = { largestFile: 1000, mostFiles: 10, mostRatio: 50, ratioFrom: 2000 };

async function pathsOf(...sources: string[]): Promise<string[]> {
  const archive = await openArchive(sources);
  archive.close();
  return [...archive.files.keys()].sort();
}
const refusal = async (...args: Parameters<typeof openArchive>): Promise<string> => {
  try { (await openArchive(...args)).close(); return 'opened'; } catch (error) { assert.ok(error instanceof ImportError, String(error)); return error.message; }
};

test('reads a folder and a zip file alike, and one that stands in a folder of its own', async () => {
  const expected = ['general/2024-01-01.json', 'users.json'];
  assert.deepEqual(await pathsOf(await writeFolder(files)), expected);
  const zip = await writeZip(files);
  assert.deepEqual(await pathsOf(zip), expected);
  assert.deepEqual(await pathsOf(await writeZip(Object.fromEntries(Object.entries(files).map(([name, content]) => [`acme export/${name}`, content])))), expected);
  const archive = await openArchive([zip]);
  assert.equal((await archive.files.get('general/2024-01-01.json')![0]!()).toString(), '[{"ts":"1.0"}]');
  archive.close();
});

test('puts the parts of an export together', async () => {
  const archive = await openArchive([await writeZip(files), await writeFolder({ 'x/general/2024-01-01.json': [], 'x/general/2024-01-02.json': [] })]);
  assert.deepEqual([...archive.files].map(([name, readers]) => [name, readers.length]).sort(), [['general/2024-01-01.json', 2], ['general/2024-01-02.json', 1], ['users.json', 1]]);
  archive.close();
});

test('says what is wrong with a file that cannot be used', async () => {
  const folder = await newFolder(), zip = await writeZip(files), bytes = await readFile(zip);
  await writeFile(path.join(folder, 'half.zip'), bytes.subarray(0, bytes.length / 2));
  await writeFile(path.join(folder, 'text.zip'), 'no zip at all');
  for (const name of ['half.zip', 'text.zip']) assert.match(await refusal([path.join(folder, name)]), /no zip file that can be read/);
  assert.match(await refusal([path.join(folder, 'absent.zip')]), /no such file/);
  const locked = Buffer.from(bytes);
  for (const sign of ['PK\u0001\u0002', 'PK\u0003\u0004']) for (let found = locked.indexOf(sign); found >= 0; found = locked.indexOf(sign, found + 4)) locked[found + (sign === 'PK\u0001\u0002' ? 8 : 6)]! |= 1;
  await writeFile(path.join(folder, 'locked.zip'), locked);
  assert.match(await refusal([path.join(folder, 'locked.zip')]), /is encrypted/);
});

test('refuses a bomb, passes over what is too large, follows no symbolic link', async () => {
  assert.match(await refusal([await writeZip(Object.fromEntries(Array.from({ length: 5 }, (_, place) => [`${place}.json`, ' '.repeat(900_000)])))], limits), /more than 50 times its size/);
  assert.match(await refusal([await writeFolder(Object.fromEntries(Array.from({ length: 11 }, (_, place) => [`${place}.json`, []])))], limits), /more than 10 files/);
  const large = await openArchive([await writeFolder({ 'users.json': ' '.repeat(1001), 'channels.json': [] })], limits);
  assert.deepEqual([[...large.files.keys()], large.problems.length], [['channels.json'], 1]);
  const folder = await writeFolder({ 'channels.json': [] }), outside = await writeFolder({ 'users.json': [] });
  await symlink(path.join(outside, 'users.json'), path.join(folder, 'users.json'));
  assert.deepEqual(await pathsOf(folder), ['channels.json']);
});

test('writes nothing to disk for a path that leads out of the export', async () => {
  const folder = await newFolder(), zip = await writeZip({ 'aa/users.json': [] }), bytes = (await readFile(zip)).toString('latin1');
  await mkdir(path.join(folder, 'x'));
  await writeFile(path.join(folder, 'x', 'evil.zip'), Buffer.from(bytes.replaceAll('aa/users.json', '../users.json'), 'latin1'));
  assert.match(await refusal([path.join(folder, 'x', 'evil.zip')]), /no zip file that can be read/);
});
