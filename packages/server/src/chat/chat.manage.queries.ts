import type { Membership } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { channelColumns, type ChannelRow } from './chat.rows.ts';

export type Changes = { [K in 'name' | 'description' | 'visibility' | 'posting' | 'thread_rules']?: ChannelRow[K] | undefined };

/** What is left out stays. */
export async function updateChannel(call: Call, id: string, changes: Changes): Promise<ChannelRow> {
  const [row] = await call.query<ChannelRow>('update-channel', `
    update channels c set name = coalesce($3, name), description = case when $4 then $5 else description end,
      visibility = coalesce($6, visibility), posting = coalesce($7, posting), thread_rules = coalesce($8, thread_rules), version = version + 1
    where c.id = $2 and c.tenant_id = $1 returning ${channelColumns}`,
  [call.session.tenant, id, changes.name ?? null, changes.description !== undefined, changes.description ?? null, changes.visibility ?? null, changes.posting ?? null, changes.thread_rules ? JSON.stringify(changes.thread_rules) : null]);
  return row!;
}

export async function setArchived(call: Call, id: string, isArchived: boolean): Promise<ChannelRow> {
  const [row] = await call.query<ChannelRow>('set-archived', `
    update channels c set archived_at = case when $3 then now() end, version = version + 1 where c.id = $2 and c.tenant_id = $1 returning ${channelColumns}`,
  [call.session.tenant, id, isArchived]);
  return row!;
}

/** Recordings of calls are their conversation's files: they go with it. Held first, so that none becomes a file meanwhile; what is no file yet, and what lies around of it, is cleared away by its job. */
async function deleteRecordings(call: Call, ids: readonly string[]): Promise<void> {
  const values = [call.session.tenant, ids];
  const held = await call.query<{ id: string; is_unmade: boolean }>('hold-recordings-of-channels', `
    select r.id, r.state not in ('ready', 'deleted', 'expired') as is_unmade from call_recordings r join calls c on c.id = r.call_id and c.tenant_id = $1
    where c.channel_id = any ($2::uuid[]) and r.tenant_id = $1 order by r.id for update of r`, values);
  if (held.length === 0) return;
  await call.query('delete-recordings-of-channels', `
    update files f set deleted_at = now(), deleted_by = f.owner_id, changed_at = now() from call_recordings r
    where r.id = any ($2::uuid[]) and r.tenant_id = $1 and f.id = r.file_id and f.tenant_id = $1 and f.deleted_at is null`, [call.session.tenant, held.map(({ id }) => id)]);
  for (const { id, is_unmade: isUnmade } of held) if (isUnmade) await call.files.jobs.add(call, 'calls.finishRecording', { tenant: call.session.tenant, recordingId: id });
}

/** With all that is in them. Answers how many messages that was. */
export async function deleteChannels(call: Call, ids: readonly string[]): Promise<number> {
  const values = [call.session.tenant, ids];
  await call.query('channels-to-delete', 'select from channels where id = any ($2::uuid[]) and tenant_id = $1 order by id for update', values); // nothing is stored in them any more
  await deleteRecordings(call, ids);
  await call.query('delete-reactions-of-channels', `
    delete from reactions r using messages m where m.channel_id = any ($2::uuid[]) and m.tenant_id = $1 and r.message_id = m.id and r.tenant_id = m.tenant_id`, values);
  const deleted = await call.query<{ count: number }>('delete-messages-of-channels', `
    with gone as (delete from messages where channel_id = any ($2::uuid[]) and tenant_id = $1 returning 1) select count(*)::int as count from gone`, values);
  await call.query('delete-members-of-channels', 'delete from members where channel_id = any ($2::uuid[]) and tenant_id = $1', values);
  await call.query('delete-channels', 'delete from channels where id = any ($2::uuid[]) and tenant_id = $1', values);
  return deleted[0]!.count;
}

export type Preferences = { [K in 'isPinned' | 'notify' | 'section']?: Membership[K] | undefined };

/** What is left out stays. Answers whether the caller is in it. */
export async function setPreferences(call: Call, channelId: string, { isPinned, notify, section }: Preferences): Promise<boolean> {
  const rows = await call.query('set-preferences', `
    update members set is_pinned = coalesce($4, is_pinned), notify = coalesce($5, notify), section = case when $6 then $7 else section end, version = version + 1
    where channel_id = $2 and user_id = $3 and tenant_id = $1 returning user_id`,
  [call.session.tenant, channelId, call.session.user, isPinned ?? null, notify ?? null, section !== undefined, section ?? null]);
  return rows.length > 0;
}
