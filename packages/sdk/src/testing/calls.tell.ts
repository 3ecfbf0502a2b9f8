import { isPresent } from '../protocol/calls.states.ts';
import { refuseWord } from '../protocol/calls.tell.ts';
import { type Handlers, refuse } from './call.ts';
import { ownCall } from './calls.ts';
import { room } from './hub.ts';

export const callTellHandlers: Pick<Handlers<'calls'>, 'calls.tell'> = {
  'calls.tell': (call, { participantId, to, words }) => {
    const row = ownCall(call, participantId);
    for (const word of words) {
      const refusal = refuseWord(row.state, row.state.settings, call.user, (id) => row.media.get(id), word, to);
      if (refusal) refuse(refusal.code, refusal.message, refusal.details);
    }
    for (const leg of row.state.legs) if (isPresent(leg) && leg.id !== participantId && (to === undefined || to === leg.id)) call.publish(room.call(leg.id), 'calls.told', { callId: row.id, from: participantId, words });
    return {};
  },
};
