import type { FileFacts, FileKind, Refusal } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { setText } from './files.made.queries.ts';

type Asks = Pick<Call, 'query' | 'session'>;

export interface UploadRow {
  id: string; file_id: string; user_id: string; name: string; bytes: number; media_type: string | null; sha256: Buffer | null; folder_id: string | null; purpose: 'file' | 'voice'; facts: FileFacts;
  expires_at: Date; done_at: Date | null; refusal: Refusal | null; object_id: string; wrapped_key: Buffer | null;
}

/** One that has not expired. */
export async function uploadOf(call: Asks, id: string): Promise<UploadRow | undefined> {
  const [row] = await call.query<UploadRow>('upload', `
    select id, file_id, user_id, name, bytes, media_type, sha256, folder_id, purpose, facts, expires_at, done_at, refusal, object_id, wrapped_key from file_uploads where id = $2 and tenant_id = $1 and expires_at > now()`, [call.session.tenant, id]);
  return row;
}

export async function uploadsUnderWay(call: Asks): Promise<number> {
  const [row] = await call.query<{ count: number }>('uploads-under-way', 'select count(*)::int as count from file_uploads where user_id = $2 and tenant_id = $1 and done_at is null and expires_at > now()', [call.session.tenant, call.session.user]);
  return row!.count;
}

/** One of this id that was refused, or expired and has not been tidied away yet; answers whether there was one. */
export async function deleteEnded(call: Asks, id: string): Promise<boolean> {
  return (await call.query('delete-ended-upload', 'delete from file_uploads where id = $2 and tenant_id = $1 and (expires_at <= now() or refusal is not null) returning id', [call.session.tenant, id])).length > 0;
}

export async function insertUpload(call: Asks, row: UploadRow): Promise<void> {
  await call.query('insert-upload', `
    insert into file_uploads (tenant_id, id, file_id, user_id, name, bytes, media_type, sha256, folder_id, purpose, facts, expires_at, object_id, wrapped_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
  [call.session.tenant, row.id, row.file_id, row.user_id, row.name, row.bytes, row.media_type, row.sha256, row.folder_id, row.purpose, JSON.stringify(row.facts), row.expires_at, row.object_id, row.wrapped_key]);
}

/** Names in archives have what PostgreSQL's JSON does not take. */
const storable = (refusal: Refusal): string => JSON.stringify(refusal, (_key, value: unknown) => (typeof value === 'string' ? value.replaceAll('\u0000', '\ufffd').toWellFormed() : value));

/** Answers whether it was there and had not ended. */
export async function endUpload(call: Asks, id: string, refusal: Refusal | null): Promise<boolean> {
  const ended = await call.query('end-upload', 'update file_uploads set done_at = now(), refusal = $3 where id = $2 and tenant_id = $1 and done_at is null returning id', [call.session.tenant, id, refusal && storable(refusal)]);
  return ended.length > 0;
}

export async function hasObject(call: Asks, id: string): Promise<boolean> {
  return (await call.query('has-object', 'select from file_objects where id = $2 and tenant_id = $1', [call.session.tenant, id])).length > 0;
}

export interface NewVersion {
  fileId: string; name: string; mediaType: string; kind: FileKind; isInline: boolean; purpose: 'file' | 'voice'; state: 'checking' | 'ready'; facts: FileFacts; folderId: string | null;
  object: { id: string; bytes: number; sha256: Buffer; store: string; wrappedKey: Buffer | null };
}

/** Stores a file's first version or its next one, and answers its number. What was found in the one before is found no more. */
export async function insertVersion(call: Asks, { fileId, name, mediaType, kind, isInline, purpose, state, facts, folderId, object }: NewVersion): Promise<number> {
  const { tenant, user } = call.session;
  await call.query('insert-file-object', 'insert into file_objects (tenant_id, id, bytes, sha256, store, wrapped_key) values ($1, $2, $3, $4, $5, $6)',
    [tenant, object.id, object.bytes, object.sha256, object.store, object.wrappedKey]);
  const [row] = await call.query<{ version: number }>('insert-file-version', `
    with file as (
      insert into files (tenant_id, id, name, owner_id, folder_id) values ($1, $2, $3, $4, (select id from file_folders where id = $5 and tenant_id = $1))
      on conflict (id, tenant_id) do update set version = files.version + 1, name = excluded.name, changed_at = now() where files.deleted_at is null
      returning id, version
    )
    insert into file_versions (tenant_id, file_id, version, object_id, name, media_type, kind, is_inline, purpose, state, facts, made_by, scan_asked_at)
    select $1, id, version, $6, $3, $7, $8, $9, $10, $11, $12, $4, case when $11 = 'checking' then now() end from file returning version`,
  [tenant, fileId, name, user, folderId, object.id, mediaType, kind, isInline, purpose, state, JSON.stringify(facts)]);
  if (!row) throw new CallError('conflict', 'The file has been deleted; it can be restored, or this one uploaded under another id');
  if (row.version > 1) await setText(call, fileId, '');
  return row.version;
}
