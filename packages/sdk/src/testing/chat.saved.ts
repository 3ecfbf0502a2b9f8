import { refuse, type Call, type Handlers } from './call.ts';
import { canSee, floorOf, toChannel } from './channels.ts';
import { room } from './hub.ts';
import { findSaid } from './messages.ts';
import { latestFirst, pageOf } from './page.ts';

type Names = 'chat.save' | 'chat.unsave' | 'chat.saved' | 'chat.savedIds';

const mostSaved = 1000;

function savedOf({ tenant, user }: Call): Map<string, string> {
  const saved = tenant.saved.get(user) ?? new Map<string, string>();
  tenant.saved.set(user, saved);
  return saved;
}

const inOrder = (call: Call) => [...savedOf(call)].sort(([a, at], [b, bt]) => (at < bt ? 1 : at > bt ? -1 : a < b ? 1 : -1));

function marked(call: Call, messageId: string, isSaved: boolean, isNew: boolean): Record<string, never> {
  if (isNew) call.publish(room.user(call.user), 'chat.saved', { messageId, isSaved });
  return {};
}

export const savedHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.save': (call, { messageId }) => {
    const { message } = findSaid(call, messageId), saved = savedOf(call), isNew = !saved.has(messageId);
    if (message.deletedAt) refuse('conflict', 'The message has been deleted');
    if (isNew && saved.size >= mostSaved) refuse('conflict', `At most ${mostSaved} messages can be saved; take some out first`);
    if (isNew) saved.set(messageId, call.now);
    return marked(call, messageId, true, isNew);
  },
  'chat.unsave': (call, { messageId }) => marked(call, messageId, false, savedOf(call).delete(messageId)),
  'chat.savedIds': (call) => ({ items: inOrder(call).map(([id]) => id) }),
  'chat.saved': (call, paging) => {
    const { tenant, user } = call;
    const { items, ...next } = pageOf(inOrder(call), ([id, at]) => latestFirst(at, id), paging);
    return {
      items: items.map(([messageId, savedAt]) => {
        const found = tenant.messages.get(messageId), channel = found && tenant.channels.get(found.channelId);
        const isThere = found && channel && !found.deletedAt && canSee(call, channel) && found.seq > floorOf(channel, user, call.may('chat.access_private'));
        return { messageId, savedAt, message: isThere ? found : null, channel: isThere ? toChannel(channel) : null };
      }), ...next,
    };
  },
};
