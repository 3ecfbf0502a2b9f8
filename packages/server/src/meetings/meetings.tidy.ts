import type { Knex } from 'knex';
import { inTransaction } from '../transaction.ts';
import { forgetGuests, forgetKnocks, tenantsOfGuests } from './guests.queries.ts';
import { guestsMs } from './guests.tokens.ts';

const hourMs = 3_600_000, mostAtOnce = 500;

/** Removes the guests of rooms who were in no call and are long gone, with what is left of their knocks. What one tenant's data refuse keeps none from the others. */
export async function tidyGuests({ database, onError, now = Date.now() }: { database: Knex; onError: (error: unknown) => void; now?: number }): Promise<void> {
  const before = new Date(now - guestsMs);
  for (const tenant of await inTransaction(database, [], tenantsOfGuests)) {
    try {
      await inTransaction(database, [tenant], (asks) => forgetKnocks(asks, tenant, before));
      while (await inTransaction(database, [tenant], (asks) => forgetGuests(asks, tenant, before, mostAtOnce)) === mostAtOnce);
    } catch (error) { onError(error); }
  }
}

/** Soon after the start and every hour. */
export function startTidyingGuests({ firstMs = 120_000, everyMs = hourMs, ...rest }: { database: Knex; onError: (error: unknown) => void; firstMs?: number; everyMs?: number }): { close(): Promise<void> } {
  let running = Promise.resolve(), isClosed = false;
  const run = () => { running = tidyGuests(rest).catch((error: unknown) => { if (!isClosed) rest.onError(error); }).finally(() => { if (!isClosed) wait(everyMs); }); };
  const wait = (ms: number) => { timer = setTimeout(run, ms).unref(); };
  let timer = setTimeout(run, firstMs).unref();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
