import type { CallKind, ScheduledAnswer } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';
import { hasAccess } from '../membership.ts';

export interface ScheduledRow {
  id: string; channel_id: string; meeting_id: string | null; organizer: string; title: string; kind: CallKind; starts_at: Date; ends_at: Date; time_zone: string; reminders: number[]; rings: boolean;
  call_id: string | null; is_live: boolean; cancelled_at: Date | null; version: number; people: { userId: string; answer: ScheduledAnswer }[];
}

const columns = `s.id, s.channel_id, s.organizer, s.title, s.kind, s.starts_at, s.ends_at, s.time_zone, s.reminders, s.rings, s.call_id, s.cancelled_at, s.version,
  (select r.id from meeting_rooms r where r.channel_id = s.channel_id and r.tenant_id = s.tenant_id) as meeting_id,
  exists (select from calls c where c.id = s.call_id and c.tenant_id = s.tenant_id and c.status in ('ringing', 'active')) as is_live,
  (select coalesce(json_agg(json_build_object('userId', p.user_id, 'answer', p.answer) order by p.place, p.user_id), '[]') from scheduled_call_people p where p.scheduled_id = s.id and p.tenant_id = s.tenant_id) as people`;

export async function scheduledById(call: Call, id: string): Promise<ScheduledRow | undefined> {
  const [row] = await call.query<ScheduledRow>('scheduled-call', `select ${columns} from scheduled_calls s where s.id = $2 and s.tenant_id = $1`, [call.session.tenant, id]);
  return row;
}

/** Nobody else changes it until the commit. */
export async function scheduledCallToChange(call: Call, id: string): Promise<ScheduledRow | undefined> {
  const [, row] = await Promise.all([call.query('hold-scheduled-call', 'select from scheduled_calls where id = $2 and tenant_id = $1 for no key update', [call.session.tenant, id]), scheduledById(call, id)]);
  return row;
}

/** The next one first, `at` in microseconds since 1970; one more than `limit`. Of a conversation, or those that the caller is invited to. */
export const scheduledPage = (call: Call, channelId: string | undefined, from: Place | undefined, limit: number): Promise<(ScheduledRow & { at: number })[]> => call.query('scheduled-calls-page', `
  select ${columns}, (extract(epoch from s.starts_at) * 1000000)::bigint as at from scheduled_calls s
  where s.tenant_id = $1 and s.cancelled_at is null
    and (s.ends_at > now() or exists (select from calls c where c.id = s.call_id and c.tenant_id = $1 and c.status in ('ringing', 'active')))
    and case when $3::uuid is null then exists (select from scheduled_call_people p where p.scheduled_id = s.id and p.user_id = $2 and p.tenant_id = $1) else s.channel_id = $3 end
    and ($4::bigint is null or ((extract(epoch from s.starts_at) * 1000000)::bigint, s.id) > ($4, $5::uuid))
  order by s.starts_at, s.id limit $6`, [call.session.tenant, call.session.user, channelId ?? null, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);

export interface Plan { id: string; title: string; kind: CallKind; startsAt: string; minutes: number; timeZone: string; reminders: readonly number[]; rings: boolean }

const endOf = ({ startsAt, minutes }: Plan): string => new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();

/** Answers false where the id is taken. */
export async function insertScheduledCall(call: Call, channelId: string, plan: Plan): Promise<boolean> {
  const made = await call.query('insert-scheduled-call', `
    insert into scheduled_calls (tenant_id, id, channel_id, organizer, title, kind, starts_at, ends_at, time_zone, reminders, rings) values ($1, $3, $4, $2, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning id`,
  [call.session.tenant, call.session.user, plan.id, channelId, plan.title, plan.kind, plan.startsAt, endOf(plan), plan.timeZone, plan.reminders, plan.rings]);
  return made.length > 0;
}

export const updateScheduledCall = (call: Call, plan: Plan): Promise<unknown> => call.query('update-scheduled-call', `
  update scheduled_calls set title = $3, kind = $4, starts_at = $5, ends_at = $6, time_zone = $7, reminders = $8, rings = $9, version = version + 1 where id = $2 and tenant_id = $1`,
[call.session.tenant, plan.id, plan.title, plan.kind, plan.startsAt, endOf(plan), plan.timeZone, plan.reminders, plan.rings]);

export const cancelScheduledCall = (call: Call, id: string): Promise<unknown> =>
  call.query('cancel-scheduled-call', 'update scheduled_calls set cancelled_at = now(), version = version + 1 where id = $2 and tenant_id = $1', [call.session.tenant, id]);

export const setCallOfScheduled = (call: Call, id: string, callId: string): Promise<unknown> =>
  call.query('set-call-of-scheduled', 'update scheduled_calls set call_id = $3, version = version + 1 where id = $2 and tenant_id = $1', [call.session.tenant, id, callId]);

/** These, in this order; who is among them already keeps their answer unless all are asked anew. */
export async function putScheduledPeople(call: Call, id: string, users: readonly string[], isAnew: boolean): Promise<void> {
  await call.query('delete-scheduled-people', 'delete from scheduled_call_people where scheduled_id = $2 and tenant_id = $1 and not user_id = any ($3)', [call.session.tenant, id, users]);
  await call.query('put-scheduled-people', `
    insert into scheduled_call_people (tenant_id, scheduled_id, user_id, place, answer)
    select $1, $2, user_id, place, case when user_id = $4 then 'accepted' else 'asked' end from unnest($3::text[]) with ordinality as t (user_id, place)
    on conflict (scheduled_id, user_id, tenant_id) do update set place = excluded.place, answer = case when $5 then excluded.answer else scheduled_call_people.answer end`, [call.session.tenant, id, users, users[0] ?? '', isAnew]);
}

export async function setScheduledAnswer(call: Call, id: string, answer: ScheduledAnswer): Promise<void> {
  await call.query('answer-scheduled-call', 'update scheduled_call_people set answer = $4 where scheduled_id = $2 and user_id = $3 and tenant_id = $1', [call.session.tenant, id, call.session.user, answer]);
  await call.query('touch-scheduled-call', 'update scheduled_calls set version = version + 1 where id = $2 and tenant_id = $1', [call.session.tenant, id]);
}

/** Those of these people who are in a conversation now; in that of a record everybody is whom the host lets see it. */
export async function stillIn(call: Call, channelId: string, users: readonly string[]): Promise<string[]> {
  const rows = await call.query<{ id: string }>('scheduled-people-still-in', `
    select named.id from unnest($3::text[]) with ordinality as named (id, ord) join channels c on c.id = $2 and c.tenant_id = $1
    where (c.guard_type is null or ${hasAccess('named.id', 'c.guard_type', 'c.guard_id', 'c.guard_audience')})
      and (c.kind = 'record' or exists (select from members m where m.channel_id = c.id and m.user_id = named.id and m.tenant_id = $1))
    order by ord`, [call.session.tenant, channelId, users]);
  return rows.map(({ id }) => id);
}

/** What is done of itself, and when: what has passed is not done any more. */
export async function putTimes(call: Call, id: string, times: readonly { minutes: number; at: number }[]): Promise<void> {
  await call.query('delete-scheduled-times', 'delete from scheduled_call_times where scheduled_id = $2 and tenant_id = $1', [call.session.tenant, id]);
  if (times.length === 0) return;
  await call.query('insert-scheduled-times', `
    insert into scheduled_call_times (tenant_id, scheduled_id, minutes, at) select $1, $2, minutes, at from unnest($3::int[], $4::timestamptz[]) as t (minutes, at)`,
  [call.session.tenant, id, times.map(({ minutes }) => minutes), times.map(({ at }) => new Date(at).toISOString())]);
}

/** Those of a tenant that are due, each once: by now they are done. */
export const takeDueTimes = (call: Call): Promise<{ scheduledId: string; minutes: number }[]> => call.query('take-due-scheduled-times', `
  with due as (select scheduled_id, minutes from scheduled_call_times where tenant_id = $1 and done_at is null and at <= now() order by at, scheduled_id, minutes limit 200 for update skip locked)
  update scheduled_call_times t set done_at = now() from due where t.scheduled_id = due.scheduled_id and t.minutes = due.minutes and t.tenant_id = $1
  returning t.scheduled_id as "scheduledId", t.minutes`, [call.session.tenant]);
