import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Knex } from 'knex';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { inTransaction, type Transaction } from '../transaction.ts';

/**
 * What an address leads to. `round`: the file's `address_round`.
 * `by`: of one download, who asked for it (`sharing/downloads.ts` reads it); else empty.
 */
export interface Addressed { tenant: string; fileId: string; version: number; as: string; round: number; by: string }

export interface FileUrls {
  /** An address that works until `expiresAt`, and until shortly before is the same for everybody who asks: caches may keep what it leads to. */
  sign(call: Pick<Call, 'query'>, what: Addressed & { name: string }): Promise<{ url: string; expiresAt: string }>;
  /** The address of a link's page. */
  page(token: string): string;
  /** What an address leads to, and for how many seconds still; `not-found` where it is none of ours, `forbidden` where its time is over. */
  read(path: string, query: Record<string, unknown>): Promise<Addressed & { seconds: number }>;
}

/** Addresses of one stretch end together, between one and two stretches after they were given. */
export const stretchMs = 600_000;
const keyBytes = 32;
const mostKept = 10_000;

export const filesPath = '/files/';
/** Pages of links, for people without an account. */
export const linksPath = '/f/';

/** Addresses are signed with a key of the tenant's own, which is in the database: all processes know it, and no other tenant's address can be made with it. */
export function createFileUrls(database: Knex, base: () => string, now: () => number = Date.now): FileUrls {
  const keys = new Map<string, Buffer>();

  async function keyOf(tenant: string, transaction: Pick<Transaction, 'query'>): Promise<Buffer> {
    const known = keys.get(tenant);
    if (known) return known;
    const find = async () => (await transaction.query<{ key: Buffer }>('file-url-key', 'select key from file_url_keys where tenant_id = $1', [tenant]))[0]?.key;
    const insert = () => transaction.query('insert-file-url-key', 'insert into file_url_keys (tenant_id, key) select $1, $2 where exists (select from tenants where tenant_id = $1) on conflict do nothing', [tenant, randomBytes(keyBytes)]);
    const key = await find() ?? (await insert(), await find());
    if (!key) throw new CallError('not-found', 'No such file');
    if (keys.size >= mostKept) keys.clear();
    keys.set(tenant, key);
    return key;
  }

  const signature = (key: Buffer, { fileId, version, as, round, by }: Addressed, ends: number) => createHmac('sha256', key).update([fileId, version, as, round, by, ends].join('/')).digest();

  return {
    async sign(call, { name, ...what }) {
      const ends = (Math.floor(now() / stretchMs) + 2) * stretchMs, { tenant, fileId, version, as, round, by } = what;
      const place = [Buffer.from(tenant).toString('base64url'), fileId, String(version), as, encodeURIComponent(name)].join('/');
      const sign = signature(await keyOf(tenant, call), what, ends).toString('base64url');
      return { url: `${base()}${filesPath}${place}?${round ? `round=${round}&` : ''}${by ? `by=${by}&` : ''}until=${ends / 1000}&sign=${sign}`, expiresAt: new Date(ends).toISOString() };
    },

    page: (token) => `${base()}${linksPath}${token}`,

    async read(path, { round = '0', by = '', until, sign }) {
      const none = new CallError('not-found', 'No such file, or the address is not whole');
      const [, tenant64, fileId, version, as] = /^\/files\/([\w-]+)\/([\da-f-]{36})\/([1-9]\d{0,8})\/([a-z]+)\/[^/]*$/.exec(path) ?? [];
      if (tenant64 === undefined || fileId === undefined || as === undefined || typeof until !== 'string' || typeof sign !== 'string' || typeof by !== 'string' || typeof round !== 'string' || !/^(0|[1-9]\d{0,8})$/.test(round) || !/^[1-9]\d{0,11}$/.test(until)) throw none;
      const tenant = Buffer.from(tenant64, 'base64url').toString(), what = { tenant, fileId, version: Number(version), as, round: Number(round), by }, ends = Number(until) * 1000;
      if (tenant.includes('\u0000') || !tenant.isWellFormed()) throw none;
      const key = await inTransaction(database, [tenant], (transaction) => keyOf(tenant, transaction)), given = Buffer.from(sign, 'base64url'), right = signature(key, what, ends);
      if (given.length !== right.length || !timingSafeEqual(given, right)) throw none;
      const seconds = Math.floor((ends - now()) / 1000);
      if (seconds <= 0) throw new CallError('forbidden', 'The address has expired; ask for a new one');
      return { ...what, seconds };
    },
  };
}
