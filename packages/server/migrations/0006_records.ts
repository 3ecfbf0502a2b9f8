import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

/** API keys of the host's back end, each of which posts as a user of its own, whom no list of people names; and what links lead to. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users add column is_key boolean not null default false;
    create table api_keys (
      tenant_id text not null references tenants,
      id uuid not null,
      name text not null,
      hash bytea not null check (length(hash) = 32),
      created_by text not null,
      created_at timestamptz(3) not null default now(),
      last_used_at timestamptz(3),
      revoked_at timestamptz(3),
      primary key (id, tenant_id),
      foreign key (tenant_id, created_by) references users (tenant_id, id)
    );
    create table link_previews (
      tenant_id text not null references tenants,
      url_hash bytea not null check (length(url_hash) = 32),
      title text,
      description text,
      site text,
      fetched_at timestamptz not null default now(),
      primary key (url_hash, tenant_id)
    );
    create index link_previews_by_age on link_previews (tenant_id, fetched_at);
    alter table messages add column hides_previews boolean not null default false;
    comment on column link_previews.title is 'null: the page showed nothing';
    comment on column api_keys.hash is 'SHA-256 of the key''s 32 random bytes';
    comment on column api_keys.last_used_at is 'to the minute';
  `);
  await secureTables(knex, ['api_keys', 'link_previews']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table messages drop column hides_previews; drop table link_previews, api_keys; alter table users drop column is_key');
}
