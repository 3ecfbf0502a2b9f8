import type { Knex } from 'knex';
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Jobs } from '../jobs.ts';
import { createUploads, type Uploads } from './files.upload.ts';
import { createFileUrls, type FileUrls } from './files.urls.ts';
import { DiskStore } from './storage/disk.ts';
import { createObjects, type Objects } from './storage/objects.ts';
import { createSafety, type Safety } from './safety/safety.ts';

/** What is known of files outside the database. */
export interface FileStorage extends Safety {
  readonly limits: { readonly fileBytes: number; readonly voiceBytes: number; /** 0: as much as there is room. */ readonly tenantBytes: number };
  readonly uploads: Uploads;
  readonly objects: Objects;
  readonly urls: FileUrls;
  readonly jobs: Jobs;
}

export type FileConfig = Config['files'];

export function createFileStorage({ database, config, jobs }: { database: Knex; config: FileConfig; jobs: Jobs }): FileStorage {
  return {
    limits: { fileBytes: config.maxBytes, voiceBytes: config.voiceMaxBytes, tenantBytes: config.quotaBytes },
    ...createSafety(config),
    uploads: createUploads(path.join(config.folder, 'uploads')),
    objects: createObjects({ disk: new DiskStore(path.join(config.folder, 'objects')), writeTo: 'disk', temporary: path.join(config.folder, 'temporary') }),
    urls: createFileUrls(database, () => config.url),
    jobs,
  };
}
