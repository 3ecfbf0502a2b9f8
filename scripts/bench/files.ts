// How fast a large file goes up over HTTP, plain and encrypted, beside a bare Node server that pipes the same request to a file; and the memory it takes.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Figure, figure } from './figure.ts';
import { startCorridor, startUploadFloor, token } from './processes.ts';

const mebibyte = 1024 * 1024;
const bytes = Number(process.env.BENCH_FILE_MIB ?? 1024) * mebibyte;
const rounds = 3;
const sampleMs = 100;
const noise = randomBytes(mebibyte);

/** A recording by its first bytes, noise after that. */
function* pieces(): Generator<Buffer> {
  const head = Buffer.from(noise);
  head.write('RIFF', 0);
  head.writeUInt32LE(bytes - 8, 4);
  head.write('WAVEfmt ', 8);
  Buffer.from('10000000010002008bbb00002eee020004001000', 'hex').copy(head, 16);
  head.write('data', 36);
  head.writeUInt32LE(bytes - 44, 40);
  yield head;
  for (let at = mebibyte; at < bytes; at += mebibyte) yield noise;
}

/** Sends the file in one request; answers MB a second. */
async function send(url: string, headers: Record<string, string>): Promise<number> {
  const begin = performance.now();
  const sending = request(url, { method: 'PATCH', headers: { 'Content-Length': String(bytes), ...headers } });
  const answered = once(sending, 'response');
  for (const piece of pieces()) if (!sending.write(piece)) await once(sending, 'drain');
  sending.end();
  const [answer] = (await answered) as [import('node:http').IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  if (answer.statusCode !== 204) throw new Error(`${answer.statusCode}: ${text}`);
  return bytes / 1000 / (performance.now() - begin);
}

async function upload(url: string): Promise<number> {
  const headers = { Authorization: `Bearer ${token('ada')}` };
  const sha256 = createHash('sha256');
  for (const piece of pieces()) sha256.update(piece);
  const begun = await fetch(`${url}/api/v1/files`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'recording.wav', bytes, sha256: sha256.digest('hex') }),
  });
  const { uploadId } = (await begun.json()) as { uploadId: string };
  return send(`${url}/api/v1/uploads/${uploadId}`, {
    ...headers,
    'Content-Type': 'application/offset+octet-stream',
    'Tus-Resumable': '1.0.0',
    'Upload-Offset': '0',
  });
}

/** A bare copy, as far as the disk's cache: MB a second. */
async function copy(file: string): Promise<number> {
  const begin = performance.now(), { size } = await fs.promises.stat(file);
  await fs.promises.copyFile(file, `${file}.copy`);
  const rate = size / 1000 / (performance.now() - begin);
  await fs.promises.rm(`${file}.copy`);
  return rate;
}

const residentMiB = async (pid: number): Promise<number> =>
  Number((await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])).stdout) / 1024;

/** The most memory that the process had while it ran. */
async function peakWhile(pid: number, run: () => Promise<void>): Promise<number> {
  let peak = 0;
  let isOver = false;
  const sampling = (async () => {
    while (!isOver) {
      peak = Math.max(peak, await residentMiB(pid));
      await new Promise((resolve) => setTimeout(resolve, sampleMs));
    }
  })();
  await run().finally(() => {
    isOver = true;
  });
  await sampling;
  return peak;
}

export async function files(): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-bench-'));
  const env = { FILES_MAX_BYTES: String(bytes) };
  const ways = {
    plain: await startCorridor('', env),
    encrypted: await startCorridor('', { ...env, CORRIDOR_FILES_KEY: randomBytes(32).toString('base64') }),
  };
  const floorFile = path.join(folder, 'floor'), floor = await startUploadFloor(floorFile);
  try {
    const found: Record<string, number[]> = { floor: [], copy: [], plain: [], encrypted: [] };
    const memory: Figure[] = [];
    for (let round = 0; round <= rounds; round++) {
      const floorRate = await send(floor.url, {}), copyRate = await copy(floorFile);
      for (const [name, { url, pid, folder: data }] of Object.entries(ways)) {
        const idle = await residentMiB(pid);
        let rate = 0;
        const peak = await peakWhile(pid, async () => {
          rate = await upload(url);
        });
        fs.rmSync(path.join(data, 'files', 'objects'), { recursive: true, force: true }); // not to fill the disk
        if (round === 0) memory.push(figure(`memory, ${name}`, 'MiB', peak, idle));
        else found[name]!.push(rate);
      }
      if (round > 0) {
        found.floor!.push(floorRate);
        found.copy!.push(copyRate);
      }
    }
    const size = `${Math.round(bytes / mebibyte)} MiB`;
    return [
      ...[...Object.keys(ways), 'copy'].map((name) => figure(name === 'copy' ? `${size}, copied on the disk` : `${size}, ${name}`, 'MB/s', found[name]!, found.floor!)),
      ...memory,
    ];
  } finally {
    await Promise.all([...Object.values(ways), floor].map(({ stop }) => stop()));
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
