import { z } from 'zod';
import { CallInfo } from './calls.ts';
import { operation } from './operation.ts';
import { Preferences } from './people.preferences.ts';
import { permissions } from './permissions.ts';
import { HostId, Instant, Text } from './schema.ts';

/** `hasHost`: the host answers what the server asks of it, so it can make records of messages. */
export const Me = z.object({
  id: HostId, tenant: HostId, name: Text(320), avatar: Text(2000).nullable(), roles: z.array(Text(100)), groups: z.array(HostId), permissions: z.array(z.enum(permissions)), hasHost: z.boolean(),
  /** Absent while nothing was ever chosen. */
  preferences: Preferences.optional(),
  /** Those that ring for me or that I am in; absent where there are none. */
  calls: z.array(CallInfo).optional(),
}).meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const sessionOperations = {
  /** Who the token says I am, and what I may do. */
  'session.me': operation({ http: 'GET /me', input: z.object({}), output: Me, permission: null, callers: 'all', limit: 'read' }),
  /** Gives a newer token to the live connection. How long it may be is said where tokens are checked, as at every other door. */
  'session.refresh': operation({
    input: z.object({ token: z.string() }), output: z.object({ expiresAt: Instant }), permission: null, limit: 'write',
  }),
};
