import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table calls (
      tenant_id text not null,
      id uuid not null,
      channel_id uuid not null,
      kind text not null,
      status text not null,
      reason text,
      is_direct boolean not null,
      route text not null,
      epoch int not null default 1,
      version int not null default 1,
      started_by text not null,
      started_at timestamptz(3) not null,
      active_at timestamptz(3),
      ended_at timestamptz(3),
      settings jsonb not null default '{}',
      meeting_id uuid,
      primary key (id, tenant_id),
      foreign key (channel_id, tenant_id) references channels (id, tenant_id) on delete cascade,
      foreign key (tenant_id, started_by) references users (tenant_id, id)
    ) with (fillfactor = 80);
    create unique index calls_live on calls (channel_id, tenant_id) where status in ('ringing', 'active');
    create index calls_of_channel on calls (channel_id, tenant_id, started_at desc, id desc);
    create index calls_of_starter on calls (started_by, tenant_id);
    create index calls_knocked on calls (tenant_id, ended_at) where meeting_id is not null and active_at is null;
    create table call_participants (
      tenant_id text not null,
      id uuid not null,
      call_id uuid not null,
      user_id text not null,
      state text not null,
      role text not null,
      is_moderator boolean not null default false,
      rights text[] not null default '{}',
      given_by text,
      transferred_by uuid,
      device_id text,
      media jsonb not null default '{"microphone": false, "camera": false, "screen": false}',
      hand_at timestamptz(3),
      invited_at timestamptz(3) not null,
      joined_at timestamptz(3),
      left_at timestamptz(3),
      until timestamptz(3),
      seen_until timestamptz(3),
      had_access boolean not null default false,
      primary key (id, tenant_id),
      foreign key (call_id, tenant_id) references calls (id, tenant_id) on delete cascade,
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    ) with (fillfactor = 70);
    comment on column calls.settings is 'what differs from how calls are until a host says otherwise';
    comment on column call_participants.given_by is 'on whose place in the meeting room it rests that they are host or co-host';
    comment on column call_participants.until is 'it rings, or is waited for, until then';
    comment on column call_participants.seen_until is 'a process that has its connection puts this off; where that process has died, nobody does';
    comment on column call_participants.had_access is 'in a record''s conversation that the host guards: they saw it while they were in the call, and are out of it without';
    create index call_participants_of_call on call_participants (call_id, tenant_id);
    create index call_participants_of_user on call_participants (user_id, tenant_id, invited_at desc);
    create index call_participants_there on call_participants (user_id, tenant_id) where left_at is null;
    create table call_rooms (
      tenant_id text not null,
      id uuid not null,
      call_id uuid not null,
      epoch int not null,
      url text not null,
      room jsonb not null,
      secret text not null,
      made_at timestamptz(3) not null default now(),
      primary key (id, tenant_id)
    );
    comment on table call_rooms is 'rooms at media servers, noted before they are made and until they are ended; they outlive their call where the server was killed';
    comment on column call_rooms.room is 'its name there, a number or a text';
    create index call_participants_due on call_participants (least(until, seen_until)) where left_at is null;
  `);
  await secureTables(knex, ['calls', 'call_participants', 'call_rooms']);
  // As in 0004_search: the owner reads all tenants' rows, and tells the server no more than whose are due, and when the next one is.
  await knex.raw(`
    create policy due on call_participants for select to current_user using (true);
    create policy due on call_rooms for select to current_user using (true);
    create function tenants_with_call_rooms() returns setof text language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select distinct tenant_id from call_rooms
    $$;
    create function tenants_with_due_calls() returns setof text language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select distinct tenant_id from call_participants where left_at is null and least(until, seen_until) <= now() limit 1000
    $$;
    create function next_call_due() returns timestamptz language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select min(least(until, seen_until)) from call_participants where left_at is null
    $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop function tenants_with_due_calls, next_call_due, tenants_with_call_rooms; drop table call_rooms; drop table call_participants; drop table calls');
}
