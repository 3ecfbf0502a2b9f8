import type { Card } from '../protocol/chat.cards.ts';
import { matchesMetadata } from '../protocol/chat.metadata.ts';
import type { Message, MyChannel } from '../protocol/chat.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { asSeen, canSee, floorOf, homeOf, inTheWay, isSaid, mustBeLive, mustTakePart, newChannel, threadsOf, toChannel, visibleChannel } from './channels.ts';
import { canManage } from './chat.members.ts';
import { follow, followersOf } from './chat.mentions.ts';
import { append, change, findSaid } from './messages.ts';
import { room } from './hub.ts';
import { latestFirst, pageOf } from './page.ts';
import type { ChannelRow } from './tenant.ts';
import { uuidFrom } from './uuid-from.ts';

type Names = 'chat.openThread' | 'chat.threads' | 'chat.setThread' | 'chat.threadFigures';

const mostPeople = 5;
export const threadIdOf = ({ tenant }: Call, messageId: string): string => uuidFrom(tenant.id, 'thread', messageId);
const hasNoThreads = (): never => refuse('conflict', 'A reply has no thread of its own; reply in the thread that it is in');

/** The thread of a message: its row, or what it will be once somebody has replied. */
function threadOf(call: Call, home: ChannelRow, root: Message): ChannelRow {
  if (home.thread) hasNoThreads();
  const id = threadIdOf(call, root.id), known = call.tenant.channels.get(id);
  if (known && known.thread?.messageId !== root.id) inTheWay();
  return known ?? newChannel(id, {
    kind: 'thread', visibility: home.visibility, history: home.history, createdAt: null,
    thread: { channelId: home.id, messageId: root.id, seq: root.seq, status: 'open', category: null, tags: [] },
  });
}

/** Of a message that the caller sees and nobody has replied to. */
export function emptyThread(call: Call, messageId: string): ChannelRow | undefined {
  const root = call.tenant.messages.get(messageId), home = root && call.tenant.channels.get(root.channelId);
  const isSeen = home && !home.thread && !root.deletedAt && isSaid(root) && canSee(call, home) && root.seq > floorOf(home, call.user, call.may('chat.access_private'));
  return isSeen ? threadOf(call, home, root) : undefined;
}

/** The message that a thread hangs on says how the thread is now. */
export function tellRoot(call: Call, root: Message, channelId: string): void {
  const { messages, thread } = call.tenant.channels.get(channelId)!;
  change(call, root, {
    thread: {
      channelId, replies: messages.filter(({ deletedAt }) => !deletedAt).length, lastReplyAt: messages.at(-1)!.sentAt,
      people: [...new Set(messages.map(({ senderId }) => senderId))].slice(0, mostPeople), status: thread!.status,
    },
  });
}

interface Reply { channelId: string; id: string; text: string; card?: Card | undefined; rootId: string }

/** Stores a reply; the message it hangs on changes with it. Who replies follows the thread, and so do who began it and who is named, as far as they see the message. */
export function reply(call: Call, { channelId, id, text, card, rootId }: Reply): Message {
  const { tenant, user, now } = call;
  if (threadIdOf(call, rootId) !== channelId) refuse('not-found', 'No such channel: its id is not that of this message');
  const { channel: home, message: root } = findSaid(call, rootId);
  if (home.thread) hasNoThreads();
  const known = tenant.messages.get(id), isTaken = known && (known.senderId !== user || known.channelId !== channelId);
  if (known && !isTaken) return known;
  mustTakePart(call, home);
  mustBeLive(call, home);
  if (!(home.members.get(user)?.role.match(/owner|admin/) ?? (call.may('chat.moderate_channels') || call.may('chat.manage_channels')))) {
    if (!root.thread && home.threadRules.open === 'admins') refuse('forbidden', 'Only owners and admins of this channel open threads in it');
    if (home.threadRules.reply === 'admins') refuse('forbidden', 'Only owners and admins of this channel reply in its threads');
  }
  if (isTaken) refuse('id-taken', `The id ${id} belongs to another message; mint a new one`);
  const thread = threadOf(call, home, root);
  if (thread.thread?.status === 'archived') refuse('conflict', 'The thread is archived; who began it or an admin of the channel can open it again');
  if (!thread.createdAt) {
    Object.assign(thread, { createdBy: user, createdAt: now, version: 1 });
    tenant.channels.set(channelId, thread);
  }
  const isFirst = thread.lastSeq === 0, message = append(call, thread, id, text, card);
  follow(call, thread, message, followersOf(call, home, root, message, isFirst));
  call.publish(room.channel(channelId), 'chat.message', message);
  tellRoot(call, root, channelId);
  return message;
}

function mostUsed(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1)).slice(0, 50).map(([word]) => word);
}

const rootOf = ({ tenant }: Call, { thread }: ChannelRow): Message => tenant.messages.get(thread!.messageId)!;

export const threadHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.openThread': (call, { messageId }): MyChannel => {
    const { channel, message } = findSaid(call, messageId);
    if (message.deletedAt && !message.thread && !channel.thread) refuse('not-found', 'No such message');
    return asSeen(call, threadOf(call, channel, message));
  },

  'chat.threads': (call, { channelId, status, category, tag, unread, followed, mine, metadata, ...paging }) => {
    const { tenant, user } = call;
    const home = channelId === undefined ? undefined : visibleChannel(call, channelId);
    const floor = home ? floorOf(home, user, call.may('chat.access_private')) : 0;
    const listed = home ? threadsOf(call, home).filter(({ thread }) => thread!.seq > floor) : [...tenant.channels.values()].filter(({ thread, members }) => thread && members.has(user));
    const isWanted = ({ thread, members, lastSeq, metadata: carried }: ChannelRow) => matchesMetadata(carried, metadata) && (followed === undefined || members.has(user) === followed) && (mine === undefined || (tenant.messages.get(thread!.messageId)!.senderId === user) === mine)
      && (status === undefined || thread!.status === status) && (category === undefined || thread!.category === category)
      && (tag === undefined || thread!.tags.includes(tag)) && (unread === undefined || ((members.get(user)?.readSeq ?? lastSeq) < lastSeq) === unread);
    const { items, ...next } = pageOf(listed.filter(isWanted), ({ messages, id }) => latestFirst(messages.at(-1)?.sentAt ?? null, id), paging);
    return { items: items.filter((thread) => canSee(call, thread)).map((thread) => ({ channel: asSeen(call, thread), root: rootOf(call, thread) })), ...next };
  },

  'chat.setThread': (call, { channelId, ...changes }) => {
    const channel = visibleChannel(call, channelId), { thread } = channel, home = homeOf(call, channel);
    if (!thread || !home) return refuse('conflict', 'This channel is no thread');
    mustTakePart(call, channel);
    mustBeLive(call, channel);
    const { status = thread.status, category = thread.category, tags = thread.tags } = changes, root = rootOf(call, channel);
    if (status !== thread.status && home.threadRules.close === 'admins' && root.senderId !== call.user && !canManage(call, home)) {
      refuse('forbidden', 'Only who began this thread and admins of the channel close it or open it again');
    }
    const sorted = [...new Set(tags)].sort();
    if (status === thread.status && category === thread.category && sorted.join('\n') === thread.tags.join('\n')) return asSeen(call, channel);
    channel.thread = { ...thread, status, category, tags: sorted };
    channel.version++;
    call.publish(room.channel(channelId), 'chat.channelChanged', toChannel(channel));
    if (status !== thread.status) tellRoot(call, root, channelId);
    return asSeen(call, channel);
  },

  'chat.threadFigures': (call, { channelId }) => {
    const home = visibleChannel(call, channelId), floor = floorOf(home, call.user, call.may('chat.access_private'));
    const threads = threadsOf(call, home).filter(({ thread }) => thread!.seq > floor);
    const count = (status: string) => threads.filter(({ thread }) => thread!.status === status).length;
    const waits = threads.map((thread) => (Date.parse(thread.messages[0]!.sentAt) - Date.parse(rootOf(call, thread).sentAt)) / 1000).sort((a, b) => a - b);
    const replies = threads.flatMap(({ messages }) => messages), middle = (waits.length - 1) / 2;
    return {
      open: count('open'), resolved: count('resolved'), archived: count('archived'), replies: replies.filter(({ deletedAt }) => !deletedAt).length,
      people: new Set(replies.map(({ senderId }) => senderId)).size, medianReplySeconds: waits.length ? (waits[Math.floor(middle)]! + waits[Math.ceil(middle)]!) / 2 : null,
      categories: mostUsed(threads.flatMap(({ thread }) => thread!.category ?? [])), tags: mostUsed(threads.flatMap(({ thread }) => thread!.tags)),
    };
  },
};
