import { retryableCodes } from '@corridor/sdk/protocol';
import { DataStore, Upload } from '@tus/server';
import type { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Call, Perform, Session } from '../call.ts';
import { CallError } from '../errors.ts';
import { seenFile } from './files.access.ts';
import { tellFile } from './files.attach.ts';
import { filesById } from './files.queries.ts';
import type { FileStorage } from './files.service.ts';
import { endUpload, insertVersion, uploadOf, type UploadRow } from './files.uploads.queries.ts';

/** What has arrived of uploads that are not complete, in a folder of this machine. */
export interface Uploads {
  /** How many bytes have arrived. */
  offset(tenant: string, id: string): Promise<number>;
  forget(tenant: string, id: string): Promise<void>;
  pathOf(tenant: string, id: string): string;
}

export function createUploads(folder: string): Uploads {
  const pathOf = (tenant: string, id: string) => path.join(folder, createHash('sha256').update(tenant).digest('hex').slice(0, 32), id);
  return {
    pathOf,
    offset: async (tenant, id) => (await stat(pathOf(tenant, id)).catch(() => undefined))?.size ?? 0,
    forget: (tenant, id) => rm(pathOf(tenant, id), { force: true }),
  };
}

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
    const { session, id, row } = await this.#find();
    const offset = row.done_at ? row.bytes : await this.#files.uploads.offset(session.tenant, id);
    if (!row.done_at && offset === row.bytes) await finish(session, row, this.#files, this.#perform);
    return new Upload({ id: key, size: row.bytes, offset, metadata: { filename: row.name }, creation_date: new Date(row.expires_at.getTime() - keptMs).toISOString() });
  }

  override async write(stream: Readable, _key: string, offset: number): Promise<number> {
    const { session, id, row } = await this.#find();
    if (row.done_at) return row.bytes;
    const file = this.#files.uploads.pathOf(session.tenant, id);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await pipeline(stream, createWriteStream(file, { flags: offset === 0 ? 'w' : 'r+', start: offset, mode: 0o600 })).catch(() => undefined); // what has arrived, has
    const size = await this.#files.uploads.offset(session.tenant, id);
    if (size === row.bytes) await finish(session, row, this.#files, this.#perform);
    return size;
  }

  override async remove(): Promise<void> {
    const { session, id } = await this.#find();
    await this.#perform(session, async (call) => { await call.query('delete-upload', 'delete from file_uploads where id = $2 and tenant_id = $1 and done_at is null', [session.tenant, id]); });
    await this.#files.uploads.forget(session.tenant, id);
  }

  async #find(): Promise<Sending & { row: UploadRow }> {
    const known = this.#sending.getStore();
    const row = known && await this.#perform(known.session, (call) => uploadOf(call, known.id));
    if (!known || row?.user_id !== known.session.user) throw new CallError('not-found', 'No such upload: it was cancelled, or nothing came for a day');
    if (row.refusal) throw new CallError(row.refusal.code, row.refusal.message, row.refusal.details);
    return { ...known, row };
  }
}

/** Makes a file of an upload whose bytes have all arrived, or says for good why it is none. */
async function finish(session: Session, row: UploadRow, files: FileStorage, perform: Perform): Promise<void> {
  const { uploads, objects } = files, file = uploads.pathOf(session.tenant, row.id);
  try {
    const examined = await files.examine(file, row), object = await objects.store(session.tenant, file);
    try {
      if (row.sha256 && !row.sha256.equals(object.sha256)) throw new CallError('checksum-mismatch', 'What arrived is not what was announced: its checksum differs; upload it again');
      await perform(session, (call) => keep(call, row, { ...examined, object }, files));
    } catch (error) {
      await objects.delete(session.tenant, object);
      throw error;
    }
  } catch (error) {
    if (error instanceof CallError && !retryableCodes.includes(error.code)) {
      await perform(session, (call) => endUpload(call, row.id, error.toRefusal()));
      await uploads.forget(session.tenant, row.id);
    }
    throw error;
  }
}

/** The same for one whose bytes came another way than over tus. */
export async function keepUpload(session: Session, id: string, { files, perform }: { files: FileStorage; perform: Perform }): Promise<void> {
  const row = await perform(session, (call) => uploadOf(call, id));
  if (!row) throw new CallError('not-found', 'No such upload');
  await finish(session, row, files, perform);
}

type Kept = Pick<Parameters<typeof insertVersion>[1], 'name' | 'mediaType' | 'kind' | 'isInline' | 'object'>;

async function keep(call: Call, row: UploadRow, found: Kept, files: FileStorage): Promise<void> {
  const { tenant } = call.session;
  const [there] = await filesById(call, [row.file_id]);
  if (there) await seenFile(call, row.file_id, 'edit');
  const version = await insertVersion(call, { ...found, fileId: row.file_id, purpose: row.purpose, state: files.scanner ? 'checking' : 'ready', facts: {}, folderId: row.folder_id });
  await endUpload(call, row.id, null);
  await files.jobs.add(call, files.scanner ? 'files.scan' : 'files.process', { tenant, fileId: row.file_id, version });
  await tellFile(call, row.file_id);
}
