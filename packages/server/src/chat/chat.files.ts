import { type CarriedGroup, type FileKind, Id, type Message } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { fromCursor, type Place, toPage } from '../cursor.ts';
import { anywhere } from '../like.ts';
import { floorOf, isVisibleTo, myPart } from '../membership.ts';
import { seenChannel } from './chat.access.ts';
import { messageColumns, type MessageRow, toMessage } from './chat.rows.ts';

/** Carries files, or passes on a message that does. As the index of migration 0019 says it. */
const carries = "(m.card ->> 'type' in ('files', 'voice') or m.card -> 'carried' is not null)";
const carried = "coalesce(m.card -> 'carried', m.card)";

interface Filter { channelId: string; group?: CarriedGroup | undefined; kind?: FileKind | undefined; query?: string | undefined }

/** By time, since a channel and its threads count apart. `at`: ms since 1970. One more than `limit`. */
async function messagesWithFiles(call: Call, { channelId, group, kind, query }: Filter, from: Place | undefined, limit: number): Promise<(Message & { at: number })[]> {
  const rows = await call.query<MessageRow>('messages-with-files', `
    select ${messageColumns} from (
      select * from channels where id = $4 and tenant_id = $1 union all select * from channels where parent_id = $4 and tenant_id = $1
    ) c ${myPart}
    cross join lateral (
      select * from messages m
      where m.channel_id = c.id and m.tenant_id = $1 and ${carries} and m.deleted_at is null and m.seq > ${floorOf('$3')}
        and (m.sent_at, m.id) < (coalesce('epoch'::timestamptz + $8::bigint * interval '1 millisecond', 'infinity'), coalesce($9::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        and exists (
          select from jsonb_array_elements(case ${carried} ->> 'type' when 'files' then ${carried} -> 'files' else jsonb_build_array(${carried} -> 'file') end) f
          where jsonb_typeof(f) = 'object' and ($6::text is null or f ->> 'kind' = $6) and ($7::text is null or f ->> 'name' ilike $7 or ${carried} ->> 'transcript' ilike $7)
            and ($5::text is null or $5 = case when ${carried} ->> 'type' = 'voice' then 'voice' when f ->> 'kind' in ('image', 'video') then 'media' else 'documents' end))
      order by m.sent_at desc, m.id desc limit $10
    ) m
    where ${isVisibleTo('$3')}
    order by m.sent_at desc, m.id desc limit $10`,
  [call.session.tenant, call.session.user, call.can('chat.access_private'), channelId, group ?? null, kind ?? null, anywhere(query), from?.[0] ?? null, from?.[1] ?? null, limit + 1]);
  return rows.map((row) => ({ ...toMessage(row), at: row.sent_at.getTime() }));
}

export const carriedHandlers = {
  'chat.files': async (call, { cursor, limit, ...filter }) => {
    const from = fromCursor(cursor, 'number', Id);
    await seenChannel(call, filter.channelId);
    return toPage(await messagesWithFiles(call, filter, from, limit), limit, ({ at, id }) => [at, id], ({ at: _, ...message }) => message);
  },
} satisfies Partial<Handlers<'chat'>>;
