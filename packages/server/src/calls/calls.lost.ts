import type { Perform } from '../call.ts';
import { persevere } from '../persevere.ts';
import { serverSession } from '../server-session.ts';
import { goFrom } from './calls.change.ts';
import { liveCallsOf, seeingAmong } from './calls.queries.ts';

export interface Losing {
  /** Whose access to the record of a conversation has ended goes from the call that is on in it, and may come back with their access. Answers after the first try: where the database fails it is tried again, for each conversation by itself. */
  lose(tenant: string, lost: readonly { user: string; channelId: string }[]): Promise<void>;
  /** Whoever is in a call still is refused as they come back to it. */
  close(): Promise<void>;
}

export function createLosing({ perform, onError }: { perform: Perform; onError: (error: unknown) => void }): Losing {
  const trying = persevere({ onError });
  return {
    lose: (tenant, lost) => trying.do(async () => {
      const live = await perform(serverSession(tenant), (call) => liveCallsOf(call, [...new Set(lost.map(({ channelId }) => channelId))]));
      await Promise.all([...live].map(([id, callId]) => trying.do(() => perform(serverSession(tenant), async (call) => {
        const users = lost.flatMap(({ user, channelId }) => (channelId === id ? [user] : [])), seeing = await seeingAmong(call, id, users); // who was let in again while it was tried stays
        for (const user of users) if (!seeing.has(user)) await goFrom(call, callId, user, false);
      }))));
    }),
    close: () => trying.close(),
  };
}
