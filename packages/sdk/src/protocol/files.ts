import { z } from 'zod';
import { fileFacetOperations } from './files.facets.ts';
import { quarantineOperations } from './files.quarantine.ts';
import { fileKinds, FileFacts, FileSummary, FileVersion, renditionKinds } from './files.summary.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, page, paging, Text } from './schema.ts';

/** What one may do with a file, each with all before it: look and download; comment; change (new versions, name, tags); share and delete. */
export const fileLevels = ['view', 'comment', 'edit', 'owner'] as const;
export type FileLevel = (typeof fileLevels)[number];

/** `private`: its owner, and whom a message carried it to. `restricted`: those it is shared with, too. `organisation`: everybody of the tenant may view and comment it. */
export const fileVisibilities = ['private', 'restricted', 'organisation'] as const;
export type FileVisibility = (typeof fileVisibilities)[number];

/** A file as I see it. `sha256` of its current version in hex. `level`: what I may do. `folderId`: where it lies, as far as I see that folder. `mayDownload` is there where I may only look or listen. */
export const File = FileSummary.extend({
  ownerId: HostId, folderId: Id.nullable(), visibility: z.enum(fileVisibilities), level: z.enum(fileLevels), sha256: z.string(),
  tags: z.array(Text(50)), isFavourite: z.boolean(), createdAt: Instant, changedAt: Instant, refusal: Text(500).optional(), mayDownload: z.literal(false).optional(),
}).meta({ id: 'File' });
export type File = z.infer<typeof File>;

/** An upload under way: `offset` of its `bytes` have arrived. Nothing arrives any more after `expiresAt`. */
export const Upload = z.object({ uploadId: Id, fileId: Id, bytes: z.int().min(0), offset: z.int().min(0), expiresAt: Instant }).meta({ id: 'Upload' });
export type Upload = z.infer<typeof Upload>;

/** In which form a file is asked for: as it is, to be saved, or one of its renditions. */
export const fileForms = ['original', 'download', ...renditionKinds] as const;
export type FileForm = (typeof fileForms)[number];

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

export const filesOperations = {
  ...quarantineOperations,
  ...fileFacetOperations,
  /**
   * Begins an upload of `bytes` bytes, which then go to `/api/v1/uploads/{uploadId}` as tus 1.0 says. With `fileId` of a file that is there it becomes that file's next version.
   * Where `sha256` is given and the bytes are others, the upload is refused. The same `uploadId` again answers how far it is. Purpose `voice`: a voice message, with a limit of its own; its `facts` hold until the server has found them out itself.
   */
  'files.beginUpload': operation({
    http: 'POST /files',
    input: z.object({
      uploadId: Id.optional(), fileId: Id.optional(), name: Text(1000).min(1), bytes: z.int().min(0).max(2 ** 50), mediaType: Text(200).optional(), sha256: Sha256.optional(),
      folderId: Id.optional(), purpose: z.enum(['file', 'voice']).default('file'),
      facts: FileFacts.pick({ duration: true, peaks: true }).optional(),
    }),
    output: Upload, permission: 'chat.send_files', limit: 'write', errors: ['too-large', 'quota-exceeded', 'unsupported-type', 'id-taken'],
  }),
  /** Ends an upload of mine that is not complete; what has arrived is forgotten. */
  'files.cancelUpload': operation({
    http: 'DELETE /files/uploads/{uploadId}', input: z.object({ uploadId: Id }), output: z.object({}), permission: 'chat.send_files', limit: 'write',
  }),
  'files.file': operation({
    http: 'GET /files/{fileId}', callers: 'all', input: z.object({ fileId: Id }), output: File, permission: null, limit: 'read',
  }),
  /**
   * Files that I see, newest first: `mine`, `shared` with me by others, of the whole `organisation`, or with `channelId` those that its messages carry or its folders hold.
   * `kind`, `ownerId`, `tag`, `isFavourite`, `folderId` (`none`: in no folder) and `query` (in name or tags) narrow.
   */
  'files.list': operation({
    http: 'GET /files',
    input: z.object({
      scope: z.enum(['mine', 'shared', 'organisation', 'all']).default('all'), channelId: Id.optional(), kind: z.enum(fileKinds).optional(), query: Text(200).optional(),
      ownerId: HostId.optional(), tag: Text(50).optional(), isFavourite: z.literal(true).optional(), folderId: z.union([Id, z.literal('none')]).optional(), ...paging,
    }),
    output: page(File), permission: null, limit: 'read',
  }),
  /**
   * Addresses of files that I see, in the order asked; what is not there for me, or not in that form, is left out. They need no token and end at `expiresAt`; until then they stay the same,
   * so that caches keep what they lead to; those to `download` are each for one download of mine. Of a version, where one is named: others than the current one need the level `edit`.
   */
  'files.urls': operation({
    http: 'POST /files/urls',
    input: z.object({ items: z.array(z.object({ fileId: Id, version: FileVersion.optional(), as: z.enum(fileForms) })).min(1).max(100) }),
    output: z.object({ items: z.array(z.object({ fileId: Id, version: z.int().min(1), as: z.enum(fileForms), url: z.string(), expiresAt: Instant })) }),
    permission: null, limit: 'read',
  }),
  /** Deletes a file for all who see it; it can be restored for a time (`files.restore`). For its owner, `files.manage` and the host's back end. */
  'files.delete': operation({
    http: 'DELETE /files/{fileId}', callers: 'all', input: z.object({ fileId: Id }), output: z.object({}), permission: null, limit: 'write',
  }),
};

export const filesEvents = {
  /** Something about a file that I see has changed: ask again. */
  'files.changed': z.object({ fileId: Id }),
};
