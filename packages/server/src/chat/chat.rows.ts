import { type Card, type Channel, type HostRecord, internal, type Membership, type MemberRole, type Message, type Metadata, type MyChannel, type RecordPlace, type ThreadRules, type ThreadStatus, type ThreadSummary } from '@corridor/sdk/protocol';

/** Columns of a message `m` as it is told: a tombstone keeps its words in the database only. */
export const messageColumns = `
  m.id, m.channel_id, m.seq, m.changed_seq, m.sender_id, case when m.deleted_at is null then m.text else '' end as text, m.sent_at, m.edited_at, m.deleted_at, m.restored_at,
  case when m.deleted_at is null then m.pinned_at end as pinned_at, m.pinned_by,
  case when m.deleted_at is null then case when m.card ->> 'type' = 'poll' then m.card || poll_results(m.tenant_id, m.id, m.card) else m.card end end as card, m.hides_previews, case when m.deleted_at is null then m.mentions end as mentions, case when m.deleted_at is null then m.metadata end as metadata,
  case when m.has_reactions and m.deleted_at is null then (
    select json_object_agg(emoji, users order by first) from (
      select emoji, json_agg(user_id order by place) as users, min(place) as first from reactions r
      where r.message_id = m.id and r.tenant_id = m.tenant_id group by emoji
    ) chosen
  ) end as reactions,
  case when m.thread_id is not null then (
    select json_build_object('channelId', t.id, 'replies', t.replies, 'lastReplyAt', t.active_at, 'people', t.people, 'status', t.status)
    from channels t where t.id = m.thread_id and t.tenant_id = m.tenant_id
  ) end as thread`;

/** Words of somebody, or of the host: no notice of the server's own. */
export const isSaid = "m.card ->> 'type' is distinct from 'system'";

export interface MessageRow {
  id: string; channel_id: string; seq: number; changed_seq: number; sender_id: string; text: string; sent_at: Date;
  edited_at: Date | null; deleted_at: Date | null; restored_at: Date | null; pinned_at: Date | null; pinned_by: string | null; card: Card | null; hides_previews: boolean | null; mentions: string[] | null; metadata: Metadata | null; reactions: Record<string, string[]> | null; thread: ThreadSummary | null;
}

export const toMessage = (row: MessageRow): Message => ({
  id: row.id, channelId: row.channel_id, seq: row.seq, changedSeq: row.changed_seq, senderId: row.sender_id, text: row.text, sentAt: row.sent_at.toISOString(),
  ...(row.edited_at ? { editedAt: row.edited_at.toISOString() } : {}), ...(row.deleted_at ? { deletedAt: row.deleted_at.toISOString() } : {}),
  ...(row.restored_at ? { restoredAt: row.restored_at.toISOString() } : {}),
  reactions: row.reactions ?? {}, ...(row.card ? { card: row.card } : {}), ...(row.hides_previews ? { hidesPreviews: true as const } : {}), ...(row.mentions ? { mentions: row.mentions } : {}), ...(row.metadata ? { metadata: row.metadata } : {}),
  ...(row.pinned_at && row.pinned_by !== null ? { pinned: { userId: row.pinned_by, at: row.pinned_at.toISOString() } } : {}),
  ...(row.thread ? { thread: { ...row.thread, lastReplyAt: new Date(row.thread.lastReplyAt).toISOString() } } : {}),
});

export const channelColumns = `
  c.id, c.kind, c.visibility, c.name, c.description, c.record_type, c.record_id, c.record_title, c.record_url, c.record_place, c.record_audience, c.history, c.people,
  c.posting, c.archived_at, c.thread_rules, c.parent_id, c.parent_message_id, c.parent_seq, c.status, c.category, c.tags, c.member_count, c.created_by, c.created_at, c.last_seq, c.last_change, c.version, c.metadata`;

export interface ChannelRow {
  id: string; kind: Channel['kind']; visibility: Channel['visibility']; name: string | null; description: string | null;
  record_type: string | null; record_id: string | null; record_title: string | null; record_url: string | null;
  record_place: RecordPlace | null; record_audience: string | null;
  history: Channel['history']; posting: Channel['posting']; archived_at: Date | null;
  thread_rules: ThreadRules; parent_id: string | null; parent_message_id: string | null; parent_seq: number | null;
  status: ThreadStatus; category: string | null; tags: string[]; people: string[]; member_count: number; created_by: string | null; created_at: Date;
  last_seq: number; last_change: number; version: number; metadata: Metadata | null;
}

const mostPeople = 8;

/** What stands in a channel's row of a record. */
export const recordColumns = ({ type, id, place, audience, title, url }: HostRecord) => ({
  record_type: type, record_id: id, record_place: place ?? null, record_audience: audience === internal ? null : audience ?? null, record_title: title ?? null, record_url: url ?? null,
});
export type RecordColumns = Pick<ChannelRow, keyof ReturnType<typeof recordColumns>>;

export function recordOf(row: Omit<RecordColumns, 'record_title' | 'record_url'> & Partial<RecordColumns>): HostRecord | null {
  const { record_type: type, record_id: id, record_place: place, record_audience: audience, record_title: title, record_url: url } = row;
  if (type === null || id === null) return null;
  return { type, id, ...(place && { place }), ...(audience !== null && { audience }), ...(typeof title === 'string' && { title }), ...(typeof url === 'string' && { url }) };
}

export const toChannel = (row: ChannelRow): Channel => ({
  id: row.id, kind: row.kind, visibility: row.visibility, name: row.name, description: row.description, history: row.history,
  posting: row.posting, archivedAt: row.archived_at?.toISOString() ?? null, threadRules: row.thread_rules,
  thread: row.parent_id === null || row.parent_message_id === null || row.parent_seq === null ? null : {
    channelId: row.parent_id, messageId: row.parent_message_id, seq: row.parent_seq, status: row.status, category: row.category, tags: row.tags,
  },
  record: recordOf(row),
  people: row.kind === 'direct' ? row.people.slice(0, mostPeople) : [], memberCount: row.member_count, createdBy: row.created_by, createdAt: row.created_at.toISOString(),
  lastSeq: row.last_seq, lastChange: row.last_change, version: row.version, metadata: row.metadata,
});

export const freeThreads: ThreadRules = { open: 'everyone', reply: 'everyone', close: 'everyone' };

/** A record's conversation that nobody has written in. */
export const emptyRecordChannel = (id: string, record: HostRecord): MyChannel => ({
  id, kind: 'record', visibility: 'public', name: null, description: null, record: recordOf(recordColumns(record)), history: 'all', posting: 'everyone', archivedAt: null, thread: null, threadRules: freeThreads, people: [], memberCount: 0,
  createdBy: null, createdAt: null, lastSeq: 0, lastChange: 0, version: 0, metadata: null, membership: null, lastMessage: null,
});

/** Somebody who joins now has read everything. */
export const newMembership = (channel: ChannelRow, role: MemberRole): Membership => ({
  role, readSeq: channel.last_seq, version: 0, unread: 0, mentions: 0, asOf: channel.last_change, joinedChange: channel.last_change,
  isPinned: false, notify: 'all', section: null,
});
