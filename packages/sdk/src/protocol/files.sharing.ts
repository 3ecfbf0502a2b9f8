import { z } from 'zod';
import { File, fileVisibilities } from './files.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, page, paging, Text } from './schema.ts';

/** Whom a file is shared with: a user, a group of the host's, or all who see a channel. */
export const fileSubjectKinds = ['user', 'group', 'channel'] as const;
export const FileSubject = z.object({ kind: z.enum(fileSubjectKinds), id: HostId })
  .refine(({ kind, id }) => kind !== 'channel' || Id.safeParse(id).success, { path: ['id'], message: 'must be the id of a channel' }).meta({ id: 'FileSubject' });
export type FileSubject = z.infer<typeof FileSubject>;

/** What a file can be shared at; an owner there is one of. */
export const grantLevels = ['view', 'comment', 'edit'] as const;
export type GrantLevel = (typeof grantLevels)[number];

export const FileGrant = z.object({ kind: z.enum(fileSubjectKinds), id: HostId, level: z.enum(grantLevels), grantedBy: HostId, grantedAt: Instant }).meta({ id: 'FileGrant' });
export type FileGrant = z.infer<typeof FileGrant>;

/** A file's name keeps its ending. */
const FileName = Text(255).refine((name) => name.trim() !== '', 'must not be empty');
export const mostTags = 20;
export const Tag = Text(50).transform((tag) => tag.trim()).pipe(z.string().min(1));

/** Who sees a file: everybody, those named one by one, or its owner alone; whatever this says, who may read a message that carries it may view and comment it. */
export const FileSharing = z.object({ visibility: z.enum(fileVisibilities), items: z.array(FileGrant) }).meta({ id: 'FileSharing' });
export type FileSharing = z.infer<typeof FileSharing>;

export const fileSharingOperations = {
  /** Renames, tags and moves a file; what is left out stays. Level `edit`; moving it is for its owner: in a channel's folder all who see the channel may view and comment it. */
  'files.update': operation({
    http: 'PATCH /files/{fileId}',
    input: z.object({ fileId: Id, name: FileName.optional(), tags: z.array(Tag).max(mostTags).optional(), folderId: Id.nullable().optional() }),
    output: File, permission: null, limit: 'write',
  }),
  /**
   * Shares a file, for its owner (and the host's back end). `grants` are added, or change those that are there; the first one makes a private file `restricted`.
   * `visibility: 'private'` ends all sharing but that by messages and folders. Those who gain and lose it hear `files.changed`.
   */
  'files.share': operation({
    http: 'PUT /files/{fileId}/sharing', callers: 'all',
    input: z.object({ fileId: Id, visibility: z.enum(fileVisibilities).optional(), grants: z.array(FileSubject.safeExtend({ level: z.enum(grantLevels) })).max(100).default([]) }),
    output: FileSharing, permission: null, limit: 'write',
  }),
  /** Takes a file back from some. For its owner, and the host's back end; everybody gives up what was shared with them alone. */
  'files.unshare': operation({
    http: 'POST /files/{fileId}/unshare', callers: 'all', input: z.object({ fileId: Id, subjects: z.array(FileSubject).min(1).max(100) }), output: FileSharing, permission: null, limit: 'write',
  }),
  /** Whom a file is shared with, longest first. Level `edit`. */
  'files.grants': operation({
    http: 'GET /files/{fileId}/sharing', callers: 'all', input: z.object({ fileId: Id }), output: FileSharing, permission: null, limit: 'read',
  }),
  /** Gives a file to another owner; who gives it keeps the level `edit`. */
  'files.transfer': operation({
    http: 'PUT /files/{fileId}/owner', callers: 'all', input: z.object({ fileId: Id, userId: HostId }), output: z.object({}), permission: null, limit: 'write',
  }),
};

/** A file that was deleted, until it is gone for good at `goneAt`. */
export const DeletedFile = File.extend({ deletedAt: Instant, deletedBy: HostId, goneAt: Instant }).meta({ id: 'DeletedFile' });
export type DeletedFile = z.infer<typeof DeletedFile>;

/** One state of a file. `restoredFrom`: it has the bytes of that version. */
export const FileVersion = File.pick({ name: true, mediaType: true, kind: true, bytes: true, version: true, state: true, facts: true, renditions: true })
  .extend({ madeBy: HostId, madeAt: Instant, restoredFrom: z.int().min(1).optional() }).meta({ id: 'FileVersion' });
export type FileVersion = z.infer<typeof FileVersion>;

export const fileVersionOperations = {
  /** A file's versions, newest first. Level `edit`, as are addresses of versions that are not the current one: what was replaced may have been replaced for a reason. */
  'files.versions': operation({
    http: 'GET /files/{fileId}/versions', input: z.object({ fileId: Id, ...paging }), output: page(FileVersion), permission: null, limit: 'read',
  }),
  /** Makes a new version of the bytes of an old one. Level `edit`. */
  'files.restoreVersion': operation({
    http: 'POST /files/{fileId}/versions', input: z.object({ fileId: Id, version: z.int().min(1).max(2 ** 31 - 1) }), output: File, permission: null, limit: 'write', errors: ['conflict'],
  }),
  /** What I have deleted, latest first. */
  'files.deleted': operation({
    http: 'GET /deleted-files', input: z.object({ ...paging }), output: page(DeletedFile), permission: null, limit: 'read',
  }),
  /** Brings a deleted file back, where it was and as it was shared: for who deleted it and `files.manage`, until it is gone for good: 30 days, unless the server keeps them for another time (`FILES_KEPT_DAYS`). */
  'files.restore': operation({
    http: 'POST /files/{fileId}/restore', input: z.object({ fileId: Id }), output: z.object({}), permission: null, limit: 'write',
  }),
};
