import type { Call } from '../call.ts';

/** Puts the caller's vote in the place of an earlier one. */
export async function saveVote(call: Call, messageId: string, options: readonly number[]): Promise<void> {
  await call.query('save-vote', `
    insert into poll_votes (tenant_id, message_id, user_id, options) values ($1, $2, $3, $4)
    on conflict (message_id, user_id, tenant_id) do update set options = excluded.options`, [call.session.tenant, messageId, call.session.user, options]);
}

export async function deleteVote(call: Call, messageId: string): Promise<void> {
  await call.query('delete-vote', 'delete from poll_votes where message_id = $2 and user_id = $3 and tenant_id = $1', [call.session.tenant, messageId, call.session.user]);
}

/** How the caller voted in each of these; absent where not at all. */
export async function votesOfMine(call: Call, messageIds: readonly string[]): Promise<Map<string, number[]>> {
  const rows = await call.query<{ id: string; options: number[] }>('votes-of-mine', `
    select message_id as id, options from poll_votes where message_id = any ($2::uuid[]) and user_id = $3 and tenant_id = $1`, [call.session.tenant, messageIds, call.session.user]);
  return new Map(rows.map(({ id, options }) => [id, options]));
}
