import type { Transaction } from './transaction.ts';
import type { Guard } from './record-access.queries.ts';

/** What a token says of its user. */
export interface TokenPerson {
  readonly tenant: string; readonly user: string; readonly name: string; readonly avatar: string | null;
  readonly roles: readonly string[]; readonly groups: readonly string[];
  readonly records?: readonly Guard[]; readonly issuedAt?: number;
}

export const issuedAtOf = ({ issuedAt = 0 }: TokenPerson): number => Math.floor(issuedAt); // of tokens that do not say it the last one seen counts

const storePersonSql = `
  with given as (
    select $1::text as tenant_id, $2::text as id, $3::text as name, $4::text as avatar, $5::text[] as roles, $6::text[] as groups, $7::bigint as records_at
  ), known as (
    select u.* from users u join given g on u.tenant_id = g.tenant_id and u.id = g.id
  ), tenant as (
    insert into tenants (tenant_id) select tenant_id from given where not exists (select from known) on conflict do nothing
  ), stored as (
    insert into users (tenant_id, id, name, avatar, roles, groups, records_at, last_seen_at)
    select g.*, now() from given g
    where not exists (
      select from known k
      where ((k.name, k.avatar, k.roles, k.groups, k.is_placeholder) is not distinct from (g.name, g.avatar, g.roles, g.groups, false) or k.records_at > g.records_at)
        and k.last_seen_at > now() - interval '1 day')
    on conflict (tenant_id, id) do update set
      (name, avatar, roles, groups) = (
        select newest.name, newest.avatar, newest.roles, newest.groups from (values
          (users.records_at, 0, users.name, users.avatar, users.roles, users.groups), (excluded.records_at, 1, excluded.name, excluded.avatar, excluded.roles, excluded.groups)
        ) newest (at, place, name, avatar, roles, groups) order by at desc, place desc limit 1
      ),
      records_at = greatest(users.records_at, excluded.records_at), is_placeholder = false, last_seen_at = excluded.last_seen_at
  )
  select not exists (
    select from known k join given g on (k.name, k.avatar, k.is_placeholder) is not distinct from (g.name, g.avatar, false) or k.records_at > g.records_at
  ) as is_news`;

/** Writes nothing where all is as it was. What an older token says changes nothing that a newer one has said. `isNews`: the person was not known so, by name and picture. */
export async function storePerson(transaction: Transaction, person: TokenPerson): Promise<{ isNews: boolean }> {
  const [row] = await transaction.query<{ is_news: boolean }>('store-person', storePersonSql,
    [person.tenant, person.user, person.name, person.avatar, person.roles, person.groups, issuedAtOf(person)]);
  return { isNews: row!.is_news };
}
