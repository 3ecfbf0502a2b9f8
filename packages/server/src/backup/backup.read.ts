import type { Writable } from 'node:stream';
import pg from 'pg';
import { to } from 'pg-copy-streams';
import { connectionOf, type DatabaseAddress } from '../database.ts';
import { type Backup, BackupError, type Counter } from './backup.ts';
import { columnsOf, jobs, plainValues, quoted, tablesOf } from './backup.tables.ts';

interface ReadOptions {
  /** Nobody may write until it is closed. */
  isLast?: boolean;
  signal?: AbortSignal | undefined;
}

const lockSeconds = 10;
const busy = '55P03';

/** One moment of a database, which goes on being used meanwhile. */
export async function readDatabase(address: DatabaseAddress, { isLast = false, signal }: ReadOptions = {}): Promise<Backup & { close: () => Promise<void> }> {
  const client = new pg.Client(connectionOf(address, 'owner'));
  client.on('error', () => undefined); // shows in the query
  await client.connect();
  /** In the middle of a table the connection cannot be asked to end. */
  const cut = () => { (client as pg.Client & { connection: { stream: Writable } }).connection.stream.destroy(); };
  signal?.addEventListener('abort', cut, { once: true });
  const close = async () => {
    signal?.removeEventListener('abort', cut);
    if (copying) cut();
    else await client.end().catch(() => undefined);
  };
  let copying: ReturnType<typeof to> | undefined;
  try {
    await mustBeRead(client, address);
    const before = await tablesOf(client);
    await client.query('begin isolation level repeatable read read only');
    await client.query(`${plainValues}; set local lock_timeout = '${lockSeconds}s'`);
    // Before the first row is read, which sets the moment: no migration changes a table that is still to be read.
    await client.query(`lock table ${before.map(({ name }) => quoted(name)).join(', ')} in ${isLast ? 'share' : 'access share'} mode`).catch((error: unknown) => {
      if ((error as pg.DatabaseError).code === busy) throw new BackupError('in-use', `${address.database}: somebody writes to it, or migrates it, and was not done in ${lockSeconds} s; ${isLast ? 'stop every Corridor server on it' : 'wait until that is over'}, then try again`);
      throw error;
    });
    const tables = await tablesOf(client);
    if (JSON.stringify(tables) !== JSON.stringify(before)) throw new BackupError('changed', `${address.database}: is being migrated; try again when that is over`);
    await client.query("select set_config('app.tenants', coalesce((select array_agg(tenant)::text from all_tenants() tenant), ''), true)");
    const { rows: migrations } = await client.query<{ name: string }>('select name from knex_migrations order by id');
    return {
      migrations: migrations.map(({ name }) => name), tables, close,
      async read(table) {
        copying = client.query(to(`copy (select ${columnsOf(table)} from ${quoted(table.name)}${table.name === jobs ? " where state < 'completed'" : ''}) to stdout`));
        return copying;
      },
      async confirm(table, { rows }) {
        await client.query('select 1'); // its answer comes after the number of rows
        if (copying?.rowCount !== rows) throw new BackupError('broken', `${table.name}: ${rows} rows came instead of ${copying?.rowCount ?? 0}; try again`);
        copying = undefined;
      },
      async counters() {
        const found: Counter[] = [];
        for (const { name, counters } of tables) {
          for (const column of counters) {
            const { rows: [sequence] } = await client.query<{ name: string }>('select pg_get_serial_sequence($1, $2) as name', [quoted(name), column]);
            const { rows: [state] } = await client.query<{ value: number; is_called: boolean }>(`select last_value as value, is_called from ${sequence!.name}`);
            if (state!.is_called) found.push({ table: name, column, value: Number(state!.value) });
          }
        }
        return found;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Older ones have no list of tenants that their owner may read. */
async function mustBeRead(client: pg.Client, { database }: DatabaseAddress): Promise<void> {
  const { rows: [found] } = await client.query<{ is_ours: boolean; is_readable: boolean }>("select to_regclass('public.knex_migrations') is not null as is_ours, to_regprocedure('public.all_tenants()') is not null as is_readable");
  if (!found!.is_ours) throw new BackupError('not-found', `${database}: no Corridor has used this database; check DATABASE_URL or DATA_DIR`);
  if (!found!.is_readable) throw new BackupError('older', `${database}: was made by too old a Corridor; start this version's server on it once, then try again`);
}
