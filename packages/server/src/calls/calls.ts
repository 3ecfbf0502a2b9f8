import { begin, type CallEvent, type CallInfo, type IceServers, isHosting, isPresent, isRung, isWaiting, mostRung, openSettings, refuseBringing, refuseHosting, refuseMedia, wasInside } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { room } from '../publish.ts';
import { uuid7 } from '../uuid.ts';
import { cardOf, change, tell } from './calls.change.ts';
import { hearGuarded, mustStillSee } from './calls.guarded.ts';
import { callHostHandlers } from './calls.hosts.ts';
import { callsMediaHandlers } from './calls.media.ts';
import { callTellHandlers } from './calls.tell.ts';
import { callTransferHandlers } from './calls.transfer.ts';
import { callById, callIdOf, callOfBoth, callToChange, insertCall, knownAmong, liveCallOf, liveCalls, moderates, see, setParticipant } from './calls.queries.ts';
import { asSeen, hasPassword, invited, mine, mustBeAsked, mustSee, viewOf } from './calls.seen.ts';
import type { Entering } from './calls.service.ts';
import { type CallRow, settingsOf, toCallInfo, toLeg, toState } from './calls.rows.ts';
import { preflightSeconds } from './ice.ts';
import type { historyHandlers } from './history.ts';
import type { metricsHandlers } from './metrics.ts';
import type { recordingHandlers } from './recording.ts';
import type { scheduledCallHandlers } from './scheduled.ts';

const out = () => new CallError('conflict', 'You are out of this call; join it again');

/** From now on this connection hears what is said to a participant. */
const hear = (call: Call, participantId: string): void => { call.connection?.hear([room.call(call.session.tenant, participantId)]); };

const isMineIn = (call: Call, row: Pick<CallInfo, 'participants'>) => row.participants.find((one) => one.userId === call.session.user && isPresent(one));

interface Joined { call: CallInfo; participantId: string; ice: IceServers }

/** By which ways media go in a call: those of its room where that has its own. */
const iceOf = async (call: Call, meetingId: string | null | undefined): Promise<IceServers> => (meetingId ? await call.meetings.iceServers(call, meetingId) : undefined) ?? call.calls.ice(call.session);

/** `isAsked`: they may be there because somebody asked them in, whether they see the conversation or not. */
async function joined(call: Call, info: CallInfo, isAsked: boolean): Promise<Joined> {
  const there = isMineIn(call, info);
  if (there) await hearGuarded(call, info, there.id, isAsked);
  const id = (there ?? info.participants.findLast((one) => one.userId === call.session.user))?.id ?? '';
  hear(call, id);
  return there ? { call: info, participantId: id, ice: await iceOf(call, info.meetingId) } : { call: viewOf(call, info), participantId: id, ice: { servers: [], expiresAt: null } };
}

/** The participant of an id, which is the caller's own. */
async function ownCallId(call: Call, participantId: string): Promise<string> {
  const id = await callIdOf(call, participantId, call.session.user);
  if (id === undefined) throw new CallError('not-found', 'You are nobody of that id in a call');
  return id;
}

/** Who has no level in a room with a password says it at its door; whoever is rung, was in the call that is on, or waits until somebody lets them in is not asked again. */
function mustHaveSaid(call: Call, { needsPassword }: { needsPassword: boolean }, row: CallRow | undefined): void {
  if (needsPassword && !row?.participants.some((one) => mine(call)(one) && (isRung(one) || (isWaiting(one) && settingsOf(row).hasLobby) || one.joined_at !== null))) throw new CallError('forbidden', 'This room has a password: come in by its link, and say it', { reason: 'password' });
}

async function join(call: Call, callId: string, { participantId, deviceId }: { participantId?: string | undefined; deviceId: string }): Promise<Joined> {
  let isAsked = false;
  const info = await change(call, callId, async (row): Promise<CallEvent> => {
    await mustStillSee(call, row);
    await mustSee(call, row);
    isAsked = row.participants.findLast(mine(call))?.left_at === null;
    const room = row.meeting_id === null ? undefined : await call.meetings.ofChannel(call, row.channel_id);
    if (room) mustHaveSaid(call, room, row);
    return { type: 'join', userId: call.session.user, legId: participantId ?? call.mintedId, deviceId, as: room?.as ?? { isModerator: await moderates(call, row.channel_id) } };
  });
  return joined(call, info, isAsked);
}

export const myCalls = async (call: Call): Promise<CallInfo[]> => (await liveCalls(call, [])).map((row) => viewOf(call, toCallInfo(row)));

/** The call of a meeting room rings nobody. */
export async function enter(call: Call, { channelId, meetingId, settings, as, participantId, deviceId, kind }: Entering): Promise<Joined> {
  const starter = { legId: participantId, userId: call.session.user, deviceId }, live = await liveCallOf(call, channelId);
  if (live !== undefined) return joined(call, await change(call, live, { type: 'join', ...starter, as }), true);
  const now = Date.now(), id = call.mintedId, state = begin({ kind, isDirect: false, starter, people: [], settings: { ...settings, isEncrypted: settings.isEncrypted || call.calls.encryptsAll }, as }, now, call.calls.times);
  if (!await insertCall(call, { id, channelId, meetingId, kind, state, at: now, seenMs: call.calls.times.seenMs })) throw new CallError('id-taken', `The id ${participantId} belongs to somebody else; mint a new one`);
  const row = (await callById(call, id))!;
  await call.meetings.follow(call, channelId, { ...state, legs: [] }, state);
  if (row.came > 0) await call.chat.postCall(call, { id: channelId, kind: 'group' }, id, cardOf(row));
  return joined(call, await tell(call, row), true);
}

async function callOn(call: Call, channelId: string): Promise<CallRow | undefined> {
  const live = await liveCallOf(call, channelId);
  return live === undefined ? undefined : callById(call, live);
}

/** Nobody who has asked for a call that is encrypted comes into one that is not. */
async function mustBeEncrypted(call: Call, callId: string | undefined): Promise<void> {
  const row = callId === undefined ? undefined : await callById(call, callId);
  if (row && !settingsOf(row).isEncrypted) throw new CallError('conflict', 'A call that is not encrypted from end to end is on here; join it, or start another one when it is over', { reason: 'not-encrypted' });
}

/** Answers the call as the caller goes from it; who was out of it already, as they see it now. */
async function go(call: Call, callId: string, eventOf: (row: CallRow) => CallEvent | Promise<CallEvent>): Promise<CallInfo> {
  let was = false;
  const info = await change(call, callId, (row) => { was = wasInside(row.participants.map(toLeg), call.session.user); return eventOf(row); });
  return was ? info : asSeen(call, info);
}

/** What has files of its own. */
type Elsewhere = keyof typeof historyHandlers | keyof typeof metricsHandlers | keyof typeof recordingHandlers | keyof typeof scheduledCallHandlers;

export const callsHandlers: Omit<Handlers<'calls'>, Elsewhere> = {
  ...callsMediaHandlers,
  ...callTellHandlers,
  'calls.start': async (call, { channelId, record, id = uuid7(), participantId = uuid7(), kind, deviceId, userIds, isEncrypted = false }) => {
    if (!call.can(`calls.start_${kind}`)) throw needs(`calls.start_${kind}`);
    const channel = await call.chat.channelToCall(call, channelId, record, id), isDirect = channel.kind === 'direct' && channel.member_count === 2;
    if (!isDirect && !call.can('calls.start_group')) throw needs('calls.start_group');
    if (isEncrypted) await mustBeEncrypted(call, await liveCallOf(call, channelId));
    const meeting = await call.meetings.ofChannel(call, channelId);
    if (meeting) mustHaveSaid(call, meeting, await callOn(call, channelId));
    if (meeting) return enter(call, { channelId, meetingId: meeting.id, settings: { ...meeting.settings, isEncrypted: meeting.settings.isEncrypted || isEncrypted }, as: meeting.as, participantId, deviceId, kind });
    const known = await callById(call, id);
    if (known && (known.channel_id !== channelId || known.started_by !== call.session.user)) throw new CallError('id-taken', `The id ${id} belongs to another call; mint a new one`);
    const live = known?.id ?? await liveCallOf(call, channelId);
    if (live !== undefined) return join(call, live, { participantId, deviceId }); // both call each other at once: the second one answers
    const members = userIds ? await knownAmong(call, userIds) : (['direct', 'group'].includes(channel.kind) && channel.member_count <= mostRung ? await call.chat.memberIds(call, channelId) : []);
    const now = Date.now(), people = await invited(call, members);
    const state = begin({ kind, isDirect, starter: { legId: participantId, userId: call.session.user, deviceId }, people, settings: { ...openSettings, isEncrypted: isEncrypted || call.calls.encryptsAll } }, now, call.calls.times);
    if (!await insertCall(call, { id, channelId, kind, state, at: now, seenMs: call.calls.times.seenMs })) throw new CallError('id-taken', `The id ${id} belongs to another call; mint a new one`);
    const row = (await callById(call, id))!;
    if (!await call.chat.postCall(call, channel, row.id, cardOf(row))) throw new CallError('id-taken', `The id ${id} belongs to a message; mint a new one`);
    return joined(call, await tell(call, row, row), false);
  },

  'calls.join': (call, { callId, ...me }) => join(call, callId, me),

  'calls.ring': async (call, { callId }) => {
    await change(call, callId, async (row) => { await mustBeAsked(call, row); return { type: 'ring', userId: call.session.user }; });
    return {};
  },

  'calls.decline': (call, { callId }) => go(call, callId, async (row) => { await mustBeAsked(call, row); return { type: 'decline', userId: call.session.user }; }),

  'calls.invite': (call, { callId, userIds }) => change(call, callId, async (row) => {
    await mustSee(call, row);
    if (!isMineIn(call, toCallInfo(row))) throw new CallError('forbidden', 'Who is in the call asks others in; join it first');
    if (!call.can('calls.start_group')) throw needs('calls.start_group');
    const state = toState(row), refusal = await hasPassword(call, row) ? refuseBringing(state, call.session.user) : undefined;
    if (refusal) throw new CallError(refusal.code, refusal.message, refusal.details);
    return { type: 'invite', people: await invited(call, await knownAmong(call, userIds)), isByHost: refuseHosting(state, call.session.user, 'admit') === undefined };
  }),

  'calls.resume': async (call, { participantId, deviceId }) => {
    const callId = await ownCallId(call, participantId);
    const info = await change(call, callId, async (row) => {
      await mustStillSee(call, row);
      const me = row.participants.find(({ id }) => id === participantId);
      if (me && me.device_id !== deviceId) throw new CallError('conflict', 'You are in this call on another device', { participantId });
      return { type: 'back', legId: participantId };
    });
    if (!isMineIn(call, info) && !info.participants.some(({ id, state }) => id === participantId && state === 'waiting')) throw out();
    await see(call, call.session.tenant, [participantId], call.calls.times.seenMs);
    return joined(call, info, true);
  },

  'calls.ice': async (call, { participantId }) => {
    const row = (await callById(call, await ownCallId(call, participantId)))!;
    if (!isMineIn(call, toCallInfo(row))) throw out();
    return iceOf(call, row.meeting_id);
  },

  'calls.preflight': (call) => Promise.resolve(call.calls.ice(call.session, preflightSeconds)),

  'calls.update': async (call, { participantId, media, isConnected, isAway, isHeld, isHandUp }) => {
    const callId = await ownCallId(call, participantId);
    let info: CallInfo | undefined;
    if (isAway) call.connection?.stopHearing([room.call(call.session.tenant, participantId)]); // it carries other pages, and is not to stand for this one
    if (isAway) info = await change(call, callId, { type: 'lost', legId: participantId });
    if (isConnected) info = await change(call, callId, { type: 'connected', legId: participantId });
    if (isHeld !== undefined) info = await change(call, callId, { type: isHeld ? 'hold' : 'unhold', legId: participantId });
    if (media ?? isHandUp !== undefined) {
      const row = (await callToChange(call, callId))!, me = isMineIn(call, toCallInfo(row));
      if (!me) throw out();
      const refusal = media && refuseMedia(settingsOf(row), me, me.media, media);
      if (refusal) throw new CallError(refusal.code, refusal.message);
      info = await tell(call, await setParticipant(call, callId, participantId, media ?? {}, isHandUp), row);
    }
    return asSeen(call, info ?? toCallInfo((await callById(call, callId))!));
  },

  'calls.leave': async (call, { participantId }) => go(call, await ownCallId(call, participantId), () => ({ type: 'leave', legId: participantId })),

  'calls.end': (call, { callId }) => change(call, callId, async (row) => {
    await mustSee(call, row);
    const me = row.participants.find((one) => mine(call)(one) && isPresent(one));
    if (!me || (!isHosting(me) && !row.is_direct)) throw new CallError('forbidden', 'Only a host of the call ends it for all; you can leave it');
    return { type: 'end' };
  }),

  'calls.call': async (call, { callId }) => asSeen(call, toCallInfo(await mustSee(call, await callById(call, callId)))),

  'calls.live': async (call, { channelIds = [] }) => {
    const seen = new Set((await call.chat.channelsSeen(call, channelIds)).map(({ id }) => id));
    return { items: (await liveCalls(call, [...seen])).map((row) => (seen.has(row.channel_id) ? toCallInfo(row) : viewOf(call, toCallInfo(row)))) };
  },

  'calls.signal': async (call, { participantId, to, epoch, signals }) => {
    const both = await callOfBoth(call, participantId, to);
    if (!both) throw new CallError('not-found', 'You two are not in one call');
    if (both.epoch !== epoch) throw new CallError('conflict', `The call's media have changed their way; this is of epoch ${epoch}, and it is ${both.epoch} now`, { epoch: both.epoch });
    call.publish({ participant: to }, 'calls.signal', { callId: both.callId, from: participantId, to, epoch, signals });
    return {};
  },

  ...callHostHandlers,
  ...callTransferHandlers,
};
