import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { connect } from './database.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { cloneDatabase } from './testing/database.ts';
import { temporaryFolder } from './testing/files.ts';
import { inTransaction } from './transaction.ts';
import { startTestWorld, type TestWorld } from './world.testing.ts';

const leaseMs = 2400;
let source: Awaited<ReturnType<typeof cloneDatabase>>, database: Knex, folder: string;
const running = new Set<ChildProcess>();
before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'app', 6);
  folder = temporaryFolder();
  await fs.mkdir(folder, { recursive: true });
});
after(async () => {
  await fs.rm(path.join(folder, 'hold'), { force: true });
  for (const child of running) child.kill('SIGKILL');
  await database.destroy();
  await source.stop();
});

const moduleAt = (name: string) => JSON.stringify(path.join(import.meta.dirname, name));

/** A process on this database, and what it prints until it says that it has begun. */
async function start(script: string): Promise<{ child: ChildProcess; said: string[] }> {
  const code = `import { connect } from ${moduleAt('database.ts')};\nconst database = connect(${JSON.stringify(source.address)}, 'app', 4);\n${script}`;
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', '--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] }), said: string[] = [];
  running.add(child);
  child.once('exit', () => running.delete(child));
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'begun') return { child, said };
    said.push(line);
  }
  throw new Error(`The process ended: ${said.join('\n')}`);
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function withJobs<T>(use: (jobs: Jobs, errors: unknown[]) => Promise<T>): Promise<T> {
  const errors: unknown[] = [], jobs = await createJobs({ database, leaseMs, onError: (error) => { errors.push(error); } });
  try { return await use(jobs, errors); } finally { await jobs.close(); }
}

const add = (jobs: Jobs, fileId: string) => inTransaction(database, [], (transaction) =>
  jobs.add({ query: (statement, sql, values) => transaction.query(statement, sql, values), afterCommit: () => undefined }, 'files.process', { tenant: 'acme', fileId, version: 1 }));

/** Until every lease that is there has been extended that often: whatever is lost has been found meanwhile. */
async function extended(times: number): Promise<void> {
  let seen = new Map<string, Set<string>>();
  while (seen.size === 0 || [...seen.values()].some(({ size }) => size <= times)) {
    const there = await inTransaction(database, [], (transaction) => transaction.query<{ id: string; until: string }>('leases', 'select job_id as id, until::text from pgboss.lease', []));
    seen = new Map(there.map(({ id, until }) => [id, new Set(seen.get(id)).add(until)]));
  }
}

test('what a killed process was doing is begun again soon, once, and what a living one does stays its own however long it takes', async () => {
  await withJobs(async (jobs, errors) => {
    await add(jobs, 'left behind');
    const { child } = await start(`import { createJobs } from ${moduleAt('jobs.ts')};
      const jobs = await createJobs({ database, leaseMs: ${leaseMs}, onError: console.error });
      jobs.handle('files.process', () => { console.log('begun'); return new Promise((resolve) => { setInterval(() => undefined, 1000); }); });`);
    const begun: string[] = [];
    let finish = (): void => undefined;
    jobs.handle('files.process', async ({ fileId }) => {
      begun.push(fileId);
      if (fileId === 'long') await new Promise<void>((resolve) => { finish = resolve; });
    }, 2);
    await add(jobs, 'long');
    while (begun.length === 0) await setImmediate();
    await extended(4);
    assert.deepEqual(begun, ['long']); // the other process holds the first one
    await kill(child);
    while (begun.length < 2) await setImmediate();
    await extended(4);
    assert.deepEqual([begun, errors], [['long', 'left behind'], []]);
    finish();
  });
});

test('previews of a file whose server was killed while it made them are made by the next one', async () => {
  const hold = path.join(folder, 'hold'), program = path.join(folder, 'pdfinfo');
  await fs.writeFile(hold, '');
  await fs.writeFile(program, `#!/bin/sh\ntouch ${folder}/started\nwhile [ -e ${hold} ]; do sleep 0.05; done\necho "Pages: 7"\n`, { mode: 0o755 });
  const options = `tools: () => Promise.resolve({ pdfinfo: { path: ${JSON.stringify(program)}, version: '1' } }), files: { folder: ${JSON.stringify(folder)} }, timing: { leaseMs: ${leaseMs} }`;
  const { child, said } = await start(`import fs from 'node:fs'; import { startTestWorld } from ${moduleAt('world.testing.ts')}; import { putFile } from ${moduleAt('testing/files.ts')};
    const world = await startTestWorld({ beside: { database, address: ${JSON.stringify(source.address)} }, ${options} }), ada = await world.person('ada');
    const pdf = Buffer.from('%PDF-1.4\\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\\nxref\\n0 3\\n0000000000 65535 f \\n0000000009 00000 n \\n0000000053 00000 n \\ntrailer<</Size 3/Root 1 0 R>>\\nstartxref\\n101\\n%%EOF\\n');
    console.log(await putFile(world, ada, { name: 'offer.pdf', bytes: pdf }));
    const look = setInterval(() => { if (fs.existsSync('${folder}/started')) { clearInterval(look); console.log('begun'); } }, 20);`);
  await kill(child);
  await fs.rm(hold);
  const world = await startTestWorld({ beside: { database, address: source.address } as TestWorld, tools: () => Promise.resolve({ pdfinfo: { path: program, version: '1' } }), files: { folder }, timing: { leaseMs } });
  try {
    const ada = await world.person('ada'), pages = async () => (await world.request(ada, 'files.file', { fileId: said.at(-1)! })).facts.pages;
    while (await pages() !== 7) await setImmediate();
    assert.deepEqual(world.errors, []);
  } finally { await world.close(); }
});
