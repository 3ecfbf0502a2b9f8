import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { randomBytes } from 'node:crypto';
import { eicar, startClamd, type Clamd } from '../../testing/clamd.ts';
import { clamdAddress, createClamd, type Scanner } from './clamd.ts';
import { zipOf } from './safety.testing.ts';

describe('clamd', () => {
  let clamd: Clamd & { folder: string }, scanner: Scanner;
  before(async () => {
    clamd = await startClamd({ streamMaxLength: '2M' });
    scanner = createClamd(clamdAddress(clamd.address)!);
  });
  after(async () => {
    await clamd.stop();
    await rm(clamd.folder, { recursive: true });
  });
  const scan = (bytes: Buffer) => scanner.scan(Readable.from([bytes]));

  it('finds nothing in a harmless file, and nothing in an empty one', async () => {
    assert.deepEqual(await scan(Buffer.from('hello')), { isClean: true });
    assert.deepEqual(await scanner.scan(Readable.from([])), { isClean: true });
  });
  it('names what it found', async () => {
    const found = await scan(eicar);
    assert.equal(found.isClean, false);
    assert.match(found.isClean ? '' : found.signature, /Corridor\.Test\.Eicar|Eicar/i);
  });
  it('finds it in a zip archive, and in an archive in that', async () => {
    const zip = await zipOf({ 'read me.txt': Buffer.from('hello'), 'eicar.com': eicar });
    assert.equal((await scan(zip)).isClean, false);
    assert.equal((await scan(await zipOf({ 'inner.zip': zip }))).isClean, false);
  });
  it('says when a file is larger than the scanner takes', async () => {
    await assert.rejects(scan(randomBytes(8 * 1024 * 1024)), { code: 'too-large' });
  });
  it('scans many at once', async () => {
    const found = await Promise.all(Array.from({ length: 30 }, (_, at) => scan(at % 2 ? eicar : randomBytes(200_000))));
    assert.deepEqual(found.map(({ isClean }) => isClean), Array.from({ length: 30 }, (_, at) => at % 2 === 0));
  });
  it('passes on what went wrong with the file itself', async () => {
    const broken = new Readable({ read() { this.destroy(new Error('the disk is gone')); } });
    await assert.rejects(scanner.scan(broken), /the disk is gone/);
  });
  it('tells its version', async () => { assert.match(await scanner.version(), /^ClamAV \d/); });
});

describe('a scanner that is not there', () => {
  it('is unavailable', async () => {
    const scanner = createClamd({ path: path.join(os.tmpdir(), 'no-such-clamd.sock') });
    await assert.rejects(scanner.scan(Readable.from(['x'])), { code: 'unavailable' });
  });
  it('is unavailable when it is silent', async () => {
    const server = createServer(() => { /* says nothing */ }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const scanner = createClamd({ host: '127.0.0.1', port: (server.address() as { port: number }).port }, { idleMs: 50 });
      await assert.rejects(scanner.scan(Readable.from(['x'])), { code: 'unavailable' });
    } finally { server.close(); }
  });
});

describe('the address of a scanner', () => {
  it('is a path, or a host with its port', () => {
    assert.deepEqual(clamdAddress('/run/clamav/clamd.ctl'), { path: '/run/clamav/clamd.ctl' });
    assert.deepEqual(clamdAddress('scanner.example:3310'), { host: 'scanner.example', port: 3310 });
    assert.deepEqual(clamdAddress('[::1]:3310'), { host: '::1', port: 3310 });
    for (const text of ['scanner.example', 'scanner.example:0', 'a b:3310', 'http://scanner:3310']) assert.equal(clamdAddress(text), undefined);
  });
});
