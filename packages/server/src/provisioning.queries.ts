import type { Transaction } from './transaction.ts';
import type { Guard } from './record-access.queries.ts';

/** What a token says of its user. */
export interface TokenPerson {
  readonly tenant: string; readonly user: string; readonly name: string; readonly avatar: string | null;
  readonly roles: readonly string[]; readonly groups: readonly string[];
  readonly records?: readonly Guard[]; readonly issuedAt?: number;
}

export const issuedAtOf = ({ issuedAt = 0 }: TokenPerson): number => Math.floor(issuedAt); // of tokens that do not say it the last one seen counts

const storePersonsSql = `
  with given as materialized (
    select * from jsonb_to_recordset($1::jsonb) as g (ord int, tenant_id text, id text, name text, avatar text, roles text[], groups text[], records_at bigint)
  ), known as materialized (
    select g.ord, u.* from given g cross join lateral (select * from users u where u.tenant_id = g.tenant_id and u.id = g.id limit 1) u
  ), tenant as (
    insert into tenants (tenant_id) select distinct tenant_id from given g where not exists (select from known k where k.ord = g.ord) order by 1 on conflict do nothing
  ), stored as (
    insert into users (tenant_id, id, name, avatar, roles, groups, records_at, last_seen_at)
    select g.tenant_id, g.id, g.name, g.avatar, g.roles, g.groups, g.records_at, now() from given g
    where not exists (
      select from known k
      where k.ord = g.ord and ((k.name, k.avatar, k.roles, k.groups, k.is_placeholder) is not distinct from (g.name, g.avatar, g.roles, g.groups, false) or k.records_at > g.records_at)
        and k.last_seen_at > now() - interval '1 day')
    order by g.tenant_id, g.id -- as everybody does: so nobody waits for somebody who waits for them
    on conflict (tenant_id, id) do update set
      (name, avatar, roles, groups) = (
        select newest.name, newest.avatar, newest.roles, newest.groups from (values
          (users.records_at, 0, users.name, users.avatar, users.roles, users.groups), (excluded.records_at, 1, excluded.name, excluded.avatar, excluded.roles, excluded.groups)
        ) newest (at, place, name, avatar, roles, groups) order by at desc, place desc limit 1
      ),
      records_at = greatest(users.records_at, excluded.records_at), is_placeholder = false, last_seen_at = excluded.last_seen_at
  )
  select not exists (
    select from known k where k.ord = g.ord and ((k.name, k.avatar, k.is_placeholder) is not distinct from (g.name, g.avatar, false) or k.records_at > g.records_at)
  ) as is_news from given g order by g.ord`;

/** People of any tenants, each once. Writes nothing where all is as it was. What an older token says changes nothing that a newer one has said. `isNews`: the person was not known so, by name and picture. */
export async function storePersons(transaction: Transaction, persons: readonly TokenPerson[]): Promise<{ isNews: boolean }[]> {
  const given = persons.map((person, ord) => ({ ord, tenant_id: person.tenant, id: person.user, name: person.name, avatar: person.avatar, roles: person.roles, groups: person.groups, records_at: issuedAtOf(person) }));
  const rows = await transaction.query<{ is_news: boolean }>('store-persons', storePersonsSql, [JSON.stringify(given)]);
  return rows.map((row) => ({ isNews: row.is_news }));
}
