import type { Knex } from 'knex';
import PgBoss from 'pg-boss';

/** The job queue's own schema, made by the owner: the serving role may neither make it nor add queues. Its tables know no tenants; what a job carries names its own. */
export async function up(knex: Knex): Promise<void> {
  const statements = PgBoss.getConstructionPlans('pgboss').replace(/^\s*BEGIN;/, '').replace(/COMMIT;\s*$/, '');
  await knex.raw(statements.replaceAll('?', '\\?'));
}

export async function down(knex: Knex): Promise<void> { await knex.raw('drop schema pgboss cascade'); }
