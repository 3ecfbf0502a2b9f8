import type { Membership } from '../protocol/chat.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { byJoining, toMembership, visibleChannel } from './channels.ts';
import { room } from './hub.ts';
import type { ChannelRow, MemberRow } from './tenant.ts';

type Names = 'chat.markRead' | 'chat.markUnread' | 'chat.readers' | 'chat.typing';

/** In larger channels nobody is told how far the others have read. */
const mostReaders = 50;

function membershipOf(call: Call, channelId: string): { channel: ChannelRow; member: MemberRow } {
  const channel = visibleChannel(call, channelId);
  return { channel, member: channel.members.get(call.user) ?? refuse('forbidden', 'Join the channel first') };
}

function moveTo(call: Call, channel: ChannelRow, member: MemberRow, readSeq: number): { channelId: string; membership: Membership } {
  member.readSeq = readSeq;
  member.version++;
  const position = { channelId: channel.id, membership: toMembership(channel, member) };
  call.publish(room.user(call.user), 'chat.position', position);
  if (channel.members.size <= mostReaders) call.publish(room.open(channel.id), 'chat.reads', { channelId: channel.id, readers: [{ userId: call.user, seq: readSeq }] });
  return position;
}

export const readingHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.markRead': (call, { channelId, seq, basedOn }) => {
    const { channel, member } = membershipOf(call, channelId);
    const readSeq = Math.min(seq, channel.lastSeq);
    const isStale = basedOn !== undefined && basedOn < member.unversion;
    if (isStale || readSeq <= member.readSeq) return { channelId, membership: toMembership(channel, member) };
    return moveTo(call, channel, member, readSeq);
  },
  'chat.markUnread': (call, { channelId, seq }) => {
    const { channel, member } = membershipOf(call, channelId);
    const readSeq = seq - 1;
    if (readSeq >= member.readSeq) return { channelId, membership: toMembership(channel, member) };
    member.unversion = member.version + 1;
    return moveTo(call, channel, member, readSeq);
  },
  'chat.readers': (call, { channelId }) => {
    const { members } = visibleChannel(call, channelId);
    return { items: members.size > mostReaders ? [] : byJoining(members.values()).filter(({ readSeq, joinedSeq }) => readSeq > joinedSeq).map(({ userId, readSeq }) => ({ userId, seq: readSeq })) };
  },
  'chat.typing': (call, { channelId }) => {
    const { tenant, user, connection } = call;
    if (!connection || !tenant.hub.in(room.channel(channelId)).has(connection)) visibleChannel(call, channelId);
    call.publish(room.open(channelId), 'chat.typing', { channelId, userId: user }, { except: user });
    return {};
  },
};
