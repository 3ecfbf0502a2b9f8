import type { Knex } from 'knex';
import { createQueue, deleteQueue } from './queues.ts';
import { secureTables } from './tenancy.ts';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table voice_rules (
      tenant_id text not null,
      channel_id uuid not null,
      rules jsonb not null,
      primary key (channel_id, tenant_id),
      foreign key (channel_id, tenant_id) references channels (id, tenant_id) on delete cascade
    );
    comment on table voice_rules is 'of channels where they are not the usual ones';
    create table voice_plays (
      tenant_id text not null,
      message_id uuid not null,
      user_id text not null,
      plays int not null default 1,
      first_at timestamptz(3) not null default now(),
      last_at timestamptz(3) not null default now(),
      primary key (message_id, user_id, tenant_id),
      foreign key (message_id, tenant_id) references messages (id, tenant_id) on delete cascade,
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    ) with (fillfactor = 80);
  `);
  await secureTables(knex, ['voice_rules', 'voice_plays']);
  await createQueue(knex, 'voice.transcribe', { seconds: 900, retries: 1_000_000, everySeconds: 10 });
}

export async function down(knex: Knex): Promise<void> {
  await deleteQueue(knex, 'voice.transcribe');
  await knex.raw('drop table voice_plays; drop table voice_rules');
}
