import type { Message, VoiceCard } from '@corridor/sdk/protocol';
import { buffer } from 'node:stream/consumers';
import { setTimeout as later } from 'node:timers/promises';
import type { Call, Perform, Services, Session } from '../call.ts';
import type { JobData } from '../jobs.ts';
import { soundOf } from './voice.queries.ts';
import { type Transcriber, TranscriptRefused } from './voice.transcriber.ts';

const attempts = 3;

/** As the server itself, in the name of who said it: only they are sure to see the message. */
const sessionOf = (tenant: string, user: string): Session => ({ tenant, user, name: user, avatar: null, roles: [], groups: [], expiresAt: Infinity });

const isVoice = (message: Message | undefined): message is Message & { card: VoiceCard } => message?.card?.type === 'voice' && message.card.file !== null;

/** Has a voice message written down, and the message changed. */
export function transcribeJob({ perform, files, transcriber, pauseMs = 2000 }: { perform: Perform; files: Pick<Services['files'], 'objects'>; transcriber: Transcriber; pauseMs?: number }): (data: JobData['voice.transcribe']) => Promise<void> {
  return async ({ tenant, user, messageId, language }) => {
    const session = sessionOf(tenant, user);
    const change = (changed: Pick<VoiceCard, 'transcript' | 'language' | 'transcription'>) => perform(session, (call: Call) =>
      call.chat.changeCard(call, messageId, (card) => (card?.type === 'voice' ? { type: 'voice', file: card.file, ...changed } : card)));
    const find = () => perform(session, async (call) => {
      const [message] = await call.chat.messagesById(call, [messageId]);
      return isVoice(message) ? { isThere: true, sound: await soundOf(call, message.card.file!.id) } : { isThere: false, sound: undefined };
    });
    let found = await find();
    // Asked for with the message, which is stored a moment later; or refused, and then there is nothing to do.
    for (let left = attempts; !found.isThere && left > 0; left--) {
      await later(pauseMs);
      found = await find();
    }
    const { sound } = found;
    if (!found.isThere || !sound || sound.state === 'quarantined') return;
    if (sound.state === 'checking') throw new Error('The sound is not checked yet'); // again later
    const bytes = new Uint8Array(await buffer(await files.objects.read(tenant, sound)));
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
