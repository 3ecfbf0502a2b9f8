import type { Call } from '../call.ts';

/** Moves forward only, never beyond the last message, and not where the caller has marked unread since `basedOn`. Answers whether it moved. */
export async function advanceReading(call: Call, channelId: string, seq: number, basedOn: number | undefined): Promise<boolean> {
  const rows = await call.query('advance-reading', `
    update members set read_seq = least($4::bigint, c.last_seq), version = version + 1
    from (select last_seq from channels where id = $2 and tenant_id = $1) c
    where channel_id = $2 and user_id = $3 and tenant_id = $1
      and read_seq < least($4::bigint, c.last_seq) and ($5::bigint is null or unread_version <= $5)
    returning read_seq`,
  [call.session.tenant, channelId, call.session.user, seq, basedOn ?? null]);
  return rows.length > 0;
}

/** Moves back only, to right before `seq`. Answers whether it moved. */
export async function rewindReading(call: Call, channelId: string, seq: number): Promise<boolean> {
  const rows = await call.query('rewind-reading', `
    update members set read_seq = $4::bigint - 1, version = version + 1, unread_version = version + 1
    where channel_id = $2 and user_id = $3 and tenant_id = $1 and read_seq > $4::bigint - 1
    returning read_seq`,
  [call.session.tenant, channelId, call.session.user, seq]);
  return rows.length > 0;
}

/** Joining sets a position, too, but is not reading. */
export function readersOf(call: Call, channelId: string): Promise<{ userId: string; seq: number }[]> {
  return call.query('readers-of', 'select user_id as "userId", read_seq as seq from members where channel_id = $2 and tenant_id = $1 and read_seq > joined_seq order by joined_at, user_id',
    [call.session.tenant, channelId]);
}
