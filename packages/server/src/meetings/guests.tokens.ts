import { createSecretKey, randomBytes } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { Session } from '../call.ts';
import { CallError } from '../errors.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import { guestById, seeGuest } from './guests.queries.ts';

/** No host signs as this: it is looked at before the host's own tokens are. */
const issuer = 'corridor:meetings', audience = 'corridor:guest';
const lifetimeS = 900;
/** So long after its end a token is good for a newer one, and for nothing else: a laptop may have slept. */
const renewableS = 3600;
/** By then no token of a guest who has asked for none is good for anything. */
export const guestsMs = 2 * (lifetimeS + renewableS) * 1000;
const mostKept = 10_000;

const Claims = z.object({ sub: z.uuid(), tenant: z.string().min(1).max(320), exp: z.number(), iat: z.number() });

export interface GuestTokens {
  /** Whether a token says that it is one of a guest. */
  isOne(token: unknown): token is string;
  /** A forged one is refused with one of jose's errors, for whoever counts them; it makes nothing. */
  open(token: string): Promise<Session>;
  mint(tenant: string, guestId: string): Promise<string>;
  /** As `open` refuses. */
  renew(token: string): Promise<string>;
}

const over = (): CallError => new CallError('unauthenticated', 'You are not a guest here any more; open the link again');

/** Tokens of people who came by a room's link, signed with a key of the tenant's own: they are guests of that room, and nobody anywhere else. */
export function createGuestTokens(database: Knex): GuestTokens {
  const keys = new Map<string, Buffer>();

  /** Undefined where a tenant has none: `make` gives it one, where there is such a tenant. */
  async function keyOf(tenant: string, make?: (asks: Transaction) => Promise<unknown>): Promise<Buffer | undefined> {
    const known = keys.get(tenant);
    if (known) return known;
    const find = async (asks: Transaction) => (await asks.query<{ key: Buffer }>('meeting-key', 'select key from meeting_keys where tenant_id = $1', [tenant]))[0]?.key;
    const key = await inTransaction(database, [tenant], async (asks) => await find(asks) ?? (make && (await make(asks), await find(asks))));
    if (!key) return undefined;
    if (keys.size >= mostKept) keys.clear();
    keys.set(tenant, key);
    return key;
  }

  async function read(token: string, toleranceS: number): Promise<{ tenant: string; guest: NonNullable<Awaited<ReturnType<typeof guestById>>>; exp: number }> {
    const claimed = Claims.safeParse(decodeJwt(token));
    if (!claimed.success) throw new errors.JWTInvalid('Not the claims of a guest');
    const { tenant, sub, exp } = claimed.data, key = await keyOf(tenant);
    if (!key) throw new errors.JWSSignatureVerificationFailed(); // whose tenant signs nothing has made it up
    try { await jwtVerify(token, createSecretKey(key), { issuer, audience, algorithms: ['HS256'], clockTolerance: toleranceS, requiredClaims: ['exp', 'sub', 'tenant'] }); }
    catch (cause) { throw cause instanceof errors.JWTExpired ? new CallError('unauthenticated', 'The token has expired; ask for a newer one') : cause; }
    const guest = await inTransaction(database, [tenant], (asks) => guestById(asks, tenant, sub));
    if (!guest || guest.is_ended || guest.closed_at) throw over();
    return { tenant, guest, exp };
  }

  async function mint(tenant: string, guestId: string): Promise<string> {
    const key = await keyOf(tenant, (asks) => asks.query('insert-meeting-key', 'insert into meeting_keys (tenant_id, key) select $1, $2 where exists (select from tenants where tenant_id = $1) on conflict do nothing', [tenant, randomBytes(32)]));
    if (!key) throw over();
    return new SignJWT({ tenant }).setProtectedHeader({ alg: 'HS256' }).setSubject(guestId).setIssuer(issuer).setAudience(audience).setIssuedAt().setExpirationTime(`${lifetimeS} s`).sign(createSecretKey(key));
  }

  return {
    isOne: (token): token is string => { try { return typeof token === 'string' && decodeJwt(token).iss === issuer; } catch { return false; } },
    async open(token) {
      const { tenant, guest, exp } = await read(token, 5);
      return { tenant, user: guest.user_id, name: guest.name, avatar: null, roles: [], groups: [], expiresAt: exp + 5, guest: { roomId: guest.room_id, channelId: guest.channel_id } };
    },
    mint,
    async renew(token) {
      const { tenant, guest } = await read(token, renewableS);
      await inTransaction(database, [tenant], (asks) => seeGuest(asks, tenant, guest.id));
      return mint(tenant, guest.id);
    },
  };
}
