import type { MyChannel } from '../protocol/chat.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { happen } from './calls.ts';
import { liveCallOf } from './calls.live.ts';
import { asSeen, mustBeLive, threadsOf, toChannel, toMembership, visibleChannel } from './channels.ts';
import { canManage } from './chat.members.ts';
import { note } from './chat.system.ts';
import { room } from './hub.ts';
import type { ChannelRow } from './tenant.ts';

type Names = 'chat.updateChannel' | 'chat.archive' | 'chat.restore' | 'chat.deleteChannel' | 'chat.setPreferences';

/** The channel, for who may change what all see of it. */
function managed(call: Call, channelId: string): ChannelRow {
  const channel = visibleChannel(call, channelId);
  if (channel.kind === 'direct') refuse('conflict', 'A direct conversation has nothing to change; create a channel');
  if (channel.thread) refuse('conflict', 'A thread is as its channel is; chat.setThread resolves and archives it');
  if (!canManage(call, channel)) refuse('forbidden', 'You cannot change this channel; an owner or admin of it can do this');
  return channel;
}

function change(call: Call, channel: ChannelRow, changes: Partial<ChannelRow>): void {
  Object.assign(channel, changes, { version: channel.version + 1 });
  call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
}

function archive(call: Call, channelId: string, isArchived: boolean): MyChannel {
  const channel = managed(call, channelId);
  if ((channel.archivedAt !== null) === isArchived) return asSeen(call, channel);
  change(call, channel, { archivedAt: isArchived ? call.now : null });
  note(call, channel, isArchived ? 'archived' : 'restored');
  return asSeen(call, channel);
}

/** What of a channel's settings is told in it when it changes. */
const noted = [['renamed', 'name'], ['described', 'description'], ['visibility', 'visibility'], ['posting', 'posting']] as const;

/** Ends the hearing and looking on for all but its members. */
function hide({ tenant: { hub }, afterwards }: Call, { id, members }: Pick<ChannelRow, 'id' | 'members'>): void {
  afterwards(() => {
    for (const name of [room.channel(id), room.open(id)]) for (const connection of [...hub.in(name)]) if (!members.has(connection.user)) hub.leave(connection, name);
  });
}

export const manageHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.updateChannel': (call, { channelId, ...asked }) => {
    const channel = managed(call, channelId);
    mustBeLive(call, channel);
    if (channel.kind === 'record' && (asked.name !== undefined || asked.visibility !== undefined)) {
      refuse('conflict', "A record's conversation has the record's title, and is there for all who see the record");
    }
    if (asked.visibility === 'private' && !channel.members.has(call.user) && !call.may('chat.access_private')) refuse('forbidden', 'Join the channel first: made private, you would not see it any more');
    const changes = Object.fromEntries(Object.entries(asked).filter(([key, value]) => value !== undefined && JSON.stringify(channel[key as keyof typeof asked]) !== JSON.stringify(value)));
    if (Object.keys(changes).length === 0) return asSeen(call, channel);
    const before = { ...channel };
    change(call, channel, changes);
    for (const thread of changes['visibility'] ? threadsOf(call, channel) : []) change(call, thread, { visibility: channel.visibility });
    if (changes['visibility'] === 'private') for (const { id } of [channel, ...threadsOf(call, channel)]) hide(call, { id, members: channel.members });
    for (const [event, of] of noted) if (channel[of] !== before[of]) note(call, channel, event, { value: channel[of], before: before[of] });
    return asSeen(call, channel);
  },

  'chat.archive': (call, { channelId }) => archive(call, channelId, true),
  'chat.restore': (call, { channelId }) => archive(call, channelId, false),

  'chat.deleteChannel': (call, { channelId, confirm }) => {
    const { tenant } = call, channel = visibleChannel(call, channelId);
    if (channel.kind === 'direct' || channel.kind === 'record' || channel.thread) refuse('conflict', 'Only a channel that people made can be deleted');
    if (confirm !== (channel.name ?? channelId)) refuse('conflict', 'To delete the channel for good, give its exact name as `confirm`');
    const all = [channel, ...threadsOf(call, channel)];
    for (const { id: gone } of all) {
      const live = liveCallOf(tenant, gone);
      if (live) happen(call, live, { type: 'end' });
      for (const [id, row] of tenant.calls) if (row.channelId === gone) tenant.calls.delete(id);
    }
    for (const { id: gone, messages } of all) {
      for (const { id } of messages) tenant.messages.delete(id);
      tenant.channels.delete(gone);
      call.publish(room.channel(gone), 'chat.left', { channelId: gone });
      hide(call, { id: gone, members: new Map() });
    }
    return {};
  },

  'chat.setPreferences': (call, { channelId, isPinned, notify, section }) => {
    const channel = visibleChannel(call, channelId);
    const member = channel.members.get(call.user) ?? refuse('forbidden', channel.visibility === 'public' ? 'Join the channel first' : 'Only members do this; an owner of the channel can add you');
    Object.assign(member, isPinned !== undefined && { isPinned }, notify && { notify }, section !== undefined && { section }, { version: member.version + 1 });
    const answer = { channelId, membership: toMembership(channel, member) };
    call.publish(room.user(call.user), 'chat.position', answer);
    return answer;
  },
};
