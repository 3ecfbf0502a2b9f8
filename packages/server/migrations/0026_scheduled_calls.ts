import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

const tables = ['scheduled_calls', 'scheduled_call_people', 'scheduled_call_times'];

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table scheduled_calls (
      tenant_id text not null,
      id uuid not null,
      channel_id uuid not null,
      organizer text not null,
      title text not null,
      kind text not null,
      starts_at timestamptz(3) not null,
      ends_at timestamptz(3) not null,
      time_zone text not null,
      reminders int[] not null,
      rings boolean not null,
      call_id uuid,
      cancelled_at timestamptz(3),
      version int not null default 1,
      primary key (id, tenant_id),
      foreign key (channel_id, tenant_id) references channels (id, tenant_id) on delete cascade,
      foreign key (call_id, tenant_id) references calls (id, tenant_id) on delete set null (call_id),
      foreign key (tenant_id, organizer) references users (tenant_id, id)
    );
    comment on column scheduled_calls.call_id is 'the last one that was begun by it';
    create index scheduled_calls_of_channel on scheduled_calls (channel_id, tenant_id, ends_at);
    create index scheduled_calls_of_organizer on scheduled_calls (organizer, tenant_id);
    create index scheduled_calls_of_call on scheduled_calls (call_id, tenant_id) where call_id is not null;
    create table scheduled_call_people (
      tenant_id text not null,
      scheduled_id uuid not null,
      user_id text not null,
      place int not null,
      answer text not null,
      primary key (scheduled_id, user_id, tenant_id),
      foreign key (scheduled_id, tenant_id) references scheduled_calls (id, tenant_id) on delete cascade,
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    create index scheduled_call_people_of_user on scheduled_call_people (user_id, tenant_id);
    create table scheduled_call_times (
      tenant_id text not null,
      scheduled_id uuid not null,
      minutes int not null,
      at timestamptz(3) not null,
      done_at timestamptz(3),
      primary key (scheduled_id, minutes, tenant_id),
      foreign key (scheduled_id, tenant_id) references scheduled_calls (id, tenant_id) on delete cascade
    );
    comment on column scheduled_call_times.minutes is 'before its start people are reminded; -1: it starts';
    create index scheduled_call_times_due on scheduled_call_times (at) where done_at is null;
  `);
  await secureTables(knex, tables);
  // As in 0023_calls: the owner tells the server whose rooms and scheduled calls have something due, and when the next one is.
  await knex.raw(`
    create policy due on scheduled_call_times for select to current_user using (true);
    create policy due on meeting_roles for select to current_user using (true);
    create function tenants_with_due_meetings() returns setof text language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select tenant_id from scheduled_call_times where done_at is null and at <= now()
      union select tenant_id from meeting_roles where until is not null and not is_over and until <= now() limit 1000
    $$;
    create function next_meeting_due() returns timestamptz language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select least((select min(at) from scheduled_call_times where done_at is null), (select min(until) from meeting_roles where until is not null and not is_over))
    $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`drop function tenants_with_due_meetings, next_meeting_due; drop policy due on meeting_roles; ${[...tables].reverse().map((table) => `drop table ${table};`).join(' ')}`);
}
