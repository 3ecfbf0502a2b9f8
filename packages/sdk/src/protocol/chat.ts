import { z } from 'zod';
import { Card, mostFilesOnMessage } from './chat.cards.ts';
import { Mentioned } from './chat.mentions.ts';
import { Metadata, MetadataFilter } from './chat.metadata.ts';
import { HostRecord, mostCounted, RecordCount, RecordScope, WholeRecord } from './chat.records.ts';
import { operation } from './operation.ts';
import { Emoji, HostId, Id, Instant, NewChannelId, NewMessageId, page, paging, Seq, Text } from './schema.ts';

export { HostRecord, mostCounted, RecordCount, RecordPlace, WholeRecord } from './chat.records.ts';

export const memberRoles = ['owner', 'admin', 'member'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** Channels with a name that people make: they differ in what they are called, and in who writes in an announcement. */
export const groupKinds = ['group', 'department', 'project', 'announcement'] as const;
export type GroupKind = (typeof groupKinds)[number];

export const threadStatuses = ['open', 'resolved', 'archived'] as const;
export type ThreadStatus = (typeof threadStatuses)[number];

const who = z.enum(['everyone', 'admins']);
/** Who opens threads in a channel, who replies in them, and who closes them; who began one may always close it. */
export const ThreadRules = z.object({ open: who, reply: who, close: who }).meta({ id: 'ThreadRules' });
export type ThreadRules = z.infer<typeof ThreadRules>;

/** What makes a channel a thread: the message it hangs on, and how it stands. */
export const Thread = z.object({
  channelId: Id, messageId: Id, seq: Seq, status: z.enum(threadStatuses), category: Text(100).nullable(), tags: z.array(Text(50)),
}).meta({ id: 'Thread' });
export type Thread = z.infer<typeof Thread>;

/**
 * What everybody who sees a channel sees of it. `thread`, where it is the thread of a message: of the channel `channelId`, whose people see it. In an archived one nothing is written any more; where `posting` is `admins`, only its owners
 * and admins write. `lastSeq` counts messages and the server's own notices, `lastChange` every change to them, `version` changes to the
 * channel itself. `people` names up to eight members of a direct channel, which has no other name. `metadata` is what the host says of it; null is nothing.
 */
export const Channel = z.object({
  id: Id, kind: z.enum(['direct', ...groupKinds, 'record', 'thread']), visibility: z.enum(['private', 'public']),
  name: Text(200).nullable(), description: Text(2000).nullable(), record: HostRecord.nullable(),
  history: z.enum(['all', 'from-joining']), posting: z.enum(['everyone', 'admins']), archivedAt: Instant.nullable(),
  thread: Thread.nullable(), threadRules: ThreadRules,
  people: z.array(HostId), memberCount: z.int().min(0), createdBy: HostId.nullable(), createdAt: Instant.nullable(),
  lastSeq: Seq, lastChange: Seq, version: Seq, metadata: Metadata.nullable(),
}).meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

/** What a message shows of its thread: `replies` that are not deleted, and up to five `people` who replied, the first ones first. */
export const ThreadSummary = z.object({
  channelId: Id, replies: z.int().min(0), lastReplyAt: Instant, people: z.array(HostId), status: z.enum(threadStatuses),
}).meta({ id: 'ThreadSummary' });
export type ThreadSummary = z.infer<typeof ThreadSummary>;

/** A message. `hidesPreviews`: what its links lead to is not shown. `pinned`: kept at hand for all, by whom and since when. Once deleted it stays as a tombstone with empty text; `restoredAt`: it was deleted and brought back. `mentions`: whom its text names, outside of code. `metadata`: what the host says of it. `reactions` maps each emoji to who chose it, in the order they did. */
export const Message = z.object({
  id: Id, channelId: Id, seq: Seq, changedSeq: Seq, senderId: HostId, text: Text(20_000), sentAt: Instant,
  editedAt: Instant.optional(), deletedAt: Instant.optional(), restoredAt: Instant.optional(), reactions: z.record(z.string(), z.array(HostId)),
  thread: ThreadSummary.optional(), card: Card.optional(), hidesPreviews: z.literal(true).optional(), mentions: z.array(Mentioned).min(1).optional(), pinned: z.object({ userId: HostId, at: Instant }).optional(),
  metadata: Metadata.optional(),
}).meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

/**
 * My part in a channel. `unread` counts others' undeleted messages after `readSeq` without the server's own notices (999 stands for more), `mentions` those of them that name me, one of my groups or everybody; true as of the change `asOf`.
 * `version` grows with every change of my part: of my role, and on any of my devices of `readSeq` and of what I choose. `joinedChange` is the channel's `lastChange` when I joined.
 * `isPinned`, `notify` and `section` (a heading of my own to sort it under) are my choices; what is not to notify counts in no total.
 */
export const Membership = z.object({
  role: z.enum(memberRoles), readSeq: Seq, version: Seq, unread: z.int().min(0), mentions: z.int().min(0), asOf: Seq, joinedChange: Seq,
  isPinned: z.boolean(), notify: z.enum(['all', 'mentions', 'nothing']), section: z.string().nullable(),
}).meta({ id: 'Membership' });
export type Membership = z.infer<typeof Membership>;

/** A channel as I see it; `membership` is null where I may look but have not joined. */
export const MyChannel = Channel.extend({ membership: Membership.nullable(), lastMessage: Message.nullable() }).meta({ id: 'MyChannel' });
export type MyChannel = z.infer<typeof MyChannel>;

export const Member = z.object({ channelId: Id, userId: HostId, role: z.enum(memberRoles), joinedAt: Instant }).meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

const position = z.object({ channelId: Id, membership: Membership });
const people = z.array(HostId).max(500);

export const chatOperations = {
  /** Channels that are mine, newest message first; or, with `scope: 'public'`, those I could join, by name. With `metadata` those whose metadata answers it; in an address it is JSON. */
  'chat.channels': operation({
    http: 'GET /channels',
    input: z.object({ scope: z.enum(['mine', 'public']).default('mine'), query: Text(200).optional(), metadata: MetadataFilter.optional(), ...paging }),
    output: page(MyChannel), permission: 'chat.access_channels', limit: 'read',
  }),
  'chat.channel': operation({
    http: 'GET /channels/{channelId}', input: z.object({ channelId: Id }), output: MyChannel, permission: 'chat.access_channels', limit: 'read',
  }),
  /** Creates a channel with me as its owner and `members` in it. In an announcement only owners and admins write, unless `posting` says otherwise. The same `id` again returns the first result. An `id` is a UUID of version 7; without it the server mints one. */
  'chat.createChannel': operation({
    http: 'POST /channels',
    input: z.object({
      id: NewChannelId.optional(), kind: z.enum(['direct', ...groupKinds]), name: Text(200).optional(), description: Text(2000).optional(),
      visibility: z.enum(['private', 'public']).default('private'), history: z.enum(['all', 'from-joining']).default('all'),
      posting: z.enum(['everyone', 'admins']).optional(), members: people.default([]),
    }),
    output: MyChannel, permission: null, limit: 'write', errors: ['id-taken', 'conflict'],
  }),
  /** Renames, describes or opens a channel to others; what is left out stays. For its owners and admins. A direct or record's conversation has no name of its own. */
  'chat.updateChannel': operation({
    http: 'PATCH /channels/{channelId}',
    input: z.object({
      channelId: Id, name: Text(200).min(1).optional(), description: Text(2000).nullable().optional(),
      visibility: z.enum(['private', 'public']).optional(), posting: z.enum(['everyone', 'admins']).optional(), threadRules: ThreadRules.optional(),
    }),
    output: MyChannel, permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  /** Ends the writing in a channel; it stays to be read and found. For its owners and admins. */
  'chat.archive': operation({
    http: 'POST /channels/{channelId}/archive', input: z.object({ channelId: Id }), output: MyChannel, permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  'chat.restore': operation({
    http: 'POST /channels/{channelId}/restore', input: z.object({ channelId: Id }), output: MyChannel, permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  /** Deletes a channel with all its messages, for good. `confirm` is its name, or its id where it has none. It stands in the audit log. */
  'chat.deleteChannel': operation({
    http: 'DELETE /channels/{channelId}', input: z.object({ channelId: Id, confirm: Text(200) }), output: z.object({}),
    permission: 'chat.manage_channels', limit: 'write', errors: ['conflict'],
  }),
  /** How I want a channel of mine: what is left out stays. */
  'chat.setPreferences': operation({
    http: 'PATCH /channels/{channelId}/preferences',
    input: z.object({ channelId: Id, isPinned: z.boolean().optional(), notify: z.enum(['all', 'mentions', 'nothing']).optional(), section: Text(100).min(1).nullable().optional() }),
    output: position, permission: 'chat.access_channels', limit: 'write',
  }),
  /** The one conversation of exactly these people and me, two or more; made when it is not there. */
  'chat.openDirect': operation({
    http: 'POST /direct', input: z.object({ userIds: people.min(1).max(50) }), output: MyChannel, permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  /** A record's conversation, or that of a place in it. Opening writes nothing: until its first message it has no number, no member and no creation date. */
  'chat.openRecord': operation({
    http: 'POST /records', input: HostRecord, output: MyChannel, permission: 'chat.access_channels', callers: 'all', limit: 'read', errors: ['conflict'],
  }),
  /** Conversations of a record, or with the id `*` of all records of its type, that somebody has written in, latest message first: of exactly this place and audience; or, with `subset`, of all places that have at least these keys, and of every audience unless one is named. `metadata`: of those that answer it. */
  'chat.places': operation({
    http: 'POST /records/places', input: z.object({ record: HostRecord, subset: z.boolean().default(false), metadata: MetadataFilter.optional(), ...paging }), output: page(MyChannel), permission: 'chat.access_channels', limit: 'read',
  }),
  /** Numbers of up to 500 records or places, in the order asked, of what I may read; exact or with `subset`, and with the id `*`, as in `chat.places`. `metadata`: of conversations that answer it, with all their threads. */
  'chat.counts': operation({
    http: 'POST /records/counts', input: z.object({ records: z.array(RecordScope).max(mostCounted), subset: z.boolean().default(false), metadata: MetadataFilter.optional() }),
    output: z.object({ items: z.array(RecordCount) }), permission: 'chat.access_channels', limit: 'read',
  }),
  /** Hears `chat.counted` of these records on this connection, of up to 500 in all; of the id `*` when any record of its type has changed. */
  'chat.watchCounts': operation({ input: z.object({ records: z.array(WholeRecord).max(mostCounted) }), output: z.object({}), permission: 'chat.access_channels', limit: 'read' }),
  'chat.unwatchCounts': operation({ input: z.object({ records: z.array(WholeRecord).max(mostCounted) }), output: z.object({}), permission: 'chat.access_channels', limit: 'signal' }),
  /**
   * All that a client needs after connecting: my channels, and those of `channels` besides (open, or with changes in the outbox).
   * This connection hears `chat.message` of all of them from before the answer was read. `refused` names what is not there for me.
   */
  'chat.sync': operation({
    input: z.object({ channels: z.array(z.object({ channelId: Id, record: HostRecord.optional(), threadOf: Id.optional() })).max(500).default([]) }),
    output: z.object({ channels: z.array(MyChannel), refused: z.array(Id) }), permission: 'chat.access_channels', limit: 'read',
  }),
  /** Hears on this connection, beside messages, who writes, reads, joins and looks on in a conversation that is open on screen, and how its members can be reached. */
  'chat.listen': operation({
    input: z.object({ channelId: Id, record: HostRecord.optional(), threadOf: Id.optional() }), output: MyChannel, permission: 'chat.access_channels', limit: 'read', errors: ['conflict'],
  }),
  'chat.unlisten': operation({ input: z.object({ channelId: Id }), output: z.object({}), permission: 'chat.access_channels', limit: 'signal' }),

  /**
   * Appends a message. Sending the same `id` again returns what became of the first one, to who may read it; without `id` the server mints one.
   * `fileIds`: files of mine that it carries; then its text may be empty. A single file that was uploaded as a voice message makes it one.
   * `record` goes along where the channel is a record's: its first message creates the channel, and writing makes a member. So does `threadOf`,
   * the message replied to, where it is a thread.
   */
  'chat.send': operation({
    http: 'POST /channels/{channelId}/messages',
    input: z.object({ channelId: Id, id: NewMessageId.optional(), text: Text(20_000), fileIds: z.array(Id).min(1).max(mostFilesOnMessage).optional(), record: HostRecord.optional(), threadOf: Id.optional() })
      .refine(({ text, fileIds }) => text.trim() !== '' || fileIds, { path: ['text'], message: 'must not be empty' }),
    output: Message, permission: 'chat.access_channels', limit: 'write', errors: ['id-taken', 'conflict'], queued: true, batched: true,
  }),
  /** Messages, oldest first: the newest, or those `before` or `after` a `seq` (exclusive), or `around` one. `next` is the `before` of the page above. */
  'chat.history': operation({
    http: 'GET /channels/{channelId}/messages',
    input: z.object({ channelId: Id, before: Seq.optional(), after: Seq.optional(), around: Seq.optional(), limit: z.int().min(1).max(200).default(50) }),
    output: z.object({ items: z.array(Message), next: Seq.optional() }), permission: 'chat.access_channels', limit: 'read',
  }),
  /** The number of the first message that I see there sent at or after a moment; null where nothing was written since. */
  'chat.seqAt': operation({
    http: 'GET /channels/{channelId}/at/{at}', input: z.object({ channelId: Id, at: Instant }), output: z.object({ seq: Seq.nullable() }), permission: 'chat.access_channels', limit: 'read',
  }),
  /**
   * What changed in a channel after the change `since`, in that order, from one snapshot: the client is then at `upTo`.
   * `more`: ask again from there. `isReset`: more than 500 changes, `messages` is the newest page instead, oldest first.
   */
  'chat.changes': operation({
    http: 'GET /channels/{channelId}/changes',
    input: z.object({ channelId: Id, since: Seq, limit: z.int().min(1).max(500).default(200) }),
    output: z.object({ channel: MyChannel, messages: z.array(Message), upTo: Seq, more: z.boolean(), isReset: z.boolean() }),
    permission: 'chat.access_channels', limit: 'read',
  }),
  /** Changes a message's words; what it carries stays, and only where it carries something they may be empty. */
  'chat.edit': operation({
    http: 'PATCH /messages/{messageId}',
    input: z.object({ messageId: Id, text: Text(20_000) }),
    output: Message, permission: 'chat.access_channels', limit: 'write', errors: ['conflict'], queued: true,
  }),
  /** Leaves a tombstone. Deleting twice answers the same. */
  'chat.delete': operation({
    http: 'DELETE /messages/{messageId}', input: z.object({ messageId: Id }), output: Message, permission: 'chat.access_channels', limit: 'write', queued: true,
  }),
  'chat.react': operation({
    http: 'PUT /messages/{messageId}/reactions/{emoji}', input: z.object({ messageId: Id, emoji: Emoji }), output: Message,
    permission: 'chat.access_channels', limit: 'write', errors: ['conflict'], queued: true,
  }),
  'chat.unreact': operation({
    http: 'DELETE /messages/{messageId}/reactions/{emoji}', input: z.object({ messageId: Id, emoji: Emoji }), output: Message,
    permission: 'chat.access_channels', limit: 'write', queued: true,
  }),

  /** Chooses a button of a notice: the host is asked, and all see the outcome. `conflict` says who was quicker; after `unavailable` the same choice may be made again. For those who may write here. */
  'chat.act': operation({
    http: 'POST /messages/{messageId}/actions/{actionId}', input: z.object({ messageId: Id, actionId: Text(100).min(1) }), output: Message,
    permission: 'chat.access_channels', limit: 'write', errors: ['conflict', 'unavailable'],
  }),

  /** Takes away what is shown of a message's links, for all. For its sender, moderators and the host. */
  'chat.hidePreviews': operation({
    http: 'DELETE /messages/{messageId}/previews', input: z.object({ messageId: Id }), output: Message, permission: 'chat.access_channels', callers: 'all', limit: 'write', errors: ['conflict'],
  }),

  /** Keeps a message at hand for all in the channel, who takes part in it; up to 100 in one. Pinning twice changes nothing. */
  'chat.pin': operation({
    http: 'PUT /messages/{messageId}/pin', input: z.object({ messageId: Id }), output: Message, permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  'chat.unpin': operation({
    http: 'DELETE /messages/{messageId}/pin', input: z.object({ messageId: Id }), output: Message, permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  /** What is pinned in a channel, latest pinned first. */
  'chat.pinned': operation({
    http: 'GET /channels/{channelId}/pinned', input: z.object({ channelId: Id }), output: z.object({ items: z.array(Message) }), permission: 'chat.access_channels', limit: 'read',
  }),

  /** The thread of a message, whose replies go to its own channel. Opening writes nothing; the first reply makes it, and who replies follows it. A thread has no threads. */
  'chat.openThread': operation({
    http: 'GET /messages/{messageId}/thread', input: z.object({ messageId: Id }), output: MyChannel, permission: 'chat.access_channels', limit: 'read', errors: ['conflict'],
  }),
  /** Threads, latest reply first: those that I follow; or all in a channel, of which `followed` keeps those that I follow. `mine`: I wrote the message. `metadata`: those whose own metadata answers it; in an address it is JSON. */
  'chat.threads': operation({
    http: 'GET /threads',
    input: z.object({
      channelId: Id.optional(), status: z.enum(threadStatuses).optional(), category: Text(100).optional(), tag: Text(50).optional(), unread: z.boolean().optional(),
      followed: z.boolean().optional(), mine: z.boolean().optional(), metadata: MetadataFilter.optional(), ...paging,
    }),
    output: page(z.object({ channel: MyChannel, root: Message })), permission: 'chat.access_channels', limit: 'read',
  }),
  /** Resolves, archives or sorts a thread; what is left out stays. In an archived one nobody replies. */
  'chat.setThread': operation({
    http: 'PATCH /threads/{channelId}',
    input: z.object({ channelId: Id, status: z.enum(threadStatuses).optional(), category: Text(100).min(1).nullable().optional(), tags: z.array(Text(50).min(1)).max(10).optional() }),
    output: MyChannel, permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  /** Figures of a channel's threads; `medianReplySeconds`: from the message to its first reply. The fifty `categories` and `tags` used most, those first. */
  'chat.threadFigures': operation({
    http: 'GET /channels/{channelId}/threads/figures', input: z.object({ channelId: Id }),
    output: z.object({ open: z.int(), resolved: z.int(), archived: z.int(), replies: z.int(), people: z.int(), medianReplySeconds: z.number().nullable(), categories: z.array(Text(100)), tags: z.array(Text(50)) }),
    permission: 'chat.access_channels', limit: 'read',
  }),

  /** Moves my read position forward to `seq`. Ignored where I have marked unread since `basedOn`. */
  'chat.markRead': operation({
    http: 'POST /channels/{channelId}/read', input: z.object({ channelId: Id, seq: Seq, basedOn: Seq.optional() }), output: position,
    permission: 'chat.access_channels', limit: 'write', queued: true,
  }),
  /** Makes `seq` the first unread message: the only way to move my read position back. Changes nothing where `seq` is unread. */
  'chat.markUnread': operation({
    http: 'POST /channels/{channelId}/unread', input: z.object({ channelId: Id, seq: Seq.min(1) }), output: position,
    permission: 'chat.access_channels', limit: 'write', queued: true,
  }),
  /** How far the members have read, in channels of up to 50 people; empty in larger ones. Who has read nothing since joining is left out. */
  'chat.readers': operation({
    http: 'GET /channels/{channelId}/readers', input: z.object({ channelId: Id }), output: z.object({ items: z.array(z.object({ userId: HostId, seq: Seq })) }),
    permission: 'chat.access_channels', limit: 'read',
  }),
  /** Tells those who have the conversation open that I am writing, for the next six seconds. */
  'chat.typing': operation({ input: z.object({ channelId: Id }), output: z.object({}), permission: 'chat.access_channels', limit: 'signal' }),

  'chat.members': operation({
    http: 'GET /channels/{channelId}/members', input: z.object({ channelId: Id, ...paging }), output: page(Member), permission: 'chat.access_channels', limit: 'read',
  }),
  /** Adds people to a group; those who are in it stay as they are. Answers who was added. */
  'chat.addMembers': operation({
    http: 'POST /channels/{channelId}/members', input: z.object({ channelId: Id, userIds: people.min(1) }), output: z.object({ items: z.array(Member) }),
    permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  'chat.setMemberRole': operation({
    http: 'PATCH /channels/{channelId}/members/{userId}', input: z.object({ channelId: Id, userId: HostId, role: z.enum(memberRoles) }), output: Member,
    permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  'chat.removeMember': operation({
    http: 'DELETE /channels/{channelId}/members/{userId}', input: z.object({ channelId: Id, userId: HostId }), output: z.object({}),
    permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  /** Joins a public channel, or follows a record's conversation. */
  'chat.join': operation({
    http: 'POST /channels/{channelId}/join', input: z.object({ channelId: Id, record: HostRecord.optional() }), output: MyChannel,
    permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  /** An owner who leaves others behind without an owner hands the channel to the longest-standing admin, else member. */
  'chat.leave': operation({
    http: 'POST /channels/{channelId}/leave', input: z.object({ channelId: Id }), output: z.object({}), permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
};

export const chatEvents = {
  /** A message is new or has changed; its `changedSeq` is the channel's newest number. */
  'chat.message': Message,
  /** I am in this channel now, or my role in it is another. To me alone; the connection already hears it. */
  'chat.channel': MyChannel,
  /** Something that all see of the channel has changed; newer where `version` is. */
  'chat.channelChanged': Channel,
  /** I am no longer in it. */
  'chat.left': z.object({ channelId: Id }),
  /** The numbers of a channel that changed lately, told again: a client that is behind has missed something. */
  'chat.numbers': z.object({ channelId: Id, lastSeq: Seq, lastChange: Seq }),
  /** Something in a record's conversations is not as it was when its numbers were asked for; gathered for a moment, the longer the more people watch. */
  'chat.counted': WholeRecord,
  /** My read position moved, on one of my devices. */
  'chat.position': position,
  /** How far others have read by now, gathered for a moment. In an open conversation. */
  'chat.reads': z.object({ channelId: Id, readers: z.array(z.object({ userId: HostId, seq: Seq })) }),
  'chat.typing': z.object({ channelId: Id, userId: HostId }),
  /** Somebody joined, has another role, or (null) is gone. In an open conversation. */
  'chat.member': z.object({ channelId: Id, userId: HostId, role: z.enum(memberRoles).nullable() }),
};
