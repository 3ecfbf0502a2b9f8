import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

const tables = ['file_folders', 'file_links', 'file_comments', 'file_favourites', 'file_activity', 'file_downloads'];

/** What people do with files beside looking at them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table file_folders (
      tenant_id text not null,
      id uuid not null,
      name text not null,
      parent_id uuid,
      owner_id text,
      channel_id uuid,
      created_at timestamptz(3) not null default now(),
      primary key (id, tenant_id),
      foreign key (parent_id, tenant_id) references file_folders (id, tenant_id) on delete cascade,
      foreign key (tenant_id, owner_id) references users (tenant_id, id),
      foreign key (channel_id, tenant_id) references channels (id, tenant_id) on delete cascade,
      check ((owner_id is null) <> (channel_id is null))
    );
    create index file_folders_of_owner on file_folders (owner_id, tenant_id);
    create index file_folders_of_channel on file_folders (channel_id, tenant_id);
    create index file_folders_in on file_folders (parent_id, tenant_id);

    alter table files add column deleted_by text, add column address_round int not null default 0, add foreign key (folder_id, tenant_id) references file_folders (id, tenant_id) on delete set null (folder_id);
    comment on column files.address_round is 'part of its addresses: those given before it grew lead nowhere';
    create index files_in_folder on files (folder_id, tenant_id) where folder_id is not null;
    create index files_deleted_by on files (deleted_by, tenant_id, deleted_at) where deleted_at is not null;
    alter table file_versions add column restored_from int;
    create index file_versions_by_time on file_versions (tenant_id, made_at);

    create table file_links (
      tenant_id text not null,
      id uuid not null,
      file_id uuid not null,
      token_hash bytea not null,
      password text,
      created_by text not null,
      created_at timestamptz(3) not null default now(),
      expires_at timestamptz(3) not null,
      revoked_at timestamptz(3),
      most_downloads int,
      downloads int not null default 0,
      tries int not null default 0,
      tries_since timestamptz(3),
      primary key (id, tenant_id),
      unique (token_hash, tenant_id),
      foreign key (file_id, tenant_id) references files (id, tenant_id) on delete cascade
    );
    comment on column file_links.password is 'its argon2id hash';
    comment on column file_links.tries is 'passwords tried since tries_since';
    create index file_links_of_file on file_links (file_id, tenant_id, created_at);

    create table file_comments (
      tenant_id text not null,
      id uuid not null,
      file_id uuid not null,
      thread_id uuid,
      author_id text not null,
      text text not null,
      mentions text[],
      created_at timestamptz(3) not null default now(),
      edited_at timestamptz(3),
      deleted_at timestamptz(3),
      resolved_at timestamptz(3),
      resolved_by text,
      primary key (id, tenant_id),
      foreign key (file_id, tenant_id) references files (id, tenant_id) on delete cascade,
      foreign key (tenant_id, author_id) references users (tenant_id, id)
    );
    create index file_comments_of_file on file_comments (file_id, tenant_id, created_at);
    create index file_comments_in_thread on file_comments (thread_id, tenant_id) where thread_id is not null;

    create table file_favourites (
      tenant_id text not null,
      user_id text not null,
      file_id uuid not null,
      primary key (file_id, user_id, tenant_id),
      foreign key (file_id, tenant_id) references files (id, tenant_id) on delete cascade,
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    create index file_favourites_of_user on file_favourites (user_id, tenant_id);

    create table file_activity (
      tenant_id text not null,
      id uuid not null,
      file_id uuid not null,
      what text not null,
      user_id text not null,
      at timestamptz(3) not null default now(),
      details jsonb,
      primary key (id, tenant_id),
      foreign key (file_id, tenant_id) references files (id, tenant_id) on delete cascade
    );
    create index file_activity_of_file on file_activity (file_id, tenant_id, at);
    create index file_activity_by_time on file_activity (tenant_id, at);

    create table file_downloads (
      tenant_id text not null,
      id uuid not null,
      file_id uuid not null,
      version int not null,
      user_id text,
      link_id uuid,
      is_begun boolean not null default true,
      at timestamptz(3) not null default now(),
      primary key (id, tenant_id),
      foreign key (file_id, tenant_id) references files (id, tenant_id) on delete cascade
    );
    comment on column file_downloads.is_begun is 'false: counted for a link, and nothing has been fetched yet';
    create index file_downloads_of_file on file_downloads (file_id, tenant_id, at);
    create index file_downloads_by_time on file_downloads (tenant_id, at);
  `);
  await secureTables(knex, tables);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index file_versions_by_time');
  await knex.raw('alter table file_versions drop column restored_from');
  await knex.raw('alter table files drop column deleted_by, drop column address_round, drop constraint files_folder_id_tenant_id_fkey');
  await knex.raw('drop index files_in_folder');
  for (const table of tables.toReversed()) await knex.raw(`drop table ${table}`);
}
