import { z } from 'zod';
import { Text } from './schema.ts';

const host = '(?:\\[[\\da-f:.]+\\]|[\\da-z](?:[\\da-z.-]*[\\da-z])?)(?::(?:\\d{1,5}))?';
const stun = new RegExp(`^stuns?:${host}$`, 'i'), turn = new RegExp(`^(?:turn:${host}(?:\\?transport=(?:udp|tcp))?|turns:${host}(?:\\?transport=tcp)?)$`, 'i');
const hasPort = (url: string): boolean => Number(/:(\d+)(?:\?|$)/.exec(url)?.[1] ?? 1) <= 65_535;

/** `stun:` and `stuns:` URIs (RFC 7064). */
export const isStunUrl = (url: string): boolean => stun.test(url) && hasPort(url);
/** `turn:` and `turns:` URIs (RFC 7065). */
export const isTurnUrl = (url: string): boolean => turn.test(url) && hasPort(url);

/** A server by which media find their way. A TURN server needs a name and a credential. */
export const IceServer = z.object({
  urls: z.array(Text(300).refine((url) => isStunUrl(url) || isTurnUrl(url), 'must be an address such as stun:stun.example:3478 or turn:turn.example:3478?transport=udp')).min(1).max(5),
  username: Text(500).optional(), credential: Text(500).optional(),
}).refine(({ urls, username, credential }) => (username && credential) || !urls.some(isTurnUrl), 'a TURN server needs username and credential');
export type IceServer = z.infer<typeof IceServer>;
