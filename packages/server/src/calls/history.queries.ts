import { type CallDirection, type CallKind, type CallOutcome, type CallReason, type CallStatus, mostPeopleInEntry, type Parsed } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { anywhere } from '../like.ts';
import { floorOf, isCallOpen, isVisibleTo, myPart } from '../membership.ts';
import { isListed } from './recording.queries.ts';

export interface EntryRow {
  call_id: string; channel_id: string; is_seen: boolean; title: string | null; record_type: string | null; record_id: string | null;
  kind: CallKind; status: CallStatus; reason: CallReason | null; direction: CallDirection; outcome: CallOutcome;
  started_by: string; started_at: Date; ended_at: Date; at: number; seconds: number; people: string[]; count: number; recordings: number; is_encrypted: boolean;
}

/** What a call that is over was for each of its people: a person with several legs has one entry. Who waited before its door in vain has none, as `isBeforeDoor` has it: they missed nothing, and it names who was inside. */
export const writeEntries = (call: Call, callId: string): Promise<unknown> => call.query('write-call-entries', `
  insert into call_entries (tenant_id, call_id, user_id, started_at, direction, outcome, seconds, is_removed, score)
  select $1, k.id, p.user_id, k.started_at, case when p.user_id = k.started_by then 'outgoing' else 'incoming' end,
    case when p.user_id = k.started_by then case when met.is_met then 'answered' else 'unanswered' end
      when bool_or(p.joined_at is not null) then 'answered' when bool_or(p.state = 'declined') then 'declined' else 'missed' end,
    coalesce(round(sum(extract(epoch from greatest(least(coalesce(p.left_at, k.ended_at), k.ended_at) - greatest(p.joined_at, k.active_at), interval '0')))), 0)::int, bool_and(p.state = 'removed'),
    (select avg(m.score) from call_measures m join call_participants o on o.id = m.participant_id and o.tenant_id = $1 where m.call_id = k.id and m.tenant_id = $1 and o.user_id = p.user_id)
  from calls k join call_participants p on p.call_id = k.id and p.tenant_id = $1
  cross join lateral (select exists (select from call_participants o where o.call_id = k.id and o.tenant_id = $1 and o.user_id <> k.started_by and o.joined_at is not null) as is_met) met
  where k.id = $2 and k.tenant_id = $1 and k.ended_at is not null and not (p.device_id is not null and p.joined_at is null)
  group by k.id, k.started_at, k.started_by, p.user_id, met.is_met
  on conflict (call_id, user_id, tenant_id) do nothing`, [call.session.tenant, callId]);

/** The place where a page begins, and what every list is narrowed by. */
const isAfter = (at: string, id: string) => `($4::float8 is null or (${at}, ${id}) < ('epoch'::timestamptz + $4::float8 * interval '1 millisecond', $5::uuid))`;
const inTime = (at: string) => `($6::timestamptz is null or ${at} >= $6) and ($7::timestamptz is null or ${at} < $7)`;

/** Mine by the index of my entries. */
const mine = `
  call_entries e cross join lateral (select * from calls k where k.id = e.call_id and k.tenant_id = $1 limit 1) k`;
const isMine = `e.user_id = $2 and e.tenant_id = $1 and not e.is_forgotten and (not e.is_removed or c.is_seen) and ${isAfter('e.started_at', 'e.call_id')} and ${inTime('e.started_at')}
  and ($8::text is null or e.outcome = $8) and ($9::text is null or e.direction = $9)`;

/** Of a conversation by the index of its calls; without an entry of mine what it was as a whole. */
const ofChannel = `
  calls k left join lateral (select * from call_entries e where e.call_id = k.id and e.user_id = $2 and e.tenant_id = $1 limit 1) e on true`;

const direction = "coalesce(e.direction, 'other')";
const outcome = "coalesce(e.outcome, case when k.status = 'missed' then 'missed' when k.reason = 'declined' then 'declined' else 'answered' end)";

const isOfChannel = `k.channel_id = wanted.id and k.tenant_id = $1 and k.ended_at is not null and not coalesce(e.is_forgotten, false) and ${isAfter('k.started_at', 'k.id')} and ${inTime('k.started_at')}
  and ($8::text is null or ${outcome} = $8) and ($9::text is null or ${direction} = $9) and c.is_seen and exists (select from messages m where m.id = k.id and m.tenant_id = $1 and m.seq > c.floor)`;

/** One statement for all that a page shows; the same for both ways to look. */
const shown = (from: string, which: string, order: string) => `
  select k.id as call_id, k.channel_id, coalesce(c.is_seen, false) as is_seen, c.title, c.record_type, c.record_id, k.kind, k.status, k.reason, ${direction} as direction, ${outcome} as outcome,
    k.started_by, k.started_at, k.ended_at, (extract(epoch from k.started_at) * 1000)::float8 as at, coalesce(e.seconds, round(extract(epoch from k.ended_at - k.active_at)), 0)::int as seconds, o.people, o.count, k.settings @> '{"isEncrypted": true}' as is_encrypted,
    case when c.is_seen and ${isCallOpen('k.id', 'c.floor')} then (select count(*)::int from call_recordings r where r.call_id = k.id and r.tenant_id = $1 and ${isListed}) else 0 end as recordings
  from ${from}
  left join lateral (
    select true as is_seen, coalesce(c.name, c.record_title) as title, c.record_type, c.record_id, ${floorOf('$3')} as floor
    from channels c ${myPart} where c.id = k.channel_id and c.tenant_id = $1 and ${isVisibleTo('$3')} limit 1
  ) c on true
  cross join lateral (
    select (array_agg(o.user_id order by o.user_id <> k.started_by, o.user_id))[1:${mostPeopleInEntry}] as people, count(*)::int as count from call_entries o where o.call_id = k.id and o.tenant_id = $1
  ) o
  where ${which}
    and ($10::text is null or k.kind = $10)
    and ($11::text is null or (select true from call_entries p where p.call_id = k.id and p.user_id = $11 and p.tenant_id = $1 limit 1)) -- for each call alone: never all of theirs at once
    and ($12::text is null or c.title ilike $12 or (select true from call_entries p join users u on u.tenant_id = $1 and u.id = p.user_id where p.call_id = k.id and p.tenant_id = $1 and u.name ilike $12 limit 1))
  order by ${order} limit $13`;

const ofChannels = `
  select found.* from unnest($14::uuid[]) as wanted (id) cross join lateral (${shown(ofChannel, isOfChannel, 'k.started_at desc, k.id desc')}) found order by found.started_at desc, found.call_id desc limit $13`;

export type HistoryWanted = Pick<Parsed<'calls.history'>, 'userId' | 'kind' | 'direction' | 'outcome' | 'from' | 'to' | 'query'>;

/** Newest first; one more than `limit` where there are more. `place`: ms since 1970 and the id of the last one told. `channelIds`: all of theirs, instead of mine. */
export function historyPage(call: Call, wanted: HistoryWanted, { place, limit, channelIds }: { place: { at: number; id: string } | undefined; limit: number; channelIds?: readonly string[] | undefined }): Promise<EntryRow[]> {
  const { tenant, user } = call.session;
  const values = [tenant, user, call.can('chat.access_private'), place?.at ?? null, place?.id ?? null, wanted.from ?? null, wanted.to ?? null, wanted.outcome ?? null, wanted.direction ?? null,
    wanted.kind ?? null, wanted.userId ?? null, anywhere(wanted.query), limit + 1];
  return channelIds ? call.query('call-history-of-channels', ofChannels, [...values, channelIds]) : call.query('call-history-mine', shown(mine, isMine, 'e.started_at desc, e.call_id desc'), values);
}

/** Answers whether anything changed. */
export async function forgetEntries(call: Call, callIds: readonly string[] | undefined, until: string | undefined): Promise<boolean> {
  const rows = await call.query('forget-call-entries', `
    update call_entries set is_forgotten = true where user_id = $2 and tenant_id = $1 and not is_forgotten
      and ($3::uuid[] is null or call_id = any ($3)) and ($4::timestamptz is null or started_at <= $4) returning 1`, [call.session.tenant, call.session.user, callIds ?? null, until ?? null]);
  return rows.length > 0;
}
