import { z } from 'zod';
import { operation } from './operation.ts';
import { HostId, Id, Instant, Text } from './schema.ts';

export const presenceStatuses = ['online', 'away', 'busy', 'do-not-disturb', 'offline'] as const;
export type PresenceStatus = (typeof presenceStatuses)[number];

/** How somebody can be reached now. `until` ends `text` and a chosen status. */
export const Presence = z.object({
  userId: HostId, status: z.enum(presenceStatuses), text: Text(200).nullable(), until: Instant.nullable(), lastActiveAt: Instant.nullable(),
}).meta({ id: 'Presence' });
export type Presence = z.infer<typeof Presence>;

const users = z.array(HostId).min(1).max(200);

export const presenceOperations = {
  /** Chooses my status and its text; `auto` follows my devices, `offline` hides me. What is left out is cleared. */
  'presence.set': operation({
    http: 'PUT /me/presence',
    input: z.object({ status: z.enum(['auto', 'away', 'busy', 'do-not-disturb', 'offline']).default('auto'), text: Text(200).nullable().default(null), until: Instant.nullable().default(null) }),
    output: Presence, permission: null, limit: 'write',
  }),
  'presence.get': operation({
    http: 'POST /presence/lookup', input: z.object({ userIds: users }), output: z.object({ items: z.array(Presence) }), permission: null, limit: 'read',
  }),
  /** Hears `presence.changed` and `people.changed` of these people on this connection, and tells how they are now. */
  'presence.watch': operation({ input: z.object({ userIds: users }), output: z.object({ items: z.array(Presence) }), permission: null, limit: 'read' }),
  'presence.unwatch': operation({ input: z.object({ userIds: users }), output: z.object({}), permission: null, limit: 'signal' }),
  /** Says whether the person is at this device; all devices idle makes `away`. */
  'presence.active': operation({ input: z.object({ isActive: z.boolean() }), output: z.object({}), permission: null, limit: 'signal' }),
};

export const presenceEvents = {
  'presence.changed': Presence,
  /** Who has this conversation open now: the whole list, at most 50 names, and how many there are. */
  'presence.viewers': z.object({ channelId: Id, userIds: z.array(HostId), total: z.int().min(0) }),
};
