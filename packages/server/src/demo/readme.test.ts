import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { CorridorServer } from '../index.ts';
import { freePort } from '../journeys/free-port.ts';
import { startTestServer } from '../testing/server.ts';

const root = path.join(import.meta.dirname, '../../../..');
const secret = 'a-secret-of-this-readme-and-its-server';
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const read = (file: string) => readFileSync(path.join(root, 'examples/html', file), 'utf8');

/** The sample in that language which holds these words. */
function sample(language: string, words: string): string {
  const blocks = [...readme.matchAll(/```(\w+)\n(.*?)```/gs)].filter(([, of, code]) => of === language && code?.includes(words));
  assert.equal(blocks.length, 1, `one sample in ${language} with ${words}`);
  return blocks[0]![2]!;
}

let server: CorridorServer;
const children = new Set<ChildProcess>();
before(async () => { server = await startTestServer({ CORRIDOR_DEMO: '1', CORRIDOR_JWT_SECRET: secret }); });
after(async () => {
  for (const child of children) child.kill();
  await server?.close();
});

/** Runs a host as printed and asks it and Corridor for what its page would. */
async function tryHost(program: string, args: string[]): Promise<void> {
  const port = await freePort();
  const child = spawn(program, args, { cwd: path.join(root, 'examples/html'), env: { ...process.env, NODE_OPTIONS: '', PORT: String(port), CORRIDOR_JWT_SECRET: secret }, stdio: 'ignore' });
  children.add(child);
  let hasEnded = false;
  child.once('exit', () => { hasEnded = true; });
  const ask = async (at: string): Promise<Response> => {
    for (;;) {
      try { return await fetch(`http://127.0.0.1:${port}${at}`); } catch (error) { if (hasEnded) throw error; }
      await delay(20); // it says nothing when it listens
    }
  };
  assert.match(await (await ask('/')).text(), /<chat-widget server=/);
  const { token } = await (await ask('/corridor-token')).json() as { token: string };
  const me = await fetch(`${server.url}/api/v1/me`, { headers: { Authorization: `Bearer ${token}` } });
  const { id, tenant, name } = await me.json() as Record<string, unknown>;
  assert.deepEqual({ id, tenant, name }, { id: 'ada', tenant: 'acme', name: 'Ada Nilsen' });
  child.kill();
  if (!hasEnded) await once(child, 'exit');
}

test('its first lines are the two commands', () => {
  assert.match(readme, /^# Corridor\n\n```sh\nnpm install && npm start .*\nnpm test .*\n```/);
});

test('its tag is the example page\'s', () => {
  assert.ok(read('index.html').includes(sample('html', 'chat-widget')));
});

test('its host in Node signs tokens the server takes', async () => {
  const code = sample('js', 'corridor-token');
  assert.equal(code, read('host.mjs'));
  await tryHost(process.execPath, ['--input-type=module', '-e', code]);
});

const hasPython = spawnSync('python3', ['--version']).status === 0;
test('its host in Python signs tokens the server takes', { skip: hasPython ? false : 'needs Python: sudo apt-get install python3' }, async () => {
  const code = sample('python', 'corridor-token');
  assert.equal(code, read('host.py'));
  await tryHost('python3', ['-c', code]);
});

test('its client talks', async () => {
  const code = sample('js', 'createCorridor').replaceAll('http://localhost:4000', server.url);
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', '--input-type=module', '-e', code], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], timeout: 30_000 });
  children.add(child);
  let words = '';
  child.stdout.on('data', (part: Buffer) => { words += part.toString(); });
  const [status] = await once(child, 'close') as [number | null];
  assert.equal(status, 0);
  assert.match(words, /^ben: The steel is on the truck\.$/m);
});
