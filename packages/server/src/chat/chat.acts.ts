import { carriedOn, type ForwardCard, type Message, wordsOf } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { mustBeLive } from './chat.access.ts';
import { deletionOf, versionsOf } from './chat.acts.queries.ts';
import { mayChange, mayDelete } from './chat.messages.ts';
import { messageToChange, seenMessage, undeleteMessage } from './chat.messages.queries.ts';
import { messagesAsSeen } from './chat.seen.queries.ts';
import { send } from './chat.send.ts';
import { publishChanged } from './chat.tell.ts';
import { countReply } from './chat.threads.ts';

/** The message as others get it passed on: what was passed on before stays with who wrote it. */
function forwarded(message: Message): ForwardCard {
  const { card, id: messageId, channelId, seq, senderId, sentAt, text } = message, carried = carriedOn(card);
  if (card?.type === 'forward') return card;
  return { type: 'forward', channelId, messageId, seq, senderId, sentAt, ...(carried ? { text, carried } : { text: wordsOf(message) }) };
}

export const actHandlers = {
  'chat.forward': async (call, { messageId, text, ...where }) => {
    const [source] = await messagesAsSeen(call, [messageId]);
    if (!source) throw new CallError('not-found', 'No such message');
    await call.commit();
    return send(call, { ...where, text: text.trim(), card: forwarded(source) });
  },

  'chat.undelete': async (call, { messageId }) => {
    const found = await messageToChange(call, messageId), { channel, message } = found;
    if (!message.deletedAt) return message;
    const { by, isLate } = await deletionOf(call, message);
    if (by !== call.session.user) throw new CallError('forbidden', 'Only who has deleted a message brings it back');
    mayChange(call, found, mayDelete(call), 'who may delete it may bring it back');
    mustBeLive(channel);
    if (isLate) throw new CallError('conflict', 'It was deleted more than five minutes ago');
    const restored = await publishChanged(call, channel, await undeleteMessage(call, message));
    if (channel.parent_message_id) await countReply(call, channel, channel.parent_message_id, 1);
    return (carriedOn(restored.card) && await call.carried.refresh(call, messageId)) ?? restored; // a file may have changed or gone meanwhile
  },

  'chat.edits': async (call, { messageId }) => {
    const message = await seenMessage(call, messageId);
    return { items: message.deletedAt ? [] : await versionsOf(call, message) };
  },
} satisfies Partial<Handlers<'chat'>>;
