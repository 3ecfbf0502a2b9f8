import type { Transaction } from '../transaction.ts';

/** What somebody has chosen to show; `status` null follows their devices. */
export interface Chosen { status: 'away' | 'busy' | 'do-not-disturb' | 'offline' | null; text: string | null; until: Date | null }
export interface StoredPresence extends Chosen { user_id: string; last_active_at: Date | null }

type Query = Pick<Transaction, 'query'>;

export const presenceOf = (transaction: Query, tenant: string, users: readonly string[]): Promise<StoredPresence[]> =>
  transaction.query('presence-of', `
    select p.* from unnest($2::text[]) as wanted (id) cross join lateral (
      select user_id, status, text, until, last_active_at from presence p where p.user_id = wanted.id and p.tenant_id = $1 limit 1
    ) p`, [tenant, users]);

export async function storeChosen(transaction: Query, tenant: string, user: string, { status, text, until }: Chosen): Promise<StoredPresence> {
  const [row] = await transaction.query<StoredPresence>('store-presence', `
    insert into presence (tenant_id, user_id, status, text, until) values ($1, $2, $3, $4, $5)
    on conflict (user_id, tenant_id) do update set status = excluded.status, text = excluded.text, until = excluded.until
    returning user_id, status, text, until, last_active_at`, [tenant, user, status, text, until]);
  return row!;
}

export async function storeActivity(transaction: Query, tenant: string, user: string, at: Date): Promise<void> {
  await transaction.query('store-activity', `
    insert into presence (tenant_id, user_id, last_active_at) values ($1, $2, $3)
    on conflict (user_id, tenant_id) do update set last_active_at = excluded.last_active_at`, [tenant, user, at]);
}

export async function channelsOfPerson(transaction: Query, tenant: string, user: string): Promise<string[]> {
  const rows = await transaction.query<{ channel_id: string }>('channels-of-person', 'select channel_id from members where user_id = $2 and tenant_id = $1', [tenant, user]);
  return rows.map((row) => row.channel_id);
}
