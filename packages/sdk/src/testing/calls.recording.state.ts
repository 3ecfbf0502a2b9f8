import { isRecordingLive, recordingStateOf, type RecordingAnswers, type RecordingState } from '../protocol/calls.recording.state.ts';
import type { CallRecording } from '../protocol/calls.recording.ts';
import { isPresent } from '../protocol/calls.states.ts';
import type { Call } from './call.ts';
import type { CallRow } from './calls.ts';
import { floorOf } from './channels.ts';
import { room } from './hub.ts';

export interface RecordingRow { id: string; userId: string; participantId: string; state: RecordingState; since: string | null; startedAt: string; answers: RecordingAnswers; fileId: string | null; bytes?: number; seconds?: number }

const refusal = 'stop';

export const liveRecording = ({ recordings = [] }: CallRow): RecordingRow | undefined => recordings.find(({ state }) => isRecordingLive(state));

/** Whether recordings of a call are there for the caller, who sees its conversation: it came after they did, or they were in it. */
export function isOpenToMe(call: Call, { id, channelId, state }: CallRow): boolean {
  const channel = call.tenant.channels.get(channelId), floor = channel ? floorOf(channel, call.user, call.may('chat.access_private')) : 0;
  return floor === 0 || (call.tenant.messages.get(id)?.seq ?? 0) > floor || state.legs.some(({ userId, joinedAt }) => userId === call.user && joinedAt !== null);
}

/** What history shows of them. */
export const listed = ({ recordings = [] }: CallRow): RecordingRow[] => recordings.filter(({ state }) => !isRecordingLive(state));

/** What a call tells of the one that is on. */
export function recordingOf(row: CallRow): CallRecording | undefined {
  const live = liveRecording(row);
  if (!live) return undefined;
  const { id, userId, participantId, state, since, answers } = live, users = [...new Set([...Object.keys(answers), ...row.state.legs.filter(isPresent).map((leg) => leg.userId)])].sort();
  return { id, state: state as CallRecording['state'], userId, participantId, isOnServer: false, since, refusal, answers: users.map((user) => ({ userId: user, answer: answers[user] ?? 'asked' })) };
}

/** Here nothing is recorded: what is over comes to nothing, a moment later. */
export function end(call: Call, row: CallRow, recording: RecordingRow): void {
  recording.state = 'finishing';
  call.later(new Date(Date.parse(call.now) + 3000).toISOString(), (later) => {
    if (recording.state === 'finishing') recording.state = recording.fileId === null ? 'failed' : 'ready';
    later.publish(room.channel(row.channelId), 'calls.historyChanged', {});
  });
}

export function settleRecording(call: Call, row: CallRow): void {
  const live = liveRecording(row);
  if (!live) return;
  const present = row.state.legs.filter(isPresent), device = present.find(({ id }) => id === live.participantId);
  const state = recordingStateOf({ ...live, present: present.map(({ userId }) => userId), recorder: row.state.endedAt !== null || !device ? 'gone' : device.state === 'reconnecting' ? 'away' : 'there', refusal });
  if (state === live.state) return;
  if (state === 'finishing') { end(call, row, live); return; }
  live.state = state;
  if (state === 'recording') live.since ??= call.now;
}
