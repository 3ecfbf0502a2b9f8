import type { Perform } from '../call.ts';
import { serverSession } from '../server-session.ts';
import { goFrom } from './calls.change.ts';
import { liveCallsOf } from './calls.queries.ts';

/** Whose access to the record of a conversation has ended goes from the call that is on in it, and may come back with their access. */
export const loseCalls = (perform: Perform, tenant: string, lost: readonly { user: string; channelId: string }[]): Promise<unknown> => perform(serverSession(tenant), async (call) => {
  const live = await liveCallsOf(call, [...new Set(lost.map(({ channelId }) => channelId))]);
  for (const { user, channelId } of lost) {
    const callId = live.get(channelId);
    if (callId !== undefined) await goFrom(call, callId, user, false);
  }
});
