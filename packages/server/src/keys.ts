import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Knex } from 'knex';
import type { Session } from './call.ts';
import { CallError } from './errors.ts';
import type { Limits } from './limits.ts';
import { inTransaction } from './transaction.ts';
import { uuid7 } from './uuid.ts';

/** Also what scanners for leaked secrets look for. */
const prefix = 'corridor_key_';
const secretBytes = 32;

export const isApiKey = (token: unknown): boolean => typeof token === 'string' && token.startsWith(prefix);

/** The user that a key posts as; no token may claim to be one. */
export const keyUser = (id: string): string => `key:${id}`;
export const isKeyUser = (user: string): boolean => /^key:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(user);

const hashOf = (secret: Buffer): Buffer => createHash('sha256').update(secret).digest();

export interface NewKey { id: string; key: string; hash: Buffer }

/** A key names its tenant and itself, so that the database is asked as that tenant and no other; the rest is chance. */
export function mintKey(tenant: string): NewKey {
  const id = uuid7(), secret = randomBytes(secretBytes);
  return { id, key: `${prefix}${Buffer.from(tenant).toString('base64url')}.${id}.${secret.toString('base64url')}`, hash: hashOf(secret) };
}

function read(key: string): { tenant: string; id: string; secret: Buffer } | undefined {
  const [, tenant, id, secret] = /^corridor_key_([\w-]{1,1800})\.([\da-f-]{36})\.([\w-]{43})$/.exec(key) ?? [];
  if (tenant === undefined || id === undefined || secret === undefined || !isKeyUser(keyUser(id))) return undefined;
  const name = Buffer.from(tenant, 'base64url').toString();
  return name.includes('\u0000') ? undefined : { tenant: name, id, secret: Buffer.from(secret, 'base64url') };
}

export interface Keys {
  /** The session of a key that is not revoked; else `unauthenticated`. `address` is where it came from, to slow down who tries made-up ones. */
  open(key: unknown, address?: string): Promise<Session>;
}

export function createKeys({ database, limits }: { database: Knex; limits: Pick<Limits, 'takeForgery'> }): Keys {
  /** Asked for each request, so that what is revoked is over at once. */
  const find = (tenant: string, id: string) => inTransaction(database, [tenant], async (transaction) => (await transaction.query<{ name: string; hash: Buffer; isRevoked: boolean }>('api-key', `
    with used as (
      update api_keys set last_used_at = now() where id = $2 and tenant_id = $1 and revoked_at is null and (last_used_at is null or last_used_at < now() - interval '1 minute')
    )
    select name, hash, revoked_at is not null as "isRevoked" from api_keys where id = $2 and tenant_id = $1`, [tenant, id]))[0]);

  return {
    async open(key, address) {
      const given = typeof key === 'string' ? read(key) : undefined;
      const known = given && await find(given.tenant, given.id);
      if (!given || !known || !timingSafeEqual(known.hash, hashOf(given.secret))) {
        if (address !== undefined) await limits.takeForgery(address);
        throw new CallError('unauthenticated', 'The API key is not valid');
      }
      if (known.isRevoked) throw new CallError('unauthenticated', 'The API key has been revoked; an administrator can make another one');
      return { tenant: given.tenant, user: keyUser(given.id), name: known.name, avatar: null, roles: [], groups: [], expiresAt: Infinity, isKey: true };
    },
  };
}
