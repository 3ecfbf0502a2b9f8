import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table preferences (
      tenant_id text not null,
      user_id text not null,
      chosen jsonb not null,
      hints_seen text[] not null default '{}',
      primary key (user_id, tenant_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    );
  `);
  await secureTables(knex, ['preferences']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table preferences');
}
