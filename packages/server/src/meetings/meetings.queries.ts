import type { CallRight, IceServer, MeetingAccess, MeetingLevel, MeetingSettings } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';

type Asks = Pick<Call, 'query'>;
type AsUser = Pick<Call, 'query' | 'session'>;

export interface RoomRow {
  id: string; code: string; name: string; channel_id: string; access: MeetingAccess; password: string | null; capacity: number | null; settings: Partial<MeetingSettings>;
  created_by: string; created_at: Date; closed_at: Date | null; call_id: string | null; is_locked: boolean; people: number;
  level: MeetingLevel | null; rights: CallRight[] | null; until: Date | null; is_member: boolean; ice: IceServer[] | null;
}

/** A room `r` with what the user `$2` is in it, and the call that is on. */
const columns = `r.id, r.code, r.name, r.channel_id, r.access, r.password, r.capacity, r.settings, r.created_by, r.created_at, r.closed_at, c.id as call_id, coalesce(c.is_locked, false) as is_locked, coalesce(c.people, 0) as people,
  o.level, o.rights, o.until, r.ice, mem.user_id is not null as is_member`;
const parts = `
  left join lateral (select id, coalesce((settings ->> 'isLocked')::boolean, false) as is_locked,
      (select count(*)::int from call_participants p where p.call_id = calls.id and p.tenant_id = $1 and p.joined_at is not null and p.left_at is null) as people from calls where channel_id = r.channel_id and tenant_id = $1 and status in ('ringing', 'active') limit 1) c on true
  left join lateral (select * from meeting_roles o where o.room_id = r.id and o.user_id = $2 and o.tenant_id = $1 and (o.until is null or o.until > now()) limit 1) o on true
  left join lateral (select user_id from members where channel_id = r.channel_id and user_id = $2 and tenant_id = $1 limit 1) mem on true`;

async function one(call: AsUser, name: string, condition: string, value: string): Promise<RoomRow | undefined> {
  const [row] = await call.query<RoomRow>(name, `select ${columns} from meeting_rooms r ${parts} where ${condition} and r.tenant_id = $1`, [call.session.tenant, call.session.user, value]);
  return row;
}

export const roomById = (call: AsUser, id: string) => one(call, 'meeting-room', 'r.id = $3', id);
export const roomByCode = (call: AsUser, code: string) => one(call, 'meeting-room-by-code', 'r.code = $3', code);
export const roomOfChannel = (call: AsUser, channelId: string) => one(call, 'meeting-room-of-channel', 'r.channel_id = $3', channelId);

/** Nobody else changes it until the commit. */
export const holdRoom = (call: Call, id: string): Promise<unknown> => call.query('hold-meeting-room', 'select from meeting_rooms where id = $2 and tenant_id = $1 for no key update', [call.session.tenant, id]);

/** Newest first, `at` in microseconds since 1970; one more than `limit`. */
export const roomsPage = (call: Call, from: Place | undefined, limit: number): Promise<(RoomRow & { at: number })[]> => call.query('meeting-rooms-page', `
  select ${columns}, (extract(epoch from r.created_at) * 1000000)::bigint as at from meeting_rooms r ${parts}
  where r.tenant_id = $1 and (o.level is not null or mem.user_id is not null)
    and ($3::bigint is null or ((extract(epoch from r.created_at) * 1000000)::bigint, r.id) < ($3, $4::uuid))
  order by r.created_at desc, r.id desc limit $5`, [call.session.tenant, call.session.user, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);

/** Answers false where the code is taken. */
export async function insertRoom(call: Call, room: Pick<RoomRow, 'id' | 'code' | 'name' | 'access' | 'password' | 'capacity' | 'settings'>): Promise<boolean> {
  const made = await call.query('insert-meeting-room', `
    insert into meeting_rooms (tenant_id, id, code, name, channel_id, access, password, capacity, settings, created_by) values ($1, $3, $4, $5, $3, $6, $7, $8, $9, $2) on conflict (code) do nothing returning id`,
  [call.session.tenant, call.session.user, room.id, room.code, room.name, room.access, room.password, room.capacity, JSON.stringify(room.settings)]);
  return made.length > 0;
}

export async function updateRoom(call: Call, room: Pick<RoomRow, 'id' | 'code' | 'name' | 'access' | 'password' | 'capacity' | 'settings' | 'ice'> & { isClosed: boolean }): Promise<void> {
  await call.query('update-meeting-room', `
    update meeting_rooms set code = $3, name = $4, access = $5, password = $6, capacity = $7, settings = $8, closed_at = case when $9 then coalesce(closed_at, now()) end, tries = case when password is distinct from $6 then 0 else tries end, ice = $10
    where id = $2 and tenant_id = $1`, [call.session.tenant, room.id, room.code, room.name, room.access, room.password, room.capacity, JSON.stringify(room.settings), room.isClosed, room.ice && JSON.stringify(room.ice)]);
}

export interface RoleRow { user_id: string; level: MeetingLevel; rights: CallRight[] | null; until: Date | null; granted_by: string; granted_at: Date }

/** Owners first; those whose time is over are not among them. */
export const rolesOf = (call: Call, roomId: string): Promise<RoleRow[]> => call.query('meeting-roles', `
  select user_id, level, rights, until, granted_by, granted_at from meeting_roles where room_id = $2 and tenant_id = $1 and (until is null or until > now())
  order by array_position(array['owner', 'moderator', 'presenter', 'participant', 'viewer'], level), granted_at, user_id`, [call.session.tenant, roomId]);

export async function putRole(call: Call, roomId: string, { userId, level, rights, until }: { userId: string; level: MeetingLevel; rights: readonly CallRight[] | null; until: string | null }): Promise<RoleRow> {
  const [row] = await call.query<RoleRow>('put-meeting-role', `
    insert into meeting_roles (tenant_id, room_id, user_id, level, rights, until, granted_by) values ($1, $3, $4, $5, $6, $7, $2)
    on conflict (room_id, user_id, tenant_id) do update set level = excluded.level, rights = excluded.rights, until = excluded.until, is_over = false, granted_by = excluded.granted_by, granted_at = now()
    returning user_id, level, rights, until, granted_by, granted_at`, [call.session.tenant, call.session.user, roomId, userId, level, rights, until]);
  return row!;
}

/** Answers what they were; undefined where they were nothing. */
export async function deleteRole(call: Call, roomId: string, userId: string): Promise<{ level: MeetingLevel; is_over: boolean } | undefined> {
  const [row] = await call.query<{ level: MeetingLevel; is_over: boolean }>('delete-meeting-role', `
    delete from meeting_roles where room_id = $2 and user_id = $3 and tenant_id = $1 returning level, coalesce(until <= now(), false) as is_over`, [call.session.tenant, roomId, userId]);
  return row;
}

/** Whether it has an owner for good beside this one. */
export const hasOtherOwner = async (call: Call, roomId: string, userId: string): Promise<boolean> =>
  (await call.query('other-meeting-owner', 'select from meeting_roles where room_id = $2 and user_id <> $3 and tenant_id = $1 and level = \'owner\' and until is null limit 1', [call.session.tenant, roomId, userId])).length > 0;

/** Counts a try of a room's password; false where there were too many. It counts whether or not what follows succeeds. */
export async function takeTry(asks: Asks, tenant: string, id: string, most: number, minutes: number): Promise<boolean> {
  const taken = await asks.query('take-meeting-try', `
    update meeting_rooms set tries = case when tries_since > now() - make_interval(mins => $4) then tries + 1 else 1 end,
      tries_since = case when tries_since > now() - make_interval(mins => $4) then tries_since else now() end
    where id = $2 and tenant_id = $1 and not (tries >= $3 and tries_since > now() - make_interval(mins => $4)) returning id`, [tenant, id, most, minutes]);
  return taken.length > 0;
}

/** Takes back the one try that was right: the wrong ones of others, who may be guessing, still count. */
export const takeBackTry = (asks: Asks, tenant: string, id: string): Promise<unknown> => asks.query('take-back-meeting-try', 'update meeting_rooms set tries = greatest(tries - 1, 0) where id = $2 and tenant_id = $1', [tenant, id]);

/** Roles of a tenant whose time is over, each once: by now they are seen to. */
export const endedRoles = (call: Call): Promise<{ room_id: string; user_id: string; channel_id: string }[]> => call.query('ended-meeting-roles', `
  with over as (select room_id, user_id from meeting_roles where tenant_id = $1 and until <= now() and not is_over order by room_id, user_id limit 200 for update skip locked)
  update meeting_roles o set is_over = true from over, meeting_rooms r
  where o.room_id = over.room_id and o.user_id = over.user_id and o.tenant_id = $1 and r.id = o.room_id and r.tenant_id = $1 returning o.room_id, o.user_id, r.channel_id`, [call.session.tenant]);
