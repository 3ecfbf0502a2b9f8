import type { WireEvent } from '../transport/transport.ts';

/** One live connection of a user, as the server sees it. */
export interface Connection {
  readonly user: string;
  /** Whether the person is at this device. */
  isActive: boolean;
  deliver(event: WireEvent): void;
}

/** Names of what a connection can hear. */
export const room = {
  user: (id: string) => `user ${id}`,
  /** Messages: members, and whoever has the conversation open. */
  channel: (id: string) => `channel ${id}`,
  /** Typing, reading and members: only those who have the conversation open. */
  open: (id: string) => `open ${id}`,
  /** One device in a call. */
  call: (participantId: string) => `call ${participantId}`,
  counts: (key: string) => `counts ${key}`,
  presence: (id: string) => `presence ${id}`,
};

/** The channels that these rooms show as open. */
export const openIn = (rooms: Iterable<string>): string[] => [...rooms].filter((name) => name.startsWith(room.open(''))).map((name) => name.slice(room.open('').length));

/** Which connection of one tenant hears what. */
export class Hub {
  readonly #rooms = new Map<string, Set<Connection>>();

  in(name: string): ReadonlySet<Connection> { return this.#rooms.get(name) ?? new Set(); }
  join(connection: Connection, name: string): void {
    const members = this.#rooms.get(name);
    if (members) members.add(connection);
    else this.#rooms.set(name, new Set([connection]));
  }
  leave(connection: Connection, name: string): void {
    const members = this.#rooms.get(name);
    if (members?.delete(connection) && members.size === 0) this.#rooms.delete(name);
  }

  roomsOf(connection: Connection): string[] { return [...this.#rooms].filter(([, members]) => members.has(connection)).map(([name]) => name); }

  /** Answers the rooms that it was in. */
  leaveAll(connection: Connection): string[] {
    const names = this.roomsOf(connection);
    for (const name of names) this.leave(connection, name);
    return names;
  }

  /** Each receiver gets one copy of its own, in however many of the rooms it is; devices of the user `except` none. */
  tell(names: string | readonly string[], event: WireEvent, except?: string): void {
    const receivers = new Set([names].flat().flatMap((name) => [...this.in(name)]));
    for (const connection of receivers) if (connection.user !== except) connection.deliver(structuredClone(event));
  }
}
