import type { ForwardCard, Message } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { versionsOf } from './chat.acts.queries.ts';
import { seenMessage } from './chat.messages.queries.ts';
import { messagesAsSeen } from './chat.seen.queries.ts';
import { send } from './chat.send.ts';

/** The message as others get it passed on: what was passed on before stays with who wrote it. */
const forwarded = ({ card, id: messageId, channelId, seq, senderId, sentAt, text }: Message): ForwardCard =>
  card?.type === 'forward' ? card : { type: 'forward', channelId, messageId, seq, senderId, sentAt, text };

export const actHandlers = {
  'chat.forward': async (call, { messageId, text, ...where }) => {
    const [source] = await messagesAsSeen(call, [messageId]);
    if (!source) throw new CallError('not-found', 'No such message');
    await call.commit();
    return send(call, { ...where, text: text.trim(), card: forwarded(source) });
  },

  'chat.edits': async (call, { messageId }) => {
    const message = await seenMessage(call, messageId);
    return { items: message.deletedAt ? [] : await versionsOf(call, message) };
  },
} satisfies Partial<Handlers<'chat'>>;
