import type { Person } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';
import { anywhere } from '../like.ts';

const columns = 'id, name, avatar, is_placeholder as "isPlaceholder"';

/** By name, as people sort. One more than `limit`. */
export function peoplePage(call: Call, query: string | undefined, from: Place | undefined, limit: number): Promise<Person[]> {
  return call.query<Person>('people-page', `
    select ${columns} from users
    where tenant_id = $1 and not is_key and id !~ '^guest:[0-9a-f-]{36}$' and ($2::text is null or name ilike $2 or id ilike $2)
      and ($3::text is null or (name collate "und-x-icu", id) > ($3, $4::text))
    order by name collate "und-x-icu", id limit $5`,
  [call.session.tenant, anywhere(query), from?.[0] ?? null, from?.[1] ?? null, limit + 1]);
}

/** A guest knows those of the room: who is in its conversation, or was in its calls. */
export function peopleOfRoom(call: Call, channelId: string, ids: readonly string[]): Promise<Person[]> {
  return call.query<Person>('people-of-room', `
    select ${columns} from users u where u.tenant_id = $1 and u.id = any ($3) and (u.id = $4 or exists (select from members m where m.channel_id = $2 and m.user_id = $4 and m.tenant_id = $1) and (
      exists (select from members m where m.channel_id = $2 and m.user_id = u.id and m.tenant_id = $1)
      or exists (select from calls c join call_participants p on p.call_id = c.id and p.tenant_id = c.tenant_id where c.channel_id = $2 and c.tenant_id = $1 and p.user_id = u.id)))`,
  [call.session.tenant, channelId, ids, call.session.user]);
}

export function peopleByIds(call: Call, ids: readonly string[]): Promise<Person[]> {
  return call.query<Person>('people-by-ids', `
    select u.* from unnest($2::text[]) with ordinality as wanted (id, ord) cross join lateral (
      select ${columns} from users u where u.tenant_id = $1 and u.id = wanted.id limit 1
    ) u order by ord`, [call.session.tenant, ids]);
}
