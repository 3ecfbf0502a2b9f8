import type { Message } from '../protocol/chat.ts';
import { uuidv7 } from '../core/uuid.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { canSee, channelOrRecord, enter, seenMessages, tellEntered, toMyChannel, visibleChannel } from './channels.ts';
import { room } from './hub.ts';
import type { ChannelRow } from './tenant.ts';

type Names = 'chat.send' | 'chat.history' | 'chat.changes' | 'chat.edit' | 'chat.delete' | 'chat.react' | 'chat.unreact';

const mostEmoji = 30;
const mostChanges = 500;
const newestPage = 50;

/** A message of a channel that I am in, or may moderate. */
function messageToChange(call: Call, messageId: string): Message {
  const message = call.tenant.messages.get(messageId);
  const channel = message && call.tenant.channels.get(message.channelId);
  if (!message || !channel || !canSee(call, channel)) return refuse('not-found', 'No such message');
  if (!channel.members.has(call.user) && !call.may('chat.moderate_channels')) refuse('forbidden', 'Join the channel first');
  return message;
}

/** Counts a change and tells the message as it is now. A message is never altered in place: what was handed out stays as it was. */
function change(call: Call, message: Message, changes: Partial<Message>): Message {
  const channel = call.tenant.channels.get(message.channelId)!;
  const changed = { ...message, ...changes, changedSeq: ++channel.lastChange };
  channel.messages[changed.seq - 1] = changed;
  call.tenant.messages.set(changed.id, changed);
  call.publish(room.channel(channel.id), 'chat.message', changed);
  return changed;
}

function append(call: Call, channel: ChannelRow, id: string, text: string): Message {
  const message: Message = {
    id, channelId: channel.id, seq: ++channel.lastSeq, changedSeq: ++channel.lastChange,
    senderId: call.user, text, sentAt: call.now, reactions: {},
  };
  channel.messages.push(message);
  call.tenant.messages.set(id, message);
  return message;
}

export const messageHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.send': (call, { channelId, id = uuidv7(), text, record }) => {
    const { tenant, user, now } = call;
    const channel = channelOrRecord(call, { channelId, record });
    const isMember = channel.members.has(user);
    if (!isMember && channel.kind !== 'record') refuse('forbidden', 'Join the channel first');
    const taken = tenant.messages.get(id);
    if (taken && taken.senderId === user && taken.channelId === channelId) return taken;
    if (taken) refuse('id-taken', `The id ${id} belongs to another message; mint a new one`);
    const isNew = !tenant.channels.has(channelId);
    if (isNew) {
      Object.assign(channel, { createdBy: user, createdAt: now });
      tenant.channels.set(channelId, channel);
    }
    const entered = isMember ? [] : enter(call, channel, [user], isNew ? 'owner' : 'member');
    if (entered.length > 0) channel.version++;
    const message = append(call, channel, id, text);
    tellEntered(call, channel, entered);
    call.publish(room.channel(channelId), 'chat.message', message);
    return message;
  },

  'chat.history': (call, { channelId, before, after, around, limit }) => {
    const all = seenMessages(visibleChannel(call, channelId), call.user);
    const offset = (seq: number) => Math.max(0, Math.min(all.length, seq - (all[0]?.seq ?? 1)));   // `all` is unbroken by seq
    let from: number, to: number;
    if (around !== undefined) from = Math.max(0, offset(around) - Math.floor(limit / 2)), to = from + limit;
    else if (after !== undefined) from = offset(after + 1), to = from + limit;
    else to = before === undefined ? all.length : offset(before), from = Math.max(0, to - limit);
    const items = all.slice(from, to);
    return { items, ...(items[0] && from > 0 && { next: items[0].seq }) };
  },

  'chat.changes': (call, { channelId, since, limit }) => {
    const channel = visibleChannel(call, channelId);
    const mine = toMyChannel(channel, call.user);
    const seen = seenMessages(channel, call.user);
    if (channel.lastChange - since > mostChanges || since > channel.lastChange) {
      return { channel: mine, messages: seen.slice(-newestPage), upTo: channel.lastChange, more: false, isReset: true };
    }
    const changed = seen.filter(({ changedSeq }) => changedSeq > since).sort((a, b) => a.changedSeq - b.changedSeq);
    const messages = changed.slice(0, limit);
    const more = changed.length > limit;
    return { channel: mine, messages, upTo: more ? messages.at(-1)!.changedSeq : channel.lastChange, more, isReset: false };
  },

  'chat.edit': (call, { messageId, text }) => {
    const message = messageToChange(call, messageId);
    if (message.senderId !== call.user && !call.may('chat.moderate_channels')) refuse('forbidden', 'Only who wrote a message may edit it, or somebody with chat.moderate_channels');
    if (message.deletedAt) refuse('conflict', 'The message is deleted');
    return text === message.text ? message : change(call, message, { text, editedAt: call.now });
  },

  'chat.delete': (call, { messageId }) => {
    const message = messageToChange(call, messageId);
    const mayDelete = message.senderId === call.user || call.may('chat.delete_messages') || call.may('chat.moderate_channels');
    if (!mayDelete) refuse('forbidden', 'Only who wrote a message may delete it, or somebody with chat.delete_messages');
    return message.deletedAt ? message : change(call, message, { text: '', deletedAt: call.now, reactions: {} });
  },

  'chat.react': (call, { messageId, emoji }) => {
    const message = messageToChange(call, messageId);
    if (message.deletedAt) refuse('conflict', 'The message is deleted');
    const who = message.reactions[emoji] ?? [];
    if (who.includes(call.user)) return message;
    if (who.length === 0 && Object.keys(message.reactions).length >= mostEmoji) refuse('conflict', `A message carries at most ${mostEmoji} different emoji`);
    return change(call, message, { reactions: { ...message.reactions, [emoji]: [...who, call.user] } });
  },

  'chat.unreact': (call, { messageId, emoji }) => {
    const message = messageToChange(call, messageId);
    const who = message.reactions[emoji] ?? [];
    if (!who.includes(call.user)) return message;
    const { [emoji]: _, ...others } = message.reactions;
    return change(call, message, { reactions: who.length === 1 ? others : { ...message.reactions, [emoji]: who.filter((id) => id !== call.user) } });
  },
};
