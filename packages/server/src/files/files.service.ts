import type { Knex } from 'knex';
import type { Config } from '../config.ts';
import type { Jobs } from '../jobs.ts';
import type { UploadRow } from './files.uploads.queries.ts';
import { createFileUrls, type FileUrls } from './files.urls.ts';
import type { Arrivals } from './storage/arrivals.ts';
import type { Objects } from './storage/objects.ts';
import { createStorage } from './storage/storage.ts';
import type { ByteSource } from './safety/bytes.ts';
import { cleanName } from './safety/names.ts';
import { examine, type Examined } from './safety/verdict.ts';

/** What is known of files outside the database. */
export interface FileStorage {
  readonly limits: { readonly fileBytes: number; readonly voiceBytes: number; /** 0: as much as there is room. */ readonly tenantBytes: number };
  /** Whether a scanner looks at each file before others get it. */
  readonly isScanned: boolean;
  readonly uploads: Arrivals;
  readonly objects: Objects;
  readonly urls: FileUrls;
  readonly jobs: Jobs;
  /** Refuses a name that is none, before anything is sent. */
  checkName(name: string): void;
  /** What a complete upload is; refuses what may not be here. It closes the bytes. */
  examine(bytes: ByteSource, upload: Pick<UploadRow, 'name' | 'media_type' | 'purpose'>): Promise<Examined>;
}

export type FileConfig = Config['files'];

export function createFileStorage({ database, config, jobs }: { database: Knex; config: FileConfig; jobs: Jobs }): FileStorage {
  const { uploads, objects } = createStorage(database, config);
  return {
    limits: { fileBytes: config.maxBytes, voiceBytes: config.voiceMaxBytes, tenantBytes: config.quotaBytes },
    isScanned: false,
    uploads, objects,
    urls: createFileUrls(database, () => config.url),
    jobs,
    checkName: (name) => { cleanName(name); },
    examine: (bytes, { name }) => examine(bytes, name),
  };
}
