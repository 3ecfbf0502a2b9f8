import { type HostRecord, Id, type MyChannel } from '@corridor/sdk/protocol';
import type { Call, Connection, Handlers } from '../call.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { openChannel, room } from '../publish.ts';
import { uuid7 } from '../uuid.ts';
import { channelAsSeen, channelsAsSeen, channelsToJoinPage, insertChannel, myChannelsPage, visibleChannels } from './chat.channels.queries.ts';
import { checkRecord, directChannelId, distinct, recordChannelId } from './chat.ids.ts';
import { insertMembers, insertPlaceholders } from './chat.members.queries.ts';
import { emptyRecordChannel, newMembership, toChannel } from './chat.rows.ts';

const mostInDirect = 51;
const mostOpen = 200;

/** Makes a channel with these people in it, the caller among them, and tells them. Undefined where the id is taken. */
async function makeChannel(call: Call, channel: Parameters<typeof insertChannel>[1], users: readonly string[], owner?: string): Promise<MyChannel | undefined> {
  const { session } = call;
  const made = await insertChannel(call, channel, users.length);
  if (!made) return undefined;
  const others = users.filter((user) => user !== session.user);
  if (others.length > 0) await insertPlaceholders(call, others);
  await insertMembers(call, made, [session.user, ...others], owner);
  const asSeen = (role: 'owner' | 'member'): MyChannel => ({ ...toChannel(made), membership: newMembership(made, role), lastMessage: null });
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

/** True where `record` has this channel: anybody may open its conversation, made or not. */
function isRecordOf(call: Call, channelId: string, record: HostRecord | undefined): record is HostRecord {
  if (!record || recordChannelId(call.session.tenant, record) !== channelId) return false;
  checkRecord(call.session.tenant, record);
  return true;
}

/**
 * Lets the connection hear messages of those of `asked` that the caller sees (and of the caller's own, with `isMine`; and what goes on in them, with `isOpen`), and answers
 * which they are. It comes before they are read, so that nothing falls between what is read and what is heard. Nobody hears a
 * moment too long: who is put out while we look is looked at again, who is put out later leaves the rooms with that.
 */
async function hearVisible(call: Call, connection: Connection, asked: readonly string[], { isMine = false, isOpen = false }): Promise<string[]> {
  const { tenant } = call.session;
  for (;;) {
    const departures = call.departures();
    const visible = await visibleChannels(call, asked, isMine);
    if (departures !== call.departures()) continue;
    connection.hear(visible.flatMap(({ id, isAudible }) => [...(isAudible ? [room.channel(tenant, id)] : []), ...(isOpen ? [room.open(tenant, id)] : [])]));
    return visible.map((channel) => channel.id);
  }
}

function connectionOf({ connection }: Call): Connection {
  if (!connection) throw new CallError('invalid-input', 'Only a live connection can hear');
  return connection;
}

export const channelHandlers = {
  'chat.channels': async (call, { scope, query, cursor, limit }) => {
    const listed = scope === 'mine'
      ? await myChannelsPage(call, query, fromCursor(cursor, 'number', Id), limit)
      : await channelsToJoinPage(call, query, fromCursor(cursor, 'string', Id), limit);
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
    const empty = [...records].flatMap(([channelId, record]) => (isRecordOf(call, channelId, record) ? [emptyRecordChannel(channelId, record)] : []));
    connection.hear(empty.map(({ id }) => room.channel(tenant, id)));
    const channels = await channelsAsSeen(call, await hearVisible(call, connection, [...records.keys()], { isMine: true }));
    const seen = new Set(channels.map((channel) => channel.id));
    for (const channel of empty) if (!seen.has(channel.id)) channels.push(channel);
    const answered = new Set(channels.map((channel) => channel.id));
    const heard = new Set([...answered, ...connection.heard('open').map((name) => openChannel(name)?.channelId)].map((id) => room.channel(tenant, id ?? '')));
    connection.stopHearing(connection.heard('channel').filter((name) => !heard.has(name)));
    return { channels, refused: [...records.keys()].filter((id) => !answered.has(id)) };
  },

  'chat.listen': async (call, { channelId, record }) => {
    const { tenant } = call.session, connection = connectionOf(call), open = room.open(tenant, channelId);
    if (!connection.hears(open) && connection.heard('open').length >= mostOpen) throw new CallError('invalid-input', `At most ${mostOpen} conversations are open at once; close some first`);
    const isRecord = isRecordOf(call, channelId, record);
    const [visible] = await hearVisible(call, connection, [channelId], { isOpen: true });
    if (!visible && !isRecord) throw new CallError('not-found', 'No such channel');
    if (!visible) connection.hear([open, room.channel(tenant, channelId)]);
    const [channel] = await channelsAsSeen(call, [channelId]);
    if (channel) return channel;
    if (isRecord) return emptyRecordChannel(channelId, record);
    connection.stopHearing([open, room.channel(tenant, channelId)]);
    throw new CallError('not-found', 'No such channel');
  },

  'chat.unlisten': async (call, { channelId }) => {
    const { tenant } = call.session, connection = connectionOf(call);
    connection.stopHearing([room.open(tenant, channelId)]);
    const [channel] = connection.hears(room.channel(tenant, channelId)) ? await channelsAsSeen(call, [channelId]) : [];
    if (!channel?.membership) connection.stopHearing([room.channel(tenant, channelId)]);
    return {};
  },
} satisfies Partial<Handlers<'chat'>>;
