import type { CallInfo } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { room } from '../publish.ts';
import { goFrom } from './calls.change.ts';
import { noteAccess } from './calls.queries.ts';
import type { CallRow } from './calls.rows.ts';
import { mine } from './calls.seen.ts';

const sees = async (call: Call, channelId: string): Promise<boolean> => (await call.chat.channelsSeen(call, [channelId])).length > 0;

/**
 * Who has lost their access to the call's record while nobody heard them goes from the call as they come back to it: only of who is connected it is seen when access ends.
 * Whom somebody asked in who never had any stays. To be asked before anything else is done, for what is done here is kept.
 */
export async function mustStillSee(call: Call, row: CallRow): Promise<void> {
  if (!call.access.isHost || !row.participants.some((one) => mine(call)(one) && one.left_at === null && one.had_access) || await sees(call, row.channel_id)) return;
  await goFrom(call, row.id, call.session.user, false);
  await call.commit(); // the refusal takes none of it back
  throw new CallError('conflict', 'You have no access to the record of this call any more, and are out of it; ask who shared it with you, and join again', { reason: 'access' });
}

/** From now on it is seen on this connection when their access to the call's record ends. `isAsked`: they may be here because somebody asked them in, and have none; else they have shown it. */
export async function hearGuarded(call: Call, { channelId }: CallInfo, participantId: string, isAsked: boolean): Promise<void> {
  if (call.access.isHost && await noteAccess(call, participantId, !isAsked || await sees(call, channelId))) call.connection?.hear([room.guarded(call.session.tenant, channelId)]);
}
