import type { Channel, HostRecord, MemberRole, Membership, Message, MyChannel } from '../protocol/chat.ts';
import { refuse, type Call } from './call.ts';
import { room } from './hub.ts';
import type { ChannelRow, MemberRow, Tenant } from './tenant.ts';
import { uuidFrom } from './uuid-from.ts';

const noSuchChannel = (): never => refuse('not-found', 'No such channel');

/** Members look into their channels; everybody into public ones and those of records. */
export function canSee(call: Pick<Call, 'user' | 'may'>, channel: ChannelRow): boolean {
  return channel.visibility === 'public' || channel.members.has(call.user) || call.may('chat.access_private');
}

export function visibleChannel(call: Call, channelId: string): ChannelRow {
  const channel = call.tenant.channels.get(channelId);
  return channel && canSee(call, channel) ? channel : noSuchChannel();
}

/** The channel of a record: its row, or what it will be once somebody has written. */
export function recordChannel(tenant: Tenant, record: HostRecord): ChannelRow {
  const id = uuidFrom(tenant.id, 'record', record.type, record.id);
  return tenant.channels.get(id) ?? newChannel(id, { kind: 'record', visibility: 'public', record, createdAt: null });
}

/** A channel by id; or, for a record's that nobody has written in yet, by its record. */
export function channelOrRecord(call: Call, { channelId, record }: { channelId: string; record?: HostRecord | undefined }): ChannelRow {
  if (call.tenant.channels.has(channelId) || !record) return visibleChannel(call, channelId);
  const channel = recordChannel(call.tenant, record);
  return channel.id === channelId ? channel : refuse('not-found', 'No such channel, and `record` belongs to another one');
}

export function newChannel(id: string, given: Partial<ChannelRow> & Pick<ChannelRow, 'kind'>): ChannelRow {
  return {
    id, visibility: 'private', history: 'all', name: null, description: null, record: null, createdBy: null, createdAt: null,
    lastSeq: 0, lastChange: 0, version: 0, members: new Map(), messages: [], ...given,
  };
}

/** Puts people into a channel from now on; answers who was not in it before. They hear it from the next publication on. */
export function enter(call: Call, channel: ChannelRow, userIds: readonly string[], role: MemberRole = 'member'): MemberRow[] {
  const { tenant, now } = call;
  tenant.mention(userIds);
  const entered = [...new Set(userIds)].filter((userId) => !channel.members.has(userId)).map((userId): MemberRow => ({
    userId, role, joinedAt: now, joinedSeq: channel.lastSeq, joinedChange: channel.lastChange,
    readSeq: channel.lastSeq, readVersion: 0, unreadVersion: 0,
  }));
  for (const member of entered) {
    channel.members.set(member.userId, member);
    call.afterwards(() => { for (const connection of tenant.hub.in(room.user(member.userId))) tenant.hub.join(connection, room.channel(channel.id)); });
  }
  return entered;
}

/** Tells who came in: to themselves, to all who hear the channel, and to those who have it open. */
export function tellEntered(call: Call, channel: ChannelRow, entered: readonly MemberRow[]): void {
  for (const { userId } of entered) call.publish(room.user(userId), 'chat.channel', toMyChannel(channel, userId));
  if (entered.length === 0) return;
  call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
  for (const { userId, role } of entered) call.publish(room.open(channel.id), 'chat.member', { channelId: channel.id, userId, role });
}

export function toChannel(channel: ChannelRow): Channel {
  const { id, kind, visibility, name, description, record, history, createdBy, createdAt, lastSeq, lastChange, version, members } = channel;
  return {
    id, kind, visibility, name, description, record, history, createdBy, createdAt, lastSeq, lastChange, version,
    people: kind === 'direct' ? [...members.keys()].sort().slice(0, 8) : [], memberCount: members.size,
  };
}

export function toMyChannel(channel: ChannelRow, userId: string): MyChannel {
  const member = channel.members.get(userId);
  const last = channel.messages.at(-1);
  return { ...toChannel(channel), membership: member ? toMembership(channel, member) : null, lastMessage: last && last.seq > firstHidden(channel, userId) ? last : null };
}

/** The place up to which somebody sees nothing of a channel whose history starts at joining. */
export function firstHidden(channel: ChannelRow, userId: string): number {
  return channel.history === 'all' ? 0 : channel.members.get(userId)?.joinedSeq ?? channel.lastSeq;
}

export function toMembership(channel: ChannelRow, { userId, role, readSeq, readVersion, joinedChange }: MemberRow): Membership {
  return { role, readSeq, readVersion, unread: unreadAfter(channel, userId, Math.max(readSeq, firstHidden(channel, userId))), asOf: channel.lastChange, joinedChange };
}

function unreadAfter(channel: ChannelRow, userId: string, seq: number): number {
  let unread = 0;
  for (let at = channel.messages.length - 1; at >= seq && unread < 999; at--) {
    const { senderId, deletedAt } = channel.messages[at]!;
    if (senderId !== userId && !deletedAt) unread++;
  }
  return unread;
}

/** Messages that somebody sees of a channel, oldest first. */
export const seenMessages = (channel: ChannelRow, userId: string): readonly Message[] => channel.messages.slice(firstHidden(channel, userId));
