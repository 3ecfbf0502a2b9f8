import type { Server } from 'socket.io';
import type { Viewing } from '../cluster/words.ts';
import { openChannel, type Publish, room } from '../publish.ts';
import type { LiveSocket } from '../socket.ts';
import type { PresenceOfPeople } from './presence.devices.ts';

const mostNamed = 50;

export interface Viewers {
  /** Tells again wherever this user looks on. */
  tellAgain(key: { tenant: string; user: string }): void;
  /** Who has conversations open at this process. */
  here(): Viewing[];
  /** Another process says who has one open there. */
  elsewhere(process: string, viewing: Viewing): void;
  elsewhereGone(process: string): void;
  close(): void;
}

/** Tells those who have a conversation open who else has, a moment after somebody opened or closed it. */
export function createViewers({ io, publish, presence, gatherMs = 200, onHere }: { io: Server; publish: Publish; presence: () => PresenceOfPeople; gatherMs?: number | undefined; /** What other processes have to know. */ onHere?: ((viewing: Viewing) => void) | undefined }): Viewers {
  /** Rooms, and whether that is of this process. */
  const changed = new Map<string, boolean>();
  const { adapter, sockets } = io.of('/');
  let timer: NodeJS.Timeout | undefined;

  /** By room and process. */
  const others = new Map<string, Map<string, Viewing>>();

  function viewing(name: string): Viewing | undefined {
    const channel = openChannel(name);
    if (!channel) return undefined;
    const users = new Set([...adapter.rooms.get(name) ?? []].flatMap((id) => {
      const socket = sockets.get(id) as LiveSocket | undefined;
      return socket && !presence().isHidden(socket.data.session) ? [socket.data.session.user] : [];
    }));
    return { ...channel, userIds: [...users].slice(0, mostNamed), total: users.size };
  }

  function tell(): void {
    timer = undefined;
    const rooms = [...changed];
    changed.clear();
    for (const [name, isHere] of rooms) {
      const here = viewing(name);
      if (!here) continue;
      if (isHere) onHere?.(here);
      if (!adapter.rooms.has(name)) continue; // nobody to be told
      const { tenant, channelId } = here, all = [here, ...others.get(name)?.values() ?? []], users = new Set(all.flatMap(({ userIds }) => userIds));
      const total = all.every((one) => one.total === one.userIds.length) ? users.size : all.reduce((sum, one) => sum + one.total, 0);
      publish(tenant, [{ audience: { open: channelId }, name: 'presence.viewers', payload: { channelId, userIds: [...users].slice(0, mostNamed), total } }]);
    }
  }

  function note(name: string, isHere: boolean): void {
    changed.set(name, isHere || changed.get(name) === true);
    timer ??= setTimeout(tell, gatherMs);
  }
  const onRoom = (name: string) => { if (openChannel(name)) note(name, true); };
  adapter.on('join-room', onRoom);
  adapter.on('leave-room', onRoom);
  return {
    tellAgain({ tenant, user }) {
      for (const id of adapter.rooms.get(room.user(tenant, user)) ?? []) for (const name of sockets.get(id)?.rooms ?? []) onRoom(name);
    },
    here: () => [...adapter.rooms.keys()].flatMap((name) => viewing(name) ?? []),
    elsewhere(process, one) {
      const name = room.open(one.tenant, one.channelId), known = others.get(name) ?? new Map<string, Viewing>();
      if (one.total === 0) known.delete(process);
      else known.set(process, one);
      if (known.size > 0) others.set(name, known);
      else others.delete(name);
      note(name, false);
    },
    elsewhereGone(process) {
      for (const [name, known] of others) {
        if (!known.delete(process)) continue;
        if (known.size === 0) others.delete(name);
        note(name, false);
      }
    },
    close: () => { clearTimeout(timer); adapter.off('join-room', onRoom); adapter.off('leave-room', onRoom); },
  };
}
