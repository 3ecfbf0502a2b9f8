import type { CallEvent, CallInfo } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { Perform, Publication } from '../call.ts';
import { createDue, type Due } from '../due.ts';
import { CallError } from '../errors.ts';
import { room, roomParts } from '../publish.ts';
import { serverSession } from '../server-session.ts';
import { inTransaction } from '../transaction.ts';
import { change } from './calls.change.ts';
import { callIdOf, dueParticipants, nextCallDueMs, see, tenantsWithDueCalls } from './calls.queries.ts';

export interface CallTimers extends Due {
  /** A connection has gone that was in these rooms. */
  onGone(rooms: Iterable<string>): void;
  /** What is told here, whichever process did it: who counts as lost and is connected to this one is back. */
  onTold(tenant: string, publications: readonly Publication[]): void;
}

const participantsIn = (rooms: Iterable<string>) => [...rooms].map(roomParts).filter(({ kind }) => kind === 'call');

/**
 * What happens to calls by themselves: they stop ringing, and who is not back in time is out. Any number of processes may do this on one database. `rooms` answers those of
 * all connections that this process has: of participants whose process has died nobody says so, and they count as lost.
 */
export function createCallTimers({ database, perform, rooms, isHere, seenMs, netMs = 5000, onError }: {
  database: Knex; perform: Perform; rooms: () => Iterable<string>; isHere: (room: string) => boolean; seenMs: number; netMs?: number; onError: (error: unknown) => void;
}): CallTimers {
  const running = new Set<Promise<unknown>>();
  let isClosed = false;
  const happens = (tenant: string, callId: string, event: CallEvent) => perform(serverSession(tenant), (call) => change(call, callId, event))
    .catch((error: unknown) => { if (!(error instanceof CallError)) onError(error); }); // it is over meanwhile

  async function look(isClosing: () => boolean): Promise<number | null> {
    for (const tenant of await inTransaction(database, [], tenantsWithDueCalls)) {
      const due = await inTransaction(database, [tenant], (transaction) => dueParticipants(transaction, tenant));
      for (const { id, callId, isUnseen } of due) {
        if (isClosing()) return null;
        await happens(tenant, callId, isUnseen ? { type: 'lost', legId: id } : { type: 'tick' });
      }
    }
    return inTransaction(database, [], nextCallDueMs);
  }

  const due = createDue({ look, netMs, onError });
  const seeing = setInterval(() => {
    const here = participantsIn(rooms());
    for (const tenant of new Set(here.map((one) => one.tenant))) {
      const ids = here.flatMap((one) => (one.tenant === tenant ? [one.id] : []));
      track(inTransaction(database, [tenant], (transaction) => see(transaction, tenant, ids, seenMs)).catch(onError));
    }
  }, seenMs / 3);
  seeing.unref();

  function track(work: Promise<unknown>): void {
    const one: Promise<unknown> = work.finally(() => running.delete(one));
    running.add(one);
  }

  return {
    wake: due.wake,
    onGone(left) {
      if (isClosed) return; // whoever does not come back to the next process is found by their lease
      for (const { tenant, id } of participantsIn(left)) {
        track(perform(serverSession(tenant), async (call) => {
          const callId = await callIdOf(call, id);
          if (callId !== undefined) await change(call, callId, { type: 'lost', legId: id });
        }).catch((error: unknown) => { if (!(error instanceof CallError)) onError(error); }));
      }
    },
    onTold(tenant, publications) {
      for (const publication of publications) {
        if (isClosed || !('audience' in publication) || publication.name !== 'calls.changed') continue;
        const { id: callId, participants } = publication.payload as CallInfo;
        for (const { id, state } of participants) if (state === 'reconnecting' && isHere(room.call(tenant, id))) track(happens(tenant, callId, { type: 'back', legId: id }));
      }
    },
    async close() {
      isClosed = true;
      clearInterval(seeing);
      await due.close();
      await Promise.allSettled(running);
    },
  };
}
