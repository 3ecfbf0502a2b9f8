import type { Knex } from 'knex';
import { inTransaction } from '../../transaction.ts';
import { forgetLostRooms, forgetRoom, type NotedRoom, noteRoom, overRooms, tenantsWithRooms } from './rooms.queries.ts';

export type { NotedRoom } from './rooms.queries.ts';

/** What rooms there are at media servers, in the database: they outlive a process that is killed, and who finds them must know their secrets. */
export interface RoomBook {
  /** Before it is made. False: there is to be none, for its call is over or its media go another way. */
  note(tenant: string, room: NotedRoom): Promise<boolean>;
  forget(tenant: string, id: string): Promise<unknown>;
  /** Those at these media servers whose call is over, or goes on elsewhere, whoever made them. */
  over(urls: readonly string[]): Promise<(NotedRoom & { readonly tenant: string })[]>;
}

/** A media server that has not answered for so long is none any more. */
const lostDays = 30;

/** `youngMs`: so long a room may be on its way to the media server, where whoever looks would not find it. */
export function createRoomBook(database: Knex, youngMs: number): RoomBook {
  return {
    note: (tenant, room) => inTransaction(database, [tenant], (transaction) => noteRoom(transaction, tenant, room)),
    forget: (tenant, id) => inTransaction(database, [tenant], (transaction) => forgetRoom(transaction, tenant, id)),
    async over(urls) {
      const found: (NotedRoom & { tenant: string })[] = [];
      for (const tenant of await inTransaction(database, [], tenantsWithRooms)) {
        const rooms = await inTransaction(database, [tenant], async (transaction) => {
          await forgetLostRooms(transaction, tenant, lostDays);
          return overRooms(transaction, tenant, urls, youngMs);
        });
        found.push(...rooms.map((room) => ({ ...room, tenant })));
      }
      return found;
    },
  };
}
