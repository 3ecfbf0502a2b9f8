import { uuidv7 } from '../core/uuid.ts';
import { earlyMs, mostAheadMs, type ScheduledAnswer, scheduledState } from '../protocol/calls.scheduled.state.ts';
import type { ScheduledCall } from '../protocol/calls.scheduled.ts';
import { refuseHosting } from '../protocol/calls.hosts.rules.ts';
import { isPutOut } from '../protocol/calls.machine.ts';
import { isLive, mostRung } from '../protocol/calls.states.ts';
import { type CallCard, mostPeopleInNotice } from '../protocol/chat.cards.ts';
import { callsHandlers, enter, happen, hasPassword, invited, sees } from './calls.ts';
import { type Call, type Handlers, refuse } from './call.ts';
import { channelToEnter, mustBeLive, mustTakePart, visibleChannel } from './channels.ts';
import { room } from './hub.ts';
import { attend, meetingOf } from './meetings.live.ts';
import { append, change } from './messages.ts';
import { earliestFirst, pageOf } from './page.ts';
import type { ChannelRow } from './tenant.ts';

export type ScheduledCallRow = Omit<ScheduledCall, 'state' | 'people' | 'meetingId'> & { isCancelled: boolean; people: { userId: string; answer: ScheduledAnswer }[] };

type Names = 'calls.schedule' | 'calls.scheduled' | 'calls.scheduledCall' | 'calls.reschedule' | 'calls.unschedule' | 'calls.answerScheduled' | 'calls.joinScheduled';

const none = (): never => refuse('not-found', 'No such scheduled call');
const endOf = ({ startsAt, minutes }: Pick<ScheduledCallRow, 'startsAt' | 'minutes'>): number => Date.parse(startsAt) + minutes * 60_000;
const iso = (ms: number): string => new Date(ms).toISOString();

function toScheduled({ tenant, now }: Call, { isCancelled, ...row }: ScheduledCallRow): ScheduledCall {
  const live = row.callId === null ? undefined : tenant.calls.get(row.callId);
  return { ...row, meetingId: tenant.meetings.has(row.channelId) ? row.channelId : null, state: scheduledState({ isCancelled, isLive: live !== undefined && isLive(live.state), endsAt: endOf(row) }, Date.parse(now)), people: row.people.map((one) => ({ ...one })) };
}

const cardOf = ({ title, kind, startsAt, minutes, timeZone, state, people }: ScheduledCall): CallCard => ({
  type: 'call', kind, status: state === 'cancelled' ? 'ended' : 'ringing', reason: state === 'cancelled' ? 'cancelled' : null, startedAt: startsAt, activeAt: null, endedAt: null, people: [], count: 0,
  scheduled: { title, endsAt: iso(endOf({ startsAt, minutes })), timeZone, isCancelled: state === 'cancelled', answers: people.slice(0, mostPeopleInNotice), count: people.length },
});

function tell(call: Call, row: ScheduledCallRow, also: readonly string[] = []): ScheduledCall {
  const scheduled = toScheduled(call, row), message = call.tenant.messages.get(row.id), card = cardOf(scheduled);
  if (message && !message.deletedAt && JSON.stringify(message.card) !== JSON.stringify(card)) change(call, message, { card });
  call.publish([...new Set([...scheduled.people.map(({ userId }) => userId), ...also])].map((user) => room.user(user)).concat(room.channel(row.channelId)), 'calls.scheduledChanged', scheduled);
  return scheduled;
}

function seen(call: Call, id: string): ScheduledCallRow {
  const row = call.tenant.scheduledCalls.get(id) ?? none();
  return row.people.some(({ userId }) => userId === call.user) || sees(call, row.channelId) ? row : none();
}

function organized(call: Call, id: string): ScheduledCallRow {
  const row = seen(call, id);
  if (row.organizer !== call.user) refuse('forbidden', 'Only who has scheduled a call changes or cancels it');
  mustTakePart(call, sees(call, row.channelId) ? visibleChannel(call, row.channelId) : none());
  return row.isCancelled ? refuse('conflict', 'It is cancelled; schedule another one') : row;
}

function mustBeAhead({ now }: Call, plan: Pick<ScheduledCallRow, 'startsAt' | 'minutes'>): void {
  if (Date.parse(plan.startsAt) > Date.parse(now) + mostAheadMs) refuse('invalid-input', 'startsAt: at most a year ahead');
  if (endOf(plan) <= Date.parse(now)) refuse('invalid-input', 'startsAt: it would be over already');
}

function peopleOf(call: Call, channel: ChannelRow, userIds: readonly string[] | undefined): string[] {
  const isSmall = ['direct', 'group'].includes(channel.kind) && channel.members.size <= mostRung, users = [...new Set(userIds ?? (isSmall ? channel.members.keys() : []))];
  const strangers = users.filter((user) => !(channel.kind === 'record' ? call.tenant.people.has(user) : channel.members.has(user)));
  if (strangers.length > 0) {
    const isOurs = meetingOf(call, channel.id)?.as.isModerator === true, stranger = strangers.find((user) => !isOurs || !call.tenant.people.has(user));
    if (stranger !== undefined) refuse('conflict', `${stranger} is not in this conversation; add them first`, { userId: stranger });
    attend(call, channel, strangers);
  }
  return [call.user, ...users.filter((user) => user !== call.user)];
}

/** Where it has not been changed meanwhile. */
function wait(call: Call, row: ScheduledCallRow): void {
  const { startsAt, version } = row, start = Date.parse(startsAt), isSame = (): boolean => !row.isCancelled && row.startsAt === startsAt && version <= row.version && call.tenant.scheduledCalls.get(row.id) === row;
  for (const minutes of row.reminders) {
    const at = iso(start - minutes * 60_000);
    if (at > call.now) call.later(at, (later) => {
      if (!isSame() || !row.reminders.includes(minutes)) return;
      later.publish(comingTo(later, row).map((user) => room.user(user)), 'calls.reminded', { scheduled: toScheduled(later, row), minutes });
    });
  }
  if (row.rings && startsAt > call.now) call.later(startsAt, (later) => { if (isSame() && row.callId !== null) ringAbsent(later, row.callId, comingTo(later, row), row.organizer, row.organizer); });
}

/** Who has not declined, and is in the conversation still. */
function comingTo({ tenant }: Call, { channelId, people }: ScheduledCallRow): string[] {
  const channel = tenant.channels.get(channelId);
  return people.flatMap(({ userId, answer }) => (answer !== 'declined' && (channel?.kind === 'record' || channel?.members.has(userId)) ? [userId] : []));
}

function ringAbsent(call: Call, callId: string, users: readonly string[], by: string, organizer: string): void {
  const row = call.tenant.calls.get(callId);
  if (!row || !isLive(row.state)) return;
  const { isLocked, hasLobby } = row.state.settings, isByHost = refuseHosting(row.state, by, 'admit') === undefined;
  if (isLocked || (hasLobby && !isByHost)) return;
  if (!isByHost && hasPassword(call, row) && !meetingOf({ ...call, user: organizer }, row.channelId)?.as.isModerator) return;
  happen(call, row, { type: 'invite', people: invited(call, users.filter((user) => !isPutOut(row.state, user))), isByHost });
}

const needs = (call: Call, permission: 'calls.start_audio' | 'calls.start_video' | 'calls.start_group') => { if (!call.may(permission)) refuse('forbidden', `This needs the permission ${permission}; an administrator can grant it`, { permission }); };

type Room = NonNullable<ReturnType<typeof meetingOf>>;

/** A room with a password, where it is one who leads it that has asked people in: they need not say it. */
function roomThatAsks(call: Call, { channelId, organizer }: ScheduledCallRow): Room | undefined {
  const room = meetingOf(call, channelId);
  return room?.needsPassword && meetingOf({ ...call, user: organizer }, channelId)?.as.isModerator ? room : undefined;
}

function enterAsked(call: Call, { channelId, kind }: ScheduledCallRow, room: Room, { participantId = uuidv7(), deviceId }: { participantId?: string | undefined; deviceId: string }): ReturnType<typeof enter> {
  for (const permission of [`calls.start_${kind}`, 'calls.start_group'] as const) needs(call, permission);
  const channel = visibleChannel(call, channelId);
  mustTakePart(call, channel);
  mustBeLive(call, channel);
  return enter(call, channelId, room, { participantId, deviceId, kind });
}

export const scheduledCallHandlers: Pick<Handlers<'calls'>, Names> = {
  'calls.schedule': (call, { channelId, record, id = uuidv7(), userIds, ...plan }) => {
    const { tenant } = call;
    needs(call, `calls.start_${plan.kind}`);
    const channel = channelToEnter(call, { channelId, record }), known = tenant.scheduledCalls.get(id);
    mustTakePart(call, channel);
    mustBeLive(call, channel);
    if (!(channel.kind === 'direct' && channel.members.size === 2)) needs(call, 'calls.start_group');
    if (known?.organizer === call.user && known.channelId === channelId) return toScheduled(call, known);
    mustBeAhead(call, plan);
    const people = peopleOf(call, channel, userIds);
    if (known) return refuse('id-taken', `The id ${id} belongs to something else; mint a new one`);
    if (tenant.messages.has(id)) return refuse('id-taken', `The id ${id} belongs to a message; mint a new one`);
    const row: ScheduledCallRow = { id, channelId, organizer: call.user, ...plan, startsAt: iso(Date.parse(plan.startsAt)), callId: null, version: 1, isCancelled: false, people: people.map((userId) => ({ userId, answer: userId === call.user ? 'accepted' : 'asked' })) };
    tenant.scheduledCalls.set(id, row);
    wait(call, row);
    call.publish(room.channel(channelId), 'chat.message', append(call, channel, id, '', cardOf(toScheduled(call, row))));
    return tell(call, row);
  },
  'calls.scheduled': (call, { channelId, ...paging }) => {
    if (channelId !== undefined) visibleChannel(call, channelId);
    const coming = [...call.tenant.scheduledCalls.values()].filter((row) => ['planned', 'active'].includes(toScheduled(call, row).state) && (channelId === undefined ? row.people.some(({ userId }) => userId === call.user) : row.channelId === channelId));
    const { items, ...next } = pageOf(coming, ({ startsAt, id }) => earliestFirst(startsAt, id), paging);
    return { items: items.map((row) => toScheduled(call, row)), ...next };
  },
  'calls.scheduledCall': (call, { scheduledId }) => toScheduled(call, seen(call, scheduledId)),
  'calls.reschedule': (call, { scheduledId, userIds, ...changes }) => {
    const row = organized(call, scheduledId), given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)), plan = { ...row, ...given }, before = row.people.map(({ userId }) => userId);
    needs(call, `calls.start_${plan.kind}`);
    mustBeAhead(call, plan);
    const isAnotherTime = Date.parse(plan.startsAt) !== Date.parse(row.startsAt), people = userIds ? peopleOf(call, visibleChannel(call, row.channelId), userIds) : before;
    const answers = new Map(row.people.map(({ userId, answer }) => [userId, answer]));
    Object.assign(row, given, { startsAt: iso(Date.parse(plan.startsAt)), version: row.version + 1, people: people.map((userId) => ({ userId, answer: (!isAnotherTime && answers.get(userId)) || (userId === call.user ? 'accepted' : 'asked') })) });
    wait(call, row);
    return tell(call, row, before);
  },
  'calls.unschedule': (call, { scheduledId }) => {
    const row = organized(call, scheduledId);
    Object.assign(row, { isCancelled: true, version: row.version + 1 });
    return tell(call, row);
  },
  'calls.answerScheduled': (call, { scheduledId, isAccepted }) => {
    const row = seen(call, scheduledId), mine = row.people.find(({ userId }) => userId === call.user), { state } = toScheduled(call, row);
    if (!mine) return refuse('conflict', 'You are not invited to this call');
    if (state === 'cancelled' || state === 'over') refuse('conflict', state === 'over' ? 'This call is over' : 'This call is cancelled');
    mine.answer = isAccepted ? 'accepted' : 'declined';
    row.version++;
    return tell(call, row);
  },
  'calls.joinScheduled': (call, { scheduledId, ...me }) => {
    const row = seen(call, scheduledId), { state, startsAt, channelId, kind, rings, meetingId } = toScheduled(call, row), from = Date.parse(startsAt) - earlyMs, now = Date.parse(call.now);
    if (state === 'cancelled' || state === 'over') refuse('conflict', state === 'over' ? 'This call is over' : 'This call is cancelled');
    if (now < from) refuse('conflict', 'It is too early', { from: iso(from) });
    const toRing = rings && now >= Date.parse(startsAt) ? comingTo(call, row).filter((user) => user !== call.user) : [];
    const asked = row.people.some(({ userId }) => userId === call.user) ? roomThatAsks(call, row) : undefined;
    const joined = asked ? enterAsked(call, row, asked, me) : callsHandlers['calls.start'](call, { channelId, kind, ...me, userIds: toRing });
    if (joined.call.id === row.callId) return joined;
    Object.assign(row, { callId: joined.call.id, version: row.version + 1 });
    tell(call, row);
    if (meetingId !== null && toRing.length > 0) ringAbsent(call, joined.call.id, toRing, call.user, row.organizer);
    return joined;
  },
};
