import type { MemberRole, Membership, MetadataFilter, MyChannel } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { anywhere } from '../like.ts';
import { floorOf, homePart, isAudibleTo, isVisibleTo, myPart } from '../membership.ts';
import type { Transaction } from '../transaction.ts';
import { answers } from './chat.metadata.queries.ts';
import { channelColumns, type ChannelRow, isSaid, messageColumns, type MessageRow, type RecordColumns, toChannel, toMessage } from './chat.rows.ts';

/** Unread messages are counted up to here. */
export const mostUnread = 999;

/** All that a user is mentioned by. */
export const namesOf = `array['@' || id, '!channel', '!here'] || array(select '&' || name from unnest(groups) name)`;

/** `$3`: may look into any channel. */
const floor = floorOf('$3'), isVisible = isVisibleTo('$3');

interface MyChannelRow extends ChannelRow {
  is_pinned: boolean; notify: Membership['notify']; section: string | null;
  role: MemberRole | null; read_seq: number; my_version: number; joined_change: number; unread: number; mentions: number; last_message: MessageRow | null;
  m_id: string | null; m_seq: number; m_changed_seq: number; m_sender_id: string; m_text: string; m_sent_at: Date; m_edited_at: Date | null; m_deleted_at: Date | null; m_restored_at: Date | null; m_pinned_at: Date | null; m_pinned_by: string | null;
  m_card: MessageRow['card']; m_hides_previews: boolean | null; m_mentions: MessageRow['mentions']; m_metadata: MessageRow['metadata']; m_reactions: MessageRow['reactions']; m_thread: MessageRow['thread'];
}

function toMyChannel(row: MyChannelRow): MyChannel {
  return {
    ...toChannel(row),
    membership: row.role && {
      role: row.role, readSeq: row.read_seq, version: row.my_version, unread: row.unread, mentions: row.mentions, asOf: row.last_change, joinedChange: row.joined_change,
      isPinned: row.is_pinned, notify: row.notify, section: row.section,
    },
    lastMessage: row.m_id === null ? null : toMessage({
      id: row.m_id, channel_id: row.id, seq: row.m_seq, changed_seq: row.m_changed_seq, sender_id: row.m_sender_id, text: row.m_text,
      sent_at: row.m_sent_at, edited_at: row.m_edited_at, deleted_at: row.m_deleted_at, restored_at: row.m_restored_at, pinned_at: row.m_pinned_at, pinned_by: row.m_pinned_by, card: row.m_card, hides_previews: row.m_hides_previews, mentions: row.m_mentions, metadata: row.m_metadata, reactions: row.m_reactions, thread: row.m_thread,
    }),
  };
}

/**
 * Those of `ids` that a user sees, in the order asked, with all the user's numbers as of one moment. Whether there is anything to count is asked within what counts:
 * as a condition of the join it is asked of what has been counted.
 */
export async function channelsAsSeen(call: Call, ids: readonly string[], user = call.session.user): Promise<MyChannel[]> {
  if (ids.length === 0) return [];
  const mayLook = user === call.session.user && call.can('chat.access_private');
  const rows = await call.query<MyChannelRow>('channels-as-seen', `
    select ${channelColumns}, mem.role, mem.read_seq, mem.version as my_version, mem.joined_change, mem.is_pinned, mem.notify, mem.section, coalesce(u.unread, 0) as unread, coalesce(n.mentions, 0) as mentions,
      m.id as m_id, m.seq as m_seq, m.changed_seq as m_changed_seq, m.sender_id as m_sender_id, m.text as m_text, m.sent_at as m_sent_at,
      m.edited_at as m_edited_at, m.deleted_at as m_deleted_at, m.restored_at as m_restored_at, m.pinned_at as m_pinned_at, m.pinned_by as m_pinned_by, m.card as m_card, m.hides_previews as m_hides_previews, m.mentions as m_mentions, m.metadata as m_metadata, m.reactions as m_reactions, m.thread as m_thread
    from unnest($4::uuid[]) with ordinality as wanted (id, ord)
    cross join lateral (select * from channels c where c.id = wanted.id and c.tenant_id = $1 limit 1) c
    ${myPart}
    left join lateral (
      select count(*)::int as unread from (
        select from messages m where mem.read_seq < c.last_seq and m.channel_id = c.id and m.tenant_id = $1 and m.seq > greatest(mem.read_seq, ${floor}) and m.sender_id <> $2 and m.deleted_at is null and ${isSaid}
        limit ${mostUnread}
      ) one
    ) u on true
    left join lateral (
      select count(*)::int as mentions from (
        select from messages m where mem.read_seq < c.last_seq and m.channel_id = c.id and m.tenant_id = $1 and m.seq > greatest(mem.read_seq, ${floor}) and m.sender_id <> $2 and m.deleted_at is null
          and m.mentions is not null and m.mentions && (select ${namesOf} from users where tenant_id = $1 and id = $2)
        limit ${mostUnread}
      ) one
    ) n on true
    left join lateral (
      select ${messageColumns} from messages m where m.channel_id = c.id and m.tenant_id = $1 and m.seq > ${floor} and ${isSaid} order by m.seq desc limit 1
    ) m on true
    where ${isVisible}
    order by wanted.ord`,
  [call.session.tenant, user, mayLook, ids]);
  return rows.map(toMyChannel);
}

export async function channelAsSeen(call: Call, id: string): Promise<MyChannel> {
  const [channel] = await channelsAsSeen(call, [id]);
  if (!channel) throw new CallError('not-found', 'No such channel');
  return channel;
}

export interface FoundChannel extends Pick<ChannelRow, 'id' | 'record_type' | 'record_id' | 'record_place' | 'record_audience'> { isVisible: boolean; isAudible: boolean; isGuarded: boolean }

/** Those of `asked` that are there, and with `isMine` the caller's. `isVisible`: the caller sees it; `isAudible`: its messages, too. */
export async function findChannels(call: Call, asked: readonly string[], isMine = false): Promise<FoundChannel[]> {
  return call.query('find-channels', `
    select c.id, c.record_type, c.record_id, c.record_place, c.record_audience, c.guard_type is not null as "isGuarded", ${isVisible} as "isVisible",
      ${isAudibleTo('$3')} as "isAudible"
    from (select channel_id as id from members where $5 and user_id = $2 and tenant_id = $1 union select unnest($4::uuid[])) wanted
    cross join lateral (select * from channels c where c.id = wanted.id and c.tenant_id = $1 limit 1) c
    ${myPart}`,
  [call.session.tenant, call.session.user, call.can('chat.access_private'), asked, isMine]);
}

export interface ListedChannel { id: string; at: string | number }

/** What a list of channels is narrowed by. */
export interface ChannelFilter { query?: string | undefined; metadata?: MetadataFilter | undefined }

/** Newest activity first; `at` in microseconds since 1970. One more than `limit`. */
export async function myChannelsPage(call: Call, { query, metadata }: ChannelFilter, from: Place | undefined, limit: number): Promise<ListedChannel[]> {
  return call.query<ListedChannel>(metadata ? 'my-channels-page-by-metadata' : 'my-channels-page', `
    select c.id, (extract(epoch from c.active_at) * 1000000)::bigint as at
    from members mem cross join lateral (select * from channels c where c.id = mem.channel_id and c.tenant_id = mem.tenant_id limit 1) c
    ${metadata ? homePart : ''}
    where mem.user_id = $2 and mem.tenant_id = $1 and c.parent_id is null
      and ($3::text is null or c.name ilike $3 or c.record_title ilike $3 or c.record_id ilike $3
        or exists (select from users u where u.tenant_id = $1 and u.id = any (c.people) and u.id <> $2 and u.name ilike $3))
      and ($4::bigint is null or ((extract(epoch from c.active_at) * 1000000)::bigint, c.id) < ($4, $5::uuid))
      ${metadata ? `and ${answers('c', '$7')} and ${isVisibleTo('$8')}` : ''}
    order by 2 desc, 1 desc limit $6`,
  [call.session.tenant, call.session.user, anywhere(query), from?.[0] ?? null, from?.[1] ?? null, limit + 1, ...(metadata ? [JSON.stringify(metadata), call.can('chat.access_private')] : [])]);
}

/** Groups of the tenant that the user could join, by name. One more than `limit`. */
export async function channelsToJoinPage(call: Call, { query, metadata }: ChannelFilter, from: Place | undefined, limit: number): Promise<ListedChannel[]> {
  return call.query<ListedChannel>(metadata ? 'channels-to-join-page-by-metadata' : 'channels-to-join-page', `
    select c.id, coalesce(c.name, '') as at from channels c
    where c.tenant_id = $1 and c.kind not in ('direct', 'record', 'thread') and c.visibility = 'public' and c.archived_at is null
      and not exists (select from members m where m.channel_id = c.id and m.user_id = $2 and m.tenant_id = $1)
      and ($3::text is null or c.name ilike $3 or c.description ilike $3)
      and ($4::text is null or (coalesce(c.name, '') collate "und-x-icu", c.id) > ($4, $5::uuid))
      ${metadata ? `and ${answers('c', '$7')}` : ''}
    order by coalesce(c.name, '') collate "und-x-icu", c.id limit $6`,
  [call.session.tenant, call.session.user, anywhere(query), from?.[0] ?? null, from?.[1] ?? null, limit + 1, ...(metadata ? [JSON.stringify(metadata)] : [])]);
}

type NewChannel = Pick<ChannelRow, 'id' | 'kind' | 'visibility' | 'name' | 'description' | 'history'>
  & Partial<Pick<ChannelRow, 'posting' | 'people'> & RecordColumns>;

/** Undefined where the id is taken. */
export async function insertChannel(call: Call, channel: NewChannel, members = 0): Promise<ChannelRow | undefined> {
  const [row] = await call.query<ChannelRow>('insert-channel', `
    insert into channels as c (tenant_id, created_by, id, kind, visibility, name, description, history, posting, people, record_type, record_id, record_title, record_url, member_count, record_place, record_audience)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    on conflict do nothing
    returning ${channelColumns}`,
  [call.session.tenant, call.session.user, channel.id, channel.kind, channel.visibility, channel.name, channel.description, channel.history, channel.posting ?? 'everyone', channel.people ?? [],
    channel.record_type ?? null, channel.record_id ?? null, channel.record_title ?? null, channel.record_url ?? null, members,
    channel.record_place ? JSON.stringify(channel.record_place) : null, channel.record_audience ?? null]);
  return row;
}

/** How far channels are, whoever may see them. */
export function numbersOf(transaction: Pick<Transaction, 'query'>, tenant: string, ids: readonly string[]): Promise<{ channelId: string; lastSeq: number; lastChange: number }[]> {
  return transaction.query('numbers-of-channels', `
    select c.id as "channelId", c.last_seq as "lastSeq", c.last_change as "lastChange" from unnest($2::uuid[]) as wanted (id)
    cross join lateral (select id, last_seq, last_change from channels c where c.id = wanted.id and c.tenant_id = $1 limit 1) c`, [tenant, ids]);
}
