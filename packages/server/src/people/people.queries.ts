import type { Person } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';

const columns = 'id, name, avatar, is_placeholder as "isPlaceholder"';

/** By name, as people sort. One more than `limit`. */
export function peoplePage(call: Call, query: string | undefined, from: Place | undefined, limit: number): Promise<Person[]> {
  const pattern = query === undefined ? null : `%${query.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return call.query<Person>('people-page', `
    select ${columns} from users
    where tenant_id = $1 and not is_key and ($2::text is null or name ilike $2 or id ilike $2)
      and ($3::text is null or (name collate "und-x-icu", id) > ($3, $4::text))
    order by name collate "und-x-icu", id limit $5`,
  [call.session.tenant, pattern, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);
}

export function peopleByIds(call: Call, ids: readonly string[]): Promise<Person[]> {
  return call.query<Person>('people-by-ids', `
    select u.* from unnest($2::text[]) with ordinality as wanted (id, ord) cross join lateral (
      select ${columns} from users u where u.tenant_id = $1 and u.id = wanted.id limit 1
    ) u order by ord`, [call.session.tenant, ids]);
}
