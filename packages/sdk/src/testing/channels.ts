import { namesMe } from '../protocol/chat.named.ts';
import type { Channel, HostRecord, MemberRole, Membership, Message, MyChannel } from '../protocol/chat.ts';
import { refuse, type Call } from './call.ts';
import { room } from './hub.ts';
import { internal, recordKey, recordParts } from '../protocol/record.key.ts';
import type { ChannelRow, MemberRow, Tenant } from './tenant.ts';
import { uuidFrom } from './uuid-from.ts';

/** Longest in it first. */
export const byJoining = (members: Iterable<MemberRow>): MemberRow[] =>
  [...members].sort((a, b) => (`${a.joinedAt} ${a.userId}` < `${b.joinedAt} ${b.userId}` ? -1 : 1));

const noSuchChannel = (): never => refuse('not-found', 'No such channel');

/** Members look into their channels; everybody into public ones and those of records. */
export function canSee(call: Pick<Call, 'user' | 'may' | 'tenant'>, channel: ChannelRow): boolean {
  const home = homeOf(call, channel);
  if (home) return call.may('chat.access_private') || (home.visibility === 'public' && home.history === 'all') || isThere(home, call.user, channel.thread!.seq);
  return channel.visibility === 'public' || channel.members.has(call.user) || call.may('chat.access_private');
}

/** Somebody is in a channel, and sees message `seq` of it. */
function isThere({ history, members }: ChannelRow, userId: string, seq: number): boolean {
  const member = members.get(userId);
  return member !== undefined && (history === 'all' || member.joinedSeq < seq);
}

/** The channel that a thread belongs to. */
export const homeOf = ({ tenant }: Pick<Call, 'tenant'>, { thread }: ChannelRow): ChannelRow | undefined => (thread ? tenant.channels.get(thread.channelId) : undefined);
export const threadsOf = ({ tenant }: Pick<Call, 'tenant'>, { id }: ChannelRow): ChannelRow[] => [...tenant.channels.values()].filter(({ thread }) => thread?.channelId === id).sort((a, b) => a.thread!.seq - b.thread!.seq);

/** Messages of a channel whose history starts at joining are not for lookers-on. */
export const canHear = (call: Pick<Call, 'user' | 'may' | 'tenant'>, channel: ChannelRow): boolean =>
  channel.thread ? canSee(call, channel) : channel.history === 'all' || channel.members.has(call.user) || call.may('chat.access_private');

/** Who may write in a channel takes part in it: its members; in a record's conversation everybody; in a thread those of the channel it belongs to. */
export function mustTakePart(call: Call, channel: ChannelRow): void {
  const home = homeOf(call, channel) ?? channel;
  if (home.kind === 'record' || home.members.has(call.user)) return;
  if (channel.thread) refuse('forbidden', 'Join the channel first that the thread belongs to');
  mustBeMember(call, channel);
}

export function mustBeMember(call: Call, channel: ChannelRow): void {
  if (!channel.members.has(call.user)) refuse('forbidden', channel.visibility === 'public' ? 'Join the channel first' : 'Only members do this; an owner of the channel can add you');
}

export function visibleChannel(call: Call, channelId: string): ChannelRow {
  const channel = call.tenant.channels.get(channelId);
  return channel && canSee(call, channel) ? channel : noSuchChannel();
}

const recordId = (tenant: Tenant, record: HostRecord): string => uuidFrom(tenant.id, 'record', ...recordParts(record).map((part) => (typeof part === 'string' ? part : JSON.stringify(part))));
export const isIdOf = (tenant: Tenant, channelId: string, record: HostRecord): boolean => recordId(tenant, record) === channelId;

/** The channel of a record: its row, or what it will be once somebody has written. */
export function recordChannel(tenant: Tenant, { audience, ...given }: HostRecord): ChannelRow {
  const record = { ...given, ...(audience && audience !== internal && { audience }) };
  if (record.url !== undefined && !isWebAddress(record.url)) refuse('invalid-input', 'record.url: must be an http or https address, or a path on the host');
  const id = recordId(tenant, record);
  const channel = tenant.channels.get(id) ?? newChannel(id, { kind: 'record', visibility: 'public', record, createdAt: null });
  return channel.record && recordKey(channel.record) === recordKey(record) ? channel : inTheWay();
}

/** Derived ids belong to the conversations of people and records; what else has one must not be taken for them. */
export const inTheWay = (): never => refuse('conflict', 'Another channel has the id of this conversation, so it cannot be opened; tell whoever runs this server');

function isWebAddress(url: string): boolean {
  try { return ['http:', 'https:'].includes(new URL(url, 'https://host.invalid').protocol); } catch { return false; }
}

interface Named { channelId: string; record?: HostRecord | undefined; threadOf?: string | undefined }

/** A channel by id; or, for a record's that nobody has written in yet, by its record. */
export function channelOrRecord(call: Call, { channelId, record }: Named): ChannelRow {
  const ofRecord = record && isIdOf(call.tenant, channelId, record) ? recordChannel(call.tenant, record) : undefined;
  return ofRecord ?? visibleChannel(call, channelId);
}

/** The same where something is to be written: a `record` that does not belong to the channel is refused. */
export function channelToEnter(call: Call, { channelId, record }: Named): ChannelRow {
  if (record && !isIdOf(call.tenant, channelId, record)) refuse('not-found', 'No such channel: its id is not that of this record');
  return channelOrRecord(call, { channelId, record });
}

export function newChannel(id: string, given: Partial<ChannelRow> & Pick<ChannelRow, 'kind'>): ChannelRow {
  return {
    id, visibility: 'private', history: 'all', posting: 'everyone', archivedAt: null, thread: null,
    threadRules: { open: 'everyone', reply: 'everyone', close: 'everyone' }, name: null, description: null, record: null, createdBy: null, createdAt: null,
    lastSeq: 0, lastChange: 0, version: 0, metadata: null, members: new Map(), messages: [], ...given,
  };
}

export function mustBeLive(call: Call, channel: ChannelRow): void {
  if (channel.archivedAt ?? homeOf(call, channel)?.archivedAt) refuse('conflict', 'The channel is archived; an owner or admin of it can restore it');
}

/** Puts people into a channel from now on; answers who was not in it before. */
export function enter(call: Call, channel: ChannelRow, userIds: readonly string[], role: MemberRole = 'member'): MemberRow[] {
  const { tenant, now } = call;
  tenant.mention(userIds);
  const entered = [...new Set(userIds)].filter((userId) => !channel.members.has(userId)).map((userId): MemberRow => ({
    userId, role, joinedAt: now, joinedSeq: channel.lastSeq, joinedChange: channel.lastChange,
    readSeq: channel.lastSeq, version: 0, unversion: 0, isPinned: false, notify: 'all', section: null, groups: tenant.groupsOf(userId),
  }));
  for (const member of entered) channel.members.set(member.userId, member);
  return entered;
}

/** From here on those who came in hear the channel. */
export function letHear(call: Call, channel: ChannelRow, entered: readonly MemberRow[]): void {
  const { hub } = call.tenant;
  call.afterwards(() => {
    for (const { userId } of entered) for (const connection of hub.in(room.user(userId))) hub.join(connection, room.channel(channel.id));
  });
}

/** Writing in a record's conversation, or joining it, makes it and makes a member; whoever comes into an empty one owns it. */
export function enterAlone(call: Call, channel: ChannelRow): MemberRow[] {
  const { tenant, user, now } = call;
  if (!tenant.channels.has(channel.id)) {
    Object.assign(channel, { createdBy: user, createdAt: now, version: 1 });
    tenant.channels.set(channel.id, channel);
  }
  const entered = enter(call, channel, [user], channel.kind === 'record' && channel.members.size === 0 ? 'owner' : 'member');
  channel.version++;
  return entered;
}

/** Tells those who came in what they are in now. */
export function tellNewcomers(call: Call, channel: ChannelRow, entered: readonly MemberRow[]): void {
  for (const { userId } of entered) call.publish(room.user(userId), 'chat.channel', toMyChannel(channel, userId));
}

/** Tells those who have the channel open who came in. */
export function tellMembers(call: Call, channel: ChannelRow, entered: readonly MemberRow[]): void {
  for (const { userId, role } of entered) call.publish(room.open(channel.id), 'chat.member', { channelId: channel.id, userId, role });
}

export function toChannel(channel: ChannelRow): Channel {
  const { id, kind, visibility, name, description, record, history, posting, archivedAt, thread, threadRules, createdBy, createdAt, lastSeq, lastChange, version, metadata, members } = channel;
  return {
    id, kind, visibility, name, description, record, history, posting, archivedAt, thread, threadRules, createdBy, createdAt, lastSeq, lastChange, version, metadata,
    people: kind === 'direct' ? [...members.keys()].sort().slice(0, 8) : [], memberCount: members.size,
  };
}

/** Words of somebody, or of the host: no notice of the server's own. */
export const isSaid = ({ card }: Message): boolean => card?.type !== 'system';

/** `mayLook`: the user looks into private channels, and sees as much as their oldest member. */
export function toMyChannel(channel: ChannelRow, userId: string, mayLook = false): MyChannel {
  const member = channel.members.get(userId);
  const last = channel.messages.findLast(isSaid);
  return { ...toChannel(channel), membership: member ? toMembership(channel, member) : null, lastMessage: last && last.seq > floorOf(channel, userId, mayLook) ? last : null };
}

export const asSeen = (call: Call, channel: ChannelRow): MyChannel => toMyChannel(channel, call.user, call.may('chat.access_private'));

/** The last message that is hidden from somebody, where history starts at joining. */
export function floorOf(channel: ChannelRow, userId: string, mayLook = false): number {
  return channel.history === 'all' || channel.thread ? 0 : channel.members.get(userId)?.joinedSeq ?? (mayLook ? 0 : channel.lastSeq);
}

/** Whether the caller may read a message, deleted or not. */
export function seesMessage(call: Call, { channelId, seq }: Message): boolean {
  const channel = call.tenant.channels.get(channelId);
  return channel !== undefined && canSee(call, channel) && seq > floorOf(channel, call.user, call.may('chat.access_private'));
}

export function toMembership(channel: ChannelRow, { userId, role, readSeq, version, joinedChange, isPinned, notify, section, groups }: MemberRow): Membership {
  const from = Math.max(readSeq, floorOf(channel, userId));
  return { role, readSeq, version, unread: unreadAfter(channel, userId, from), mentions: unreadAfter(channel, userId, from, (message) => namesMe(message, userId, groups)), asOf: channel.lastChange, joinedChange, isPinned, notify, section };
}

function unreadAfter(channel: ChannelRow, userId: string, seq: number, isCounted: (message: Message) => boolean = () => true): number {
  let unread = 0;
  for (let at = channel.messages.length - 1; at >= seq && unread < 999; at--) {
    const message = channel.messages[at]!;
    if (message.senderId !== userId && !message.deletedAt && isSaid(message) && isCounted(message)) unread++;
  }
  return unread;
}

/** Messages that the caller sees of a channel, oldest first. */
export const seenMessages = (call: Call, channel: ChannelRow): readonly Message[] => channel.messages.slice(floorOf(channel, call.user, call.may('chat.access_private')));

export function tellRole(call: Call, channel: ChannelRow, { userId, role }: MemberRow): void {
  call.publish(room.user(userId), 'chat.channel', toMyChannel(channel, userId));
  call.publish(room.open(channel.id), 'chat.member', { channelId: channel.id, userId, role });
}
