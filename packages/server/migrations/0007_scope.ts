import type { Knex } from 'knex';

/** Where in a record a conversation belongs, and whom it is for. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table channels add column record_place jsonb, add column record_audience text,
      add check (record_type is not null or (record_place is null and record_audience is null));
    comment on column channels.record_place is 'flat keys of the host; null is the record itself';
    comment on column channels.record_audience is 'null is internal';
    create index channels_of_record on channels (record_id, record_type, tenant_id) where kind = 'record';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index channels_of_record;
    alter table channels drop column record_place, drop column record_audience;
  `);
}
