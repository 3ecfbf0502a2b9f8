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

type Key = Readonly<{ tenant: string; user: string }>;
const columns = (keys: readonly Key[]) => [keys.map(({ tenant }) => tenant), keys.map(({ user }) => user)];

/** Of people of any tenants, each once, in their order. */
export async function presenceOfEach(transaction: Query, keys: readonly Key[]): Promise<(StoredPresence | undefined)[]> {
  const rows = await transaction.query<StoredPresence & { ord: number }>('presence-of-each', `
    select wanted.ord::int, p.* from unnest($1::text[], $2::text[]) with ordinality as wanted (tenant_id, id, ord) cross join lateral (
      select user_id, status, text, until, last_active_at from presence p where p.user_id = wanted.id and p.tenant_id = wanted.tenant_id limit 1
    ) p`, columns(keys));
  const found = new Map(rows.map(({ ord, ...row }) => [ord, row]));
  return keys.map((_, at) => found.get(at + 1));
}

/** Of people of any tenants, each once. */
export async function storeActivities(transaction: Query, active: readonly (Key & { at: Date })[]): Promise<void> {
  await transaction.query('store-activities', `
    insert into presence (tenant_id, user_id, last_active_at) select * from unnest($1::text[], $2::text[], $3::timestamptz[]) as a (tenant_id, user_id, at) order by 1, 2
    on conflict (user_id, tenant_id) do update set last_active_at = excluded.last_active_at`, [...columns(active), active.map(({ at }) => at)]);
}

/** Of people of any tenants, each once, in their order. */
export async function channelsOfEach(transaction: Query, keys: readonly Key[]): Promise<string[][]> {
  const rows = await transaction.query<{ ord: number; channels: string[] }>('channels-of-each', `
    select wanted.ord::int, array(select m.channel_id from members m where m.user_id = wanted.id and m.tenant_id = wanted.tenant_id) as channels
    from unnest($1::text[], $2::text[]) with ordinality as wanted (tenant_id, id, ord) order by wanted.ord`, columns(keys));
  return rows.map(({ channels }) => channels);
}
