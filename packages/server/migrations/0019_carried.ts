import type { Knex } from 'knex';

/** Files of a conversation are found without looking at all that was said in it; messages that wait to be sent carry some. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index messages_with_files on messages (channel_id, tenant_id, sent_at desc, id desc) where card ->> 'type' in ('files', 'voice') or card -> 'carried' is not null;
    alter table scheduled_messages add column file_ids uuid[] not null default '{}';
    comment on column scheduled_messages.file_ids is 'of its author; whether they are there is seen when it goes out';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table scheduled_messages drop column file_ids; drop index messages_with_files');
}
