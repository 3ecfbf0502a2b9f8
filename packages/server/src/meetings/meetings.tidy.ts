import type { Knex } from 'knex';
import { repeat } from '../repeat.ts';
import { inTransaction } from '../transaction.ts';
import { forgetGuests, forgetKnocks, tenantsOfGuests } from './guests.queries.ts';
import { guestsMs } from './guests.tokens.ts';

const mostAtOnce = 500;

/** Removes the guests of rooms who were in no call and are long gone, with what is left of their knocks. What one tenant's data refuse keeps none from the others. */
export async function tidyGuests({ database, onError, now = Date.now() }: { database: Knex; onError: (error: unknown) => void; now?: number }): Promise<void> {
  const before = new Date(now - guestsMs);
  for (const tenant of await inTransaction(database, [], tenantsOfGuests)) {
    try {
      for (const forget of [forgetKnocks, forgetGuests]) while (await inTransaction(database, [tenant], (asks) => forget(asks, tenant, before, mostAtOnce)) === mostAtOnce);
    } catch (error) { onError(error); }
  }
}

/** Soon after the start and every hour. */
export const startTidyingGuests = (around: { database: Knex; onError: (error: unknown) => void }): { close(): Promise<void> } => repeat(() => tidyGuests(around), { firstMs: 120_000, onError: around.onError });
