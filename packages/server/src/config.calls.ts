import type { RecordingRefusal } from '@corridor/sdk/protocol';

/** What is kept of calls. Days of 0: until somebody deletes it. */
export interface CallRecordsConfig {
  /** What participants' devices measured. */
  readonly metricsDays: number;
  /** Calls that are over, with what they were for whom; the conversation's message of each stays. */
  readonly historyDays: number;
  readonly recordingDays: number;
  /** Of one recording. */
  readonly recordingBytes: number;
  /** What somebody's refusal does: it ends the recording for all, or they are left out of it. */
  readonly recordingRefusal: RecordingRefusal;
}

interface Reading {
  text: (variable: string) => string | undefined;
  number: (variable: string, preset: number, least: number, most: number) => number;
  problem: (variable: string, fix: string) => void;
}

export const usualCallRecords: CallRecordsConfig = { metricsDays: 90, historyDays: 0, recordingDays: 0, recordingBytes: 2 ** 31, recordingRefusal: 'stop' };

/** @internal Of `readConfig`. */
export function readCallRecords({ text, number, problem }: Reading): CallRecordsConfig {
  const refusal = text('CALL_RECORDING_REFUSAL') ?? usualCallRecords.recordingRefusal;
  if (refusal !== 'stop' && refusal !== 'leave-out') problem('CALL_RECORDING_REFUSAL', 'must be `stop` or `leave-out`');
  return {
    metricsDays: number('CALL_METRICS_DAYS', usualCallRecords.metricsDays, 0, 3650), historyDays: number('CALL_HISTORY_DAYS', usualCallRecords.historyDays, 0, 36_500),
    recordingDays: number('CALL_RECORDING_DAYS', usualCallRecords.recordingDays, 0, 36_500), recordingBytes: number('CALL_RECORDING_MAX_BYTES', usualCallRecords.recordingBytes, 1, Number.MAX_SAFE_INTEGER),
    recordingRefusal: refusal === 'leave-out' ? 'leave-out' : 'stop',
  };
}
