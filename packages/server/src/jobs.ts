import type { Knex } from 'knex';
import type { Client } from 'pg';
import PgBoss from 'pg-boss';
import type { Call } from './call.ts';
import { CallError } from './errors.ts';
import { createLeases, type LostJob } from './jobs.leases.ts';
import { startWorker, type Worker } from './jobs.worker.ts';
import { inTransaction, type Transaction } from './transaction.ts';

/** What each queue's jobs carry: no content, only what names it. Queues are made by migrations. */
export interface JobData {
  'files.process': { tenant: string; fileId: string; version: number };
  'files.scan': { tenant: string; fileId: string; version: number };
  'calls.finishRecording': { tenant: string; recordingId: string };
  /** `user`: whose message it is. */
  'voice.transcribe': { tenant: string; user: string; messageId: string; language?: string };
}
export type Queue = keyof JobData;

/** Work that is done after its request was answered, by any process on this database, again where it fails. */
export interface Jobs {
  /** Adds a job in the transaction of a call: it is there if that commits, and begins at once then. */
  add<Q extends Queue>(call: Pick<Call, 'query' | 'afterCommit'>, queue: Q, data: JobData[Q]): Promise<void>;
  /** Takes jobs of a queue, `atOnce` of them side by side. One that throws is run again; `unavailable` is not reported. */
  handle<Q extends Queue>(queue: Q, run: (data: JobData[Q]) => Promise<void>, atOnce?: number): void;
  /** Nothing new is begun; what runs may end. */
  close(): Promise<void>;
}

const lookEveryMs = 5000, patienceMs = 5000;
/** What a killed process was doing is begun again after about this. */
const usualLeaseMs = 30_000;

/** pg-boss over the server's own connections. Its own workers tell how a job went without waiting for the answer, and a database that is away then would end the process: so these are ours. */
export async function createJobs({ database, onError, leaseMs = usualLeaseMs }: { database: Knex; onError: (error: unknown) => void; leaseMs?: number | undefined }): Promise<Jobs> {
  let isClosing = false, isOver = false;
  const boss = new PgBoss({ db: { executeSql: (text, values) => query(database, text, values) }, schema: 'pgboss', migrate: false, schedule: false });
  boss.on('error', onError);
  const workers = new Map<Queue, Worker[]>(), running = new Map<string, Queue>();
  const wake = (queue: Queue) => { for (const worker of workers.get(queue) ?? []) worker.wake(); };
  await boss.start();

  async function giveBack(transaction: Transaction, jobs: readonly LostJob[]): Promise<void> {
    for (const { id, name } of jobs) await boss.fail(name, id, { message: 'the process that ran it is gone' }, by(transaction));
    await transaction.query('begin-again-now', "update pgboss.job set start_after = now() where id = any ($1::uuid[]) and state = 'retry'", [jobs.map(({ id }) => id)]);
  }
  const leases = createLeases({ database, leaseMs, onError, giveBack, onGivenBack: (jobs) => { for (const { name } of jobs) wake(name as Queue); } });

  /** Where the database cannot be told how a job went, nobody holds it any more, and it is done again. */
  async function end(queue: Queue, id: string, error?: Error): Promise<void> {
    if (isOver) return; // it outlived this process's patience, and was given back
    await (error === undefined ? boss.complete(queue, id) : boss.fail(queue, id, { message: error.message })).catch((failure: unknown) => { if (!isClosing) onError(failure); });
  }

  async function one<Q extends Queue>(queue: Q, run: (data: JobData[Q]) => Promise<void>): Promise<boolean> {
    const [job] = await boss.fetch<JobData[Q]>(queue, {});
    if (!job) return false;
    running.set(job.id, queue);
    try {
      await leases.hold(job.id, () => within(job.expireInSeconds, run(job.data)));
      await end(queue, job.id);
    } catch (error) {
      if (!isClosing && !isLater(error)) onError(error);
      await end(queue, job.id, error as Error);
    }
    running.delete(job.id);
    return true;
  }

  return {
    async add(call, queue, data) {
      await boss.send(queue, data, by(call));
      call.afterCommit(() => { wake(queue); });
    },
    handle(queue, run, atOnce = 1) {
      workers.set(queue, [...workers.get(queue) ?? [], ...Array.from({ length: atOnce }, () => startWorker(() => one(queue, run), lookEveryMs))]);
    },
    async close() {
      isClosing = true;
      const patience = after(patienceMs);
      await Promise.race([Promise.all([...workers.values()].flat().map((worker) => worker.end())), patience.over]);
      patience.end();
      isOver = true;
      const left = [...running].map(([id, name]) => ({ id, name }));
      if (left.length > 0) await inTransaction(database, [], (transaction) => giveBack(transaction, left)).catch(() => undefined); // else their leases end
      await leases.close();
      await boss.stop({ graceful: false });
    },
  };
}

/** What pg-boss asks goes through this transaction. */
const by = (transaction: Pick<Call, 'query'>) => ({ db: { executeSql: async (text: string, values: unknown[]) => ({ rows: await transaction.query<never>('', text, values) }) } });

function after(ms: number): { over: Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => { const timer = setTimeout(resolve, ms); end = () => { clearTimeout(timer); }; });
  return { over, end };
}

/** What takes longer is given up, and may be begun again. */
async function within(seconds: number, work: Promise<void>): Promise<void> {
  const time = after(seconds * 1000);
  try { await Promise.race([work, time.over.then(() => { throw new Error(`It took longer than ${seconds} s`); })]); } finally { time.end(); }
}

/** Something outside is away; who runs the job has told of it. */
const isLater = (error: unknown) => error instanceof CallError && error.code === 'unavailable';

/** Several statements at once answer one result each. */
async function query(database: Knex, text: string, values: unknown[] | undefined): Promise<{ rows: never[] }> {
  const client = database.client as Knex.Client, connection = await client.acquireConnection() as Client;
  try {
    const result: unknown = await connection.query(text, values?.length ? values : undefined);
    return Array.isArray(result) ? { rows: result.flatMap((one: { rows?: never[] }) => one.rows ?? []) } : result as { rows: never[] };
  } finally { await client.releaseConnection(connection); }
}
