import type { Knex } from 'knex';
import { inTransaction } from '../../transaction.ts';
import type { TenantKeys } from './keys.ts';

/** Tenants' wrapped keys in the database. */
export function tenantKeysIn(database: Knex): TenantKeys {
  const ask = (tenant: string, name: string, sql: string, values: readonly unknown[] = []) =>
    inTransaction(database, [tenant], (transaction) => transaction.query<{ wrapped_key: Buffer }>(name, sql, [tenant, ...values]));
  const load = async (tenant: string) => (await ask(tenant, 'file-key', 'select wrapped_key from file_keys where tenant_id = $1'))[0]?.wrapped_key;
  return {
    load,
    async add(tenant, wrapped) {
      await ask(tenant, 'add-file-key', 'insert into file_keys (tenant_id, wrapped_key) values ($1, $2) on conflict do nothing', [wrapped]);
      return await load(tenant) ?? wrapped;
    },
    async replace(tenant, wrapped) { await ask(tenant, 'replace-file-key', 'update file_keys set wrapped_key = $2, changed_at = now() where tenant_id = $1', [wrapped]); },
  };
}
