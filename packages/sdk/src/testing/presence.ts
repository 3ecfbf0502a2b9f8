import type { Presence } from '../protocol/presence.ts';
import type { Call, Handlers } from './call.ts';
import { room } from './hub.ts';
import type { Tenant } from './tenant.ts';

/** How somebody can be reached: what they chose, as far as their devices allow it. */
export function presenceOf(tenant: Tenant, userId: string, now: string): Presence {
  const row = tenant.presence.get(userId);
  const isOver = row?.until != null && row.until <= now;
  const chosen = isOver || !row ? 'auto' : row.chosen;
  const devices = [...tenant.hub.in(room.user(userId))];
  const byDevices = devices.length === 0 ? 'offline' : devices.some((device) => device.isActive) ? 'online' : 'away';
  return {
    userId, status: chosen === 'auto' || byDevices === 'offline' ? byDevices : chosen,
    text: isOver ? null : row?.text ?? null, until: isOver ? null : row?.until ?? null,
    lastActiveAt: chosen === 'offline' ? null : row?.lastActiveAt ?? null,
  };
}

/** Tells those who watch somebody, and their own devices, where it is not as `before`. */
export function tellPresence(call: Call, before: Presence): void {
  const { tenant, now } = call;
  const after = presenceOf(tenant, before.userId, now);
  const { lastActiveAt: _, ...seen } = after, { lastActiveAt: __, ...was } = before;
  if (JSON.stringify(seen) === JSON.stringify(was)) return;
  call.publish(room.presence(before.userId), 'presence.changed', after);
}

/** Notes that somebody was there just now. */
export function noteActive(tenant: Tenant, userId: string, now: string): void {
  const row = tenant.presence.get(userId) ?? { chosen: 'auto', text: null, until: null };
  tenant.presence.set(userId, { ...row, lastActiveAt: now });
}

export const presenceHandlers: Handlers<'presence'> = {
  'presence.set': (call, { status, text, until }) => {
    const { tenant, user, now } = call;
    const before = presenceOf(tenant, user, now);
    tenant.presence.set(user, { chosen: status, text, until, lastActiveAt: tenant.presence.get(user)?.lastActiveAt ?? null });
    tellPresence(call, before);
    return presenceOf(tenant, user, now);
  },
  'presence.get': ({ tenant, now }, { userIds }) => ({ items: known(tenant, userIds).map((id) => presenceOf(tenant, id, now)) }),
  'presence.watch': ({ tenant, connection, now }, { userIds }) => {
    const watched = known(tenant, userIds);
    if (connection) for (const id of watched) tenant.hub.join(connection, room.presence(id));
    return { items: watched.map((id) => presenceOf(tenant, id, now)) };
  },
  'presence.unwatch': ({ tenant, connection }, { userIds }) => {
    if (connection) for (const id of userIds) tenant.hub.leave(connection, room.presence(id));
    return {};
  },
  'presence.active': (call, { isActive }) => {
    const { tenant, user, connection, now } = call;
    if (!connection) return {};
    const before = presenceOf(tenant, user, now);
    connection.isActive = isActive;
    if (isActive) noteActive(tenant, user, now);
    tellPresence(call, before);
    return {};
  },
};

const known = (tenant: Tenant, userIds: readonly string[]): string[] => [...new Set(userIds)].filter((id) => tenant.people.has(id));
