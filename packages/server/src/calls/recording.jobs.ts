import { setTimeout as later } from 'node:timers/promises';
import type { Call, Perform, Services } from '../call.ts';
import type { JobData } from '../jobs.ts';
import { serverSession } from '../server-session.ts';
import { deleteObjects, endRecording, knowRecorder, type PartRow, recorderUser, recordingById, type RecordingRow, runsOf, shareWithChannel } from './recording.queries.ts';
import type { ServerRecordings } from './sfu/recordings.ts';

const mostWaitMs = 30_000;

/** A stretch of the recording's time: a run's parts, or what the media server has written. */
type Stretch = { readonly parts: readonly PartRow[] } | Pick<Awaited<ReturnType<ServerRecordings['stretchesOf']>>['stretches'][number], 'make'>;

/** How stretches become a file, and who is told of it. `keep` is not there where there is nothing to keep. */
export interface Joining {
  join<T>(what: { tenant: string; name: string; stretches: readonly Stretch[] }, use: (keep: ((call: Call) => Promise<string>) | undefined) => Promise<T>): Promise<T>;
  tell(call: Call, fileId: string): Promise<void>;
}

const nameOf = ({ started_at: at }: RecordingRow): string => `Recording ${at.toISOString().slice(0, 16).replace('T', ' ').replace(':', '.')} UTC.webm`;

/** Makes one file of what there is of a recording that is over, for those who see its conversation. Run again it finds what it has made. `quietMs`: the last part may be on its way so long. */
export function finishRecording({ perform, files, joining, written, quietMs = 3000 }: {
  perform: Perform; files: Services['files']; joining: Joining; written: ServerRecordings; quietMs?: number | undefined;
}): (data: JobData['calls.finishRecording']) => Promise<void> {
  return async ({ tenant, recordingId }) => {
    const session = serverSession(tenant, recorderUser), ask = <T>(run: (call: Call) => Promise<T>) => perform(session, run);
    const look = async () => ({ device: await ask((call) => runsOf(call, tenant, recordingId)), server: await written.stretchesOf(recordingId) });
    let found = await look();
    const isQuiet = ({ device, server }: typeof found, waited: number) => Math.min(device.quietMs, server.quietMs) >= quietMs && (device.runs.length + server.stretches.length > 0 || waited >= quietMs);
    for (let waited = 0; waited < mostWaitMs && !isQuiet(found, waited); waited += quietMs) {
      await later(quietMs);
      found = await look();
    }
    const row = await ask((call) => recordingById(call, recordingId)), { device: { runs }, server } = found;
    if (row?.state !== 'finishing') { await written.forget(recordingId); return; }
    const stretches = [...runs, ...server.stretches].sort((a, b) => a.at.getTime() - b.at.getTime());
    const end = async (call: Call, fileId: string | null) => {
      const left = await endRecording(call, recordingId, fileId);
      call.publish({ users: [], channels: [row.channel_id] }, 'calls.historyChanged', {});
      return left;
    };
    const gone = stretches.length === 0 ? await ask((call) => end(call, null)) : await joining.join({ tenant, name: nameOf(row), stretches }, (keep) => ask(async (call) => {
      if (!keep) return end(call, null);
      await knowRecorder(call);
      const fileId = await keep(call);
      await shareWithChannel(call, fileId, row.channel_id);
      const left = await end(call, fileId);
      await joining.tell(call, fileId);
      return left;
    }));
    await written.forget(recordingId);
    await ask((call) => deleteObjects(call, gone.map(({ id }) => id)));
    for (const object of gone) await files.objects.delete(tenant, object);
  };
}
