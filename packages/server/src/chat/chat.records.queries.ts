import type { HostRecord } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';
import { isVisibleTo, myPart } from '../membership.ts';
import type { ListedChannel } from './chat.channels.queries.ts';
import { recordColumns } from './chat.rows.ts';

/** Whether a channel `c` is of the record, place and audience in `w`: exactly, or with `subset` at least. */
const isWanted = (subset: string) => `c.record_id = w.record_id and c.record_type = w.record_type and c.tenant_id = $1 and c.kind = 'record' and case when ${subset}
    then (w.place is null or c.record_place @> w.place) and (w.audience is null or coalesce(c.record_audience, 'internal') = w.audience)
    else c.record_place is not distinct from w.place and coalesce(c.record_audience, 'internal') = coalesce(w.audience, 'internal') end`;

const asColumns = (record: HostRecord) => {
  const { record_type: type, record_id: id, record_place: place } = recordColumns(record);
  return [type, id, place && JSON.stringify(place), record.audience ?? null];
};

/** Newest activity first; `at` in microseconds since 1970. One more than `limit`. */
export function placesPage(call: Call, record: HostRecord, subset: boolean, from: Place | undefined, limit: number): Promise<ListedChannel[]> {
  return call.query<ListedChannel>('places-page', `
    select c.id, (extract(epoch from c.active_at) * 1000000)::bigint as at
    from (select $4::text as record_type, $5::text as record_id, $6::jsonb as place, $7::text as audience) w
    join channels c on ${isWanted('$8')}
    ${myPart}
    where c.last_seq > 0 and ${isVisibleTo('$3')} and ($9::bigint is null or ((extract(epoch from c.active_at) * 1000000)::bigint, c.id) < ($9, $10::uuid))
    order by 2 desc, 1 desc limit $11`,
  [call.session.tenant, call.session.user, call.can('chat.access_private'), ...asColumns(record), subset, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);
}

/** All conversations of a record, whoever may see them. */
export async function channelIdsOfRecord(call: Call, type: string, id: string): Promise<string[]> {
  const rows = await call.query<{ id: string }>('channels-of-record', `
    select c.id from channels c where c.record_id = $3 and c.record_type = $2 and c.tenant_id = $1 and c.kind = 'record'`, [call.session.tenant, type, id]);
  return rows.map((row) => row.id);
}
