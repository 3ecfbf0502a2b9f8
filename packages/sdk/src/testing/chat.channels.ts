import { matchesMetadata } from '../protocol/chat.metadata.ts';
import type { MyChannel } from '../protocol/chat.ts';
import type { CorridorError } from '../core/errors.ts';
import { uuidv7 } from '../core/uuid.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { asSeen, canHear, canSee, channelOrRecord, enter, inTheWay, isSaid, letHear, newChannel, recordChannel, tellNewcomers, toMyChannel, visibleChannel } from './channels.ts';
import { emptyThread } from './chat.threads.ts';
import { openIn, room, type Connection } from './hub.ts';
import { latestFirst, pageOf } from './page.ts';
import type { ChannelRow, MemberRow } from './tenant.ts';
import { uuidFrom } from './uuid-from.ts';
import { tellViewers } from './viewers.ts';

type Names = 'chat.channels' | 'chat.channel' | 'chat.createChannel' | 'chat.openDirect' | 'chat.openRecord' | 'chat.sync' | 'chat.listen' | 'chat.unlisten';

const latestOf = ({ messages, createdAt }: ChannelRow): string | null => messages.findLast(isSaid)?.sentAt ?? createdAt;
const mostInDirect = 51;

function matches({ tenant, user }: Call, { kind, name, record, members }: ChannelRow, query: string): boolean {
  const others = kind === 'direct' ? [...members.keys()].filter((id) => id !== user).map((id) => tenant.people.get(id)?.name) : [];
  return [name, record?.title, record?.id, ...others].some((text) => text?.toLowerCase().includes(query.toLowerCase()));
}

const canBeJoined = ({ kind, visibility, archivedAt, members }: ChannelRow, user: string): boolean => kind !== 'direct' && kind !== 'record' && kind !== 'thread' && visibility === 'public' && !archivedAt && !members.has(user);

function openDirect(call: Call, userIds: readonly string[]): MyChannel {
  const { tenant, user, now } = call;
  const people = [...new Set([user, ...userIds])].sort();
  if (people.length < 2) refuse('invalid-input', 'A direct conversation is with at least one other person; name somebody beside yourself');
  if (people.length > mostInDirect) refuse('invalid-input', `A direct conversation has at most ${mostInDirect} people; create a group`);
  const id = uuidFrom(tenant.id, 'direct', ...people);
  let channel = tenant.channels.get(id);
  if (!channel) {
    if (!call.may('chat.create_direct')) refuse('forbidden', 'This needs the permission chat.create_direct; an administrator can grant it');
    channel = newChannel(id, { kind: 'direct', createdBy: user, createdAt: now, version: 1 });
    make(call, channel, enter(call, channel, people));
  }
  if (channel.kind !== 'direct' || [...channel.members.keys()].sort().join('\n') !== people.join('\n')) inTheWay();
  return toMyChannel(channel, user);
}

/** Keeps a new channel and tells those who are in it. */
function make(call: Call, channel: ChannelRow, entered: readonly MemberRow[]): void {
  call.tenant.channels.set(channel.id, channel);
  letHear(call, channel, entered);
  tellNewcomers(call, channel, entered);
}

/** A thread by the message that it hangs on, made or not; else a channel by its id or record. */
function originOf(call: Call, asked: Parameters<typeof channelOrRecord>[1]): ChannelRow {
  const thread = asked.threadOf === undefined || call.tenant.channels.has(asked.channelId) ? undefined : emptyThread(call, asked.threadOf);
  return thread?.id === asked.channelId ? thread : channelOrRecord(call, asked);
}

function mustBeLive({ connection }: Call): Connection { return connection ?? refuse('invalid-input', 'Only a live connection can hear'); }

export const channelHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.channels': (call, { scope, query = '', metadata: wanted, ...paging }) => {
    const { tenant, user } = call;
    const channels = [...tenant.channels.values()].filter(({ metadata }) => matchesMetadata(metadata, wanted));
    const { items, ...next } = scope === 'mine'
      ? pageOf(channels.filter((channel) => !channel.thread && channel.members.has(user) && (!query || matches(call, channel, query))), (channel) => latestFirst(latestOf(channel), channel.id), paging)
      : pageOf(channels.filter((channel) => canBeJoined(channel, user) && `${channel.name ?? ''}\n${channel.description ?? ''}`.toLowerCase().includes(query.toLowerCase())),
        ({ name, id }) => [name ?? '', id], paging);
    return { items: items.map((channel) => asSeen(call, channel)), ...next };
  },

  'chat.channel': (call, { channelId }) => asSeen(call, visibleChannel(call, channelId)),

  'chat.createChannel': (call, { id = uuidv7(), kind, name = null, description = null, visibility, history, posting = kind === 'announcement' ? 'admins' : 'everyone', members }) => {
    const { tenant, user, now } = call;
    if (kind === 'direct') return openDirect(call, members);
    if (!call.may('chat.create_channels')) refuse('forbidden', 'This needs the permission chat.create_channels; an administrator can grant it');
    const taken = tenant.channels.get(id);
    if (taken && taken.createdBy === user && taken.kind === kind && canSee(call, taken)) return asSeen(call, taken);
    if (taken) refuse('id-taken', `The id ${id} belongs to another channel; mint a new one`);
    const channel = newChannel(id, { kind, name, description, visibility, history, posting, createdBy: user, createdAt: now, version: 1 });
    make(call, channel, [...enter(call, channel, [user], 'owner'), ...enter(call, channel, [...members].sort())]);
    return toMyChannel(channel, user);
  },

  'chat.openDirect': (call, { userIds }) => openDirect(call, userIds),
  'chat.openRecord': (call, record) => asSeen(call, recordChannel(call.tenant, record)),

  'chat.sync': (call, { channels: asked }) => {
    const { tenant, user } = call, { hub } = tenant, connection = mustBeLive(call);
    const seen = new Map([...tenant.channels.values()].filter(({ members }) => members.has(user)).map((channel) => [channel.id, channel]));
    const refused: string[] = [];
    for (const one of asked) {
      const { channelId } = one;
      try { seen.set(channelId, originOf(call, one)); }
      catch (error) {
        if ((error as CorridorError).code === 'invalid-input') throw error;
        seen.delete(channelId);
        refused.push(channelId);
      }
    }
    for (const channel of seen.values()) if (canHear(call, channel)) hub.join(connection, room.channel(channel.id));
    const rooms = hub.roomsOf(connection), heard = new Set([...seen.keys(), ...openIn(rooms)].map(room.channel));
    for (const name of rooms) if (name.startsWith(room.channel('')) && !heard.has(name)) hub.leave(connection, name);
    return { channels: [...seen.values()].map((channel) => asSeen(call, channel)), refused };
  },

  'chat.listen': (call, input) => {
    const { hub } = call.tenant, connection = mustBeLive(call);
    const channel = originOf(call, input);
    if (canHear(call, channel)) hub.join(connection, room.channel(channel.id));
    hub.join(connection, room.open(channel.id));
    tellViewers(call, channel.id);
    return asSeen(call, channel);
  },

  'chat.unlisten': (call, { channelId }) => {
    const { tenant, user } = call, connection = mustBeLive(call);
    tenant.hub.leave(connection, room.open(channelId));
    if (!tenant.channels.get(channelId)?.members.has(user)) tenant.hub.leave(connection, room.channel(channelId));
    tellViewers(call, channelId);
    return {};
  },
};
