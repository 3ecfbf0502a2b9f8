import type { Knex } from 'knex';
import { createQueue, deleteQueue } from './queues.ts';
import { secureTables } from './tenancy.ts';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table call_entries (
      tenant_id text not null,
      call_id uuid not null,
      user_id text not null,
      started_at timestamptz(3) not null,
      direction text not null,
      outcome text not null,
      seconds int not null,
      is_removed boolean not null,
      is_forgotten boolean not null default false,
      score double precision,
      primary key (call_id, user_id, tenant_id),
      foreign key (call_id, tenant_id) references calls (id, tenant_id) on delete cascade,
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    comment on table call_entries is 'what a call that is over was for each who was asked or came';
    comment on column call_entries.is_removed is 'put out of it: sees it by its conversation alone';
    comment on column call_entries.score is 'of what their devices measured, on average; measurements are kept for a time only';
    create index call_entries_of_user on call_entries (user_id, tenant_id, started_at desc, call_id desc) where not is_forgotten;
    create index call_entries_of_outcome on call_entries (user_id, tenant_id, outcome, started_at desc, call_id desc) where not is_forgotten;
    create index call_entries_of_person on call_entries (user_id, tenant_id);
    create index calls_by_start on calls (tenant_id, started_at);
    create table call_measures (
      tenant_id text not null,
      participant_id uuid not null,
      at timestamptz(0) not null,
      call_id uuid not null,
      level text not null,
      score double precision,
      because text,
      round_trip real,
      jitter real not null,
      lost real not null,
      sent bigint not null,
      received bigint not null,
      frames real not null,
      height int not null,
      links jsonb not null,
      primary key (participant_id, at, tenant_id),
      foreign key (participant_id, tenant_id) references call_participants (id, tenant_id) on delete cascade
    );
    create index call_measures_of_call on call_measures (call_id, tenant_id);
    create index call_measures_by_age on call_measures (tenant_id, at);
    create table call_rules (
      tenant_id text not null,
      channel_id uuid not null,
      recording text not null default 'nobody',
      download text not null default 'everybody',
      primary key (channel_id, tenant_id),
      foreign key (channel_id, tenant_id) references channels (id, tenant_id) on delete cascade
    );
    comment on table call_rules is 'of conversations where they are not the usual ones';
    create table call_recordings (
      tenant_id text not null,
      id uuid not null,
      call_id uuid not null,
      channel_id uuid not null,
      participant_id uuid not null,
      user_id text not null,
      state text not null,
      is_on_server boolean not null default false,
      answers jsonb not null,
      since timestamptz(3),
      started_at timestamptz(3) not null default now(),
      ended_at timestamptz(3),
      file_id uuid,
      tries int not null default 0,
      reason text,
      primary key (id, tenant_id),
      foreign key (call_id, tenant_id) references calls (id, tenant_id) on delete cascade,
      foreign key (participant_id, tenant_id) references call_participants (id, tenant_id) on delete cascade,
      foreign key (file_id, tenant_id) references files (id, tenant_id) on delete set null (file_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
    comment on column call_recordings.answers is 'who said what, by user';
    comment on column call_recordings.tries is 'so many times no film could be made of it';
    create unique index call_recordings_live on call_recordings (call_id, tenant_id) where state in ('asking', 'recording', 'paused');
    create index call_recordings_of_call on call_recordings (call_id, tenant_id, started_at desc);
    create index call_recordings_of_file on call_recordings (file_id, tenant_id) where file_id is not null;
    create index call_recordings_of_person on call_recordings (user_id, tenant_id);
    create index call_recordings_of_participant on call_recordings (participant_id, tenant_id);
    create index call_recordings_by_age on call_recordings (tenant_id, started_at);
    create table call_recording_parts (
      tenant_id text not null,
      recording_id uuid not null,
      part int not null,
      object_id uuid not null,
      arrived_at timestamptz(3) not null default now(),
      primary key (recording_id, part, tenant_id),
      foreign key (recording_id, tenant_id) references call_recordings (id, tenant_id) on delete cascade,
      foreign key (object_id, tenant_id) references file_objects (id, tenant_id)
    );
    create index call_recording_parts_of_object on call_recording_parts (object_id, tenant_id);
  `);
  await secureTables(knex, ['call_entries', 'call_measures', 'call_rules', 'call_recordings', 'call_recording_parts']);
  await createQueue(knex, 'calls.finishRecording', { seconds: 28_800, retries: 1_000_000, everySeconds: 10 });
}

export async function down(knex: Knex): Promise<void> {
  await deleteQueue(knex, 'calls.finishRecording');
  await knex.raw('drop table call_recording_parts; drop table call_recordings; drop table call_rules; drop table call_measures; drop table call_entries');
}
