import type { Message, SystemCard } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { isOpen } from '../membership.ts';
import { messageColumns, type MessageRow, toMessage } from './chat.rows.ts';

/** The next message of a channel that the caller holds, which is nobody's words: the channel stays where it was among those lately active. */
export async function insertSystem(call: Call, channelId: string, id: string, card: SystemCard): Promise<Message> {
  const [row] = await call.query<MessageRow>('insert-system-message', `
    with numbered as (
      update channels c set last_seq = last_seq + 1, last_change = last_change + 1, notices = notices + 1 where c.id = $2 and c.tenant_id = $1
      returning c.last_seq, c.last_change, ${isOpen} as is_open
    ), inserted as (
      insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, text, card, is_open)
      select $1, $3, $2, n.last_seq, n.last_change, $4, '', $5, n.is_open from numbered n returning *
    )
    select ${messageColumns} from inserted m`,
  [call.session.tenant, channelId, id, call.session.user, JSON.stringify(card)]);
  return toMessage(row!);
}

export async function updateSystem(call: Call, { channelId, id }: Message, card: SystemCard): Promise<Message> {
  const [row] = await call.query<MessageRow>('update-system-message', `
    with numbered as (
      update channels set last_change = last_change + 1 where id = $2 and tenant_id = $1 returning last_change
    ), changed as (
      update messages m set changed_seq = n.last_change, card = $4 from numbered n where m.id = $3 and m.tenant_id = $1 returning m.*
    )
    select ${messageColumns} from changed m`, [call.session.tenant, channelId, id, JSON.stringify(card)]);
  return toMessage(row!);
}

/** The server's own notice that is the last word in a channel, of the last hour. */
export async function lastNotice(call: Call, channelId: string): Promise<Message | undefined> {
  const [row] = await call.query<MessageRow>('last-notice', `
    select ${messageColumns} from channels c cross join lateral (
      select * from messages m where m.channel_id = c.id and m.tenant_id = $1 and m.seq = c.last_seq limit 1
    ) m where c.id = $2 and c.tenant_id = $1 and m.card ->> 'type' = 'system' and m.sent_at > now() - interval '1 hour'`, [call.session.tenant, channelId]);
  return row && toMessage(row);
}
