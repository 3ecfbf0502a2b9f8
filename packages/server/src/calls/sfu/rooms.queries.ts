import type { Transaction } from '../../transaction.ts';

/** A room at a media server, as it is noted before it is made: whoever finds it there when its call is over can end it. */
export interface NotedRoom { readonly id: string; readonly callId: string; readonly epoch: number; readonly url: string; readonly room: number | string; readonly secret: string }

const living = `exists (select from calls c where c.id = $2 and c.tenant_id = $1 and c.ended_at is null and c.route = 'sfu' and c.epoch = $3)`;

/** Answers false where the call is over meanwhile, or its media go another way: there is to be no room then. */
export const noteRoom = async (transaction: Transaction, tenant: string, { id, callId, epoch, url, room, secret }: NotedRoom): Promise<boolean> => (await transaction.query('note-call-room', `
  insert into call_rooms (tenant_id, call_id, epoch, id, url, room, secret) select $1, $2, $3, $4, $5, $6, $7 where ${living} returning id`, [tenant, callId, epoch, id, url, JSON.stringify(room), secret])).length > 0;

export const forgetRoom = (transaction: Transaction, tenant: string, id: string): Promise<unknown> => transaction.query('forget-call-room', 'delete from call_rooms where id = $2 and tenant_id = $1', [tenant, id]);

/** Those of calls that are over, or go on elsewhere; not those that may be on their way to the media server still. */
export const overRooms = (transaction: Transaction, tenant: string, urls: readonly string[], youngMs: number): Promise<NotedRoom[]> => transaction.query<NotedRoom>('rooms-of-calls-over', `
  select r.id, r.call_id as "callId", r.epoch, r.url, r.room, r.secret from call_rooms r where r.tenant_id = $1 and r.url = any ($3) and r.made_at < now() - make_interval(secs => $2 / 1000.0)
    and not exists (select from calls c where c.id = r.call_id and c.tenant_id = $1 and c.ended_at is null and c.route = 'sfu' and c.epoch = r.epoch) order by r.made_at limit 500`, [tenant, youngMs, urls]);

/** Those at media servers that nobody asks any more. */
export const forgetLostRooms = (transaction: Transaction, tenant: string, days: number): Promise<unknown> => transaction.query('forget-lost-call-rooms', `
  delete from call_rooms r where r.tenant_id = $1 and r.made_at < now() - make_interval(days => $2)
    and not exists (select from calls c where c.id = r.call_id and c.tenant_id = $1 and c.ended_at is null)`, [tenant, days]);

export const tenantsWithRooms = async (transaction: Transaction): Promise<string[]> => (await transaction.query<{ tenant: string }>('tenants-with-call-rooms', 'select tenant from tenants_with_call_rooms() as tenant', [])).map(({ tenant }) => tenant);
