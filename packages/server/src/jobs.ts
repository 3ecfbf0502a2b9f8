import type { Knex } from 'knex';
import type { Client } from 'pg';
import PgBoss from 'pg-boss';
import type { Call } from './call.ts';
import { CallError } from './errors.ts';
import { createLeases } from './jobs.leases.ts';

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
  handle<Q extends Queue>(queue: Q, run: (data: JobData[Q]) => Promise<void>, atOnce?: number): Promise<void>;
  /** Nothing new is begun; what runs may end. */
  close(): Promise<void>;
}

const never = new Promise<void>(() => undefined);
const lookEverySeconds = 5, patienceMs = 5000;
/** What a killed process was doing is begun again after about this. */
const usualLeaseMs = 30_000;

/** pg-boss over the server's own connections. */
export async function createJobs({ database, onError, leaseMs = usualLeaseMs }: { database: Knex; onError: (error: unknown) => void; leaseMs?: number | undefined }): Promise<Jobs> {
  let isClosing = false, isOver = false;
  const boss = new PgBoss({ db: { executeSql: (text, values) => query(database, text, values) }, schema: 'pgboss', migrate: false, schedule: false });
  boss.on('error', onError);
  const workers = new Map<Queue, string[]>();
  const wake = (queue: Queue) => { for (const worker of workers.get(queue) ?? []) boss.notifyWorker(worker); };
  await boss.start();
  const leases = createLeases({
    database, leaseMs, onError,
    async giveBack(transaction, jobs) {
      const db = { executeSql: async (text: string, values: unknown[]) => ({ rows: await transaction.query<never>('', text, values) }) };
      for (const { id, name } of jobs) await boss.fail(name, id, { message: 'the process that ran it is gone' }, { db });
      await transaction.query('begin-again-now', "update pgboss.job set start_after = now() where id = any ($1::uuid[]) and state = 'retry'", [jobs.map(({ id }) => id)]);
    },
    onGivenBack: (jobs) => { for (const { name } of jobs) wake(name as Queue); },
  });
  return {
    async add(call, queue, data) {
      const executeSql = async (text: string, values: unknown[]) => ({ rows: await call.query<never>('', text, values) });
      await boss.send(queue, data, { db: { executeSql } });
      call.afterCommit(() => { wake(queue); });
    },
    async handle(queue, run, atOnce = 1) {
      const again = () => { wake(queue); }; // a worker looks for more once in a while only, also when there is
      const ids = await Promise.all(Array.from({ length: atOnce }, () => boss.work<JobData[typeof queue]>(queue, { pollingIntervalSeconds: lookEverySeconds, batchSize: 1 }, async (jobs) => {
        for (const { id, data } of jobs) {
          await leases.hold(id, () => run(data)).catch((error: unknown) => { if (!isClosing && !isLater(error)) onError(error); throw error; }).finally(() => {
            again();
            return isOver ? never : undefined; // it outlived this process's patience, and there is nobody to tell: its lease ends
          });
        }
      })));
      workers.set(queue, [...workers.get(queue) ?? [], ...ids]);
    },
    async close() {
      isClosing = true;
      await boss.stop({ graceful: true, wait: true, timeout: patienceMs });
      await leases.close();
      isOver = true;
    },
  };
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
