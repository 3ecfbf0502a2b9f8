import { type CallCard, earlyMs, Id, isLive, isPutOut, mostAheadMs, mostPeopleInNotice, mostRung, refuseHosting, type ScheduledCall, scheduledState } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { uuid7 } from '../uuid.ts';
import { change } from './calls.change.ts';
import { knownAmong } from './calls.queries.ts';
import { callsHandlers } from './calls.ts';
import { hasPassword, invited } from './calls.seen.ts';
import { toState } from './calls.rows.ts';
import { cancelScheduledCall, insertScheduledCall, type Plan, putScheduledPeople, putTimes, scheduledById, scheduledCallToChange, scheduledPage, type ScheduledRow, setCallOfScheduled, setScheduledAnswer, stillIn, updateScheduledCall } from './scheduled.queries.ts';

const none = () => new CallError('not-found', 'No such scheduled call');
/** Not a reminder: the call itself is to start. */
export const atStart = -1;

export const toScheduled = (row: ScheduledRow, now = Date.now()): ScheduledCall => ({
  id: row.id, channelId: row.channel_id, meetingId: row.meeting_id, organizer: row.organizer, title: row.title, kind: row.kind, startsAt: row.starts_at.toISOString(), minutes: (row.ends_at.getTime() - row.starts_at.getTime()) / 60_000,
  timeZone: row.time_zone, reminders: row.reminders, rings: row.rings, state: scheduledState({ isCancelled: row.cancelled_at !== null, isLive: row.is_live, endsAt: row.ends_at.getTime() }, now), callId: row.call_id, version: row.version, people: row.people,
});

const cardOf = ({ title, kind, startsAt, minutes, timeZone, state, people }: ScheduledCall): CallCard => ({
  type: 'call', kind, status: state === 'cancelled' ? 'ended' : 'ringing', reason: state === 'cancelled' ? 'cancelled' : null, startedAt: startsAt, activeAt: null, endedAt: null, people: [], count: 0,
  scheduled: { title, endsAt: new Date(Date.parse(startsAt) + minutes * 60_000).toISOString(), timeZone, isCancelled: state === 'cancelled', answers: people.slice(0, mostPeopleInNotice), count: people.length },
});

/** As it is now, told to all whom it concerns, and in its conversation. */
async function tell(call: Call, id: string, also: readonly string[] = []): Promise<ScheduledCall> {
  const scheduled = toScheduled((await scheduledById(call, id))!), users = [...new Set([...scheduled.people.map(({ userId }) => userId), ...also])];
  await call.chat.changeCard(call, id, () => cardOf(scheduled));
  call.publish({ users, channels: [scheduled.channelId] }, 'calls.scheduledChanged', scheduled);
  return scheduled;
}

/** Who is invited sees it, and who sees its conversation; for all others it is not there. */
async function mustSee(call: Call, row: ScheduledRow | undefined): Promise<ScheduledRow> {
  if (!row) throw none();
  if (row.people.some(({ userId }) => userId === call.session.user)) return row;
  await call.chat.seenChannel(call, row.channel_id).catch((error: unknown) => { throw error instanceof CallError && error.code === 'not-found' ? none() : error; });
  return row;
}

/** Who is in its conversation no more organizes nothing in it. */
async function mustOrganize(call: Call, id: string): Promise<ScheduledRow> {
  const row = await mustSee(call, await scheduledCallToChange(call, id));
  if (row.organizer !== call.session.user) throw new CallError('forbidden', 'Only who has scheduled a call changes or cancels it');
  call.chat.mustTakePart(await call.chat.seenChannel(call, row.channel_id).catch((error: unknown) => { throw error instanceof CallError && error.code === 'not-found' ? none() : error; }));
  if (row.cancelled_at) throw new CallError('conflict', 'It is cancelled; schedule another one');
  return row;
}

function mustBeAhead(startsAt: string): void {
  if (Date.parse(startsAt) > Date.now() + mostAheadMs) throw new CallError('invalid-input', 'startsAt: at most a year ahead');
}

type Channel = Awaited<ReturnType<Call['chat']['channelToCall']>>;

/** The organizer and those whom they invite: of the conversation, or whom they bring into a room that they lead. */
async function peopleOf(call: Call, channel: Pick<Channel, 'id' | 'kind' | 'member_count'>, userIds: readonly string[] | undefined): Promise<string[]> {
  const members = await call.chat.memberIds(call, channel.id), isSmall = ['direct', 'group'].includes(channel.kind) && channel.member_count <= mostRung, users = [...new Set(userIds ?? (isSmall ? members : []))];
  const known = new Set(channel.kind === 'record' ? await knownAmong(call, users) : members), strangers = users.filter((user) => !known.has(user));
  if (strangers.length > 0) {
    const room = await call.meetings.ofChannel(call, channel.id), ours = room?.as.isModerator ? new Set(await knownAmong(call, strangers)) : new Set<string>(), stranger = strangers.find((user) => !ours.has(user));
    if (stranger !== undefined) throw new CallError('conflict', `${stranger} is not in this conversation; add them first`, { userId: stranger });
    await call.chat.attend(call, channel.id, strangers);
  }
  return [call.session.user, ...users.filter((user) => user !== call.session.user)];
}

/** What has passed is not told of any more. */
async function setTimes(call: Call, { id, startsAt, reminders, rings }: Plan): Promise<void> {
  const start = Date.parse(startsAt), now = Date.now(), times = [...reminders.map((minutes) => ({ minutes, at: start - minutes * 60_000 })), ...rings ? [{ minutes: atStart, at: start }] : []].filter(({ at }) => at > now);
  await putTimes(call, id, times);
  if (times.length > 0) call.afterCommit(() => { call.meetings.wake(Math.min(...times.map(({ at }) => at))); });
}

type Room = NonNullable<Awaited<ReturnType<Call['meetings']['ofChannel']>>>;

/** A room with a password, where it is one who leads it that has asked people in: they need not say it. */
async function roomThatAsks(call: Call, { meeting_id: meetingId, channel_id: channelId, organizer }: ScheduledRow): Promise<Room | undefined> {
  const room = meetingId === null ? undefined : await call.meetings.ofChannel(call, channelId);
  return room?.needsPassword && (await call.meetings.standing(call, room.id, organizer)).isModerator ? room : undefined;
}

async function enterAsked(call: Call, { id, channel_id: channelId, kind }: ScheduledRow, room: Room, { participantId = uuid7(), deviceId }: { participantId?: string | undefined; deviceId: string }): ReturnType<Call['calls']['enter']> {
  for (const permission of [`calls.start_${kind}`, 'calls.start_group'] as const) if (!call.can(permission)) throw needs(permission);
  await call.chat.channelToCall(call, channelId, undefined, id);
  return call.calls.enter(call, { channelId, meetingId: room.id, settings: room.settings, as: room.as, participantId, deviceId, kind });
}

type Own = 'calls.schedule' | 'calls.scheduled' | 'calls.scheduledCall' | 'calls.reschedule' | 'calls.unschedule' | 'calls.answerScheduled' | 'calls.joinScheduled';

export const scheduledCallHandlers: Pick<Handlers<'calls'>, Own> = {
  'calls.schedule': async (call, { channelId, record, id = uuid7(), userIds, ...plan }) => {
    if (!call.can(`calls.start_${plan.kind}`)) throw needs(`calls.start_${plan.kind}`);
    mustBeAhead(plan.startsAt);
    const channel = await call.chat.channelToCall(call, channelId, record, id);
    if (!(channel.kind === 'direct' && channel.member_count === 2) && !call.can('calls.start_group')) throw needs('calls.start_group');
    const known = await scheduledById(call, id);
    if (known?.organizer === call.session.user && known.channel_id === channelId) return toScheduled(known);
    if (Date.parse(plan.startsAt) + plan.minutes * 60_000 <= Date.now()) throw new CallError('invalid-input', 'startsAt: it would be over already');
    const people = await peopleOf(call, channel, userIds);
    if (known || !await insertScheduledCall(call, channelId, { id, ...plan })) throw new CallError('id-taken', `The id ${id} belongs to something else; mint a new one`);
    await putScheduledPeople(call, id, people, true);
    await setTimes(call, { id, ...plan });
    if (!await call.chat.postCall(call, channel, id, cardOf(toScheduled((await scheduledById(call, id))!)))) throw new CallError('id-taken', `The id ${id} belongs to a message; mint a new one`);
    return tell(call, id);
  },

  'calls.scheduled': async (call, { channelId, cursor, limit }) => {
    if (channelId !== undefined) await call.chat.seenChannel(call, channelId);
    return toPage(await scheduledPage(call, channelId, fromCursor(cursor, 'number', Id), limit), limit, ({ at, id }) => [Number(at), id], (row) => toScheduled(row));
  },

  'calls.scheduledCall': async (call, { scheduledId }) => toScheduled(await mustSee(call, await scheduledById(call, scheduledId))),

  'calls.reschedule': async (call, { scheduledId, userIds, ...changes }) => {
    const row = await mustOrganize(call, scheduledId), was = toScheduled(row);
    const plan: Plan = { ...was, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) }, isAnotherTime = plan.startsAt !== was.startsAt;
    if (!call.can(`calls.start_${plan.kind}`)) throw needs(`calls.start_${plan.kind}`);
    mustBeAhead(plan.startsAt);
    if (Date.parse(plan.startsAt) + plan.minutes * 60_000 <= Date.now()) throw new CallError('invalid-input', 'startsAt: it would be over already');
    const before = was.people.map(({ userId }) => userId), people = userIds ? await peopleOf(call, await call.chat.seenChannel(call, row.channel_id), userIds) : before;
    await updateScheduledCall(call, plan);
    await putScheduledPeople(call, scheduledId, people, isAnotherTime);
    await setTimes(call, plan);
    return tell(call, scheduledId, before);
  },

  'calls.unschedule': async (call, { scheduledId }) => {
    const row = await mustOrganize(call, scheduledId);
    await cancelScheduledCall(call, row.id);
    await putTimes(call, row.id, []);
    return tell(call, row.id);
  },

  'calls.answerScheduled': async (call, { scheduledId, isAccepted }) => {
    const row = await mustSee(call, await scheduledCallToChange(call, scheduledId)), { state, people } = toScheduled(row);
    if (!people.some(({ userId }) => userId === call.session.user)) throw new CallError('conflict', 'You are not invited to this call');
    if (state === 'cancelled' || state === 'over') throw new CallError('conflict', state === 'over' ? 'This call is over' : 'This call is cancelled');
    await setScheduledAnswer(call, row.id, isAccepted ? 'accepted' : 'declined');
    return tell(call, row.id);
  },

  'calls.joinScheduled': async (call, { scheduledId, ...me }) => {
    const row = await mustSee(call, await scheduledCallToChange(call, scheduledId)), { state, startsAt, channelId, kind, rings, people } = toScheduled(row), from = Date.parse(startsAt) - earlyMs, now = Date.now();
    if (state === 'cancelled' || state === 'over') throw new CallError('conflict', state === 'over' ? 'This call is over' : 'This call is cancelled');
    if (now < from) throw new CallError('conflict', 'It is too early', { from: new Date(from).toISOString() });
    const isTime = rings && now >= Date.parse(startsAt), toRing = isTime ? (await comingTo(call, channelId, people)).filter((user) => user !== call.session.user) : [];
    const asked = people.some(({ userId }) => userId === call.session.user) ? await roomThatAsks(call, row) : undefined;
    const joined = asked ? await enterAsked(call, row, asked, me) : await callsHandlers['calls.start'](call, { channelId, kind, ...me, userIds: toRing });
    if (joined.call.id === row.call_id) return joined;
    await setCallOfScheduled(call, row.id, joined.call.id);
    await tell(call, row.id);
    if (row.meeting_id !== null && toRing.length > 0) await ringAbsent(call, joined.call.id, toRing, call.session.user, row.organizer); // the call of a room rings nobody by itself
    return joined;
  },
};

/** Who has not declined, and is in the conversation still. */
export const comingTo = (call: Call, channelId: string, people: ScheduledCall['people']): Promise<string[]> => stillIn(call, channelId, people.flatMap(({ userId, answer }) => (answer === 'declined' ? [] : [userId])));

/** Rings those who are not in the call that was begun: nobody who was put out of it, nobody once it is locked, and past its lobby only whom somebody brings who lets people in; past a password also whom an organizer has asked who leads the room. */
export async function ringAbsent(call: Call, callId: string, users: readonly string[], by: string, organizer: string): Promise<void> {
  await change(call, callId, async (row) => {
    const state = toState(row), { isLocked, hasLobby } = state.settings, isByHost = refuseHosting(state, by, 'admit') === undefined;
    if (!isLive(row) || isLocked || (hasLobby && !isByHost)) return { type: 'tick' };
    if (!isByHost && await hasPassword(call, row) && !(await call.meetings.standing(call, row.meeting_id!, organizer)).isModerator) return { type: 'tick' };
    return { type: 'invite', people: await invited(call, users.filter((user) => !isPutOut(state, user))), isByHost };
  });
}
