import type { Server } from 'socket.io';
import { openChannel, type Publish, room } from '../publish.ts';
import type { LiveSocket } from '../socket.ts';
import type { PresenceOfPeople } from './presence.devices.ts';

const mostNamed = 50;

export interface Viewers {
  /** Tells again wherever this user looks on. */
  tellAgain(key: { tenant: string; user: string }): void;
  close(): void;
}

/** Tells those who have a conversation open who else has, a moment after somebody opened or closed it. */
export function createViewers({ io, publish, presence, gatherMs = 200 }: { io: Server; publish: Publish; presence: () => PresenceOfPeople; gatherMs?: number | undefined }): Viewers {
  const changed = new Set<string>();
  const { adapter, sockets } = io.of('/');
  let timer: NodeJS.Timeout | undefined;

  function tell(): void {
    timer = undefined;
    const rooms = [...changed];
    changed.clear();
    for (const name of rooms) {
      const present = adapter.rooms.get(name), channel = openChannel(name);
      if (!present || !channel) continue;
      const users = new Set([...present].flatMap((id) => {
        const socket = sockets.get(id) as LiveSocket | undefined;
        return socket && !presence().isHidden(socket.data.session) ? [socket.data.session.user] : [];
      }));
      publish(channel.tenant, [{
        audience: { open: channel.channelId }, name: 'presence.viewers',
        payload: { channelId: channel.channelId, userIds: [...users].slice(0, mostNamed), total: users.size },
      }]);
    }
  }

  const onRoom = (name: string) => {
    if (!openChannel(name)) return;
    changed.add(name);
    timer ??= setTimeout(tell, gatherMs);
  };
  adapter.on('join-room', onRoom);
  adapter.on('leave-room', onRoom);
  return {
    tellAgain({ tenant, user }) {
      for (const id of adapter.rooms.get(room.user(tenant, user)) ?? []) for (const name of sockets.get(id)?.rooms ?? []) onRoom(name);
    },
    close: () => { clearTimeout(timer); adapter.off('join-room', onRoom); adapter.off('leave-room', onRoom); },
  };
}
