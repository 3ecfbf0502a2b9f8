import type { Knex } from 'knex';
import { createQueue, deleteQueue } from './queues.ts';
import { secureTables } from './tenancy.ts';

const tables = ['file_url_keys', 'file_objects', 'files', 'file_versions', 'file_renditions', 'file_uploads', 'file_grants', 'message_files'];

/** Files are rows; their bytes are objects in a store (disk or S3), which a row of `file_objects` stands for. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table file_url_keys (
      tenant_id text primary key references tenants,
      key bytea not null
    );
    comment on table file_url_keys is 'what the addresses of files are signed with';
    create table file_objects (
      tenant_id text not null references tenants,
      id uuid not null,
      bytes bigint not null,
      sha256 bytea not null,
      store text not null,
      wrapped_key bytea,
      created_at timestamptz(3) not null default now(),
      primary key (id, tenant_id)
    );
    comment on column file_objects.wrapped_key is 'null where its bytes are not encrypted';

    create table files (
      tenant_id text not null,
      id uuid not null,
      name text not null,
      owner_id text not null,
      folder_id uuid,
      visibility text not null default 'private',
      version int not null default 1,
      tags text[] not null default '{}',
      created_at timestamptz(3) not null default now(),
      changed_at timestamptz(3) not null default now(),
      deleted_at timestamptz(3),
      primary key (id, tenant_id),
      foreign key (tenant_id, owner_id) references users (tenant_id, id)
    ) with (fillfactor = 80);
    create index files_of_owner on files (owner_id, tenant_id, created_at desc, id desc) where deleted_at is null;
    create index files_of_organisation on files (tenant_id, created_at desc, id desc) where deleted_at is null and visibility = 'organisation';

    create table file_versions (
      tenant_id text not null,
      file_id uuid not null,
      version int not null,
      object_id uuid not null,
      name text not null,
      media_type text not null,
      kind text not null,
      is_inline boolean not null,
      purpose text not null,
      state text not null,
      refusal text,
      facts jsonb not null default '{}',
      made_by text not null,
      made_at timestamptz(3) not null default now(),
      primary key (file_id, version, tenant_id),
      foreign key (file_id, tenant_id) references files (id, tenant_id) on delete cascade,
      foreign key (object_id, tenant_id) references file_objects (id, tenant_id),
      foreign key (tenant_id, made_by) references users (tenant_id, id)
    ) with (fillfactor = 80);
    comment on column file_versions.is_inline is 'browsers may show it; all else is given out to be saved';
    create index file_versions_of_object on file_versions (object_id, tenant_id);

    create table file_renditions (
      tenant_id text not null,
      file_id uuid not null,
      version int not null,
      kind text not null,
      object_id uuid not null,
      media_type text not null,
      width int,
      height int,
      primary key (file_id, version, kind, tenant_id),
      foreign key (file_id, version, tenant_id) references file_versions (file_id, version, tenant_id) on delete cascade,
      foreign key (object_id, tenant_id) references file_objects (id, tenant_id)
    );
    create index file_renditions_of_object on file_renditions (object_id, tenant_id);

    create table file_uploads (
      tenant_id text not null,
      id uuid not null,
      file_id uuid not null,
      user_id text not null,
      name text not null,
      bytes bigint not null,
      media_type text,
      sha256 bytea,
      folder_id uuid,
      purpose text not null,
      facts jsonb not null default '{}',
      expires_at timestamptz(3) not null,
      done_at timestamptz(3),
      refusal jsonb,
      primary key (id, tenant_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    comment on column file_uploads.done_at is 'its file is there, or it was refused: kept until it expires, for clients that did not get the answer';
    create index file_uploads_of_user on file_uploads (user_id, tenant_id);

    create table file_grants (
      tenant_id text not null,
      file_id uuid not null,
      subject_kind text not null,
      subject_id text not null,
      level text not null,
      granted_by text not null,
      granted_at timestamptz(3) not null default now(),
      primary key (file_id, subject_kind, subject_id, tenant_id),
      foreign key (file_id, tenant_id) references files (id, tenant_id) on delete cascade
    );
    comment on column file_grants.granted_by is 'a user, or an API key of the host''s';
    comment on column file_grants.subject_kind is 'user, group or channel';
    create index file_grants_to on file_grants (subject_id, subject_kind, tenant_id);

    create table message_files (
      tenant_id text not null,
      message_id uuid not null,
      file_id uuid not null,
      channel_id uuid not null,
      place int not null,
      primary key (file_id, message_id, tenant_id),
      foreign key (file_id, tenant_id) references files (id, tenant_id) on delete cascade
    );
    comment on table message_files is 'what messages carry; written before the message, which may then be refused';
    create index message_files_of_message on message_files (message_id, tenant_id);
    create index message_files_of_channel on message_files (channel_id, tenant_id, file_id);
  `);
  await secureTables(knex, tables);
  await createQueue(knex, 'files.process', { seconds: 900 });
}

export async function down(knex: Knex): Promise<void> {
  await deleteQueue(knex, 'files.process');
  for (const table of tables.toReversed()) await knex.raw(`drop table ${table}`);
}
