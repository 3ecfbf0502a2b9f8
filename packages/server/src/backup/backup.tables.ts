import pg, { type ClientBase } from 'pg';

/** A table with rows that people would miss, and what is needed to write it again. */
export interface Table {
  /** With its schema. */
  readonly name: string;
  /** All that are not computed of others. */
  readonly columns: readonly string[];
  /** Those that count by themselves. */
  readonly counters: readonly string[];
}

/** What no backup holds, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  'public.knex_migrations': 'made by migrating; a backup names what had been migrated',
  'public.knex_migrations_lock': 'made by migrating',
  'pgboss.version': 'made by migrating',
  'pgboss.queue': 'made by migrating',
  'pgboss.schedule': 'nothing writes it',
  'pgboss.subscription': 'nothing writes it',
  'pgboss.archive': 'jobs that have ended',
  'pgboss.lease': 'what a running process works on; without it such a job is begun again',
};

export const jobs = 'pgboss.job';

/** All tables of tenants, and the jobs: as the database has them, whatever its version. */
export async function tablesOf(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select n.nspname || '.' || c.relname as name,
      array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns,
      coalesce(array_agg(a.attname::text order by a.attnum) filter (where a.attidentity <> ''), '{}') as counters
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition and (n.nspname = 'public' and c.relforcerowsecurity or n.nspname || '.' || c.relname = $1)
    group by 1 order by 1`, [jobs]);
  return rows;
}

export const quoted = (name: string): string => name.split('.').map((part) => pg.escapeIdentifier(part)).join('.');
export const columnsOf = ({ columns }: Table): string => columns.map((column) => pg.escapeIdentifier(column)).join(', ');

/** So that values are written and read alike, whatever the two databases are set to. */
export const plainValues = "set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local timezone = 'UTC'; set local extra_float_digits = 1; set local bytea_output = 'hex'; set local client_encoding = 'UTF8'; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0";
