import { Id } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../../call.ts';
import { fromCursor, toPage } from '../../cursor.ts';
import { CallError } from '../../errors.ts';
import { seenFile, type SeenFile } from '../files.access.ts';
import { audienceOf } from '../files.queries.ts';
import { noteActivity } from './activity.queries.ts';
import { changeComment, commentById, type CommentRow, commentsOf, insertComment, markCommentDeleted, namedWhoSee, resolveComment, toComment } from './comments.queries.ts';

const none = () => new CallError('not-found', 'No such comment');

/** A comment that is not deleted, of a file that the caller sees. */
async function seenComment(call: Call, id: string): Promise<{ comment: CommentRow; file: SeenFile }> {
  const comment = await commentById(call, id);
  if (!comment || comment.deleted_at) throw none();
  const file = await seenFile(call, comment.file_id).catch((error: unknown) => { throw error instanceof CallError ? none() : error; });
  return { comment, file };
}

async function tell(call: Call, { file_id: fileId, id: commentId }: CommentRow, named: readonly string[]): Promise<void> {
  call.publish(await audienceOf(call, fileId), 'files.commented', { fileId, commentId });
  const users = named.length === 0 ? [] : await namedWhoSee(call, fileId, named);
  if (users.length > 0) call.publish({ users }, 'files.mentioned', { fileId, commentId, userId: call.session.user });
}

export const commentHandlers = {
  'files.comment': async (call, { fileId, commentId = call.mintedId, threadId = null, text }) => {
    await seenFile(call, fileId, 'comment');
    const known = await commentById(call, commentId);
    if (known) {
      if (known.author_id !== call.session.user || known.file_id !== fileId) throw new CallError('id-taken', `The id ${commentId} belongs to another comment; mint a new one`);
      return toComment(known);
    }
    const first = threadId === null ? undefined : await commentById(call, threadId);
    if (threadId !== null && (first?.file_id !== fileId || first.thread_id !== null || first.deleted_at)) throw new CallError('not-found', 'No such comment to answer');
    const comment = await insertComment(call, { id: commentId, fileId, threadId, text: text.trim() });
    await noteActivity(call, fileId, 'commented', { commentId });
    await tell(call, comment, comment.mentions ?? []);
    return toComment(comment);
  },

  'files.comments': async (call, { fileId, threadId, cursor, limit }) => {
    await seenFile(call, fileId);
    return toPage(await commentsOf(call, fileId, threadId, fromCursor(cursor, 'number', Id), limit), limit, ({ place, id }) => [place, id], toComment);
  },

  'files.editComment': async (call, { commentId, text }) => {
    const { comment } = await seenComment(call, commentId);
    if (comment.author_id !== call.session.user) throw new CallError('forbidden', 'Only who wrote a comment changes it');
    await seenFile(call, comment.file_id, 'comment');
    if (comment.text === text.trim()) return toComment(comment);
    const changed = await changeComment(call, commentId, text.trim());
    await tell(call, changed, (changed.mentions ?? []).filter((one) => !comment.mentions?.includes(one)));
    return toComment(changed);
  },

  'files.deleteComment': async (call, { commentId }) => {
    const { comment, file } = await seenComment(call, commentId);
    if (comment.author_id !== call.session.user && file.owner_id !== call.session.user) throw new CallError('forbidden', 'Only who wrote a comment deletes it, and who owns the file');
    await markCommentDeleted(call, commentId);
    await tell(call, comment, []);
    return {};
  },

  'files.resolveComment': async (call, { commentId, isResolved }) => {
    const { comment } = await seenComment(call, commentId);
    await seenFile(call, comment.file_id, 'comment');
    if (comment.thread_id !== null) throw new CallError('conflict', 'An answer is not resolved by itself; resolve what it answers');
    const changed = await resolveComment(call, commentId, isResolved);
    await tell(call, changed, []);
    return toComment(changed);
  },
} satisfies Partial<Handlers<'files'>>;
