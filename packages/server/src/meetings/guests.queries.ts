import type { Call } from '../call.ts';
import type { Transaction } from '../transaction.ts';

type Asks = Pick<Transaction, 'query'>;

export interface GuestRow { id: string; user_id: string; name: string; room_id: string; channel_id: string; ended_at: Date | null; closed_at: Date | null }

export async function insertGuest(asks: Asks, tenant: string, { id, userId, roomId, name }: { id: string; userId: string; roomId: string; name: string }): Promise<void> {
  await asks.query('insert-guest-user', 'insert into users (tenant_id, id, name) values ($1, $2, $3)', [tenant, userId, name]);
  await asks.query('insert-guest', 'insert into meeting_guests (tenant_id, id, room_id, user_id, name) values ($1, $2, $3, $4, $5)', [tenant, id, roomId, userId, name]);
}

export async function guestById(asks: Asks, tenant: string, id: string): Promise<GuestRow | undefined> {
  const [row] = await asks.query<GuestRow>('guest-by-id', `
    select g.id, g.user_id, g.name, g.room_id, g.ended_at, r.channel_id, r.closed_at from meeting_guests g join meeting_rooms r on r.id = g.room_id and r.tenant_id = g.tenant_id where g.id = $2 and g.tenant_id = $1`, [tenant, id]);
  return row;
}

/** Their tokens are worth nothing any more. */
export const endGuests = (call: Call, users: readonly string[]): Promise<unknown> =>
  call.query('end-guests', 'update meeting_guests set ended_at = coalesce(ended_at, now()) where user_id = any ($2) and tenant_id = $1', [call.session.tenant, users]);

/** The same of those of a room who are not in its call; answers whom. */
export async function endGuestsOutside(call: Call, roomId: string): Promise<string[]> {
  const rows = await call.query<{ user_id: string }>('end-guests-outside', `
    update meeting_guests g set ended_at = now() where g.room_id = $2 and g.tenant_id = $1 and g.ended_at is null
      and not exists (select from call_participants p join calls c on c.id = p.call_id and c.tenant_id = p.tenant_id where p.user_id = g.user_id and p.tenant_id = $1 and p.left_at is null and p.joined_at is not null and c.meeting_id = $2)
    returning g.user_id`, [call.session.tenant, roomId]);
  return rows.map(({ user_id: user }) => user);
}

export const tenantOfMeeting = async (asks: Asks, code: string): Promise<string | null> => (await asks.query<{ tenant: string | null }>('tenant-of-meeting', 'select tenant_of_meeting($1) as tenant', [code]))[0]?.tenant ?? null;
