import { z } from 'zod';
import { operation } from './operation.ts';
import { HostId, Id, Instant, Text } from './schema.ts';

/** A place for files: one person's own, or a channel's, whose members all see and arrange it. Folders of one name may lie side by side. */
export const FileFolder = z.object({ id: Id, name: z.string(), parentId: Id.nullable(), ownerId: HostId.nullable(), channelId: Id.nullable(), createdAt: Instant }).meta({ id: 'FileFolder' });
export type FileFolder = z.infer<typeof FileFolder>;

const FolderName = Text(100).transform((name) => name.trim()).pipe(z.string().min(1)).refine((name) => !/[\p{Cc}/\\]/u.test(name) && name !== '.' && name !== '..', 'must be without slashes and control characters');
export const mostFolders = 1000;
export const deepestFolder = 10;

export const fileFolderOperations = {
  /** All my folders, or all of a channel: at most 1000, by name. */
  'files.folders': operation({
    http: 'GET /file-folders', input: z.object({ channelId: Id.optional() }), output: z.object({ items: z.array(FileFolder) }), permission: null, limit: 'read',
  }),
  /** Makes a folder of mine, or of a channel that I take part in; inside another one of the same, at most ten deep. The same `folderId` again answers the first result. */
  'files.createFolder': operation({
    http: 'POST /file-folders', input: z.object({ folderId: Id.optional(), name: FolderName, parentId: Id.optional(), channelId: Id.optional() }), output: FileFolder, permission: null, limit: 'write', errors: ['id-taken'],
  }),
  /** Renames or moves a folder, with all in it. */
  'files.updateFolder': operation({
    http: 'PATCH /file-folders/{folderId}', input: z.object({ folderId: Id, name: FolderName.optional(), parentId: Id.nullable().optional() }), output: FileFolder, permission: null, limit: 'write',
  }),
  /** Deletes a folder; one that is not empty only `withContents`: then folders in it go, too, and so do my own files; those of others lie in no folder afterwards. */
  'files.deleteFolder': operation({
    http: 'DELETE /file-folders/{folderId}', input: z.object({ folderId: Id, withContents: z.boolean().default(false) }), output: z.object({}), permission: null, limit: 'write',
  }),
  /** Marks a file as one of my favourites, or as none. */
  'files.setFavourite': operation({
    http: 'PUT /files/{fileId}/favourite', input: z.object({ fileId: Id, isFavourite: z.boolean() }), output: z.object({}), permission: null, limit: 'write',
  }),
};

export const fileFolderEvents = {
  /** Folders of mine, or of a channel that I hear, have changed: ask again. */
  'files.foldersChanged': z.object({ channelId: Id.nullable() }),
};
