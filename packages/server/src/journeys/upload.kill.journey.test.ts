import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, createReadStream, createWriteStream, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import * as tus from 'tus-js-client';
import { cuttable } from './cuttable.ts';
import { freePort } from './free-port.ts';
import { endProcesses, kill, processFolder, startProcess, tokenOf } from './server-process.ts';

/** CORRIDOR_UPLOAD_MIB=1024 is the whole of it; every test run takes less. */
const mebibyte = 1024 * 1024, bytes = Number(process.env.CORRIDOR_UPLOAD_MIB ?? 96) * mebibyte;

after(endProcesses);

/** A recording of that many bytes, by its first ones. */
async function makeFile(file: string): Promise<string> {
  const hash = createHash('sha256'), out = createWriteStream(file);
  const head = Buffer.alloc(36);
  head.write('RIFF', 0);
  head.writeUInt32LE(bytes - 8, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(48_000, 24);
  head.writeUInt32LE(192_000, 28);
  head.writeUInt16LE(4, 32);
  head.writeUInt16LE(16, 34);
  const data = Buffer.alloc(8);
  data.write('data');
  data.writeUInt32LE(bytes - 44, 4);
  for (let at = 0; at < bytes; at += mebibyte) {
    const piece = randomBytes(Math.min(mebibyte, bytes - at));
    if (at === 0) Buffer.concat([head, data]).copy(piece);
    hash.update(piece);
    if (!out.write(piece)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return hash.digest('hex');
}

function beginOf(file: string): Buffer {
  const begin = Buffer.alloc(mebibyte), descriptor = openSync(file, 'r');
  readSync(descriptor, begin);
  closeSync(descriptor);
  return begin;
}

const cases = { plain: {}, encrypted: { CORRIDOR_FILES_KEY: randomBytes(32).toString('base64') } };
for (const [name, env] of Object.entries<NodeJS.ProcessEnv>(cases)) {
  test(`an upload over a server that is killed twice and a network that is cut three times ends with the right bytes, ${name}`, { timeout: 600_000 }, async () => {
    const folder = processFolder(), port = await freePort();
    let server = await startProcess(folder, port, { FILES_MAX_BYTES: String(bytes), ...env });
    const wire = await cuttable(`http://localhost:${port}`);
    const file = path.join(folder, 'recording.wav'), sha256 = await makeFile(file);
    const authorization = `Bearer ${await tokenOf('ada')}`;
    const begun = await (await fetch(`${wire.url}/api/v1/files`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'recording.wav', bytes, sha256 }) })).json() as { uploadId: string; fileId: string };

    // What goes wrong, in this order, each once so much of it has been sent.
    const mishaps: [number, () => Promise<void>][] = [
      [0.1, async () => { wire.cut(); wire.mend(); }],
      [0.25, async () => { await kill(server, 'SIGKILL'); server = await startProcess(folder, port, { FILES_MAX_BYTES: String(bytes), ...env }); }],
      [0.45, async () => { wire.cut(); wire.mend(); }],
      [0.6, async () => { await kill(server, 'SIGKILL'); server = await startProcess(folder, port, { FILES_MAX_BYTES: String(bytes), ...env }); }],
      [0.8, async () => { wire.cut(); wire.mend(); }],
    ];
    let happening: Promise<void> | undefined, happened = 0;
    await new Promise<void>((resolve, reject) => {
      const upload = new tus.Upload(createReadStream(file), {
        uploadUrl: `${wire.url}/api/v1/uploads/${begun.uploadId}`, headers: { authorization }, uploadSize: bytes, chunkSize: 24 * mebibyte,
        retryDelays: Array.from({ length: 60 }, () => 250), onShouldRetry: () => true, onError: reject, onSuccess: () => { resolve(); },
        onProgress: (sent) => {
          const [next] = mishaps;
          if (happening || !next || sent < next[0] * bytes) return;
          mishaps.shift();
          happened++;
          happening = next[1]().catch(reject).finally(() => { happening = undefined; });
        },
      });
      upload.start();
    });
    await happening;
    assert.equal(happened, 5, 'all of it happened while it was on its way');

    const head = { authorization: `Bearer ${await tokenOf('ada')}` };
    const stored = await (await fetch(`${wire.url}/api/v1/files/${begun.fileId}`, { headers: head })).json() as { sha256: string; bytes: number; state: string };
    assert.deepEqual({ sha256: stored.sha256, bytes: stored.bytes }, { sha256, bytes });
    const { items } = await (await fetch(`${wire.url}/api/v1/files/urls`, { method: 'POST', headers: { ...head, 'content-type': 'application/json' }, body: JSON.stringify({ items: [{ fileId: begun.fileId, as: 'original' }] }) })).json() as { items: { url: string }[] };
    const hash = createHash('sha256'), answer = await fetch(new URL(items[0]!.url, wire.url));
    for await (const chunk of answer.body!) hash.update(chunk as Uint8Array);
    assert.equal(hash.digest('hex'), sha256, 'and is given out as it was');

    const left = readdirSync(path.join(folder, 'files/uploads'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.deepEqual(left, [], 'nothing is left of what arrived');
    if (env.CORRIDOR_FILES_KEY) {
      const [object] = readdirSync(path.join(folder, 'files/objects'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.length === 36);
      assert.ok(!beginOf(path.join(object!.parentPath, object!.name)).includes(beginOf(file).subarray(64, 128)), 'what is stored shows nothing of it');
    }
    await wire.close();
    await kill(server, 'SIGTERM');
  });
}
