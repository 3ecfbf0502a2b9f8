import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

/** What files of a tenant are encrypted under, and what an upload is sealed with while it arrives. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table file_keys (
      tenant_id text primary key references tenants,
      wrapped_key bytea not null,
      made_at timestamptz(3) not null default now(),
      changed_at timestamptz(3) not null default now()
    );
    comment on table file_keys is 'wrapped by the key of the configuration, which is in no database';
    alter table file_uploads add column object_id uuid not null, add column wrapped_key bytea;
    comment on column file_uploads.object_id is 'what it becomes; the same however often its end is tried';
    create index file_uploads_expired on file_uploads (tenant_id, expires_at);
    create index files_deleted on files (tenant_id, deleted_at) where deleted_at is not null;
    create index file_objects_of_tenant on file_objects (tenant_id, store, id);
  `);
  await secureTables(knex, ['file_keys']);
  // As the owner, for all tenants: whose files there are to look after.
  await knex.raw(`
    create policy of_files on tenants for select to current_user using (true);
    create function all_tenants() returns setof text language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select tenant_id from tenants
    $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function all_tenants;
    drop policy of_files on tenants;
    drop index file_uploads_expired, files_deleted, file_objects_of_tenant;
    alter table file_uploads drop column object_id, drop column wrapped_key;
    drop table file_keys;
  `);
}
