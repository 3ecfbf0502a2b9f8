import type { Perform } from '../call.ts';
import { serverSession } from '../server-session.ts';
import { tell } from './calls.change.ts';
import { callToChange, nextEpoch } from './calls.queries.ts';

/** What was on a media server that is lost goes on in the next epoch: all who are in the call are told, and begin there. */
export const reroute = (perform: Perform, tenant: string, callId: string, epoch: number): Promise<unknown> => perform(serverSession(tenant), async (call) => {
  const row = await callToChange(call, callId);
  if (row?.status === 'active' && row.epoch === epoch) await tell(call, await nextEpoch(call, row), row);
});
