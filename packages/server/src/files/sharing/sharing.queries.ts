import type { FileGrant, FileSubject, FileVisibility, GrantLevel } from '@corridor/sdk/protocol';
import type { Call } from '../../call.ts';

export interface Details { name?: string | undefined; tags?: readonly string[] | undefined; folderId?: string | null | undefined }

/** What is undefined stays. */
export async function changeFile(call: Call, fileId: string, { name, tags, folderId }: Details): Promise<void> {
  await call.query('change-file', `
    with changed as (
      update files set name = coalesce($3, name), tags = coalesce($4, tags), folder_id = case when $5 then $6::uuid else folder_id end, changed_at = now() where id = $2 and tenant_id = $1 returning id, version
    )
    update file_versions v set name = coalesce($3, v.name) from changed where v.file_id = changed.id and v.version = changed.version and v.tenant_id = $1`,
  [call.session.tenant, fileId, name ?? null, tags ?? null, folderId !== undefined, folderId ?? null]);
}

export async function setVisibility(call: Call, fileId: string, visibility: FileVisibility): Promise<void> {
  await call.query('set-file-visibility', `
    with forgotten as (delete from file_grants where file_id = $2 and tenant_id = $1 and $3 = 'private')
    update files set visibility = $3, changed_at = now() where id = $2 and tenant_id = $1`, [call.session.tenant, fileId, visibility]);
}

/** Addresses that were given before lead nowhere. */
export async function endAddresses(call: Call, fileIds: readonly string[]): Promise<void> {
  await call.query('end-addresses', 'update files set address_round = address_round + 1 where id = any ($2::uuid[]) and tenant_id = $1', [call.session.tenant, fileIds]);
}

const parts = (subjects: readonly FileSubject[]) => [subjects.map(({ kind }) => kind), subjects.map(({ kind, id }) => (kind === 'channel' ? id.toLowerCase() : id))];

/** Adds grants, or changes the level of those that are there. */
export async function grant(call: Call, fileId: string, grants: readonly (FileSubject & { level: GrantLevel })[]): Promise<void> {
  await call.query('grant-file', `
    insert into file_grants (tenant_id, file_id, subject_kind, subject_id, level, granted_by)
    select distinct on (kind, id) $1, $2::uuid, kind, id, level, $3 from unnest($4::text[], $5::text[], $6::text[]) with ordinality as given (kind, id, level, ord) order by kind, id, ord desc
    on conflict (file_id, subject_kind, subject_id, tenant_id) do update set level = excluded.level, granted_by = excluded.granted_by, granted_at = now() where file_grants.level <> excluded.level`,
  [call.session.tenant, fileId, call.session.user, ...parts(grants), grants.map(({ level }) => level)]);
}

/** Answers whom it was taken from. */
export async function ungrant(call: Call, fileId: string, subjects: readonly FileSubject[]): Promise<FileSubject[]> {
  return call.query<FileSubject>('ungrant-file', `
    delete from file_grants g using (select * from unnest($3::text[], $4::text[]) as given (kind, id)) given
    where g.file_id = $2 and g.tenant_id = $1 and g.subject_kind = given.kind and g.subject_id = given.id returning g.subject_kind as kind, g.subject_id as id`,
  [call.session.tenant, fileId, ...parts(subjects)]);
}

interface GrantRow { kind: FileGrant['kind']; id: string; level: GrantLevel; granted_by: string; granted_at: Date }

export async function grantsOf(call: Call, fileId: string): Promise<FileGrant[]> {
  const rows = await call.query<GrantRow>('grants-of-file', `
    select subject_kind as kind, subject_id as id, level, granted_by, granted_at from file_grants where file_id = $2 and tenant_id = $1 order by granted_at, subject_kind, subject_id`, [call.session.tenant, fileId]);
  return rows.map(({ granted_by: grantedBy, granted_at: at, ...row }) => ({ ...row, grantedBy, grantedAt: at.toISOString() }));
}

/** Answers whether there is such a person. The folder stays where all who see its channel share it. */
export async function setOwner(call: Call, fileId: string, userId: string): Promise<boolean> {
  const changed = await call.query('set-file-owner', `
    update files f set owner_id = $3, changed_at = now(), folder_id = (select d.id from file_folders d where d.id = f.folder_id and d.tenant_id = $1 and d.channel_id is not null)
    where f.id = $2 and f.tenant_id = $1 and exists (select from users where id = $3 and tenant_id = $1) returning f.id`, [call.session.tenant, fileId, userId]);
  return changed.length > 0;
}
