import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './journeys/free-port.ts';
import { isPostgresOf, postgresOf } from './postgres-process.ts';

let folder: string;
const running = new Set<ReturnType<typeof run>>();
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-main-')); fs.chmodSync(folder, 0o711); });
afterEach(async () => {
  for (const server of running) {
    server.child.kill('SIGKILL');
    await server.ended;
  }
  running.clear();
  for (const pid of postgresOf(path.join(folder, 'postgres'))) process.kill(pid, 'SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The server as a process of its own, as an operator starts it. */
function run(env: NodeJS.ProcessEnv = {}, log: 'pipe' | number = 'pipe') {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', new URL('./main.ts', import.meta.url).pathname], {
    stdio: ['ignore', log, 'pipe'],
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, PORT: '0', DATA_DIR: folder, CORRIDOR_JWT_SECRET: 'a-secret-for-tests-of-32-letters!', ...env },
  });
  const said = { out: '', err: '' };
  child.stderr!.on('data', (chunk: Buffer) => { said.err += chunk.toString(); });
  const url = new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said.out += chunk.toString();
      const found = /^http:\/\/\S+$/m.exec(said.out)?.[0];
      if (found) resolve(found);
    });
  });
  const server = { child, said, url, ended: once(child, 'close').then(([code]) => code as number | null) };
  running.add(server);
  return server;
}
const databaseEnds = async (pid: number) => { while (isPostgresOf(pid, path.join(folder, 'postgres'))) await delay(20); };
const postmaster = () => Number(fs.readFileSync(path.join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

test('starts with a database of its own, says where it is, and ends both when it is told to', async () => {
  const server = run();
  const url = await server.url;
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
  const pid = postmaster();
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
  assert.ok(!isPostgresOf(pid, path.join(folder, 'postgres')));
  const log = server.said.out.split('\n').filter((line) => line.startsWith('{')).map((line) => (JSON.parse(line) as { msg: string }).msg);
  assert.deepEqual(log, ['embedded database ready', 'listening', 'closing', 'closed']);
});

test('serves, and ends in good order, where no room is left for its log', { timeout: 60_000 }, async () => {
  const full = fs.openSync('/dev/full', 'w'), port = await freePort();
  const server = run({ PORT: String(port), LOG_LEVEL: 'debug' }, full);
  fs.closeSync(full);
  const answered = async (): Promise<number> => { for (;;) try { return (await fetch(`http://127.0.0.1:${port}/readyz`)).status; } catch { await delay(20); } };
  assert.equal(await Promise.race([answered(), server.ended.then((code) => `ended with ${code}: ${server.said.err}`)]), 200);
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
});

test('ends in good order when it is told to while it is still starting', async () => {
  const server = run();
  await once(server.child, 'spawn');
  const watcher = fs.watch(folder);
  await once(watcher, 'change'); // its own signal handlers are there before the data directory is touched
  watcher.close();
  server.child.kill('SIGINT');
  assert.equal(await server.ended, 0);
  assert.deepEqual(postgresOf(path.join(folder, 'postgres')), []);
});

test('ends at once when it is told twice, and the database follows', async () => {
  const server = run();
  await server.url;
  const pid = postmaster();
  server.child.kill('SIGTERM');
  server.child.kill('SIGINT');
  assert.ok([0, 130].includes((await server.ended)!));
  await databaseEnds(pid);
});

test('says every problem of its settings, and nothing else', async () => {
  const server = run({ PORT: 'x', CORRIDOR_JWT_SECRET: '', NODE_ENV: 'production' });
  assert.equal(await server.ended, 1);
  assert.deepEqual(server.said.err.trim().split('\n').map((line) => line.split(':')[0]), ['CORRIDOR_JWT_SECRET', 'PORT']);
  assert.equal(server.said.out, '');
});

test('says when its port is taken, and lets go of the database', async () => {
  const other = net.createServer();
  await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  try {
    const server = run({ PORT: String((other.address() as net.AddressInfo).port) });
    assert.equal(await server.ended, 1);
    assert.match(server.said.err, /^PORT: \d+ is in use by another program/);
    assert.deepEqual(postgresOf(path.join(folder, 'postgres')), []);
  } finally { other.close(); }
});

test('writes no token and no message text into its log, at its most talkative', async () => {
  const server = run({ LOG_LEVEL: 'trace', CORRIDOR_DEMO: '1' });
  const url = await server.url;
  const { token } = (await (await fetch(`${url}/demo/token?user=ada&tenant=acme`)).json()) as { token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const made = (await (await fetch(`${url}/api/v1/channels`, { method: 'POST', headers, body: '{"kind":"group"}' })).json()) as { id: string };
  await fetch(`${url}/api/v1/channels/${made.id}/messages?token=${token}`, { method: 'POST', headers, body: '{"text":"quite-private"}' });
  await fetch(`${url}/api/v1/me`, { headers: { authorization: 'Bearer forged-token' } });
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
  assert.match(server.said.out, /"operation":"chat.send"/);
  for (const secret of [token, token.split('.')[2]!, 'quite-private', 'forged-token', 'a-secret-for-tests']) assert.ok(!(server.said.out + server.said.err).includes(secret), secret);
});
