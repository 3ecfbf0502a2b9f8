import { Id } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { mustBeSaid } from './chat.access.ts';
import { seenMessage } from './chat.messages.queries.ts';
import { deleteSaved, insertSaved, savedIds, savedPage } from './chat.saved.queries.ts';
import { channelsSeen, messagesAsSeen } from './chat.seen.queries.ts';

const mostSaved = 1000;

function marked(call: Call, messageId: string, isSaved: boolean, isNew: boolean): Record<string, never> {
  if (isNew) call.publish({ users: [call.session.user] }, 'chat.saved', { messageId, isSaved });
  return {};
}

export const savedHandlers = {
  'chat.save': async (call, { messageId }) => {
    const message = await seenMessage(call, messageId);
    mustBeSaid(message);
    if (message.deletedAt) throw new CallError('conflict', 'The message has been deleted');
    const isNew = await insertSaved(call, messageId);
    if (isNew && (await savedIds(call, mostSaved + 1)).length > mostSaved) throw new CallError('conflict', `At most ${mostSaved} messages can be saved; take some out first`);
    return marked(call, messageId, true, isNew);
  },

  'chat.unsave': async (call, { messageId }) => marked(call, messageId, false, await deleteSaved(call, messageId)),

  'chat.savedIds': async (call) => ({ items: await savedIds(call, mostSaved) }),

  'chat.saved': async (call, { cursor, limit }) => {
    const { items: rows, ...next } = toPage(await savedPage(call, fromCursor(cursor, 'number', Id), limit), limit, ({ saved_at: at, id }) => [at.getTime(), id], (row) => row);
    const messages = new Map((await messagesAsSeen(call, rows.map(({ id }) => id))).map((message) => [message.id, message]));
    const channels = new Map((await channelsSeen(call, [...messages.values()].map(({ channelId }) => channelId))).map((channel) => [channel.id, channel]));
    const items = rows.map(({ id, saved_at: at }) => {
      const message = messages.get(id) ?? null;
      return { messageId: id, savedAt: at.toISOString(), message, channel: message && (channels.get(message.channelId) ?? null) };
    });
    return { items, ...next };
  },
} satisfies Partial<Handlers<'chat'>>;
