import type { MemberRole, Message } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { floorOf, isVisibleTo, myPart } from '../membership.ts';
import { channelColumns, type ChannelRow } from './chat.rows.ts';

/**
 * A channel that the caller may see, and the caller's part in it. Messages up to `floor` are hidden from the caller. Of a thread, `home_…` is
 * the channel that it belongs to, and the caller's role there.
 */
export interface SeenChannel extends ChannelRow {
  my_role: MemberRole | null; floor: number;
  home_role: MemberRole | null; home_kind: ChannelRow['kind'] | null; home_archived_at: Date | null;
}

/** `$3`: may look into any channel. */
export const seenColumns = `${channelColumns}, mem.role as my_role, ${floorOf('$3')} as floor, ${isVisibleTo('$3')} as is_visible,
  home.role as home_role, p.kind as home_kind, p.archived_at as home_archived_at`;
export const seenParts = `${myPart}
  left join lateral (select kind, archived_at from channels p where p.id = c.parent_id and p.tenant_id = $1 limit 1) p on true`;

/** What the caller sees of a channel; `not-found` where that is nothing. */
export async function seenChannel(call: Call, id: string): Promise<SeenChannel> {
  const [row] = await call.query<SeenChannel & { is_visible: boolean }>('channel-to-read', `
    select ${seenColumns} from channels c ${seenParts} where c.id = $4 and c.tenant_id = $1`,
  [call.session.tenant, call.session.user, call.can('chat.access_private'), id]);
  if (!row?.is_visible) throw new CallError('not-found', 'No such channel');
  return row;
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

export function mustBeMember(channel: SeenChannel): asserts channel is SeenChannel & { my_role: MemberRole } {
  if (channel.my_role === null) throw new CallError('forbidden', channel.visibility === 'public' ? 'Join the channel first' : 'Only members do this; an owner of the channel can add you');
}

/** Who may write in a channel takes part in it: its members; in a record's conversation everybody; in a thread those of the channel it belongs to. */
export function mustTakePart(channel: SeenChannel): void {
  if (channel.kind === 'record' || channel.home_kind === 'record') return;
  if (channel.kind === 'thread') { if (channel.home_role === null) throw new CallError('forbidden', 'Join the channel first that the thread belongs to'); }
  else mustBeMember(channel);
}

/** And who writes in it: where only its owners and admins do, they. Of a thread its channel's rules say more. */
export function mustWrite(channel: SeenChannel): void {
  mustTakePart(channel);
  mustBeLive(channel);
  if (channel.kind !== 'thread' && channel.posting === 'admins' && channel.member_count > 0 && !isAdmin(channel.my_role)) throw new CallError('forbidden', 'Only owners and admins of this channel write in it');
}

export const isArchived = (): CallError => new CallError('conflict', 'The channel is archived; an owner or admin of it can restore it');

export function mustBeLive({ archived_at: archivedAt, home_archived_at: homeArchivedAt }: Pick<SeenChannel, 'archived_at' | 'home_archived_at'>): void {
  if (archivedAt ?? homeArchivedAt) throw isArchived();
}

/** Refuses what is done with people's words. */
export function mustBeSaid({ card }: Message): void {
  if (card?.type === 'system') throw new CallError('conflict', 'This is the server\'s own notice of what happened here; it stays as it is');
}

/** Whether the caller manages this channel's members: as its owner or admin, or everywhere. */
export const isManager = (call: Call, { kind, my_role: mine, home_role: home }: SeenChannel): boolean => isAdmin(kind === 'thread' ? home : mine) || managesAll(call);

export const isAdmin = (role: MemberRole | null): boolean => role === 'owner' || role === 'admin';

export const managesAll = (call: Call): boolean => call.can('chat.moderate_channels') || call.can('chat.manage_channels');
