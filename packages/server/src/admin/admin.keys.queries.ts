import type { ApiKey } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { keyUser, type NewKey } from '../keys.ts';

const columns = 'id, name, created_by, created_at, last_used_at, revoked_at';

interface KeyRow { id: string; name: string; created_by: string; created_at: Date; last_used_at: Date | null; revoked_at: Date | null }

const toApiKey = (row: KeyRow): ApiKey => ({
  id: row.id, name: row.name, createdBy: row.created_by, createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null, revokedAt: row.revoked_at?.toISOString() ?? null,
});

export async function apiKeys(call: Call): Promise<ApiKey[]> {
  return (await call.query<KeyRow>('api-keys', `select ${columns} from api_keys where tenant_id = $1 order by created_at desc, id desc`, [call.session.tenant])).map(toApiKey);
}

export async function countLiveKeys(call: Call): Promise<number> {
  const [row] = await call.query<{ count: number }>('count-live-keys', 'select count(*)::int from api_keys where tenant_id = $1 and revoked_at is null', [call.session.tenant]);
  return row!.count;
}

/** And the user that it posts as. */
export async function insertApiKey(call: Call, { id, name, hash }: Omit<NewKey, 'key'> & { name: string }): Promise<ApiKey> {
  const [row] = await call.query<KeyRow>('insert-api-key', `
    with poster as (insert into users (tenant_id, id, name, is_key) values ($1, $6, $3, true))
    insert into api_keys (tenant_id, id, name, hash, created_by) values ($1, $2, $3, $4, $5) returning ${columns}`,
  [call.session.tenant, id, name, hash, call.session.user, keyUser(id)]);
  return toApiKey(row!);
}

/** Undefined where there is none; `wasLive`: this has ended it. */
export async function revokeApiKey(call: Call, id: string): Promise<(ApiKey & { wasLive: boolean }) | undefined> {
  const [row] = await call.query<KeyRow & { was_live: boolean }>('revoke-api-key', `
    with known as (select id, revoked_at is null as was_live from api_keys where id = $2 and tenant_id = $1 for update)
    update api_keys k set revoked_at = coalesce(k.revoked_at, now()) from known where k.id = known.id and k.tenant_id = $1
    returning ${columns.replaceAll(/\w+/g, 'k.$&')}, known.was_live`, [call.session.tenant, id]);
  return row && { ...toApiKey(row), wasLive: row.was_live };
}
