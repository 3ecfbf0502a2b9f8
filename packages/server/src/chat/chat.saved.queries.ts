import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';

/** Answers whether it was not saved before. */
export async function insertSaved(call: Call, messageId: string): Promise<boolean> {
  const rows = await call.query('insert-saved', 'insert into saved_messages (tenant_id, message_id, user_id) values ($1, $2, $3) on conflict do nothing returning message_id',
    [call.session.tenant, messageId, call.session.user]);
  return rows.length > 0;
}

/** Answers whether it was saved. */
export async function deleteSaved(call: Call, messageId: string): Promise<boolean> {
  const rows = await call.query('delete-saved', 'delete from saved_messages where message_id = $2 and user_id = $3 and tenant_id = $1 returning message_id',
    [call.session.tenant, messageId, call.session.user]);
  return rows.length > 0;
}

/** Latest saved first. */
export async function savedIds(call: Call, limit: number): Promise<string[]> {
  const rows = await call.query<{ id: string }>('saved-ids', 'select message_id as id from saved_messages where user_id = $2 and tenant_id = $1 order by saved_at desc, message_id desc limit $3',
    [call.session.tenant, call.session.user, limit]);
  return rows.map(({ id }) => id);
}

export interface SavedRow { id: string; saved_at: Date }

/** One more than `limit`; the place is in milliseconds since 1970. */
export const savedPage = (call: Call, from: Place | undefined, limit: number): Promise<SavedRow[]> => call.query<SavedRow>('saved-page', `
  select message_id as id, saved_at from saved_messages where user_id = $2 and tenant_id = $1
    and ($3::bigint is null or (saved_at, message_id) < (to_timestamp($3::bigint / 1000.0), $4::uuid))
  order by saved_at desc, message_id desc limit $5`, [call.session.tenant, call.session.user, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);
