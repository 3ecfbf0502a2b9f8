import type { Card, Message, MetadataFilter, ThreadStatus } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';
import { homePart, isOpen, isVisibleTo } from '../membership.ts';
import type { SeenChannel } from './chat.access.ts';
import { mentionedIn } from './chat.append.queries.ts';
import type { ListedChannel } from './chat.channels.queries.ts';
import { answers } from './chat.metadata.queries.ts';
import { channelColumns, type ChannelRow, messageColumns, type MessageRow, toMessage } from './chat.rows.ts';

/** Replied first, up to so many stand on the message. */
const mostPeople = 5;

/** The thread's channel, made if it is not there; nobody else changes it until the commit. */
export async function threadToReply(call: Call, id: string, home: SeenChannel, root: Message): Promise<ChannelRow> {
  const values = [call.session.tenant, id];
  if (!root.thread) await call.query('insert-thread', `
    insert into channels (tenant_id, id, kind, visibility, history, parent_id, parent_message_id, parent_seq, created_by)
    values ($1, $2, 'thread', $3, $4, $5, $6, $7, $8) on conflict do nothing`,
  [...values, home.visibility, home.history, home.id, root.id, root.seq, call.session.user]);
  const [row] = await call.query<ChannelRow>('thread-to-reply', `select ${channelColumns} from channels c where c.id = $2 and c.tenant_id = $1 for no key update`, values);
  return row!;
}

/** Undefined where the id is taken. */
export async function insertReply(call: Call, channelId: string, id: string, text: string, card?: Card): Promise<Message | undefined> {
  const [row] = await call.query<MessageRow>('insert-reply', `
    with numbered as (
      update channels c set last_seq = last_seq + 1, last_change = last_change + 1, active_at = now(), replies = replies + 1,
        people = case when $4 = any (people) or cardinality(people) >= ${mostPeople} then people else people || $4 end
      where c.id = $2 and c.tenant_id = $1 and not exists (select from messages taken where taken.id = $3 and taken.tenant_id = $1)
      returning c.last_seq, c.last_change, ${isOpen} as is_open
    ), inserted as (
      insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, text, card, mentions, is_open)
      select $1, $3, $2, n.last_seq, n.last_change, $4, $5, $6, $7::text[], n.is_open from numbered n returning *
    )
    select ${messageColumns} from inserted m`,
  [call.session.tenant, channelId, id, call.session.user, text, card ? JSON.stringify(card) : null, mentionedIn(text)]);
  return row && toMessage(row);
}

export async function countReplies(call: Call, channelId: string, difference: number): Promise<void> {
  await call.query('count-replies', 'update channels set replies = replies + $3 where id = $2 and tenant_id = $1', [call.session.tenant, channelId, difference]);
}

export interface ThreadChanges { status?: ThreadStatus | undefined; category?: string | null | undefined; tags?: string[] | undefined }

/** What is left out stays. */
export async function updateThread(call: Call, id: string, { status, category, tags }: ThreadChanges): Promise<ChannelRow> {
  const [row] = await call.query<ChannelRow>('update-thread', `
    update channels c set status = coalesce($3, status), category = case when $4 then $5 else category end, tags = coalesce($6, tags), version = version + 1
    where c.id = $2 and c.tenant_id = $1 returning ${channelColumns}`,
  [call.session.tenant, id, status ?? null, category !== undefined, category ?? null, tags ?? null]);
  return row!;
}

export interface ThreadFilter { status?: ThreadStatus | undefined; category?: string | undefined; tag?: string | undefined; unread?: boolean | undefined; followed?: boolean | undefined; mine?: boolean | undefined; metadata?: MetadataFilter | undefined }

/** Latest reply first, `at` in microseconds since 1970; one more than `limit`. Of a channel, as far down as its `floor`; else those that the caller follows. */
export async function threadsPage(call: Call, home: SeenChannel | undefined, filter: ThreadFilter, from: Place | undefined, limit: number): Promise<ListedChannel[]> {
  const mine = 'select * from members mem where mem.channel_id = c.id and mem.user_id = $2 and mem.tenant_id = $1 limit 1';
  const { metadata } = filter, seen = metadata ? homePart : '';
  const [name, source] = home
    ? ['threads-of-channel', `channels c left join lateral (${mine}) mem on true ${seen} where c.parent_id = $12 and c.tenant_id = $1 and c.parent_seq > $13`]
    : ['threads-followed', `members mem cross join lateral (select * from channels c where c.id = mem.channel_id and c.tenant_id = mem.tenant_id limit 1) c ${seen}
        where mem.user_id = $2 and mem.tenant_id = $1 and c.parent_id is not null`];
  return call.query<ListedChannel>(metadata ? `${name}-by-metadata` : name, `
    select c.id, (extract(epoch from c.replied_at) * 1000000)::bigint as at from ${source}
      and ($3::text is null or c.status = $3) and ($4::text is null or c.category = $4) and ($5::text is null or $5 = any (c.tags))
      and ($6::boolean is null or coalesce(mem.read_seq < c.last_seq, false) = $6)
      and ($10::boolean is null or (mem.user_id is not null) = $10)
      and ($11::boolean is null or exists (select from messages root where root.id = c.parent_message_id and root.tenant_id = $1 and root.sender_id = $2) = $11)
      and ($7::bigint is null or ((extract(epoch from c.replied_at) * 1000000)::bigint, c.id) < ($7, $8::uuid))
      ${metadata ? `and ${answers('c', home ? '$14' : '$12')} and ${isVisibleTo(home ? '$15' : '$13')}` : ''}
    order by c.replied_at desc, c.id desc limit $9`,
  [call.session.tenant, call.session.user, filter.status ?? null, filter.category ?? null, filter.tag ?? null, filter.unread ?? null,
    from?.[0] ?? null, from?.[1] ?? null, limit + 1, filter.followed ?? null, filter.mine ?? null, ...(home ? [home.id, home.floor] : []), ...(metadata ? [JSON.stringify(metadata), call.can('chat.access_private')] : [])]);
}

export interface ThreadFigures { open: number; resolved: number; archived: number; replies: number; people: number; medianReplySeconds: number | null; categories: string[]; tags: string[] }

const mostUsed = (words: string): string => `array(select word from ${words} group by word order by count(*) desc, word collate "C" limit 50)`;

export async function threadFigures(call: Call, home: SeenChannel): Promise<ThreadFigures> {
  const [row] = await call.query<ThreadFigures>('thread-figures', `
    with threads as (
      select c.*, (select extract(epoch from first.sent_at - root.sent_at)::float8 from messages first, messages root
        where first.channel_id = c.id and first.tenant_id = $1 and first.seq = 1 and root.id = c.parent_message_id and root.tenant_id = $1) as first_reply
      from channels c where c.parent_id = $2 and c.tenant_id = $1 and c.parent_seq > $3
    )
    select count(*) filter (where status = 'open')::int as open, count(*) filter (where status = 'resolved')::int as resolved,
      count(*) filter (where status = 'archived')::int as archived, coalesce(sum(replies), 0)::int as replies,
      (select count(distinct m.sender_id)::int from messages m join threads t on m.channel_id = t.id and m.tenant_id = $1) as people,
      percentile_cont(0.5) within group (order by first_reply) as "medianReplySeconds",
      ${mostUsed('(select category as word from threads where category is not null) used')} as categories,
      ${mostUsed('threads, unnest(tags) as used (word)')} as tags
    from threads`, [call.session.tenant, home.id, home.floor]);
  return row!;
}

/** The threads of a channel. */
export async function threadIds(call: Call, homeId: string): Promise<string[]> {
  const rows = await call.query<{ id: string }>('thread-ids', 'select id from channels where parent_id = $2 and tenant_id = $1 order by parent_seq', [call.session.tenant, homeId]);
  return rows.map(({ id }) => id);
}

/** Ends somebody's following in all threads of a channel. Answers which those were, as they are now. */
export async function unfollowThreads(call: Call, homeId: string, userId: string): Promise<ChannelRow[]> {
  const rows = await call.query<ChannelRow>('unfollow-threads', `
    with gone as (
      delete from members mem using channels c
      where c.parent_id = $2 and c.tenant_id = $1 and mem.channel_id = c.id and mem.user_id = $3 and mem.tenant_id = $1 returning mem.channel_id
    )
    update channels c set member_count = member_count - 1, version = version + 1 from gone where c.id = gone.channel_id and c.tenant_id = $1 returning ${channelColumns}`,
  [call.session.tenant, homeId, userId]);
  return rows.sort((a, b) => a.parent_seq! - b.parent_seq!);
}

/** Threads are open to the same people as the channel they belong to. Answers them as they are now. */
export async function followHome(call: Call, home: Pick<ChannelRow, 'id' | 'visibility'>): Promise<ChannelRow[]> {
  const rows = await call.query<ChannelRow>('threads-follow-home', `
    update channels c set visibility = $3, version = version + 1 where c.parent_id = $2 and c.tenant_id = $1 returning ${channelColumns}`,
  [call.session.tenant, home.id, home.visibility]);
  return rows.sort((a, b) => a.parent_seq! - b.parent_seq!);
}

/** Those of `users` who are known here and see a channel's message by being in it, or because everybody does. */
export async function whoSees(call: Call, channelId: string, seq: number, users: readonly string[]): Promise<string[]> {
  if (users.length === 0) return [];
  const rows = await call.query<{ id: string }>('who-sees', `
    select u.id from unnest($4::text[]) with ordinality as named (id, ord)
    cross join lateral (select id from users u where u.id = named.id and u.tenant_id = $1 limit 1) u
    cross join lateral (select * from channels c where c.id = $2 and c.tenant_id = $1 limit 1) c
    left join lateral (select joined_seq from members m where m.channel_id = c.id and m.user_id = u.id and m.tenant_id = $1 limit 1) m on true
    where ${isOpen} or (m.joined_seq is not null and (c.history = 'all' or m.joined_seq < $3))
    order by ord`, [call.session.tenant, channelId, seq, users]);
  return rows.map(({ id }) => id);
}

/** Those of `users` who are in the channel. */
export async function membersAmong(call: Call, channelId: string, users: readonly string[]): Promise<Set<string>> {
  const rows = await call.query<{ user_id: string }>('members-among', 'select user_id from members where channel_id = $2 and user_id = any ($3::text[]) and tenant_id = $1',
    [call.session.tenant, channelId, users]);
  return new Set(rows.map((row) => row.user_id));
}
