import type { MyChannel } from '../protocol/chat.ts';
import { uuidv7 } from '../core/uuid.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { canSee, channelOrRecord, enter, newChannel, recordChannel, tellEntered, toMyChannel, visibleChannel } from './channels.ts';
import { room } from './hub.ts';
import { byName, latestFirst, pageOf } from './page.ts';
import type { ChannelRow } from './tenant.ts';
import { uuidFrom } from './uuid-from.ts';
import { tellViewers } from './viewers.ts';

type Names = 'chat.channels' | 'chat.channel' | 'chat.createChannel' | 'chat.openDirect' | 'chat.openRecord' | 'chat.sync' | 'chat.listen' | 'chat.unlisten';

const latestOf = ({ messages, createdAt }: ChannelRow): string | null => messages.at(-1)?.sentAt ?? createdAt;
const matches = ({ name, description, record }: ChannelRow, query: string): boolean =>
  [name, description, record?.title, record?.id].some((text) => text?.toLowerCase().includes(query.toLowerCase()));

function openDirect(call: Call, userIds: readonly string[]): MyChannel {
  const { tenant, user, now } = call;
  const people = [...new Set([user, ...userIds])].sort();
  const id = uuidFrom(tenant.id, 'direct', ...people);
  let channel = tenant.channels.get(id);
  if (!channel) {
    if (!call.may('chat.create_direct')) refuse('forbidden', 'This needs the permission chat.create_direct; an administrator can grant it');
    channel = newChannel(id, { kind: 'direct', createdBy: user, createdAt: now, version: 1 });
    tenant.channels.set(id, channel);
    tellEntered(call, channel, enter(call, channel, people));
  }
  return toMyChannel(channel, user);
}

export const channelHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.channels': (call, { scope, query = '', ...paging }) => {
    const { tenant, user } = call;
    const channels = [...tenant.channels.values()].filter((channel) => matches(channel, query) || !query);
    const { items, ...next } = scope === 'mine'
      ? pageOf(channels.filter(({ members }) => members.has(user)), (channel) => latestFirst(latestOf(channel), channel.id), paging)
      : pageOf(channels.filter(({ kind, visibility, members }) => kind === 'group' && visibility === 'public' && !members.has(user)), ({ name, id }) => byName(name ?? '', id), paging);
    return { items: items.map((channel) => toMyChannel(channel, user)), ...next };
  },

  'chat.channel': (call, { channelId }) => toMyChannel(visibleChannel(call, channelId), call.user),

  'chat.createChannel': (call, { id = uuidv7(), kind, name = null, description = null, visibility, history, members }) => {
    const { tenant, user, now } = call;
    if (kind === 'direct') return openDirect(call, members);
    if (!call.may('chat.create_channels')) refuse('forbidden', 'This needs the permission chat.create_channels; an administrator can grant it');
    const taken = tenant.channels.get(id);
    if (taken && taken.createdBy === user && taken.kind === 'group' && taken.members.has(user)) return toMyChannel(taken, user);
    if (taken) refuse('id-taken', `The id ${id} belongs to another channel; mint a new one`);
    const channel = newChannel(id, { kind, name, description, visibility, history, createdBy: user, createdAt: now, version: 1 });
    tenant.channels.set(id, channel);
    const entered = [...enter(call, channel, [user], 'owner'), ...enter(call, channel, members)];
    tellEntered(call, channel, entered);
    return toMyChannel(channel, user);
  },

  'chat.openDirect': (call, { userIds }) => openDirect(call, userIds),
  'chat.openRecord': (call, record) => toMyChannel(recordChannel(call.tenant, record), call.user),

  'chat.sync': (call, { channels: asked }) => {
    const { tenant, user, connection } = call;
    const seen = new Map([...tenant.channels.values()].filter(({ members }) => members.has(user)).map((channel) => [channel.id, channel]));
    const refused: string[] = [];
    for (const { channelId, record } of asked) {
      const channel = tenant.channels.get(channelId) ?? (record && recordChannel(tenant, record));
      if (channel?.id === channelId && canSee(call, channel)) seen.set(channelId, channel);
      else refused.push(channelId);
    }
    if (connection) {
      for (const channelId of seen.keys()) tenant.hub.join(connection, room.channel(channelId));
    }
    return { channels: [...seen.values()].map((channel) => toMyChannel(channel, user)), refused };
  },

  'chat.listen': (call, input) => {
    const { tenant, user, connection } = call;
    const channel = channelOrRecord(call, input);
    if (connection) {
      tenant.hub.join(connection, room.channel(channel.id));
      tenant.hub.join(connection, room.open(channel.id));
      tellViewers(call, channel.id);
    }
    return toMyChannel(channel, user);
  },

  'chat.unlisten': (call, { channelId }) => {
    const { tenant, user, connection } = call;
    if (!connection || !tenant.hub.in(room.open(channelId)).has(connection)) return {};
    tenant.hub.leave(connection, room.open(channelId));
    if (!tenant.channels.get(channelId)?.members.has(user)) tenant.hub.leave(connection, room.channel(channelId));
    tellViewers(call, channelId);
    return {};
  },
};
