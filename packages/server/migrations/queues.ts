import type { Knex } from 'knex';

const week = 60 * 24 * 7, years = 60 * 24 * 365 * 10;

/** A job that throws is run again up to `retries` times, each time later, or `everySeconds`, however long that takes; one that takes longer than `seconds` counts as failed. */
export async function createQueue(knex: Knex, name: string, { seconds, retries = 5, everySeconds }: { seconds: number; retries?: number; everySeconds?: number }): Promise<void> {
  await knex.raw('select pgboss.create_queue(?, ?::json)', [name, JSON.stringify({ policy: 'standard', retryLimit: retries, retryDelay: everySeconds ?? 5, retryBackoff: everySeconds === undefined, expireInSeconds: seconds, retentionMinutes: everySeconds === undefined ? week : years })]);
}

export async function deleteQueue(knex: Knex, name: string): Promise<void> { await knex.raw('select pgboss.delete_queue(?)', [name]); }
