import { refuseWord } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { callById, callIdOf } from './calls.queries.ts';
import { settingsOf, toState } from './calls.rows.ts';

/** What people say in a call beside their voices: passed on to those who are in it, and not kept. */
export const callTellHandlers: Pick<Handlers<'calls'>, 'calls.tell'> = {
  'calls.tell': async (call: Call, { participantId, to, words }) => {
    const callId = await callIdOf(call, participantId, call.session.user), row = callId === undefined ? undefined : await callById(call, callId);
    if (!row) throw new CallError('not-found', 'You are nobody of that id in a call');
    const state = toState(row), settings = settingsOf(row), mediaOf = (id: string) => row.participants.find((one) => one.id === id)?.media;
    for (const word of words) {
      const refusal = refuseWord(state, settings, call.session.user, mediaOf, word, to);
      if (refusal) throw new CallError(refusal.code, refusal.message, refusal.details);
    }
    const present = row.participants.filter(({ left_at: left, joined_at: joined }) => left === null && joined !== null).map(({ id }) => id);
    for (const id of present) if (id !== participantId && (to === undefined || to === id)) call.publish({ participant: id }, 'calls.told', { callId: row.id, from: participantId, words });
    return {};
  },
};
