import { mentionsIn, type Member, type Message } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { needs } from '../permissions.ts';
import { channelsAsSeen } from './chat.channels.queries.ts';
import { distinct } from './chat.ids.ts';
import { countMembers, insertMembers } from './chat.members.queries.ts';
import { channelToFollow, mentionedOutsiders } from './chat.mentions.queries.ts';
import { type ChannelRow, toChannel } from './chat.rows.ts';

/** Refuses a text that names everybody where the caller may not. */
export function mayMention(call: Call, text: string): void {
  if (!call.can('chat.mention_everyone') && mentionsIn(text).some((one) => one[0] === '!')) throw needs('chat.mention_everyone');
}

export const usersNamed = ({ mentions = [] }: Message): string[] => mentions.flatMap((one) => (one[0] === '@' ? [one.slice(1)] : []));

/** Who is named in a record's conversation follows it from that message on; where others must be invited, naming them changes nothing. */
export async function followMentioned(call: Call, message: Message): Promise<void> {
  const named = usersNamed(message).filter((id) => id !== call.session.user);
  const outsiders = named.length === 0 ? [] : await mentionedOutsiders(call, message.channelId, named);
  const channel = outsiders.length === 0 ? undefined : await channelToFollow(call, message.channelId);
  if (channel) await follow(call, channel, message, outsiders);
}

/** Lets people in who have read all that stands before the message. */
export async function follow(call: Call, channel: ChannelRow, message: Message, users: readonly string[]): Promise<Member[]> {
  if (users.length === 0) return [];
  const following = await insertMembers(call, { ...channel, last_seq: message.seq - 1, last_change: message.changedSeq - 1 }, distinct(users));
  if (following.length === 0) return [];
  const now = await countMembers(call, channel.id, following.length);
  call.join(following.map(({ userId }) => userId), channel.id);
  for (const { userId, role } of following) {
    const [seen] = await channelsAsSeen(call, [channel.id], userId);
    if (seen) call.publish({ users: [userId] }, 'chat.channel', seen);
    call.publish({ open: channel.id }, 'chat.member', { channelId: channel.id, userId, role });
  }
  call.publish({ channel: channel.id }, 'chat.channelChanged', toChannel(now));
  return following;
}
