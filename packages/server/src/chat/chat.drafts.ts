import type { Draft, HostRecord } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { seenChannel } from './chat.access.ts';
import { checkRecord, threadChannelId } from './chat.ids.ts';
import { seenMessage } from './chat.messages.queries.ts';

const mostDrafts = 500;

interface DraftRow { channel_id: string; text: string; version: number; changed_at: Date }

const toDraft = ({ channel_id: channelId, text, version, changed_at: at }: DraftRow): Draft => ({ channelId, text, version, changedAt: at.toISOString() });

/** An empty one stays, so that other devices learn that it is gone. Beyond so many go those that are empty, then the oldest: records are without number. */
async function storeDraft(call: Call, channelId: string, text: string): Promise<Draft> {
  const [row] = await call.query<DraftRow>('store-draft', `
    insert into drafts as d (tenant_id, channel_id, user_id, text) values ($1, $2, $3, $4)
    on conflict (channel_id, user_id, tenant_id) do update set text = excluded.text, version = d.version + 1, changed_at = now()
    returning channel_id, text, version, changed_at`, [call.session.tenant, channelId, call.session.user, text]);
  if (row!.version === 1) await call.query('forget-drafts', `
    delete from drafts d using (
      select channel_id from drafts where user_id = $2 and tenant_id = $1 order by text = '', changed_at desc, channel_id offset ${mostDrafts}
    ) old where d.channel_id = old.channel_id and d.user_id = $2 and d.tenant_id = $1`, [call.session.tenant, call.session.user]);
  return toDraft(row!);
}

/** The caller sees the channel, or what it would belong to where it is not there yet. */
export async function mustSee(call: Call, { channelId, record, threadOf }: { channelId: string; record?: HostRecord | undefined; threadOf?: string | undefined }): Promise<void> {
  checkRecord(call.session.tenant, record, channelId);
  if (threadOf !== undefined && threadChannelId(call.session.tenant, threadOf) === channelId) await seenMessage(call, threadOf);
  else if (!record) await seenChannel(call, channelId);
}

export const draftHandlers = {
  'chat.saveDraft': async (call, { channelId, text, record, threadOf }) => {
    await mustSee(call, { channelId, record, threadOf });
    const draft = await storeDraft(call, channelId, text);
    call.publish({ users: [call.session.user] }, 'chat.draft', draft);
    return {};
  },

  'chat.drafts': async (call) => {
    const rows = await call.query<DraftRow>('drafts-of-user', 'select channel_id, text, version, changed_at from drafts where user_id = $2 and tenant_id = $1 order by changed_at desc, channel_id limit $3',
      [call.session.tenant, call.session.user, mostDrafts]);
    return { items: rows.map(toDraft) };
  },
} satisfies Partial<Handlers<'chat'>>;
