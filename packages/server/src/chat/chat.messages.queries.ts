import type { Message } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { mentionedIn } from './chat.append.queries.ts';
import { mustBeSaid, type SeenChannel, seenChannel, seenColumns, seenParts } from './chat.access.ts';
import { isSaid, messageColumns, type MessageRow, toMessage } from './chat.rows.ts';

/** Newest first, below `before`. */
export async function messagesBefore(call: Call, channelId: string, floor: number, before: number, limit: number): Promise<Message[]> {
  const rows = await call.query<MessageRow>('messages-before', `
    select ${messageColumns} from messages m
    where m.channel_id = $2 and m.tenant_id = $1 and m.seq > $3 and m.seq < $4
    order by m.seq desc limit $5`,
  [call.session.tenant, channelId, floor, before, limit]);
  return rows.map(toMessage);
}

/** Oldest first, above `after`. */
export async function messagesAfter(call: Call, channelId: string, after: number, limit: number): Promise<Message[]> {
  const rows = await call.query<MessageRow>('messages-after', `
    select ${messageColumns} from messages m
    where m.channel_id = $2 and m.tenant_id = $1 and m.seq > $3
    order by m.seq limit $4`,
  [call.session.tenant, channelId, after, limit]);
  return rows.map(toMessage);
}

/** So many steps guess; those after them halve what is left, whatever the times are like, and so do all where little is left. */
const mostGuesses = 12, little = 16;

/**
 * The first message sent at or after a moment. Numbers grow with time, so a step guesses by the times at both ends, and the next one aims as far beyond, and a little more: between
 * the two there is not much left. It takes hardly more of them in a history a hundred times as long, each reads one row by its key, and sending pays for no index by time.
 * A message whose clock was wrong misleads by no more than its neighbours.
 */
export async function seqAt(call: Call, channelId: string, { above, upTo }: { above: number; upTo: number }, at: string): Promise<number | null> {
  const row = (which: string) => `select m.seq, m.sent_at from messages m where m.channel_id = $2 and m.tenant_id = $1 and ${which} limit 1`;
  const [found] = await call.query<{ seq: number }>('seq-at', `
    with recursive steps (low, high, low_at, high_at, step, was_low) as (
      select $3::bigint + 1, $4::bigint + 1, first.sent_at, last.sent_at, 0, true
      from (${row('m.seq > $3 order by m.seq')}) first, (${row('m.seq <= $4 order by m.seq desc')}) last
      union all
      select case when m.is_low then m.seq + 1 else s.low end, case when m.is_low then s.high else s.middle end,
        case when m.is_low then m.sent_at else s.low_at end, case when m.is_low then s.high_at else m.sent_at end, s.step + 1, m.is_low
      from (
        select *, case when step >= ${mostGuesses} or high - low < ${little} then (low + high) / 2
          else greatest(low, least(high - 1, case when step % 2 = 0 then aim when was_low then 2 * aim - low + spread else 2 * aim - high - spread end)) end as middle
        from (
          select *, ceil(cbrt(high - low))::bigint as spread, low + floor((high - low) * least(1, greatest(0, coalesce(extract(epoch from $5::timestamptz - low_at)::float8 / nullif(extract(epoch from high_at - low_at)::float8, 0), 0.5))))::bigint as aim
          from steps where low < high
        ) aimed
        offset 0 -- what is reckoned here would be put in its place below, where row-level security lets no index answer it
      ) s
      cross join lateral (select *, sent_at < $5::timestamptz as is_low from (${row('m.seq >= s.middle order by m.seq')}) next) m
    )
    select low as seq from steps where low >= high`, [call.session.tenant, channelId, above, upTo, at]);
  return found && found.seq <= upTo ? found.seq : null;
}

/** In the order of their last change. */
export async function messagesChangedAfter(call: Call, channelId: string, floor: number, since: number, limit: number): Promise<Message[]> {
  const rows = await call.query<MessageRow>('messages-changed-after', `
    select ${messageColumns} from messages m
    where m.channel_id = $2 and m.tenant_id = $1 and m.changed_seq > $3 and m.seq > $4
    order by m.changed_seq limit $5`,
  [call.session.tenant, channelId, since, floor, limit]);
  return rows.map(toMessage);
}

/** How many messages changed after `since`, counted up to `most`. */
export async function countChangedAfter(call: Call, channelId: string, since: number, most: number): Promise<number> {
  const [row] = await call.query<{ count: number }>('count-changed-after', `
    select count(*)::int from (
      select from messages m where m.channel_id = $2 and m.tenant_id = $1 and m.changed_seq > $3 limit $4
    ) changed`,
  [call.session.tenant, channelId, since, most]);
  return row!.count;
}

/** Of any channel, in no order; absent where there are none. */
export async function messagesById(call: Call, ids: readonly string[]): Promise<Message[]> {
  const rows = await call.query<MessageRow>('messages-by-id', `
    select ${messageColumns} from unnest($2::uuid[]) as wanted (id) cross join lateral (select * from messages m where m.id = wanted.id and m.tenant_id = $1 limit 1) m`,
  [call.session.tenant, ids]);
  return rows.map(toMessage);
}

/** The newest that somebody has said. */
export async function lastMessage(call: Call, channelId: string): Promise<Message | null> {
  const [row] = await call.query<MessageRow>('last-message', `
    select ${messageColumns} from messages m where m.channel_id = $2 and m.tenant_id = $1 and ${isSaid} order by m.seq desc limit 1`, [call.session.tenant, channelId]);
  return row ? toMessage(row) : null;
}

/** A message that the caller may see, deleted or not. */
export async function seenMessage(call: Call, id: string): Promise<Message> {
  const [message] = await messagesById(call, [id]);
  const channel = message && await seenChannel(call, message.channelId).catch((error: unknown) => { if (!(error instanceof CallError)) throw error; });
  if (!message || !channel || message.seq <= channel.floor) throw new CallError('not-found', 'No such message');
  return message;
}

export interface ChangeableMessage { channel: SeenChannel; message: Message }

const holdChannelOf = (call: Call, messageId: string): Promise<unknown> => call.query('lock-channel-of-message', `
  select from messages m
  cross join lateral (select parent_id from channels c where c.id = m.channel_id and c.tenant_id = $1 limit 1) c
  cross join lateral ( -- what a thread belongs to comes first, everywhere
    select from channels one where one.id in (c.parent_id, m.channel_id) and one.tenant_id = $1 order by one.parent_id nulls first for no key update
  ) held
  where m.id = $2 and m.tenant_id = $1`, [call.session.tenant, messageId]);

/** A message that the server itself changes, whoever sees it; its channel is held until the commit. */
export async function messageToRefresh(call: Call, messageId: string): Promise<{ channel: Pick<SeenChannel, 'id' | 'history'>; message: Message } | undefined> {
  const [, [channel]] = await Promise.all([holdChannelOf(call, messageId), call.query<Pick<SeenChannel, 'id' | 'history'>>('channel-to-refresh', `
    select c.id, c.history from messages m cross join lateral (select * from channels c where c.id = m.channel_id and c.tenant_id = $1 limit 1) c where m.id = $2 and m.tenant_id = $1`, [call.session.tenant, messageId])]);
  const [message] = channel ? await messagesById(call, [messageId]) : [];
  return channel && message && { channel, message };
}

/** A message that the caller may see, and its channel: nobody else changes either until the commit. `conflict` for a notice of the server's own. */
export async function messageToChange(call: Call, messageId: string): Promise<ChangeableMessage> {
  const [, [channel]] = await Promise.all([ // two statements: the one that waits for the lock sees members as they were before the wait
    holdChannelOf(call, messageId),
    call.query<SeenChannel & { is_visible: boolean }>('channel-of-message', `
      select ${seenColumns}
      from messages m
      cross join lateral (select * from channels c where c.id = m.channel_id and c.tenant_id = $1 limit 1) c
      ${seenParts}
      where m.id = $4 and m.tenant_id = $1`,
    [call.session.tenant, call.session.user, call.can('chat.access_private'), messageId]),
  ]);
  const [message] = channel?.is_visible ? await messagesById(call, [messageId]) : [];
  if (!channel || !message || message.seq <= channel.floor) throw new CallError('not-found', 'No such message');
  mustBeSaid(message);
  return { channel, message };
}

/** What became of a message and its channel's `last_change`: each change gets the channel's next number. */
const change = (assignments: string) => `
  with numbered as (
    update channels set last_change = last_change + 1 where id = $2 and tenant_id = $1 returning last_change
  ), changed as (
    update messages m set changed_seq = n.last_change, ${assignments} from numbered n where m.id = $3 and m.tenant_id = $1 returning m.*
  )
  select ${messageColumns} from changed m`;

const sql = {
  'edit-message': change('text = $4, mentions = $5::text[], edited_at = now()'),
  'delete-message': change('deleted_at = now(), deleted_by = $4, restored_at = null'),
  'undelete-message': change('deleted_at = null, deleted_by = null, restored_at = now()'),
  'pin-message': change('pinned_at = case when $4::text is not null then now() end, pinned_by = $4'),
  'touch-message': change('has_reactions = $4'),
  'touch-poll': change('card = m.card || $4::jsonb'),
  'hide-previews': change('hides_previews = true'),
  'touch-root': change('thread_id = $4'),
  'store-message-metadata': change('metadata = $4::jsonb'),
};

export async function changeMessage(call: Call, name: keyof typeof sql, { channelId, id }: Message, ...values: unknown[]): Promise<Message> {
  const [row] = await call.query<MessageRow>(name, sql[name], [call.session.tenant, channelId, id, ...values]);
  return toMessage(row!);
}

export const editMessage = (call: Call, message: Message, text: string) => changeMessage(call, 'edit-message', message, text, mentionedIn(text));

/** Its words stay in the database, for those who have to keep them. */
export const deleteMessage = (call: Call, message: Message) => changeMessage(call, 'delete-message', message, call.session.user);

export const undeleteMessage = (call: Call, message: Message) => changeMessage(call, 'undelete-message', message);

export const pinMessage = (call: Call, message: Message, user: string | null) => changeMessage(call, 'pin-message', message, user);

/** Who has voted stands in a table of its own; here it counts as a change of the message. */
export const touchPoll = (call: Call, message: Message, closing: { closedAt?: string } = {}) => changeMessage(call, 'touch-poll', message, JSON.stringify(closing));

export const hidePreviews = (call: Call, message: Message) => changeMessage(call, 'hide-previews', message);

export async function countPinned(call: Call, channelId: string): Promise<number> {
  const [row] = await call.query<{ count: number }>('count-pinned',
    'select count(*)::int from messages where channel_id = $2 and tenant_id = $1 and pinned_at is not null and deleted_at is null', [call.session.tenant, channelId]);
  return row!.count;
}

/** Latest pinned first. */
export async function pinnedMessages(call: Call, channelId: string, floor: number, limit: number): Promise<Message[]> {
  const rows = await call.query<MessageRow>('pinned-messages', `
    select ${messageColumns} from messages m
    where m.channel_id = $2 and m.tenant_id = $1 and m.pinned_at is not null and m.deleted_at is null and m.seq > $3
    order by m.pinned_at desc, m.id limit $4`, [call.session.tenant, channelId, floor, limit]);
  return rows.map(toMessage);
}

export async function addReaction(call: Call, message: Message, emoji: string): Promise<Message> {
  await call.query('insert-reaction', 'insert into reactions (tenant_id, message_id, emoji, user_id) values ($1, $2, $3, $4)',
    [call.session.tenant, message.id, emoji, call.session.user]);
  return changeMessage(call, 'touch-message', message, true);
}

export async function removeReaction(call: Call, message: Message, emoji: string): Promise<Message> {
  await call.query('delete-reaction', 'delete from reactions where message_id = $2 and emoji = $3 and user_id = $4 and tenant_id = $1',
    [call.session.tenant, message.id, emoji, call.session.user]);
  const others = Object.entries(message.reactions).some(([other, users]) => other !== emoji || users.some((user) => user !== call.session.user));
  return changeMessage(call, 'touch-message', message, others);
}

/** Members of a channel without earlier history who saw message `seq` when it was new. */
export async function membersSince(call: Call, channelId: string, seq: number): Promise<string[]> {
  const rows = await call.query<{ user_id: string }>('members-since',
    'select user_id from members where channel_id = $2 and tenant_id = $1 and joined_seq < $3', [call.session.tenant, channelId, seq]);
  return rows.map((row) => row.user_id);
}

/** The message that a thread hangs on says how the thread is now. */
export const touchRoot = (call: Call, root: Message, threadId: string) => changeMessage(call, 'touch-root', root, threadId);
