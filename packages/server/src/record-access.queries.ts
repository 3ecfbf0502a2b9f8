import type { AccessScope } from '@corridor/sdk/protocol';
import { hasAccess } from './membership.ts';
import type { Transaction } from './transaction.ts';

type Asking = Pick<Transaction, 'query'>;

/** A record and an audience: what access is asked for. */
export type Guard = Required<AccessScope>;

/** Takes what a user's newest token says; one that is older than what is stored changes nothing. */
export async function storeClaims(transaction: Asking, tenant: string, user: string, claims: readonly Required<AccessScope>[], issuedAt: number): Promise<void> {
  const column = (key: keyof Guard) => claims.map((claim) => claim[key]);
  await transaction.query('store-claims', `
    with newer as (
      update users set records_at = $6 where tenant_id = $1 and id = $2 and records_at <= $6 returning id
    ), claimed as (
      select * from unnest($3::text[], $4::text[], $5::text[]) as c (record_type, record_id, audience)
    ), gone as (
      delete from record_access a using newer where a.tenant_id = $1 and a.holder = '@' || $2 and a.source = 'token'
        and (a.record_type, a.record_id, a.audience) not in (select * from claimed)
    )
    insert into record_access (tenant_id, holder, record_type, record_id, audience, source)
    select $1, '@' || $2, c.record_type, c.record_id, c.audience, 'token' from newer, claimed c on conflict do nothing`,
  [tenant, user, column('type'), column('id'), column('audience'), issuedAt]);
}

/** What guards these channels, or the channels of these messages, files, comments of files and folders; with `isMine` also what the user is a member of, lately active first. */
export function guardsOf(transaction: Asking, tenant: string, user: string, ids: readonly string[], isMine: boolean, most: number): Promise<Guard[]> {
  return transaction.query('guards-of', `
    select c.guard_type as type, c.guard_id as id, c.guard_audience as audience from (
      select id from unnest($3::uuid[]) as named (id)
      union select m.channel_id from unnest($3::uuid[]) as named (id) cross join lateral (select channel_id from messages m where m.id = named.id and m.tenant_id = $1 limit 1) m
      union select d.channel_id from unnest($3::uuid[]) as named (id) join file_folders d on d.id = named.id and d.tenant_id = $1 where d.channel_id is not null
      union select shared.channel_id from (
        select f.id, f.folder_id from unnest($3::uuid[]) as named (id) cross join lateral (
          select id from files f where f.id = named.id and f.tenant_id = $1 union all select file_id from file_comments c where c.id = named.id and c.tenant_id = $1
        ) meant join files f on f.id = meant.id and f.tenant_id = $1
      ) f cross join lateral (
        select channel_id from message_files mf where mf.file_id = f.id and mf.tenant_id = $1
        union all select subject_id::uuid from file_grants g where g.file_id = f.id and g.subject_kind = 'channel' and g.tenant_id = $1
        union all select d.channel_id from file_folders d where d.id = f.folder_id and d.tenant_id = $1 and d.channel_id is not null
      ) shared
      union select channel_id from members where $4 and user_id = $2 and tenant_id = $1
    ) wanted
    cross join lateral (select * from channels c where c.id = wanted.id and c.tenant_id = $1 and c.guard_type is not null limit 1) c
    group by 1, 2, 3 order by max(c.active_at) desc limit $5`, [tenant, user, ids, isMine, most]);
}

/** What guards the conversations of the calls that these participants are in, who are all the same user. */
export function guardsOfCalls(transaction: Asking, tenant: string, user: string, participantIds: readonly string[]): Promise<Guard[]> {
  return transaction.query('guards-of-calls', `
    select c.guard_type as type, c.guard_id as id, c.guard_audience as audience from call_participants p join calls on calls.id = p.call_id and calls.tenant_id = $1
    join channels c on c.id = calls.channel_id and c.tenant_id = $1 and c.guard_type is not null
    where p.id = any ($3::uuid[]) and p.user_id = $2 and p.tenant_id = $1`, [tenant, user, participantIds]);
}

const columnsOf = (guards: readonly Guard[]) => [guards.map(({ type }) => type), guards.map(({ id }) => id), guards.map(({ audience }) => audience)];

/** Places in `guards` of those that the user has access to; `besidesHook` leaves out what the host's hook has said. An audience `*` stands for any. */
export async function accessible(transaction: Asking, tenant: string, user: string, guards: readonly Guard[], besidesHook = false): Promise<Set<number>> {
  const rows = await transaction.query<{ at: number }>(besidesHook ? 'accessible-besides-hook' : 'accessible', `
    select (g.ord - 1)::int as at from unnest($3::text[], $4::text[], $5::text[]) with ordinality as g (type, id, audience, ord)
    where ${hasAccess('$2', 'g.type', 'g.id', 'case g.audience when \'*\' then a.audience else g.audience end', besidesHook)}`, [tenant, user, ...columnsOf(guards)]);
  return new Set(rows.map(({ at }) => at));
}

/** Keeps what the hook has allowed for so many seconds, and forgets what it has not. */
export async function storeDecisions(transaction: Asking, tenant: string, user: string, decided: readonly (Guard & { may: boolean })[], seconds: number): Promise<void> {
  const yes = decided.filter(({ may }) => may), no = decided.filter(({ may }) => !may), holder = `@${user}`;
  if (yes.length > 0) await transaction.query('store-decisions', `
    insert into record_access (tenant_id, holder, record_type, record_id, audience, source, until)
    select distinct $1, $2, type, id, audience, 'hook', now() + make_interval(secs => $6) from unnest($3::text[], $4::text[], $5::text[]) as g (type, id, audience)
    on conflict (holder, record_type, record_id, audience, source, tenant_id) do update set until = excluded.until`, [tenant, holder, ...columnsOf(yes), seconds]);
  if (no.length > 0) await transaction.query('forget-decisions', `
    delete from record_access a using unnest($3::text[], $4::text[], $5::text[]) as g (type, id, audience)
    where a.tenant_id = $1 and a.holder = $2 and a.source = 'hook' and a.record_type = g.type and a.record_id = g.id and a.audience = g.audience`, [tenant, holder, ...columnsOf(no)]);
}

export interface Pair { user: string; channelId: string }

/** Guarded channels that users hear without access to them. */
export function lostChannels(transaction: Asking, tenant: string, pairs: readonly Pair[]): Promise<Pair[]> {
  return transaction.query('lost-channels', `
    select p.user_id as user, p.channel_id as "channelId" from unnest($2::text[], $3::uuid[]) as p (user_id, channel_id)
    cross join lateral (select * from channels c where c.id = p.channel_id and c.tenant_id = $1 and c.guard_type is not null limit 1) c
    where not ${hasAccess('p.user_id', 'c.guard_type', 'c.guard_id', 'c.guard_audience')}`, [tenant, pairs.map(({ user }) => user), pairs.map(({ channelId }) => channelId)]);
}

/** Marks all records' conversations as the host's to guard, or as open to everybody, as this server is told to. */
export async function guardChannels(transaction: Asking, isHost: boolean): Promise<void> {
  await transaction.query('guard-channels', 'select guard_channels($1)', [isHost]);
}

/** What the hook has said and time has ended. */
export async function sweepDecisions(transaction: Asking, tenant: string): Promise<void> {
  await transaction.query('sweep-decisions', 'delete from record_access where tenant_id = $1 and source = \'hook\' and until < now()', [tenant]);
}
