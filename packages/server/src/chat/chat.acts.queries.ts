import type { Message, MessageVersion } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';

/** Keeps the text that an edit is about to replace. */
export async function insertEdit(call: Call, { id }: Message): Promise<void> {
  await call.query('insert-edit', 'insert into message_edits (tenant_id, message_id, text, edited_by) select tenant_id, id, text, $3 from messages where id = $2 and tenant_id = $1',
    [call.session.tenant, id, call.session.user]);
}

const mostVersions = 200;

/** Newest first: each edit says who wrote the text that came after it, and when. */
export async function versionsOf(call: Call, message: Message): Promise<MessageVersion[]> {
  const edits = await call.query<{ text: string; edited_by: string; edited_at: Date }>('edits-of-message', `
    select text, edited_by, edited_at from message_edits where message_id = $2 and tenant_id = $1 order by place desc limit ${mostVersions}`, [call.session.tenant, message.id]);
  const versions = edits.map(({ edited_by: userId, edited_at: at }, i) => ({ text: edits[i - 1]?.text ?? message.text, userId, at: at.toISOString() }));
  const first = { text: edits.at(-1)?.text ?? message.text, userId: message.senderId, at: message.sentAt };
  return [...versions, first].slice(0, mostVersions);
}

/** Who has deleted a message, and whether that was less than five minutes ago. */
export async function deletionOf(call: Call, { id }: Message): Promise<{ by: string | null; isLate: boolean }> {
  const [row] = await call.query<{ by: string | null; isLate: boolean }>('deletion-of-message', `
    select deleted_by as by, deleted_at < now() - interval '5 minutes' as "isLate" from messages where id = $2 and tenant_id = $1`, [call.session.tenant, id]);
  return row!;
}
