import type { Call } from '../call.ts';
import { mayDelete, mayFetch, mustBeAllowed } from './voice.access.ts';

/** What other features ask about voice messages. */
export interface Voice {
  /** A service that writes voices down is set up. */
  readonly isTranscribing: boolean;
  mayFetch: typeof mayFetch;
  mayDelete: typeof mayDelete;
  /** Before a voice message is stored: refuses it where it may not be recorded, and has it written down where the channel's rules say so, unless what is said `isKnown`. */
  admit(call: Call, message: { messageId: string; channelId: string; rootId?: string | undefined; isKnown?: boolean }): Promise<{ isTranscribed: boolean }>;
}

export const createVoice = ({ isTranscribing }: { isTranscribing: boolean }): Voice => ({
  isTranscribing, mayFetch, mayDelete,
  async admit(call, { messageId, channelId, rootId, isKnown = false }) {
    const { rules } = await mustBeAllowed(call, 'record', channelId, rootId);
    const isTranscribed = rules.isTranscribed && isTranscribing && !isKnown;
    if (isTranscribed) await call.files.jobs.add(call, 'voice.transcribe', { tenant: call.session.tenant, user: call.session.user, messageId });
    return { isTranscribed };
  },
});
