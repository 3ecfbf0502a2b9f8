import type { FileLink } from '@corridor/sdk/protocol';
import type { Call } from '../../call.ts';
import { uuid7 } from '../../uuid.ts';

type Asks = Pick<Call, 'query'>;

export interface LinkRow {
  id: string; file_id: string; created_by: string; created_at: Date; expires_at: Date; revoked_at: Date | null; password: string | null; most_downloads: number | null; downloads: number; state: FileLink['state'];
}
const columns = `id, file_id, created_by, created_at, expires_at, revoked_at, password, most_downloads, downloads,
  case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' when downloads >= most_downloads then 'exhausted' else 'active' end as state`;

export const toLink = (row: LinkRow): FileLink => ({
  id: row.id, fileId: row.file_id, state: row.state, createdBy: row.created_by, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString(),
  hasPassword: row.password !== null, mostDownloads: row.most_downloads, downloads: row.downloads,
});

export async function insertLink(call: Call, { fileId, hash, password, expiresAt, mostDownloads }: { fileId: string; hash: Buffer; password: string | null; expiresAt: Date; mostDownloads: number | null }): Promise<LinkRow> {
  const [row] = await call.query<LinkRow>('insert-file-link', `
    insert into file_links (tenant_id, id, file_id, token_hash, password, created_by, expires_at, most_downloads) values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
  [call.session.tenant, uuid7(), fileId, hash, password, call.session.user, expiresAt, mostDownloads]);
  return row!;
}

export const linksOf = (call: Call, fileId: string, most: number): Promise<LinkRow[]> => call.query('links-of-file', `
  select ${columns} from file_links where file_id = $2 and tenant_id = $1 order by created_at desc, id desc limit $3`, [call.session.tenant, fileId, most]);

export async function linkById(call: Call, id: string): Promise<LinkRow | undefined> {
  const [row] = await call.query<LinkRow>('file-link', `select ${columns} from file_links where id = $2 and tenant_id = $1`, [call.session.tenant, id]);
  return row;
}

export async function revoke(call: Call, id: string): Promise<void> {
  await call.query('revoke-file-link', 'update file_links set revoked_at = coalesce(revoked_at, now()) where id = $2 and tenant_id = $1', [call.session.tenant, id]);
}

/** A link with what it leads to. */
export interface LinkedFile extends LinkRow { name: string; media_type: string; bytes: number; version: number; file_state: string; address_round: number; is_deleted: boolean }

/** By what its secret is kept as. */
export async function linkOf(asks: Asks, tenant: string, hash: Buffer): Promise<LinkedFile | undefined> {
  const [row] = await asks.query<LinkedFile>('link-of-token', `
    select l.*, f.address_round, f.deleted_at is not null as is_deleted, f.version, v.name, v.media_type, v.state as file_state, o.bytes
    from (select ${columns} from file_links where token_hash = $2 and tenant_id = $1) l
    cross join lateral (select * from files f where f.id = l.file_id and f.tenant_id = $1 limit 1) f
    cross join lateral (select * from file_versions v where v.file_id = f.id and v.version = f.version and v.tenant_id = $1 limit 1) v
    cross join lateral (select * from file_objects o where o.id = v.object_id and o.tenant_id = $1 limit 1) o`, [tenant, hash]);
  return row;
}

/** Takes one of `most` tries of a password in `minutes`; answers whether there was one left. */
export async function takeTry(asks: Asks, tenant: string, id: string, most: number, minutes: number): Promise<boolean> {
  const taken = await asks.query('take-try', `
    update file_links set tries = case when tries_since > now() - make_interval(mins => $4) then tries + 1 else 1 end,
      tries_since = case when tries_since > now() - make_interval(mins => $4) then tries_since else now() end
    where id = $2 and tenant_id = $1 and not (tries >= $3 and tries_since > now() - make_interval(mins => $4)) and password is not null returning id`, [tenant, id, most, minutes]);
  return taken.length > 0;
}

/** Takes back the one try that was right: the wrong ones of others, who may be guessing, still count. */
export async function takeBackTry(asks: Asks, tenant: string, id: string): Promise<void> {
  await asks.query('take-back-try', 'update file_links set tries = greatest(tries - 1, 0) where id = $2 and tenant_id = $1', [tenant, id]);
}

/** Takes one download of those that are left, however many ask at once; answers its id. */
export async function takeDownload(asks: Asks, tenant: string, { id, file_id: fileId, version }: Pick<LinkedFile, 'id' | 'file_id' | 'version'>): Promise<string | undefined> {
  const [row] = await asks.query<{ id: string }>('take-download', `
    with taken as (
      update file_links set downloads = downloads + 1 where id = $2 and tenant_id = $1 and revoked_at is null and expires_at > now() and (most_downloads is null or downloads < most_downloads) returning id
    )
    insert into file_downloads (tenant_id, id, file_id, version, link_id, is_begun) select $1, gen_random_uuid(), $3, $4, taken.id, false from taken returning id`, [tenant, id, fileId, version]);
  return row?.id;
}
