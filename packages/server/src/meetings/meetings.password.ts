import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { CallError } from '../errors.ts';
import type { Call } from '../call.ts';
import { takeBackTry, takeTry } from './meetings.queries.ts';

/** As OWASP has it for interactive use: 2^15 · 8 · 128 bytes = 32 MiB, some 60 ms. */
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 };
const keyBytes = 32;
/** Wrong passwords of a room, from whomever they come. */
const mostTries = 20, triesMinutes = 10;

const derive = (password: string, salt: Buffer): Promise<Buffer> => new Promise((resolve, reject) => {
  scrypt(password.normalize('NFC'), salt, keyBytes, cost, (error, key) => { if (error) reject(error); else resolve(key); });
});

/** `salt.key`, both in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('base64url')}.${(await derive(password, salt)).toString('base64url')}`;
}

async function isPassword(password: string, hash: string): Promise<boolean> {
  const [salt = '', key = ''] = hash.split('.').map((part) => Buffer.from(part, 'base64url'));
  return timingSafeEqual(await derive(password, Buffer.from(salt)), Buffer.from(key));
}

/** Refuses who does not know a room's password. A try counts although the call fails, and no connection is held while it is looked at. */
export async function mustKnowPassword(call: Pick<Call, 'query' | 'commit'>, tenant: string, room: { id: string; password: string | null }, password: string | undefined): Promise<void> {
  if (room.password === null) return;
  if (password === undefined) throw new CallError('forbidden', 'This room has a password; ask who invited you', { reason: 'password' });
  const isAllowed = await takeTry(call, tenant, room.id, mostTries, triesMinutes);
  await call.commit();
  if (!isAllowed) throw new CallError('rate-limited', 'Too many wrong passwords; wait some minutes', { retryAfterMs: triesMinutes * 60_000 });
  if (!await isPassword(password, room.password)) throw new CallError('forbidden', 'The password is another one', { reason: 'password' });
  await takeBackTry(call, tenant, room.id);
}
