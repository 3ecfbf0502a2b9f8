import type { Knex } from 'knex';
import { inTransaction, type Transaction } from './transaction.ts';

/** Says of jobs that somebody works on them, again and again while they do. What nobody says it of any more is given back: the process is gone. */
export interface Leases {
  hold<T>(jobId: string, run: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface LostJob { id: string; name: string }

interface Surroundings {
  database: Knex;
  /** After this, in ms, a job that is held by nobody counts as lost. */
  leaseMs: number;
  /** Lets somebody else begin it, in a transaction in which nobody else does. */
  giveBack: (transaction: Transaction, jobs: readonly LostJob[]) => Promise<void>;
  onGivenBack: (jobs: readonly LostJob[]) => void;
  onError: (error: unknown) => void;
}

const extend = (transaction: Transaction, ids: readonly string[], leaseMs: number) => transaction.query('extend-leases', `
  insert into pgboss.lease (job_id, until) select id, now() + make_interval(secs => $2 / 1000.0) from unnest($1::uuid[]) id
  on conflict (job_id) do update set until = excluded.until`, [ids, leaseMs]);

const lostSql = `
  select j.id, j.name from pgboss.job j left join pgboss.lease l on l.job_id = j.id
  where j.state = 'active' and greatest(l.until, j.started_on + make_interval(secs => $1 / 1000.0)) < now() limit 100`;

export function createLeases({ database, leaseMs, giveBack, onGivenBack, onError }: Surroundings): Leases {
  const held = new Set<string>();
  const ask = <T>(run: (transaction: Transaction) => Promise<T>) => inTransaction(database, [], run);
  let turn: Promise<void> = Promise.resolve(), isClosed = false;

  async function look(): Promise<void> {
    if (held.size > 0) await ask((transaction) => extend(transaction, [...held], leaseMs));
    const lost = await ask(async (transaction) => {
      const [lock] = await transaction.query<{ is_mine: boolean }>('lock-leases', "select pg_try_advisory_xact_lock(hashtextextended('corridor leases', 0)) as is_mine", []);
      if (!lock?.is_mine) return []; // another process looks
      const found = await transaction.query<LostJob>('lost-jobs', lostSql, [leaseMs]);
      if (found.length === 0) return [];
      await giveBack(transaction, found);
      await transaction.query('end-lost-leases', "delete from pgboss.lease where job_id = any ($1::uuid[]) or until < now() - interval '1 day'", [found.map(({ id }) => id)]);
      return found;
    });
    if (lost.length > 0) onGivenBack(lost);
  }
  const timer = setInterval(() => { turn = turn.then(() => (isClosed ? undefined : look())).catch(onError); }, leaseMs / 3);
  timer.unref();

  return {
    async hold(jobId, run) {
      held.add(jobId);
      try {
        await ask((transaction) => extend(transaction, [jobId], leaseMs));
        return await run();
      } finally {
        held.delete(jobId);
        await ask((transaction) => transaction.query('end-leases', 'delete from pgboss.lease where job_id = any ($1::uuid[])', [[jobId]])).catch((error: unknown) => { if (!isClosed) onError(error); });
      }
    },
    close() {
      isClosed = true;
      clearInterval(timer);
      return turn;
    },
  };
}
