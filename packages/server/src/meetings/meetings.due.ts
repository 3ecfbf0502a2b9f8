import { standingOf } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { Call, Perform } from '../call.ts';
import { createDue, type Due } from '../due.ts';
import { serverSession } from '../server-session.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import { endedRoles } from './meetings.queries.ts';

const usualNetMs = 30_000;

/** Who has led a room for a time does so no more, in its conversation and in the call that is on. */
async function endRoles(call: Call): Promise<void> {
  for (const { user_id: userId, channel_id: channelId } of await endedRoles(call)) {
    await call.chat.setAttendance(call, channelId, userId, 'member');
    const callId = await call.calls.liveIn(call, channelId);
    if (callId !== undefined) await call.calls.setStanding(call, callId, userId, standingOf('participant', null));
  }
}

const tenantsDue = async (transaction: Transaction): Promise<string[]> => (await transaction.query<{ tenant: string }>('tenants-with-due-meetings', 'select tenant from tenants_with_due_meetings() as tenant', [])).map(({ tenant }) => tenant);
/** Until the next one is due by the database's clock, in ms; null where nothing waits. */
const nextDueMs = async (transaction: Transaction): Promise<number | null> => (await transaction.query<{ ms: number | null }>('next-meeting-due', 'select (extract(epoch from next_meeting_due() - now()) * 1000)::float8 as ms', []))[0]?.ms ?? null;

/** What is due in rooms and of scheduled calls: roles end, people are reminded. Any number of processes may do this on one database, each thing is done by one. */
export function createMeetingTimers({ database, perform, netMs = usualNetMs, onError }: { database: Knex; perform: Perform; netMs?: number | undefined; onError: (error: unknown) => void }): Due {
  async function look(isClosing: () => boolean): Promise<number | null> {
    for (const tenant of await inTransaction(database, [], tenantsDue)) {
      if (isClosing()) return null;
      await perform(serverSession(tenant), endRoles).catch(onError);
      await perform(serverSession(tenant), (call) => call.calls.remind(call)).catch(onError);
    }
    return inTransaction(database, [], nextDueMs);
  }
  return createDue({ look, netMs, onError });
}
