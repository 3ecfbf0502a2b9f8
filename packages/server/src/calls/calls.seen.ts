import { type CallInfo, type Invited, isInside, isLive, isOut, outsideView } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { uuid7 } from '../uuid.ts';
import { noCall } from './calls.change.ts';
import { busyAmong } from './calls.queries.ts';
import type { CallRow } from './calls.rows.ts';

export const mine = (call: Call) => ({ user_id: user }: { user_id: string }): boolean => user === call.session.user;

/** Whoever is in a call or asked into it, or sees its conversation, sees it; who was put out of it sees it by its conversation alone, and so does who waits, and who is out while it is on. */
export async function mustSee(call: Call, row: CallRow | undefined): Promise<CallRow> {
  if (!row) throw noCall();
  if (call.session.guest && call.session.guest.channelId !== row.channel_id) throw noCall();
  const last = row.participants.findLast(mine(call));
  if (last && last.state !== 'removed' && (last.left_at === null || !isLive(row))) return row;
  await call.chat.seenChannel(call, row.channel_id).catch((error: unknown) => { throw error instanceof CallError && error.code === 'not-found' ? noCall() : error; });
  return row;
}

/** The same for what is done by who is asked in, who may be out of it meanwhile. */
export async function mustBeAsked(call: Call, row: CallRow): Promise<void> {
  const last = row.participants.findLast(mine(call));
  if (!last || last.state === 'removed') await mustSee(call, row);
}

/** As the caller sees a call by their place in it alone. */
export const viewOf = (call: Call, info: CallInfo): CallInfo => (isInside(info.participants, call.session.user) && !isOut(info, call.session.user) ? info : outsideView(info, call.session.user));

/** As the caller may see it, who may see that it is there. */
export async function asSeen(call: Call, info: CallInfo): Promise<CallInfo> {
  const view = viewOf(call, info);
  return view !== info && (await call.chat.channelsSeen(call, [info.channelId])).length > 0 ? info : view;
}

/** Whether a call that is on is in a room with a password. */
export const hasPassword = async (call: Call, row: CallRow): Promise<boolean> => row.meeting_id !== null && isLive(row) && (await call.meetings.ofChannel(call, row.channel_id))?.hasPassword === true;

export async function invited(call: Call, users: readonly string[]): Promise<Invited[]> {
  const others = [...new Set(users)].filter((user) => user !== call.session.user), busy = await busyAmong(call, others);
  return others.map((userId) => ({ id: uuid7(), userId, isBusy: busy.has(userId) }));
}
