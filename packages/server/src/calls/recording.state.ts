import { isPresent, recordingStateOf } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { callById } from './calls.queries.ts';
import { type CallRow, settingsOf } from './calls.rows.ts';
import { setState } from './recording.queries.ts';

/** The tenant's quota is full: nothing more is recorded. */
export const noRoom = () => new CallError('quota-exceeded', 'The files of this organisation take all the room that they may, and a recording takes more; an administrator can make some');

/** Whether the media server may record a call, and can: what it carries must be readable to it. Where it does not, the device of who records does. */
export const mayRecord = async (call: Pick<Call, 'calls'>, row: Pick<CallRow, 'route' | 'settings'>): Promise<boolean> => row.route === 'sfu' && !settingsOf(row).isEncrypted && call.calls.recordsOnServer();

/** A recording goes on, waits or ends with who is in the call and what they have answered; to be asked after every change, before it is told. */
export async function settleRecording(call: Call, row: CallRow): Promise<CallRow> {
  const { recording } = row;
  if (!recording) return row;
  const present = row.participants.filter(isPresent), device = present.find(({ id }) => id === recording.participantId);
  const state = recordingStateOf({
    state: recording.state, answers: recording.answers, present: [...new Set(present.map(({ user_id: user }) => user))], recorder: row.ended_at || !device ? 'gone' : device.state === 'reconnecting' && !recording.isOnServer ? 'away' : 'there', refusal: call.calls.refusal,
  });
  const isOnServer = await mayRecord(call, row);
  if (state === recording.state && isOnServer === recording.isOnServer) return row;
  await setState(call, recording.id, state, isOnServer);
  if (state === 'finishing') await call.files.jobs.add(call, 'calls.finishRecording', { tenant: call.session.tenant, recordingId: recording.id });
  return (await callById(call, row.id))!;
}
