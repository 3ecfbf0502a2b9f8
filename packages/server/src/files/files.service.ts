import type { SystemTools } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Call } from '../call.ts';
import type { Jobs } from '../jobs.ts';
import { bytesOfTenant } from './files.queries.ts';
import { createSystemTools } from './files.tools.ts';
import { mayBePrivate, withoutPrivate } from './processing/strip.ts';
import { systemTools, type Tools } from './processing/tools.ts';
import type { VoiceSound } from './processing/voice.ts';
import { createFileUrls, type FileUrls } from './files.urls.ts';
import type { Arrivals } from './storage/arrivals.ts';
import type { Objects } from './storage/objects.ts';
import type { ByteSource } from './safety/bytes.ts';
import { createStorage, type Storage } from './storage/storage.ts';
import { createSafety, type Safety } from './safety/safety.ts';

/** What is known of files outside the database. */
export interface FileStorage extends Safety {
  /** How long deleted files can be restored. */
  readonly keptDays: number;
  readonly limits: { readonly fileBytes: number; readonly voiceBytes: number; /** 0: as much as there is room. */ readonly tenantBytes: number };
  /** Whether so many bytes more have room among the tenant's files; until the commit nobody else is answered. */
  hasRoom(call: Call, bytes: number): Promise<boolean>;
  readonly uploads: Arrivals;
  readonly objects: Objects;
  readonly storage: Storage;
  readonly urls: FileUrls;
  readonly jobs: Jobs;
  /** Where previews are made; what is in it may be removed. */
  readonly workFolder: string;
  /** How voice messages are brought to one form. */
  readonly voiceSound: VoiceSound;
  /** The programs of the system that previews are made with. */
  tools(): Promise<Tools>;
  /** A new file of this machine without what a photo says of where and by whom it was taken; undefined where there is nothing to leave out. */
  withoutPrivate(open: () => Promise<ByteSource>, mediaType: string): Promise<string | undefined>;
  /** The scanner, the store and the programs for previews, as they are now. */
  systemTools(): Promise<Omit<SystemTools, 'ice' | 'mediaServer'>>;
}

export type FileConfig = Config['files'];

const usualVoice: VoiceSound = { bitsPerSecond: 64_000, reducesNoise: false, trimsSilence: false };

export function createFileStorage({ database, config, jobs, tools = systemTools }: { database: Knex; config: FileConfig; jobs: Jobs; tools?: (() => Promise<Tools>) | undefined }): FileStorage {
  const storage = createStorage(database, config), safety = createSafety(config);
  return {
    keptDays: config.keptDays,
    limits: { fileBytes: config.maxBytes, voiceBytes: config.voiceMaxBytes, tenantBytes: config.quotaBytes },
    hasRoom: async (call, bytes) => config.quotaBytes === 0 || await bytesOfTenant(call) + bytes <= config.quotaBytes,
    ...safety, uploads: storage.uploads, objects: storage.objects, storage,
    urls: createFileUrls(database, () => config.url),
    jobs, tools, workFolder: path.join(config.folder, 'work'), voiceSound: config.voice ?? usualVoice,
    async withoutPrivate(open, mediaType) {
      if (config.keepsPlace || !mayBePrivate(mediaType)) return undefined;
      const source = await open(), output = await storage.objects.temporaryFile();
      try { return await withoutPrivate(source, mediaType, output) ? output : undefined; }
      catch (error) { await rm(output, { force: true }); throw error; } finally { await source.close(); }
    },
    systemTools: createSystemTools({ scanner: safety.scanner, store: { kind: config.store, isEncrypted: config.key !== undefined }, tools }),
  };
}
