import { retryableCodes, type ScheduledMessage } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { Dispatch } from '../dispatch.ts';
import { createDue, type Due as DueWork } from '../due.ts';
import { CallError } from '../errors.ts';
import type { Publish } from '../publish.ts';
import { inTransaction } from '../transaction.ts';
import { claimDue, deleteSent, type Due, nextDueMs, refuseDue, tenantsDue } from './chat.scheduled.queries.ts';

/** Sends scheduled messages when they are due, as their authors would. */
export type Schedule = DueWork;

const usualNetMs = 30_000;
/** Of one tenant, before the others have a turn. */
const mostInTurn = 500;

/**
 * Any number of processes may do this on one database: each message is claimed by one. A message goes out under its own id, so that one
 * whose process died between sending and noting it is found, not sent again. It looks when the next
 * one is due, and every `netMs` for what others have scheduled or left behind.
 */
export function createSchedule({ database, dispatch, publish, netMs = usualNetMs, onError }: {
  database: Knex; dispatch: Dispatch; publish: Publish; netMs?: number | undefined; onError: (error: unknown) => void;
}): Schedule {
  function tell(tenant: string, { id, user_id: user }: Due, scheduled: ScheduledMessage | null): void {
    publish(tenant, [{ audience: { users: [user] }, name: 'chat.scheduled', payload: { messageId: id, scheduled } }]);
  }

  async function send(tenant: string, due: Due): Promise<void> {
    const { id, user_id: user, name, avatar, roles, groups, channel_id: channelId, text, file_ids: fileIds, record, thread_of: threadOf } = due;
    const session = { tenant, user, name, avatar, roles, groups, expiresAt: Math.floor(Date.now() / 1000) + 60 };
    try {
      await dispatch(session, 'chat.send', { channelId, id, text, ...(fileIds.length && { fileIds }), ...(record && { record }), ...(threadOf !== null && { threadOf }) });
    } catch (error) {
      if (!(error instanceof CallError) || retryableCodes.includes(error.code)) throw error; // its claim ends by itself
      const refused = await inTransaction(database, [tenant], (transaction) => refuseDue(transaction, tenant, id, error.toRefusal()));
      if (refused) tell(tenant, due, refused);
      return;
    }
    await inTransaction(database, [tenant], (transaction) => deleteSent(transaction, tenant, id));
    tell(tenant, due, null);
  }

  /** Answers in how many ms the next one is due. */
  async function look(isClosing: () => boolean): Promise<number | null> {
    const tenants = await inTransaction(database, [], tenantsDue);
    for (const tenant of tenants) {
      for (let count = 0; !isClosing() && count < mostInTurn; count++) {
        const due = await inTransaction(database, [tenant], (transaction) => claimDue(transaction, tenant)); // one by one: none is claimed longer than its sending takes
        if (!due || !await send(tenant, due).then(() => true, (error: unknown) => { onError(error); return false; })) break;
      }
    }
    return inTransaction(database, [], nextDueMs);
  }

  return createDue({ look, netMs, onError });
}
