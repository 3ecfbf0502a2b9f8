import type { Message } from '../protocol/chat.ts';
import { mentionsIn } from '../protocol/chat.mentions.ts';
import { refuse, type Call } from './call.ts';
import { enter, floorOf, letHear, toChannel, toMyChannel } from './channels.ts';
import { room } from './hub.ts';
import type { ChannelRow } from './tenant.ts';

export function mayMention(call: Call, text: string): void {
  if (!call.may('chat.mention_everyone') && mentionsIn(text).some((one) => one[0] === '!')) refuse('forbidden', 'This needs the permission chat.mention_everyone; an administrator can grant it');
}

const usersIn = (call: Call, text: string): string[] => mentionsIn(text).flatMap((one) => (one[0] === '@' && call.tenant.people.has(one.slice(1)) ? [one.slice(1)] : []));
const isOpen = ({ visibility, history }: ChannelRow) => visibility === 'public' && history === 'all';

/** Who is named in a record's conversation follows it from that message on. */
export function followMentioned(call: Call, channel: ChannelRow, message: Message): void {
  if (channel.kind === 'record' && isOpen(channel) && !channel.archivedAt) follow(call, channel, message, usersIn(call, message.text).filter((id) => id !== call.user));
}

/** Who follows a thread with a new reply: its writer, and who began it and who is named, as far as they see the message it hangs on. */
export function followersOf(call: Call, home: ChannelRow, { senderId, seq }: Message, { text }: Message, isFirst: boolean): string[] {
  const sees = (id: string) => isOpen(home) || (home.members.has(id) && floorOf(home, id) < seq);
  return [call.user, ...[...(isFirst ? [senderId] : []), ...usersIn(call, text)].filter(sees)];
}

/** Lets people in who have read all that stands before the message. */
export function follow(call: Call, channel: ChannelRow, { seq, changedSeq }: Message, users: readonly string[]): void {
  const following = enter(call, channel, [...users].sort());
  if (following.length === 0) return;
  for (const member of following) Object.assign(member, { joinedSeq: seq - 1, readSeq: seq - 1, joinedChange: changedSeq - 1 });
  channel.version++;
  letHear(call, channel, following);
  for (const { userId, role } of following) {
    call.publish(room.user(userId), 'chat.channel', toMyChannel(channel, userId));
    call.publish(room.open(channel.id), 'chat.member', { channelId: channel.id, userId, role });
  }
  call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
}
