import { isStunUrl, isTurnUrl } from '@corridor/sdk/protocol';

/** Servers by which media find their way, and what credentials for the relays are made with. */
export interface IceConfig {
  /** `stun:` and `stuns:` URIs (RFC 7064). */
  readonly stun: readonly string[];
  /** `turn:` and `turns:` URIs (RFC 7065); none unless there is a secret. */
  readonly turn: readonly string[];
  /** The one that the TURN servers know (coturn's `static-auth-secret`). */
  readonly secret: string;
  readonly ttlSeconds: number;
}

interface Reading {
  text: (variable: string) => string | undefined;
  number: (variable: string, preset: number, least: number, most: number) => number;
  problem: (variable: string, fix: string) => void;
}

const isUrl = { STUN_URL: isStunUrl, TURN_URL: isTurnUrl };
const examples = { STUN_URL: 'stun:turn.example:3478', TURN_URL: 'turn:turn.example:3478?transport=udp, turn:turn.example:3478?transport=tcp or turns:turn.example:5349?transport=tcp' };
const shortestSecret = 16;

export function readIceConfig({ text, number, problem }: Reading): IceConfig {
  const urls = (variable: 'STUN_URL' | 'TURN_URL') => {
    const all = [...new Set((text(variable) ?? '').split(',').map((url) => url.trim()).filter(Boolean))], wrong = all.find((url) => !isUrl[variable](url));
    if (wrong !== undefined) problem(variable, `must be addresses such as ${examples[variable]}, separated by commas; ${JSON.stringify(wrong)} is none`);
    return all;
  };
  const stun = urls('STUN_URL'), turn = urls('TURN_URL'), secret = text('TURN_SECRET');
  if (turn.length > 0 && secret === undefined) problem('TURN_SECRET', 'is missing: it is what the servers of TURN_URL make credentials with (coturn: static-auth-secret); try: openssl rand -base64 32');
  else if (secret !== undefined && secret.length < shortestSecret) problem('TURN_SECRET', `needs at least ${shortestSecret} characters, the same as the TURN server's; try: openssl rand -base64 32`);
  else if (secret !== undefined && turn.length === 0) problem('TURN_URL', 'is missing: it says where the TURN server of TURN_SECRET is');
  return { stun, turn, secret: secret ?? '', ttlSeconds: number('TURN_TTL', 3600, 300, 86_400) };
}
