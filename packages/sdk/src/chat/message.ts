import type { Message as StoredMessage } from '../protocol/chat.ts';
import type { Refusal } from '../protocol/errors.ts';
import type { Entry } from '../transport/outbox.ts';

/** A message as a user interface shows it. What is not stored yet has `seq` and `changedSeq` 0, and `fileIds` where it waits for files. */
export type Message = StoredMessage & { readonly status: 'pending' | 'sent' | 'failed'; readonly error?: Refusal; readonly fileIds?: readonly string[] };

export const sent = (message: StoredMessage): Message => ({ ...message, status: 'sent' });

export const writtenAt = (entry: Entry): string => new Date(entry.at / 1000).toISOString();

/** A queued message as a row. */
export function pendingRow(entry: Entry & { name: 'chat.send' }, me: string): Message {
  const { channelId, input: { id = entry.id, text, fileIds } } = entry;
  return {
    id, channelId, seq: 0, changedSeq: 0, senderId: me, text, sentAt: writtenAt(entry), reactions: {}, ...(fileIds && { fileIds }),
    ...(entry.error ? { status: 'failed', error: entry.error } : { status: 'pending' }),
  };
}

/** The row as it will be once the server has taken the queued change. */
export function changedRow(row: Message, entry: Entry, me: string): Message {
  switch (entry.name) {
    case 'chat.edit': return row.deletedAt ? row : { ...row, text: entry.input.text, editedAt: writtenAt(entry) };
    case 'chat.delete': return row.deletedAt ? row : { ...row, text: '', reactions: {}, mentions: undefined, deletedAt: writtenAt(entry) };
    case 'chat.react': case 'chat.unreact': {
      const { emoji } = entry.input;
      const others = (row.reactions[emoji] ?? []).filter((userId) => userId !== me);
      const isThere = others.length < (row.reactions[emoji]?.length ?? 0);
      if (row.deletedAt || isThere === (entry.name === 'chat.react')) return row;
      const { [emoji]: _, ...rest } = row.reactions;
      if (entry.name === 'chat.react') return { ...row, reactions: { ...row.reactions, [emoji]: [...others, me] } };
      return { ...row, reactions: others.length ? { ...row.reactions, [emoji]: others } : rest };
    }
    default: return row;
  }
}
