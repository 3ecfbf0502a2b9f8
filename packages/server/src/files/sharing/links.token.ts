import { createHash, randomBytes } from 'node:crypto';

const secretBytes = 32;
const hashOf = (secret: Buffer): Buffer => createHash('sha256').update(secret).digest();

/** A link's token names its tenant, so that the database is asked as that tenant and no other; the rest is chance, of which only the hash is kept. */
export function mintToken(tenant: string): { token: string; hash: Buffer } {
  const secret = randomBytes(secretBytes);
  return { token: `${Buffer.from(tenant).toString('base64url')}.${secret.toString('base64url')}`, hash: hashOf(secret) };
}

export function readToken(token: string): { tenant: string; hash: Buffer } | undefined {
  const [, tenant64, secret] = /^([\w-]{1,1800})\.([\w-]{43})$/.exec(token) ?? [];
  if (tenant64 === undefined || secret === undefined) return undefined;
  const tenant = Buffer.from(tenant64, 'base64url').toString();
  return tenant.includes('\u0000') || !tenant.isWellFormed() ? undefined : { tenant, hash: hashOf(Buffer.from(secret, 'base64url')) };
}
