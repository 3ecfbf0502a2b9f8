import type { FileKind, QuarantinedFile } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';
import { deleteUnused } from './files.made.queries.ts';
import type { StoredObject } from './storage/objects.ts';

interface QuarantinedRow { file_id: string; version: number; name: string; media_type: string; kind: FileKind; bytes: number; made_by: string; refusal: string | null; made_at: Date; quarantined_at: Date; at: number }

/** Of a user, or of all; the latest first, one more than `limit`. `at`: microseconds since 1970. */
export async function quarantinedPage(call: Call, user: string | undefined, from: Place | undefined, limit: number): Promise<QuarantinedRow[]> {
  return call.query<QuarantinedRow>('quarantined-page', `
    select * from (
      select v.file_id, v.version, v.name, v.media_type, v.kind, o.bytes, v.made_by, v.refusal, v.made_at, v.quarantined_at, (extract(epoch from v.quarantined_at) * 1000000)::bigint as at
      from file_versions v
      cross join lateral (select from files f where f.id = v.file_id and f.tenant_id = $1 and f.deleted_at is null limit 1) f
      cross join lateral (select * from file_objects o where o.id = v.object_id and o.tenant_id = $1 limit 1) o
      where v.tenant_id = $1 and v.state = 'quarantined' and ($2::text is null or v.made_by = $2)
    ) one where $3::bigint is null or (at, file_id) < ($3, $4::uuid) order by at desc, file_id desc limit $5`, [call.session.tenant, user ?? null, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);
}

export const toQuarantined = (row: QuarantinedRow): QuarantinedFile => ({
  fileId: row.file_id, version: row.version, name: row.name, mediaType: row.media_type, kind: row.kind, bytes: row.bytes, userId: row.made_by, refusal: row.refusal ?? '',
  uploadedAt: row.made_at.toISOString(), quarantinedAt: row.quarantined_at.toISOString(),
});

export interface InQuarantine { name: string; made_by: string; refusal: string | null; object: Pick<StoredObject, 'id' | 'store'> }

/** Locks a version that is in quarantine. */
export async function lockQuarantined(call: Call, fileId: string, version: number): Promise<InQuarantine | undefined> {
  const [row] = await call.query<{ name: string; made_by: string; refusal: string | null; id: string; store: 'disk' | 's3' }>('lock-quarantined', `
    select v.name, v.made_by, v.refusal, o.id, o.store from files f
    join file_versions v on v.file_id = f.id and v.version = $3 and v.tenant_id = $1
    join file_objects o on o.id = v.object_id and o.tenant_id = $1
    where f.id = $2 and f.tenant_id = $1 and f.deleted_at is null and v.state = 'quarantined' for update of f, v`, [call.session.tenant, fileId, version]);
  return row && { name: row.name, made_by: row.made_by, refusal: row.refusal, object: { id: row.id, store: row.store } };
}

export async function releaseVersion(call: Call, fileId: string, version: number): Promise<void> {
  await call.query('release-version', `
    update file_versions set state = 'ready', refusal = null, quarantined_at = null, scanned_at = now() where file_id = $2 and version = $3 and tenant_id = $1`, [call.session.tenant, fileId, version]);
}

/** `gone`: objects that nothing leads to any more. `current`: the version that has become the current one in its place. */
export interface Removed { gone: StoredObject[]; current: number | undefined }

/** Removes a version; the file's latest other one becomes its current one, and without any it is deleted. */
export async function removeVersion(call: Call, fileId: string, version: number, objectId: string): Promise<Removed> {
  const { tenant } = call.session;
  const made = await call.query<{ object_id: string }>('renditions-of-version', 'select object_id from file_renditions where file_id = $2 and version = $3 and tenant_id = $1', [tenant, fileId, version]);
  await call.query('remove-version', 'delete from file_versions where file_id = $2 and version = $3 and tenant_id = $1', [tenant, fileId, version]);
  const gone = await deleteUnused(call, [objectId, ...made.map(({ object_id: id }) => id)]);
  const [settled] = await call.query<{ current: number | null }>('settle-current-version', `
    update files f set version = coalesce(rest.version, f.version), name = coalesce(rest.name, f.name), changed_at = now(), deleted_at = case when rest.version is null then now() end
    from (select 1) one left join lateral (select version, name from file_versions where file_id = $2 and tenant_id = $1 order by version desc limit 1) rest on true
    where f.id = $2 and f.tenant_id = $1 and (f.version = $3 or rest.version is null) returning rest.version as current`, [tenant, fileId, version]);
  return { gone, current: settled?.current ?? undefined };
}
