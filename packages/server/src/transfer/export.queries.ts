import type { Person, PersonItem, PersonRecord } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';

/** Where a message stands in an export: behind its root, which has reply 0. */
export interface ExportPlace { root: number; reply: number }
export interface ExportLine { id: string; rootId: string; root: number; reply: number }

/** Messages of a channel behind a place and above its floor, each with its replies behind it; one more than `limit`. */
export function exportLines(call: Call, channelId: string, floor: number, { root, reply }: ExportPlace, limit: number): Promise<ExportLine[]> {
  return call.query<ExportLine>('export-lines', `
    with homes as materialized (
      select m.id, m.seq, m.thread_id from messages m where m.channel_id = $2 and m.tenant_id = $1 and m.seq > $3 and m.seq >= $4 order by m.seq limit $6 + 2
    )
    select h.id, h.id as "rootId", h.seq as root, 0::bigint as reply from homes h where h.seq > $4
    union all
    select r.id, h.id, h.seq, r.seq from homes h cross join lateral (
      select r.id, r.seq from messages r where r.channel_id = h.thread_id and r.tenant_id = $1 and r.seq > case when h.seq = $4 then $5::bigint else 0 end order by r.seq limit $6 + 1
    ) r
    order by 3, 4 limit $6 + 1`, [call.session.tenant, channelId, floor, root, reply, limit]);
}

/** Those of `ids` who are known, in that order. */
export function peopleNamed(call: Call, ids: readonly string[]): Promise<Person[]> {
  return call.query<Person>('export-people', `
    select u.* from unnest($2::text[]) with ordinality as wanted (id, ord) cross join lateral (
      select id, name, avatar, is_placeholder as "isPlaceholder" from users u where u.tenant_id = $1 and u.id = wanted.id limit 1
    ) u order by ord`, [call.session.tenant, ids]);
}

/** As the tenant keeps them; undefined where nobody has that id. */
export async function personRecord(call: Call, userId: string): Promise<PersonRecord | undefined> {
  type Row = Omit<PersonRecord, 'createdAt' | 'lastSeenAt' | 'preferences'> & { createdAt: Date; lastSeenAt: Date | null; chosen: object | null; hints_seen: string[] };
  const [row] = await call.query<Row>('export-person', `
    select u.id, name, avatar, is_placeholder as "isPlaceholder", roles, groups, created_at as "createdAt", last_seen_at as "lastSeenAt", p.status, p.text as "statusText", chosen, hints_seen
    from users u left join presence p on p.user_id = u.id and p.tenant_id = $1 left join preferences on preferences.user_id = u.id and preferences.tenant_id = $1 where u.tenant_id = $1 and u.id = $2`, [call.session.tenant, userId]);
  if (!row) return undefined;
  const { chosen, hints_seen: hintsSeen, createdAt, lastSeenAt, ...person } = row;
  return { ...person, createdAt: createdAt.toISOString(), lastSeenAt: lastSeenAt?.toISOString() ?? null, preferences: chosen && { ...chosen, ...(hintsSeen.length > 0 ? { hintsSeen } : {}) } };
}

type Item<T extends PersonItem['type']> = Extract<PersonItem, { type: T }>;

/** By channel, from the one after `after`. */
export async function membershipsOf(call: Call, userId: string, after: string, limit: number): Promise<Item<'membership'>[]> {
  const rows = await call.query<Omit<Item<'membership'>, 'type' | 'joinedAt'> & { joinedAt: Date }>('export-memberships', `
    select m.channel_id as "channelId", c.name as channel, m.role, m.joined_at as "joinedAt", m.read_seq as "readSeq", m.is_pinned as "isPinned", m.notify, m.section
    from members m cross join lateral (select coalesce(c.name, c.record_title, c.record_id) as name from channels c where c.id = m.channel_id and c.tenant_id = $1 limit 1) c
    where m.user_id = $2 and m.tenant_id = $1 and m.channel_id > $3::uuid order by m.channel_id limit $4`, [call.session.tenant, userId, after, limit]);
  return rows.map((row) => ({ type: 'membership', ...row, joinedAt: row.joinedAt.toISOString() }));
}

/** Undeleted ones by id, from the one after `after`. */
export function messagesOf(call: Call, userId: string, after: string, limit: number): Promise<{ id: string; channel: string | null }[]> {
  return call.query('export-messages', `
    select m.id, c.name as channel from messages m
    cross join lateral (select coalesce(c.name, c.record_title, c.record_id) as name from channels c where c.id = m.channel_id and c.tenant_id = $1 limit 1) c
    where m.sender_id = $2 and m.tenant_id = $1 and m.id > $3::uuid and m.deleted_at is null order by m.id limit $4`, [call.session.tenant, userId, after, limit]);
}

/** What stood in their messages before each edit, by message and the edit's number, from those after a place. */
export async function editsOf(call: Call, userId: string, [message, place]: readonly [string, number], limit: number): Promise<(Item<'edit'> & { place: number })[]> {
  const rows = await call.query<Omit<Item<'edit'>, 'type' | 'at'> & { at: Date; place: number }>('export-edits', `
    select m.channel_id as "channelId", e.message_id as "messageId", e.text, e.edited_by as "editedBy", e.edited_at as at, e.place
    from messages m join message_edits e on e.message_id = m.id and e.tenant_id = $1
    where m.sender_id = $2 and m.tenant_id = $1 and m.deleted_at is null and m.id >= $3::uuid and (e.message_id, e.place) > ($3::uuid, $4::bigint) order by e.message_id, e.place limit $5`,
  [call.session.tenant, userId, message, place, limit]);
  return rows.map((row) => ({ type: 'edit', ...row, at: row.at.toISOString() }));
}

/** By message and emoji, from those after a place. */
export async function reactionsOf(call: Call, userId: string, [message, emoji]: readonly [string, string], limit: number): Promise<Item<'reaction'>[]> {
  const rows = await call.query<Omit<Item<'reaction'>, 'type'>>('export-reactions', `
    select m.channel_id as "channelId", r.message_id as "messageId", r.emoji from reactions r join messages m on m.id = r.message_id and m.tenant_id = $1
    where r.user_id = $2 and r.tenant_id = $1 and (r.message_id, r.emoji) > ($3::uuid, $4) order by r.message_id, r.emoji limit $5`, [call.session.tenant, userId, message, emoji, limit]);
  return rows.map((row) => ({ type: 'reaction', ...row }));
}
