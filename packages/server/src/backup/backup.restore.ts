import type { Knex } from 'knex';
import { pipeline } from 'node:stream/promises';
import pg, { type ClientBase } from 'pg';
import { from } from 'pg-copy-streams';
import { connect, connectionOf, type DatabaseAddress, knownMigrations, migrate, migrationLock, rebuild } from '../database.ts';
import { adding, type Backup, BackupError, counting, type OnProgress } from './backup.ts';
import { columnsOf, plainValues, quoted, type Table, tablesOf } from './backup.tables.ts';

interface Options { onProgress: OnProgress; signal?: AbortSignal | undefined; /** What the backup is called. */ name: string }

/** Brings a backup into a database without tenants, all of it or nothing, then migrates it to this version's level. */
export async function restoreBackup(backup: Backup, address: DatabaseAddress, { onProgress, signal, name }: Options): Promise<{ rows: number }> {
  const known = await knownMigrations(), unknown = backup.migrations.filter((one) => !known.includes(one));
  if (unknown.length) throw new BackupError('newer', `${name}: was made by a newer Corridor (${unknown.join(', ')}); restore it with that version, or a later one`);
  const lock = new pg.Client(connectionOf(address, 'owner')), owner = connect(address, 'owner', 1);
  lock.on('error', () => undefined);
  await lock.connect();
  let rows = 0;
  try {
    await lock.query('select pg_advisory_lock($1)', [migrationLock]); // a server that starts meanwhile waits
    await owner.transaction(async (transaction) => {
      const client = await (transaction.client as Knex.Client).acquireConnection() as ClientBase;
      await mustBeEmpty(client, address);
      await rebuild(transaction, backup.migrations);
      signal?.throwIfAborted();
      await client.query(plainValues);
      rows = await load(client, backup, onProgress, signal);
      signal?.throwIfAborted();
    });
    await lock.end();
    await owner.destroy();
  } finally {
    await lock.end().catch(() => undefined);
    await owner.destroy();
  }
  await migrate(address);
  return { rows };
}

async function mustBeEmpty(client: ClientBase, { database }: DatabaseAddress): Promise<void> {
  const { rows: [found] } = await client.query<{ is_ours: boolean; is_readable: boolean }>("select to_regclass('public.knex_migrations') is not null as is_ours, to_regprocedure('public.all_tenants()') is not null as is_readable");
  if (!found!.is_ours) return;
  const { rows: done } = await client.query<{ name: string }>('select name from knex_migrations');
  const known = await knownMigrations();
  if (done.some((one) => !known.includes(one.name))) throw new BackupError('newer', `${database}: was migrated by a newer Corridor; use that version, or make an empty database`);
  if (!found!.is_readable) throw new BackupError('older', `${database}: was made by too old a Corridor; make an empty database and restore into that`);
  const { rows: [tenants] } = await client.query<{ count: number }>('select count(*)::int as count from all_tenants()');
  if (tenants!.count > 0) throw new BackupError('not-empty', `${database}: has data of ${tenants!.count} ${tenants!.count === 1 ? 'tenant' : 'tenants'}, and nothing of it is overwritten; restore into an empty database: make one and name it in DATABASE_URL, or give another DATA_DIR`);
}

/** Within a transaction that has just made the tables, so nobody sees them without their rules. */
async function load(client: ClientBase, backup: Backup, onProgress: OnProgress, signal: AbortSignal | undefined): Promise<number> {
  const here = new Map((await tablesOf(client)).map((table) => [table.name, table]));
  mustFit(backup.tables, here);
  const { rows: references } = await client.query<{ table: string; name: string; definition: string }>(`
    select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0 order by conrelid, conname`);
  for (const { table, name } of references) await client.query(`alter table ${table} drop constraint ${name}`);
  const ours = [...here.keys()].filter((name) => name.startsWith('public.')).map(quoted);
  // COPY does not write under row-level security; what triggers would make is in the backup.
  for (const name of ours) await client.query(`alter table ${name} no force row level security, disable trigger user`);
  const add = adding(onProgress);
  let all = 0;
  for (const table of backup.tables) {
    const { stream, copied } = counting(add(table)), rows = await backup.read(table);
    const loaded = client.query(from(`copy ${quoted(table.name)} (${columnsOf(table)}) from stdin`));
    await pipeline(rows, stream, loaded, { signal }).catch((error: unknown) => { throw signal?.aborted ? error : notLoaded(table, error); });
    const went = copied();
    await backup.confirm(table, went);
    if (loaded.rowCount !== went.rows) throw new BackupError('broken', `${table.name}: ${loaded.rowCount} of ${went.rows} rows were stored; nothing was kept, try again`);
    all += went.rows;
  }
  for (const { table, column, value } of await backup.counters()) {
    if (!here.get(table)?.counters.includes(column)) throw new BackupError('broken', `${table}: ${column} does not count here; take another backup`);
    await client.query('select setval(pg_get_serial_sequence($1, $2), $3)', [quoted(table), column, value]);
  }
  for (const { table, name, definition } of references) {
    await client.query(`alter table ${table} add constraint ${name} ${definition}`).catch((error: unknown) => {
      throw new BackupError('broken', `${table}: what its rows refer to is missing (${(error as Error).message}); nothing was kept, take another backup`, { cause: error });
    });
  }
  for (const name of ours) await client.query(`alter table ${name} force row level security, enable trigger user`);
  return all;
}

function mustFit(tables: readonly Table[], here: ReadonlyMap<string, Table>): void {
  const isSame = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((one) => b.includes(one));
  const odd = tables.filter(({ name, columns }) => !here.has(name) || !isSame(columns, here.get(name)!.columns)).map(({ name }) => name);
  const missing = [...here.keys()].filter((name) => !tables.some((table) => table.name === name));
  if (odd.length || missing.length) throw new BackupError('broken', `the backup does not fit its own version (${[...odd, ...missing].join(', ')}); take another one`);
}

function notLoaded({ name }: Table, error: unknown): Error {
  if (error instanceof BackupError) return error;
  const { code, message } = error as pg.DatabaseError;
  if (code?.startsWith('53')) return new BackupError('refused', `${name}: PostgreSQL has no room for it (${message}); nothing was kept, make room and try again`, { cause: error });
  return new BackupError('broken', `${name}: cannot be stored (${message}); nothing was kept, copy the file again or take an earlier one`, { cause: error });
}
