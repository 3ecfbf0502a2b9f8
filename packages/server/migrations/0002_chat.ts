import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

const tables = ['channels', 'members', 'messages', 'reactions'];

// Keys begin with the uuid: on tables without statistics the tenant, named by the query and by the policy,
// looks selective enough to read all of it.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table channels (
      tenant_id text not null references tenants,
      id uuid not null,
      kind text not null check (kind in ('direct', 'group', 'department', 'project', 'announcement', 'record', 'thread')),
      visibility text not null default 'private' check (visibility in ('private', 'public')),
      name text,
      description text,
      record_type text,
      record_id text,
      record_title text,
      record_url text,
      history text not null default 'all' check (history in ('all', 'from-joining')),
      posting text not null default 'everyone' check (posting in ('everyone', 'admins')),
      archived_at timestamptz(3),
      people text[] not null default '{}',
      member_count integer not null default 0,
      last_seq bigint not null default 0,
      last_change bigint not null default 0,
      notices bigint not null default 0,
      version bigint not null default 1,
      thread_rules jsonb not null default '{"open":"everyone","reply":"everyone","close":"everyone"}',
      parent_id uuid,
      parent_message_id uuid,
      parent_seq bigint,
      status text not null default 'open' check (status in ('open', 'resolved', 'archived')),
      category text,
      tags text[] not null default '{}',
      metadata jsonb,
      replies integer not null default 0,
      created_by text,
      created_at timestamptz(3) not null default now(),
      active_at timestamptz not null default now(),
      primary key (id, tenant_id),
      foreign key (tenant_id, created_by) references users (tenant_id, id),
      foreign key (parent_id, tenant_id) references channels (id, tenant_id),
      check ((kind = 'thread') = (parent_id is not null and parent_message_id is not null and parent_seq is not null)),
      check ((kind = 'record') = (record_type is not null and record_id is not null))
    ) with (fillfactor = 50);
    create index channels_to_join on channels (tenant_id) where kind not in ('direct', 'record', 'thread') and visibility = 'public' and archived_at is null;

    create index threads_of_channel on channels (parent_id, tenant_id, active_at desc, id desc) where parent_id is not null;

    create table members (
      tenant_id text not null,
      channel_id uuid not null,
      user_id text not null,
      role text not null default 'member' check (role in ('owner', 'admin', 'member')),
      joined_at timestamptz(3) not null default now(),
      joined_seq bigint not null default 0,
      joined_change bigint not null default 0,
      read_seq bigint not null default 0,
      version bigint not null default 0,
      unread_version bigint not null default 0,
      may_write boolean not null default true,
      is_pinned boolean not null default false,
      notify text not null default 'all' check (notify in ('all', 'mentions', 'nothing')),
      section text,
      primary key (channel_id, user_id, tenant_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    ) with (fillfactor = 70);
    create index members_of_user on members (user_id, tenant_id, channel_id);

    create table messages (
      tenant_id text not null,
      id uuid not null,
      channel_id uuid not null,
      seq bigint not null,
      changed_seq bigint not null,
      sender_id text not null,
      text text not null,
      card jsonb,
      metadata jsonb,
      mentions text[],
      sent_at timestamptz(3) not null default now(),
      edited_at timestamptz(3),
      deleted_at timestamptz(3),
      has_reactions boolean not null default false,
      thread_id uuid,
      pinned_at timestamptz(3),
      pinned_by text,
      primary key (id, tenant_id),
      unique (channel_id, tenant_id, seq),
      unique (channel_id, tenant_id, changed_seq),
      foreign key (tenant_id, sender_id) references users (tenant_id, id)
    );

    comment on column channels.metadata is 'flat keys of the host; null is none';
    comment on column channels.notices is 'how many of its messages are the server''s own';
    comment on column messages.mentions is 'whom its text names: @user, &group, !channel, !here; null for nobody';
    create index messages_that_mention on messages (channel_id, tenant_id, seq) where mentions is not null;
    create index messages_pinned on messages (channel_id, tenant_id, pinned_at desc, id) where pinned_at is not null;

    create table reactions (
      tenant_id text not null,
      message_id uuid not null,
      emoji text not null,
      user_id text not null,
      place bigint generated always as identity,
      primary key (message_id, emoji, user_id, tenant_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );

    alter table members add foreign key (channel_id, tenant_id) references channels (id, tenant_id);
    alter table messages add foreign key (channel_id, tenant_id) references channels (id, tenant_id);
    alter table reactions add foreign key (message_id, tenant_id) references messages (id, tenant_id);
  `);
  await secureTables(knex, tables);
}

export async function down(knex: Knex): Promise<void> {
  for (const table of tables.toReversed()) await knex.raw(`drop table ${table}`);
}
