import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { connect } from './database.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { cloneDatabase } from './testing/database.ts';
import { inTransaction } from './transaction.ts';

let source: Awaited<ReturnType<typeof cloneDatabase>>, database: Knex;
before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'app', 6);
});
after(async () => {
  await database.destroy();
  await source.stop();
});

const add = (jobs: Jobs, fileId: string) => inTransaction(database, [], (transaction) =>
  jobs.add({ query: (statement, sql, values) => transaction.query(statement, sql, values), afterCommit: () => undefined }, 'files.process', { tenant: 'acme', fileId, version: 1 }));
const stateOf = async (fileId: string) => (await inTransaction(database, [], (transaction) => transaction.query<{ state: string }>('state-of-job', "select state from pgboss.job where data ->> 'fileId' = $1", [fileId])))[0]?.state;

/** The database of a server from which it can be cut off. */
function cuttable(): { database: Knex; isCut: boolean } {
  const client = database.client as Knex.Client, site = {
    isCut: false,
    database: { client: {
      acquireConnection: async () => { if (site.isCut) throw Object.assign(new Error('Connection terminated unexpectedly')); return (await client.acquireConnection()) as object; },
      releaseConnection: (connection: unknown) => { void client.releaseConnection(connection); },
    } } as Knex,
  };
  return site;
}

test('a job that ends while the database is away ends nobody\'s server, and is done again', async () => {
  const site = cuttable(), errors: unknown[] = [], jobs = await createJobs({ database: site.database, leaseMs: 1000, onError: (error) => { errors.push(error); } });
  try {
    let begun = 0, finish = (): void => undefined;
    jobs.handle('files.process', () => new Promise((resolve) => { begun++; finish = resolve; }));
    await add(jobs, 'cut off');
    while (begun < 1) await setImmediate();
    site.isCut = true;
    finish();
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    site.isCut = false;
    while (begun < 2) await setImmediate();
    finish();
    while (await stateOf('cut off') !== 'completed') await setImmediate();
  } finally { await jobs.close(); }
});

test('a job that outlives the patience of a server that closes leaves nothing that keeps its process, and is begun again elsewhere', { timeout: 60_000 }, async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, before = timers();
  const errors: unknown[] = [], jobs = await createJobs({ database, leaseMs: 1000, onError: (error) => { errors.push(error); } });
  let isBegun = false, finish = (): void => undefined;
  jobs.handle('files.process', () => new Promise((resolve) => { isBegun = true; finish = resolve; }));
  await add(jobs, 'long');
  while (!isBegun) await setImmediate();
  await jobs.close();
  finish();
  while (timers() > before) await setImmediate();
  assert.deepEqual([errors, await stateOf('long')], [[], 'retry']);
  const next = await createJobs({ database, leaseMs: 1000, onError: (error) => { errors.push(error); } });
  try {
    next.handle('files.process', () => Promise.resolve());
    while (await stateOf('long') !== 'completed') await setImmediate();
  } finally { await next.close(); }
  assert.deepEqual(errors, []);
});
