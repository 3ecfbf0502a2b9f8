import type { Call } from './call.ts';
import { room } from './hub.ts';

const mostNamed = 50;

/** Tells those who have a conversation open who else has; not those who hide. */
export function tellViewers(call: Pick<Call, 'tenant' | 'publish'>, channelId: string): void {
  const { tenant } = call;
  const userIds = [...new Set([...tenant.hub.in(room.open(channelId))].map(({ user }) => user))].filter((user) => tenant.presence.get(user)?.chosen !== 'offline');
  call.publish(room.open(channelId), 'presence.viewers', { channelId, userIds: userIds.slice(0, mostNamed), total: userIds.length });
}
