import type { Knex } from 'knex';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { hourMs, repeat } from '../../repeat.ts';
import { inTransaction, type Transaction } from '../../transaction.ts';
import type { Storage } from './storage.ts';
import { idIn, keyOf, type ObjectStore, prefixOf } from './store.ts';
import { idsAtOnce, inGroups } from './groups.ts';
import { allTenants, deleteExpiredUploads, deleteObject, noObjects, noUploads, objectsAfter, purgeFiles, unusedObjects } from './storage.queries.ts';

const dayMs = 24 * hourMs;
/** Whatever is being written now is younger, and so is what the last backup of the database does not know of, mostly. */
const orphanMs = 7 * dayMs;
const leftoverMs = 6 * hourMs, unusedMs = hourMs;
const firstId = '00000000-0000-0000-0000-000000000000';

/** What was removed, and what is missing: rows whose bytes are in no store. */
export interface Tidied { uploads: number; leftovers: number; files: number; objects: number; orphans: number; missing: { tenant: string; id: string }[] }

interface Tidying { readonly database: Knex; readonly storage: Storage; /** How long the bytes of deleted files are kept. */ readonly keptDays: number; readonly now?: Date }

/** Names of the files in a folder that were last written before that time. */
async function* filesBefore(folder: string, before: number): AsyncGenerator<string> {
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (found?.isFile() && found.mtimeMs < before) yield name;
  }
}

/** Removes what nothing refers to any more: uploads that nobody went on with, files deleted long enough ago, bytes without a row, and what died processes left. */
export async function tidy({ database, storage, keptDays, now = new Date() }: Tidying): Promise<Tidied> {
  const { disk, s3, objects, uploads, folders } = storage, stores: ObjectStore[] = s3 ? [disk, s3] : [disk];
  const done: Tidied = { uploads: 0, leftovers: 0, files: 0, objects: 0, orphans: 0, missing: [] };
  const ago = (ms: number) => new Date(now.getTime() - ms);

  async function tidyTenant(tenant: string): Promise<void> {
    const ask = <T>(run: (transaction: Transaction) => Promise<T>) => inTransaction(database, [tenant], run);

    for (const uploadId of await ask((transaction) => deleteExpiredUploads(transaction, tenant, now))) {
      await uploads.forget({ tenant, uploadId });
      done.uploads++;
    }
    for await (const names of inGroups(filesBefore(path.join(folders.uploads, prefixOf(tenant)), ago(hourMs).getTime()))) {
      for (const uploadId of await ask((transaction) => noUploads(transaction, tenant, names))) {
        await uploads.forget({ tenant, uploadId });
        done.leftovers++;
      }
    }

    for (let purged = 1; purged > 0; done.files += purged) purged = await ask((transaction) => purgeFiles(transaction, tenant, ago(keptDays * dayMs)));
    for (const object of await ask((transaction) => unusedObjects(transaction, tenant, ago(unusedMs)))) {
      const isUnused = await ask((transaction) => deleteObject(transaction, tenant, object.id)).then(() => true, (error: unknown) => { if ((error as { code?: string }).code === '23503') return false; throw error; });
      if (!isUnused || (object.store === 's3' && !s3)) continue;
      await objects.delete(tenant, object); // where this fails, it is an orphan from now on
      done.objects++;
    }

    for (const store of stores) await tidyStore(tenant, store, ask);
  }

  async function tidyStore(tenant: string, store: ObjectStore, ask: <T>(run: (transaction: Transaction) => Promise<T>) => Promise<T>): Promise<void> {
    const there = new Set<string>();
    for await (const group of inGroups(store.list(prefixOf(tenant)))) {
      const old: string[] = [];
      for (const { key, changedAt } of group) {
        const id = idIn(key);
        if (id === undefined) continue;
        there.add(id);
        if (changedAt < ago(orphanMs)) old.push(id);
      }
      for (const id of old.length ? await ask((transaction) => noObjects(transaction, tenant, old)) : []) {
        await store.delete(keyOf(tenant, id));
        done.orphans++;
      }
    }
    for (let after = firstId, ids: string[]; ; after = ids.at(-1)!) {
      ids = await ask((transaction) => objectsAfter(transaction, tenant, store.name, ago(unusedMs), after, idsAtOnce));
      for (const id of ids) if (!there.has(id) && await store.size(keyOf(tenant, id)) === undefined) done.missing.push({ tenant, id });
      if (ids.length < idsAtOnce) break;
    }
  }

  let failure: { error: unknown } | undefined;
  for (const tenant of await inTransaction(database, [], allTenants)) await tidyTenant(tenant).catch((error: unknown) => { failure ??= { error }; }); // the others are tidied all the same
  if (failure) throw failure.error;
  for (const store of stores) done.leftovers += await store.sweep(ago(dayMs));
  for await (const name of filesBefore(folders.temporary, ago(leftoverMs).getTime())) {
    await rm(path.join(folders.temporary, name), { force: true });
    done.leftovers++;
  }
  return done;
}

/** Tidies soon after the start and every hour. Each process does: folders are its own, and twice does no harm. */
export function startTidying(options: Omit<Tidying, 'now'> & { onDone: (tidied: Tidied) => void; onError: (error: unknown) => void; everyMs?: number | undefined; firstMs?: number | undefined }): { close(): Promise<void> } {
  const { onDone, onError, everyMs, firstMs = 60_000, ...rest } = options;
  return repeat(() => tidy(rest).then(onDone), { firstMs, everyMs, patienceMs: 1000, onError }); // the next start goes on with it
}
