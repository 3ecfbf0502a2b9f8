import type { IceServers } from '@corridor/sdk/protocol';
import { createHmac } from 'node:crypto';
import type { Session } from '../call.ts';
import type { IceConfig } from '../config.ice.ts';

/** By which ways media of a user may go. `ttlSeconds`: shorter than what is configured. */
export type Ice = (user: Pick<Session, 'tenant' | 'user'>, ttlSeconds?: number) => IceServers;

export const noIce: Ice = () => ({ servers: [], expiresAt: null });

/** Before a call, to try the ways. */
export const preflightSeconds = 120;

/** The TURN server sees the same name for one user each time, and not who it is. */
const nameOf = ({ tenant, user }: Pick<Session, 'tenant' | 'user'>, secret: string) => createHmac('sha256', secret).update(JSON.stringify([tenant, user])).digest('base64url').slice(0, 22);

/** The password of a user name of "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest-00, section 2.2), which coturn knows as `use-auth-secret`. */
export const turnPassword = (username: string, secret: string): string => createHmac('sha1', secret).update(username).digest('base64');

/**
 * Credentials as the draft has them: a user name of the time of expiry, in seconds since 1970, and the user. They are the same for a quarter of their time, so that who asks often gets no more
 * names for it, and a quota of the TURN server's holds. `now` in ms.
 */
export function createIce({ stun, turn, secret, ttlSeconds: longest }: IceConfig, now: () => number = Date.now): Ice {
  const fixed = stun.length > 0 ? [{ urls: [...stun] }] : [];
  if (turn.length === 0) return () => ({ servers: fixed, expiresAt: null });
  return (user, ttlSeconds = longest) => {
    const seconds = Math.min(ttlSeconds, longest), step = Math.floor(seconds / 4), expiry = Math.floor((now() / 1000 + seconds) / step) * step, username = `${expiry}:${nameOf(user, secret)}`;
    return { servers: [...fixed, { urls: [...turn], username, credential: turnPassword(username, secret) }], expiresAt: new Date(expiry * 1000).toISOString() };
  };
}
