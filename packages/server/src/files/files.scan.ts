import type { Knex } from 'knex';
import { setTimeout as delay } from 'node:timers/promises';
import type { Perform } from '../call.ts';
import { CallError } from '../errors.ts';
import type { Jobs } from '../jobs.ts';
import { serverSession } from '../server-session.ts';
import { inTransaction } from '../transaction.ts';
import { tellFound } from './files.attach.ts';
import { askForScans, noteScan, versionToScan } from './files.scan.queries.ts';
import type { FileStorage } from './files.service.ts';

interface Surroundings { database: Knex; files: FileStorage; jobs: Jobs; perform: Perform; onError: (error: unknown) => void; /** Between two questions whether a scanner that is away is back. */ everyMs?: number | undefined }

/** Looks at each new version before anybody gets it, and at what was stored while there was no scanner. */
export interface Scans { close(): Promise<void> }

const scansAtOnce = 2, mostAtATime = 500;
/** A job that waits longer for the scanner goes back to the queue. */
const patienceMs = 60_000;
const usualMs = 2000;

/** The server's own work on a user's file. */

const isAway = (error: unknown): boolean => error instanceof CallError && error.code === 'unavailable';

/**
 * Takes the jobs of `files.scan`. While the scanner is away, files wait in `checking`; they go on when it is back. Without a scanner in the configuration nothing is held back: what still waits is given out.
 */
export async function startScans({ database, files: { scanner, objects }, jobs, perform, onError, everyMs = usualMs }: Surroundings): Promise<Scans> {
  const closing = new AbortController();
  let isTold = false;

  /** Ends once the scanner answers. */
  async function scannerBack(until: number): Promise<void> {
    for (;;) {
      try {
        await scanner!.version();
        isTold = false;
        return;
      } catch (error) {
        if (!isTold) onError(error);
        isTold = true;
        if (Date.now() > until) throw error;
        await delay(everyMs, undefined, { signal: closing.signal }).catch(() => { throw error; });
      }
    }
  }

  /** What is wrong with it, in words; null where nothing is. */
  async function scanned(read: () => ReturnType<FileStorage['objects']['read']>): Promise<string | null> {
    for (const until = Date.now() + patienceMs; ;) {
      await scannerBack(until);
      try {
        const found = await scanner!.scan(await read());
        return found.isClean ? null : `The virus scanner found ${found.signature} in it`;
      } catch (error) {
        if (error instanceof CallError && error.code === 'too-large') return 'It could not be checked: it is larger than the virus scanner takes';
        if (!isAway(error) || Date.now() > until) throw error;
      }
    }
  }

  async function scan({ tenant, fileId, version }: { tenant: string; fileId: string; version: number }): Promise<void> {
    const found = await perform(serverSession(tenant), (call) => versionToScan(call, fileId, version));
    if (!found) return;
    const refusal = scanner ? await scanned(() => objects.read(tenant, found.object)) : null;
    await perform(serverSession(tenant, found.user), async (call) => {
      const before = await noteScan(call, fileId, version, { refusal, isScanned: scanner !== undefined });
      if (before === undefined || (before === 'ready' && refusal === null)) return;
      if (refusal === null) await jobs.add(call, 'files.process', { tenant, fileId, version });
      await tellFound(call, fileId);
    });
  }

  /** What came in while no scanner was configured was given out, and still is: until it is found harmful. */
  async function catchUp(): Promise<void> {
    for (const tenant of await inTransaction(database, [], (transaction) => transaction.query<{ tenant: string }>('tenants-with-unscanned-files', 'select tenants_with_unscanned_files() as tenant', []))) {
      for (let found = mostAtATime; found === mostAtATime && !closing.signal.aborted;) {
        found = await perform(serverSession(tenant.tenant), async (call) => {
          const versions = await askForScans(call, mostAtATime);
          for (const { file_id: fileId, version } of versions) await jobs.add(call, 'files.scan', { tenant: tenant.tenant, fileId, version });
          return versions.length;
        });
      }
    }
  }

  jobs.handle('files.scan', scan, scansAtOnce);
  const caughtUp = scanner ? catchUp().catch(onError) : undefined;
  return {
    async close() {
      closing.abort();
      await caughtUp;
    },
  };
}
