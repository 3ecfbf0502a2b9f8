import type { Session } from './call.ts';

const longMs = 3_600_000;

/** As whom the server does its own work: for a user, or for nobody. */
export const serverSession = (tenant: string, user = ''): Session =>
  ({ tenant, user, name: user, avatar: null, roles: [], groups: [], expiresAt: Math.floor((Date.now() + longMs) / 1000) });
