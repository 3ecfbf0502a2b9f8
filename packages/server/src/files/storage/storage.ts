import type { Knex } from 'knex';
import path from 'node:path';
import type { StoreConfig } from '../../config.files.ts';
import { type Arrivals, createArrivals } from './arrivals.ts';
import { DiskStore } from './disk.ts';
import { tenantKeysIn } from './keys.queries.ts';
import { Keyring } from './keys.ts';
import { createObjects, type Objects } from './objects.ts';
import { lazyStore, type ObjectStore } from './store.ts';

/** All that keeps bytes, as the configuration says. */
export interface Storage {
  readonly disk: DiskStore;
  readonly s3: ObjectStore | undefined;
  readonly keyring: Keyring | undefined;
  readonly objects: Objects;
  readonly uploads: Arrivals;
  /** Folders of this machine that hold nothing for good. */
  readonly folders: { readonly uploads: string; readonly temporary: string };
}

export function createStorage(database: Knex, { folder, store, s3: settings, key, previousKey }: StoreConfig & { folder: string }): Storage {
  const folders = { uploads: path.join(folder, 'uploads'), temporary: path.join(folder, 'temporary') };
  const disk = new DiskStore(path.join(folder, 'objects'));
  const s3 = settings && lazyStore('s3', async () => new (await import('./s3.ts')).S3Store(settings)); // Amazon's SDK is large, and few need it
  const keyring = key && new Keyring(tenantKeysIn(database), key, previousKey);
  const objects = createObjects({ disk, s3, writeTo: store, keyring, temporary: folders.temporary });
  return { disk, s3, keyring, objects, uploads: createArrivals({ folder: folders.uploads, objects }), folders };
}
