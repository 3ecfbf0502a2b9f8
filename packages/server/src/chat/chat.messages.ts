import { carriedOn, type Message, speaksForItself } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { mustBeLive, mustTakePart, seenChannel } from './chat.access.ts';
import { insertEdit } from './chat.acts.queries.ts';
import { beforeSend } from './chat.before-send.ts';
import { channelAsSeen } from './chat.channels.queries.ts';
import {
  addReaction, type ChangeableMessage, countChangedAfter, countPinned, deleteMessage, editMessage, hidePreviews, messagesAfter, messagesBefore, messagesChangedAfter,
  messageToChange, pinMessage, pinnedMessages, removeReaction, seenMessage, seqAt,
} from './chat.messages.queries.ts';
import { followMentioned, mayMention } from './chat.mentions.ts';
import { send } from './chat.send.ts';
import { note } from './chat.system.ts';
import { publishChanged } from './chat.tell.ts';
import { countReply } from './chat.threads.ts';

/** A client further behind than this starts anew. */
const mostChanges = 500;
const newestPage = 50;
const mostEmoji = 30;
const mostPinned = 100;
const end = Number.MAX_SAFE_INTEGER;

/** Between two transactions: nobody waits for the host but who edits. */
async function askBeforeEdit(call: Call, messageId: string, text: string): Promise<string> {
  const { channelId } = await seenMessage(call, messageId);
  await call.commit();
  return beforeSend(call, { id: messageId, channelId, text }, true);
}

/** A record's conversation takes everybody's reactions, as it takes their words. */
export async function reactable(call: Call, messageId: string): Promise<ChangeableMessage> {
  const found = await messageToChange(call, messageId);
  mustTakePart(found.channel);
  mustBeLive(found.channel);
  return found;
}

/** Anybody's messages. */
export const mayDelete = (call: Call): boolean => call.can('chat.delete_messages') || call.can('chat.moderate_channels');

export function mayChange(call: Call, { channel, message }: ChangeableMessage, others: boolean, toWhom: string): void {
  if (message.senderId !== call.session.user) {
    if (!others) throw new CallError('forbidden', `This is somebody else's message; ${toWhom}`);
  } else if (!others) mustTakePart(channel);
}

export const messageHandlers = {
  'chat.send': send,

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

  'chat.seqAt': async (call, { channelId, at }) => {
    const { floor, last_seq: last } = await seenChannel(call, channelId);
    return { seq: await seqAt(call, channelId, { above: floor, upTo: last }, at) };
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

  'chat.edit': async (call, { messageId, text: given }) => {
    const asked = call.host?.isAskedBeforeSend ? await askBeforeEdit(call, messageId, given) : given, text = asked.trim() ? asked : '';
    const found = await messageToChange(call, messageId), { channel, message } = found;
    mayChange(call, found, call.can('chat.moderate_channels'), 'its sender or a moderator (chat.moderate_channels) can edit it');
    mustBeLive(channel);
    if (message.card?.type === 'notice') throw new CallError('conflict', 'These are words of the host, and it alone changes them');
    if (message.card?.type === 'poll') throw new CallError('conflict', 'A question that people vote on stays as it was asked');
    if (message.deletedAt) throw new CallError('conflict', 'The message has been deleted');
    if (message.text === text) return message;
    if (!text && !speaksForItself(message.card)) throw new CallError('invalid-input', 'text: must not be empty');
    mayMention(call, text);
    await insertEdit(call, message);
    const edited = await publishChanged(call, channel, await editMessage(call, message, text));
    await followMentioned(call, edited);
    return edited;
  },

  'chat.delete': async (call, { messageId }) => {
    const found = await messageToChange(call, messageId), { channel, message } = found;
    const isMine = message.senderId === call.session.user, mayVoice = !isMine && message.card?.type === 'voice' && await call.voice.mayDelete(call, message.channelId);
    mayChange(call, found, mayDelete(call) || mayVoice, 'its sender or a moderator (chat.delete_messages) can delete it');
    if (message.deletedAt) return message;
    const deleted = await publishChanged(call, channel, await deleteMessage(call, message));
    if (carriedOn(message.card)) await call.carried.withdraw(call, { messageId, channelId: message.channelId });
    if (channel.parent_message_id) await countReply(call, channel, channel.parent_message_id, -1);
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
    const pinned = await publishChanged(call, channel, await pinMessage(call, message, call.session.user));
    await note(call, channel, 'pinned', { messageId, seq: message.seq });
    return pinned;
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
