import type { Member } from '../protocol/chat.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { channelOrRecord, enter, tellEntered, toChannel, toMyChannel, visibleChannel } from './channels.ts';
import { room } from './hub.ts';
import { pageOf } from './page.ts';
import type { ChannelRow, MemberRow } from './tenant.ts';

type Names = 'chat.members' | 'chat.addMembers' | 'chat.setMemberRole' | 'chat.removeMember' | 'chat.join' | 'chat.leave';

const toMember = (channel: ChannelRow, { userId, role, joinedAt }: MemberRow): Member => ({ channelId: channel.id, userId, role, joinedAt });

function mustNotBeDirect(channel: ChannelRow): void {
  if (channel.kind === 'direct') refuse('conflict', 'The people of a direct conversation stay the same; open another one with whom you want');
}

function canManage(call: Call, channel: ChannelRow): boolean {
  const role = channel.members.get(call.user)?.role;
  return role === 'owner' || role === 'admin' || call.may('chat.moderate_channels');
}

function mustManage(call: Call, channel: ChannelRow): void {
  if (!canManage(call, channel)) refuse('forbidden', 'Only an owner or admin of the channel may do this');
}

const isLastOwner = ({ members }: ChannelRow, { role }: MemberRow): boolean =>
  role === 'owner' && [...members.values()].filter((member) => member.role === 'owner').length === 1;

function tellRole(call: Call, channel: ChannelRow, { userId, role }: MemberRow): void {
  call.publish(room.user(userId), 'chat.channel', toMyChannel(channel, userId));
  call.publish(room.open(channel.id), 'chat.member', { channelId: channel.id, userId, role });
}

/** Takes somebody out: they hear nothing more of a channel that is not theirs to look into. */
function exit(call: Call, channel: ChannelRow, userId: string): void {
  const { tenant } = call;
  channel.members.delete(userId);
  channel.version++;
  call.afterwards(() => {
    const isHidden = channel.visibility === 'private';
    for (const connection of tenant.hub.in(room.user(userId))) {
      if (isHidden) tenant.hub.leave(connection, room.open(channel.id));
      if (!tenant.hub.in(room.open(channel.id)).has(connection)) tenant.hub.leave(connection, room.channel(channel.id));
    }
  });
  call.publish(room.user(userId), 'chat.left', { channelId: channel.id });
  call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
  call.publish(room.open(channel.id), 'chat.member', { channelId: channel.id, userId, role: null });
}

export const memberHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.members': (call, { channelId, ...paging }) => {
    const channel = visibleChannel(call, channelId);
    const { items, ...next } = pageOf(channel.members.values(), ({ joinedAt, userId }) => `${joinedAt} ${userId}`, paging);
    return { items: items.map((member) => toMember(channel, member)), ...next };
  },

  'chat.addMembers': (call, { channelId, userIds }) => {
    const channel = visibleChannel(call, channelId);
    mustNotBeDirect(channel);
    const isMember = channel.members.has(call.user);
    if (!(isMember && channel.visibility === 'public')) mustManage(call, channel);
    const entered = enter(call, channel, userIds);
    if (entered.length > 0) channel.version++;
    tellEntered(call, channel, entered);
    return { items: entered.map((member) => toMember(channel, member)) };
  },

  'chat.setMemberRole': (call, { channelId, userId, role }) => {
    const channel = visibleChannel(call, channelId);
    mustNotBeDirect(channel);
    mustManage(call, channel);
    const member = channel.members.get(userId) ?? refuse('not-found', 'No such member');
    if (member.role === role) return toMember(channel, member);
    const isOwner = channel.members.get(call.user)?.role === 'owner' || call.may('chat.moderate_channels');
    if ((role === 'owner' || member.role === 'owner') && !isOwner) refuse('forbidden', 'Only an owner of the channel may do this');
    if (isLastOwner(channel, member)) refuse('conflict', 'A channel keeps an owner; make somebody else one first');
    member.role = role;
    tellRole(call, channel, member);
    return toMember(channel, member);
  },

  'chat.removeMember': (call, { channelId, userId }) => {
    const channel = visibleChannel(call, channelId);
    mustNotBeDirect(channel);
    mustManage(call, channel);
    const member = channel.members.get(userId) ?? refuse('not-found', 'No such member');
    const isOwner = channel.members.get(call.user)?.role === 'owner' || call.may('chat.moderate_channels');
    if (member.role === 'owner' && !isOwner) refuse('forbidden', 'Only an owner of the channel may do this');
    if (isLastOwner(channel, member)) refuse('conflict', 'A channel keeps an owner; make somebody else one first');
    exit(call, channel, userId);
    return {};
  },

  'chat.join': (call, input) => {
    const { tenant, user, now } = call;
    const channel = channelOrRecord(call, input);
    if (!channel.members.has(user)) {
      if (channel.visibility === 'private') refuse('forbidden', 'An owner or admin of the channel can add you');
      const isNew = !tenant.channels.has(channel.id);
      if (isNew) {
        Object.assign(channel, { createdBy: user, createdAt: now });
        tenant.channels.set(channel.id, channel);
      }
      const entered = enter(call, channel, [user], isNew ? 'owner' : 'member');
      channel.version++;
      tellEntered(call, channel, entered);
    }
    return toMyChannel(channel, user);
  },

  'chat.leave': (call, { channelId }) => {
    const { user } = call;
    const channel = visibleChannel(call, channelId);
    mustNotBeDirect(channel);
    const member = channel.members.get(user);
    if (!member) return {};
    const others = [...channel.members.values()].filter(({ userId }) => userId !== user);
    const heir = isLastOwner(channel, member) ? others.find(({ role }) => role === 'admin') ?? others[0] : undefined;
    if (heir) heir.role = 'owner';
    exit(call, channel, user);
    if (heir) tellRole(call, channel, heir);
    return {};
  },
};
