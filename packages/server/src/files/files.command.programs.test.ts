import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { SignJWT } from 'jose';
import { freePort } from '../journeys/free-port.ts';
import { postgresOf } from '../postgres-process.ts';
import { hasS3, s3Install, startS3, type TestS3 } from '../testing/s3.ts';
import { runFiles } from './files.command.ts';
import { S3Store } from './storage/s3.ts';
import { prefixOf } from './storage/store.ts';

const secret = 'a-secret-for-tests-of-32-letters!', key = randomBytes(32).toString('base64');
const count = 60;

let s3: TestS3, folder: string;
const running = new Set<ChildProcess>();
before(async () => {
  if (!hasS3()) throw new Error(`This needs an S3 server: ${s3Install}`);
  s3 = await startS3();
  folder = mkdtempSync(path.join(os.tmpdir(), 'corridor-files-'));
  chmodSync(folder, 0o711); // where root may make no namespace, the database runs as nobody
});
after(async () => {
  for (const child of running) child.kill('SIGKILL');
  for (const pid of postgresOf(path.join(folder, 'postgres'))) {
    try { process.kill(pid, 'SIGKILL'); } catch { /* gone with the one before */ }
  }
  rmSync(folder, { recursive: true, force: true });
  await s3?.stop();
});

const settings = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({ ...process.env, NODE_ENV: 'test', DATA_DIR: folder, CORRIDOR_JWT_SECRET: secret, CORRIDOR_LIMITS: 'off', CORRIDOR_DEMO: '', LOG_LEVEL: 'error', CORRIDOR_FILES_KEY: key, ...more });

function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', path.join(import.meta.dirname, file), ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function startServer(env: NodeJS.ProcessEnv): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort(), child = start('../main.ts', [], settings({ PORT: String(port), ...env }));
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('http://')) return { url: `http://localhost:${port}`, stop };
  throw new Error('The server ended before it was ready');
}

const token = (tenant: string) => new SignJWT({ tenant, name: 'ada' }).setProtectedHeader({ alg: 'HS256' }).setSubject('ada').setIssuedAt().setExpirationTime('10m').sign(Buffer.from(secret));

async function ask(url: string, tenant: string, route: string, body: object): Promise<Record<string, never>> {
  const answer = await fetch(`${url}/api/v1${route}`, { method: 'POST', headers: { authorization: `Bearer ${await token(tenant)}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return await answer.json() as Record<string, never>;
}

async function upload(url: string, tenant: string, text: string): Promise<string> {
  const { uploadId, fileId } = await ask(url, tenant, '/files', { name: 'ledger.txt', bytes: Buffer.byteLength(text) });
  const answer = await fetch(`${url}/api/v1/uploads/${uploadId}`, {
    method: 'PATCH', headers: { authorization: `Bearer ${await token(tenant)}`, 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }, body: text,
  });
  assert.equal(answer.status, 204, await answer.text());
  return fileId!;
}

async function download(url: string, tenant: string, fileId: string, range?: string): Promise<string> {
  const { items: [item] } = await ask(url, tenant, '/files/urls', { items: [{ fileId, as: 'original' }] }) as unknown as { items: { url: string }[] };
  const answer = await fetch(new URL(item!.url, url), range ? { headers: { range } } : {});
  return `${answer.status} ${await answer.text()}`;
}

const onDisk = (tenant: string) => {
  try { return readdirSync(path.join(folder, 'files/objects', prefixOf(tenant)), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length; }
  catch { return 0; }
};
async function inS3(tenant: string): Promise<number> {
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = s3.env;
  const store = new S3Store({ endpoint, region, bucket, isPathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  let found = 0;
  for await (const { bytes } of store.list(prefixOf(tenant))) if (bytes > 0) found++;
  store.close();
  return found;
}

test('a tenant moves from disk to S3 while it is used; the command is killed on the way and goes on; nothing is lost, and another tenant stays', { timeout: 300_000 }, async () => {
  const before = await startServer({});
  const texts = Array.from({ length: count }, (_, index) => `ledger ${index}\n`.repeat(10_000 + index));
  const ids: string[] = [];
  for (const text of texts) ids.push(await upload(before.url, 'acme', text));
  const theirs = await upload(before.url, 'globex', 'ours, not theirs');
  await before.stop();
  assert.deepEqual([onDisk('acme'), onDisk('globex')], [count, 1]);

  const server = await startServer({ FILES_STORE: 's3', ...s3.env });
  let isOver = false;
  const using = (async () => {
    const wrong: string[] = [];
    for (let index = 0; !isOver; index = (index + 7) % count) if (await download(server.url, 'acme', ids[index]!) !== `200 ${texts[index]!}`) wrong.push(`file ${index}`);
    return wrong;
  })();
  const newer = await upload(server.url, 'acme', 'uploaded after the change');
  const args = ['move', '--to', 's3', '--tenant', 'acme'];

  const aside = path.join(folder, 'aside'), objects = path.join(folder, 'files/objects', prefixOf('acme'));
  cpSync(objects, aside, { recursive: true });
  const first = start('files.main.ts', args, settings(s3.env)), killed = once(first, 'exit');
  while (onDisk('acme') > count * 0.6) await delay(5);
  first.kill('SIGKILL');
  assert.deepEqual((await killed)[1], 'SIGKILL');
  const left = onDisk('acme');
  assert.ok(left > 0, 'it was killed in the middle');
  const name = readdirSync(aside, { recursive: true, encoding: 'utf8' }).find((one) => statSync(path.join(aside, one)).isFile() && !existsSync(path.join(objects, one)))!;
  cpSync(path.join(aside, name), path.join(objects, name)); // as where it is killed between noting that one has moved and deleting the first copy

  const second = start('files.main.ts', args, settings(s3.env));
  const lines: string[] = [];
  createInterface({ input: second.stdout }).on('line', (line) => { lines.push(line); });
  assert.deepEqual(await once(second, 'close'), [0, null]);
  assert.match(lines.join('\n'), /^acme: moved \d+ objects, /m);
  isOver = true;
  assert.deepEqual(await using, [], 'who used them meanwhile noticed nothing');
  assert.deepEqual([onDisk('acme'), await inS3('acme'), onDisk('globex'), await inS3('globex')], [0, count + 1, 1, 0]);
  for (const [index, id] of ids.entries()) assert.equal(await download(server.url, 'acme', id), `200 ${texts[index]!}`);
  assert.equal(await download(server.url, 'acme', ids[3]!, 'bytes=65530-65545'), `206 ${texts[3]!.slice(65_530, 65_546)}`);
  assert.equal(await download(server.url, 'acme', newer), '200 uploaded after the change');
  assert.equal(await download(server.url, 'globex', theirs), '200 ours, not theirs');

  const back = start('files.main.ts', ['move', '--to', 'disk', '--all'], settings(s3.env));
  back.stdout.resume();
  assert.deepEqual(await once(back, 'close'), [0, null]);
  assert.deepEqual([onDisk('acme'), await inS3('acme')], [count + 1, 0]);
  assert.equal(await download(server.url, 'acme', ids[5]!), `200 ${texts[5]!}`);

  const newKey = { CORRIDOR_FILES_KEY: randomBytes(32).toString('base64') };
  const run = async (...what: string[]) => {
    const out: string[] = [];
    return [await runFiles(what, settings({ ...newKey, CORRIDOR_FILES_KEY_PREVIOUS: key }), { out: (line) => { out.push(line); }, error: () => undefined, isTTY: false }), out.join('\n')];
  };
  assert.deepEqual(await run('rewrap'), [0, 'Put the keys of 2 tenants under the current key; 0 had none or were under it.']);
  assert.deepEqual(await run('rewrap'), [0, 'Put the keys of 0 tenants under the current key; 2 had none or were under it.']);
  assert.deepEqual(await run('tidy'), [0, 'uploads: 0, leftovers: 0, files: 0, objects: 0, orphans: 0']);
  await server.stop();
  const after = await startServer(newKey);
  assert.equal(await download(after.url, 'acme', ids[9]!), `200 ${texts[9]!}`);
  await after.stop();
});

test('a command that is asked wrongly says how it is asked', async () => {
  const out: string[] = [];
  const run = (...args: string[]) => runFiles(args, settings(), { out: (line) => { out.push(line); }, error: () => undefined, isTTY: false });
  for (const args of [[], ['sort'], ['move'], ['move', '--to', 's3'], ['move', '--to', 'tape', '--all'], ['move', '--to', 's3', '--all', '--tenant', 'acme'], ['move', '--what']]) assert.equal(await run(...args), 1);
  assert.ok(out.every((text) => text.includes('Usage: corridor-files')));
  assert.equal(await runFiles(['rewrap'], settings({ CORRIDOR_FILES_KEY: 'short' }), { out: (line) => { out.push(line); }, error: () => undefined, isTTY: false }), 1);
  assert.match(out.at(-1)!, /^CORRIDOR_FILES_KEY: must be the base64 of 32 bytes/);
});
