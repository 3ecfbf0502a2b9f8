import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { DatabaseSource } from '../database.ts';
import { createServer } from '../index.ts';
import { cloneDatabase } from '../testing/database.ts';
import { testEnv } from '../testing/server.ts';
import { ImportError } from './archive.ts';
import { runImport } from './import.command.ts';
import { becomes, everyKind, large, newFolder, writeFolder, writeZip } from './slack.fixture.testing.ts';

let source: DatabaseSource & { stop: () => Promise<void> };
before(async () => { source = await cloneDatabase(); });
after(() => source.stop());

async function run(...args: string[]): Promise<{ status: number; out: string; error: string }> {
  let out = '', error = '';
  const status = await runImport(args, {}, { out: (text) => { out += `${text}\n`; }, error: (text) => { error += `${text}\n`; }, isTTY: false }, undefined, { address: source.address });
  return { status, out, error };
}

test('tells what was there, what is stored, what is new and what was left out', async () => {
  const zip = await writeZip(everyKind());
  const dry = await run('slack', zip, '--tenant', 'acme', '--dry-run');
  assert.match(dry.out, /A dry run: nothing was written/);
  const { status, out } = await run('slack', zip, '--tenant', 'acme');
  assert.equal(status, 0);
  assert.match(out, new RegExp(`^messages +${becomes.messages} +${becomes.messages}$`, 'm'));
  assert.match(out, new RegExp(`^New: ${becomes.messages + becomes.replies} messages, ${becomes.people} people, in `, 'm'));
  assert.match(out, /^ {2}1 × reaction :party_parrot: has no emoji here$/m);
  assert.match((await run('slack', zip, '--tenant', 'acme')).out, /^New: 0 messages, 0 people/m);
});

test('maps people and emoji by files', async () => {
  const folder = await newFolder(), users = path.join(folder, 'users.csv'), emoji = path.join(folder, 'emoji.csv');
  await writeFile(users, '\ufeffslack;user\r\nU1;ada\r\n"ben@acme.example";"ben"\r\n');
  await writeFile(emoji, ':party_parrot:,🦜\n');
  const { out } = await run('slack', await writeFolder(everyKind()), '--tenant', 'mapped', '--users', users, '--emoji', emoji);
  assert.match(out, /People: 2 by the file, 0 by e-mail address, 6 stand-ins/);
  assert.doesNotMatch(out, /party_parrot/);
  assert.match(out, /^reactions +4 +4$/m);
});

test('says what is wrong with how it was called', async () => {
  const folder = await writeFolder(everyKind()), broken = path.join(await newFolder(), 'broken.csv');
  await writeFile(broken, 'U1\n');
  const calls: [string[], RegExp][] = [
    [['teams', folder], /only exports of slack/], [['slack', '--tenant', 'x'], /Name the export/], [['slack', folder], /--tenant: name the tenant/],
    [['slack', folder, '--tenant', 'x', '--wrong'], /Unknown option/], [['slack', `${folder}/none`, '--tenant', 'x'], /no such file/], [['slack', folder, '--tenant', 'x', '--users', broken], /entry 1 needs two columns/],
    [['slack', folder, '--tenant', 'x', '--users', '/none.csv'], /cannot be read/],
  ];
  for (const [args, words] of calls) await assert.rejects(run(...args), (error) => error instanceof ImportError && words.test(error.message), args.join(' '));
  assert.match((await run('--help')).out, /^Usage: corridor-import/);
});

test('runs beside a server, on its database, and after a kill -9 in the middle ends with all of it', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'corridor-import-')), files = await writeFolder(large(1, 30, 500));
  chmodSync(folder, 0o711); // where root may make no namespace, the database runs as nobody
  const server = await createServer({ env: { ...testEnv, DATA_DIR: folder } });
  const start = () => spawn(process.execPath, ['--conditions=source', '--import', 'tsx', path.join(import.meta.dirname, 'import.main.ts'), 'slack', files, '--tenant', 'acme'], { env: { ...process.env, DATA_DIR: folder, DATABASE_URL: '' }, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const token = await server.tokens.mint({ sub: 'slack:U1', tenant: 'acme', name: 'Ada' });
    const count = async (scope: string) => {
      const { items } = await (await fetch(`${server.url}/api/v1/channels?scope=${scope}`, { headers: { Authorization: `Bearer ${token}` } })).json() as { items: { lastSeq: number }[] };
      return items[0]?.lastSeq ?? 0;
    };
    const first = start();
    while (await count('public') === 0 && first.exitCode === null) await new Promise(setImmediate);
    first.kill('SIGKILL');
    await once(first, 'exit');
    assert.ok(await count('public') < 12_000);
    assert.equal(await count('mine'), 0);
    const second = start();
    let out = '';
    second.stdout.on('data', (part: Buffer) => { out += part.toString(); });
    assert.deepEqual(await once(second, 'close'), [0, null]);
    assert.match(out, /^messages +12,000 +12,000$/m);
    assert.match(out, /^replies +3,000 +3,000$/m);
    assert.equal(await count('mine'), 12_000);
  } finally { await server.close(); }
});
