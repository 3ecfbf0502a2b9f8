import type Router from '@koa/router';
import { Id, largestRecordingPart, mostRuns, partsOfRun } from '@corridor/sdk/protocol';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Perform, Services } from '../call.ts';
import { CallError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Tokens } from '../tokens.ts';
import { bytesOfRecording, insertPart, setReason } from './recording.queries.ts';
import { noRoom } from './recording.state.ts';

const noRecording = () => new CallError('not-found', 'No such recording of yours is on');

/** What comes, and not more of it than may. */
const atMost = (bytes: number): Transform => {
  let count = 0;
  return new Transform({ transform(chunk: Buffer, _, done) { count += chunk.length; done(count > bytes ? new CallError('too-large', `A part has at most ${bytes} bytes`, { most: bytes }) : null, chunk); } });
};

/** Takes the parts of a recording from the device that records, each kept at once: what has arrived is there whatever becomes of the device. The same part again changes nothing. */
export function mountRecordings(router: Router, { perform, files, tokens, limits, mostBytes }: { perform: Perform; files: Services['files']; tokens: Pick<Tokens, 'open'>; limits: Pick<Limits, 'take'>; mostBytes: number }): void {
  router.put('/api/v1/call-recordings/:recordingId/parts/:part', async (context) => {
    const session = await tokens.open(/^Bearer +(\S+)$/i.exec(context.get('authorization'))?.[1], context.ip), id = Id.safeParse(context.params.recordingId), part = Number(context.params.part);
    await limits.take(session, 'write');
    if (!id.success) throw noRecording();
    if (!Number.isSafeInteger(part) || part < 0 || part >= mostRuns * partsOfRun) throw new CallError('invalid-input', 'Parts are counted from 0');
    context.state.operation = 'calls.recordingPart';
    const there = await perform(session, (call) => bytesOfRecording(call, id.data, part));
    if (there === undefined) throw noRecording();
    context.status = 204;
    if (there.hasPart) return; // it came, and its answer was lost: neither more of it nor too much
    if (there.bytes > mostBytes) {
      await perform(session, (call) => setReason(call, id.data, 'too-large'));
      throw new CallError('too-large', `A recording has at most ${mostBytes} bytes here`, { most: mostBytes });
    }
    const file = await files.objects.temporaryFile();
    try {
      await pipeline(context.req, atMost(largestRecordingPart), createWriteStream(file, { mode: 0o600 }));
      const object = await files.objects.store(session.tenant, file);
      const isKept = await perform(session, async (call) => {
        const isNew = await insertPart(call, id.data, part, object);
        if (isNew && !await call.files.hasRoom(call, 0)) throw noRoom();
        return isNew;
      }).catch(async (error: unknown) => {
        await files.objects.delete(session.tenant, object);
        if (error instanceof CallError && error.code === 'quota-exceeded') await perform(session, (call) => setReason(call, id.data, 'quota-exceeded'));
        throw error;
      });
      if (!isKept) await files.objects.delete(session.tenant, object);
    } finally { await rm(file, { force: true }); }
  });
}
