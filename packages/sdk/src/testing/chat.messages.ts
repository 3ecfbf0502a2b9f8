import { speaksForItself } from '../protocol/chat.cards.ts';
import type { Message } from '../protocol/chat.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { asSeen, mustBeLive, mustTakePart, seenMessages, visibleChannel } from './channels.ts';
import { versionsOf } from './chat.acts.ts';
import { send } from './chat.send.ts';
import { tellRoot } from './chat.threads.ts';
import { followMentioned, mayMention } from './chat.mentions.ts';
import { note } from './chat.system.ts';
import { change, changeable, findSaid } from './messages.ts';
import { mayVoice } from './voice.ts';

type Names = 'chat.send' | 'chat.history' | 'chat.seqAt' | 'chat.changes' | 'chat.edit' | 'chat.delete' | 'chat.hidePreviews' | 'chat.react' | 'chat.unreact' | 'chat.pin' | 'chat.unpin' | 'chat.pinned';

const mostEmoji = 30;
const mostPinned = 100;
const mostChanges = 500;
const newestPage = 50;

/** A record's conversation takes everybody's reactions, as it takes their words. */
export function reactable(call: Call, messageId: string): Message {
  const { channel, message } = findSaid(call, messageId);
  mustTakePart(call, channel);
  mustBeLive(call, channel);
  return message;
}

export const messageHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.send': send,

  'chat.history': (call, { channelId, before, after, around, limit }) => {
    if ([before, after, around].filter((place) => place !== undefined).length > 1) refuse('invalid-input', 'Give one of before, after and around');
    const all = seenMessages(call, visibleChannel(call, channelId));
    const offset = (seq: number) => Math.max(0, Math.min(all.length, seq - (all[0]?.seq ?? 1)));   // `all` is unbroken by seq
    let from: number, to: number;
    if (around !== undefined) from = Math.max(0, offset(around) - Math.floor(limit / 2)), to = from + limit;
    else if (after !== undefined) from = offset(after + 1), to = from + limit;
    else to = before === undefined ? all.length : offset(before), from = Math.max(0, to - limit);
    const items = all.slice(from, to);
    return { items, ...(items[0] && from > 0 && { next: items[0].seq }) };
  },

  'chat.seqAt': (call, { channelId, at }) => {
    const all = seenMessages(call, visibleChannel(call, channelId)), since = Date.parse(at);
    let low = 0, high = all.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (Date.parse(all[middle]!.sentAt) < since) low = middle + 1; else high = middle;
    }
    return { seq: all[low]?.seq ?? null };
  },

  'chat.changes': (call, { channelId, since, limit }) => {
    const channel = visibleChannel(call, channelId);
    const mine = asSeen(call, channel);
    const seen = seenMessages(call, channel);
    const isBehind = channel.lastChange - since > mostChanges && channel.messages.filter(({ changedSeq }) => changedSeq > since).length > mostChanges;
    if (isBehind || since > channel.lastChange) {
      return { channel: mine, messages: seen.slice(-newestPage), upTo: channel.lastChange, more: false, isReset: true };
    }
    const changed = seen.filter(({ changedSeq }) => changedSeq > since).sort((a, b) => a.changedSeq - b.changedSeq);
    const messages = changed.slice(0, limit);
    const more = changed.length > limit;
    return { channel: mine, messages, upTo: more ? messages.at(-1)!.changedSeq : channel.lastChange, more, isReset: false };
  },

  'chat.edit': (call, { messageId, text: given }) => {
    const text = given.trim() ? given : '';
    const message = changeable(call, messageId, call.may('chat.moderate_channels'), 'its sender or a moderator (chat.moderate_channels) can edit it');
    mustBeLive(call, call.tenant.channels.get(message.channelId)!);
    if (message.deletedAt || message.card?.type === 'notice' || message.card?.type === 'poll') refuse('conflict', 'The message is deleted, in words of the host, or voted on');
    if (text === message.text) return message;
    if (!text && !speaksForItself(message.card)) refuse('invalid-input', 'text: must not be empty');
    mayMention(call, text);
    call.tenant.versions.set(messageId, [{ text, userId: call.user, at: call.now }, ...versionsOf(call, message)]);
    const edited = change(call, message, { text, editedAt: call.now });
    followMentioned(call, call.tenant.channels.get(edited.channelId)!, edited);
    return edited;
  },

  'chat.delete': (call, { messageId }) => {
    const voice = call.tenant.messages.get(messageId), isVoice = voice?.card?.type === 'voice' && mayVoice(call, 'delete', voice.channelId);
    const others = call.may('chat.delete_messages') || call.may('chat.moderate_channels') || isVoice;
    const message = changeable(call, messageId, others, 'its sender or a moderator (chat.delete_messages) can delete it');
    if (message.deletedAt) return message;
    call.tenant.deleted.set(messageId, { message, by: call.user });
    const deleted = change(call, message, { restoredAt: undefined, card: undefined, metadata: undefined, text: '', deletedAt: call.now, reactions: {}, pinned: undefined });
    const thread = call.tenant.channels.get(message.channelId)?.thread;
    if (thread) tellRoot(call, call.tenant.messages.get(thread.messageId)!, message.channelId);
    return deleted;
  },

  'chat.hidePreviews': (call, { messageId }) => {
    const message = changeable(call, messageId, call.may('chat.moderate_channels'), 'its sender or a moderator (chat.moderate_channels) can hide what its links lead to');
    if (message.deletedAt) refuse('conflict', 'The message is deleted');
    return message.hidesPreviews ? message : change(call, message, { hidesPreviews: true });
  },

  'chat.react': (call, { messageId, emoji }) => {
    const message = reactable(call, messageId);
    if (message.deletedAt) refuse('conflict', 'The message is deleted');
    const who = message.reactions[emoji] ?? [];
    if (who.includes(call.user)) return message;
    if (who.length === 0 && Object.keys(message.reactions).length >= mostEmoji) refuse('conflict', `A message carries at most ${mostEmoji} different emoji`);
    return change(call, message, { reactions: { ...message.reactions, [emoji]: [...who, call.user] } });
  },

  'chat.pin': (call, { messageId }) => {
    const message = reactable(call, messageId);
    if (message.deletedAt) refuse('conflict', 'The message is deleted');
    if (message.pinned) return message;
    if (call.tenant.channels.get(message.channelId)!.messages.filter(({ pinned }) => pinned).length >= mostPinned) refuse('conflict', `A channel has at most ${mostPinned} pinned messages; take one down first`);
    const pinned = change(call, message, { pinned: { userId: call.user, at: call.now } });
    note(call, call.tenant.channels.get(message.channelId)!, 'pinned', { messageId, seq: message.seq });
    return pinned;
  },

  'chat.unpin': (call, { messageId }) => {
    const message = reactable(call, messageId);
    return message.pinned ? change(call, message, { pinned: undefined }) : message;
  },

  'chat.pinned': (call, { channelId }) => ({
    items: seenMessages(call, visibleChannel(call, channelId)).filter(({ pinned }) => pinned).sort((a, b) => (a.pinned!.at < b.pinned!.at ? 1 : a.pinned!.at > b.pinned!.at ? -1 : a.id < b.id ? -1 : 1)),
  }),

  'chat.unreact': (call, { messageId, emoji }) => {
    const message = reactable(call, messageId);
    const who = message.reactions[emoji] ?? [];
    if (!who.includes(call.user)) return message;
    const { [emoji]: _, ...others } = message.reactions;
    return change(call, message, { reactions: who.length === 1 ? others : { ...message.reactions, [emoji]: who.filter((id) => id !== call.user) } });
  },
};
