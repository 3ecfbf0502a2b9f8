import { z } from 'zod';
import { fileKinds } from './files.summary.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, page, paging } from './schema.ts';

export const fileDeeds = [
  'uploaded', 'renamed', 'tagged', 'moved', 'shared', 'unshared', 'transferred', 'version', 'version-restored', 'deleted', 'restored', 'linked', 'link-revoked', 'commented', 'attached',
] as const;
export type FileDeed = (typeof fileDeeds)[number];

/** Something that somebody did with a file; `details` by `what`: `from` and `to` of names and owners, `version`, `visibility`, `subjects`, `channelId`. */
export const FileActivity = z.object({ id: Id, what: z.enum(fileDeeds), userId: HostId, at: Instant, details: z.record(z.string(), z.unknown()).optional() }).meta({ id: 'FileActivity' });
export type FileActivity = z.infer<typeof FileActivity>;

/** A download by somebody here, or over a link. */
export const FileDownload = z.object({ id: Id, version: z.int().min(1), userId: HostId.nullable(), linkId: Id.nullable(), at: Instant }).meta({ id: 'FileDownload' });
export type FileDownload = z.infer<typeof FileDownload>;

const Figures = { uploads: z.int().min(0), downloads: z.int().min(0), shares: z.int().min(0) };

/** `uploads`, `downloads` and `shares` of a stretch of time; `files` and `bytes` (all versions, previews included) of now. `mostBytes`: what the tenant may have, null where that is not limited. */
export const FileFigures = z.object({
  files: z.int().min(0), bytes: z.int().min(0), mostBytes: z.int().min(1).nullable(), ...Figures,
  kinds: z.array(z.object({ kind: z.enum(fileKinds), files: z.int().min(0), bytes: z.int().min(0), ...Figures })),
  people: z.array(z.object({ userId: HostId, files: z.int().min(0), bytes: z.int().min(0), ...Figures })),
}).meta({ id: 'FileFigures' });
export type FileFigures = z.infer<typeof FileFigures>;

export const fileActivityOperations = {
  /** What happened with a file, latest first. Level `edit`. */
  'files.activity': operation({
    http: 'GET /files/{fileId}/activity', input: z.object({ fileId: Id, ...paging }), output: page(FileActivity), permission: null, limit: 'read',
  }),
  /** Who has downloaded a file, latest first: each address asked for as `download` counts once, when it is used. For its owner. */
  'files.downloads': operation({
    http: 'GET /files/{fileId}/downloads', input: z.object({ fileId: Id, ...paging }), output: page(FileDownload), permission: null, limit: 'read',
  }),
  /** The tenant's figures, of the 30 days before `to` (now) unless `from` is given; by kind, and of the 50 people with the most bytes. */
  'files.figures': operation({
    http: 'GET /file-figures', callers: 'all', input: z.object({ from: Instant.optional(), to: Instant.optional() }), output: FileFigures, permission: 'files.manage', limit: 'read',
  }),
};
