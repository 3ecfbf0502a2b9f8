import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { CallError } from './errors.ts';

const refreshAfterMs = 10 * 60_000;

/**
 * The host's published keys, fetched when a token first needs them, when one names an unknown key (at most every 30 s), and every
 * ten minutes of use, so that a withdrawn key goes. While the host is out of reach the keys that were known go on working.
 */
export function createKeySet(url: string, log: Logger): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(url), { timeoutDuration: 5_000, cooldownDuration: 30_000, cacheMaxAge: Infinity });
  let fetchedAt = 0;

  async function refresh(): Promise<void> {
    fetchedAt = Date.now();
    try { await keys.reload(); } catch (error) { log.warn({ err: error }, 'the key set could not be fetched again; going on with the known keys'); }
  }

  return async (header, token) => {
    if (fetchedAt && Date.now() - fetchedAt > refreshAfterMs) void refresh();
    try {
      const key = await keys(header, token);
      fetchedAt ||= Date.now();
      return key;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys || error instanceof errors.JOSENotSupported) throw error;
      log.error({ err: error }, 'CORRIDOR_JWKS_URL: the key set cannot be fetched');
      throw new CallError('unavailable', 'The keys that verify tokens cannot be fetched now');
    }
  };
}
