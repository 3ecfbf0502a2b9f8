import type { FileFacts, FileKind, FileState, FileVersion, RenditionKind } from '@corridor/sdk/protocol';
import type { Call } from '../../call.ts';
import type { Place } from '../../cursor.ts';
import { fileColumns, type FileRow } from '../files.rows.ts';

interface VersionRow {
  version: number; name: string; media_type: string; kind: FileKind; bytes: number; state: FileState; facts: FileFacts; renditions: RenditionKind[] | null; made_by: string; made_at: Date; restored_from: number | null;
}

/** Newest first, before a version; one more than `limit`. */
export const versionsOf = (call: Call, fileId: string, before: number | undefined, limit: number): Promise<VersionRow[]> => call.query('versions-of-file', `
  select v.version, v.name, v.media_type, v.kind, v.state, v.facts, v.made_by, v.made_at, v.restored_from, o.bytes,
    (select array_agg(r.kind order by r.kind) from file_renditions r where r.file_id = v.file_id and r.version = v.version and r.tenant_id = $1) as renditions
  from file_versions v cross join lateral (select * from file_objects o where o.id = v.object_id and o.tenant_id = $1 limit 1) o
  where v.file_id = $2 and v.tenant_id = $1 and ($3::int is null or v.version < $3) order by v.version desc limit $4`, [call.session.tenant, fileId, before ?? null, limit + 1]);

export const toVersion = (row: VersionRow): FileVersion => ({
  name: row.name, mediaType: row.media_type, kind: row.kind, bytes: row.bytes, version: row.version, state: row.state, facts: row.facts, renditions: row.renditions ?? [],
  madeBy: row.made_by, madeAt: row.made_at.toISOString(), ...(row.restored_from !== null && { restoredFrom: row.restored_from }),
});

export async function stateOf(call: Call, fileId: string, version: number): Promise<FileState | undefined> {
  const [row] = await call.query<{ state: FileState }>('state-of-version', 'select state from file_versions where file_id = $2 and version = $3 and tenant_id = $1', [call.session.tenant, fileId, version]);
  return row?.state;
}

/** The next version, of the objects of an old one; answers its number. */
export async function repeatVersion(call: Call, fileId: string, version: number): Promise<number> {
  const { tenant, user } = call.session;
  const [row] = await call.query<{ version: number }>('repeat-version', `
    with old as (
      select * from file_versions where file_id = $2 and version = $3 and tenant_id = $1
    ), file as (
      update files f set version = f.version + 1, name = old.name, changed_at = now() from old where f.id = $2 and f.tenant_id = $1 returning f.version
    ), made as (
      insert into file_versions (tenant_id, file_id, version, object_id, name, media_type, kind, is_inline, purpose, state, facts, made_by, restored_from)
      select $1, $2, file.version, old.object_id, old.name, old.media_type, old.kind, old.is_inline, old.purpose, old.state, old.facts, $4, coalesce(old.restored_from, old.version) from old, file
    )
    select version from file`, [tenant, fileId, version, user]);
  await call.query('repeat-renditions', `
    insert into file_renditions (tenant_id, file_id, version, kind, object_id, media_type, width, height)
    select tenant_id, file_id, $4, kind, object_id, media_type, width, height from file_renditions where file_id = $2 and version = $3 and tenant_id = $1`, [tenant, fileId, version, row!.version]);
  return row!.version;
}

export interface DeletedRow extends FileRow { deleted_at: Date; deleted_by: string; place: number; is_favourite: boolean }

const kept = (days: string) => `f.deleted_at > now() - make_interval(days => ${days})`;

/** What the caller has deleted of what was theirs or of others, latest first; one more than `limit`. */
export const deletedBy = (call: Call, days: number, from: Place | undefined, limit: number): Promise<DeletedRow[]> => call.query('files-deleted-by', `
  select ${fileColumns}, f.deleted_at, f.deleted_by, (extract(epoch from f.deleted_at) * 1000000)::bigint as place,
    exists (select from file_favourites fav where fav.file_id = f.id and fav.user_id = $2 and fav.tenant_id = $1) as is_favourite
  from files f
  cross join lateral (select * from file_versions v where v.file_id = f.id and v.version = f.version and v.tenant_id = $1 limit 1) v
  cross join lateral (select * from file_objects o where o.id = v.object_id and o.tenant_id = $1 limit 1) o
  where f.deleted_by = $2 and f.tenant_id = $1 and f.deleted_at is not null and ${kept('$3')}
    and (f.deleted_at, f.id) < (coalesce('epoch'::timestamptz + $4::bigint * interval '1 microsecond', 'infinity'), coalesce($5, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
  order by f.deleted_at desc, f.id desc limit $6`, [call.session.tenant, call.session.user, days, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);

/** Answers whether it was there to be restored, with bytes: of what was destroyed in quarantine nothing is left. `isAny`: whoever deleted it. */
export async function undelete(call: Call, fileId: string, days: number, isAny: boolean): Promise<boolean> {
  const restored = await call.query('undelete-file', `
    update files f set deleted_at = null, deleted_by = null, changed_at = now()
    where f.id = $2 and f.tenant_id = $1 and f.deleted_at is not null and (f.deleted_by = $3 or $4) and ${kept('$5')}
      and exists (select from file_versions v where v.file_id = f.id and v.version = f.version and v.tenant_id = $1) returning f.id`, [call.session.tenant, fileId, call.session.user, isAny, days]);
  return restored.length > 0;
}
