import type { Knex } from 'knex';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Perform, Session } from '../call.ts';
import type { JobData } from '../jobs.ts';
import { inTransaction } from '../transaction.ts';
import { tellFound } from './files.attach.ts';
import { keepMade, previewableVersion, type PreviewableVersion, setText } from './files.made.queries.ts';
import type { FileStorage } from './files.service.ts';
import { processFile } from './processing/process.ts';
import type { Made, MadeRendition } from './processing/types.ts';
import type { NewObject } from './storage/objects.ts';

/** Makes previews of files that have come, and whatever else is known of them. */
export interface Processing {
  /** What runs ends now; the next process begins it again. */
  end(): void;
}

/** Each takes a processor; LibreOffice waits for its own turn besides. */
const atOnce = 2;
/** Less than the queue waits before it counts a job as lost. */
const mostMs = 14 * 60_000;
const leftMs = 3600_000;

type Version = JobData['files.process'];
interface Surroundings { database: Knex; perform: Perform; files: FileStorage; log: Pick<Logger, 'error'> & Partial<Pick<Logger, 'warn'>> }

export async function createProcessing({ database, perform, files, log }: Surroundings): Promise<Processing> {
  const stop = new AbortController();

  async function run(what: Version): Promise<void> {
    const version = await inTransaction(database, [what.tenant], (transaction) => previewableVersion(transaction, what));
    if (!version) return; // deleted, or not clean: then it comes again once it is
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(mostMs)]), folder = await workshop(files.workFolder);
    try {
      const made = await make(what.tenant, version, files, folder, signal);
      for (const problem of made.problems) log.warn?.({ fileId: what.fileId, mediaType: version.mediaType, problem: problem.message }, 'a part of a preview was not made');
      await keep(what, version, made, { perform, files });
    } finally { await rm(folder, { recursive: true, force: true }); }
  }
  files.jobs.handle('files.process', run, atOnce);
  return { end: () => { stop.abort(new Error('The server is closing')); } };
}

/** A new folder to work in; those that a killed process left are removed. */
async function workshop(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const left = path.join(folder, name), { mtimeMs = Date.now() } = await stat(left).catch((): { mtimeMs?: number } => ({}));
    if (Date.now() - mtimeMs > leftMs) await rm(left, { recursive: true, force: true });
  }
  return mkdtemp(path.join(folder, 'work-'));
}

async function make(tenant: string, { object, name, mediaType, kind, purpose }: PreviewableVersion, files: FileStorage, folder: string, signal: AbortSignal): Promise<Made> {
  const { path: file, done } = await files.objects.asFile(tenant, object);
  try { return await processFile({ path: file, name, mediaType, kind, ...(purpose === 'voice' && { voice: files.voiceSound }) }, await files.tools(), folder, signal); } finally { await done(); }
}

/** Stores what was made where its file is still there, and tells of it. */
async function keep({ tenant, fileId, version }: Version, { madeBy }: PreviewableVersion, { facts, renditions, text }: Made, { perform, files: { objects } }: Pick<Surroundings, 'perform' | 'files'>): Promise<void> {
  const stored: { made: MadeRendition; object: NewObject }[] = [];
  const forget = (gone: readonly Pick<NewObject, 'id' | 'store'>[]) => Promise.all(gone.map((object) => objects.delete(tenant, object)));
  try {
    for (const made of renditions) stored.push({ made, object: await objects.store(tenant, made.path) });
    const session: Session = { tenant, user: madeBy, name: madeBy, avatar: null, roles: [], groups: [], expiresAt: Number.MAX_SAFE_INTEGER };
    const gone = await perform(session, async (call) => {
      const now = await previewableVersion(call, { tenant, fileId, version, isHeld: true });
      if (!now) return stored.map(({ object }) => object);
      const replaced = await keepMade(call, { fileId, version, facts, renditions: stored });
      if (now.isCurrent) await setText(call, fileId, text ?? '');
      await tellFound(call, fileId);
      return replaced;
    });
    await forget(gone);
  } catch (error) {
    await forget(stored.map(({ object }) => object));
    throw error;
  }
}
