import type { Channel, Message } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { floorOf, isVisibleTo, myPart } from '../membership.ts';
import { channelColumns, type ChannelRow, isSaid, messageColumns, type MessageRow, toChannel, toMessage } from './chat.rows.ts';

const values = (call: Call, ids: readonly string[]) => [call.session.tenant, call.session.user, call.can('chat.access_private'), ids];

/** Those of `ids` that the caller may read, said by somebody and not deleted, in the order asked. */
export async function messagesAsSeen(call: Call, ids: readonly string[]): Promise<Message[]> {
  if (ids.length === 0) return [];
  const rows = await call.query<MessageRow>('messages-as-seen', `
    select ${messageColumns} from unnest($4::uuid[]) with ordinality as wanted (id, ord)
    cross join lateral (select * from messages m where m.id = wanted.id and m.tenant_id = $1 limit 1) m
    cross join lateral (select * from channels c where c.id = m.channel_id and c.tenant_id = $1 limit 1) c
    ${myPart}
    where m.deleted_at is null and ${isSaid} and m.seq > ${floorOf('$3')} and ${isVisibleTo('$3')}
    order by wanted.ord`, values(call, ids));
  return rows.map(toMessage);
}

/** Those of `ids` that the caller sees, as all see them; most lately active first. */
export async function channelsSeen(call: Call, ids: readonly string[]): Promise<Channel[]> {
  if (ids.length === 0) return [];
  const rows = await call.query<ChannelRow>('channels-seen', `
    select ${channelColumns} from (select distinct unnest($4::uuid[]) as id) wanted
    cross join lateral (select * from channels c where c.id = wanted.id and c.tenant_id = $1 limit 1) c
    ${myPart}
    where ${isVisibleTo('$3')}
    order by c.active_at desc, c.id`, values(call, ids));
  return rows.map(toChannel);
}
