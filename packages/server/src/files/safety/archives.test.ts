import assert from 'node:assert/strict';
import path from 'node:path';
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import { examineArchive } from './archives.ts';
import { archiveLimits, type ArchiveLimits } from './budget.ts';
import { inFolder, oldRarOf, rarOf, rawZip, tarEntry, tarOf, zipOf, zipOfZeros } from './safety.testing.ts';

const mebi = 1024 * 1024;
const small: ArchiveLimits = { ...archiveLimits, entries: 20, ratioFrom: 100_000, unpacked: 2 * mebi, timesSize: 1 };
const examine = (content: Buffer, limits = small) => inFolder(async (write) => examineArchive(await write(content), limits));
const bomb = { code: 'too-large', details: { reason: 'archive-bomb' } };
const isBomb = (error: { code: string; details: { reason: string } }) => { assert.deepEqual([error.code, error.details.reason], ['too-large', 'archive-bomb']); return true; };

describe('an archive bomb', () => {
  it('is refused by what its directory says, before it is unpacked', async () => {
    await inFolder(async (_, folder) => {
      const file = path.join(folder, 'zeros.zip');
      await zipOfZeros(file, 200 * mebi);
      const before = process.cpuUsage();
      await assert.rejects(examineArchive(file), isBomb);
      assert.ok(process.cpuUsage(before).user < 200_000);
    });
  });
  it('is refused while it is unpacked, when its directory lies', async () => {
    await assert.rejects(examine(rawZip([{ name: 'a.txt', content: Buffer.alloc(mebi), says: 1000 }])), bomb);
  });
  it('is refused when its entries share their bytes', async () => {
    const content = randomBytes(3000);
    await assert.rejects(examine(rawZip([{ name: 'a', content }, { name: 'b', content: Buffer.from('x'), at: 10 }])), bomb);
  });
  it('is refused as gzip, and as a tar in that', async () => {
    await assert.rejects(examine(gzipSync(Buffer.alloc(mebi))), isBomb);
    await assert.rejects(examine(gzipSync(tarOf(tarEntry('zeros', Buffer.alloc(mebi))))), isBomb);
  });
  it('is refused wherever it is hidden in other archives', async () => {
    const zeros = await zipOf({ 'zeros.txt': Buffer.alloc(mebi) });
    await assert.rejects(examine(await zipOf({ 'docs/zeros.zip': zeros })), isBomb);
    await assert.rejects(examine(await zipOf({ 'zeros.zip': zeros }, { isStored: true })), isBomb);
    await assert.rejects(examine(tarOf(tarEntry('a.txt', Buffer.from('a')), tarEntry('zeros.zip', zeros))), isBomb);
    await assert.rejects(examine(gzipSync(tarOf(tarEntry('zeros.zip', zeros)))), isBomb);
  });
  it('is refused for the sum of all its parts, each of which is small', async () => {
    const part = await zipOf({ 'a.bin': Buffer.concat([randomBytes(1000), Buffer.alloc(90_000)]) });
    const level = async (inner: Buffer) => zipOf(Object.fromEntries(Array.from({ length: 4 }, (_, at) => [`${at}.zip`, inner])));
    await assert.rejects(examine(await level(await level(part)), { ...small, entries: 1000, unpacked: mebi }), isBomb);
  });
  it('is refused for the number of its entries', async () => {
    await assert.rejects(examine(rawZip(Array.from({ length: 21 }, (_, at) => ({ name: String(at), content: Buffer.from('x') })))), isBomb);
    await assert.rejects(examine(tarOf(...Array.from({ length: 21 }, (_, at) => tarEntry(String(at), Buffer.from('x'))))), isBomb);
  });
  it('is refused when archives are in archives without end', async () => {
    let content = Buffer.from('hello');
    for (let depth = 0; depth < 7; depth += 1) content = await zipOf({ 'inner.zip': content }) as Buffer<ArrayBuffer>;
    await assert.rejects(examine(content), { code: 'too-large', details: { reason: 'too-nested' } });
  });
  it('is refused for the holes of a sparse file', async () => {
    const record = (key: string, value: string) => { const rest = ` ${key}=${value}\n`; return Buffer.from(`${rest.length + 2}${rest}`); };
    await assert.rejects(examine(tarOf(tarEntry('pax', record('GNU.sparse.realsize', '99999999999'), { type: 'x' }), tarEntry('sparse', Buffer.from('x')))), isBomb);
  });
  it('is refused as RAR, by its headers, old and new', async () => {
    for (const rar of [rarOf, oldRarOf]) {
      await examine(rar('notes.txt', randomBytes(3000)));
      await assert.rejects(examine(rar('notes.txt', randomBytes(30), 900_000_000)), isBomb);
      await assert.rejects(examine(rar('../notes.txt', randomBytes(30))), { code: 'invalid-input' });
    }
  });
  it('leaves nothing on the disk', async () => {
    const mine = async () => (await readdir(os.tmpdir())).filter((name) => name.startsWith('corridor-archive-'));
    const before = await mine();
    await examine(await zipOf({ 'a.zip': await zipOf({ 'b.zip': await zipOf({ 'c.txt': Buffer.from('c') }) }) }));
    await assert.rejects(examine(await zipOf({ 'a.zip': rawZip([{ name: '../x', content: Buffer.from('x') }]) })));
    assert.deepEqual(await mine(), before);
  });
});

describe('an archive', () => {
  it('passes with archives in it, files of any size, and nothing in it', async () => {
    await examine(await zipOf({}));
    await examine(tarOf());
    await examine(gzipSync(''));
    await examine(await zipOf({ 'photo.bin': randomBytes(300_000), 'more.zip': await zipOf({ 'a.txt': Buffer.from('a'.repeat(9000)) }), 'logs.tar.gz': gzipSync(tarOf(tarEntry('log', randomBytes(5000)), tarEntry('in.zip', await zipOf({ a: Buffer.from('a') })))) }));
  });
  it('is refused when it cannot be read', async () => {
    const zip = await zipOf({ 'a.txt': randomBytes(5000) });
    const damaged = { code: 'unsupported-type', details: { reason: 'damaged' } };
    await assert.rejects(examine(zip.subarray(0, 3000)), damaged);
    await assert.rejects(examine(gzipSync(randomBytes(5000)).subarray(0, 3000)), damaged);
    await assert.rejects(examine(Buffer.concat([gzipSync(randomBytes(5000)).subarray(0, 3000), Buffer.alloc(3000)])), damaged);
    await assert.rejects(examine(Buffer.concat([Buffer.from('377abcaf271c0004', 'hex'), randomBytes(200)])));
    await assert.rejects(examine(Buffer.concat([Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'), Buffer.alloc(200, 0xff)])), damaged);
  });
});
