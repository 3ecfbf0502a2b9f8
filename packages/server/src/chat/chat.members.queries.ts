import type { Member, MemberRole } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';
import { hasAccess } from '../membership.ts';
import { channelColumns, type ChannelRow } from './chat.rows.ts';

interface MemberRow { channel_id: string; user_id: string; role: MemberRole; joined_at: Date }
const columns = 'channel_id, user_id, role, joined_at';
const toMember = (row: MemberRow): Member => ({ channelId: row.channel_id, userId: row.user_id, role: row.role, joinedAt: row.joined_at.toISOString() });

/** Makes placeholders of people who were never seen. */
export async function insertPlaceholders(call: Call, users: readonly string[]): Promise<void> {
  await call.query('insert-placeholders', `
    insert into users (tenant_id, id, name, is_placeholder) select $1, id, id, true from unnest($2::text[]) as named (id) on conflict do nothing`,
  [call.session.tenant, users]);
}

/** Adds those of `users` who are not in it, in this order; they have read all there is; where the host guards the record, only those with access to it. Answers whom it added. */
export async function insertMembers(call: Call, channel: Pick<ChannelRow, 'id' | 'last_seq' | 'last_change' | 'posting' | 'archived_at' | 'kind'>, users: readonly string[], owner?: string): Promise<Member[]> {
  const rows = await call.query<MemberRow>('insert-members', `
    insert into members (tenant_id, channel_id, user_id, role, joined_seq, joined_change, read_seq, may_write)
    select $1, $2, id, case when id = $4 then 'owner' else 'member' end, $5, $6, $5, not $7 and ($8 or coalesce(id = $4, false)) and not $9
    from unnest($3::text[]) with ordinality as named (id, ord)
    where exists (select from channels c where c.id = $2 and c.tenant_id = $1 and (c.guard_type is null or ${hasAccess('named.id', 'c.guard_type', 'c.guard_id', 'c.guard_audience')}))
    order by ord
    on conflict do nothing
    returning ${columns}`,
  [call.session.tenant, channel.id, users, owner ?? null, channel.last_seq, channel.last_change, channel.archived_at !== null, channel.posting === 'everyone', channel.kind === 'thread']);
  return rows.map(toMember);
}

/** Counts people who came or went, and answers the channel as it is then. */
export async function countMembers(call: Call, channelId: string, difference: number): Promise<ChannelRow> {
  const [row] = await call.query<ChannelRow>('count-members', `
    update channels c set member_count = member_count + $3, version = version + 1 where id = $2 and tenant_id = $1 returning ${channelColumns}`,
  [call.session.tenant, channelId, difference]);
  return row!;
}

export async function memberOf(call: Call, channelId: string, userId: string): Promise<Member | undefined> {
  const [row] = await call.query<MemberRow>('member-of', `select ${columns} from members where channel_id = $2 and user_id = $3 and tenant_id = $1`,
    [call.session.tenant, channelId, userId]);
  return row && toMember(row);
}

/** Longest in it first, `at` in microseconds since 1970. One more than `limit`. */
export async function membersPage(call: Call, channelId: string, from: Place | undefined, limit: number): Promise<{ member: Member; at: number }[]> {
  const rows = await call.query<MemberRow & { at: number }>('members-page', `
    select ${columns}, (extract(epoch from joined_at) * 1000000)::bigint as at from members
    where channel_id = $2 and tenant_id = $1
      and ($3::bigint is null or ((extract(epoch from joined_at) * 1000000)::bigint, user_id) > ($3, $4::text))
    order by 5, user_id limit $5`,
  [call.session.tenant, channelId, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);
  return rows.map(({ at, ...row }) => ({ member: toMember(row), at }));
}

export async function setRole(call: Call, channelId: string, userId: string, role: MemberRole): Promise<void> {
  await call.query('set-member-role', 'update members set role = $4, version = version + 1 where channel_id = $2 and user_id = $3 and tenant_id = $1',
    [call.session.tenant, channelId, userId, role]);
  await decideWriters(call, channelId, userId);
}

/**
 * Who writes follows from the channel and each member's role; it stands with the member, so that appending a message looks nowhere else. In
 * threads nobody writes that way.
 */
export async function decideWriters(call: Call, channelId: string, userId?: string): Promise<void> {
  await call.query('decide-writers', `
    update members mem set may_write = not mem.may_write from channels c
    where c.id = $2 and c.tenant_id = $1 and c.kind <> 'thread' and mem.channel_id = c.id and mem.tenant_id = c.tenant_id
      and mem.may_write <> (c.archived_at is null and (c.posting = 'everyone' or mem.role <> 'member')) and ($3::text is null or mem.user_id = $3)`,
  [call.session.tenant, channelId, userId ?? null]);
}

export async function memberIds(call: Call, channelId: string): Promise<string[]> {
  const rows = await call.query<{ user_id: string }>('member-ids', 'select user_id from members where channel_id = $2 and tenant_id = $1', [call.session.tenant, channelId]);
  return rows.map((row) => row.user_id);
}

/** Answers whether there was somebody to delete. */
export async function deleteMember(call: Call, channelId: string, userId: string): Promise<boolean> {
  const rows = await call.query('delete-member', 'delete from members where channel_id = $2 and user_id = $3 and tenant_id = $1 returning user_id',
    [call.session.tenant, channelId, userId]);
  return rows.length > 0;
}

/** Whether somebody else owns it, and who would be next: the longest-standing admin, else member. */
export async function succession(call: Call, channelId: string, without: string): Promise<{ hasOwner: boolean; heir: string | undefined }> {
  const [row] = await call.query<{ user_id: string; role: MemberRole }>('succession', `
    select user_id, role from members where channel_id = $2 and tenant_id = $1 and user_id <> $3
    order by case role when 'owner' then 0 when 'admin' then 1 else 2 end, joined_at, user_id limit 1`,
  [call.session.tenant, channelId, without]);
  return { hasOwner: row?.role === 'owner', heir: row?.user_id };
}
