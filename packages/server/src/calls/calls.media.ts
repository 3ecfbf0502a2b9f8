import { isPresent } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { callById, callIdOf } from './calls.queries.ts';
import { toCallInfo } from './calls.rows.ts';

export const callsMediaHandlers: Pick<Handlers<'calls'>, 'calls.media'> = {
  'calls.media': async (call, { participantId, epoch, data }) => {
    const callId = await callIdOf(call, participantId, call.session.user), row = callId === undefined ? undefined : await callById(call, callId);
    if (!row?.participants.some((one) => one.id === participantId && isPresent(one))) throw new CallError('not-found', 'You are nobody of that id in a call');
    if (row.route !== 'sfu') throw new CallError('conflict', 'The media of this call go from one to the other', { epoch: row.epoch });
    if (row.epoch !== epoch) throw new CallError('conflict', `The call's media have changed their way; this is of epoch ${epoch}, and it is ${row.epoch} now`, { epoch: row.epoch });
    await call.commit(); // no connection to the database is held while Janus is asked
    return call.calls.sfu.hear(call.session.tenant, toCallInfo(row), participantId, data);
  },
};
