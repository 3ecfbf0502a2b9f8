import { uuidv7 } from '../core/uuid.ts';
import { mentionsIn } from '../protocol/chat.mentions.ts';
import type { FileComment } from '../protocol/files.comments.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { audienceOf, type FileRow, levelOf, noteActivity, seenFile } from './files.ts';
import { room } from './hub.ts';
import { pageOf } from './page.ts';

type Names = 'files.comment' | 'files.comments' | 'files.editComment' | 'files.deleteComment' | 'files.resolveComment';

/** People and groups: there is no channel that everybody would be of. */
function namedIn(text: string): { mentions?: string[] } {
  const mentions = mentionsIn(text).filter((one) => one[0] !== '!');
  return mentions.length > 0 ? { mentions } : {};
}

function find({ tenant }: Call, id: string): { row: FileRow; comment: FileComment } | undefined {
  for (const row of tenant.files.values()) for (const comment of row.comments) if (comment.id === id) return { row, comment };
  return undefined;
}

function seenComment(call: Call, id: string): { row: FileRow; comment: FileComment } {
  const found = find(call, id);
  return found && !found.comment.deletedAt && levelOf(call, found.row) ? found : refuse('not-found', 'No such comment');
}

function tell(call: Call, { id: commentId, fileId }: FileComment, named: readonly string[]): void {
  const { tenant } = call, row = tenant.files.get(fileId)!;
  call.publish(audienceOf(call, fileId), 'files.commented', { fileId, commentId });
  const users = [...tenant.people.keys()].filter((user) => user !== call.user && named.some((one) => one === `@${user}` || tenant.groupsOf(user).some((group) => one === `&${group}`)));
  const seeing = users.filter((user) => levelOf({ ...call, user, may: (permission) => permission === 'chat.access_channels' }, row));
  if (seeing.length > 0) call.publish(seeing.map(room.user), 'files.mentioned', { fileId, commentId, userId: call.user });
}

export const commentHandlers: Pick<Handlers<'files'>, Names> = {
  'files.comment': (call, { fileId, commentId = uuidv7(), threadId = null, text }) => {
    const { row } = seenFile(call, fileId, 'comment'), known = find(call, commentId)?.comment;
    if (known) return known.authorId === call.user && known.fileId === fileId ? known : refuse('id-taken', `The id ${commentId} belongs to another comment; mint a new one`);
    const first = row.comments.find(({ id }) => id === threadId);
    if (threadId !== null && (!first || first.threadId !== null || first.deletedAt)) refuse('not-found', 'No such comment to answer');
    const comment: FileComment = { id: commentId, fileId, threadId, authorId: call.user, text: text.trim(), ...namedIn(text.trim()), createdAt: call.now };
    row.comments.push(comment);
    noteActivity(call, fileId, 'commented', { commentId });
    tell(call, comment, comment.mentions ?? []);
    return comment;
  },

  'files.comments': (call, { fileId, threadId, cursor, limit }) => {
    const { comments } = seenFile(call, fileId).row;
    const shown = comments.filter(({ id, threadId: inThread, deletedAt }) => (!threadId || id === threadId || inThread === threadId) && (!deletedAt || comments.some((answer) => answer.threadId === id && !answer.deletedAt)));
    return pageOf(shown, ({ createdAt, id }) => [createdAt, id], { cursor, limit });
  },

  'files.editComment': (call, { commentId, text }) => {
    const { comment } = seenComment(call, commentId), before = comment.mentions ?? [];
    if (comment.authorId !== call.user) refuse('forbidden', 'Only who wrote a comment changes it');
    seenFile(call, comment.fileId, 'comment');
    if (comment.text === text.trim()) return comment;
    delete comment.mentions;
    Object.assign(comment, { text: text.trim(), ...namedIn(text.trim()), editedAt: call.now });
    tell(call, comment, (comment.mentions ?? []).filter((one) => !before.includes(one)));
    return comment;
  },

  'files.deleteComment': (call, { commentId }) => {
    const { comment, row } = seenComment(call, commentId);
    if (comment.authorId !== call.user && row.file.ownerId !== call.user) refuse('forbidden', 'Only who wrote a comment deletes it, and who owns the file');
    delete comment.mentions;
    Object.assign(comment, { text: '', deletedAt: call.now });
    tell(call, comment, []);
    return {};
  },

  'files.resolveComment': (call, { commentId, isResolved }) => {
    const { comment } = seenComment(call, commentId);
    seenFile(call, comment.fileId, 'comment');
    if (comment.threadId !== null) refuse('conflict', 'An answer is not resolved by itself; resolve what it answers');
    if (isResolved && !comment.resolvedAt) Object.assign(comment, { resolvedAt: call.now, resolvedBy: call.user });
    if (!isResolved) { delete comment.resolvedAt; delete comment.resolvedBy; }
    tell(call, comment, []);
    return comment;
  },
};
