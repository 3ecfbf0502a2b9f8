import type { Knex } from 'knex';

/**
 * Puts tables, each with a `tenant_id`, under forced row-level security: a transaction sees the rows of the tenants it has set
 * (`transact` in database.ts) and no others; without any, none. This binds the owner too (who may read what search finds: 0004_search),
 * so a migration that touches rows must set the tenants first.
 */
export async function secureTables(knex: Knex, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    await knex.raw(`
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy tenant on ${table}
        using (tenant_id = any ((select nullif(current_setting('app.tenants', true), '')::text[])::text[]));
    `);
  }
}
