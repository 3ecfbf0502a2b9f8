import type { Handlers } from './call.ts';
import { refuse } from './call.ts';
import { send } from './chat.send.ts';
import { find } from './messages.ts';

type Names = 'chat.forward';

export const actHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.forward': (call, { messageId, text, ...where }) => {
    const { message: { card, deletedAt, channelId, seq, senderId, sentAt, text: words } } = find(call, messageId);
    if (deletedAt) refuse('not-found', 'No such message');
    return send(call, { ...where, text: text.trim(), card: card?.type === 'forward' ? card : { type: 'forward', channelId, messageId, seq, senderId, sentAt, text: words } });
  },
};
