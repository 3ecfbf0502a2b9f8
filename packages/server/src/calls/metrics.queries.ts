import type { CallFigures, CallLink, Parsed, ParticipantQuality } from '@corridor/sdk/protocol';
import { measureSeconds, mostQualityPoints } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Transaction } from '../transaction.ts';

type Measured = Parsed<'calls.measure'>;

const worst = (links: readonly CallLink[], of: (link: CallLink) => number | undefined): number | null => { const all = links.flatMap((link) => of(link) ?? []); return all.length > 0 ? Math.max(...all) : null; };
const together = (links: readonly CallLink[], of: (link: CallLink) => number): number => links.reduce((sum, link) => sum + of(link), 0);

/** Keeps the last measurement of each `measureSeconds` by the database's clock; answers false where nobody of that id is in a call and the caller's. */
export async function keepMeasure(call: Call, { participantId, level, score, because, links }: Measured): Promise<boolean> {
  const kept = await call.query('keep-call-measure', `
    insert into call_measures (tenant_id, participant_id, at, call_id, level, score, because, round_trip, jitter, lost, sent, received, frames, height, links)
    select $1, p.id, to_timestamp(floor(extract(epoch from now()) / ${measureSeconds}) * ${measureSeconds}), p.call_id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
    from call_participants p where p.id = $2 and p.user_id = $3 and p.tenant_id = $1 and p.left_at is null and p.joined_at is not null
    on conflict (participant_id, at, tenant_id) do update set level = excluded.level, score = excluded.score, because = excluded.because, round_trip = excluded.round_trip, jitter = excluded.jitter, lost = excluded.lost,
      sent = excluded.sent, received = excluded.received, frames = excluded.frames, height = excluded.height, links = excluded.links
    returning 1`,
  [call.session.tenant, participantId, call.session.user, level, score ?? null, because ?? null, worst(links, (link) => link.roundTripMs), worst(links, (link) => link.jitterMs) ?? 0, worst(links, (link) => link.lost) ?? 0,
    together(links, (link) => link.sent), together(links, (link) => link.received), worst(links, (link) => link.frames) ?? 0, worst(links, (link) => link.height) ?? 0, JSON.stringify(links)]);
  return kept.length > 0;
}

/** Of each person, in no more points than are shown: a long call has longer ones, each with its average. */
export async function qualityOf(call: Call, callId: string): Promise<ParticipantQuality[]> {
  const rows = await call.query<ParticipantQuality>('call-quality', `
    with measured as (
      select p.user_id, m.* from call_measures m join call_participants p on p.id = m.participant_id and p.tenant_id = $1 where m.call_id = $2 and m.tenant_id = $1
    ), width as (
      select greatest(${measureSeconds}, ceil(extract(epoch from max(at) - min(at)) / ${mostQualityPoints - 1})) as seconds, min(at) as first from measured
    ), points as (
      select user_id, floor(extract(epoch from at - first) / seconds) as place, min(at) as at, avg(score) as score, avg(round_trip) as round_trip, avg(jitter) as jitter, avg(lost) as lost, avg(sent) as sent, avg(received) as received, avg(frames) as frames, min(height) as height
      from measured, width group by 1, 2
    )
    select user_id as "userId", avg(score)::float8 as score, mode() within group (order by level) as level, mode() within group (order by because) as because,
      (select json_agg(json_build_object('at', to_char(p.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'score', round(p.score::numeric, 2), 'roundTripMs', round(p.round_trip::numeric), 'jitterMs', round(p.jitter::numeric), 'lost', round(p.lost::numeric, 4),
        'sent', round(p.sent), 'received', round(p.received), 'frames', round(p.frames::numeric, 1), 'height', p.height) order by p.at) from points p where p.user_id = measured.user_id) as points
    from measured group by user_id order by user_id`, [call.session.tenant, callId]);
  return rows;
}

export interface FigureRow extends Omit<CallFigures, 'period' | 'channelId' | 'kind' | 'team' | 'title'> { key: string | null }

const keys = { period: "to_char(date_trunc($8, k.started_at at time zone $9), 'YYYY-MM-DD')", channel: 'k.channel_id::text', kind: 'k.kind', team: 'g.team' } as const;
/** Where each call is in one row for each key that it has. */
const teams = "cross join lateral unnest(case when cardinality(s.groups) > 0 then s.groups else array[null::text] end) g(team)";

const sums = `count(*)::int as calls, count(*) filter (where is_answered)::int as answered, count(*) filter (where is_missed)::int as missed, count(*) filter (where is_declined)::int as declined,
        count(*) filter (where is_failed and is_answered)::int as failed, coalesce(sum(seconds) filter (where is_answered), 0)::int as "talkSeconds", coalesce(max(seconds) filter (where is_answered), 0)::int as "longestSeconds", avg(score)::float8 as score`;

/** One row for each key, and one without for all together; of one person as their entries say, of all as the calls ended. */
export function figures(call: Call, { by, period, timeZone, channelId, userId, kind, team, from, to, limit }: Parsed<'calls.figures'>): Promise<FigureRow[]> {
  return call.query<FigureRow>(`call-figures-${by}`, `
    with found as (
      select k.id, ${keys[by]} as key, case when $2::text is null then coalesce(met.is_met, false) else e.outcome = 'answered' end as is_answered,
        case when $2 is null then k.status = 'missed' else e.outcome in ('missed', 'unanswered') and k.reason is distinct from 'declined' end as is_missed,
        case when $2 is null then k.reason = 'declined' else e.outcome = 'declined' or (e.outcome = 'unanswered' and k.reason = 'declined') end as is_declined, k.reason = 'error' as is_failed,
        coalesce(case when $2 is null then round(extract(epoch from k.ended_at - k.active_at)) else e.seconds end, 0)::int as seconds, case when $2 is null then met.score else e.score end as score
      from calls k left join call_entries e on e.call_id = k.id and e.user_id = $2 and e.tenant_id = $1 left join users s on s.id = k.started_by and s.tenant_id = $1 ${by === 'team' ? teams : ''}
      cross join lateral (select bool_or(o.outcome = 'answered') as is_met, avg(o.score) as score from call_entries o where o.call_id = k.id and o.tenant_id = $1) met
      where k.tenant_id = $1 and k.ended_at is not null and ($2 is null or e.user_id is not null) and ($3::uuid is null or k.channel_id = $3) and ($4::text is null or k.kind = $4)
        and ($5::timestamptz is null or k.started_at >= $5) and ($6::timestamptz is null or k.started_at < $6) and ($10::text is null or $10 = any(s.groups)) and ($8::text is null or $9::text is null or true)
    ), sums as (
      select key, 0 as is_total, ${sums} from found group by key
      union all select null, 1, ${sums} from ${by === 'team' ? '(select distinct on (id) * from found) once' : 'found'}
    )
    (select key, calls, answered, missed, declined, failed, "talkSeconds", "longestSeconds", score from sums where is_total = 1)
    union all (select key, calls, answered, missed, declined, failed, "talkSeconds", "longestSeconds", score from sums where is_total = 0 order by ${by === 'period' ? 'key desc' : 'calls desc, key'} limit $7)`,
  [call.session.tenant, userId ?? null, channelId ?? null, kind ?? null, from ?? null, to ?? null, limit, period, timeZone, team ?? null]);
}

/** Measurements of calls that began before then. */
export const forgetMeasures = (transaction: Transaction, tenant: string, before: Date): Promise<unknown> => transaction.query('forget-call-measures', 'delete from call_measures where tenant_id = $1 and at < $2', [tenant, before]);

/** Calls that were over before then, with all that is known of them; their messages stay. */
/** One whose recording is there, is being made or lies in pieces stays as long as that: nothing else would lead to it. */
export const forgetCalls = (transaction: Transaction, tenant: string, before: Date): Promise<unknown> => transaction.query('forget-calls', `
  delete from calls c where c.tenant_id = $1 and c.ended_at < $2
    and not exists (select from call_recordings r join files f on f.id = r.file_id and f.tenant_id = $1 where r.call_id = c.id and r.tenant_id = $1 and f.deleted_at is null)
    and not exists (select from call_recordings r where r.call_id = c.id and r.tenant_id = $1 and (r.state in ('asking', 'recording', 'paused', 'finishing') or (r.state = 'failed' and r.reason = 'unmade' and r.file_id is null)))`, [tenant, before]);

export const tenantsOfCalls = async (transaction: Transaction): Promise<string[]> => (await transaction.query<{ tenant: string }>('tenants-with-calls', 'select tenant from all_tenants() as tenant order by tenant', [])).map(({ tenant }) => tenant);
