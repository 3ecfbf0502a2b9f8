import { mkdir, statfs } from 'node:fs/promises';
import { setTimeout as later } from 'node:timers/promises';
import type { Call, Perform, Services } from '../call.ts';
import { CallError } from '../errors.ts';
import type { JobData } from '../jobs.ts';
import { serverSession } from '../server-session.ts';
import { bytesOfParts, countTry, deleteObjects, endRecording, knowRecorder, type PartRow, recorderUser, recordingById, type RecordingRow, runsOf, shareWithChannel, takeParts } from './recording.queries.ts';
import type { ServerRecordings } from './sfu/recordings.ts';

const mostWaitMs = 30_000;

/** So often a film is tried to be made of a recording. What is away, such as the store, is waited for however long it takes. */
const mostTries = 5;

/** Of what there is of a recording: its pieces once more as ffmpeg reads them, a film of each stretch, and one of all. */
const spaceFor = 3;

/** A stretch of the recording's time: a run's parts, or what the media server has written. */
type Stretch = { readonly parts: readonly PartRow[] } | Pick<Awaited<ReturnType<ServerRecordings['stretchesOf']>>['stretches'][number], 'make' | 'pieces'>;
interface What { tenant: string; name: string; stretches: readonly Stretch[] }
/** `keep` is not there where there is nothing to keep. */
type Make = <T>(what: What, use: (keep: ((call: Call) => Promise<string>) | undefined) => Promise<T>) => Promise<T>;

/** How stretches become a film, or an archive of all that there is of them as it is; and who is told of it. */
export interface Joining { readonly join: Make; readonly gather: Make; tell(call: Call, fileId: string): Promise<void> }

const nameOf = ({ started_at: at }: RecordingRow): string => `Recording ${at.toISOString().slice(0, 16).replace('T', ' ').replace(':', '.')} UTC`;
/** With its conversation, while it was worked on. */
class RecordingGone extends Error { override readonly name = 'RecordingGone'; }
async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
const isAway = (error: unknown): boolean => error instanceof CallError && error.code === 'unavailable';

/**
 * Makes one file of what there is of a recording that is over, for those who see its conversation: a film, or after some tries an archive of the pieces. Where not even that can be made they stay where they are until the recording is deleted.
 * Run again it finds what it has made. `quietMs`: the last part may be on its way so long. `free`: bytes that the disk has left; it waits for enough of them, and says so once, rather than fill it.
 */
export function finishRecording({ perform, files, joining, written, report, quietMs = 3000, free = () => freeBytes(files.workFolder) }: {
  perform: Perform; files: Pick<Services['files'], 'objects' | 'workFolder'>; joining: Joining; written: ServerRecordings; report: (error: unknown) => void; quietMs?: number | undefined; free?: () => Promise<number>;
}): (data: JobData['calls.finishRecording']) => Promise<void> {
  const waiting = new Set<string>();
  return async ({ tenant, recordingId }) => {
    const session = serverSession(tenant, recorderUser), ask = <T>(run: (call: Call) => Promise<T>) => perform(session, run);
    const look = async () => ({ device: await ask((call) => runsOf(call, tenant, recordingId)), server: await written.stretchesOf(recordingId) });
    const clear = async () => {
      await written.forget(recordingId);
      const gone = await ask((call) => takeParts(call, recordingId));
      await ask((call) => deleteObjects(call, gone.map(({ id }) => id)));
      for (const object of gone) await files.objects.delete(tenant, object);
    };
    const before = await ask((call) => recordingById(call, recordingId));
    if (before?.state !== 'finishing') {
      if (before?.state !== 'failed' || before.reason !== 'unmade' || before.file_id !== null) await clear();
      return;
    }
    let found = await look();
    const isQuiet = ({ device, server }: typeof found, waited: number) => Math.min(device.quietMs, server.quietMs) >= quietMs && (device.runs.length + server.stretches.length > 0 || waited >= quietMs);
    for (let waited = 0; waited < mostWaitMs && !isQuiet(found, waited); waited += quietMs) {
      await later(quietMs);
      found = await look();
    }
    const { device: { runs }, server } = found, stretches = [...runs, ...server.stretches].sort((a, b) => a.at.getTime() - b.at.getTime());
    const needed = spaceFor * (await written.bytesOf(recordingId) + await ask((call) => bytesOfParts(call, recordingId))), left = await free();
    if (left < needed) {
      if (!waiting.has(recordingId)) report(new Error(`A recording waits to become a film: that takes up to ${needed} bytes of the disk of ${files.workFolder}, which has ${left} left; make room there`));
      waiting.add(recordingId);
      throw new CallError('unavailable', 'The disk has no room for a film of the recording');
    }
    waiting.delete(recordingId);
    const end = async (call: Call, fileId: string | null, reason: RecordingRow['reason']) => {
      if (!await endRecording(call, recordingId, fileId, reason)) throw new RecordingGone(); // so that nothing of it is kept
      call.publish({ users: [], channels: [before.channel_id] }, 'calls.historyChanged', {});
    };
    const keepBy = (make: Make, ending: string, reason: RecordingRow['reason']) => make({ tenant, name: nameOf(before) + ending, stretches }, (keep) => ask(async (call) => {
      if (!keep) { await end(call, null, 'empty'); return; }
      await knowRecorder(call);
      const fileId = await keep(call);
      await shareWithChannel(call, fileId, before.channel_id);
      await end(call, fileId, reason);
      await joining.tell(call, fileId);
    }));
    const giveUp = async (cause: unknown): Promise<boolean> => {
      if (cause instanceof RecordingGone || isAway(cause) || await ask((call) => countTry(call, recordingId)) < mostTries) throw cause;
      report(cause);
      try { await keepBy(joining.gather, '.zip', 'unmade'); }
      catch (error) {
        if (error instanceof RecordingGone || isAway(error)) throw error;
        report(error);
        await ask((call) => end(call, null, 'unmade'));
        return false;
      }
      return true;
    };
    const keep = (): Promise<boolean> => (stretches.length === 0 ? ask((call) => end(call, null, 'empty')).then(() => true) : keepBy(joining.join, '.webm', null).then(() => true, giveUp));
    if (await keep().catch((error: unknown) => { if (error instanceof RecordingGone) return true; throw error; })) await clear();
  };
}
