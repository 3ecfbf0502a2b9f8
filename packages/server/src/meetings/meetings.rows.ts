import { type MeetingDoor, type MeetingLevel, type MeetingRole, type MeetingRoom, type MeetingSettings, type MeetingStatus, openMeeting, openSettings, rightsOf, type CallSettings, writtenCode } from '@corridor/sdk/protocol';
import type { RoleRow, RoomRow } from './meetings.queries.ts';

export const settingsOf = ({ settings }: Pick<RoomRow, 'settings'>): MeetingSettings => ({ ...openMeeting, ...settings });
export const meetingPath = (code: string): string => `/meet/${writtenCode(code)}`;

const statusOf = ({ closed_at: closedAt, call_id: callId, is_locked: isLocked }: RoomRow): MeetingStatus => (closedAt ? 'closed' : callId === null ? 'open' : isLocked ? 'locked' : 'in-meeting');

export function toRoom(row: RoomRow): MeetingRoom {
  const level = row.level ?? 'participant';
  return {
    id: row.id, code: writtenCode(row.code), path: meetingPath(row.code), name: row.name, access: row.access, capacity: row.capacity, status: statusOf(row), settings: settingsOf(row), channelId: row.channel_id, callId: row.call_id,
    createdBy: row.created_by, createdAt: row.created_at.toISOString(), mine: { level, rights: [...row.rights ?? rightsOf[level]], until: row.until?.toISOString() ?? null },
    ...(row.ice && level === 'owner' && { iceServers: row.ice }),
  };
}

export const toDoor = (row: RoomRow): MeetingDoor => ({
  id: row.id, code: writtenCode(row.code), name: row.name, access: row.access, status: statusOf(row), allowsGuests: settingsOf(row).allowsGuests, needsPassword: row.access === 'password' && row.level === null,
  people: row.people, isFull: row.capacity !== null && row.people >= row.capacity,
});

/** What everybody in its conversation is: those who lead the room write where others may not. */
export const memberRole = (level: MeetingLevel): 'owner' | 'admin' | 'member' => (level === 'owner' ? 'owner' : level === 'moderator' ? 'admin' : 'member');

export const toRole = (row: RoleRow): MeetingRole => ({ userId: row.user_id, level: row.level, rights: row.rights, until: row.until?.toISOString() ?? null, grantedBy: row.granted_by, grantedAt: row.granted_at.toISOString() });

/** How the call of a room begins. */
export function callSettings(row: RoomRow): CallSettings {
  const { allowsGuests: _, ...settings } = settingsOf(row);
  return { ...openSettings, ...settings, hasLobby: row.access === 'lobby', mostPeople: row.capacity };
}
