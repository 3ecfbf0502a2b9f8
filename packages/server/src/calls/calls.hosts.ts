import { type CallEvent, type CallInfo, type CallRight, type CallSettings, isPresent, mutedBy, type Refusal, refuseHosting, refuseMedia, refuseRemoval, refuseRole, type Standing, waitingIds } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { change, tell } from './calls.change.ts';
import { callById, callToChange, lowerHands, stopSending } from './calls.queries.ts';
import { type CallRow, settingsOf, toCallInfo, toState } from './calls.rows.ts';
import { mustSee } from './calls.seen.ts';

const allow = (refusal: Refusal | undefined): void => { if (refusal) throw new CallError(refusal.code, refusal.message, refusal.details); };

/** Something happens to a call because a host wants it. */
const host = (call: Call, callId: string, eventOf: (row: CallRow) => CallEvent | Promise<CallEvent>): Promise<CallInfo> => change(call, callId, async (row) => {
  await mustSee(call, row);
  return eventOf(row);
});

/** A call that the caller is a host of, held until the commit. */
async function hosted(call: Call, callId: string, right?: CallRight): Promise<CallRow> {
  const row = await mustSee(call, await callToChange(call, callId));
  allow(refuseHosting(toState(row), call.session.user, right));
  return row;
}

/** Stops what these send: it is noted, their devices are told, and whoever carries their media hears of it. */
async function stop(call: Call, row: CallRow, ids: readonly string[], kind: 'microphone' | 'camera' | 'screen'): Promise<CallInfo> {
  const sending = row.participants.filter(({ id, media }) => ids.includes(id) && media[kind]).map(({ id }) => id);
  for (const id of ids) call.publish({ participant: id }, 'calls.asked', { callId: row.id, participantId: id, by: call.session.user || row.started_by, kind, isOn: false }); // the server itself, for whoever began the call
  call.afterCommit(() => { call.calls.onMuted?.(call.session.tenant, row.id, ids, kind); });
  if (sending.length === 0) return toCallInfo(row);
  await stopSending(call, row.id, sending, kind);
  return tell(call, (await callById(call, row.id))!);
}

/** Another one than the call's hosts says how it is: the room that it is in. */
export async function applySettings(call: Call, callId: string, settings: Partial<CallSettings>): Promise<CallInfo> {
  const info = await change(call, callId, { type: 'set', settings });
  return settings.mayShare === false ? unshare(call, callId) : info;
}

/** Nobody but hosts, and those with the right, goes on sharing. */
async function unshare(call: Call, callId: string): Promise<CallInfo> {
  const row = (await callById(call, callId))!, may = new Set(row.participants.filter(({ rights }) => rights.includes('share')).map(({ id }) => id));
  return stop(call, row, mutedBy(toState(row)).filter((id) => !may.has(id)), 'screen');
}

/** What somebody is in the room of a call is another thing now: they, and those whose roles rested on theirs, stop what they may not send any more. */
export async function applyStanding(call: Call, callId: string, userId: string, as: Standing): Promise<void> {
  const roles = new Map<string, string>();
  await change(call, callId, ({ participants }) => {
    for (const { id, role } of participants) roles.set(id, role);
    return { type: 'standing', userId, as };
  });
  for (const kind of ['microphone', 'camera', 'screen'] as const) {
    const row = (await callById(call, callId))!, changed = row.participants.filter((one) => isPresent(one) && (one.user_id === userId || roles.get(one.id) !== one.role));
    const stopped = changed.filter((one) => one.media[kind] && refuseMedia(settingsOf(row), one, { microphone: kind !== 'microphone', camera: false, screen: false }, { [kind]: true })).map(({ id }) => id);
    if (stopped.length > 0) await stop(call, row, stopped, kind);
  }
}

export const callHostHandlers: Pick<Handlers<'calls'>, 'calls.setRole' | 'calls.remove' | 'calls.mute' | 'calls.ask' | 'calls.admit' | 'calls.deny' | 'calls.lowerHands' | 'calls.setSettings'> = {
  'calls.setRole': async (call, { callId, participantId, role }) => {
    const info = await host(call, callId, (row) => {
      allow(refuseRole(toState(row), call.session.user, participantId, role));
      return { type: 'role', legId: participantId, role, by: call.session.user };
    });
    if (role !== 'viewer') return info;
    let row = (await callById(call, callId))!;
    for (const kind of ['microphone', 'camera', 'screen'] as const) { await stop(call, row, [participantId], kind); row = (await callById(call, callId))!; }
    return toCallInfo(row);
  },

  'calls.remove': async (call, { callId, participantIds }) => {
    let info: CallInfo | undefined;
    for (const legId of participantIds) {
      info = await host(call, callId, (row) => {
        allow(refuseRemoval(toState(row), call.session.user, participantIds.slice(participantIds.indexOf(legId))));
        return { type: 'remove', legId };
      });
    }
    return info!;
  },

  'calls.mute': async (call, { callId, participantIds, kind }) => {
    const row = await hosted(call, callId, 'mute');
    return stop(call, row, mutedBy(toState(row), participantIds), kind);
  },

  'calls.ask': async (call, { callId, participantId, kind }) => {
    const row = await hosted(call, callId), asked = row.participants.find(({ id }) => id === participantId);
    if (!asked) throw new CallError('not-found', 'Nobody of that id is in the call');
    if (!isPresent(asked)) throw new CallError('conflict', 'They are not in the call now');
    call.publish({ participant: participantId }, 'calls.asked', { callId, participantId, by: call.session.user, kind, isOn: true });
    return {};
  },

  'calls.admit': (call, { callId, participantIds }) => host(call, callId, (row) => {
    const state = toState(row);
    allow(refuseHosting(state, call.session.user, 'admit'));
    return { type: 'admit', legIds: waitingIds(state, participantIds) };
  }),

  'calls.deny': (call, { callId, participantIds }) => host(call, callId, (row) => {
    const state = toState(row);
    allow(refuseHosting(state, call.session.user, 'admit'));
    return { type: 'deny', legIds: waitingIds(state, participantIds) };
  }),

  'calls.lowerHands': async (call, { callId, participantIds }) => {
    const row = await hosted(call, callId);
    if (!row.participants.some(({ id, hand_at: hand }) => hand && (participantIds?.includes(id) ?? true))) return toCallInfo(row);
    await lowerHands(call, callId, participantIds);
    return tell(call, (await callById(call, callId))!);
  },

  'calls.setSettings': async (call, { callId, settings }) => {
    const info = await host(call, callId, (row) => {
      allow(refuseHosting(toState(row), call.session.user));
      return { type: 'set', settings };
    });
    return settings.mayShare === false ? unshare(call, callId) : info;
  },
};
