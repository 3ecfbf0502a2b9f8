import type { IceServer } from '../protocol/calls.ice.ts';
import type { CallState } from '../protocol/calls.machine.ts';
import { isPresent, openSettings } from '../protocol/calls.states.ts';
import { type MeetingAccess, standingOf } from '../protocol/meetings.levels.ts';
import type { MeetingRole, MeetingSettings } from '../protocol/meetings.ts';
import { refuse, type Call } from './call.ts';
import { enter, letHear, tellMembers, tellNewcomers, tellRole, toChannel } from './channels.ts';
import { room } from './hub.ts';
import type { MemberRole } from '../protocol/chat.ts';
import type { ChannelRow } from './tenant.ts';

export interface MeetingRow {
  id: string; code: string; name: string; access: MeetingAccess; password: string | null; capacity: number | null; settings: MeetingSettings; createdBy: string; createdAt: string; isClosed: boolean;
  iceServers: IceServer[] | null;
  roles: Map<string, MeetingRole>;
}

export const roleIn = ({ now, user }: Call, { roles }: MeetingRow): MeetingRole | undefined => { const role = roles.get(user); return role && (role.until === null || role.until > now) ? role : undefined; };

/** People come into a room's conversation without a notice. */
export function attend(call: Call, channel: ChannelRow, users: readonly string[]): void {
  const entered = enter(call, channel, users);
  if (entered.length === 0) return;
  channel.version++;
  call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
  letHear(call, channel, entered);
  tellNewcomers(call, channel, entered);
  tellMembers(call, channel, entered);
}

/** What somebody in its conversation is. */
export function setAttendance(call: Call, channel: ChannelRow, userId: string, role: MemberRole): void {
  const member = channel.members.get(userId);
  if (!member || member.role === role) return;
  member.role = role;
  member.version++;
  tellRole(call, channel, member);
}

/** Whether all in it write, or only those who lead it. */
export function setPosting(call: Call, channel: ChannelRow, posting: ChannelRow['posting']): void {
  if (channel.posting === posting) return;
  channel.posting = posting;
  channel.version++;
  call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
}

/** How the call of a room begins. */
export function callSettings({ settings: { allowsGuests: _, ...settings }, access, capacity }: MeetingRow): CallState['settings'] {
  return { ...openSettings, ...settings, hasLobby: access === 'lobby', mostPeople: capacity };
}

/** What a room is to the call in it. */
export function meetingOf(call: Call, channelId: string): { id: string; settings: CallState['settings']; as: ReturnType<typeof standingOf>; hasPassword: boolean; needsPassword: boolean } | undefined {
  const row = call.tenant.meetings.get(channelId), role = row && roleIn(call, row);
  if (!row) return undefined;
  if (row.isClosed) return refuse('conflict', 'The room is closed; its owner can open it', { reason: 'closed' });
  return { id: row.id, settings: callSettings(row), as: standingOf(role?.level ?? 'participant', role?.rights ?? null), hasPassword: row.access === 'password', needsPassword: row.access === 'password' && !role };
}

/** Who has come into the call of a room is in its conversation. */
export function followMeeting(call: Call, channelId: string, was: CallState | undefined, is: CallState): void {
  const before = new Set(was?.legs.filter(isPresent).map(({ userId }) => userId)), channel = call.tenant.channels.get(channelId);
  if (channel) attend(call, channel, is.legs.filter((leg) => isPresent(leg) && !before.has(leg.userId)).map(({ userId }) => userId));
}
