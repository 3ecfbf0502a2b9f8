import type { Transaction } from '../../transaction.ts';

export interface KnownObject { id: string; store: 'disk' | 's3' }

export const allTenants = async (transaction: Transaction): Promise<string[]> =>
  (await transaction.query<{ tenant: string }>('all-tenants', 'select tenant from all_tenants() as tenant order by tenant', [])).map(({ tenant }) => tenant);

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

/** Answers those that had not ended. */
export async function deleteExpiredUploads(transaction: Transaction, tenant: string, now: Date): Promise<string[]> {
  const rows = await transaction.query<{ id: string; isOpen: boolean }>('delete-expired-uploads', 'delete from file_uploads where tenant_id = $1 and expires_at < $2 returning id, done_at is null as "isOpen"', [tenant, now]);
  return idsOf(rows.filter(({ isOpen }) => isOpen));
}

/** Those of these ids that no upload has. */
export async function noUploads(transaction: Transaction, tenant: string, ids: readonly string[]): Promise<string[]> {
  return idsOf(await transaction.query<{ id: string }>('no-uploads', `
    select id from unnest($2::text[]) as given (id) where not exists (select from file_uploads u where u.id::text = given.id and u.tenant_id = $1)`, [tenant, ids]));
}

/** Those of these ids that no object has and none is to have. */
export async function noObjects(transaction: Transaction, tenant: string, ids: readonly string[]): Promise<string[]> {
  return idsOf(await transaction.query<{ id: string }>('no-objects', `
    select id from unnest($2::uuid[]) as given (id)
    where not exists (select from file_objects o where o.id = given.id and o.tenant_id = $1) and not exists (select from file_uploads u where u.object_id = given.id and u.tenant_id = $1)`, [tenant, ids]));
}

/** Answers how many files deleted before that time are gone for good. */
export async function purgeFiles(transaction: Transaction, tenant: string, before: Date): Promise<number> {
  return (await transaction.query('purge-files', `
    delete from files where tenant_id = $1 and id in (select id from files where tenant_id = $1 and deleted_at < $2 limit 500) returning id`, [tenant, before])).length;
}

/** Objects that no file has, and that have had the time to get one. */
export async function unusedObjects(transaction: Transaction, tenant: string, before: Date): Promise<KnownObject[]> {
  return transaction.query<KnownObject>('unused-objects', `
    select o.id, o.store from file_objects o
    where o.tenant_id = $1 and o.created_at < $2
      and not exists (select from file_versions v where v.object_id = o.id and v.tenant_id = $1) and not exists (select from file_renditions r where r.object_id = o.id and r.tenant_id = $1)`, [tenant, before]);
}

/** Fails where something refers to it after all. */
export async function deleteObject(transaction: Transaction, tenant: string, id: string): Promise<void> {
  await transaction.query('delete-object', 'delete from file_objects where id = $2 and tenant_id = $1', [tenant, id]);
}

/** Objects of one store made before that time, by id, from behind one. */
export async function objectsAfter(transaction: Transaction, tenant: string, store: string, before: Date, after: string, limit: number): Promise<string[]> {
  return idsOf(await transaction.query<{ id: string }>('objects-after', `
    select id from file_objects where tenant_id = $1 and store = $2 and created_at < $3 and id > $4 order by id limit $5`, [tenant, store, before, after, limit]));
}

export interface MovableObject { id: string; bytes: number; isSealed: boolean }

/** Objects in that store, by id, from behind one. */
export async function objectsToMove(transaction: Transaction, tenant: string, store: string, after: string, limit: number): Promise<MovableObject[]> {
  return transaction.query<MovableObject>('objects-to-move', `
    select id, bytes, wrapped_key is not null as "isSealed" from file_objects where tenant_id = $1 and store = $2 and id > $3 order by id limit $4`, [tenant, store, after, limit]);
}

export async function amountToMove(transaction: Transaction, tenant: string, store: string): Promise<{ objects: number; bytes: number }> {
  const [row] = await transaction.query<{ objects: number; bytes: number }>('amount-to-move', `
    select count(*) as objects, coalesce(sum(bytes), 0)::bigint as bytes from file_objects where tenant_id = $1 and store = $2`, [tenant, store]);
  return row!;
}

/** Those of these ids whose object is in that store. */
export async function objectsIn(transaction: Transaction, tenant: string, store: string, ids: readonly string[]): Promise<MovableObject[]> {
  return transaction.query<MovableObject>('objects-in', `
    select id, bytes, wrapped_key is not null as "isSealed" from file_objects where tenant_id = $1 and store = $2 and id = any($3::uuid[])`, [tenant, store, ids]);
}

/** Answers whether it was still there. */
export async function noteMoved(transaction: Transaction, tenant: string, id: string, store: string): Promise<boolean> {
  return (await transaction.query('note-moved', 'update file_objects set store = $3 where id = $2 and tenant_id = $1 returning id', [tenant, id, store])).length > 0;
}
