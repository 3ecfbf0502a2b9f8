import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

const tables = ['meeting_rooms', 'meeting_roles', 'meeting_guests', 'meeting_keys'];

/** Guests are the only people who are ever removed: PostgreSQL then looks in all that names people, and would read each of these as a whole. */
const named = {
  api_keys_of_person: 'api_keys (created_by, tenant_id)', channels_of_creator: 'channels (created_by, tenant_id)', file_comments_of_author: 'file_comments (author_id, tenant_id)', file_versions_of_maker: 'file_versions (made_by, tenant_id)',
  files_of_person: 'files (owner_id, tenant_id)', message_edits_of_editor: 'message_edits (edited_by, tenant_id)', messages_of_deleter: 'messages (deleted_by, tenant_id) where deleted_by is not null',
  poll_votes_of_user: 'poll_votes (user_id, tenant_id)', voice_plays_of_user: 'voice_plays (user_id, tenant_id)',
};

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table meeting_rooms (
      tenant_id text not null,
      id uuid not null,
      code text not null,
      name text not null,
      channel_id uuid not null,
      access text not null,
      password text,
      tries int not null default 0,
      tries_since timestamptz,
      capacity int,
      settings jsonb not null default '{}',
      ice jsonb,
      created_by text not null,
      created_at timestamptz(3) not null default now(),
      closed_at timestamptz(3),
      primary key (id, tenant_id),
      unique (code),
      foreign key (channel_id, tenant_id) references channels (id, tenant_id) on delete cascade,
      foreign key (tenant_id, created_by) references users (tenant_id, id)
    );
    comment on column meeting_rooms.settings is 'what differs from how rooms are until somebody says otherwise';
    create unique index meeting_rooms_of_channel on meeting_rooms (channel_id, tenant_id);
    create index meeting_rooms_of_creator on meeting_rooms (created_by, tenant_id);
    create table meeting_roles (
      tenant_id text not null,
      room_id uuid not null,
      user_id text not null,
      level text not null,
      rights text[],
      until timestamptz(3),
      is_over boolean not null default false,
      granted_by text not null,
      granted_at timestamptz(3) not null default now(),
      primary key (room_id, user_id, tenant_id),
      foreign key (room_id, tenant_id) references meeting_rooms (id, tenant_id) on delete cascade,
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    comment on column meeting_roles.is_over is 'its time is over, and that has been seen to';
    create index meeting_roles_due on meeting_roles (until) where until is not null and not is_over;
    create index meeting_roles_of_user on meeting_roles (user_id, tenant_id);
    create table meeting_guests (
      tenant_id text not null,
      id uuid not null,
      room_id uuid,
      user_id text not null,
      name text not null,
      came_at timestamptz(3) not null default now(),
      seen_at timestamptz(3) not null default now(),
      was_in boolean not null default false,
      is_outdated boolean not null default false,
      ended_at timestamptz(3),
      primary key (id, tenant_id),
      foreign key (room_id, tenant_id) references meeting_rooms (id, tenant_id) on delete set null (room_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    comment on column meeting_guests.ended_at is 'put out: the token is worth nothing any more';
    comment on column meeting_guests.is_outdated is 'the way in has changed since they came: their token is good for as long as they stay in the call that is on';
    comment on column meeting_guests.seen_at is 'when they were given a token last';
    comment on column meeting_guests.was_in is 'they were in a call of the room, or began one that others were in, and their name stays for its history';
    comment on column meeting_guests.room_id is 'null: it is gone, with its history';
    create index meeting_guests_of_room on meeting_guests (room_id, tenant_id);
    create unique index meeting_guests_of_user on meeting_guests (user_id, tenant_id);
    create index meeting_guests_forgettable on meeting_guests (tenant_id, seen_at) where not was_in or room_id is null;
    create table meeting_keys (
      tenant_id text primary key references tenants,
      key bytea not null
    );
    comment on table meeting_keys is 'what tokens of guests are signed with';
  `);
  await knex.raw(Object.entries(named).map(([name, what]) => `create index ${name} on ${what};`).join(' '));
  await secureTables(knex, tables);
  // As in 0023_calls: whoever has a code has no tenant yet. The owner tells whose room it is, and no more.
  await knex.raw(`
    create policy door on meeting_rooms for select to current_user using (true);
    create function tenant_of_meeting(given text) returns text language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select tenant_id from meeting_rooms where code = given
    $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`drop function tenant_of_meeting; ${Object.keys(named).map((name) => `drop index ${name};`).join(' ')} ${[...tables].reverse().map((table) => `drop table ${table};`).join(' ')}`);
}
