import type { Knex } from 'knex';
import type { Client } from 'pg';

export interface Cost<T> { readonly answer: T; readonly pages: number; readonly statements: number }
type Query = (name: string, sql: string, values: readonly unknown[]) => Promise<unknown[]>;

/** An answer, how many pages of the database its statements touch, and how many statements there are. */
export async function costOf<T>(database: Knex, tenant: string, ask: (query: Query) => Promise<T>): Promise<Cost<T>> {
  const pool = database.client as Knex.Client, client = await (pool.acquireConnection() as Promise<Client>);
  let pages = 0, statements = 0;
  try {
    await client.query('select set_config(\'app.tenants\', array[$1]::text, false)', [tenant]);
    const answer = await ask(async (_, sql, values) => {
      const { rows: [plan] } = await client.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(`explain (analyze, buffers, format json) ${sql}`, values as unknown[]);
      const { Plan } = plan!['QUERY PLAN'][0];
      pages += Plan['Shared Hit Blocks']! + Plan['Shared Read Blocks']!;
      statements++;
      return (await client.query(sql, values as unknown[])).rows as unknown[];
    });
    return { answer, pages, statements };
  } finally { void pool.releaseConnection(client); }
}
