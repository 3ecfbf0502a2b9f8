import type { Knex } from 'knex';
import type { Client } from 'pg';

/** `pages` of the database that an answer's statements touch, `rows` that they look at, and how many statements there are. */
export interface Cost<T> { readonly answer: T; readonly pages: number; readonly rows: number; readonly statements: number }
/** A statement is planned for the values it is asked with, at first; after some times perhaps once for all values. */
export type PlannedFor = 'these values' | 'any values';
type Query = (name: string, sql: string, values: readonly unknown[]) => Promise<unknown[]>;

interface Node { 'Node Type': string; 'Actual Rows': number; 'Actual Loops': number; 'Rows Removed by Filter'?: number; 'Rows Removed by Index Recheck'?: number; Plans?: Node[] }
interface Explained { 'QUERY PLAN': [{ Plan: Node & { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }] }

const isOfTable = (type: string): boolean => /^(Seq|Index|Index Only|Bitmap Heap|Bitmap Index) Scan$/.test(type);

/** Rows that a plan takes from tables and indexes, also those that it then leaves out. */
function rowsRead(node: Node): number {
  const { 'Actual Rows': kept, 'Actual Loops': loops, 'Rows Removed by Filter': filtered = 0, 'Rows Removed by Index Recheck': rechecked = 0, Plans: below = [] } = node;
  return (isOfTable(node['Node Type']) ? (kept + filtered + rechecked) * loops : 0) + below.reduce((sum, one) => sum + rowsRead(one), 0);
}

/** An answer, and what its statements cost. */
export async function costOf<T>(database: Knex, tenant: string, ask: (query: Query) => Promise<T>, planned: PlannedFor = 'these values'): Promise<Cost<T>> {
  const pool = database.client as Knex.Client, client = await (pool.acquireConnection() as Promise<Client>);
  const explain = 'explain (analyze, buffers, format json)';
  let pages = 0, rows = 0, statements = 0;
  try {
    await client.query('select set_config(\'app.tenants\', array[$1]::text, false), set_config(\'plan_cache_mode\', $2, false)', [tenant, planned === 'any values' ? 'force_generic_plan' : 'auto']);
    const answer = await ask(async (_, sql, values) => {
      const explained = await (planned === 'any values' ? ofAnyValues(sql, values) : client.query<Explained>(`${explain} ${sql}`, values as unknown[]));
      const { Plan } = explained.rows[0]!['QUERY PLAN'][0];
      pages += Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'];
      rows += rowsRead(Plan);
      statements++;
      return (await client.query(sql, values as unknown[])).rows as unknown[];
    });
    return { answer, pages, rows, statements };
  } finally { void pool.releaseConnection(client); }

  async function ofAnyValues(sql: string, values: readonly unknown[]) {
    const literal = (value: string | number | boolean | readonly unknown[] | null | undefined): string => (value === null || value === undefined ? 'null'
      : client.escapeLiteral(Array.isArray(value) ? `{${value.map((one) => (one === null ? 'null' : JSON.stringify(one))).join()}}` : String(value)));
    await client.query(`prepare explained as ${sql}`);
    try { return await client.query<Explained>(`${explain} execute explained${values.length > 0 ? `(${(values as Parameters<typeof literal>[0][]).map(literal).join(', ')})` : ''}`); }
    finally { await client.query('deallocate explained'); }
  }
}
