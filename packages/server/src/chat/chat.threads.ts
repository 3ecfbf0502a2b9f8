import { type Card, Id, type Message, type MyChannel } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { isAdmin, isManager, managesAll, mustBeLive, mustBeSaid, mustTakePart, type SeenChannel, seenChannel } from './chat.access.ts';
import { channelAsSeen, channelsAsSeen } from './chat.channels.queries.ts';
import { distinct, inTheWay, threadChannelId } from './chat.ids.ts';
import { follow, usersNamed } from './chat.mentions.ts';
import { messagesById, messageToChange, touchRoot } from './chat.messages.queries.ts';
import { freeThreads, toChannel } from './chat.rows.ts';
import { publishChanged } from './chat.tell.ts';
import { countReplies, insertReply, type ThreadChanges, threadFigures, threadsPage, threadToReply, updateThread, whoSees } from './chat.threads.queries.ts';

/** A thread that nobody has replied in. */
function emptyThread(id: string, home: SeenChannel, root: Message): MyChannel {
  return {
    id, kind: 'thread', visibility: home.visibility, name: null, description: null, record: null, history: home.history, posting: 'everyone', archivedAt: null,
    thread: { channelId: home.id, messageId: root.id, seq: root.seq, status: 'open', category: null, tags: [] }, threadRules: freeThreads,
    people: [], memberCount: 0, createdBy: null, createdAt: null, lastSeq: 0, lastChange: 0, version: 0, metadata: null, membership: null, lastMessage: null,
  };
}

const hasNoThreads = () => new CallError('conflict', 'A reply has no thread of its own; reply in the thread that it is in');

/** The thread of a message, made or not. */
async function threadOf(call: Call, messageId: string): Promise<MyChannel> {
  const noMessage = new CallError('not-found', 'No such message'), id = threadChannelId(call.session.tenant, messageId);
  const [root] = await messagesById(call, [messageId]);
  if (!root) throw noMessage;
  const home = await seenChannel(call, root.channelId).catch((error: unknown) => { throw error instanceof CallError ? noMessage : error; });
  if (root.seq <= home.floor) throw noMessage;
  if (home.kind === 'thread') throw hasNoThreads();
  mustBeSaid(root);
  const [known] = await channelsAsSeen(call, [id]);
  if (known && known.thread?.messageId !== messageId) throw inTheWay();
  if (!known && root.deletedAt) throw noMessage;
  return known ?? emptyThread(id, home, root);
}

/** As they are before their first reply, by their ids: those of messages that the caller sees. */
export async function emptyThreads(call: Call, messageIds: readonly string[]): Promise<Map<string, MyChannel>> {
  if (messageIds.length === 0) return new Map();
  const roots = await messagesById(call, messageIds), homes = new Map<string, SeenChannel>();
  for (const home of distinct(roots.map(({ channelId }) => channelId))) {
    try { homes.set(home, await seenChannel(call, home)); } catch (error) { if (!(error instanceof CallError)) throw error; }
  }
  return new Map(roots.flatMap((root): [string, MyChannel][] => {
    const home = homes.get(root.channelId), id = threadChannelId(call.session.tenant, root.id);
    return home && home.kind !== 'thread' && root.seq > home.floor && !root.deletedAt ? [[id, emptyThread(id, home, root)]] : [];
  }));
}

export function mayReply(call: Call, home: SeenChannel, isFirst: boolean): void {
  mustTakePart(home);
  mustBeLive(home);
  if (isAdmin(home.my_role) || managesAll(call)) return;
  if (isFirst && home.thread_rules.open === 'admins') throw new CallError('forbidden', 'Only owners and admins of this channel open threads in it');
  if (home.thread_rules.reply === 'admins') throw new CallError('forbidden', 'Only owners and admins of this channel reply in its threads');
}

export function mustNotBeArchived({ status }: Pick<SeenChannel, 'status'>): void {
  if (status === 'archived') throw new CallError('conflict', 'The thread is archived; who began it or an admin of the channel can open it again');
}

interface Reply { channelId: string; id: string; text: string; card?: Card | undefined; rootId: string }

/** Stores a reply; the message it hangs on changes with it. Who replies follows the thread, and so do who began it and who is named, as far as they see the message. */
export async function reply(call: Call, { channelId, id, text, card, rootId }: Reply): Promise<Message> {
  const { session: { tenant, user } } = call;
  if (threadChannelId(tenant, rootId) !== channelId) throw new CallError('not-found', 'No such channel: its id is not that of this message');
  const { channel: home, message: root } = await messageToChange(call, rootId);
  if (home.kind === 'thread') throw hasNoThreads();
  const [known] = await messagesById(call, [id]);
  const isTaken = known && (known.senderId !== user || known.channelId !== channelId);
  if (known && !isTaken) return known;
  mayReply(call, home, !root.thread);
  const taken = new CallError('id-taken', `The id ${id} belongs to another message; mint a new one`);
  if (isTaken) throw taken;
  const thread = await threadToReply(call, channelId, home, root);
  if (thread.parent_message_id !== rootId) throw inTheWay();
  mustNotBeArchived(thread);
  const message = await insertReply(call, channelId, id, text, card);
  if (!message) throw taken;
  const others = await whoSees(call, home.id, root.seq, distinct([...(thread.last_seq === 0 ? [root.senderId] : []), ...usersNamed(message)]));
  await follow(call, thread, message, [user, ...others]);
  call.publish({ channel: channelId }, 'chat.message', message);
  await publishChanged(call, home, await touchRoot(call, root, channelId));
  return message;
}

/** A reply that was deleted, or brought back: the message that it answered says how many there are. */
export async function countReply(call: Call, { id }: SeenChannel, rootId: string, difference: 1 | -1): Promise<void> {
  await countReplies(call, id, difference);
  const { channel: home, message: root } = await messageToChange(call, rootId);
  await publishChanged(call, home, await touchRoot(call, root, id));
}

export const threadHandlers = {
  'chat.openThread': (call, { messageId }) => threadOf(call, messageId),

  'chat.threads': async (call, { channelId, cursor, limit, ...filter }) => {
    const home = channelId === undefined ? undefined : await seenChannel(call, channelId);
    const listed = await threadsPage(call, home, filter, fromCursor(cursor, 'number', Id), limit);
    const shown = listed.slice(0, limit), last = shown.at(-1);
    const channels = await channelsAsSeen(call, shown.map(({ id }) => id));
    const roots = new Map((await messagesById(call, channels.flatMap(({ thread }) => thread?.messageId ?? []))).map((root) => [root.id, root])); // deleted ones, too: their threads live on
    const items = channels.flatMap((channel) => { const root = roots.get(channel.thread?.messageId ?? ''); return root ? [{ channel, root }] : []; });
    return { items, ...(listed.length > limit && last ? { next: toCursor([last.at, last.id]) } : {}) };
  },

  'chat.setThread': async (call, { channelId, ...changes }) => {
    const seen = await seenChannel(call, channelId);
    if (!seen.parent_message_id) throw new CallError('conflict', 'This channel is no thread');
    const { channel: home, message: root } = await messageToChange(call, seen.parent_message_id);
    const thread = await seenChannel(call, channelId);
    mustTakePart(thread);
    mustBeLive(thread);
    if (changes.status !== undefined && changes.status !== thread.status && home.thread_rules.close === 'admins' && root.senderId !== call.session.user && !isManager(call, thread)) {
      throw new CallError('forbidden', 'Only who began this thread and admins of the channel close it or open it again');
    }
    if (isSame(thread, changes)) return channelAsSeen(call, channelId);
    const now = await updateThread(call, channelId, { ...changes, tags: changes.tags && distinct(changes.tags) });
    call.publish({ channel: channelId }, 'chat.channelChanged', toChannel(now));
    if (now.status !== thread.status) await publishChanged(call, home, await touchRoot(call, root, channelId));
    return channelAsSeen(call, channelId);
  },

  'chat.threadFigures': async (call, { channelId }) => threadFigures(call, await seenChannel(call, channelId)),
} satisfies Partial<Handlers<'chat'>>;

const isSame = (thread: SeenChannel, { status = thread.status, category = thread.category, tags = thread.tags }: ThreadChanges): boolean =>
  status === thread.status && category === thread.category && distinct(tags).join('\n') === thread.tags.join('\n');
