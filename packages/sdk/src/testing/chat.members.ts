import type { Member, MemberRole } from '../protocol/chat.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { goWith } from './calls.ts';
import { asSeen, byJoining, channelToEnter, enter, enterAlone, homeOf, letHear, mustBeLive, mustTakePart, threadsOf, tellMembers, tellNewcomers, tellRole, toChannel, visibleChannel } from './channels.ts';
import { note, notePeople } from './chat.system.ts';
import { room } from './hub.ts';
import { pageOf } from './page.ts';
import type { ChannelRow, MemberRow } from './tenant.ts';

type Names = 'chat.members' | 'chat.addMembers' | 'chat.setMemberRole' | 'chat.removeMember' | 'chat.join' | 'chat.leave';

const toMember = (channel: ChannelRow, { userId, role, joinedAt }: MemberRow): Member => ({ channelId: channel.id, userId, role, joinedAt });

function mustNotBeDirect(channel: ChannelRow): void {
  if (channel.kind === 'direct') refuse('conflict', 'The people of a direct conversation stay the same; open another one with whom you want');
}

const managesAll = (call: Call): boolean => call.may('chat.moderate_channels') || call.may('chat.manage_channels');
const roleOf = (call: Call, channel: ChannelRow): MemberRole | undefined => (homeOf(call, channel) ?? channel).members.get(call.user)?.role;

export function canManage(call: Call, channel: ChannelRow): boolean {
  const role = roleOf(call, channel);
  return role === 'owner' || role === 'admin' || managesAll(call);
}

const mustFind = (channel: ChannelRow, userId: string): MemberRow => channel.members.get(userId) ?? refuse('not-found', 'This person is not in the channel');

function mustManage(call: Call, channel: ChannelRow, what: string): void {
  if (!canManage(call, channel)) refuse('forbidden', `You cannot ${what} here; an owner or admin of the channel can do this`);
}

/** Owners are above admins. */
function mustRank(call: Call, channel: ChannelRow): void {
  if (roleOf(call, channel) !== 'owner' && !managesAll(call)) refuse('forbidden', 'Only an owner of the channel can do this');
}

const isLastOwner = ({ members }: ChannelRow, { role }: MemberRow): boolean =>
  role === 'owner' && [...members.values()].filter((member) => member.role === 'owner').length === 1;

function mustLeaveOwner(channel: ChannelRow, member: MemberRow): void {
  if (isLastOwner(channel, member)) refuse('conflict', 'This is the only owner: make somebody else an owner first');
}

/** Tells of people who came into a channel that was there before. */
function welcome(call: Call, channel: ChannelRow, entered: readonly MemberRow[]): void {
  call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
  letHear(call, channel, entered);
  tellNewcomers(call, channel, entered);
  tellMembers(call, channel, entered);
}

/** Takes somebody out, and hands the channel on where it would be left without an owner. They hear nothing more of a private one. */
function takeOut(call: Call, channel: ChannelRow, member: MemberRow): void {
  const { hub } = call.tenant, { userId } = member, isHidden = channel.visibility === 'private';
  const others = byJoining(channel.members.values()).filter((other) => other !== member);
  const heir = !channel.thread && isLastOwner(channel, member) ? others.find(({ role }) => role === 'admin') ?? others[0] : undefined;
  channel.members.delete(userId);
  channel.version++;
  call.publish(room.user(userId), 'chat.left', { channelId: channel.id });
  call.afterwards(() => {
    for (const connection of hub.in(room.user(userId))) {
      if (isHidden) hub.leave(connection, room.open(channel.id));
      if (!hub.in(room.open(channel.id)).has(connection)) hub.leave(connection, room.channel(channel.id));
    }
  });
  if (heir) {
    heir.role = 'owner';
    heir.version++;
    tellRole(call, channel, heir);
  }
  call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
  call.publish(room.open(channel.id), 'chat.member', { channelId: channel.id, userId, role: null });
  leaveCalls(call, channel, userId);
  for (const thread of threadsOf(call, channel)) {
    if (!thread.members.delete(userId)) continue;
    thread.version++;
    call.publish(room.user(userId), 'chat.left', { channelId: thread.id });
    call.afterwards(() => {
      for (const connection of hub.in(room.user(userId))) {
        if (isHidden) hub.leave(connection, room.open(thread.id));
        if (!hub.in(room.open(thread.id)).has(connection)) hub.leave(connection, room.channel(thread.id));
      }
    });
    call.publish(room.channel(thread.id), 'chat.channelChanged', toChannel(thread));
  }
  if (heir) note(call, channel, 'role', { people: [heir.userId], value: 'owner' });
  notePeople(call, channel, userId === call.user ? 'left' : 'removed', [userId]);
}

/** Who sees a conversation no more is in no call in it or its threads, and whom somebody else takes out of one in which that alone decides goes from its call. */
function leaveCalls(call: Call, channel: ChannelRow, userId: string): void {
  if (channel.kind === 'record' || channel.thread) return;
  const isPutOut = userId !== call.user;
  if (isPutOut || channel.visibility === 'private') for (const { id } of [channel, ...threadsOf(call, channel)]) goWith(call, id, userId, isPutOut);
}

/** A thread is among people of its channel. */
function mustBeHome(call: Call, thread: ChannelRow, userIds: readonly string[]): void {
  mustTakePart(call, thread);
  const home = homeOf(call, thread);
  if (thread.visibility === 'public' && thread.history === 'all') return;
  const stranger = userIds.find((userId) => !home?.members.has(userId));
  if (stranger !== undefined) refuse('conflict', `${stranger} is not in the channel that the thread belongs to; add them there first`);
}

export const memberHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.members': (call, { channelId, ...paging }) => {
    const channel = visibleChannel(call, channelId);
    const { items, ...next } = pageOf(channel.members.values(), ({ joinedAt, userId }) => [joinedAt, userId], paging);
    return { items: items.map((member) => toMember(channel, member)), ...next };
  },

  'chat.addMembers': (call, { channelId, userIds }) => {
    const channel = visibleChannel(call, channelId);
    mustNotBeDirect(channel);
    mustBeLive(call, channel);
    if (channel.thread) mustBeHome(call, channel, userIds);
    else if (!(channel.visibility === 'public' && channel.members.has(call.user))) mustManage(call, channel, 'add people');
    const entered = enter(call, channel, [...userIds].sort());
    if (entered.length > 0) {
      channel.version++;
      welcome(call, channel, entered);
      notePeople(call, channel, 'added', entered.map((member) => member.userId));
    }
    return { items: entered.map((member) => toMember(channel, member)) };
  },

  'chat.setMemberRole': (call, { channelId, userId, role }) => {
    const channel = visibleChannel(call, channelId);
    mustNotBeDirect(channel);
    if (channel.thread) refuse('conflict', 'In a thread everybody is the same; roles are those of its channel');
    mustManage(call, channel, 'change roles');
    if (call.tenant.meetings.has(channel.id)) refuse('conflict', 'In a meeting room people are what they are in the room; its owners give them a role there');
    const member = mustFind(channel, userId);
    if (member.role === role) return toMember(channel, member);
    if (role === 'owner' || member.role === 'owner') mustRank(call, channel);
    mustLeaveOwner(channel, member);
    const before = member.role;
    member.role = role;
    member.version++;
    tellRole(call, channel, member);
    note(call, channel, 'role', { people: [userId], value: role, before });
    return toMember(channel, member);
  },

  'chat.removeMember': (call, { channelId, userId }) => {
    const channel = visibleChannel(call, channelId);
    mustNotBeDirect(channel);
    const isMe = userId === call.user;
    if (!isMe) mustManage(call, channel, 'remove people');
    const member = mustFind(channel, userId);
    if (!isMe && member.role === 'owner') {
      mustRank(call, channel);
      mustLeaveOwner(channel, member);
    }
    takeOut(call, channel, member);
    return {};
  },

  'chat.join': (call, input) => {
    const channel = channelToEnter(call, input);
    if (!channel.members.has(call.user)) {
      mustBeLive(call, channel);
      if (channel.thread) mustTakePart(call, channel);
      else if (channel.visibility === 'private') refuse('forbidden', 'This channel is private; an owner or admin of it can add you');
      welcome(call, channel, enterAlone(call, channel));
      notePeople(call, channel, 'joined', [call.user]);
    }
    return asSeen(call, channel);
  },

  'chat.leave': (call, { channelId }) => {
    const channel = visibleChannel(call, channelId);
    mustNotBeDirect(channel);
    const member = channel.members.get(call.user);
    if (member) takeOut(call, channel, member);
    return {};
  },
};
