import type { MessageVersion } from '../protocol/chat.acts.ts';
import type { Message } from '../protocol/chat.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { send } from './chat.send.ts';
import { find } from './messages.ts';

type Names = 'chat.forward' | 'chat.edits';

export const versionsOf = ({ tenant }: Call, { id, text, senderId, sentAt }: Message): MessageVersion[] => tenant.versions.get(id) ?? [{ text, userId: senderId, at: sentAt }];

export const actHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.forward': (call, { messageId, text, ...where }) => {
    const { message: { card, deletedAt, channelId, seq, senderId, sentAt, text: words } } = find(call, messageId);
    if (deletedAt) refuse('not-found', 'No such message');
    return send(call, { ...where, text: text.trim(), card: card?.type === 'forward' ? card : { type: 'forward', channelId, messageId, seq, senderId, sentAt, text: words } });
  },

  'chat.edits': (call, { messageId }) => {
    const { message } = find(call, messageId);
    return { items: message.deletedAt ? [] : versionsOf(call, message).slice(0, 200) };
  },
};
