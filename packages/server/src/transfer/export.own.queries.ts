import type { PersonItem } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';

type Item<T extends PersonItem['type']> = Extract<PersonItem, { type: T }>;

/** By message, from the one after `after`; of polls that are not deleted, of anonymous ones to the voter alone. */
export async function votesOf(call: Call, userId: string, after: string, limit: number): Promise<Item<'vote'>[]> {
  const rows = await call.query<Omit<Item<'vote'>, 'type'>>('export-votes', `
    select m.channel_id as "channelId", v.message_id as "messageId", array(select m.card -> 'options' ->> place from unnest(v.options) place) as options
    from poll_votes v join messages m on m.id = v.message_id and m.tenant_id = $1 and m.deleted_at is null
    where v.user_id = $2 and v.tenant_id = $1 and v.message_id > $3::uuid and ($5 or not (m.card -> 'isAnonymous')::boolean) order by v.message_id limit $4`,
  [call.session.tenant, userId, after, limit, userId === call.session.user]);
  return rows.map((row) => ({ type: 'vote', ...row }));
}

/** By message, from the one after `after`. */
export async function savedOf(call: Call, userId: string, after: string, limit: number): Promise<Item<'saved'>[]> {
  const rows = await call.query<{ channelId: string; messageId: string; at: Date }>('export-saved', `
    select m.channel_id as "channelId", s.message_id as "messageId", s.saved_at as at from saved_messages s join messages m on m.id = s.message_id and m.tenant_id = $1
    where s.user_id = $2 and s.tenant_id = $1 and s.message_id > $3::uuid order by s.message_id limit $4`, [call.session.tenant, userId, after, limit]);
  return rows.map(({ at, ...row }) => ({ type: 'saved', ...row, savedAt: at.toISOString() }));
}

/** Those that say something, by channel, from the one after `after`. */
export async function draftsOf(call: Call, userId: string, after: string, limit: number): Promise<Item<'draft'>[]> {
  const rows = await call.query<{ channelId: string; text: string; at: Date }>('export-drafts', `
    select channel_id as "channelId", text, changed_at as at from drafts where user_id = $2 and tenant_id = $1 and channel_id > $3::uuid and text <> '' order by channel_id limit $4`, [call.session.tenant, userId, after, limit]);
  return rows.map(({ at, ...row }) => ({ type: 'draft', ...row, changedAt: at.toISOString() }));
}

/** Those that have not gone out, by id, from the one after `after`. */
export async function scheduledOf(call: Call, userId: string, after: string, limit: number): Promise<Item<'scheduled'>[]> {
  const rows = await call.query<{ channelId: string; messageId: string; text: string; at: Date }>('export-scheduled', `
    select channel_id as "channelId", id as "messageId", text, send_at as at from scheduled_messages where user_id = $2 and tenant_id = $1 and id > $3::uuid order by id limit $4`, [call.session.tenant, userId, after, limit]);
  return rows.map(({ at, ...row }) => ({ type: 'scheduled', ...row, sendAt: at.toISOString() }));
}
