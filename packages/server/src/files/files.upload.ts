import { retryableCodes } from '@corridor/sdk/protocol';
import { DataStore, Upload } from '@tus/server';
import type { AsyncLocalStorage } from 'node:async_hooks';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Call, Perform, Session } from '../call.ts';
import { CallError } from '../errors.ts';
import { seenFile } from './files.access.ts';
import { tellFile } from './files.attach.ts';
import { filesById } from './files.queries.ts';
import type { FileStorage } from './files.service.ts';
import { noteActivity } from './sharing/activity.queries.ts';
import { folderToFill } from './sharing/folders.ts';
import { endUpload, hasObject, insertVersion, uploadOf, type UploadRow } from './files.uploads.queries.ts';
import type { Arrivals, Arriving } from './storage/arrivals.ts';
import { DamagedError } from './storage/frames.ts';
import type { NewObject } from './storage/objects.ts';

export const arriving = (tenant: string, row: Pick<UploadRow, 'id' | 'object_id' | 'bytes' | 'wrapped_key'>): Arriving =>
  ({ tenant, uploadId: row.id, objectId: row.object_id, bytes: row.bytes, wrappedKey: row.wrapped_key });

/** Whose request it is, and of which upload. */
export interface Sending { session: Session; id: string }

/** An upload that nothing is added to is forgotten after this. */
export const keptMs = 24 * 3600 * 1000;

/**
 * What tus asks of a store. An upload is complete when its bytes are, under the lock of the request that brought the last one; where the process died
 * between that and the end, the next question after it ends it.
 */
export class UploadStore extends DataStore {
  readonly #sending: AsyncLocalStorage<Sending>;
  readonly #files: FileStorage;
  readonly #perform: Perform;
  override extensions = ['creation', 'expiration', 'termination'];

  constructor(sending: AsyncLocalStorage<Sending>, files: FileStorage, perform: Perform) {
    super();
    this.#sending = sending;
    this.#files = files;
    this.#perform = perform;
  }

  override getExpiration(): number { return keptMs; }

  override async getUpload(key: string): Promise<Upload> {
    const { session, row } = await this.#find();
    const offset = row.done_at ? row.bytes : await this.#files.uploads.offset(arriving(session.tenant, row));
    if (!row.done_at && offset === row.bytes) await finish(session, row, this.#files, this.#perform);
    return new Upload({ id: key, size: row.bytes, offset, metadata: { filename: row.name }, creation_date: new Date(row.expires_at.getTime() - keptMs).toISOString() });
  }

  override async write(stream: Readable, _key: string, offset: number): Promise<number> {
    const { session, row } = await this.#find();
    if (row.done_at) return row.bytes;
    const size = await this.#files.uploads.write(arriving(session.tenant, row), offset, stream).catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') await this.#find(); // cancelled meanwhile
      throw noRoom(error);
    });
    if (size === row.bytes) await finish(session, row, this.#files, this.#perform);
    return size;
  }

  override async remove(): Promise<void> {
    const { session, id } = await this.#find();
    await this.#perform(session, async (call) => { await call.query('delete-upload-unless-done', 'delete from file_uploads where id = $2 and tenant_id = $1 and done_at is null', [session.tenant, id]); });
    await this.#files.uploads.forget({ tenant: session.tenant, uploadId: id });
  }

  async #find(): Promise<Sending & { row: UploadRow }> {
    const known = this.#sending.getStore();
    const row = known && await this.#perform(known.session, (call) => uploadOf(call, known.id));
    if (!known || row?.user_id !== known.session.user) throw new CallError('not-found', 'No such upload: it was cancelled, or nothing came for a day');
    if (row.refusal) throw new CallError(row.refusal.code, row.refusal.message, row.refusal.details);
    return { ...known, row };
  }
}

function noRoom(error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOSPC', 'EDQUOT', 'EROFS'].includes(code) ? new CallError('unavailable', 'There is no room for files now; an administrator can make some', undefined, { cause: error }) : error;
}

/** Makes a file of an upload whose bytes have all arrived, or says for good why it is none. Where it ends in the middle it may be run again. */
async function finish(session: Session, row: UploadRow, files: FileStorage, perform: Perform): Promise<void> {
  const { uploads, objects } = files, upload = arriving(session.tenant, row);
  let object: NewObject | undefined;
  try {
    await mustBe(row.sha256, upload, uploads);
    const examined = await files.examine(await uploads.open(upload), row), bare = await files.withoutPrivate(() => uploads.open(upload), examined.mediaType);
    object = bare === undefined ? await uploads.store(upload) : await objects.store(session.tenant, bare).finally(() => rm(bare, { force: true }));
    const stored = object;
    await perform(session, (call) => keep(call, row, { ...examined, object: stored }, files));
  } catch (error) {
    if (error instanceof CallError && !retryableCodes.includes(error.code)) {
      const made = object?.id ?? row.object_id;
      // Another process may have been quicker, and have made a file of the same bytes.
      const isKept = await perform(session, async (call) => { await endUpload(call, row.id, error.toRefusal()); return hasObject(call, made); });
      await uploads.forget(upload);
      if (!isKept) await objects.delete(session.tenant, { id: made, store: objects.writeTo });
    }
    throw error;
  }
  await uploads.forget(upload);
}

/** What was damaged here is sent again; what was damaged on the way is refused. */
async function mustBe(announced: Buffer | null, upload: Arriving, uploads: Arrivals): Promise<void> {
  const sha256 = await uploads.sha256(upload).catch(async (error: unknown) => {
    if (!(error instanceof DamagedError)) throw error;
    await uploads.forget(upload);
    throw new CallError('unavailable', 'What had arrived was damaged here; it is sent again from its beginning', undefined, { cause: error });
  });
  if (announced && !announced.equals(sha256)) throw new CallError('checksum-mismatch', 'What arrived is not what was announced: its checksum differs; upload it again');
}

/** The same for one whose bytes came another way than over tus. */
export async function keepUpload(session: Session, id: string, { files, perform }: { files: FileStorage; perform: Perform }): Promise<void> {
  const row = await perform(session, (call) => uploadOf(call, id));
  if (!row) throw new CallError('not-found', 'No such upload');
  await finish(session, row, files, perform);
}

/** The folder, unless it is gone or the user has left its channel meanwhile. */
async function folderStill(call: Call, folderId: string | null): Promise<string | null> {
  if (folderId === null) return null;
  return folderToFill(call, folderId).then(({ id }) => id, (error: unknown) => { if (error instanceof CallError) return null; throw error; });
}

type Kept = Pick<Parameters<typeof insertVersion>[1], 'name' | 'mediaType' | 'kind' | 'isInline' | 'object'>;

async function keep(call: Call, row: UploadRow, found: Kept, files: FileStorage): Promise<void> {
  const { tenant } = call.session;
  const [there] = await filesById(call, [row.file_id]);
  if (there) await seenFile(call, row.file_id, 'edit');
  const version = await insertVersion(call, { ...found, fileId: row.file_id, purpose: row.purpose, state: files.scanner ? 'checking' : 'ready', facts: row.facts, folderId: await folderStill(call, row.folder_id) });
  if (!there && version > 1) await seenFile(call, row.file_id, 'edit'); // somebody else was quicker under the same id
  if (!await endUpload(call, row.id, null)) throw new CallError('not-found', 'This upload was cancelled');
  await noteActivity(call, row.file_id, there ? 'version' : 'uploaded', { version });
  await files.jobs.add(call, files.scanner ? 'files.scan' : 'files.process', { tenant, fileId: row.file_id, version });
  await tellFile(call, row.file_id);
}
