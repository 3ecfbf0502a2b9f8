import { type CallKind, type CallMedia, type CallSettings, type CallState, type Leg, mostGone, openSettings } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { hasAccess } from '../membership.ts';
import type { Transaction } from '../transaction.ts';
import type { CallRow } from './calls.rows.ts';

type Rows = Omit<CallRow, 'participants'> & { participants: Record<string, unknown>[] };
const dates = ['hand_at', 'invited_at', 'joined_at', 'left_at', 'until'] as const;
const date = (value: unknown): Date | null => (value === null ? null : new Date(value as string));
const toRow = (call: Call, row: Rows): CallRow => ({ ...row, recording: row.recording && { ...row.recording, refusal: call.calls.refusal }, participants: row.participants.map((one) => ({ ...one, ...Object.fromEntries(dates.map((name) => [name, date(one[name])])) })) as unknown as CallRow['participants'] });

/** Of a call `c`, all who are in it or asked into it; of who is out of it the last time, and the last time that they were in: as `lastLegs` has it. */
const lastLegs = `(
    select one.*, row_number() over (partition by one.left_at is null order by one.invited_at desc, one.id desc) as place from (
      select p.*, row_number() over (partition by p.user_id, p.left_at is null order by p.invited_at desc, p.id desc) as nth, row_number() over (partition by p.user_id, p.left_at is null, p.joined_at is null order by p.invited_at desc, p.id desc) as nth_alike
      from call_participants p where p.call_id = c.id and p.tenant_id = c.tenant_id
    ) one where one.left_at is null or one.nth = 1 or (one.joined_at is not null and one.nth_alike = 1))`;

/** A call `c` with those in it, in the order in which they were asked or came. `came`: how many people were in it. */
const columns = `
  c.id, c.channel_id, c.kind, c.status, c.reason, c.is_direct, c.route, c.epoch, c.version, c.started_by, c.started_at, c.active_at, c.ended_at, c.settings, c.meeting_id,
  (select coalesce(json_agg(json_build_object('id', p.id, 'user_id', p.user_id, 'state', p.state, 'role', p.role, 'is_moderator', p.is_moderator, 'rights', p.rights, 'given_by', p.given_by, 'transferred_by', p.transferred_by, 'device_id', p.device_id, 'media', p.media, 'hand_at', p.hand_at,
    'invited_at', p.invited_at, 'joined_at', p.joined_at, 'left_at', p.left_at, 'until', p.until, 'had_access', p.had_access) order by p.invited_at, p.id), '[]')
    from ${lastLegs} p where p.left_at is null or p.place <= ${mostGone} or p.state = 'removed') as participants,
  (select count(distinct p.user_id)::int from call_participants p where p.call_id = c.id and p.tenant_id = c.tenant_id and p.joined_at is not null) as came,
  (select json_build_object('id', r.id, 'state', r.state, 'userId', r.user_id, 'participantId', r.participant_id, 'isOnServer', r.is_on_server, 'since', r.since, 'answers', r.answers)
    from call_recordings r where r.call_id = c.id and r.tenant_id = c.tenant_id and r.state in ('asking', 'recording', 'paused')) as recording`;

async function callsWhere(call: Call, name: string, condition: string, values: readonly unknown[]): Promise<CallRow[]> {
  const rows = await call.query<Rows>(name, `select ${columns} from calls c where ${condition} and c.tenant_id = $1`, [call.session.tenant, ...values]);
  return rows.map((row) => toRow(call, row));
}

export const callById = async (call: Call, id: string): Promise<CallRow | undefined> => (await callsWhere(call, 'call-by-id', 'c.id = $2', [id]))[0];

/** The same, and nobody else changes it until the commit. Two statements, sent together: one that waits for the lock sees those in it as they were before the wait. */
export async function callToChange(call: Call, id: string): Promise<CallRow | undefined> {
  const [, row] = await Promise.all([holdCall(call, id), callById(call, id)]);
  return row;
}

export const liveCallOf = async (call: Call, channelId: string): Promise<string | undefined> =>
  (await call.query<{ id: string }>('live-call-of-channel', 'select id from calls where channel_id = $2 and tenant_id = $1 and status in (\'ringing\', \'active\')', [call.session.tenant, channelId]))[0]?.id;

/** Nobody else changes it until the commit. */
export const holdCall = (call: Call, id: string): Promise<unknown> => call.query('lock-call', 'select from calls where id = $2 and tenant_id = $1 for no key update', [call.session.tenant, id]);

/** Those that ring for the caller or that the caller is in, and those that are on in channels. */
export const liveCalls = (call: Call, channelIds: readonly string[]): Promise<CallRow[]> => callsWhere(call, 'live-calls', `c.status in ('ringing', 'active') and (
  c.channel_id = any ($3::uuid[]) or c.id in (select call_id from call_participants p where p.user_id = $2 and p.tenant_id = $1 and p.left_at is null))`, [call.session.user, channelIds]);

/** Those of these people whom the tenant knows, in this order. */
export async function knownAmong(call: Call, users: readonly string[]): Promise<string[]> {
  const rows = await call.query<{ id: string }>('known-people', 'select id from users where id = any ($2) and tenant_id = $1 and id !~ \'^guest:[0-9a-f-]{36}$\'', [call.session.tenant, users]);
  const known = new Set(rows.map(({ id }) => id));
  return users.filter((user) => known.has(user));
}

/** Those of these people who see a conversation: its members, who has access to its record, everybody where it is public. */
export async function seeingAmong(call: Call, channelId: string, users: readonly string[]): Promise<Set<string>> {
  const rows = await call.query<{ id: string }>('seeing-a-call', `
    select named.id from unnest($3::text[]) as named (id) join channels c on c.id = $2 and c.tenant_id = $1
    where case when c.guard_type is not null then ${hasAccess('named.id', 'c.guard_type', 'c.guard_id', 'c.guard_audience')}
      else c.visibility = 'public' or exists (select from members m where m.channel_id = coalesce(c.parent_id, c.id) and m.user_id = named.id and m.tenant_id = $1) end`, [call.session.tenant, channelId, users]);
  return new Set(rows.map(({ id }) => id));
}

/** The calls that are on in these conversations, by conversation. */
export const liveCallsOf = async (call: Call, channelIds: readonly string[]): Promise<Map<string, string>> =>
  new Map((await call.query<{ id: string; channel_id: string }>('live-calls-of-channels', 'select id, channel_id from calls where channel_id = any ($2) and tenant_id = $1 and status in (\'ringing\', \'active\')', [call.session.tenant, channelIds])).map(({ channel_id: channelId, id }) => [channelId, id]));

/** Whether the caller owns or manages a conversation. */
export const moderates = async (call: Call, channelId: string): Promise<boolean> =>
  (await call.query('moderates-channel', 'select from members where channel_id = $3 and user_id = $2 and tenant_id = $1 and role in (\'owner\', \'admin\')', [call.session.tenant, call.session.user, channelId])).length > 0;

/** Of these people, who speaks in another call now. */
export async function busyAmong(call: Call, users: readonly string[]): Promise<Set<string>> {
  const rows = await call.query<{ user_id: string }>('busy-in-calls', `
    select distinct user_id from call_participants where user_id = any ($2) and tenant_id = $1 and left_at is null and state in ('answered', 'active', 'reconnecting')`, [call.session.tenant, users]);
  return new Set(rows.map(({ user_id: user }) => user));
}

export async function callIdOf(call: Call, participantId: string, user?: string): Promise<string | undefined> {
  const [row] = await call.query<{ call_id: string }>('call-of-participant', 'select call_id from call_participants where id = $2 and ($3::text is null or user_id = $3) and tenant_id = $1', [call.session.tenant, participantId, user ?? null]);
  return row?.call_id;
}

/** Two who are in one call: its id and epoch. */
export async function callOfBoth(call: Call, from: string, to: string): Promise<{ callId: string; epoch: number } | undefined> {
  const [row] = await call.query<{ callId: string; epoch: number }>('call-of-both', `
    select c.id as "callId", c.epoch from call_participants a, call_participants b, calls c
    where a.id = $2 and a.user_id = $4 and a.left_at is null and a.joined_at is not null and a.tenant_id = $1
      and b.id = $3 and b.call_id = a.call_id and b.left_at is null and b.joined_at is not null and b.tenant_id = $1
      and c.id = a.call_id and c.tenant_id = $1`, [call.session.tenant, from, to, call.session.user]);
  return row;
}

const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
const legJson = (leg: Leg) => ({ id: leg.id, user_id: leg.userId, state: leg.state, role: leg.role, is_moderator: leg.isModerator, rights: leg.rights, given_by: leg.givenBy, transferred_by: leg.transferredBy, device_id: leg.deviceId, invited_at: at(leg.invitedAt), joined_at: at(leg.joinedAt), left_at: at(leg.leftAt), until: at(leg.until) });

const changedSettings = (settings: CallSettings) => Object.fromEntries(Object.entries(settings).filter(([name, value]) => openSettings[name as keyof CallSettings] !== value));

/** Refuses the id of somebody else, or of another call: clients mint theirs. */
async function putLegs(call: Call, callId: string, legs: readonly Leg[], seenMs: number): Promise<void> {
  const put = await call.query('put-call-participants', `
  insert into call_participants (tenant_id, id, call_id, user_id, state, role, is_moderator, rights, given_by, transferred_by, device_id, invited_at, joined_at, left_at, until, seen_until)
  select $1, id, $2, user_id, state, role, is_moderator, rights, given_by, transferred_by, device_id, invited_at, joined_at, left_at, until, case when joined_at is not null or state = 'waiting' then now() + make_interval(secs => $4 / 1000.0) end
  from jsonb_to_recordset($3) as t (id uuid, user_id text, state text, role text, is_moderator boolean, rights text[], given_by text, transferred_by uuid, device_id text, invited_at timestamptz, joined_at timestamptz, left_at timestamptz, until timestamptz)
  on conflict (id, tenant_id) do update set state = excluded.state, role = excluded.role, is_moderator = excluded.is_moderator, rights = excluded.rights, given_by = excluded.given_by, device_id = excluded.device_id, joined_at = excluded.joined_at, left_at = excluded.left_at, until = excluded.until,
    seen_until = case when excluded.state <> 'reconnecting' and not (excluded.state = 'waiting' and excluded.until is not null) then coalesce(call_participants.seen_until, excluded.seen_until) end
  where call_participants.call_id = excluded.call_id and call_participants.user_id = excluded.user_id returning id`, [call.session.tenant, callId, JSON.stringify(legs.map(legJson)), seenMs]);
  if (put.length < legs.length) throw new CallError('id-taken', 'The id of the participant belongs to somebody else, or to another call; mint a new one');
}

/** Answers false where the id is taken. `calls_live` refuses a second one in a channel (23505): asked again, the first one is found. */
export async function insertCall(call: Call, { id, channelId, meetingId, kind, state, at: now, seenMs }: { id: string; channelId: string; meetingId?: string | undefined; kind: CallKind; state: CallState; at: number; seenMs: number }): Promise<boolean> {
  const made = await call.query('insert-call', `
    insert into calls (tenant_id, id, channel_id, kind, status, reason, is_direct, route, started_by, started_at, active_at, ended_at, settings, meeting_id)
    values ($1, $2, $3, $4, $5, $6, $7, 'mesh', $8, $9, $10, $11, $12, $13) on conflict (id, tenant_id) do nothing returning id`,
  [call.session.tenant, id, channelId, kind, state.status, state.reason, state.isDirect, state.startedBy, at(now), at(state.activeAt), at(state.endedAt), JSON.stringify(changedSettings(state.settings)), meetingId ?? null]);
  if (made.length === 0) return false;
  await putLegs(call, id, state.legs, seenMs);
  return true;
}

/** Answers the call as it is after a change, in the same statement. */
async function changed(call: Call, name: string, set: string, id: string, values: readonly unknown[] = []): Promise<CallRow> {
  const [row] = await call.query<Rows>(name, `update calls c set ${set}, version = c.version + 1 where c.id = $2 and c.tenant_id = $1 returning ${columns}`, [call.session.tenant, id, ...values]);
  return toRow(call, row!);
}

/** What a step has changed; another `route` for the media begins an epoch. */
export async function updateCall(call: Call, before: CallRow, was: CallState, is: CallState, seenMs: number, route?: CallRow['route']): Promise<CallRow> {
  const legs = is.legs.filter((leg) => !was.legs.includes(leg));
  const [, row] = await Promise.all([ // sent together, and done in this order
    legs.length > 0 ? putLegs(call, before.id, legs, seenMs) : undefined,
    changed(call, 'update-call', 'status = $3, reason = $4, is_direct = $5, active_at = $6, ended_at = $7, settings = $8, route = coalesce($9, c.route), epoch = c.epoch + ($9::text is not null)::int', before.id,
      [is.status, is.reason, is.isDirect, at(is.activeAt), at(is.endedAt), JSON.stringify(changedSettings(is.settings)), route ?? null]),
  ]);
  return row;
}

/** Media begin anew. */
export const nextEpoch = (call: Call, { id }: CallRow): Promise<CallRow> => changed(call, 'next-epoch-of-call', 'epoch = c.epoch + 1', id);

/** What several send: a host has stopped it. */
export async function stopSending(call: Call, callId: string, ids: readonly string[], kind: keyof CallMedia): Promise<void> {
  await call.query('stop-sending', 'update call_participants set media = jsonb_set(media, array[$4], \'false\') where id = any ($3) and call_id = $2 and tenant_id = $1', [call.session.tenant, callId, ids, kind]);
  await touchCall(call, callId);
}

/** Without ids all. */
export async function lowerHands(call: Call, callId: string, ids: readonly string[] | undefined): Promise<void> {
  await call.query('lower-hands', 'update call_participants set hand_at = null where call_id = $2 and tenant_id = $1 and ($3::uuid[] is null or id = any ($3))', [call.session.tenant, callId, ids ?? null]);
  await touchCall(call, callId);
}

/** It is told anew, for something beside its row has changed; answers it as it is. */
export const touchCall = (call: Call, callId: string): Promise<CallRow> => changed(call, 'touch-call', 'id = c.id', callId);

/** What somebody sends, and whether their hand is up; `undefined` stays. */
export async function setParticipant(call: Call, callId: string, id: string, media: { [K in keyof CallMedia]?: boolean | undefined }, isHandUp: boolean | undefined): Promise<CallRow> {
  const setting = call.query('set-call-participant', `
    update call_participants set media = media || $3::jsonb, hand_at = case when $4::boolean is null then hand_at when $4 then coalesce(hand_at, now()) end where id = $2 and tenant_id = $1`,
  [call.session.tenant, id, JSON.stringify(media), isHandUp ?? null]);
  const [, row] = await Promise.all([setting, touchCall(call, callId)]);
  return row;
}

/** Those of a tenant for whom something is due: `isUnseen`: nobody has had their connection for too long. */
export const dueParticipants = (transaction: Transaction, tenant: string): Promise<{ id: string; callId: string; isUnseen: boolean }[]> => transaction.query('due-call-participants', `
  select id, call_id as "callId", coalesce(seen_until <= now(), false) as "isUnseen" from call_participants where tenant_id = $1 and left_at is null and least(until, seen_until) <= now() limit 500`, [tenant]);

export const tenantsWithDueCalls = async (transaction: Transaction): Promise<string[]> =>
  (await transaction.query<{ tenant: string }>('tenants-with-due-calls', 'select tenant from tenants_with_due_calls() as tenant', [])).map(({ tenant }) => tenant);

/** Until the next one is due by the database's clock, in ms; null where nothing waits. */
export const nextCallDueMs = async (transaction: Transaction): Promise<number | null> =>
  (await transaction.query<{ ms: number | null }>('next-call-due', 'select (extract(epoch from next_call_due() - now()) * 1000)::float8 as ms', []))[0]?.ms ?? null;

/** Their connections are here; null: they are no more waited for by this. */
export const see = (transaction: Pick<Transaction, 'query'>, tenant: string, ids: readonly string[], seenMs: number | null): Promise<unknown> => transaction.query('see-call-participants',
  'update call_participants set seen_until = now() + make_interval(secs => $3 / 1000.0) where id = any ($2) and tenant_id = $1 and left_at is null', [tenant, ids, seenMs]);

/** Answers whether their access to the call's record is looked at from now on: once they had it, it is. */
export async function noteAccess(call: Call, participantId: string, hasAccess: boolean): Promise<boolean> {
  const [row] = await call.query<{ had: boolean }>('note-access-to-call', 'update call_participants set had_access = had_access or $3 where id = $2 and tenant_id = $1 returning had_access as had', [call.session.tenant, participantId, hasAccess]);
  return row?.had === true;
}
