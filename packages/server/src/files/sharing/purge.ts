import { keptDaysOfDeleted } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { Call } from '../../call.ts';
import type { Jobs } from '../../jobs.ts';
import { inTransaction } from '../../transaction.ts';
import type { Objects, StoredObject } from '../storage/objects.ts';

const daySeconds = 86_400;

/** A deleted file is gone for good when it cannot be restored any more. */
export const purgeLater = (call: Call, fileId: string): Promise<void> => call.files.jobs.add(call, 'files.purge', { tenant: call.session.tenant, fileId }, keptDaysOfDeleted * daySeconds + 60);

/** Takes the jobs of that. */
export async function purgeDeleted({ jobs, database, objects }: { jobs: Jobs; database: Knex; objects: Objects }): Promise<void> {
  await jobs.handle('files.purge', ({ tenant, fileId }) => purge({ database, objects }, tenant, fileId));
}

/** Forgets a file that was deleted `keptDays` ago, with all its versions; bytes that could not be deleted are found later as those of nobody. */
export async function purge({ database, objects }: { database: Knex; objects: Objects }, tenant: string, fileId: string, keptDays = keptDaysOfDeleted): Promise<void> {
  const gone = await inTransaction(database, [tenant], async (transaction) => {
    const found = await transaction.query<{ id: string }>('file-to-purge', 'select id from files where id = $2 and tenant_id = $1 and deleted_at <= now() - make_interval(days => $3) for update', [tenant, fileId, keptDays]);
    if (found.length === 0) return [];
    const held = await transaction.query<{ object_id: string }>('objects-of-file', `
      select object_id from file_versions where file_id = $2 and tenant_id = $1 union select object_id from file_renditions where file_id = $2 and tenant_id = $1`, [tenant, fileId]);
    await transaction.query('purge-file', 'delete from files where id = $2 and tenant_id = $1', [tenant, fileId]);
    return transaction.query<StoredObject>('purge-objects', `
      delete from file_objects o where o.id = any ($2::uuid[]) and o.tenant_id = $1
        and not exists (select from file_versions v where v.object_id = o.id and v.tenant_id = $1) and not exists (select from file_renditions r where r.object_id = o.id and r.tenant_id = $1)
      returning o.id, o.bytes, o.store, o.wrapped_key as "wrappedKey"`, [tenant, held.map(({ object_id: id }) => id)]);
  });
  for (const object of gone) await objects.delete(tenant, object);
}
