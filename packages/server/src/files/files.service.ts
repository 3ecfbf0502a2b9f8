import type { SystemTools } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { Config } from '../config.ts';
import type { Jobs } from '../jobs.ts';
import { createSystemTools } from './files.tools.ts';
import { createFileUrls, type FileUrls } from './files.urls.ts';
import type { Arrivals } from './storage/arrivals.ts';
import type { Objects } from './storage/objects.ts';
import { createStorage, type Storage } from './storage/storage.ts';
import { createSafety, type Safety } from './safety/safety.ts';

/** What is known of files outside the database. */
export interface FileStorage extends Safety {
  readonly limits: { readonly fileBytes: number; readonly voiceBytes: number; /** 0: as much as there is room. */ readonly tenantBytes: number };
  readonly uploads: Arrivals;
  readonly objects: Objects;
  readonly storage: Storage;
  readonly urls: FileUrls;
  readonly jobs: Jobs;
  /** The scanner, the store and the programs for previews, as they are now. */
  systemTools(): Promise<SystemTools>;
}

export type FileConfig = Config['files'];

export function createFileStorage({ database, config, jobs }: { database: Knex; config: FileConfig; jobs: Jobs }): FileStorage {
  const storage = createStorage(database, config), safety = createSafety(config);
  return {
    limits: { fileBytes: config.maxBytes, voiceBytes: config.voiceMaxBytes, tenantBytes: config.quotaBytes },
    ...safety, uploads: storage.uploads, objects: storage.objects, storage,
    urls: createFileUrls(database, () => config.url),
    jobs,
    systemTools: createSystemTools({ scanner: safety.scanner, store: { kind: config.store, isEncrypted: config.key !== undefined } }),
  };
}
