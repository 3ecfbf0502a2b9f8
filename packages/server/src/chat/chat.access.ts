import type { MemberRole } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { channelColumns, type ChannelRow } from './chat.rows.ts';

/** A channel that the caller may see, and the caller's part in it. Messages up to `floor` are hidden from the caller. */
export interface SeenChannel extends ChannelRow { my_role: MemberRole | null; my_joined_seq: number | null; floor: number }

/** What the caller sees of a channel; `not-found` where that is nothing. */
export async function seenChannel(call: Call, id: string): Promise<SeenChannel> {
  const [row] = await call.query<Omit<SeenChannel, 'floor'>>('channel-to-read', `
    select ${channelColumns}, mem.role as my_role, mem.joined_seq as my_joined_seq
    from channels c left join lateral (
      select role, joined_seq from members mem where mem.channel_id = c.id and mem.user_id = $3 and mem.tenant_id = $1 limit 1
    ) mem on true
    where c.id = $2 and c.tenant_id = $1`,
  [call.session.tenant, id, call.session.user]);
  if (!row || !isVisible(call, row)) throw new CallError('not-found', 'No such channel');
  return { ...row, floor: floorOf(call, row) };
}

/**
 * The same, and nobody else changes it until the commit. Two statements, sent together: one that waits for the lock sees members as
 * they were before the wait.
 */
export async function seenChannelToChange(call: Call, id: string): Promise<SeenChannel> {
  const [, channel] = await Promise.all([
    call.query('lock-channel', 'select from channels where id = $2 and tenant_id = $1 for no key update', [call.session.tenant, id]),
    seenChannel(call, id),
  ]);
  return channel;
}

type Part = Pick<SeenChannel, 'my_role' | 'my_joined_seq'>;

export const isVisible = (call: Call, channel: Pick<ChannelRow, 'visibility'> & Part): boolean =>
  channel.my_role !== null || channel.visibility === 'public' || call.can('chat.access_private');

export function floorOf(call: Call, channel: Pick<ChannelRow, 'history' | 'last_seq'> & Part): number {
  if (channel.history === 'all') return 0;
  return channel.my_joined_seq ?? (call.can('chat.access_private') ? 0 : channel.last_seq);
}

export function mustBeMember(channel: SeenChannel): asserts channel is SeenChannel & { my_role: MemberRole } {
  if (channel.my_role === null) throw new CallError('forbidden', channel.visibility === 'public' ? 'Join the channel first' : 'Only members do this; an owner of the channel can add you');
}

export const isArchived = (): CallError => new CallError('conflict', 'The channel is archived; an owner or admin of it can restore it');

export function mustBeLive({ archived_at: archivedAt }: Pick<ChannelRow, 'archived_at'>): void {
  if (archivedAt) throw isArchived();
}

/** Whether the caller manages this channel's members: as its owner or admin, or everywhere. */
export const isManager = (call: Call, { my_role: role }: SeenChannel): boolean => role === 'owner' || role === 'admin' || managesAll(call);

export const managesAll = (call: Call): boolean => call.can('chat.moderate_channels') || call.can('chat.manage_channels');
