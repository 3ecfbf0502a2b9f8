import type { Knex } from 'knex';
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Jobs } from '../jobs.ts';
import { withoutPrivate } from './processing/strip.ts';
import { systemTools, type Tools } from './processing/tools.ts';
import type { UploadRow } from './files.uploads.queries.ts';
import { createFileUrls, type FileUrls } from './files.urls.ts';
import type { Arrivals } from './storage/arrivals.ts';
import type { Objects } from './storage/objects.ts';
import { createStorage } from './storage/storage.ts';
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
  /** Where previews are made; what is in it may be removed. */
  readonly workFolder: string;
  /** Refuses a name that is none, before anything is sent. */
  checkName(name: string): void;
  /** The programs of the system that previews are made with. */
  tools(): Promise<Tools>;
  /** A new file of this machine without what a photo says of where and by whom it was taken; undefined where there is nothing to leave out. */
  withoutPrivate(file: string, mediaType: string): Promise<string | undefined>;
  /** What a complete upload is; refuses what may not be here. */
  examine(file: string, upload: Pick<UploadRow, 'name' | 'media_type' | 'purpose'>): Promise<Examined>;
}

export type FileConfig = Config['files'];

export function createFileStorage({ database, config, jobs, tools = systemTools }: { database: Knex; config: FileConfig; jobs: Jobs; tools?: (() => Promise<Tools>) | undefined }): FileStorage {
  const { uploads, objects } = createStorage(database, config);
  return {
    limits: { fileBytes: config.maxBytes, voiceBytes: config.voiceMaxBytes, tenantBytes: config.quotaBytes },
    isScanned: false,
    uploads, objects,
    urls: createFileUrls(database, () => config.url),
    jobs, tools, workFolder: path.join(config.folder, 'work'),
    async withoutPrivate(file, mediaType) {
      if (config.keepsPlace) return undefined;
      const output = await objects.temporaryFile();
      return await withoutPrivate(file, mediaType, output) ? output : undefined;
    },    checkName: (name) => { cleanName(name); },
    examine: (file, { name }) => examine(file, name),
  };
}
