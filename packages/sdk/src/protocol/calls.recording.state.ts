// How a recording goes on with who is in the call and what they have answered: pure, for both servers. No zod here.

/** `asking`: nothing is recorded yet; `paused`: somebody who has come has not answered; `finishing`: what was recorded becomes a file; `failed`: there was nothing to keep, or no film could be made of it; `expired`: deleted for its age. */
export const recordingStates = ['asking', 'recording', 'paused', 'finishing', 'ready', 'failed', 'deleted', 'expired'] as const;
export type RecordingState = (typeof recordingStates)[number];

/** Parts of one run are counted from a multiple of it: what a device writes after it began anew is a WebM of its own. */
export const partsOfRun = 100_000;

/** Of one part of a recording, in bytes. */
export const largestRecordingPart = 16 * 2 ** 20;

/** What a refusal does: it ends the recording for all, or the one who refused is left out of it. */
export const recordingRefusals = ['stop', 'leave-out'] as const;
export type RecordingRefusal = (typeof recordingRefusals)[number];

export type RecordingAnswer = 'asked' | 'agreed' | 'refused';
/** Who said what, by user. */
export type RecordingAnswers = Readonly<Record<string, 'agreed' | 'refused'>>;

export const isRecordingLive = (state: RecordingState): boolean => state === 'asking' || state === 'recording' || state === 'paused';

/**
 * The state of a recording that is on, with these people in the call. `recorder`: whether the device that records is in it (`away`: it is expected back).
 * Nothing is recorded unless all who are in the call have agreed, or have refused and are left out.
 */
export function recordingStateOf({ state, answers, present, recorder, refusal }: { state: RecordingState; answers: RecordingAnswers; present: readonly string[]; recorder: 'there' | 'away' | 'gone'; refusal: RecordingRefusal }): RecordingState {
  if (!isRecordingLive(state)) return state;
  const isRefused = refusal === 'stop' && present.some((user) => answers[user] === 'refused');
  if (recorder === 'gone' || isRefused) return 'finishing';
  const isAgreed = recorder === 'there' && present.every((user) => answers[user] !== undefined);
  return isAgreed ? 'recording' : state === 'asking' ? 'asking' : 'paused';
}
