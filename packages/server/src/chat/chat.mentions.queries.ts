import type { Call } from '../call.ts';
import { isOpen } from '../membership.ts';
import { channelColumns, type ChannelRow } from './chat.rows.ts';

const isFollowed = `(c.kind = 'record' and (${isOpen} or c.guard_type is not null) and c.archived_at is null)`;

/** A record's conversation that everybody reads, or all whom the host lets; nobody else changes it until the commit. */
export async function channelToFollow(call: Call, id: string): Promise<ChannelRow | undefined> {
  const [row] = await call.query<ChannelRow>('channel-to-follow',
    `select ${channelColumns} from channels c where c.id = $2 and c.tenant_id = $1 and ${isFollowed} for no key update`, [call.session.tenant, id]);
  return row;
}

/** Those of `users` who are known here and not in a record's conversation. */
export async function mentionedOutsiders(call: Call, channelId: string, users: readonly string[]): Promise<string[]> {
  const rows = await call.query<{ id: string }>('mentioned-outsiders', `
    select u.id from unnest($3::text[]) with ordinality as named (id, ord)
    cross join lateral (select id from users u where u.id = named.id and u.tenant_id = $1 limit 1) u
    cross join lateral (select * from channels c where c.id = $2 and c.tenant_id = $1 limit 1) c
    where ${isFollowed} and not exists (select from members m where m.channel_id = c.id and m.user_id = u.id and m.tenant_id = $1)
    order by ord`, [call.session.tenant, channelId, users]);
  return rows.map(({ id }) => id);
}
