import { type HostRecord, Id, type MyChannel } from '@corridor/sdk/protocol';
import type { Call, Connection, Handlers } from '../call.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { openChannel, room } from '../publish.ts';
import { uuid7 } from '../uuid.ts';
import { channelAsSeen, channelsAsSeen, channelsToJoinPage, findChannels, type FoundChannel, insertChannel, myChannelsPage } from './chat.channels.queries.ts';
import { checkRecord, directChannelId, distinct, inTheWay, isOfRecord, recordChannelId, threadChannelId } from './chat.ids.ts';
import { insertMembers, insertPlaceholders } from './chat.members.queries.ts';
import { emptyRecordChannel, newMembership, toChannel } from './chat.rows.ts';
import { emptyThreads } from './chat.threads.ts';

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

const isDirectOf = (users: readonly string[], { kind, memberCount, people }: MyChannel): boolean =>
  kind === 'direct' && memberCount === users.length && people.every((user, i) => user === users[i]);

async function openDirect(call: Call, named: readonly string[]): Promise<MyChannel> {
  const users = distinct([call.session.user, ...named]);
  if (users.length < 2) throw new CallError('invalid-input', 'A direct conversation is with at least one other person; name somebody beside yourself');
  if (users.length > mostInDirect) throw new CallError('invalid-input', `A direct conversation has at most ${mostInDirect} people; create a group`);
  const id = directChannelId(call.session.tenant, users);
  const open = async () => {
    const [known] = await channelsAsSeen(call, [id]);
    if (known && !isDirectOf(users, known)) throw inTheWay();
    return known;
  };
  const known = await open();
  if (known) return known;
  if (!call.can('chat.create_direct')) throw needs('chat.create_direct');
  const made = await makeChannel(call, { id, kind: 'direct', visibility: 'private', name: null, description: null, history: 'all', people: users }, users) ?? await open();
  if (!made) throw inTheWay();
  return made;
}

/** Whose conversation a channel is that may not be made yet; `empty`: as it is then. */
interface Origin { record?: HostRecord; empty: MyChannel }
interface Asked { channelId: string; record?: HostRecord | undefined; threadOf?: string | undefined }

/** By channel: of a record or a message, where the channel's id is made of it. Anybody who sees it may open its conversation, made or not. */
async function originsOf(call: Call, asked: readonly Asked[]): Promise<Map<string, Origin | undefined>> {
  const { tenant } = call.session;
  const threads = await emptyThreads(call, asked.flatMap(({ channelId, threadOf: root }) => (root !== undefined && threadChannelId(tenant, root) === channelId ? [root] : [])));
  return new Map(await Promise.all(asked.map(async ({ channelId, record }): Promise<[string, Origin | undefined]> => {
    const thread = threads.get(channelId);
    if (!record || recordChannelId(tenant, record) !== channelId) return [channelId, thread && { empty: thread }];
    checkRecord(tenant, record);
    if (!await call.access.maySee(call, record)) return [channelId, undefined];
    call.access.noteEmpty(tenant, channelId, record);
    return [channelId, { record, empty: emptyRecordChannel(channelId, record) }];
  })));
}

/** `empty`: conversations of records and messages that nobody has written in; `blocked`: something else has their id. */
interface Audible { visible: string[]; empty: MyChannel[]; blocked: string[] }

/**
 * Lets the connection hear messages of those of `asked` that the caller sees (and of the caller's own, with `isMine`; and what goes on in them, with `isOpen`), and answers
 * which they are. It comes before they are read, so that nothing falls between what is read and what is heard. Nobody hears a
 * moment too long: who is put out while we look is looked at again, who is put out later leaves the rooms with that.
 */
async function hearVisible(
  call: Call, connection: Connection, asked: ReadonlyMap<string, Origin | undefined>, { isMine = false, isOpen = false },
): Promise<Audible> {
  const { tenant } = call.session;
  const rooms = (id: string, isAudible = true) => [...(isAudible ? [room.channel(tenant, id)] : []), ...(isOpen ? [room.open(tenant, id)] : [])];
  for (;;) {
    const departures = call.departures();
    const found = await findChannels(call, [...asked.keys()], isMine);
    if (departures !== call.departures()) continue;
    const there = new Set(found.map(({ id }) => id));
    const isBlocked = (channel: FoundChannel) => { const record = asked.get(channel.id)?.record; return record !== undefined && !isOfRecord(channel, record); };
    const visible = found.filter((channel) => channel.isVisible && !isBlocked(channel));
    const empty = [...asked].flatMap(([id, origin]) => (origin && !there.has(id) ? [origin.empty] : []));
    connection.hear([...visible.flatMap(({ id, isAudible }) => rooms(id, isAudible)), ...empty.flatMap(({ id }) => rooms(id))]);
    return { visible: visible.map(({ id }) => id), empty, blocked: found.filter(isBlocked).map(({ id }) => id) };
  }
}

function connectionOf({ connection }: Call): Connection {
  if (!connection) throw new CallError('invalid-input', 'Only a live connection can hear');
  return connection;
}

export const channelHandlers = {
  'chat.channels': async (call, { scope, cursor, limit, ...filter }) => {
    const listed = scope === 'mine'
      ? await myChannelsPage(call, filter, fromCursor(cursor, 'number', Id), limit)
      : await channelsToJoinPage(call, filter, fromCursor(cursor, 'string', Id), limit);
    const shown = listed.slice(0, limit), last = shown.at(-1);
    const items = await channelsAsSeen(call, shown.map((channel) => channel.id));
    return { items, ...(listed.length > limit && last ? { next: toCursor([last.at, last.id]) } : {}) };
  },

  'chat.channel': (call, { channelId }) => channelAsSeen(call, channelId),

  'chat.createChannel': async (call, { id = uuid7(), kind, name, description, visibility, history, posting, members }) => {
    if (kind === 'direct') return openDirect(call, members);
    if (!call.can('chat.create_channels')) throw needs('chat.create_channels');
    const { user } = call.session;
    const channel = { id, kind, visibility, name: name ?? null, description: description ?? null, history, posting: posting ?? (kind === 'announcement' ? 'admins' : 'everyone') } as const;
    const made = await makeChannel(call, channel, distinct([user, ...members]), user);
    if (made) return made;
    const [known] = await channelsAsSeen(call, [id]);
    if (known?.kind === kind && known.createdBy === user) return known;
    throw new CallError('id-taken', `The id ${id} belongs to another channel; mint a new one`);
  },

  'chat.openDirect': (call, { userIds }) => openDirect(call, userIds),

  'chat.openRecord': async (call, record) => {
    checkRecord(call.session.tenant, record);
    const id = recordChannelId(call.session.tenant, record);
    const [[known], [found]] = await Promise.all([channelsAsSeen(call, [id]), findChannels(call, [id])]);
    if (!await call.access.maySee(call, record)) throw new CallError('not-found', 'No such channel');
    if (found && !isOfRecord(found, record)) throw inTheWay();
    return known ?? emptyRecordChannel(id, record);
  },

  'chat.sync': async (call, { channels: asked }) => {
    call.keepPlans(); // thousands come back at once when a server was away
    const { tenant } = call.session, connection = connectionOf(call);
    const origins = await originsOf(call, asked);
    const { visible, empty } = await hearVisible(call, connection, origins, { isMine: true });
    const channels = await channelsAsSeen(call, [...visible, ...empty.map(({ id }) => id)]);
    const seen = new Set(channels.map((channel) => channel.id));
    for (const channel of empty) if (!seen.has(channel.id)) channels.push(channel);
    const answered = new Set(channels.map((channel) => channel.id));
    const heard = new Set([...answered, ...connection.heard('open').map((name) => openChannel(name)?.channelId)].map((id) => room.channel(tenant, id ?? '')));
    connection.stopHearing(connection.heard('channel').filter((name) => !heard.has(name)));
    return { channels, refused: [...origins.keys()].filter((id) => !answered.has(id)) };
  },

  'chat.listen': async (call, asked) => {
    const { channelId } = asked;
    call.keepPlans();
    const { tenant } = call.session, connection = connectionOf(call), open = room.open(tenant, channelId);
    if (!connection.hears(open) && connection.heard('open').length >= mostOpen) throw new CallError('invalid-input', `At most ${mostOpen} conversations are open at once; close some first`);
    const { visible, empty, blocked } = await hearVisible(call, connection, await originsOf(call, [asked]), { isOpen: true });
    if (blocked.length > 0) throw inTheWay();
    const [channel] = visible.length + empty.length > 0 ? await channelsAsSeen(call, [channelId]) : [];
    const heard = channel ?? empty[0];
    if (heard) return heard;
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
