import type { Knex } from 'knex';

/** When a file came stands with what shares it, so that the newest files of a conversation or a person are found without the others. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table message_files add column file_at timestamptz(3);
    alter table file_grants add column file_at timestamptz(3);
    comment on column message_files.file_at is 'when its file was made, set by a trigger: it never changes';
    comment on column file_grants.file_at is 'when its file was made, set by a trigger: it never changes';

    create function set_file_at() returns trigger language plpgsql as $$
    begin
      new.file_at := (select f.created_at from files f where f.id = new.file_id and f.tenant_id = new.tenant_id);
      return new;
    end $$;
    create trigger set_file_at before insert on message_files for each row execute function set_file_at();
    create trigger set_file_at before insert on file_grants for each row execute function set_file_at();
  `);
  const { rows: tenants } = await knex.raw<{ rows: { tenant: string }[] }>('select all_tenants() as tenant');
  for (const { tenant } of tenants) { // row-level security binds the owner, too
    await knex.raw('select set_config(\'app.tenants\', array[?]::text, true)', [tenant]);
    for (const table of ['message_files', 'file_grants']) await knex.raw('update ?? t set file_at = f.created_at from files f where f.id = t.file_id and f.tenant_id = t.tenant_id and t.tenant_id = ?', [table, tenant]);
  }
  await knex.raw('select set_config(\'app.tenants\', \'\', true)');
  await knex.raw(`
    drop index message_files_of_channel;
    create index message_files_of_channel on message_files (channel_id, tenant_id, file_at desc, file_id desc);
    drop index file_grants_to;
    create index file_grants_to on file_grants (subject_id, subject_kind, tenant_id, file_at desc, file_id desc);
    drop index files_in_folder;
    create index files_in_folder on files (folder_id, tenant_id, created_at desc, id desc) where folder_id is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index message_files_of_channel, file_grants_to, files_in_folder;
    drop trigger set_file_at on message_files;
    drop trigger set_file_at on file_grants;
    drop function set_file_at;
    alter table message_files drop column file_at;
    alter table file_grants drop column file_at;
    create index message_files_of_channel on message_files (channel_id, tenant_id, file_id);
    create index file_grants_to on file_grants (subject_id, subject_kind, tenant_id);
    create index files_in_folder on files (folder_id, tenant_id) where folder_id is not null;
  `);
}
