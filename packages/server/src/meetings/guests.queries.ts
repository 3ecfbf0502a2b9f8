import { guestUser } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Transaction } from '../transaction.ts';
import type { RoomRow } from './meetings.queries.ts';

type Asks = Pick<Transaction, 'query'>;

export interface GuestRow { id: string; user_id: string; name: string; room_id: string; channel_id: string; is_ended: boolean; closed_at: Date | null }

/** Whether a guest `g` is in the call of their room. */
const isIn = 'exists (select from call_participants p join calls c on c.id = p.call_id and c.tenant_id = p.tenant_id where p.user_id = g.user_id and p.tenant_id = g.tenant_id and p.left_at is null and p.joined_at is not null and c.meeting_id = g.room_id)';
/** Put out, or has to come anew: at once, or as soon as they are out of the call. */
const isEnded = `(g.ended_at is not null or (g.is_outdated and not ${isIn}))`;

/** The door of a room, which nobody changes until the commit. */
export async function holdDoor(asks: Asks, tenant: string, roomId: string): Promise<Pick<RoomRow, 'code' | 'access' | 'password' | 'settings' | 'closed_at'> | undefined> {
  const [row] = await asks.query<RoomRow>('hold-meeting-door', 'select code, access, password, settings, closed_at from meeting_rooms where id = $2 and tenant_id = $1 for share', [tenant, roomId]);
  return row;
}

export async function insertGuest(asks: Asks, tenant: string, { id, userId, roomId, name }: { id: string; userId: string; roomId: string; name: string }): Promise<void> {
  await asks.query('insert-guest-user', 'insert into users (tenant_id, id, name) values ($1, $2, $3)', [tenant, userId, name]);
  await asks.query('insert-guest', 'insert into meeting_guests (tenant_id, id, room_id, user_id, name) values ($1, $2, $3, $4, $5)', [tenant, id, roomId, userId, name]);
}

export async function guestById(asks: Asks, tenant: string, id: string): Promise<GuestRow | undefined> {
  const [row] = await asks.query<GuestRow>('guest-by-id', `
    select g.id, g.user_id, g.name, g.room_id, ${isEnded} as is_ended, r.channel_id, r.closed_at from meeting_guests g join meeting_rooms r on r.id = g.room_id and r.tenant_id = g.tenant_id where g.id = $2 and g.tenant_id = $1`, [tenant, id]);
  return row;
}

/** Whether somebody who is connected as a guest still has been put out, or has to come anew. */
export async function isGuestEnded(call: Call): Promise<boolean> {
  const [row] = await call.query('guest-is-ended', `select from meeting_guests g where g.id = $2 and g.tenant_id = $1 and ${isEnded}`, [call.session.tenant, call.session.user.slice(guestUser('').length)]);
  return row !== undefined;
}

/** Their tokens are worth nothing any more. */
export const endGuests = (call: Call, users: readonly string[]): Promise<unknown> =>
  call.query('end-guests', 'update meeting_guests set ended_at = coalesce(ended_at, now()) where user_id = any ($2) and tenant_id = $1', [call.session.tenant, users]);

/** The way into a room has changed: its guests have to come anew, those who are in its call once they are out of it. Answers who is not. */
export async function outdateGuests(call: Call, roomId: string): Promise<string[]> {
  const rows = await call.query<{ user_id: string; is_ended: boolean }>('outdate-guests', `
    update meeting_guests g set is_outdated = true where g.room_id = $2 and g.tenant_id = $1 and not ${isEnded}
    returning g.user_id, ${isEnded} as is_ended`, [call.session.tenant, roomId]);
  return rows.flatMap(({ user_id: user, is_ended: ended }) => (ended ? [user] : []));
}

export const tenantOfMeeting = async (asks: Asks, code: string): Promise<string | null> => (await asks.query<{ tenant: string | null }>('tenant-of-meeting', 'select tenant_of_meeting($1) as tenant', [code]))[0]?.tenant ?? null;

/** They are given one more token. */
export const seeGuest = (asks: Asks, tenant: string, id: string): Promise<unknown> => asks.query('see-guest', 'update meeting_guests set seen_at = now() where id = $2 and tenant_id = $1', [tenant, id]);

/** They have come into a call. */
export const noteGuestsIn = (call: Call, users: readonly string[]): Promise<unknown> =>
  call.query('note-guests-in', 'update meeting_guests set was_in = true where user_id = any ($2) and tenant_id = $1 and not was_in', [call.session.tenant, users]);

/** So many calls of rooms at most in which nobody was but who knocked in vain: their conversations show nothing of them. Answers how many there were. */
export async function forgetKnocks(asks: Asks, tenant: string, before: Date, most: number): Promise<number> {
  const rows = await asks.query('forget-knocks', `
    with going as (
      select c.id from calls c where c.tenant_id = $1 and c.meeting_id is not null and c.active_at is null and c.ended_at < $2
        and (select true from call_participants p where p.call_id = c.id and p.tenant_id = $1 and p.joined_at is not null limit 1) is null -- for each call alone: never all of theirs at once
      limit $3
    )
    delete from calls c using going where c.id = going.id and c.tenant_id = $1 returning c.id`, [tenant, before, most]);
  return rows.length;
}

/** So many guests at most who have had no token since, and whom no history names: they were in no call, whoever else was, or their room is gone with its history. Answers how many there were. */
export async function forgetGuests(asks: Asks, tenant: string, before: Date, most: number): Promise<number> {
  const rows = await asks.query('forget-guests', `
    with going as (
      select g.id, g.user_id from meeting_guests g where g.tenant_id = $1 and g.seen_at < $2 and (not g.was_in or g.room_id is null)
        and (select true from call_participants p join calls c on c.id = p.call_id and c.tenant_id = $1
          where p.user_id = g.user_id and p.tenant_id = $1 and (p.joined_at is not null or c.started_by = p.user_id or c.ended_at is null or c.ended_at >= $2) limit 1) is null
        and (select true from presence p where p.user_id = g.user_id and p.tenant_id = $1 and p.last_active_at >= $2 limit 1) is null
      limit $3
    ), knocks as (delete from call_participants p using going where p.user_id = going.user_id and p.tenant_id = $1),
    guests as (delete from meeting_guests g using going where g.id = going.id and g.tenant_id = $1),
    absent as (delete from presence p using going where p.user_id = going.user_id and p.tenant_id = $1)
    delete from users u using going where u.id = going.user_id and u.tenant_id = $1 returning u.id`, [tenant, before, most]);
  return rows.length;
}

export const tenantsOfGuests = async (asks: Asks): Promise<string[]> => (await asks.query<{ tenant: string }>('tenants-with-guests', 'select tenant from all_tenants() as tenant order by tenant', [])).map(({ tenant }) => tenant);
