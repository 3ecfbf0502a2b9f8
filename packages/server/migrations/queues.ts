import type { Knex } from 'knex';

/** A job that throws is run again up to `retries` times, each time later, or `everySeconds`; one that takes longer than `seconds` counts as failed. */
export async function createQueue(knex: Knex, name: string, { seconds, retries = 5, everySeconds }: { seconds: number; retries?: number; everySeconds?: number }): Promise<void> {
  await knex.raw('select pgboss.create_queue(?, ?::json)', [name, JSON.stringify({ policy: 'standard', retryLimit: retries, retryDelay: everySeconds ?? 5, retryBackoff: everySeconds === undefined, expireInSeconds: seconds, retentionMinutes: 60 * 24 * 7 })]);
}

export async function deleteQueue(knex: Knex, name: string): Promise<void> { await knex.raw('select pgboss.delete_queue(?)', [name]); }
