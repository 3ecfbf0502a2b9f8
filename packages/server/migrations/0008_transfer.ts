import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

const tables = ['imported_channels', 'imported_files'];

/** What an import has done, so that it can go on where it ended. Deleting a channel forgets that it was imported. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table imported_channels (
      tenant_id text not null,
      source text not null,
      source_id text not null,
      channel_id uuid not null,
      members text[],
      primary key (source_id, source, tenant_id),
      foreign key (channel_id, tenant_id) references channels (id, tenant_id) on delete cascade
    );
    comment on column imported_channels.members is 'whom an import has let in, who may have left since; null until all its messages are there';
    create index imported_channels_by_channel on imported_channels (channel_id, tenant_id);
    -- what is kept of a person is asked for by person
    create index messages_of_sender on messages (sender_id, tenant_id, id);
    create index reactions_of_user on reactions (user_id, tenant_id, message_id, emoji);
    create table imported_files (
      tenant_id text not null,
      channel_id uuid not null,
      path text not null,
      sha256 text not null,
      primary key (channel_id, path, sha256, tenant_id),
      foreign key (channel_id, tenant_id) references channels (id, tenant_id) on delete cascade
    );
  `);
  await secureTables(knex, tables);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index reactions_of_user, messages_of_sender');
  for (const table of tables.toReversed()) await knex.raw(`drop table ${table}`);
}
