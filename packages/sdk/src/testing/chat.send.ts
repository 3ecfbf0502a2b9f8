import { uuidv7 } from '../core/uuid.ts';
import type { Card } from '../protocol/chat.cards.ts';
import type { Message } from '../protocol/chat.ts';
import type { Parsed } from '../protocol/contract.ts';
import { refuse, type Call } from './call.ts';
import { channelToEnter, enterAlone, letHear, mustBeLive, mustBeMember, tellMembers, tellNewcomers, toChannel } from './channels.ts';
import { followMentioned, mayMention } from './chat.mentions.ts';
import { reply } from './chat.threads.ts';
import { attach, passOn } from './files.ts';
import { room } from './hub.ts';
import { append } from './messages.ts';

type NewMessage = Parsed<'chat.send'> & { card?: Card };

/** Stores a message of the caller's, with what it carries, and tells it. */
export function send(call: Call, { channelId, id = uuidv7(), text, card: carried, fileIds, record, threadOf }: NewMessage): Message {
  const { user } = call;
  const thread = call.tenant.channels.get(channelId)?.thread;
  if (record) channelToEnter(call, { channelId, record });
  const home = threadOf === undefined ? channelId : call.tenant.messages.get(threadOf)?.channelId ?? channelId;
  const card = fileIds ? attach(call, id, fileIds, home) : passOn(call, id, carried, home);
  mayMention(call, text);
  if (threadOf !== undefined) return reply(call, { channelId, id, text, card, rootId: threadOf });
  const taken = call.tenant.messages.get(id);
  if (taken && (taken.senderId !== user || taken.channelId !== channelId)) refuse('id-taken', `The id ${id} belongs to another message; mint a new one`);
  const channel = channelToEnter(call, { channelId, record });
  if (thread) return reply(call, { channelId, id, text, card, rootId: thread.messageId });
  if (taken && (channel.members.has(user) || (channel.visibility === 'public' && channel.history === 'all'))) return taken;
  if (channel.kind !== 'record') mustBeMember(call, channel);
  mustBeLive(call, channel);
  if (channel.posting === 'admins' && channel.members.size > 0 && (channel.members.get(user)?.role ?? 'member') === 'member') refuse('forbidden', 'Only owners and admins of this channel write in it');
  const entered = channel.members.has(user) ? [] : enterAlone(call, channel);
  const message = append(call, channel, id, text, card);
  if (entered.length > 0) {
    letHear(call, channel, entered);
    tellNewcomers(call, channel, entered);
    call.publish(room.channel(channelId), 'chat.channelChanged', toChannel(channel));
    tellMembers(call, channel, entered);
  }
  call.publish(room.channel(channelId), 'chat.message', message);
  followMentioned(call, channel, message);
  return message;
}
