import type { Knex } from 'knex';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CallError } from '../../errors.ts';
import { inTransaction } from '../../transaction.ts';
import { sealedBytes } from './frames.ts';
import { inGroups } from './groups.ts';
import type { Storage } from './storage.ts';
import { amountToMove, type MovableObject, noteMoved, objectsIn, objectsToMove } from './storage.queries.ts';
import { idIn, keyOf, type ObjectStore, prefixOf } from './store.ts';

const objectsAtOnce = 4, pageSize = 200;
const firstId = '00000000-0000-0000-0000-000000000000';

export interface Moved { objects: number; bytes: number; of: { objects: number; bytes: number }; /** Ids of objects that are not where their rows say. */ missing: string[] }

async function digestOf(store: ObjectStore, key: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await store.read(key)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * Moves a tenant's objects to another store while the server runs, as they are: what is sealed stays sealed. Each is copied, read back and compared,
 * then its row says where it is, and only then is the first copy deleted. Ended anywhere and run again it goes on.
 */
export async function moveTenant({ database, storage, tenant, to, onProgress, signal }: {
  database: Knex; storage: Storage; tenant: string; to: ObjectStore['name']; onProgress?: (moved: Moved) => void; signal?: AbortSignal | undefined;
}): Promise<Moved> {
  const from = to === 's3' ? 'disk' : 's3', source = from === 'disk' ? storage.disk : storage.s3, target = to === 'disk' ? storage.disk : storage.s3;
  if (!source || !target) throw new CallError('unavailable', 'S3_BUCKET: is missing: it names the bucket that files are moved to or from');
  const ask = <T>(run: Parameters<typeof inTransaction<T>>[2]) => inTransaction(database, [tenant], run);

  async function copy(key: string, into: ObjectStore): Promise<void> {
    if (from === 'disk') return into.put(key, storage.disk.pathOf(key));
    const file = await storage.objects.temporaryFile();
    try {
      await pipeline(await source!.read(key), createWriteStream(file, { mode: 0o600, flags: 'wx' }));
      await into.put(key, file);
    } finally { await rm(file, { force: true }); }
  }

  async function move({ id, bytes, isSealed }: MovableObject, into: ObjectStore, outOf: ObjectStore): Promise<boolean> {
    const key = keyOf(tenant, id), expected = isSealed ? sealedBytes(bytes) : bytes;
    if (await outOf.size(key) !== expected) return false;
    if (await into.size(key) === undefined) await copy(key, into); // else an earlier run was ended behind this
    if (await digestOf(into, key) !== await digestOf(outOf, key)) {
      await into.delete(key);
      throw new Error(`${id} is not the same in ${to} as in ${from}; it was left where it was`);
    }
    const isThere = await ask((transaction) => noteMoved(transaction, tenant, id, to));
    await (isThere ? outOf : into).delete(key);
    return true;
  }

  /** First copies that an earlier run noted as moved and was ended before it deleted them. */
  async function deleteLeft(into: ObjectStore, outOf: ObjectStore): Promise<void> {
    for await (const group of inGroups(outOf.list(prefixOf(tenant)))) {
      if (signal?.aborted) return;
      const ids = group.map(({ key }) => idIn(key)).filter((id) => id !== undefined);
      for (const { id, bytes, isSealed } of await ask((transaction) => objectsIn(transaction, tenant, to, ids))) {
        const key = keyOf(tenant, id);
        if (await into.size(key) === (isSealed ? sealedBytes(bytes) : bytes)) await outOf.delete(key);
      }
    }
  }

  const moved: Moved = { objects: 0, bytes: 0, of: await ask((transaction) => amountToMove(transaction, tenant, from)), missing: [] };
  onProgress?.(moved);
  for (let after = firstId; !signal?.aborted;) {
    const page = await ask((transaction) => objectsToMove(transaction, tenant, from, after, pageSize));
    const last = page.at(-1);
    if (!last) break;
    after = last.id;
    await Promise.all(Array.from({ length: objectsAtOnce }, async () => {
      for (let object = page.shift(); object && !signal?.aborted; object = page.shift()) {
        if (await move(object, target, source)) {
          moved.objects++;
          moved.bytes += object.bytes;
        } else moved.missing.push(object.id);
        onProgress?.(moved);
      }
    }));
  }
  await deleteLeft(target, source);
  return moved;
}
