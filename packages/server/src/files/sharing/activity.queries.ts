import type { FileActivity, FileDeed, FileDownload, FileFigures, FileKind } from '@corridor/sdk/protocol';
import type { Call } from '../../call.ts';
import type { Place } from '../../cursor.ts';
import { uuid7 } from '../../uuid.ts';

type Asks = Pick<Call, 'query' | 'session'>;

/** Keeps what the caller has done with a file, or with several at once. */
export async function noteActivity(call: Asks, files: string | readonly string[], what: FileDeed, details?: object): Promise<void> {
  const fileIds = typeof files === 'string' ? [files] : files;
  await call.query('note-file-activity', 'insert into file_activity (tenant_id, id, file_id, what, user_id, details) select $1, given.id, given.file_id, $4, $5, $6::jsonb from unnest($2::uuid[], $3::uuid[]) as given (id, file_id)',
    [call.session.tenant, fileIds.map(() => uuid7()), fileIds, what, call.session.user, details ? JSON.stringify(details) : null]);
}

interface Dated { id: string; at: Date; place: number }
export interface ActivityRow extends Dated { what: FileDeed; user_id: string; details: Record<string, unknown> | null }
export interface DownloadRow extends Dated { version: number; user_id: string | null; link_id: string | null }

const pageOf = (columns: string, table: string, isShown: string) => `
  select id, at, (extract(epoch from at) * 1000000)::bigint as place, ${columns} from ${table}
  where file_id = $2 and tenant_id = $1 and ${isShown}
    and (at, id) < (coalesce('epoch'::timestamptz + $3::bigint * interval '1 microsecond', 'infinity'), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
  order by at desc, id desc limit $5`;

export const activityOf = (call: Call, fileId: string, from: Place | undefined, limit: number): Promise<ActivityRow[]> =>
  call.query('activity-of-file', pageOf('what, user_id, details', 'file_activity', 'true'), [call.session.tenant, fileId, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);

export const downloadsOf = (call: Call, fileId: string, from: Place | undefined, limit: number): Promise<DownloadRow[]> =>
  call.query('downloads-of-file', pageOf('version, user_id, link_id', 'file_downloads', 'is_begun'), [call.session.tenant, fileId, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);

export const toActivity = ({ id, what, user_id: userId, at, details }: ActivityRow): FileActivity => ({ id, what, userId, at: at.toISOString(), ...(details && { details }) });
export const toDownload = ({ id, version, user_id: userId, link_id: linkId, at }: DownloadRow): FileDownload => ({ id, version, userId, linkId, at: at.toISOString() });

type Counted = Pick<FileFigures, 'uploads' | 'downloads' | 'shares' | 'files' | 'bytes'>;
const none = 'coalesce(sum(uploads), 0)::int as uploads, coalesce(sum(downloads), 0)::int as downloads, coalesce(sum(shares), 0)::int as shares, coalesce(sum(files), 0)::int as files, coalesce(sum(bytes), 0)::bigint as bytes';

/** What happened between two moments, and what there is now, each with kind and person. A download over a link counts for who made the link. */
const counted = `
  with counted as (
    select v.kind, v.made_by as user_id, count(*) as uploads, 0 as downloads, 0 as shares, 0 as files, 0 as bytes
      from file_versions v where v.tenant_id = $1 and v.made_at >= $2 and v.made_at < $3 and v.restored_from is null group by 1, 2
    union all select v.kind, coalesce(d.user_id, l.created_by), 0, count(*), 0, 0, 0
      from file_downloads d join file_versions v on v.file_id = d.file_id and v.version = d.version and v.tenant_id = $1 left join file_links l on l.id = d.link_id and l.tenant_id = $1
      where d.tenant_id = $1 and d.at >= $2 and d.at < $3 and d.is_begun group by 1, 2
    union all select v.kind, a.user_id, 0, 0, count(*), 0, 0
      from file_activity a join files f on f.id = a.file_id and f.tenant_id = $1 join file_versions v on v.file_id = f.id and v.version = f.version and v.tenant_id = $1
      where a.tenant_id = $1 and a.at >= $2 and a.at < $3 and a.what in ('shared', 'linked', 'attached') group by 1, 2
    union all select v.kind, f.owner_id, 0, 0, 0, count(*), 0
      from files f join file_versions v on v.file_id = f.id and v.version = f.version and v.tenant_id = $1 where f.tenant_id = $1 and f.deleted_at is null group by 1, 2
    union all select v.kind, f.owner_id, 0, 0, 0, 0, sum(o.bytes)
      from (select file_id, version, object_id from file_versions where tenant_id = $1 and restored_from is null union all select file_id, version, object_id from file_renditions where tenant_id = $1) part
      join file_versions v on v.file_id = part.file_id and v.version = part.version and v.tenant_id = $1 join files f on f.id = part.file_id and f.tenant_id = $1
      join file_objects o on o.id = part.object_id and o.tenant_id = $1 group by 1, 2
  )`;

export async function figuresOf(call: Call, from: Date, to: Date, mostPeople: number): Promise<Counted & Pick<FileFigures, 'kinds' | 'people'>> {
  const values = [call.session.tenant, from, to];
  const kinds = await call.query<Counted & { kind: FileKind }>('figures-by-kind', `${counted} select kind, ${none} from counted group by kind order by kind`, values);
  const people = await call.query<Counted & { userId: string }>('figures-by-person', `
    ${counted} select user_id as "userId", ${none} from counted where user_id is not null group by user_id order by sum(bytes) desc, user_id limit $4`, [...values, mostPeople]);
  const sum = (key: keyof Counted) => kinds.reduce((total, one) => total + one[key], 0);
  return { uploads: sum('uploads'), downloads: sum('downloads'), shares: sum('shares'), files: sum('files'), bytes: sum('bytes'), kinds, people };
}
