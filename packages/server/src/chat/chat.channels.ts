import type { HostRecord, MyChannel } from '@corridor/sdk/protocol';
import type { Call, Connection, Handlers } from '../call.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { room } from '../publish.ts';
import { uuid7 } from '../uuid.ts';
import { mayHear } from './chat.access.ts';
import { channelAsSeen, channelIdsOfUser, channelsAsSeen, channelsToJoinPage, insertChannel, myChannelsPage } from './chat.channels.queries.ts';
import { checkRecord, directChannelId, distinct, recordChannelId } from './chat.ids.ts';
import { insertMembers, insertPlaceholders } from './chat.members.queries.ts';
import { emptyRecordChannel, newMembership, toChannel } from './chat.rows.ts';

const mostInDirect = 51;
const mostOpen = 200;

/** Makes a channel with these people in it, and tells them. Undefined where the id is taken. */
async function makeChannel(call: Call, channel: Parameters<typeof insertChannel>[1], users: readonly string[], owner?: string): Promise<MyChannel | undefined> {
  const { session } = call;
  const made = await insertChannel(call, channel);
  if (!made) return undefined;
  const others = users.filter((user) => user !== session.user);
  if (others.length > 0) await insertPlaceholders(call, others);
  const members = await insertMembers(call, made, [session.user, ...others], owner);
  const shown = toChannel({ ...made, member_count: members.length });
  await call.query('set-member-count', 'update channels set member_count = $3 where id = $2 and tenant_id = $1', [session.tenant, made.id, members.length]);
  const asSeen = (role: 'owner' | 'member'): MyChannel => ({ ...shown, membership: newMembership(made, role), lastMessage: null });
  call.join(users, made.id);
  if (owner !== undefined) call.publish({ users: [owner] }, 'chat.channel', asSeen('owner'));
  call.publish({ users: users.filter((user) => user !== owner) }, 'chat.channel', asSeen('member'));
  return asSeen(owner === session.user ? 'owner' : 'member');
}

async function openDirect(call: Call, named: readonly string[]): Promise<MyChannel> {
  const users = distinct([call.session.user, ...named]);
  if (users.length > mostInDirect) throw new CallError('invalid-input', `A direct conversation has at most ${mostInDirect} people; create a group`);
  const id = directChannelId(call.session.tenant, users);
  const [known] = await channelsAsSeen(call, [id]);
  if (known) return known;
  if (!call.can('chat.create_direct')) throw needs('chat.create_direct');
  return await makeChannel(call, { id, kind: 'direct', visibility: 'private', name: null, description: null, history: 'all', people: users }, users)
    ?? channelAsSeen(call, id);
}

/** The conversation with this id, or the empty one of `record`. */
async function channelOrRecord(call: Call, channelId: string, record: HostRecord | undefined): Promise<MyChannel | undefined> {
  const [channel] = await channelsAsSeen(call, [channelId]);
  if (channel || !record || recordChannelId(call.session.tenant, record) !== channelId) return channel;
  checkRecord(call.session.tenant, record);
  return emptyRecordChannel(channelId, record);
}

function connectionOf({ connection }: Call): Connection {
  if (!connection) throw new CallError('invalid-input', 'Only a live connection can hear');
  return connection;
}

export const channelHandlers = {
  'chat.channels': async (call, { scope, query, cursor, limit }) => {
    const listed = scope === 'mine'
      ? await myChannelsPage(call, query, fromCursor(cursor, 'number'), limit)
      : await channelsToJoinPage(call, query, fromCursor(cursor, 'string'), limit);
    const shown = listed.slice(0, limit), last = shown.at(-1);
    const items = await channelsAsSeen(call, shown.map((channel) => channel.id));
    return { items, ...(listed.length > limit && last ? { next: toCursor([last.at, last.id]) } : {}) };
  },

  'chat.channel': (call, { channelId }) => channelAsSeen(call, channelId),

  'chat.createChannel': async (call, { id = uuid7(), kind, name, description, visibility, history, members }) => {
    if (kind === 'direct') {
      if (members.length === 0) throw new CallError('invalid-input', 'members: a direct conversation is with at least one person');
      return openDirect(call, members);
    }
    if (!call.can('chat.create_channels')) throw needs('chat.create_channels');
    const { user } = call.session;
    const made = await makeChannel(call, { id, kind, visibility, name: name ?? null, description: description ?? null, history }, distinct([user, ...members]), user);
    if (made) return made;
    const [known] = await channelsAsSeen(call, [id]);
    if (known?.kind === 'group' && known.createdBy === user) return known;
    throw new CallError('id-taken', `The id ${id} belongs to another channel; mint a new one`);
  },

  'chat.openDirect': (call, { userIds }) => openDirect(call, userIds),

  'chat.openRecord': async (call, record) => {
    checkRecord(call.session.tenant, record);
    const id = recordChannelId(call.session.tenant, record);
    return (await channelsAsSeen(call, [id]))[0] ?? emptyRecordChannel(id, record);
  },

  'chat.sync': async (call, { channels: asked }) => {
    const { tenant } = call.session, connection = connectionOf(call);
    const records = new Map(asked.map(({ channelId, record }) => [channelId, record]));
    const rooms = (ids: readonly string[]) => ids.map((id) => room.channel(tenant, id));
    const ids = [...new Set([...await channelIdsOfUser(call), ...records.keys()])];
    const added = rooms(ids).filter((one) => !connection.hears(one));
    connection.hear(added); // first, so that nothing falls between what is read and what is heard
    const channels = await channelsAsSeen(call, ids);
    const seen = new Set(channels.map((channel) => channel.id));
    for (const [channelId, record] of records) {
      if (seen.has(channelId) || !record || recordChannelId(tenant, record) !== channelId) continue;
      checkRecord(tenant, record);
      channels.push(emptyRecordChannel(channelId, record));
      seen.add(channelId);
    }
    const heard = new Set(channels.filter((channel) => mayHear(call, channel, channel.membership !== null)).map((channel) => channel.id));
    connection.stopHearing(rooms(ids.filter((id) => !heard.has(id))));
    return { channels, refused: [...records.keys()].filter((id) => !seen.has(id)) };
  },

  'chat.listen': async (call, { channelId, record }) => {
    const { tenant } = call.session, connection = connectionOf(call);
    const open = room.open(tenant, channelId), messages = room.channel(tenant, channelId);
    if (!connection.hears(open) && connection.opened() >= mostOpen) throw new CallError('invalid-input', `At most ${mostOpen} conversations are open at once; close some first`);
    const wanted = [open, messages].filter((one) => !connection.hears(one));
    connection.hear(wanted);
    const channel = await channelOrRecord(call, channelId, record);
    if (!channel) {
      connection.stopHearing(wanted);
      throw new CallError('not-found', 'No such channel');
    }
    if (!mayHear(call, channel, channel.membership !== null)) connection.stopHearing([messages]);
    return channel;
  },

  'chat.unlisten': async (call, { channelId }) => {
    const { tenant } = call.session, connection = connectionOf(call);
    connection.stopHearing([room.open(tenant, channelId)]);
    const [channel] = connection.hears(room.channel(tenant, channelId)) ? await channelsAsSeen(call, [channelId]) : [];
    if (!channel?.membership) connection.stopHearing([room.channel(tenant, channelId)]);
    return {};
  },
} satisfies Partial<Handlers<'chat'>>;
