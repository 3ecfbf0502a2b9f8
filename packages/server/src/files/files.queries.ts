import type { Call } from '../call.ts';
import { fileColumns, type FileRow } from './files.rows.ts';

/** Files as they are for all, whoever asks; deleted ones are left out. In the order asked. */
export async function filesById(call: Call, ids: readonly string[]): Promise<FileRow[]> {
  if (ids.length === 0) return [];
  return call.query<FileRow>('files-by-id', `
    select ${fileColumns} from unnest($2::uuid[]) with ordinality as wanted (id, ord)
    cross join lateral (select * from files f where f.id = wanted.id and f.tenant_id = $1 and f.deleted_at is null limit 1) f
    cross join lateral (select * from file_versions v where v.file_id = f.id and v.version = f.version and v.tenant_id = $1 limit 1) v
    cross join lateral (select * from file_objects o where o.id = v.object_id and o.tenant_id = $1 limit 1) o
    order by wanted.ord`, [call.session.tenant, ids]);
}

/** Whether there is such a file, or was until it was deleted. */
export async function isFile(call: Call, id: string): Promise<boolean> {
  return (await call.query('is-file', 'select from files where id = $2 and tenant_id = $1', [call.session.tenant, id])).length > 0;
}

/** What a form of a version of a file is stored as. */
export interface StoredForm { file_id: string; version: number; as: string; object_id: string; name: string }

/** Those of the wanted forms that are there and given out, of files that the caller has been found to see. */
export async function formsOf(call: Call, wanted: readonly { fileId: string; version: number; as: string }[]): Promise<StoredForm[]> {
  return call.query<StoredForm>('forms-of-files', `
    select v.file_id, v.version, wanted.form as as, coalesce(r.object_id, v.object_id) as object_id, v.name
    from unnest($2::uuid[], $3::int[], $4::text[]) as wanted (file_id, version, form)
    cross join lateral (select * from file_versions v where v.file_id = wanted.file_id and v.version = wanted.version and v.tenant_id = $1 limit 1) v
    left join file_renditions r on r.file_id = v.file_id and r.version = v.version and r.kind = wanted.form and r.tenant_id = $1
    where (r.object_id is not null or wanted.form in ('original', 'download')) and v.state = 'ready'`,
  [call.session.tenant, wanted.map(({ fileId }) => fileId), wanted.map(({ version }) => version), wanted.map(({ as }) => as)]);
}

export async function markDeleted(call: Call, id: string): Promise<void> {
  await call.query('delete-file', 'update files set deleted_at = now(), deleted_by = $3, changed_at = now() where id = $2 and tenant_id = $1', [call.session.tenant, id, call.session.user]);
}

/** Bytes that the tenant's files take, all versions and renditions, and those that are on their way. Two who ask at once are answered one after the other, each until its commit. */
export async function bytesOfTenant(call: Call): Promise<number> {
  const { tenant } = call.session;
  await call.query('lock-quota', "select pg_advisory_xact_lock(hashtextextended('quota ' || $1, 0))", [tenant]);
  const [row] = await call.query<{ bytes: number }>('bytes-of-tenant', `
    select (select coalesce(sum(bytes), 0) from file_objects where tenant_id = $1)::bigint
      + (select coalesce(sum(bytes), 0) from file_uploads where tenant_id = $1 and done_at is null and expires_at > now())::bigint as bytes`, [tenant]);
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

/** What a message carries, as it is now. */
export const filesNowOf = (call: Call, messageId: string): Promise<FileRow[]> =>
  call.query<FileRow>('files-now-of-message', `
    select ${fileColumns} from message_files m
    join files f on f.id = m.file_id and f.tenant_id = $1 and f.deleted_at is null
    join file_versions v on v.file_id = f.id and v.version = f.version and v.tenant_id = $1
    join file_objects o on o.id = v.object_id and o.tenant_id = $1
    where m.message_id = $2 and m.tenant_id = $1 order by m.place`, [call.session.tenant, messageId]);

/** Only to a message that is not there yet: nobody puts anything onto another one's, and a repeated request adds nothing. */
export async function attachFiles(call: Call, messageId: string, channelId: string, fileIds: readonly string[]): Promise<void> {
  await call.query('attach-files', `
    insert into message_files (tenant_id, message_id, file_id, channel_id, place)
    select $1, $2, id, $3, ord from unnest($4::uuid[]) with ordinality as given (id, ord)
    where not exists (select from messages where id = $2 and tenant_id = $1) on conflict do nothing`, [call.session.tenant, messageId, channelId, fileIds]);
}

/** Where the message is not there. */
export const detachFiles = (call: Call, messageId: string): Promise<unknown> => call.query('detach-files', `
  delete from message_files where message_id = $2 and tenant_id = $1 and not exists (select from messages where id = $2 and tenant_id = $1)`, [call.session.tenant, messageId]);

/** Of a message that is there, and of whom. */
export async function senderOf(call: Call, messageId: string): Promise<string | undefined> {
  const [row] = await call.query<{ sender_id: string }>('sender-of-message', 'select sender_id from messages where id = $2 and tenant_id = $1', [call.session.tenant, messageId]);
  return row?.sender_id;
}

export interface FileAudience { users: string[]; channels: string[] }

/**
 * Whom a change of a file is told to: its owner, those it is shared with one by one or in groups, and who hears a channel that it is shared with, lies in, or is carried in.
 * What is told is the file's id alone.
 */
export async function audienceOf(call: Call, fileId: string): Promise<FileAudience> {
  const rows = await call.query<{ user_id: string | null; channel_id: string | null }>('audience-of-file', `
    select owner_id as user_id, null::uuid as channel_id from files where id = $2 and tenant_id = $1
    union select subject_id, null from file_grants where file_id = $2 and tenant_id = $1 and subject_kind = 'user'
    union select u.id, null from users u where u.tenant_id = $1
      and u.groups && (select array_agg(subject_id) from file_grants where file_id = $2 and tenant_id = $1 and subject_kind = 'group')
    union select null, subject_id::uuid from file_grants where file_id = $2 and tenant_id = $1 and subject_kind = 'channel'
    union select null, mf.channel_id from message_files mf cross join lateral (select * from messages m where m.id = mf.message_id and m.tenant_id = $1 limit 1) m
      where mf.file_id = $2 and mf.tenant_id = $1 and m.channel_id = mf.channel_id and m.deleted_at is null
    union select null, d.channel_id from files f join file_folders d on d.id = f.folder_id and d.tenant_id = $1 where f.id = $2 and f.tenant_id = $1 and d.channel_id is not null`, [call.session.tenant, fileId]);
  return { users: rows.flatMap(({ user_id: id }) => id ?? []), channels: rows.flatMap(({ channel_id: id }) => id ?? []) };
}
