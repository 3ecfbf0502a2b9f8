import type { Card } from '../protocol/chat.cards.ts';
import type { Metadata } from '../protocol/chat.metadata.ts';
import type { Message } from '../protocol/chat.ts';
import { mentionsIn } from '../protocol/chat.mentions.ts';
import { refuse, type Call } from './call.ts';
import { canSee, floorOf, mustTakePart } from './channels.ts';
import { room } from './hub.ts';
import type { ChannelRow } from './tenant.ts';

/** Whom a text names, where it names anybody. */
function named(text: string): Pick<Message, 'mentions'> {
  const mentions = mentionsIn(text);
  return mentions.length ? { mentions } : {};
}

interface Found { channel: ChannelRow; message: Message }

/** A message that the caller sees. */
export function find(call: Call, messageId: string): Found {
  const message = call.tenant.messages.get(messageId);
  const channel = message && call.tenant.channels.get(message.channelId);
  const isSeen = message && channel && canSee(call, channel) && message.seq > floorOf(channel, call.user, call.may('chat.access_private'));
  return isSeen ? { channel, message } : refuse('not-found', 'No such message');
}

/** The same for what is done with people's words. */
export function findSaid(call: Call, messageId: string): Found {
  const found = find(call, messageId);
  if (found.message.card?.type === 'system') refuse('conflict', 'This is the server\'s own notice of what happened here; it stays as it is');
  return found;
}

/** Own messages, and with `others` anybody's. */
export function changeable(call: Call, messageId: string, others: boolean, toWhom: string): Message {
  const { channel, message } = findSaid(call, messageId);
  if (others) return message;
  if (message.senderId !== call.user) refuse('forbidden', `This is somebody else's message; ${toWhom}`);
  mustTakePart(call, channel);
  return message;
}

/** Counts a change and tells the message as it is now. A message is never altered in place: what was handed out stays as it was. */
export function change(call: Call, message: Message, changes: { [K in keyof Message]?: Message[K] | undefined }): Message {
  const channel = call.tenant.channels.get(message.channelId)!;
  const changed = JSON.parse(JSON.stringify({ ...message, ...changes, ...(changes.text !== undefined && { mentions: undefined, ...named(changes.text) }), changedSeq: ++channel.lastChange })) as Message; // without what is undefined
  channel.messages[changed.seq - 1] = changed;
  call.tenant.messages.set(changed.id, changed);
  if (channel.history === 'all') call.publish(room.channel(channel.id), 'chat.message', changed);
  else for (const { userId, joinedSeq } of channel.members.values()) if (joinedSeq < changed.seq) call.publish(room.user(userId), 'chat.message', changed);
  return changed;
}

export function append(call: Call, channel: ChannelRow, id: string, text: string, card?: Card, metadata?: Metadata): Message {
  const message: Message = {
    id, channelId: channel.id, seq: ++channel.lastSeq, changedSeq: ++channel.lastChange,
    senderId: call.user, text, sentAt: call.now, reactions: {}, ...(card && { card }), ...(metadata && Object.keys(metadata).length > 0 && { metadata }), ...named(text),
  };
  channel.messages.push(message);
  call.tenant.messages.set(id, message);
  return message;
}
