// What people are in a meeting room. No zod here: clients import it at run time.
import type { CallRight, CallRole } from './calls.states.ts';

export const meetingLevels = ['owner', 'moderator', 'presenter', 'participant', 'viewer'] as const;
export type MeetingLevel = (typeof meetingLevels)[number];

/** Who comes in: whoever has the link; with a password besides; or whom somebody lets in. Owners and moderators always. */
export const meetingAccess = ['open', 'password', 'lobby'] as const;
export type MeetingAccess = (typeof meetingAccess)[number];

/** `locked`: a host of the call that is on lets nobody new in. */
export const meetingStatuses = ['open', 'in-meeting', 'locked', 'closed'] as const;
export type MeetingStatus = (typeof meetingStatuses)[number];

export const openMeeting = { mayUnmute: true, mayShare: true, mayChat: true, mayReact: true, mayAnnotate: true, mayRecord: true, allowsGuests: true, mostHeight: null as number | null, isEncrypted: false };

/** What a level brings. Owners and moderators are hosts, who may all of it. */
export const rightsOf: Readonly<Record<MeetingLevel, readonly CallRight[]>> = {
  owner: ['mute', 'record', 'share', 'admit', 'annotate'], moderator: ['mute', 'record', 'share', 'admit', 'annotate'], presenter: ['share', 'annotate'], participant: [], viewer: [],
};

/** What somebody is in the call of a room. */
export function standingOf(level: MeetingLevel, rights: readonly CallRight[] | null): { role: CallRole; isModerator: boolean; rights: CallRight[] } {
  const isHost = level === 'owner' || level === 'moderator';
  return { role: isHost ? 'host' : level === 'viewer' ? 'viewer' : 'participant', isModerator: isHost, rights: isHost ? [] : [...rights ?? rightsOf[level]] };
}

/** Whether somebody comes into a room by what they are in it alone, where others say its password or wait until they are let in. */
export const entersByLevel = (access: MeetingAccess, level: MeetingLevel): boolean => access === 'password' || (access === 'lobby' && standingOf(level, null).isModerator);

/** Until when a role lasts that somebody gives whose own lasts until `own`: no longer than that. Null: for good. Both are instants in UTC. */
export const notBeyond = (own: string | null, asked: string | null): string | null => (own === null ? asked : asked === null || Date.parse(asked) > Date.parse(own) ? own : asked);

/** Without vowels, which would spell words, and without letters that look like others. */
export const codeLetters = 'bcdfghjkmnpqrstvwxyz';
const shape = [3, 4, 3];
export const codeLength = shape.reduce((sum, part) => sum + part);

/** `bcdfghjkmn` → `bcd-fghj-kmn`. */
export const writtenCode = (code: string): string => `${code.slice(0, 3)}-${code.slice(3, 7)}-${code.slice(7)}`;
