import { uuidv7 } from '../core/uuid.ts';
import { legIn, mutedBy, refuseHosting, refuseMedia, refuseRemoval, refuseRole, refuseMerge, refuseTransfer, waitingIds } from '../protocol/calls.hosts.rules.ts';
import type { Standing } from '../protocol/calls.machine.ts';
import { type CallRight, isPresent } from '../protocol/calls.states.ts';
import type { CallInfo, CallMedia, CallSettings } from '../protocol/calls.ts';
import type { Refusal } from '../protocol/errors.ts';
import { refuse, type Call } from './call.ts';
import { type CallHostHandlers, type CallRow, happen, hasPassword, infoOf, invited, seenCall, tell } from './calls.ts';
import { room } from './hub.ts';
import { meetingOf } from './meetings.live.ts';

const allow = (refusal: Refusal | undefined): void => { if (refusal) refuse(refusal.code, refusal.message, refusal.details); };

function hosted(call: Call, callId: string, right?: CallRight): CallRow {
  const row = seenCall(call, callId);
  allow(refuseHosting(row.state, call.user, right));
  return row;
}

function stop(call: Call, row: CallRow, ids: readonly string[], kind: keyof CallMedia): CallInfo {
  const sending = ids.filter((id) => row.media.get(id)?.[kind]);
  for (const id of ids) call.publish(room.call(id), 'calls.asked', { callId: row.id, participantId: id, by: call.user, kind, isOn: false });
  if (sending.length === 0) return infoOf(row);
  for (const id of sending) row.media.set(id, { ...row.media.get(id)!, [kind]: false });
  row.version++;
  return tell(call, row);
}

/** Nobody but hosts, and those with the right, goes on sharing. */
function unshare(call: Call, row: CallRow): CallInfo {
  const may = new Set(row.state.legs.filter(({ rights }) => rights.includes('share')).map(({ id }) => id));
  return stop(call, row, mutedBy(row.state).filter((id) => !may.has(id)), 'screen');
}

/** The room of a call is another way. */
export function applySettings(call: Call, row: CallRow, settings: Partial<CallSettings>): void {
  happen(call, row, { type: 'set', settings });
  if (settings.mayShare === false) unshare(call, row);
}

/** What somebody is in the room of a call is another thing now: they, and those whose roles rested on theirs, stop what they may not send any more. */
export function applyStanding(call: Call, row: CallRow, userId: string, as: Standing): void {
  const before = row.state.legs;
  happen(call, row, { type: 'standing', userId, as });
  const changed = row.state.legs.filter((leg) => isPresent(leg) && (leg.userId === userId || before.find(({ id }) => id === leg.id)?.role !== leg.role));
  for (const kind of ['microphone', 'camera', 'screen'] as const) {
    const stopped = changed.filter((leg) => row.media.get(leg.id)?.[kind] && refuseMedia(row.state.settings, leg, { microphone: kind !== 'microphone', camera: false, screen: false }, { [kind]: true })).map(({ id }) => id);
    if (stopped.length > 0) stop(call, row, stopped, kind);
  }
}

export const callHostHandlers: CallHostHandlers = {
  'calls.setRole': (call, { callId, participantId, role }) => {
    const row = seenCall(call, callId);
    allow(refuseRole(row.state, call.user, participantId, role));
    const info = happen(call, row, { type: 'role', legId: participantId, role, by: call.user });
    if (role !== 'viewer') return info;
    for (const kind of ['microphone', 'camera', 'screen'] as const) stop(call, row, [participantId], kind);
    return infoOf(row);
  },
  'calls.remove': (call, { callId, participantIds }) => {
    const row = seenCall(call, callId);
    allow(refuseRemoval(row.state, call.user, participantIds));
    for (const legId of participantIds) happen(call, row, { type: 'remove', legId });
    return infoOf(row);
  },
  'calls.mute': (call, { callId, participantIds, kind }) => {
    const row = hosted(call, callId, 'mute');
    return stop(call, row, mutedBy(row.state, participantIds), kind);
  },
  'calls.ask': (call, { callId, participantId, kind }) => {
    const row = hosted(call, callId), asked = row.state.legs.find(({ id }) => id === participantId) ?? refuse('not-found', 'Nobody of that id is in the call');
    if (!isPresent(asked)) refuse('conflict', 'They are not in the call now');
    call.publish(room.call(participantId), 'calls.asked', { callId, participantId, by: call.user, kind, isOn: true });
    return {};
  },
  'calls.admit': (call, { callId, participantIds }) => {
    const row = hosted(call, callId, 'admit');
    return happen(call, row, { type: 'admit', legIds: waitingIds(row.state, participantIds) });
  },
  'calls.deny': (call, { callId, participantIds }) => {
    const row = hosted(call, callId, 'admit');
    return happen(call, row, { type: 'deny', legIds: waitingIds(row.state, participantIds) });
  },
  'calls.lowerHands': (call, { callId, participantIds }) => {
    const row = hosted(call, callId), ids = [...row.hands.keys()].filter((id) => participantIds?.includes(id) ?? true);
    if (ids.length === 0) return infoOf(row);
    for (const id of ids) row.hands.delete(id);
    row.version++;
    return tell(call, row);
  },
  'calls.setSettings': (call, { callId, settings }) => {
    const row = hosted(call, callId), info = happen(call, row, { type: 'set', settings });
    return settings.mayShare === false ? unshare(call, row) : info;
  },
  'calls.transfer': (call, { callId, to, participantId = uuidv7() }) => {
    const row = seenCall(call, callId), me = legIn(row.state, call.user);
    if (row.state.legs.some(({ id, userId }) => id === participantId && userId === to)) return infoOf(row);
    const [person] = invited(call, call.tenant.people.has(to) ? [to] : []);
    if (!person) return refuse('not-found', 'No such person');
    allow(refuseTransfer(row.state, call.user, person, hasPassword(call, row)));
    return happen(call, row, { type: 'transfer', legId: me!.id, person: { ...person, id: participantId } });
  },
  'calls.merge': (call, { callId, into, isLeaving }) => {
    if (callId === into) return refuse('invalid-input', 'into: is the call itself');
    const from = seenCall(call, callId), target = seenCall(call, into), there = legIn(target.state, call.user);
    allow(refuseMerge(from.state, target.state, call.user, hasPassword(call, target)));
    const moved = from.state.legs.filter((leg) => isPresent(leg) && leg.userId !== call.user).map((leg) => ({ id: uuidv7(), leg, ...(target.meetingId !== undefined && { as: meetingOf({ ...call, user: leg.userId }, target.channelId)!.as }) }));
    const info = happen(call, target, { type: 'adopt', people: moved, ...(isLeaving && { leaving: there!.id }) });
    for (const { id: to, leg } of moved) if (info.participants.some(({ id }) => id === to)) call.publish(room.call(leg.id), 'calls.moved', { callId, participantId: leg.id, into, to });
    happen(call, from, { type: 'end' });
    return info;
  },
};
