import type { FileKind } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';
import { levelOf, type SeenFile, viewer } from './files.access.ts';
import { fileColumns, type FileRow } from './files.rows.ts';

const current = `
  cross join lateral (select * from file_versions v where v.file_id = f.id and v.version = f.version and v.tenant_id = $1 limit 1) v
  cross join lateral (select * from file_objects o where o.id = v.object_id and o.tenant_id = $1 limit 1) o`;

/** Files as they are for all, whoever asks; deleted ones are left out. In the order asked. */
export async function filesById(call: Call, ids: readonly string[]): Promise<FileRow[]> {
  if (ids.length === 0) return [];
  return call.query<FileRow>('files-by-id', `
    select ${fileColumns} from unnest($2::uuid[]) with ordinality as wanted (id, ord)
    cross join lateral (select * from files f where f.id = wanted.id and f.tenant_id = $1 and f.deleted_at is null limit 1) f ${current}
    order by wanted.ord`, [call.session.tenant, ids]);
}

export type FileScope = 'mine' | 'shared' | 'organisation' | 'all' | 'channel';

const granted = `
  select g.file_id as id from file_grants g where g.tenant_id = $1 and g.subject_kind = 'user' and g.subject_id = $2
  union select g.file_id from users u cross join lateral unnest(u.groups) member_of join file_grants g on g.subject_kind = 'group' and g.subject_id = member_of and g.tenant_id = $1
    where u.tenant_id = $1 and u.id = $2
  union select g.file_id from members mem join file_grants g on g.subject_kind = 'channel' and g.subject_id = mem.channel_id::text and g.tenant_id = $1 where mem.user_id = $2 and mem.tenant_id = $1
  union select mf.file_id from members mem join message_files mf on mf.channel_id = mem.channel_id and mf.tenant_id = $1 where mem.user_id = $2 and mem.tenant_id = $1`;
const mine = 'select id from files where owner_id = $2 and tenant_id = $1 and deleted_at is null';
const ofAll = "select id from files where tenant_id = $1 and visibility = 'organisation' and deleted_at is null";

/** Where files of a scope are looked for; what the caller sees of them is decided after. */
export const candidates: Record<FileScope, string> = {
  mine, shared: granted, organisation: ofAll, all: `${mine} union ${ofAll} union ${granted}`,
  channel: 'select file_id as id from message_files where channel_id = $5 and tenant_id = $1',
};

export interface FileFilter { scope: FileScope; channelId?: string | undefined; kind?: FileKind | undefined; query?: string | undefined }

/** Newest first; one more than `limit`. `at`: microseconds since 1970. */
export async function filesPage(call: Call, { scope, channelId, kind, query }: FileFilter, from: Place | undefined, limit: number): Promise<(SeenFile & { at: number })[]> {
  return call.query(`files-page-${scope}`, `
    select * from (
      select ${fileColumns}, ${levelOf} as level, (extract(epoch from f.created_at) * 1000000)::bigint as at
      from (select distinct id from (${candidates[scope]}) found) wanted
      cross join lateral (select * from files f where f.id = wanted.id and f.tenant_id = $1 and f.deleted_at is null limit 1) f ${current}
      where ($5::uuid is null or true) and ($6::text is null or v.kind = $6) and ($7::text is null or v.name ilike $7)
        and ($8::bigint is null or ((extract(epoch from f.created_at) * 1000000)::bigint, f.id) < ($8, $9::uuid))${scope === 'shared' ? ' and f.owner_id <> $2' : ''}
    ) one where level > 0 order by at desc, id desc limit $10`,
  [...viewer(call), channelId ?? null, kind ?? null, query === undefined ? null : `%${query.replaceAll(/[\\%_]/g, '\\$&')}%`, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);
}

/** What a form of a version of a file is stored as. */
export interface StoredForm { file_id: string; version: number; as: string; object_id: string }

/** Those of the wanted forms that are there and given out, of files that the caller has been found to see. */
export async function formsOf(call: Call, wanted: readonly { fileId: string; version: number; as: string }[]): Promise<StoredForm[]> {
  return call.query<StoredForm>('forms-of-files', `
    select v.file_id, v.version, wanted.form as as, coalesce(r.object_id, v.object_id) as object_id
    from unnest($2::uuid[], $3::int[], $4::text[]) as wanted (file_id, version, form)
    cross join lateral (select * from file_versions v where v.file_id = wanted.file_id and v.version = wanted.version and v.tenant_id = $1 limit 1) v
    left join file_renditions r on r.file_id = v.file_id and r.version = v.version and r.kind = wanted.form and r.tenant_id = $1
    where (r.object_id is not null or wanted.form in ('original', 'download')) and v.state = 'ready'`,
  [call.session.tenant, wanted.map(({ fileId }) => fileId), wanted.map(({ version }) => version), wanted.map(({ as }) => as)]);
}

export async function markDeleted(call: Call, id: string): Promise<void> {
  await call.query('delete-file', 'update files set deleted_at = now(), changed_at = now() where id = $2 and tenant_id = $1', [call.session.tenant, id]);
}

/** Bytes that the tenant's files take, all versions and renditions, and those that uploads under way will. */
export async function bytesOfTenant(call: Call): Promise<number> {
  const [row] = await call.query<{ bytes: number }>('bytes-of-tenant', `
    select ((select coalesce(sum(bytes), 0) from file_objects where tenant_id = $1) + (select coalesce(sum(bytes), 0) from file_uploads where tenant_id = $1 and done_at is null and expires_at > now()))::bigint as bytes`, [call.session.tenant]);
  return row!.bytes;
}

/** Messages that carry a file, oldest first. */
export async function messagesWith(call: Call, fileId: string): Promise<string[]> {
  const rows = await call.query<{ message_id: string }>('messages-with-file', 'select message_id from message_files where file_id = $2 and tenant_id = $1 order by message_id', [call.session.tenant, fileId]);
  return rows.map((row) => row.message_id);
}

export async function filesOfMessage(call: Call, messageId: string): Promise<string[]> {
  const rows = await call.query<{ file_id: string }>('files-of-message', 'select file_id from message_files where message_id = $2 and tenant_id = $1 order by place', [call.session.tenant, messageId]);
  return rows.map((row) => row.file_id);
}

export async function attachFiles(call: Call, messageId: string, channelId: string, fileIds: readonly string[]): Promise<void> {
  await call.query('attach-files', `
    insert into message_files (tenant_id, message_id, file_id, channel_id, place)
    select $1, $2, id, $3, ord from unnest($4::uuid[]) with ordinality as given (id, ord) on conflict do nothing`, [call.session.tenant, messageId, channelId, fileIds]);
}

/** Users whom a change of a file is told to: its owner, and people it is shared with one by one. */
export async function peopleOfFile(call: Call, fileId: string): Promise<string[]> {
  const rows = await call.query<{ id: string }>('people-of-file', `
    select owner_id as id from files where id = $2 and tenant_id = $1
    union select subject_id from file_grants where file_id = $2 and tenant_id = $1 and subject_kind = 'user'`, [call.session.tenant, fileId]);
  return rows.map(({ id }) => id);
}
