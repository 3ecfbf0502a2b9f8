import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table presence (
      tenant_id text not null,
      user_id text not null,
      status text check (status in ('away', 'busy', 'do-not-disturb', 'offline')),
      text text,
      until timestamptz(3),
      last_active_at timestamptz(3),
      primary key (user_id, tenant_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    ) with (fillfactor = 70);
  `);
  await secureTables(knex, ['presence']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table presence');
}
