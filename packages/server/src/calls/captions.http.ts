import type Router from '@koa/router';
import { Id, isPresent, largestCaptionPiece } from '@corridor/sdk/protocol';
import type { IncomingMessage } from 'node:http';
import type { Perform, Session } from '../call.ts';
import { CallError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { needs } from '../permissions.ts';
import type { Tokens } from '../tokens.ts';
import { callById, callIdOf } from './calls.queries.ts';
import { settingsOf, toLeg } from './calls.rows.ts';

const endings: Readonly<Record<string, string>> = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'mp4', 'audio/wav': 'wav' };
/** A caption that comes later than this is of no use any more. */
const patienceMs = 15_000;
/** Pieces of one participant that the service may be at, at a time. */
const mostAtOnce = 2, longestCaption = 500;

/** The speech service: `TranscriptRefused` where it does not take that sound. */
interface Transcriber { transcribe(sound: { bytes: Uint8Array<ArrayBuffer>; name: string; mediaType: string }, language: string | undefined, signal?: AbortSignal): Promise<{ text: string; language?: string }> }

interface Surroundings { perform: Perform; tokens: Pick<Tokens, 'open'>; limits: Pick<Limits, 'take'>; transcriber: Transcriber | undefined }

/**
 * Takes pieces of what a participant says, has the speech service write each down, and tells all in the call: nothing of it is kept. Without a body it says whether pieces would be taken.
 * The device sends them only where its person has agreed.
 */
export function mountCaptions(router: Router, { perform, tokens, limits, transcriber }: Surroundings): void {
  const atWork = new Map<string, number>();
  /** Who is in the call of this participant of the caller's; refused where what they say may not be written down. */
  const others = (session: Session, participantId: string) => perform(session, async (call) => {
    if (!call.can('calls.caption')) throw needs('calls.caption');
    const callId = await callIdOf(call, participantId, call.session.user), row = callId === undefined ? undefined : await callById(call, callId);
    if (!row?.participants.some((one) => one.id === participantId && isPresent(toLeg(one)))) throw new CallError('not-found', 'You are nobody of that id in a call');
    if (settingsOf(row).isEncrypted) throw new CallError('conflict', 'This call is encrypted from end to end: the server hears nothing of it, and writes nothing down', { reason: 'encrypted' });
    return { callId: row.id, present: row.participants.filter((one) => isPresent(toLeg(one))).map(({ id }) => id) };
  });

  router.post('/api/v1/participants/:participantId/captions', async (context) => {
    const session = await tokens.open(/^Bearer +(\S+)$/i.exec(context.get('authorization'))?.[1], context.ip), id = Id.safeParse(context.params.participantId);
    context.state.operation = 'calls.caption';
    await limits.take(session, 'caption');
    if (!id.success) throw new CallError('not-found', 'You are nobody of that id in a call');
    await others(session, id.data);
    if (!transcriber) throw new CallError('conflict', 'No service for captions is set up; whoever runs this server can do that', { reason: 'not-set-up' });
    const bytes = await read(context.req), mediaType = context.get('content-type').split(';')[0]!.trim().toLowerCase(), ending = endings[mediaType];
    context.status = 204;
    if (bytes.byteLength === 0) return;
    if (!ending) throw new CallError('unsupported-type', `Sound comes as ${Object.keys(endings).join(', ')}`);
    const language = typeof context.query.language === 'string' && /^[a-z]{2,3}$/.test(context.query.language) ? context.query.language : undefined, now = atWork.get(id.data) ?? 0;
    if (now >= mostAtOnce) throw new CallError('rate-limited', 'What you have said before is still being written down', { retryAfterMs: 1000 });
    atWork.set(id.data, now + 1);
    try {
      const { text, language: heard } = await transcriber.transcribe({ bytes, name: `speech.${ending}`, mediaType }, language, AbortSignal.timeout(patienceMs)).catch((error: unknown) => {
        throw (error as Error).name === 'TranscriptRefused' ? new CallError('invalid-input', 'The service for captions does not take this sound') : new CallError('unavailable', 'The service for captions does not answer', { retryAfterMs: 5000 });
      });
      if (!text) return;
      const { callId, present } = await others(session, id.data); // they may have gone meanwhile, or others come
      await perform(session, (call) => {
        for (const participant of present) call.publish({ participant }, 'calls.told', { callId, from: id.data, words: [{ type: 'caption', text: text.slice(0, longestCaption).toWellFormed(), isFinal: true, ...(heard && { language: heard }) }] });
        return Promise.resolve();
      });
    } finally {
      const left = atWork.get(id.data)! - 1;
      if (left > 0) atWork.set(id.data, left); else atWork.delete(id.data);
    }
  });
}

async function read(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestCaptionPiece) throw new CallError('too-large', `A piece has at most ${largestCaptionPiece} bytes`, { most: largestCaptionPiece });
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
