import { isDeepStrictEqual } from 'node:util';
import { type CallCard, type CallEvent, type CallInfo, dueAt, isInside, isOut, isRung, mostPeopleInNotice, outsideView, step, wasInside } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { callToChange, liveCallsOf, seeingAmong, updateCall } from './calls.queries.ts';
import { wayOf } from './calls.route.ts';
import { settleRecording } from './recording.state.ts';
import { writeEntries } from './history.queries.ts';
import { type CallRow, settingsOf, toCallInfo, toLeg, toState } from './calls.rows.ts';

export const noCall = () => new CallError('not-found', 'No such call');

/** What the conversation of a call shows of it. */
export function cardOf(row: CallRow): CallCard {
  const people = [...new Set(row.participants.filter(({ joined_at: joined }) => joined).map(({ user_id: user }) => user))], iso = (at: Date | null) => at?.toISOString() ?? null;
  return { type: 'call', kind: row.kind, status: row.status, reason: row.reason, startedAt: row.started_at.toISOString(), activeAt: iso(row.active_at), endedAt: iso(row.ended_at), people: people.slice(0, mostPeopleInNotice), count: row.came, ...(settingsOf(row).isEncrypted && { isEncrypted: true }) };
}

/** Tells a call as it is now to all whom it concerns, and its conversation, whose message of it changes where it shows something else than of `before`. One in which nobody was but who waits in vain leaves neither a message nor an entry: strangers would fill a conversation with knocks. */
export async function tell(call: Call, changed: CallRow, before?: CallRow): Promise<CallInfo> {
  const row = await settleRecording(call, changed), info = toCallInfo(row), users = [...new Set(info.participants.map(({ userId }) => userId))];
  const were = before?.participants.map(toLeg) ?? [], out = users.filter((user) => isOut(info, user) && !wasInside(were, user)), seeing = out.length > 0 ? await seeingAmong(call, row.channel_id, out) : new Set<string>();
  const isTold = (user: string) => isInside(info.participants, user) && (!out.includes(user) || seeing.has(user));
  call.publish({ users: users.filter(isTold), channels: [row.channel_id] }, 'calls.changed', info);
  for (const user of users) if (!isTold(user)) call.publish({ users: [user] }, 'calls.changed', outsideView(info, user));
  if (row.came > 0 && (!before || !isDeepStrictEqual(cardOf(before), cardOf(row)))) await call.chat.changeCard(call, row.id, (card) => (card?.type === 'call' && !card.scheduled ? cardOf(row) : card));
  if (row.ended_at && row.came > 0) await writeEntries(call, row.id);
  const due = dueAt(toState(row));
  call.afterCommit(() => { call.calls.sfu.follow(call.session.tenant, info); });
  if (due !== undefined) call.afterCommit(() => { call.calls.wake(due); });
  return info;
}

/** Something happens to a call: it is as the state machine says from then on. `eventOf` may refuse by throwing. */
export async function change(call: Call, callId: string, eventOf: CallEvent | ((row: CallRow) => CallEvent | Promise<CallEvent>)): Promise<CallInfo> {
  const row = await callToChange(call, callId);
  if (!row) throw noCall();
  const event = typeof eventOf === 'function' ? await eventOf(row) : eventOf, was = toState(row), is = step(was, event, Date.now(), call.calls.times);
  if ('code' in is) throw new CallError(is.code, is.message, is.details);
  if (is === was) return toCallInfo(row);
  const now = await updateCall(call, row, was, is, call.calls.times.seenMs, wayOf(row, was, is, call.calls)), isFirst = row.came === 0 && now.came > 0;
  if (isFirst) { // others have waited before an empty room; who is there first sees its conversation from here on
    await call.meetings.follow(call, row.channel_id, was, is);
    await call.chat.postCall(call, { id: row.channel_id, kind: 'group' }, row.id, cardOf(now)); // without one where who waits has written something by this id: that keeps nobody out
  }
  const info = await tell(call, now, isFirst ? now : row);
  const gone = is.legs.filter((leg) => leg.leftAt !== null && was.legs.some(({ id, leftAt }) => id === leg.id && leftAt === null)).map(({ id }) => id);
  if (gone.length > 0) call.silence(gone);
  if (row.meeting_id !== null && !isFirst) await call.meetings.follow(call, row.channel_id, was, is);
  return info;
}

/** Somebody is out of a call's conversation, or sees it no more, and so goes from the call. Whoever was put out comes back where a host asks them in, all others once they see it again. */
export const goFrom = (call: Call, callId: string, userId: string, isPutOut: boolean): Promise<CallInfo> => change(call, callId, ({ participants }) => {
  const leg = participants.findLast((one) => one.user_id === userId && one.left_at === null);
  return leg ? { type: isPutOut || isRung(leg) ? 'remove' : 'leave', legId: leg.id } : { type: 'tick' };
});

/** The same of all calls that are on in these conversations. */
export async function goWith(call: Call, channelIds: readonly string[], userId: string, isPutOut: boolean): Promise<void> {
  for (const callId of (await liveCallsOf(call, channelIds)).values()) await goFrom(call, callId, userId, isPutOut);
}

export async function endIn(call: Call, channelIds: readonly string[]): Promise<void> {
  for (const callId of (await liveCallsOf(call, channelIds)).values()) await change(call, callId, { type: 'end' });
}
