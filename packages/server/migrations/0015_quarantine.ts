import type { Knex } from 'knex';
import { createQueue, deleteQueue } from './queues.ts';

/** When each version was asked to be scanned for viruses, and when it was; what was found is in quarantine. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table file_versions add column scan_asked_at timestamptz(3), add column scanned_at timestamptz(3), add column quarantined_at timestamptz(3);
    comment on column file_versions.scanned_at is 'null where it was stored without a scanner, or waits for one';
    create index file_versions_quarantined on file_versions (tenant_id, quarantined_at desc) where state = 'quarantined';
    create index file_versions_unscanned on file_versions (tenant_id) where scan_asked_at is null;

    -- As in 0004_search: the owner reads all tenants' rows, and tells the server no more than whose files nobody has scanned.
    create policy unscanned on file_versions for select to current_user using (true);
    create function tenants_with_unscanned_files() returns setof text language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select distinct tenant_id from file_versions where scan_asked_at is null limit 1000
    $$;
  `);
  await createQueue(knex, 'files.scan', { seconds: 1800, retries: 1_000_000, everySeconds: 10 });
}

export async function down(knex: Knex): Promise<void> {
  await deleteQueue(knex, 'files.scan');
  await knex.raw(`
    drop function tenants_with_unscanned_files;
    drop policy unscanned on file_versions;
    drop index file_versions_quarantined, file_versions_unscanned;
    alter table file_versions drop column scan_asked_at, drop column scanned_at, drop column quarantined_at;
  `);
}
