import type { Perform } from '../call.ts';
import { createDue, type Due } from '../due.ts';
import { serverSession } from '../server-session.ts';
import { cutRecording } from './recording.ts';
import { bytesOfParts } from './recording.queries.ts';
import type { ServerRecordings } from './sfu/recordings.ts';
import type { Sfu } from './sfu/sfu.ts';

/** Ends recordings that the media server makes once they have as many bytes as one may have, or as the tenant has room for: of what a browser records, each part is looked at as it comes, but of these nobody else sees how they grow. */
export function watchRecordings({ perform, sfu, written, mostBytes, everyMs, onError }: {
  perform: Perform; sfu: Pick<Sfu, 'recorded'>; written: Pick<ServerRecordings, 'bytesOf'>; mostBytes: number; everyMs: number; onError: (error: unknown) => void;
}): Pick<Due, 'close'> {
  async function look(isClosing: () => boolean): Promise<null> {
    for (const { tenant, callId, recordingId } of sfu.recorded()) {
      if (isClosing()) break;
      await settle(tenant, callId, recordingId).catch(onError); // the others are looked at all the same
    }
    return null;
  }
  async function settle(tenant: string, callId: string, recordingId: string): Promise<void> {
    const bytes = await written.bytesOf(recordingId);
    await perform(serverSession(tenant), async (call) => {
      if (bytes + await bytesOfParts(call, recordingId) >= mostBytes) await cutRecording(call, callId, recordingId, 'too-large');
      else if (!await call.files.hasRoom(call, bytes)) await cutRecording(call, callId, recordingId, 'quota-exceeded');
    });
  }
  return createDue({ look, netMs: everyMs, onError });
}
