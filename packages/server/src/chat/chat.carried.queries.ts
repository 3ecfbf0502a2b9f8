import type { Card, Message } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { messageColumns, type MessageRow, toMessage } from './chat.rows.ts';

export async function setCard(call: Call, { id, channelId }: Message, card: Card | undefined): Promise<Message> {
  const [row] = await call.query<MessageRow>('set-card', `
    with numbered as (
      update channels set last_change = last_change + 1 where id = $2 and tenant_id = $1 returning last_change
    ), changed as (
      update messages m set changed_seq = n.last_change, card = $4 from numbered n where m.id = $3 and m.tenant_id = $1 returning m.*
    )
    select ${messageColumns} from changed m`, [call.session.tenant, channelId, id, card ? JSON.stringify(card) : null]);
  return toMessage(row!);
}
