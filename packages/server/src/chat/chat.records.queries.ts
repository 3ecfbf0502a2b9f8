import type { HostRecord, MetadataFilter, RecordCount, WholeRecord } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';
import { isVisibleTo, myPart } from '../membership.ts';
import type { Transaction } from '../transaction.ts';
import { type ListedChannel, mostUnread, namesOf } from './chat.channels.queries.ts';
import { answers, exactly } from './chat.metadata.queries.ts';
import { isSaid, recordColumns } from './chat.rows.ts';

/** The id that stands for all records of a type. */
export const anyRecord = '*';

/** Whether a channel `c` of the record in `w` is of its place and audience: exactly, or with `subset` at least. */
const isWanted = (subset: string) => `c.kind = 'record' and c.tenant_id = $1 and c.record_type = w.record_type and case when ${subset}
    then (w.place is null or c.record_place @> w.place) and (w.audience is null or coalesce(c.record_audience, 'internal') = w.audience)
    else c.record_place is not distinct from w.place and coalesce(c.record_audience, 'internal') = coalesce(w.audience, 'internal') end`;

/** All conversations `c` of a type of record; those that say `exact` of themselves, where that is given. */
const ofType = (exact: string | undefined) => (exact
  ? `channels_with_metadata($1, w.record_type, ${exact}::jsonb) as found (id) cross join lateral (select * from channels c where c.id = found.id and c.tenant_id = $1 limit 1) c`
  : 'channels c');

const asColumns = (record: HostRecord) => {
  const { record_type: type, record_id: id, record_place: place } = recordColumns(record);
  return [type, id, place && JSON.stringify(place), record.audience ?? null];
};

/** Which conversations of a record. */
export interface Wanted { subset: boolean; metadata?: MetadataFilter | undefined }

/** What names a statement: without what is not asked for it is another one. */
const nameOf = (name: string, isOfType: boolean, { metadata }: Wanted) => `${name}${isOfType ? '-of-type' : ''}${metadata ? '-by-metadata' : ''}${isOfType && exactly(metadata) ? '-exactly' : ''}`;

/** Newest activity first; `at` in microseconds since 1970. One more than `limit`. */
export function placesPage(call: Call, record: HostRecord, wanted: Wanted, from: Place | undefined, limit: number): Promise<ListedChannel[]> {
  const { subset, metadata } = wanted, isOfType = record.id === anyRecord, exact = isOfType ? exactly(metadata) : undefined;
  return call.query<ListedChannel>(nameOf('places-page', isOfType, wanted), `
    select c.id, (extract(epoch from c.active_at) * 1000000)::bigint as at
    from (select $4::text as record_type, $5::text as record_id, $6::jsonb as place, $7::text as audience) w
    cross join ${isOfType ? ofType(exact && '$13') : 'channels c'}
    ${myPart}
    where ${isOfType ? '' : 'c.record_id = w.record_id and '}${isWanted('$8')} and c.last_seq > c.notices and ${isVisibleTo('$3')} and ($9::bigint is null or ((extract(epoch from c.active_at) * 1000000)::bigint, c.id) < ($9, $10::uuid))
      ${metadata ? `and ${answers('c', '$12')}` : ''}
    order by 2 desc, 1 desc limit $11`,
  [call.session.tenant, call.session.user, call.can('chat.access_private'), ...asColumns(record), subset, from?.[0] ?? null, from?.[1] ?? null, limit + 1,
    ...(metadata ? [JSON.stringify(metadata)] : []), ...(exact ? [exact] : [])]);
}

/** All conversations of a record, whoever may see them. */
export async function channelIdsOfRecord(call: Call, type: string, id: string): Promise<string[]> {
  const rows = await call.query<{ id: string }>('channels-of-record', `
    select c.id from channels c where c.record_id = $3 and c.record_type = $2 and c.tenant_id = $1 and c.kind = 'record'`, [call.session.tenant, type, id]);
  return rows.map((row) => row.id);
}

/** In the order asked. Threads are there for those who see the conversation that they belong to. */
export function countsOfRecords(call: Call, records: readonly HostRecord[], wanted: Wanted): Promise<RecordCount[]> {
  const { subset, metadata } = wanted, isOfType = records.some(({ id }) => id === anyRecord), exact = isOfType ? exactly(metadata) : undefined;
  const columns = records.map(asColumns);
  const homes = (source: string, which: string, most: number) => `
      select c.id, c.last_seq, c.last_seq - c.notices as said, c.archived_at is null as is_open from ${source} ${myPart} where ${which} and ${isWanted('$8')} and ${isVisibleTo('$3')} ${metadata ? `and ${answers('c', '$9')}` : ''} limit ${most}`;
  const ofOne = homes('channels c', `c.record_id = w.record_id${isOfType ? ` and w.record_id <> '${anyRecord}'` : ''}`, 10_000);
  return call.query<RecordCount>(nameOf('counts-of-records', isOfType, wanted), `
    select coalesce(sum(n.said), 0)::int as total, coalesce(sum(n.unread), 0)::int as unread, coalesce(sum(n.mentions), 0)::int as mentioned,
      count(*) filter (where n.said > 0 and n.is_open)::int as open
    from unnest($4::text[], $5::text[], $6::text[]::jsonb[], $7::text[]) with ordinality as w (record_type, record_id, place, audience, ord)
    left join lateral (${isOfType ? `(${ofOne}) union all (${homes(ofType(exact && '$10'), `w.record_id = '${anyRecord}'`, 100_000)})` : ofOne}
    ) home on true
    left join lateral (
      select one.said, one.is_open, u.unread, s.mentions from (
        select home.id, home.last_seq, home.said, home.is_open
        union all select t.id, t.last_seq, t.last_seq, home.is_open and t.status = 'open' from channels t where t.parent_id = home.id and t.tenant_id = $1
      ) one
      left join lateral (select * from members mem where mem.channel_id = one.id and mem.user_id = $2 and mem.tenant_id = $1 limit 1) mem on true
      left join lateral (
        select count(*)::int as unread from (
          select from messages m where mem.read_seq < one.last_seq and m.channel_id = one.id and m.tenant_id = $1 and m.seq > mem.read_seq and m.sender_id <> $2 and m.deleted_at is null and ${isSaid} limit ${mostUnread}
        ) waiting
      ) u on true
      left join lateral (
        select count(*)::int as mentions from (
          select from messages m where u.unread > 0 and m.channel_id = one.id and m.tenant_id = $1 and m.seq > mem.read_seq and m.sender_id <> $2 and m.deleted_at is null
            and m.mentions is not null and m.mentions && (select ${namesOf} from users where tenant_id = $1 and id = $2) limit ${mostUnread}
        ) naming
      ) s on true
    ) n on true
    group by w.ord order by w.ord`,
  [call.session.tenant, call.session.user, call.can('chat.access_private'), ...[0, 1, 2, 3].map((at) => columns.map((row) => row[at])), subset,
    ...(metadata ? [JSON.stringify(metadata)] : []), ...(exact ? [exact] : [])]);
}

/** Which records these channels, and threads of theirs, belong to. */
export function recordsOfChannels(transaction: Pick<Transaction, 'query'>, tenant: string, ids: readonly string[]): Promise<WholeRecord[]> {
  return transaction.query('records-of-channels', `
    select distinct coalesce(c.record_type, p.record_type) as type, coalesce(c.record_id, p.record_id) as id from unnest($2::uuid[]) as wanted (id)
    cross join lateral (select * from channels c where c.id = wanted.id and c.tenant_id = $1 limit 1) c
    left join lateral (select record_type, record_id from channels p where p.id = c.parent_id and p.tenant_id = $1 limit 1) p on true
    where c.record_type is not null or p.record_type is not null`, [tenant, ids]);
}
