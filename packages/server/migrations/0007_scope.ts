import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

/**
 * Where in a record a conversation belongs, whom it is for, and who may see it where the host decides that: a guarded channel and its threads
 * carry the record they are about, and are nobody's but those who have access to it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table channels add column record_place jsonb, add column record_audience text,
      add check (record_type is not null or (record_place is null and record_audience is null));
    comment on column channels.record_place is 'flat keys of the host; null is the record itself';
    comment on column channels.record_audience is 'null is internal';
    create index channels_of_record on channels (record_type, tenant_id, record_id) where kind = 'record';

    create table record_access (
      tenant_id text not null references tenants,
      holder text not null,
      record_type text not null,
      record_id text not null,
      audience text not null,
      source text not null check (source in ('token', 'grant', 'hook')),
      until timestamptz,
      created_at timestamptz(3) not null default now(),
      primary key (holder, record_type, record_id, audience, source, tenant_id)
    );
    create index record_access_of_record on record_access (record_id, record_type, tenant_id);
    comment on column record_access.holder is '@user or &group';
    comment on column record_access.record_id is '* is every record of the type';
    comment on column record_access.audience is '* is every audience';
    alter table users add column records_at bigint not null default 0;
    comment on column users.records_at is 'when the newest token was issued that is stored here, in seconds since 1970';

    alter table channels add column guard_type text, add column guard_id text, add column guard_audience text;
    comment on column channels.guard_type is 'with the others: the record that decides who sees the channel; null where membership and visibility do';

    create index channels_guarded on channels (guard_type, guard_id, tenant_id) where guard_type is not null;

    create function guard_channel() returns trigger language plpgsql as $$
    begin
      if new.kind = 'thread' then
        select p.guard_type, p.guard_id, p.guard_audience into new.guard_type, new.guard_id, new.guard_audience
        from channels p where p.id = new.parent_id and p.tenant_id = new.tenant_id;
      elsif current_setting('app.record_access', true) = 'host' then
        new.guard_type := new.record_type;
        new.guard_id := new.record_id;
        new.guard_audience := coalesce(new.record_audience, 'internal');
        new.visibility := 'private';
      end if;
      return new;
    end $$;
    create trigger guard_channel before insert on channels for each row when (new.kind in ('record', 'thread')) execute function guard_channel();

    create policy guard on channels for update to current_user using (true) with check (true);
    create policy guard on messages for update to current_user using (true) with check (true);

    -- as the owner, for all tenants: when a server starts that decides otherwise than the last one
    create function guard_channels(by_host boolean) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      update public.channels c set visibility = case when by_host then 'private' else 'public' end, version = version + 1,
        guard_type = case when by_host then record_type end, guard_id = case when by_host then record_id end, guard_audience = case when by_host then coalesce(record_audience, 'internal') end
      where c.kind = 'record' and (c.guard_type is not null) <> by_host;
      update public.channels c set visibility = p.visibility, version = c.version + 1, guard_type = p.guard_type, guard_id = p.guard_id, guard_audience = p.guard_audience
      from public.channels p where c.parent_id = p.id and c.tenant_id = p.tenant_id and p.kind = 'record' and c.guard_type is distinct from p.guard_type;
    end $$;
  `);
  await secureTables(knex, ['record_access']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function guard_channels;
    drop policy guard on messages; drop policy guard on channels;
    drop trigger guard_channel on channels;
    drop function guard_channel;
    alter table channels drop column guard_type, drop column guard_id, drop column guard_audience;
    alter table users drop column records_at;
    drop table record_access;
    drop index channels_of_record;
    alter table channels drop column record_place, drop column record_audience;
  `);
}
