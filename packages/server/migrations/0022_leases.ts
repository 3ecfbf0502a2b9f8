import type { Knex } from 'knex';

/** Who works on a job says so again and again; one that is active and that nobody says it of is lost. Beside the queue's own tables: it holds no tenant's data. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table pgboss.lease (job_id uuid primary key, until timestamptz not null);
    create index job_active on pgboss.job (started_on) where state = 'active';
  `);
}

export async function down(knex: Knex): Promise<void> { await knex.raw('drop index pgboss.job_active; drop table pgboss.lease'); }
