import { type FileComment, mentionsIn } from '@corridor/sdk/protocol';
import type { Call } from '../../call.ts';
import type { Place } from '../../cursor.ts';
import { levelOf } from '../files.access.ts';

export interface CommentRow {
  id: string; file_id: string; thread_id: string | null; author_id: string; text: string; mentions: string[] | null; created_at: Date; edited_at: Date | null; deleted_at: Date | null;
  resolved_at: Date | null; resolved_by: string | null; place: number;
}
const columns = 'id, file_id, thread_id, author_id, text, mentions, created_at, edited_at, deleted_at, resolved_at, resolved_by, (extract(epoch from created_at) * 1000000)::bigint as place';

export const toComment = (row: CommentRow): FileComment => ({
  id: row.id, fileId: row.file_id, threadId: row.thread_id, authorId: row.author_id, text: row.deleted_at ? '' : row.text, ...(row.mentions && !row.deleted_at && { mentions: row.mentions }), createdAt: row.created_at.toISOString(),
  ...(row.edited_at && { editedAt: row.edited_at.toISOString() }), ...(row.deleted_at && { deletedAt: row.deleted_at.toISOString() }),
  ...(row.resolved_at && row.resolved_by !== null && { resolvedAt: row.resolved_at.toISOString(), resolvedBy: row.resolved_by }),
});

/** People and groups: there is no channel that everybody would be of. */
export function namedIn(text: string): string[] | null {
  const named = mentionsIn(text).filter((one) => one[0] !== '!');
  return named.length > 0 ? named : null;
}

export async function commentById(call: Call, id: string): Promise<CommentRow | undefined> {
  const [row] = await call.query<CommentRow>('file-comment', `select ${columns} from file_comments where id = $2 and tenant_id = $1`, [call.session.tenant, id]);
  return row;
}

/** Oldest first; one more than `limit`. Deleted ones stay where others have answered. */
export const commentsOf = (call: Call, fileId: string, threadId: string | undefined, from: Place | undefined, limit: number): Promise<CommentRow[]> => call.query('comments-of-file', `
  select ${columns} from file_comments c where file_id = $2 and tenant_id = $1 and ($3::uuid is null or id = $3 or thread_id = $3)
    and (deleted_at is null or exists (select from file_comments a where a.thread_id = c.id and a.tenant_id = $1 and a.deleted_at is null))
    and (created_at, id) > (coalesce('epoch'::timestamptz + $4::bigint * interval '1 microsecond', '-infinity'), coalesce($5, '00000000-0000-0000-0000-000000000000'::uuid))
  order by created_at, id limit $6`, [call.session.tenant, fileId, threadId ?? null, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);

export async function insertComment(call: Call, { id, fileId, threadId, text }: { id: string; fileId: string; threadId: string | null; text: string }): Promise<CommentRow> {
  const { tenant, user } = call.session;
  const [row] = await call.query<CommentRow>('insert-file-comment', `insert into file_comments (tenant_id, id, file_id, thread_id, author_id, text, mentions) values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
    [tenant, id, fileId, threadId, user, text, namedIn(text)]);
  return row!;
}

export async function changeComment(call: Call, id: string, text: string): Promise<CommentRow> {
  const [row] = await call.query<CommentRow>('change-file-comment', `update file_comments set text = $3, mentions = $4, edited_at = now() where id = $2 and tenant_id = $1 returning ${columns}`, [call.session.tenant, id, text, namedIn(text)]);
  return row!;
}

export async function markCommentDeleted(call: Call, id: string): Promise<void> {
  await call.query('delete-file-comment', "update file_comments set text = '', mentions = null, deleted_at = now() where id = $2 and tenant_id = $1", [call.session.tenant, id]);
}

export async function resolveComment(call: Call, id: string, isResolved: boolean): Promise<CommentRow> {
  const [row] = await call.query<CommentRow>('resolve-file-comment', `
    update file_comments set resolved_at = case when $3 then coalesce(resolved_at, now()) end, resolved_by = case when $3 then coalesce(resolved_by, $4) end where id = $2 and tenant_id = $1 returning ${columns}`,
  [call.session.tenant, id, isResolved, call.session.user]);
  return row!;
}

const mostNamed = 500;

/** Those of the named, one by one or by their group, who see the file by what they themselves are. */
export async function namedWhoSee(call: Call, fileId: string, named: readonly string[]): Promise<string[]> {
  const users = await call.query<{ id: string }>('named-users', `
    select id from users where tenant_id = $1 and (id = any ($2) or groups && $3::text[]) and id <> $4 order by id limit $5`,
  [call.session.tenant, named.filter((one) => one[0] === '@').map((one) => one.slice(1)), named.filter((one) => one[0] === '&').map((one) => one.slice(1)), call.session.user, mostNamed]);
  const seeing: string[] = [];
  for (const { id } of users) {
    const [row] = await call.query<{ level: number }>('level-of-other', `select ${levelOf} as level from files f where f.id = $5 and f.tenant_id = $1`, [call.session.tenant, id, false, true, fileId]);
    if (row && row.level > 0) seeing.push(id);
  }
  return seeing;
}
