import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

const tables = ['message_edits', 'saved_messages', 'drafts', 'scheduled_messages'];

// What belongs to a message goes with it.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table messages add column deleted_by text, add column restored_at timestamptz(3),
      add foreign key (tenant_id, deleted_by) references users (tenant_id, id);

    create table message_edits (
      tenant_id text not null,
      message_id uuid not null,
      place bigint generated always as identity,
      text text not null,
      edited_by text not null,
      edited_at timestamptz(3) not null default now(),
      primary key (message_id, place, tenant_id),
      foreign key (message_id, tenant_id) references messages (id, tenant_id) on delete cascade,
      foreign key (tenant_id, edited_by) references users (tenant_id, id)
    );
    comment on column message_edits.text is 'as it was before this edit';

    create table saved_messages (
      tenant_id text not null,
      message_id uuid not null,
      user_id text not null,
      saved_at timestamptz(3) not null default now(),
      primary key (message_id, user_id, tenant_id),
      foreign key (message_id, tenant_id) references messages (id, tenant_id) on delete cascade,
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    create table drafts (
      tenant_id text not null,
      channel_id uuid not null,
      user_id text not null,
      text text not null,
      version bigint not null default 1,
      changed_at timestamptz(3) not null default now(),
      primary key (channel_id, user_id, tenant_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    ) with (fillfactor = 70);
    comment on column drafts.channel_id is 'of a channel that may not be there yet';
    create table scheduled_messages (
      tenant_id text not null,
      id uuid not null,
      user_id text not null,
      channel_id uuid not null,
      text text not null,
      record jsonb,
      thread_of uuid,
      send_at timestamptz(3) not null,
      claimed_until timestamptz,
      refusal jsonb,
      primary key (id, tenant_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    comment on column scheduled_messages.claimed_until is 'a process is sending it; where that process has died, another one does from then on';
    create index scheduled_due on scheduled_messages (send_at) where refusal is null;
    create index scheduled_of_user on scheduled_messages (user_id, tenant_id, send_at);
    create index drafts_of_user on drafts (user_id, tenant_id, changed_at desc);
    create index saved_of_user on saved_messages (user_id, tenant_id, saved_at desc, message_id desc);
  `);
  await secureTables(knex, tables);
  // As in 0004_search: the owner reads all tenants' rows, and tells the server no more than whose are due, and when the next one is.
  await knex.raw(`
    create policy due on scheduled_messages for select to current_user using (true);
    create function tenants_with_due_messages() returns setof text language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select distinct tenant_id from scheduled_messages where refusal is null and send_at <= now() and (claimed_until is null or claimed_until < now()) limit 1000
    $$;
    create function next_message_due() returns timestamptz language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select min(send_at) from scheduled_messages where refusal is null and claimed_until is null
    $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop function tenants_with_due_messages, next_message_due');
  for (const table of tables.toReversed()) await knex.raw(`drop table ${table}`);
  await knex.raw('alter table messages drop column deleted_by, drop column restored_at');
}
