import type { Knex } from 'knex';
import type { CallRecordsConfig } from '../config.calls.ts';
import { hourMs, repeat } from '../repeat.ts';
import { inTransaction } from '../transaction.ts';
import { forgetRecordings } from './recording.queries.ts';
import { noServerRecordings, type ServerRecordings } from './sfu/recordings.ts';
import { forgetCalls, forgetMeasures, tenantsOfCalls } from './metrics.queries.ts';

const dayMs = 24 * hourMs;

/** Removes what is older than the operator keeps it. */
export async function tidyCalls({ database, kept, written = noServerRecordings, now = Date.now() }: { database: Knex; written?: Pick<ServerRecordings, 'forget'>; kept: Pick<CallRecordsConfig, 'metricsDays' | 'historyDays' | 'recordingDays'>; now?: number }): Promise<void> {
  if (kept.metricsDays === 0 && kept.historyDays === 0 && kept.recordingDays === 0) return;
  const before = (days: number) => new Date(now - days * dayMs);
  let failure: { error: unknown } | undefined;
  for (const tenant of await inTransaction(database, [], tenantsOfCalls)) {
    await inTransaction(database, [tenant], async (transaction) => {
      if (kept.metricsDays > 0) await forgetMeasures(transaction, tenant, before(kept.metricsDays));
      if (kept.recordingDays > 0) for (const id of await forgetRecordings(transaction, tenant, before(kept.recordingDays))) await written.forget(id);
      if (kept.historyDays > 0) await forgetCalls(transaction, tenant, before(kept.historyDays));
    }).catch((error: unknown) => { failure ??= { error }; }); // the others are tidied all the same
  }
  if (failure) throw failure.error;
}

/** Soon after the start and every hour. */
export const startTidyingCalls = ({ onError, ...rest }: { database: Knex; kept: CallRecordsConfig; written: Pick<ServerRecordings, 'forget'>; onError: (error: unknown) => void }): { close(): Promise<void> } => repeat(() => tidyCalls(rest), { firstMs: 90_000, onError });
