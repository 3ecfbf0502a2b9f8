import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import pg from 'pg';
import { embeddedInUse } from '../embedded-postgres.ts';
import { createServer, type CorridorServer } from '../index.ts';
import { openExternal } from '../external-database.ts';
import { createLog } from '../log.ts';
import { asSuperuser, debianBinaries, startCluster, type TestCluster } from '../testing/database.ts';
import { testEnv } from '../testing/server.ts';
import { runDatabase } from './database.command.ts';

let folder: string, cluster: TestCluster, owners = 0;
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-database-'));
  fs.chmodSync(folder, 0o711);
  cluster = await startCluster(debianBinaries());
});
after(async () => {
  await cluster.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The URL of an empty database of somebody's own PostgreSQL, whose owner is no superuser. */
async function makeDatabase(t: TestContext): Promise<string> {
  const owner = `owner${++owners}`;
  await asSuperuser(cluster.host, `create role ${owner} login createrole password 'x'`);
  await asSuperuser(cluster.host, `create database ${owner} owner ${owner}`);
  t.after(async () => {
    await asSuperuser(cluster.host, `drop database ${owner} with (force)`);
    await asSuperuser(cluster.host, 'drop role if exists corridor_app').catch(() => undefined); // until the last database that it serves is gone
  });
  return `postgres://${owner}:x@/${owner}?host=${cluster.host}&port=5432`;
}

const newFolder = () => fs.mkdtempSync(path.join(folder, 'data-'));
const open = (env: NodeJS.ProcessEnv) => createServer({ env: { ...testEnv, ...env }, tools: () => Promise.resolve({}) });

async function run(env: NodeJS.ProcessEnv, ...args: string[]): Promise<{ status: number; out: string; error: string }> {
  let out = '', error = '';
  const status = await runDatabase(args, { ...testEnv, ...env }, { out: (text) => { out += `${text}\n`; }, error: (text) => { error += text; }, isTTY: true });
  return { status, out, error };
}

const as = async (server: CorridorServer, method: string, where: string, body?: object) => {
  const answer = await fetch(`${server.url}/api/v1${where}`, { method, headers: { authorization: `Bearer ${await server.tokens.mint({ sub: 'ada', tenant: 'acme', name: 'Ada' })}`, 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
  assert.ok(answer.ok, `${where}: ${answer.status}`);
  return await answer.json() as { id: string; items: { text: string; seq: number }[] };
};

/** A server with a channel and its messages. */
async function write(server: CorridorServer, count = 3): Promise<string> {
  const { id } = await as(server, 'POST', '/channels', { kind: 'group', name: 'Orders' });
  for (let seq = 1; seq <= count; seq++) await as(server, 'POST', `/channels/${id}/messages`, { text: `message ${seq}` });
  return id;
}

async function isThere(env: NodeJS.ProcessEnv, channelId: string, count = 3): Promise<void> {
  const server = await open(env);
  try {
    const { items } = await as(server, 'GET', `/channels/${channelId}/messages`);
    assert.deepEqual(items.slice(-count).map(({ text }) => text), Array.from({ length: count }, (_, at) => `message ${at + 1}`));
    await as(server, 'POST', `/channels/${channelId}/messages`, { text: 'and one more' });
  } finally { await server.close(); }
}

test('the embedded database is backed up while its server runs and goes on, and restored to another folder', async () => {
  const from = { DATA_DIR: newFolder() }, to = { DATA_DIR: newFolder() }, file = path.join(folder, 'embedded.backup');
  const server = await open(from);
  let channelId: string;
  try {
    channelId = await write(server);
    const { status, out, error } = await run(from, 'backup', file);
    assert.equal(status, 0, out);
    assert.match(out, /^Wrote \d+ rows to .*embedded\.backup \(/);
    assert.match(error, /rows?, .* MB: /);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    await as(server, 'POST', `/channels/${channelId}/messages`, { text: 'later' });
    const again = await run(from, 'backup', file);
    assert.deepEqual([again.status, /is there already/.test(again.out)], [1, true]);
    const busy = await run(from, 'restore', file);
    assert.deepEqual([busy.status, /^DATA_DIR: a Corridor server is using it; stop/.test(busy.out)], [1, true], busy.out);
  } finally { await server.close(); }
  const restored = await run(to, 'restore', file);
  assert.equal(restored.status, 0, restored.out);
  assert.match(restored.out, /^Restored \d+ rows from .*The server may be started/);
  await isThere(to, channelId);
  const full = await run(to, 'restore', file);
  assert.deepEqual([full.status, /has data of 1 tenant, .*empty database/.test(full.out)], [1, true], full.out);
});

test('moves from the embedded database to a PostgreSQL of somebody\'s own, but not while a server runs', async (t) => {
  const from = { DATA_DIR: newFolder() }, to = await makeDatabase(t);
  const server = await open(from);
  let channelId: string;
  try {
    channelId = await write(server);
    const refused = await run(from, 'move', '--to', to);
    assert.deepEqual([refused.status, /^DATA_DIR: a Corridor server is using it; stop every server/.test(refused.out)], [1, true], refused.out);
  } finally { await server.close(); }
  const moved = await run(from, 'move', '--to', to);
  assert.equal(moved.status, 0, moved.out);
  assert.match(moved.out, /^Moved \d+ rows to .*Set DATABASE_URL.*start no server on it again/);
  await isThere({ DATABASE_URL: to, DATA_DIR: newFolder() }, channelId);
  await isThere(from, channelId); // as it was
});

test('moves from one PostgreSQL of somebody\'s own to another, but not while a server runs on either, and to none that is used', async (t) => {
  const from = { DATABASE_URL: await makeDatabase(t), DATA_DIR: newFolder() }, to = await makeDatabase(t);
  const server = await open(from);
  let channelId: string;
  try {
    channelId = await write(server);
    const refused = await run(from, 'move', '--to', to);
    assert.deepEqual([refused.status, /^DATABASE_URL: a Corridor server is using it/.test(refused.out)], [1, true], refused.out);
    const onto = await run({ DATA_DIR: newFolder() }, 'move', '--to', to);
    assert.deepEqual([onto.status, /^DATA_DIR: .* holds no database/.test(onto.out)], [1, true], onto.out);
  } finally { await server.close(); }
  const app = to.replace(/^postgres:\/\/\w+:x/, 'postgres://servant:y');
  await asSuperuser(cluster.host, "create role servant login password 'y'");
  const other = await run(from, 'move', '--to', to, '--to-app', app);
  assert.equal(other.status, 0, other.out);
  assert.match(other.out, /and DATABASE_APP_URL/);
  await isThere({ DATABASE_URL: to, DATABASE_APP_URL: app, DATA_DIR: newFolder() }, channelId);
});

test('says what to change where it is called wrongly', async (t) => {
  const from = { DATA_DIR: newFolder() }, text = path.join(folder, 'text.backup');
  fs.writeFileSync(text, 'no backup');
  const url = await makeDatabase(t);
  const calls: [string[], RegExp][] = [
    [[], /^Usage: corridor-database backup/], [['backup'], /^Usage/], [['move'], /^Usage/], [['restore', 'a', 'b'], /^Usage/], [['backup', 'a', '--to', url], /^Usage/], [['backup', 'a', '--wrong'], /Unknown option.*\n\nUsage/],
    [['backup', path.join(folder, 'x.backup')], /^DATA_DIR: .* holds no database/], [['backup', path.join(folder, 'none', 'x.backup')], /its folder does not exist/],
    [['restore', path.join(folder, 'none')], /no such file/], [['restore', text], /no whole backup/],
  ];
  for (const [args, words] of calls) {
    const { status, out } = await run(from, ...args);
    assert.equal(status, 1, args.join(' '));
    assert.match(out, words);
  }
  await openExternal({ databaseUrl: url, databaseAppUrl: undefined }, createLog('silent'));
  const wrong = await run({ DATABASE_URL: url }, 'move', '--to', url.replace(':x@', ':wrong@').replace(cluster.host, '/nowhere'));
  assert.match(wrong.out, /^--to: no PostgreSQL answers/);
  assert.equal((await run(from, '--help')).status, 0);
});

test('ended by Ctrl-C it leaves no file, and the server goes on', async () => {
  const from = { DATA_DIR: newFolder() }, file = path.join(folder, 'ended.backup'), server = await open(from), holder = new pg.Client({ host: await embeddedInUse(from.DATA_DIR), port: 5432, user: 'postgres', database: 'corridor' });
  try {
    const channelId = await write(server);
    await holder.connect();
    await holder.query('begin; lock table roles in access exclusive mode'); // so that it cannot be done before it is ended
    const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', path.join(import.meta.dirname, 'database.main.ts'), 'backup', file], { env: { ...process.env, DATABASE_URL: '', ...from }, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (part: Buffer) => { out += part.toString(); });
    const closed = once(child, 'close') as Promise<[number]>;
    const isWaiting = async () => (await holder.query("select from pg_locks where not granted")).rows.length > 0;
    while (child.exitCode === null && !(await isWaiting())) await new Promise(setImmediate);
    child.kill('SIGINT');
    assert.deepEqual([(await closed)[0], out, fs.existsSync(file), fs.existsSync(`${file}.unfinished`)], [130, 'Stopped. Nothing of it was kept.\n', false, false]);
    await holder.query('rollback');
    await as(server, 'POST', `/channels/${channelId}/messages`, { text: 'on it goes' });
  } finally {
    await holder.end();
    await server.close();
  }
});
