import { carriedOn, type Message, type VoiceCard, withCarried } from '@corridor/sdk/protocol';
import { buffer } from 'node:stream/consumers';
import { setTimeout as later } from 'node:timers/promises';
import type { Call, Perform, Services } from '../call.ts';
import { CallError } from '../errors.ts';
import type { JobData } from '../jobs.ts';
import { serverSession } from '../server-session.ts';
import { soundOf } from './voice.queries.ts';
import { type Transcriber, TranscriptRefused } from './voice.transcriber.ts';

const attempts = 3;

/** What is heard in a message, if its sound is there. */
function voiceOf(message: Message | undefined): VoiceCard | undefined {
  const voice = carriedOn(message?.card);
  return voice?.type === 'voice' && voice.file ? voice : undefined;
}

/** Has a voice message written down, and the message changed. */
export function transcribeJob({ perform, files, transcriber, pauseMs = 2000 }: { perform: Perform; files: Pick<Services['files'], 'objects'>; transcriber: Transcriber; pauseMs?: number }): (data: JobData['voice.transcribe']) => Promise<void> {
  return async ({ tenant, user, messageId, language }) => {
    const session = serverSession(tenant, user); // in the name of who said it: only they are sure to see the message
    const change = (changed: Pick<VoiceCard, 'transcript' | 'language' | 'transcription'>) => perform(session, (call: Call) =>
      call.chat.changeCard(call, messageId, (card) => {
        const voice = carriedOn(card);
        return card && voice?.type === 'voice' ? withCarried(card, { type: 'voice', file: voice.file, ...changed }) : card;
      }));
    const find = () => perform(session, async (call) => {
      const [message] = await call.chat.messagesById(call, [messageId]);
      const voice = voiceOf(message);
      return voice ? { isThere: true, sound: await soundOf(call, voice.file!.id) } : { isThere: false, sound: undefined };
    });
    let found = await find();
    // Asked for with the message, which is stored a moment later; or refused, and then there is nothing to do.
    for (let left = attempts; !found.isThere && left > 0; left--) {
      await later(pauseMs);
      found = await find();
    }
    const { sound } = found;
    if (!found.isThere || !sound) return;
    if (sound.state === 'checking') throw new CallError('unavailable', 'The sound is not checked yet'); // again later, however long that takes
    if (sound.state === 'quarantined') { await change({ transcription: 'failed' }); return; }
    const bytes = await files.objects.read(tenant, sound).then(buffer).then((read) => new Uint8Array(read), () => undefined);
    if (!bytes) { await change({ transcription: 'failed' }); return; } // can be asked for again once the store is back
    for (let attempt = 1; ; attempt++) {
      try {
        const { text, language: heard } = await transcriber.transcribe({ bytes, name: sound.name, mediaType: sound.media_type }, language);
        await change({ transcript: text, ...(heard && { language: heard }) });
        return;
      } catch (error) {
        if (attempt < attempts && !(error instanceof TranscriptRefused)) { await later(pauseMs * attempt); continue; }
        await change({ transcription: 'failed' });
        return;
      }
    }
  };
}
