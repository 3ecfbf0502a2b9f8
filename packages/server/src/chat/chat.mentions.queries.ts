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

/** Those of `users` who are known here: of a record's conversation who is not in it; with `isHome` who sees the channel, its members included. */
export async function mentionedOutsiders(call: Call, channelId: string, users: readonly string[], isHome = false): Promise<string[]> {
  const rows = await call.query<{ id: string }>('mentioned-outsiders', `
    select u.id from unnest($3::text[]) with ordinality as named (id, ord)
    cross join lateral (select id from users u where u.id = named.id and u.tenant_id = $1 limit 1) u
    cross join lateral (select * from channels c where c.id = $2 and c.tenant_id = $1 limit 1) c
    left join lateral (select joined_seq from members m where m.channel_id = c.id and m.user_id = u.id and m.tenant_id = $1 limit 1) m on true
    where case when $4 then m.joined_seq is not null or ${isOpen} else m.joined_seq is null and ${isFollowed} end
    order by ord`, [call.session.tenant, channelId, users, isHome]);
  return rows.map(({ id }) => id);
}
