import type { Presence } from '../protocol/presence.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { openIn, room } from './hub.ts';
import type { PresenceRow, Tenant } from './tenant.ts';
import { tellViewers } from './viewers.ts';

const nothing: PresenceRow = { chosen: 'auto', text: null, until: null, lastActiveAt: null };

/** How somebody can be reached: what they chose, as far as their devices allow it. Nobody learns from this who exists. */
export function presenceOf(tenant: Tenant, userId: string, now: string): Presence {
  const row = tenant.presence.get(userId) ?? nothing;
  const { chosen, text, until } = row.until !== null && row.until <= now ? nothing : row;
  const devices = [...tenant.hub.in(room.user(userId))];
  const byDevices = devices.some((device) => device.isActive) ? 'online' : 'away';
  const status = devices.length === 0 ? 'offline' : chosen === 'auto' ? byDevices : chosen;
  const isUntil = text !== null || status !== 'offline';   // who hides until five looks like anybody who is not there
  return { userId, status, text, until: isUntil ? until : null, lastActiveAt: row.lastActiveAt };
}

/** Tells those who watch somebody, or have a conversation of theirs open, where it is not as `before`. */
export function tellPresence(call: Call, before: Presence): void {
  const after = presenceOf(call.tenant, before.userId, call.now);
  if (JSON.stringify({ ...after, lastActiveAt: null }) !== JSON.stringify({ ...before, lastActiveAt: null })) {
    const open = [...call.tenant.channels.values()].filter(({ members }) => members.has(before.userId)).map(({ id }) => room.open(id));
    call.publish([room.presence(before.userId), ...open], 'presence.changed', after);
  }
}

/** Notes that somebody was there just now; hidden people leave no trace. */
export function noteActive(tenant: Tenant, userId: string, now: string): void {
  const row = tenant.presence.get(userId) ?? nothing;
  if (row.chosen !== 'offline') tenant.presence.set(userId, { ...row, lastActiveAt: now });
}

export const presenceHandlers: Handlers<'presence'> = {
  'presence.set': (call, { status, text, until }) => {
    const { tenant, user, now } = call;
    if (until !== null && Date.parse(until) <= Date.parse(now)) refuse('invalid-input', 'until: must be in the future');
    const before = presenceOf(tenant, user, now), { chosen, lastActiveAt } = tenant.presence.get(user) ?? nothing;
    const ends = until && new Date(until).toISOString();
    tenant.presence.set(user, { chosen: status, text, until: ends, lastActiveAt });
    tellPresence(call, before);
    if ((chosen === 'offline') !== (status === 'offline')) {
      const open = new Set([...tenant.hub.in(room.user(user))].flatMap((connection) => openIn(tenant.hub.roomsOf(connection))));
      for (const channelId of open) tellViewers(call, channelId);
    }
    if (ends) call.later(ends, (end) => { if (tenant.presence.get(user)?.until === ends) tellPresence(end, presenceOf(tenant, user, now)); });
    return { ...presenceOf(tenant, user, now), until: ends };
  },
  'presence.get': ({ tenant, now }, { userIds }) => ({ items: [...new Set(userIds)].map((id) => presenceOf(tenant, id, now)) }),
  'presence.watch': ({ tenant, connection, now }, { userIds }) => {
    if (!connection) return refuse('invalid-input', 'Only a live connection can watch');
    for (const id of userIds) tenant.hub.join(connection, room.presence(id));
    return { items: [...new Set(userIds)].map((id) => presenceOf(tenant, id, now)) };
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
