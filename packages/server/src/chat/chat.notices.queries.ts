import type { CallCard, Message, Metadata, NoticeCard } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { isOpen } from '../membership.ts';
import { mentionedIn } from './chat.append.queries.ts';
import { toColumn } from './chat.metadata.queries.ts';
import { messageColumns, type MessageRow, toMessage } from './chat.rows.ts';

/** The next message of a channel that the caller holds, by somebody who is no member of it. Undefined where the id is taken. */
export async function insertNotice(call: Call, { channelId, id, text, card, metadata }: { channelId: string; id: string; text: string; card: NoticeCard | CallCard; metadata: Metadata | undefined }): Promise<Message | undefined> {
  const [row] = await call.query<MessageRow>('insert-notice', `
    with numbered as (
      update channels c set last_seq = last_seq + 1, last_change = last_change + 1, active_at = now() where c.id = $2 and c.tenant_id = $1 and not exists (select from messages where id = $3 and tenant_id = $1)
      returning c.last_seq, c.last_change, ${isOpen} as is_open
    ), inserted as (
      insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, text, card, mentions, metadata, is_open)
      select $1, $3, $2, n.last_seq, n.last_change, $4, $5, $6, $7::text[], $8::jsonb, n.is_open from numbered n returning *
    )
    select ${messageColumns} from inserted m`,
  [call.session.tenant, channelId, id, call.session.user, text, JSON.stringify(card), mentionedIn(text), toColumn(metadata)]);
  return row && toMessage(row);
}

export async function updateNotice(call: Call, { channelId, id }: Message, text: string, card: NoticeCard, metadata: Metadata | null | undefined): Promise<Message> {
  const [row] = await call.query<MessageRow>('update-notice', `
    with numbered as (
      update channels set last_change = last_change + 1 where id = $2 and tenant_id = $1 returning last_change
    ), changed as (
      update messages m set changed_seq = n.last_change, text = $4, mentions = $5::text[], card = $6, metadata = $7::jsonb from numbered n where m.id = $3 and m.tenant_id = $1 returning m.*
    )
    select ${messageColumns} from changed m`, [call.session.tenant, channelId, id, text, mentionedIn(text), JSON.stringify(card), toColumn(metadata)]);
  return toMessage(row!);
}
