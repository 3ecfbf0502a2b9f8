import type { FileFacts, FileKind } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { MadeRendition } from './processing/types.ts';
import type { NewObject, StoredObject } from './storage/objects.ts';

type Asks = Pick<Call, 'query' | 'session'>;

interface VersionRow { name: string; media_type: string; kind: FileKind; purpose: 'file' | 'voice'; made_by: string; is_current: boolean; object_id: string; bytes: number; store: 'disk' | 's3'; wrapped_key: Buffer | null }
/** A version of a file that previews can be made of. */
export interface PreviewableVersion { name: string; mediaType: string; kind: FileKind; purpose: 'file' | 'voice'; madeBy: string; isCurrent: boolean; object: StoredObject }

/** A version that is there and ready; held, so that it is not deleted meanwhile, where `isHeld`. */
export async function previewableVersion(call: Pick<Call, 'query'>, { tenant, fileId, version, isHeld = false }: { tenant: string; fileId: string; version: number; isHeld?: boolean }): Promise<PreviewableVersion | undefined> {
  const [row] = await call.query<VersionRow>(`previewable-version${isHeld ? '-held' : ''}`, `
    select v.name, v.media_type, v.kind, v.purpose, v.made_by, f.version = v.version as is_current, o.id as object_id, o.bytes, o.store, o.wrapped_key
    from files f join file_versions v on v.file_id = f.id and v.version = $3 and v.tenant_id = $1 join file_objects o on o.id = v.object_id and o.tenant_id = $1
    where f.id = $2 and f.tenant_id = $1 and f.deleted_at is null and v.state = 'ready'${isHeld ? ' for no key update of f' : ''}`, [tenant, fileId, version]);
  return row && {
    name: row.name, mediaType: row.media_type, kind: row.kind, purpose: row.purpose, madeBy: row.made_by, isCurrent: row.is_current,
    object: { id: row.object_id, bytes: row.bytes, store: row.store, wrappedKey: row.wrapped_key },
  };
}

/** What was made of a version, in place of what was made of it before; answers the objects that nothing leads to any more. */
export async function keepMade(call: Asks, { fileId, version, facts, renditions }: { fileId: string; version: number; facts: FileFacts; renditions: readonly { made: MadeRendition; object: NewObject }[] }): Promise<StoredObject[]> {
  const { tenant } = call.session;
  const before = await call.query<{ object_id: string }>('delete-renditions', 'delete from file_renditions where file_id = $2 and version = $3 and tenant_id = $1 returning object_id', [tenant, fileId, version]);
  const gone = await deleteUnused(call, before.map(({ object_id: id }) => id));
  for (const { made, object } of renditions) {
    await call.query('insert-file-object', 'insert into file_objects (tenant_id, id, bytes, sha256, store, wrapped_key) values ($1, $2, $3, $4, $5, $6)', [tenant, object.id, object.bytes, object.sha256, object.store, object.wrappedKey]);
    await call.query('insert-rendition', 'insert into file_renditions (tenant_id, file_id, version, kind, object_id, media_type, width, height) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [tenant, fileId, version, made.kind, object.id, made.mediaType, made.width ?? null, made.height ?? null]);
  }
  await call.query('set-facts', 'update file_versions set facts = facts || $4::jsonb where file_id = $2 and version = $3 and tenant_id = $1', [tenant, fileId, version, JSON.stringify(facts)]);
  return gone;
}

/** Deletes the rows of those objects that nothing leads to any more, and answers them: a version that was restored has the objects of the one before. */
export async function deleteUnused(call: Asks, ids: readonly string[]): Promise<StoredObject[]> {
  if (ids.length === 0) return [];
  return call.query<StoredObject>('delete-unused-objects', `
    delete from file_objects o where o.id = any ($2::uuid[]) and o.tenant_id = $1
      and not exists (select from file_versions v where v.object_id = o.id and v.tenant_id = $1) and not exists (select from file_renditions r where r.object_id = o.id and r.tenant_id = $1)
    returning o.id, o.bytes, o.store, o.wrapped_key as "wrappedKey"`, [call.session.tenant, ids]);
}

/** What a search finds a file by beside its name. */
export async function setText(call: Asks, fileId: string, text: string): Promise<void> {
  await call.query('set-file-text', 'update file_texts set text = $3 where file_id = $2 and tenant_id = $1', [call.session.tenant, fileId, text]);
}

/** Where another version has become the current one: what was found in the one before is found no more, and this one is read. */
export async function readAgain(call: Pick<Call, 'query' | 'session' | 'afterCommit' | 'files'>, fileId: string, version: number): Promise<void> {
  await setText(call, fileId, '');
  await call.files.jobs.add(call, 'files.process', { tenant: call.session.tenant, fileId, version });
}
