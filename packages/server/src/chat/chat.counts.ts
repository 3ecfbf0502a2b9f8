import { recordKey } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { Server } from 'socket.io';
import type { Publication } from '../call.ts';
import { isRoomOf, type Publish, room } from '../publish.ts';
import { inTransaction } from '../transaction.ts';
import { anyRecord, recordsOfChannels } from './chat.records.queries.ts';

/** Each watcher asks again when told, so the more there are the seldomer they are told. */
const perWatcherMs = 5;

/** Tells those who watch a record's numbers that they have changed; costs nothing where nobody watches. */
export interface Counts {
  note(tenant: string, publications: readonly Publication[]): void;
  close(): Promise<void>;
}

export function createCounts({ io, database, publish, gatherMs = 250, everyMs = 1000, onError }: {
  io: Server; database: Knex; publish: Publish; gatherMs?: number | undefined; everyMs?: number | undefined; onError: (error: unknown) => void;
}): Counts {
  const { adapter } = io.of('/');
  /** How many records are watched, by tenant. */
  const watched = new Map<string, number>();
  const changed = new Map<string, { channels: Set<string>; timer: NodeJS.Timeout | undefined; notBefore: number }>();
  let telling = Promise.resolve();

  const onRoom = (by: 1 | -1) => (name: string) => {
    if (!isRoomOf('counts', name)) return;
    const tenant = decodeURIComponent(name.split('/')[0]!), now = (watched.get(tenant) ?? 0) + by;
    if (now > 0) watched.set(tenant, now);
    else { watched.delete(tenant); clearTimeout(changed.get(tenant)?.timer); changed.delete(tenant); }
  };
  const onMade = onRoom(1), onGone = onRoom(-1);
  adapter.on('create-room', onMade);
  adapter.on('delete-room', onGone);

  async function tell(tenant: string): Promise<void> {
    const gathered = changed.get(tenant);
    if (!gathered) return;
    const ids = [...gathered.channels];
    gathered.channels.clear();
    gathered.timer = undefined;
    const records = await inTransaction(database, [tenant], (transaction) => recordsOfChannels(transaction, tenant, ids));
    const types = [...new Set(records.map(({ type }) => type))].map((type) => ({ type, id: anyRecord }));
    const heard = [...records, ...types].map((record) => ({ record, key: recordKey(record), watchers: adapter.rooms.get(room.counts(tenant, recordKey(record)))?.size ?? 0 })).filter(({ watchers }) => watchers > 0);
    gathered.notBefore = Date.now() + everyMs + perWatcherMs * Math.max(0, ...heard.map(({ watchers }) => watchers));
    publish(tenant, heard.map(({ record, key }) => ({ audience: { counts: key }, name: 'chat.counted', payload: record })));
  }

  return {
    note(tenant, publications) {
      if (!watched.has(tenant)) return;
      for (const publication of publications) {
        if (!('audience' in publication) || (publication.name !== 'chat.message' && publication.name !== 'chat.channelChanged')) continue;
        const payload = publication.payload as { channelId: string; id: string };
        let gathered = changed.get(tenant);
        if (!gathered) changed.set(tenant, gathered = { channels: new Set(), timer: undefined, notBefore: 0 });
        gathered.channels.add(publication.name === 'chat.message' ? payload.channelId : payload.id);
        gathered.timer ??= setTimeout(() => { telling = tell(tenant).catch(onError); }, Math.max(gatherMs, gathered.notBefore - Date.now()));
      }
    },
    close: () => {
      adapter.off('create-room', onMade);
      adapter.off('delete-room', onGone);
      for (const { timer } of changed.values()) clearTimeout(timer);
      return telling;
    },
  };
}
