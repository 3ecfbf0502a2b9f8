import { uuidv7 } from '../core/uuid.ts';
import { begin, type CallEvent, type CallState, dueAt, type Invited, type Leg, step } from '../protocol/calls.machine.ts';
import { lastLegs } from '../protocol/calls.legs.ts';
import { isBeforeDoor, isInside, isOut, outsideView, refuseBringing, refuseHosting, refuseMedia, wasInside } from '../protocol/calls.hosts.rules.ts';
import { isHosting, isLive, isPresent, isRung, isWaiting, mostRung, openSettings } from '../protocol/calls.states.ts';
import type { CallInfo, CallMedia, IceServers, Participant } from '../protocol/calls.ts';
import { type CallCard, mostPeopleInNotice } from '../protocol/chat.cards.ts';
import { recordingOf, type RecordingRow, settleRecording } from './calls.recording.state.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { liveCallOf } from './calls.live.ts';
import { followMeeting, meetingOf } from './meetings.live.ts';
import { canSee, channelToEnter, mustBeLive, mustTakePart } from './channels.ts';
import { room } from './hub.ts';
import { append, change as changeMessage } from './messages.ts';
import type { historyHandlers } from './calls.history.ts';
import type { metricsHandlers } from './calls.metrics.ts';
import type { recordingHandlers } from './calls.recording.ts';
import type { scheduledCallHandlers } from './calls.scheduled.ts';

export type CallHostHandlers = Pick<Handlers<'calls'>, 'calls.setRole' | 'calls.remove' | 'calls.mute' | 'calls.ask' | 'calls.admit' | 'calls.deny' | 'calls.lowerHands' | 'calls.setSettings' | 'calls.transfer' | 'calls.merge'>;

export interface CallRow { id: string; channelId: string; meetingId?: string; version: number; startedAt: string; state: CallState; /** What `lastLegs` leaves out. */ past?: Leg[]; media: Map<string, CallMedia>; hands: Map<string, string>; recordings?: RecordingRow[] }

/** All that there ever were, for its history. */
export const legsOf = ({ past = [], state }: CallRow): Leg[] => [...past, ...state.legs];
/** Of those, which its history knows of: not such as waited before its door in vain. */
export const entriesOf = (row: CallRow): Leg[] => legsOf(row).filter((leg) => !isBeforeDoor(leg));

const times = { ringMs: 45_000, graceMs: 30_000 };
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const nothingSent: CallMedia = { microphone: false, camera: false, screen: false };

const toParticipant = ({ media, hands }: CallRow, leg: Leg): Participant => ({
  id: leg.id, userId: leg.userId, state: leg.state, role: leg.role, ...(leg.rights.length > 0 && { rights: [...leg.rights] }), media: media.get(leg.id) ?? nothingSent, handAt: hands.get(leg.id) ?? null, deviceId: leg.deviceId,
  invitedAt: iso(leg.invitedAt)!, joinedAt: iso(leg.joinedAt), leftAt: iso(leg.leftAt),
});

export const infoOf = (row: CallRow): CallInfo => {
  const recording = recordingOf(row);
  const { id, channelId, version, startedAt, state } = row;
  return { id, version, epoch: 1, channelId, kind: state.kind, status: state.status, reason: state.reason, route: 'mesh', startedBy: state.startedBy, startedAt, activeAt: iso(state.activeAt), endedAt: iso(state.endedAt), ...(row.meetingId !== undefined && { meetingId: row.meetingId }), settings: state.settings, participants: state.legs.map((leg) => toParticipant(row, leg)), ...(recording && { recording }) };
};

function cardOf(row: CallRow): CallCard {
  const { startedAt, state } = row, cameOf = (legs: readonly Leg[]) => [...new Set(legs.filter(({ joinedAt }) => joinedAt !== null).map(({ userId }) => userId))], people = cameOf(state.legs);
  return { type: 'call', kind: state.kind, status: state.status, reason: state.reason, startedAt, activeAt: iso(state.activeAt), endedAt: iso(state.endedAt), people: people.slice(0, mostPeopleInNotice), count: cameOf(legsOf(row)).length, ...(state.settings.isEncrypted && { isEncrypted: true }) };
}

/** `before`: who was in it and asked into it. */
export function tell(call: Call, row: CallRow, before: readonly Leg[] = []): CallInfo {
  settleRecording(call, row);
  const info = infoOf(row), message = call.tenant.messages.get(row.id), due = dueAt(row.state);
  const users = [...new Set(info.participants.map(({ userId }) => userId))];
  const isTold = (user: string) => isInside(info.participants, user) && (!isOut(info, user) || wasInside(before, user) || sees({ user, tenant: call.tenant, may: () => false }, row.channelId));
  call.publish([...users.filter(isTold).map((user) => room.user(user)), room.channel(row.channelId)], 'calls.changed', info);
  for (const user of users) if (!isTold(user)) call.publish(room.user(user), 'calls.changed', outsideView(info, user));
  if (message?.card?.type === 'call' && !message.card.scheduled && JSON.stringify(message.card) !== JSON.stringify(cardOf(row))) changeMessage(call, message, { card: cardOf(row) });
  if (due !== undefined) call.later(new Date(due).toISOString(), (later) => { happen(later, row, { type: 'tick' }); });
  return info;
}

/** Refuses the id of somebody else, or of another call. */
function mustBeTheirs(call: Call, { id: callId }: Pick<CallRow, 'id'>, legs: readonly Pick<Leg, 'id' | 'userId'>[]): void {
  const isTaken = [...call.tenant.calls.values()].some((row) => legsOf(row).some((known) => legs.some(({ id, userId }) => id === known.id && (row.id !== callId || userId !== known.userId))));
  if (isTaken) refuse('id-taken', 'The id of the participant belongs to somebody else, or to another call; mint a new one');
}

/** Whether anybody was in it but who waits before an empty room: of that nothing is left behind. */
export const wasUsed = (row: CallRow): boolean => legsOf(row).some(({ joinedAt }) => joinedAt !== null);

/** The message by which a conversation shows a call. */
const post = (call: Call, row: CallRow): void => { call.publish(room.channel(row.channelId), 'chat.message', append(call, call.tenant.channels.get(row.channelId)!, row.id, '', cardOf(row))); };

export function happen(call: Call, row: CallRow, event: CallEvent): CallInfo {
  const was = row.state, next = step(was, event, Date.parse(call.now), times);
  if ('code' in next) return refuse(next.code, next.message, next.details);
  if (next === was) return infoOf(row);
  mustBeTheirs(call, row, next.legs.filter((leg) => !was.legs.includes(leg)));
  const gone = next.legs.filter((leg) => leg.leftAt !== null && was.legs.some(({ id, leftAt }) => id === leg.id && leftAt === null));
  const legs = lastLegs(next.legs);
  const isFirst = !wasUsed(row) && !call.tenant.messages.has(row.id) && next.legs.some(({ joinedAt }) => joinedAt !== null);
  row.past = [...row.past ?? [], ...next.legs.filter((leg) => !legs.includes(leg))];
  row.state = { ...next, legs };
  row.version++;
  if (isFirst) {
    followMeeting(call, row.channelId, was, next);
    post(call, row);
  }
  const info = tell(call, row, was.legs), { hub } = call.tenant;
  if (row.meetingId !== undefined && !isFirst) followMeeting(call, row.channelId, was, next);
  call.afterwards(() => { for (const { id } of gone) for (const connection of [...hub.in(room.call(id))]) hub.leave(connection, room.call(id)); });
  return info;
}

export const noCall = (): never => refuse('not-found', 'No such call');

export const sees = (call: Pick<Call, 'user' | 'may' | 'tenant'>, channelId: string): boolean => { const channel = call.tenant.channels.get(channelId); return channel !== undefined && canSee(call, channel); };

export function seenCall(call: Call, id: string): CallRow {
  const row = call.tenant.calls.get(id) ?? noCall();
  const last = row.state.legs.findLast(({ userId }) => userId === call.user);
  return (last && last.state !== 'removed' && (last.leftAt === null || !isLive(row.state))) || sees(call, row.channelId) ? row : noCall();
}

/** The same for what is done by who is asked in, who may be out of it meanwhile. */
function askedCall(call: Call, id: string): CallRow {
  const row = call.tenant.calls.get(id) ?? noCall(), last = row.state.legs.findLast(({ userId }) => userId === call.user);
  return last && last.state !== 'removed' ? row : seenCall(call, id);
}

/** Somebody is out of a conversation, and so goes from the call that is on in it: put out, or gone. */
export function goWith(call: Call, channelId: string, userId: string, isPutOut: boolean): void {
  const row = liveCallOf(call.tenant, channelId), leg = row?.state.legs.findLast((one) => one.userId === userId && one.leftAt === null);
  if (row && leg) happen(call, row, { type: isPutOut || isRung(leg) ? 'remove' : 'leave', legId: leg.id });
}

export const ownCall = (call: Call, participantId: string): CallRow =>
  [...call.tenant.calls.values()].find((row) => legsOf(row).some(({ id, userId }) => id === participantId && userId === call.user)) ?? refuse('not-found', 'You are nobody of that id in a call');

export const mineIn = (call: Call, { state }: CallRow): Leg | undefined => state.legs.find((leg) => leg.userId === call.user && isPresent(leg));

/** As the caller sees a call by their place in it alone. */
const viewOf = (call: Call, info: CallInfo): CallInfo => (isInside(info.participants, call.user) && !isOut(info, call.user) ? info : outsideView(info, call.user));
/** As the caller may see it, who may see that it is there. */
const asSeen = (call: Call, info: CallInfo): CallInfo => (sees(call, info.channelId) ? info : viewOf(call, info));
const moderates = (call: Call, channelId: string): boolean => ['owner', 'admin'].includes(call.tenant.channels.get(channelId)?.members.get(call.user)?.role ?? '');

/** Whether a call that is on is in a room with a password. */
export const hasPassword = (call: Call, { channelId, meetingId, state }: CallRow): boolean => meetingId !== undefined && isLive(state) && meetingOf(call, channelId)?.hasPassword === true;

const noIce: IceServers = { servers: [], expiresAt: null };
const iceOf = (call: Call, { channelId, meetingId }: CallRow): IceServers => { const servers = meetingId === undefined ? null : call.tenant.meetings.get(channelId)?.iceServers; return servers ? { servers, expiresAt: null } : noIce; };
const out = (): never => refuse('conflict', 'You are out of this call; join it again');

function joined(call: Call, row: CallRow, { participantId = uuidv7(), deviceId }: { participantId?: string | undefined; deviceId: string }): { call: CallInfo; participantId: string; ice: IceServers } {
  const info = happen(call, row, { type: 'join', userId: call.user, legId: participantId, deviceId, as: row.meetingId === undefined ? { isModerator: moderates(call, row.channelId) } : meetingOf(call, row.channelId)!.as }), mine = mineIn(call, row), { id } = mine ?? row.state.legs.findLast(({ userId }) => userId === call.user)!;
  if (call.connection) call.tenant.hub.join(call.connection, room.call(id));
  return { call: mine ? info : viewOf(call, info), participantId: id, ice: mine ? iceOf(call, row) : noIce };
}

/** Who has no level in a room with a password says it at its door; whoever is rung, was in the call that is on, or waits until somebody lets them in is not asked again. */
function mustHaveSaid(call: Call, room: { needsPassword: boolean } | undefined, row: CallRow | undefined): void {
  if (room?.needsPassword && !legsOfCaller(call, row).some((leg) => isRung(leg) || (isWaiting(leg) && row!.state.settings.hasLobby) || leg.joinedAt !== null)) refuse('forbidden', 'This room has a password: come in by its link, and say it', { reason: 'password' });
}

const legsOfCaller = ({ user }: Call, row: CallRow | undefined): readonly Leg[] => row?.state.legs.filter(({ userId }) => userId === user) ?? [];

/** The call of a meeting room rings nobody. */
export function enter(call: Call, channelId: string, { id: meetingId, settings, as }: Omit<NonNullable<ReturnType<typeof meetingOf>>, 'hasPassword' | 'needsPassword'>, { participantId, deviceId, kind }: { participantId: string; deviceId: string; kind: CallState['kind'] }): ReturnType<typeof joined> {
  const live = liveCallOf(call.tenant, channelId);
  if (live) return joined(call, live, { participantId, deviceId });
  const state = begin({ kind, isDirect: false, starter: { legId: participantId, userId: call.user, deviceId }, people: [], settings, as }, Date.parse(call.now), times);
  const row: CallRow = { id: uuidv7(), channelId, meetingId, version: 1, startedAt: call.now, state, media: new Map(), hands: new Map() };
  mustBeTheirs(call, row, state.legs);
  call.tenant.calls.set(row.id, row);
  followMeeting(call, channelId, undefined, state);
  if (wasUsed(row)) post(call, row);
  if (call.connection) call.tenant.hub.join(call.connection, room.call(participantId));
  const info = tell(call, row);
  return { call: viewOf(call, info), participantId, ice: mineIn(call, row) ? iceOf(call, row) : noIce };
}

export const invited = (call: Call, users: readonly string[]): Invited[] => {
  const isBusy = (userId: string) => [...call.tenant.calls.values()].some(({ state }) => state.legs.some((leg) => leg.userId === userId && isPresent(leg) && leg.state !== 'held'));
  return [...new Set(users)].filter((userId) => userId !== call.user).map((userId) => ({ id: uuidv7(), userId, isBusy: isBusy(userId) }));
};

const needs = (call: Call, permission: 'calls.start_audio' | 'calls.start_video' | 'calls.start_group') => { if (!call.may(permission)) refuse('forbidden', `This needs the permission ${permission}; an administrator can grant it`, { permission }); };

export const myCalls = (call: Call): CallInfo[] => [...call.tenant.calls.values()].filter(({ state }) => isLive(state) && state.legs.some(({ userId, leftAt }) => userId === call.user && leftAt === null)).map((row) => viewOf(call, infoOf(row)));

/** Answers the call as the caller goes from it; who was out of it already, as they see it now. */
function go(call: Call, row: CallRow, event: CallEvent): CallInfo {
  const was = wasInside(row.state.legs, call.user), info = happen(call, row, event);
  return was ? info : asSeen(call, info);
}

/** What has files of its own. */
type Elsewhere = keyof typeof historyHandlers | keyof typeof metricsHandlers | keyof typeof recordingHandlers | keyof CallHostHandlers | keyof typeof scheduledCallHandlers | 'calls.tell';

export const callsHandlers: Omit<Handlers<'calls'>, Elsewhere> = {
  'calls.start': (call, { channelId, record, id = uuidv7(), participantId = uuidv7(), kind, deviceId, userIds, isEncrypted = false }) => {
    needs(call, `calls.start_${kind}`);
    const channel = channelToEnter(call, { channelId, record }), isDirect = channel.kind === 'direct' && channel.members.size === 2, known = call.tenant.calls.get(id);
    mustTakePart(call, channel);
    mustBeLive(call, channel);
    if (!isDirect) needs(call, 'calls.start_group');
    if (isEncrypted && liveCallOf(call.tenant, channelId)?.state.settings.isEncrypted === false) refuse('conflict', 'A call that is not encrypted from end to end is on here; join it, or start another one when it is over', { reason: 'not-encrypted' });
    const meeting = meetingOf(call, channelId);
    mustHaveSaid(call, meeting, liveCallOf(call.tenant, channelId));
    if (meeting) return enter(call, channelId, { ...meeting, settings: { ...meeting.settings, isEncrypted: meeting.settings.isEncrypted || isEncrypted } }, { participantId, deviceId, kind });
    if (known && (known.channelId !== channelId || known.state.startedBy !== call.user)) return refuse('id-taken', `The id ${id} belongs to another call; mint a new one`);
    const live = known ?? liveCallOf(call.tenant, channelId);
    if (live) return joined(call, live, { participantId, deviceId });
    const people = invited(call, userIds?.filter((user) => call.tenant.people.has(user)) ?? (['direct', 'group'].includes(channel.kind) && channel.members.size <= mostRung ? [...channel.members.keys()] : []));
    const state = begin({ kind, isDirect, starter: { legId: participantId, userId: call.user, deviceId }, people, settings: { ...openSettings, isEncrypted } }, Date.parse(call.now), times);
    if (call.tenant.messages.has(id)) refuse('id-taken', `The id ${id} belongs to a message; mint a new one`);
    const row: CallRow = { id, channelId, version: 1, startedAt: call.now, state, media: new Map(), hands: new Map() };
    mustBeTheirs(call, row, state.legs);
    call.tenant.calls.set(id, row);
    call.publish(room.channel(channelId), 'chat.message', append(call, channel, id, '', cardOf(row)));
    if (call.connection) call.tenant.hub.join(call.connection, room.call(participantId));
    return { call: tell(call, row), participantId, ice: noIce };
  },
  'calls.join': (call, { callId, ...me }) => {
    const row = seenCall(call, callId);
    if (row.meetingId !== undefined && isLive(row.state)) mustHaveSaid(call, meetingOf(call, row.channelId), row);
    return joined(call, row, me);
  },
  'calls.ring': (call, { callId }) => { happen(call, askedCall(call, callId), { type: 'ring', userId: call.user }); return {}; },
  'calls.decline': (call, { callId }) => go(call, askedCall(call, callId), { type: 'decline', userId: call.user }),
  'calls.invite': (call, { callId, userIds }) => {
    const row = seenCall(call, callId);
    if (!mineIn(call, row)) refuse('forbidden', 'Who is in the call asks others in; join it first');
    needs(call, 'calls.start_group');
    const refusal = hasPassword(call, row) ? refuseBringing(row.state, call.user) : undefined;
    if (refusal) refuse(refusal.code, refusal.message, refusal.details);
    return happen(call, row, { type: 'invite', people: invited(call, userIds.filter((id) => call.tenant.people.has(id))), isByHost: refuseHosting(row.state, call.user, 'admit') === undefined });
  },
  'calls.resume': (call, { participantId, deviceId }) => {
    const row = ownCall(call, participantId);
    const known = row.state.legs.find(({ id }) => id === participantId);
    if (known && known.deviceId !== deviceId) refuse('conflict', 'You are in this call on another device', { participantId });
    const info = happen(call, row, { type: 'back', legId: participantId });
    if (!mineIn(call, row) && !row.state.legs.some((leg) => leg.id === participantId && isWaiting(leg))) out();
    if (call.connection) call.tenant.hub.join(call.connection, room.call(participantId));
    return { call: info, participantId, ice: mineIn(call, row) ? iceOf(call, row) : noIce };
  },
  'calls.ice': (call, { participantId }) => { const row = ownCall(call, participantId); return mineIn(call, row) ? iceOf(call, row) : out(); },
  'calls.preflight': () => noIce,
  'calls.update': (call, { participantId, media, isConnected, isAway, isHeld, isHandUp }) => {
    const row = ownCall(call, participantId);
    if (isAway) happen(call, row, { type: 'lost', legId: participantId });
    if (isConnected) happen(call, row, { type: 'connected', legId: participantId });
    if (isHeld !== undefined) happen(call, row, { type: isHeld ? 'hold' : 'unhold', legId: participantId });
    if (!media && isHandUp === undefined) return asSeen(call, infoOf(row));
    const me = mineIn(call, row) ?? out(), refusal = media && refuseMedia(row.state.settings, me, row.media.get(me.id) ?? nothingSent, media);
    if (refusal) refuse(refusal.code, refusal.message);
    row.media.set(participantId, { ...nothingSent, ...row.media.get(participantId), ...Object.fromEntries(Object.entries(media ?? {}).filter(([, value]) => value !== undefined)) });
    if (isHandUp === false) row.hands.delete(participantId);
    else if (isHandUp && !row.hands.has(participantId)) row.hands.set(participantId, call.now);
    row.version++;
    return tell(call, row);
  },
  'calls.leave': (call, { participantId }) => go(call, ownCall(call, participantId), { type: 'leave', legId: participantId }),
  'calls.end': (call, { callId }) => {
    const row = seenCall(call, callId), me = mineIn(call, row);
    if (!me || (!isHosting(me) && !row.state.isDirect)) refuse('forbidden', 'Only a host of the call ends it for all; you can leave it');
    return happen(call, row, { type: 'end' });
  },
  'calls.call': (call, { callId }) => asSeen(call, infoOf(seenCall(call, callId))),
  'calls.live': (call, { channelIds = [] }) => {
    const seen = new Set(channelIds.filter((id) => sees(call, id)));
    return { items: [...call.tenant.calls.values()].filter(({ channelId, state }) => isLive(state) && seen.has(channelId)).map(infoOf).concat(myCalls(call)).filter(({ id }, at, all) => all.findIndex((one) => one.id === id) === at) };
  },
  'calls.signal': (call, { participantId, to, epoch, signals }) => {
    const row = ownCall(call, participantId), isThere = (id: string) => row.state.legs.some((leg) => leg.id === id && isPresent(leg));
    if (!isThere(participantId) || !isThere(to)) refuse('not-found', 'You two are not in one call');
    if (epoch !== 1) refuse('conflict', 'The call\'s media have changed their way');
    call.publish(room.call(to), 'calls.signal', { callId: row.id, from: participantId, to, epoch, signals });
    return {};
  },
  'calls.media': (call, { participantId }) => {
    const row = ownCall(call, participantId);
    return mineIn(call, row)?.id === participantId ? refuse('conflict', 'The media of this call go from one to the other', { epoch: 1 }) : refuse('not-found', 'You are nobody of that id in a call');
  },
};
