import type { MessageVersion } from '../protocol/chat.acts.ts';
import { carriedOn, wordsOf } from '../protocol/chat.cards.ts';
import type { Message } from '../protocol/chat.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { mustBeLive } from './channels.ts';
import { send } from './chat.send.ts';
import { tellRoot } from './chat.threads.ts';
import { refreshCard } from './files.ts';
import { change, changeable, find, findSaid } from './messages.ts';

type Names = 'chat.undelete' | 'chat.forward' | 'chat.edits';

const restorableMs = 5 * 60_000;

export const versionsOf = ({ tenant }: Call, { id, text, senderId, sentAt }: Message): MessageVersion[] => tenant.versions.get(id) ?? [{ text, userId: senderId, at: sentAt }];

export const actHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.forward': (call, { messageId, text, ...where }) => {
    const { message } = find(call, messageId), { card, deletedAt, channelId, seq, senderId, sentAt } = message, carried = carriedOn(card);
    if (deletedAt || card?.type === 'system') refuse('not-found', 'No such message');
    return send(call, { ...where, text: text.trim(), card: card?.type === 'forward' ? card : { type: 'forward', channelId, messageId, seq, senderId, sentAt, ...(carried ? { text: message.text, carried } : { text: wordsOf(message) }) } });
  },

  'chat.undelete': (call, { messageId }) => {
    const { message, channel } = findSaid(call, messageId), was = call.tenant.deleted.get(messageId);
    if (!message.deletedAt || !was) return message;
    if (was.by !== call.user) refuse('forbidden', 'Only who has deleted a message brings it back');
    changeable(call, messageId, call.may('chat.delete_messages') || call.may('chat.moderate_channels'), 'who may delete it may bring it back');
    mustBeLive(call, channel);
    if (Date.parse(call.now) - Date.parse(message.deletedAt) > restorableMs) refuse('conflict', 'It was deleted more than five minutes ago');
    const { text, reactions, pinned, card, metadata } = was.message;
    const restored = change(call, message, { text, reactions, pinned, card, metadata, deletedAt: undefined, restoredAt: call.now });
    if (channel.thread) tellRoot(call, call.tenant.messages.get(channel.thread.messageId)!, channel.id);
    return refreshCard(call, messageId) ?? restored;
  },

  'chat.edits': (call, { messageId }) => {
    const { message } = find(call, messageId);
    return { items: message.deletedAt ? [] : versionsOf(call, message).slice(0, 200) };
  },
};
