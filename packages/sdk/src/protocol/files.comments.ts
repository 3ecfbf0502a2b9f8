import { z } from 'zod';
import { Mentioned } from './chat.mentions.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, page, paging, Text } from './schema.ts';

/** Words about a file. `threadId`: the comment it answers. A deleted one is empty, and is told only where others answered it. `resolvedAt` is a first comment's alone. */
export const FileComment = z.object({
  id: Id, fileId: Id, threadId: Id.nullable(), authorId: HostId, text: Text(10_000), mentions: z.array(Mentioned).optional(), createdAt: Instant,
  editedAt: Instant.optional(), deletedAt: Instant.optional(), resolvedAt: Instant.optional(), resolvedBy: HostId.optional(),
}).meta({ id: 'FileComment' });
export type FileComment = z.infer<typeof FileComment>;

const Words = Text(10_000).refine((text) => text.trim() !== '', 'must not be empty');

export const fileCommentOperations = {
  /** Comments a file, or answers a comment. The same `commentId` again answers the first result. Mentions are written as in messages; who is named, and sees the file, hears `files.mentioned`. Level `comment`. */
  'files.comment': operation({
    http: 'POST /files/{fileId}/comments', input: z.object({ fileId: Id, commentId: Id.optional(), threadId: Id.optional(), text: Words }), output: FileComment, permission: null, limit: 'write', errors: ['id-taken'],
  }),
  /** Comments of a file, oldest first; with `threadId` that one and its answers. */
  'files.comments': operation({
    http: 'GET /files/{fileId}/comments', input: z.object({ fileId: Id, threadId: Id.optional(), ...paging }), output: page(FileComment), permission: null, limit: 'read',
  }),
  /** Changes a comment of mine. */
  'files.editComment': operation({
    http: 'PATCH /file-comments/{commentId}', input: z.object({ commentId: Id, text: Words }), output: FileComment, permission: null, limit: 'write',
  }),
  /** Deletes a comment of mine, or any on a file of mine. */
  'files.deleteComment': operation({
    http: 'DELETE /file-comments/{commentId}', input: z.object({ commentId: Id }), output: z.object({}), permission: null, limit: 'write',
  }),
  /** Marks what a comment asks as done, or not. Level `comment`. */
  'files.resolveComment': operation({
    http: 'PUT /file-comments/{commentId}/resolved', input: z.object({ commentId: Id, isResolved: z.boolean() }), output: FileComment, permission: null, limit: 'write',
  }),
};

export const fileCommentEvents = {
  /** Comments of a file that I see have changed: ask again. */
  'files.commented': z.object({ fileId: Id, commentId: Id }),
  /** Somebody has named me in a comment. */
  'files.mentioned': z.object({ fileId: Id, commentId: Id, userId: HostId }),
};
