import type { Knex } from 'knex';

const appended = ['channels', 'members', 'messages'];
const served = "tenant_id = any ((select nullif(current_setting('app.tenants', true), '')::text[])::text[])";

/**
 * What a message costs.
 * - The order of threads stands in a column that is empty elsewhere, so a message in a channel changes nothing that an index holds.
 * - A message's channel and sender are checked, and the channel held, by the statement that appends it: to ask for both once more, and to
 *   lock the sender, took a fifth of its time.
 * - Which tenants a transaction sees is asked of the rows found: as a condition of the index, all tenants of a batch were sorted for each row.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table channels add column replied_at timestamptz generated always as (case when parent_id is not null then active_at end) stored;
    drop index threads_of_channel;
    create index threads_of_channel on channels (parent_id, tenant_id, replied_at desc, id desc) where parent_id is not null;
    alter table messages drop constraint messages_channel_id_tenant_id_fkey, drop constraint messages_tenant_id_sender_id_fkey;
    ${appended.map((table) => `alter policy tenant on ${table} using ((${served}) is true)`).join(';\n')};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ${appended.map((table) => `alter policy tenant on ${table} using (${served})`).join(';\n')};
    alter table messages add foreign key (channel_id, tenant_id) references channels (id, tenant_id), add foreign key (tenant_id, sender_id) references users (tenant_id, id);
    drop index threads_of_channel;
    create index threads_of_channel on channels (parent_id, tenant_id, active_at desc, id desc) where parent_id is not null;
    alter table channels drop column replied_at;
  `);
}
