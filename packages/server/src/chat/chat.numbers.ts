import type { Knex } from 'knex';
import type { Publication } from '../call.ts';
import type { Publish } from '../publish.ts';
import { inTransaction } from '../transaction.ts';
import { numbersOf } from './chat.channels.queries.ts';

/** Tells the numbers of channels that changed lately again, so that whoever missed an event finds out. */
export interface Numbers {
  note(tenant: string, publications: readonly Publication[]): void;
  close(): Promise<void>;
}

export function createNumbers({ database, publish, everyMs = 30_000, onError }: {
  database: Knex; publish: Publish; everyMs?: number | undefined; onError: (error: unknown) => void;
}): Numbers {
  /** Channels by tenant, and how often they are told yet. */
  const changed = new Map<string, Map<string, number>>();
  const times = 2;

  async function tell(): Promise<void> {
    for (const [tenant, channels] of changed) {
      const ids = [...channels.keys()];
      for (const [id, left] of channels) if (left > 1) channels.set(id, left - 1); else channels.delete(id);
      if (channels.size === 0) changed.delete(tenant);
      const rows = await inTransaction(database, [tenant], (transaction) => numbersOf(transaction, tenant, ids));
      publish(tenant, rows.map((payload) => ({ audience: { channel: payload.channelId }, name: 'chat.numbers', payload })));
    }
  }

  let telling = Promise.resolve();
  const timer = setInterval(() => { telling = tell().catch(onError); }, everyMs);
  timer.unref();
  return {
    note(tenant, publications) {
      for (const publication of publications) {
        if (!('audience' in publication) || publication.name !== 'chat.message') continue;
        let channels = changed.get(tenant);
        if (!channels) changed.set(tenant, channels = new Map<string, number>());
        channels.set((publication.payload as { channelId: string }).channelId, times);
      }
    },
    close: () => { clearInterval(timer); return telling; },
  };
}
