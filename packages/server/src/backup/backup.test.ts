import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { connect, connectionOf, type DatabaseAddress, knownMigrations } from '../database.ts';
import { provision } from '../embedded-database.ts';
import { asSuperuser, debianBinaries, debianInstall, startCluster, type TestCluster } from '../testing/database.ts';
import { startTestWorld, type TestWorld } from '../world.testing.ts';
import { openBackup, writeBackup } from './backup.file.ts';
import { readDatabase } from './backup.read.ts';
import { restoreBackup } from './backup.restore.ts';
import { jobs, leftOut, tablesOf } from './backup.tables.ts';
import { everyRow, everyRule, fill, superuserAsks } from './backup.testing.ts';
import { type Backup, BackupError, type BackupCode } from './backup.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'corridor-backup-'));
const onProgress = () => undefined;
let world: TestWorld, channelId: string, files = 0, databases = 0;
before(async () => {
  world = await startTestWorld();
  channelId = await fill(world);
});
after(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

async function backUp(address: DatabaseAddress = world.address): Promise<string> {
  const file = path.join(folder, `${++files}.backup`), database = await readDatabase(address);
  try { await writeBackup(file, database, { onProgress }); } finally { await database.close(); }
  return file;
}

async function restore(file: string, address: DatabaseAddress, signal?: AbortSignal): Promise<void> {
  const backup = await openBackup(file);
  try { await restoreBackup(backup, address, { onProgress, name: file, signal }); } finally { backup.close(); }
}

async function empty(host = world.address.host): Promise<DatabaseAddress> {
  const database = `restored_${process.pid}_${++databases}`;
  await provision(host, database);
  return { host, database };
}
const drop = (host: string, address: DatabaseAddress) => asSuperuser(host, `drop database ${address.database} with (force)`);
const isRefused = (code: BackupCode, words: RegExp) => (error: unknown) => error instanceof BackupError && error.code === code && words.test(error.message);

const tablesIn = async (address: DatabaseAddress) => (await superuserAsks<{ name: string }>(address, `
  select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema') order by 1`)).map(({ name }) => name);

test('every table is in a backup, or is left out for a reason', async () => {
  const owner = new pg.Client(connectionOf(world.address, 'owner'));
  await owner.connect();
  try { assert.deepEqual([...(await tablesOf(owner)).map(({ name }) => name), ...Object.keys(leftOut)].sort(), (await tablesIn(world.address)).sort()); } finally { await owner.end(); }
  assert.ok(Object.values(leftOut).every((reason) => reason !== ''));
});

test('holds the rows of every table, of all tenants, though row-level security binds who reads them', async () => {
  const rows = await everyRow(world.address), backup = await openBackup(await backUp());
  try {
    const filled = backup.tables.filter(({ name }) => rows[name]!.length > 0).map(({ name }) => name);
    for (const name of ['tenants', 'users', 'channels', 'members', 'messages', 'reactions', 'message_edits', 'drafts', 'files', 'file_versions', 'file_objects', 'file_texts', 'message_files', 'calls', 'call_participants']) assert.ok(filled.includes(`public.${name}`), name);
    assert.ok(filled.includes(jobs));
    for (const table of backup.tables) {
      let lines = 0;
      for await (const chunk of await backup.read(table)) lines += (chunk as Buffer).toString().split('\n').length - 1;
      assert.equal(lines, rows[table.name]!.length, table.name);
    }
  } finally { backup.close(); }
});

const debian = debianBinaries();
for (const [name, binaries, skip] of [['the embedded PostgreSQL', undefined, false], ["Debian's PostgreSQL 15", debian, debian ? false : `needs PostgreSQL 15: ${debianInstall}`]] as const) {
  describe(`restored to ${name}`, { skip }, () => {
    let cluster: TestCluster, address: DatabaseAddress, there: TestWorld, original: Record<string, string[]>;
    before(async () => {
      cluster = await startCluster(binaries);
      address = await empty(cluster.host);
      original = await everyRow(world.address);
      await restore(await backUp(), address);
    });
    after(() => cluster.stop());

    test('every row of every table is the same, and so are the rules they are under', async () => {
      assert.deepEqual(await everyRow(address), original);
      assert.deepEqual(await everyRule(address), await everyRule(world.address));
      assert.deepEqual(await superuserAsks(address, 'select name from knex_migrations order by id'), await superuserAsks(world.address, 'select name from knex_migrations order by id'));
    });

    test('people find what was written, answer it, react, and are counted on', async () => {
      const database = connect(address, 'app', 4);
      there = await startTestWorld({ beside: { address, database } as TestWorld });
      try {
        const ben = await there.connect('ben');
        const { items: [last] } = await ben.request('chat.history', { channelId, limit: 1 });
        assert.equal((await ben.request('search.find', { query: 'po1042' })).messages.length, 1);
        assert.equal((await ben.request('search.find', { query: 'pallets note', kind: 'files' })).files.length, 1);
        const sent = await ben.request('chat.send', { channelId, text: 'It has come' });
        assert.equal(sent.seq, last!.seq + 1);
        await ben.request('chat.react', { messageId: sent.id, emoji: '🎉' });
        await ben.request('chat.edit', { messageId: sent.id, text: 'It has come at last' });
        const [reaction] = await superuserAsks<{ fine: boolean }>(address, 'select (select place from reactions where emoji = \'🎉\') > max(place) as fine from reactions where emoji <> \'🎉\'');
        assert.equal(reaction!.fine, true);
      } finally {
        await there.close();
        await database.destroy();
      }
    });

    test('a second time is refused, and changes nothing', async () => {
      const rows = await everyRow(address);
      await assert.rejects(backUp().then((file) => restore(file, address)), isRefused('not-empty', /data of 2 tenants.*empty database/));
      assert.deepEqual(await everyRow(address), rows);
    });
  });
}

test('what is taken while messages are sent is of one moment', async () => {
  const writers = await Promise.all(['ada', 'ben'].map((user) => world.connect(user)));
  let isOver = false, sent = 0;
  const sending = Promise.all(writers.map(async (writer) => {
    while (!isOver) {
      const { id } = await writer.request('chat.send', { channelId, text: `number ${++sent}` });
      await writer.request('chat.react', { messageId: id, emoji: '👀' });
    }
  }));
  const address = await empty();
  try {
    const database = await readDatabase(world.address), file = path.join(folder, 'busy.backup');
    const slowly: Backup = { ...database, read: async (table) => { // something is sent between any two tables
      const at = sent;
      while (sent < at + 2) await new Promise(setImmediate);
      return database.read(table);
    } };
    try { await writeBackup(file, slowly, { onProgress }); } finally { await database.close(); }
    isOver = true;
    await sending;
    await restore(file, address);
    assert.deepEqual(await superuserAsks(address, `
      select c.id from channels c left join lateral (select max(seq) as seq, max(changed_seq) as change from messages m where m.channel_id = c.id and m.tenant_id = c.tenant_id) m on true
      where c.last_seq <> coalesce(m.seq, 0) or c.last_change < coalesce(m.change, 0) or c.last_seq <> (select count(*) from messages m where m.channel_id = c.id and m.tenant_id = c.tenant_id)`), []);
    const [here, there] = await Promise.all([world.address, address].map((one) => superuserAsks<{ count: number }>(one, 'select count(*)::int as count from messages')));
    assert.ok(there![0]!.count < here![0]!.count, 'what was sent later is not in it');
  } finally {
    isOver = true;
    await sending.catch(() => undefined);
    await drop(address.host, address);
  }
});

test('a file that is cut off or changed anywhere is refused and leaves nothing behind', async () => {
  const file = await backUp(), bytes = await readFile(file), address = await empty(), broken = path.join(folder, 'broken.backup');
  const tries: [string, Buffer][] = [['empty', Buffer.alloc(0)], ...[0.3, 0.95].map((share): [string, Buffer] => [`cut off at ${share}`, bytes.subarray(0, Math.floor(bytes.length * share))]), ['without its last byte', bytes.subarray(0, -1)]];
  for (let at = 60; at < bytes.length; at += Math.ceil(bytes.length / 6)) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 0x55;
    tries.push([`changed at ${at}`, changed]);
  }
  let refused = 0;
  for (const [what, content] of tries) {
    await writeFile(broken, content);
    try {
      await restore(broken, address);
      assert.ok(what.startsWith('changed'), what); // the zip keeps some things twice; then all is there
      assert.deepEqual(await everyRow(address), await everyRow(world.address), what);
      await drop(address.host, address);
      await provision(address.host, address.database);
    } catch (error) {
      if (!isRefused('broken', /copy (it|the file) again/)(error)) throw error;
      refused++;
      assert.deepEqual(await tablesIn(address), [], what);
    }
  }
  assert.ok(refused > tries.length / 2, `${refused} of ${tries.length}`);
  await restore(file, address);
  assert.deepEqual(await everyRow(address), await everyRow(world.address));
  await drop(address.host, address);
});

test('a file of an older Corridor comes to this level, one of a newer Corridor is refused', async () => {
  const database = await readDatabase(world.address), address = await empty();
  try {
    const newer: Backup = { ...database, migrations: [...database.migrations, '0999_telepathy'] };
    await assert.rejects(restoreBackup(newer, address, { onProgress, name: 'x.backup' }), isRefused('newer', /^x\.backup: .*0999_telepathy.*that version/));
    assert.deepEqual(await tablesIn(address), []);
  } finally { await database.close(); }
  const old = await empty(), file = await backUp();
  const restoreAt = async (levels: number) => {
    const opened = await openBackup(file);
    try { await restoreBackup({ ...opened, migrations: opened.migrations.slice(0, levels) }, old, { onProgress, name: file }); } finally { opened.close(); }
  };
  const levels = (await knownMigrations()).indexOf('0026_scheduled_calls');
  await assert.rejects(restoreAt(levels), isRefused('broken', /does not fit.*scheduled_calls/));
  assert.deepEqual(await tablesIn(old), []);
  await restoreAt(levels + 1);
  assert.deepEqual(await everyRow(old), await everyRow(world.address));
  assert.deepEqual(await everyRule(old), await everyRule(world.address));
  await Promise.all([address, old].map((one) => drop(one.host, one)));
});

test('ended in the middle, neither writing nor restoring leaves anything', async () => {
  const address = await empty(), file = await backUp(), there = readdirSync(folder);
  for (const table of ['channels', 'users']) {
    const stopping = new AbortController(), onTable = (name: string) => { if (name === table) stopping.abort(); };
    const source = await readDatabase(world.address, { signal: stopping.signal });
    await assert.rejects(writeBackup(path.join(folder, 'stopped.backup'), source, { onProgress: onTable, signal: stopping.signal }));
    await source.close();
    assert.deepEqual(readdirSync(folder), there);
    const again = new AbortController(), backup = await openBackup(file);
    await assert.rejects(restoreBackup(backup, address, { onProgress: (name) => { if (name === table) again.abort(); }, signal: again.signal, name: file }));
    backup.close();
    assert.deepEqual(await tablesIn(address), []);
  }
  await drop(address.host, address);
});
