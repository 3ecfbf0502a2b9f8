import { z } from 'zod';
import { recordingRefusals } from './calls.recording.state.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, NewMessageId } from './schema.ts';

/** A recording that is on, told with its call. `userId` began it, and the device of `participantId` records, or with `isOnServer` the media server; `since`: when something was recorded first; `answers`: of those in the call and who have answered. */
export const CallRecording = z.object({
  id: Id, state: z.enum(['asking', 'recording', 'paused']), userId: HostId, participantId: Id, isOnServer: z.boolean(), since: Instant.nullable(), refusal: z.enum(recordingRefusals),
  answers: z.array(z.object({ userId: HostId, answer: z.enum(['asked', 'agreed', 'refused']) })),
}).meta({ id: 'CallRecording' });
export type CallRecording = z.infer<typeof CallRecording>;

export const recordingReasons = ['empty', 'unmade', 'too-large', 'quota-exceeded'] as const;
/**
 * What became of a recording that `userId` began: a file once it is `ready`, of so many `bytes` and, as far as that is known, `seconds`. `failed` says by `reason` why it is no film: nothing has arrived (`empty`), or none could be made
 * of what has (`unmade`): then the file, where there is one, is an archive (ZIP) of what was recorded, piece by piece as it arrived. With `too-large` it has ended before its time, as large as this server lets one be, with `quota-exceeded` because the tenant's files have no room left: what there was until then is kept. `expired`: deleted for its age. `mayDownload`: whether I may save it, who may play it; `mayDelete`: whether I may delete it.
 */
export const CallRecordingFile = z.object({
  id: Id, state: z.enum(['finishing', 'ready', 'failed', 'deleted', 'expired']), userId: HostId, reason: z.enum(recordingReasons).nullable(), fileId: Id.nullable(), startedAt: Instant, bytes: z.int().nullable(), seconds: z.number().nullable(), mayDownload: z.boolean(), mayDelete: z.boolean(),
}).meta({ id: 'CallRecordingFile' });
export type CallRecordingFile = z.infer<typeof CallRecordingFile>;

export const recordingRules = ['nobody', 'admins', 'everybody'] as const;
/**
 * Who records calls of a conversation, of those with the permission calls.record: nobody, unless that is changed; and who downloads recordings, of those with calls.download: everybody, unless that is changed.
 * `may…`: whether I do. Who sees the conversation plays them, whatever stands here.
 */
export const CallRules = z.object({ recording: z.enum(recordingRules), download: z.enum(recordingRules), mayRecord: z.boolean(), mayDownload: z.boolean(), refusal: z.enum(recordingRefusals) }).meta({ id: 'CallRules' });
export type CallRules = z.infer<typeof CallRules>;

export const mostRuns = 1000;

const permission = 'calls.join', asks = { permission, limit: 'write' } as const;

export const callRecordingOperations = {
  'calls.rules': operation({ http: 'GET /channels/{channelId}/call-rules', input: z.object({ channelId: Id }), output: CallRules, permission, limit: 'read' }),
  /** For a conversation's owners and admins; in a direct one for both. */
  'calls.setRules': operation({ http: 'PATCH /channels/{channelId}/call-rules', input: z.object({ channelId: Id, recording: z.enum(recordingRules).optional(), download: z.enum(recordingRules).optional() }), output: CallRules, ...asks }),
  /**
   * Asks everybody in a call whether it may be recorded, by the device of this participant of mine; I agree by that. It begins when all have agreed. `id` is minted by the client, and the same again returns the first result. `quota-exceeded`: the tenant's files have no room left.
   * Its parts then go to `PUT /api/v1/call-recordings/{recordingId}/parts/{part}` in order, counted from 0, while it is on and for a moment after; where it begins anew after it was `isOnServer`, from the next multiple of 100,000.
   */
  'calls.startRecording': operation({ http: 'POST /participants/{participantId}/recordings', input: z.object({ participantId: Id, id: NewMessageId.optional() }), output: CallRecording, permission: 'calls.record', limit: 'write', errors: ['conflict', 'id-taken', 'quota-exceeded'] }),
  /**
   * The device that records begins anew, such as after its page was loaded again: its parts count from `part` on. Null: this server cannot join what would come with what there is (it has no ffmpeg), so the recording has ended with that.
   */
  'calls.resumeRecording': operation({ http: 'POST /participants/{participantId}/recordings/resume', input: z.object({ participantId: Id }), output: z.object({ id: Id, part: z.int().min(0).nullable() }), ...asks }),
  /** My answer, which I may change. A refusal stops the recording, or leaves me out of it, as `refusal` says. */
  'calls.answerRecording': operation({ http: 'POST /calls/{callId}/recording', input: z.object({ callId: Id, isAgreed: z.boolean() }), output: z.object({}), ...asks, errors: ['conflict'] }),
  /** For who began it, and the hosts of the call. */
  'calls.stopRecording': operation({ http: 'DELETE /calls/{callId}/recording', input: z.object({ callId: Id }), output: z.object({}), ...asks }),
  /** Recordings of a call, for those who see its conversation; newest first. Those that are gone stand there, too. */
  'calls.recordings': operation({ http: 'GET /calls/{callId}/recordings', input: z.object({ callId: Id }), output: z.object({ items: z.array(CallRecordingFile) }), permission, limit: 'read' }),
  /** For who began it, and the permission files.manage. */
  'calls.deleteRecording': operation({ http: 'DELETE /call-recordings/{recordingId}', input: z.object({ recordingId: Id }), output: z.object({}), ...asks }),
};
