import { type Adopted, isGuest, isPresent, legIn, refuseMerge, refuseTransfer } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { uuid7 } from '../uuid.ts';
import { change } from './calls.change.ts';
import { callToChange, knownAmong } from './calls.queries.ts';
import { toState } from './calls.rows.ts';
import { hasPassword, invited, mustSee } from './calls.seen.ts';

export const callTransferHandlers: Pick<Handlers<'calls'>, 'calls.transfer' | 'calls.merge'> = {
  'calls.transfer': (call, { callId, to, participantId }) => change(call, callId, async (row) => {
    await mustSee(call, row);
    const state = toState(row), me = legIn(state, call.session.user);
    if (participantId && row.participants.some(({ id, user_id: user }) => id === participantId && user === to)) return { type: 'tick' }; // asked again
    const [person] = await invited(call, await knownAmong(call, [to]));
    if (!person) throw new CallError('not-found', 'No such person');
    const refusal = refuseTransfer(state, call.session.user, person, await hasPassword(call, row));
    if (refusal) throw new CallError(refusal.code, refusal.message, refusal.details);
    return { type: 'transfer', legId: me!.id, person: { ...person, id: participantId ?? person.id } };
  }),

  'calls.merge': async (call, { callId, into, isLeaving }) => {
    if (callId === into) throw new CallError('invalid-input', 'into: is the call itself');
    // In one order everywhere, so that two of these never wait for one another.
    const rows = new Map<string, Awaited<ReturnType<typeof callToChange>>>();
    for (const id of [callId, into].sort()) rows.set(id, await callToChange(call, id));
    const from = await mustSee(call, rows.get(callId)), target = await mustSee(call, rows.get(into));
    const refusal = refuseMerge(toState(from), toState(target), call.session.user, await hasPassword(call, target)), there = legIn(toState(target), call.session.user);
    if (refusal) throw new CallError(refusal.code, refusal.message, refusal.details);
    const moved: Adopted[] = [];
    for (const leg of toState(from).legs) if (isPresent(leg) && leg.userId !== call.session.user && !isGuest(leg.userId)) moved.push({ id: uuid7(), leg, ...(target.meeting_id !== null && { as: await call.meetings.standing(call, target.meeting_id, leg.userId) }) });
    const info = await change(call, into, { type: 'adopt', people: moved, ...(isLeaving && { leaving: there!.id }) });
    for (const { id: to, leg } of moved) if (info.participants.some(({ id }) => id === to)) call.publish({ participant: leg.id }, 'calls.moved', { callId, participantId: leg.id, into, to });
    await change(call, callId, { type: 'end' });
    return info;
  },
};
