import type { HostRecord, Message } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { uuid7 } from '../uuid.ts';
import { mustBeLive, mustBeMember, mustTakePart, type SeenChannel, seenChannel } from './chat.access.ts';
import { InThread } from './chat.append.ts';
import { channelAsSeen, findChannels } from './chat.channels.queries.ts';
import { checkRecord } from './chat.ids.ts';
import {
  addReaction, type ChangeableMessage, countChangedAfter, countPinned, deleteMessage, editMessage, hidePreviews, messagesAfter, messagesBefore, messagesChangedAfter,
  messageToChange, pinMessage, pinnedMessages, removeReaction, touchRoot,
} from './chat.messages.queries.ts';
import { followMentioned, mayMention } from './chat.mentions.ts';
import { publishChanged } from './chat.tell.ts';
import { reply } from './chat.threads.ts';
import { countReplies } from './chat.threads.queries.ts';

/** A client further behind than this starts anew. */
const mostChanges = 500;
const newestPage = 50;
const mostEmoji = 30;
const mostPinned = 100;
const end = Number.MAX_SAFE_INTEGER;

/** A record's conversation takes everybody's reactions, as it takes their words. */
async function reactable(call: Call, messageId: string): Promise<ChangeableMessage> {
  const found = await messageToChange(call, messageId);
  mustTakePart(found.channel);
  mustBeLive(found.channel);
  return found;
}

function mayChange(call: Call, { channel, message }: ChangeableMessage, others: boolean, toWhom: string): void {
  if (message.senderId !== call.session.user) {
    if (!others) throw new CallError('forbidden', `This is somebody else's message; ${toWhom}`);
  } else if (!others) mustTakePart(channel);
}

/** A deleted reply counts no more; the message that it answered says so. */
async function countOut(call: Call, { id }: SeenChannel, rootId: string): Promise<void> {
  await countReplies(call, id, -1);
  const { channel: home, message: root } = await messageToChange(call, rootId);
  await publishChanged(call, home, await touchRoot(call, root, id));
}

/** The statement that appends asks who is a member; where the host guards records, that is not all. */
async function mustSee(call: Call, channelId: string, record: HostRecord | undefined): Promise<void> {
  const [found] = await findChannels(call, [channelId]);
  const isSeen = found ? !found.isGuarded || found.isVisible : !record || await call.access.maySee(call, record);
  if (!isSeen) throw new CallError('not-found', 'No such channel');
  await call.letGo();
}

export const messageHandlers = {
  'chat.send': async (call, { channelId, id = uuid7(), text, record, threadOf: rootId }) => {
    const { tenant, user } = call.session;
    checkRecord(tenant, record, channelId);
    mayMention(call, text);
    if (call.access.isHost) await mustSee(call, channelId, record);
    if (rootId !== undefined) return reply(call, { channelId, id, text, rootId });
    const appended = await call.append({ tenant, channelId, id, senderId: user, text, record, groups: call.session.groups }).catch(async (error: unknown) => {
      if (error instanceof InThread) return undefined;
      if (error instanceof CallError && error.code === 'not-found' && call.can('chat.access_private')) mustBeMember(await seenChannel(call, channelId)); // who sees all channels is told why
      throw error;
    });
    if (!appended) return reply(call, { channelId, id, text, rootId: (await seenChannel(call, channelId)).parent_message_id! });
    const { message, isNew, joined } = appended;
    if (joined) {
      const { membership, lastMessage: _, ...channel } = joined;
      call.join([user], channelId);
      call.publish({ users: [user] }, 'chat.channel', joined);
      call.publish({ channel: channelId }, 'chat.channelChanged', channel);
      call.publish({ open: channelId }, 'chat.member', { channelId, userId: user, role: membership.role });
    }
    if (isNew) call.publish({ channel: channelId }, 'chat.message', message);
    await followMentioned(call, message);
    return message;
  },

  'chat.history': async (call, { channelId, before, after, around, limit }) => {
    if ([before, after, around].filter((place) => place !== undefined).length > 1) throw new CallError('invalid-input', 'Give one of before, after and around');
    if (around !== undefined) call.snapshot();
    const { floor } = await seenChannel(call, channelId);
    let items: Message[];
    if (after !== undefined) items = await messagesAfter(call, channelId, Math.max(after, floor), limit);
    else if (around !== undefined) {
      const above = (await messagesBefore(call, channelId, floor, around, Math.floor(limit / 2))).reverse();
      items = [...above, ...await messagesAfter(call, channelId, Math.max(around - 1, floor), limit - above.length)];
    } else items = (await messagesBefore(call, channelId, floor, before ?? end, limit)).reverse();
    const first = items[0];
    return { items, ...(first && first.seq > floor + 1 ? { next: first.seq } : {}) };
  },

  'chat.changes': async (call, { channelId, since, limit }) => {
    call.snapshot();
    const channel = await channelAsSeen(call, channelId);
    const { floor } = await seenChannel(call, channelId);
    const { lastChange } = channel;
    const isBehind = lastChange - since > mostChanges && await countChangedAfter(call, channelId, since, mostChanges + 1) > mostChanges;
    if (isBehind || since > lastChange) {
      const messages = (await messagesBefore(call, channelId, floor, end, newestPage)).reverse();
      return { channel, messages, upTo: lastChange, more: false, isReset: true };
    }
    const found = since === lastChange ? [] : await messagesChangedAfter(call, channelId, floor, since, limit + 1);
    const messages = found.slice(0, limit), more = found.length > limit;
    return { channel, messages, upTo: more ? messages.at(-1)!.changedSeq : lastChange, more, isReset: false };
  },

  'chat.edit': async (call, { messageId, text }) => {
    const found = await messageToChange(call, messageId), { channel, message } = found;
    mayChange(call, found, call.can('chat.moderate_channels'), 'its sender or a moderator (chat.moderate_channels) can edit it');
    mustBeLive(channel);
    if (message.card?.type === 'notice') throw new CallError('conflict', 'These are words of the host, and it alone changes them');
    if (message.deletedAt) throw new CallError('conflict', 'The message has been deleted');
    if (message.text === text) return message;
    mayMention(call, text);
    const edited = await publishChanged(call, channel, await editMessage(call, message, text));
    await followMentioned(call, edited);
    return edited;
  },

  'chat.delete': async (call, { messageId }) => {
    const found = await messageToChange(call, messageId), { channel, message } = found;
    mayChange(call, found, call.can('chat.delete_messages') || call.can('chat.moderate_channels'), 'its sender or a moderator (chat.delete_messages) can delete it');
    if (message.deletedAt) return message;
    const deleted = await publishChanged(call, channel, await deleteMessage(call, message));
    if (channel.parent_message_id) await countOut(call, channel, channel.parent_message_id);
    return deleted;
  },

  'chat.hidePreviews': async (call, { messageId }) => {
    const found = await messageToChange(call, messageId), { channel, message } = found;
    mayChange(call, found, call.can('chat.moderate_channels'), 'its sender or a moderator (chat.moderate_channels) can hide what its links lead to');
    if (message.deletedAt) throw new CallError('conflict', 'The message has been deleted');
    return message.hidesPreviews ? message : publishChanged(call, channel, await hidePreviews(call, message));
  },

  'chat.react': async (call, { messageId, emoji }) => {
    const { channel, message } = await reactable(call, messageId);
    if (message.deletedAt) throw new CallError('conflict', 'The message has been deleted');
    const chosen = message.reactions[emoji];
    if (chosen?.includes(call.session.user)) return message;
    if (!chosen && Object.keys(message.reactions).length >= mostEmoji) throw new CallError('conflict', `A message has at most ${mostEmoji} different reactions; choose one that is there`);
    return publishChanged(call, channel, await addReaction(call, message, emoji));
  },

  'chat.pin': async (call, { messageId }) => {
    const { channel, message } = await reactable(call, messageId);
    if (message.deletedAt) throw new CallError('conflict', 'The message has been deleted');
    if (message.pinned) return message;
    if (await countPinned(call, channel.id) >= mostPinned) throw new CallError('conflict', `A channel has at most ${mostPinned} pinned messages; take one down first`);
    return publishChanged(call, channel, await pinMessage(call, message, call.session.user));
  },

  'chat.unpin': async (call, { messageId }) => {
    const { channel, message } = await reactable(call, messageId);
    return message.pinned ? publishChanged(call, channel, await pinMessage(call, message, null)) : message;
  },

  'chat.pinned': async (call, { channelId }) => {
    const { floor } = await seenChannel(call, channelId);
    return { items: await pinnedMessages(call, channelId, floor, mostPinned) };
  },

  'chat.unreact': async (call, { messageId, emoji }) => {
    const { channel, message } = await reactable(call, messageId);
    if (!message.reactions[emoji]?.includes(call.session.user)) return message;
    return publishChanged(call, channel, await removeReaction(call, message, emoji));
  },
} satisfies Partial<Handlers<'chat'>>;
