import type { MessageVersion } from '../protocol/chat.acts.ts';
import type { Draft } from '../protocol/chat.mine.ts';
import type { ScheduledMessage } from '../protocol/chat.scheduled.ts';
import type { Metadata } from '../protocol/chat.metadata.ts';
import type { Membership, MemberRole, HostRecord, Message, Channel, Thread, ThreadRules } from '../protocol/chat.ts';
import type { Parsed } from '../protocol/contract.ts';
import type { CallRules } from '../protocol/calls.recording.ts';
import type { ApiKey } from '../protocol/admin.ts';
import type { Person } from '../protocol/people.ts';
import type { Preferences } from '../protocol/people.preferences.ts';
import { permissions, type Permission } from '../protocol/permissions.ts';
import type { Presence } from '../protocol/presence.ts';
import type { RecordGrant } from '../protocol/records.grants.ts';
import type { FileFolder } from '../protocol/files.folders.ts';
import type { VoiceRules } from '../protocol/voice.ts';
import type { CallRow } from './calls.ts';
import type { ScheduledCallRow } from './calls.scheduled.ts';
import type { FileRow, UploadRow } from './files.ts';
import type { MeetingRow } from './meetings.live.ts';
import { Hub } from './hub.ts';

export interface MemberRow {
  userId: string; role: MemberRole; joinedAt: string; joinedSeq: number; joinedChange: number;
  readSeq: number; version: number;
  /** The `version` of the last markUnread. */
  unversion: number;
  /** Of the tenant's, that this user is in; the same array for all of them. */
  groups: string[];
  isPinned: boolean; notify: Membership['notify']; section: string | null;
}

export interface ChannelRow {
  id: string; kind: Channel['kind']; visibility: Channel['visibility']; history: Channel['history']; posting: Channel['posting']; archivedAt: string | null;
  thread: Thread | null; threadRules: ThreadRules;
  name: string | null; description: string | null; record: HostRecord | null;
  createdBy: string | null; createdAt: string | null;
  lastSeq: number; lastChange: number; version: number; metadata: Metadata | null;
  /** In the order of joining. */
  members: Map<string, MemberRow>;
  /** `messages[seq - 1]`. */
  messages: Message[];
}

export interface ScheduledRow { userId: string; message: ScheduledMessage; draft: { record?: HostRecord | undefined; threadOf?: string | undefined } }

export interface PresenceRow { chosen: Presence['status'] | 'auto'; text: string | null; until: string | null; lastActiveAt: string | null }

/** Roles that every tenant has; its own override them or add others. */
export const builtInRoles: Readonly<Record<string, readonly Permission[]>> = {
  admin: permissions,
  moderator: ['chat.delete_messages', 'chat.moderate_channels', 'voice.delete'],
  member: ['chat.access_channels', 'chat.create_channels', 'chat.create_direct', 'chat.mention_everyone', 'chat.send_files', 'files.create_links', 'voice.record', 'voice.listen', 'voice.download', 'voice.transcribe', 'calls.join', 'calls.start_audio', 'calls.start_video', 'calls.start_group', 'calls.transfer', 'calls.record', 'calls.download', 'calls.caption', 'meetings.create'],
  guest: [],
};

/** All that one tenant has. Nothing here reaches another one. */
export class Tenant {
  readonly id: string;
  readonly hub = new Hub();
  readonly people = new Map<string, Person>();
  readonly preferences = new Map<string, Preferences>();
  readonly presence = new Map<string, PresenceRow>();
  readonly channels = new Map<string, ChannelRow>();
  readonly messages = new Map<string, Message>();
  /** When somebody saved a message, by user and by the message's id. */
  readonly saved = new Map<string, Map<string, string>>();
  /** By poll, then by voter in the order of their first vote: places of the chosen options. */
  readonly ballots = new Map<string, Map<string, readonly number[]>>();
  /** By user and channel. */
  readonly drafts = new Map<string, Map<string, Draft>>();
  readonly scheduled = new Map<string, ScheduledRow>();
  /** Messages as they were before they were deleted, and by whom they were. */
  readonly deleted = new Map<string, { message: Message; by: string }>();
  /** Of each edited message, all that it said, newest first. */
  readonly versions = new Map<string, MessageVersion[]>();
  readonly files = new Map<string, FileRow>();
  /** Files by the message that carries them, in their order. */
  readonly carried = new Map<string, readonly string[]>();
  readonly calls = new Map<string, CallRow>();
  readonly scheduledCalls = new Map<string, ScheduledCallRow>();
  readonly meetings = new Map<string, MeetingRow>();
  /** Ids of calls that somebody has taken out of their history, by user. */
  readonly forgotten = new Map<string, Set<string>>();
  /** Who records calls and downloads recordings, by conversation where it is not the usual. */
  readonly callRules = new Map<string, Pick<CallRules, 'recording' | 'download'>>();
  /** What participants measured, by participant, then by when. */
  readonly measures = new Map<string, Map<string, Parsed<'calls.measure'>>>();
  readonly folders = new Map<string, FileFolder>();
  readonly uploads = new Map<string, UploadRow>();
  readonly voiceRules = new Map<string, VoiceRules>();
  /** How often each user has heard a message, by message. */
  readonly voicePlays = new Map<string, Map<string, number>>();
  readonly keys = new Map<string, ApiKey>();
  readonly roles = new Map<string, readonly Permission[]>();
  readonly grants = new Map<string, RecordGrant>();
  /** Of each user who has any. */
  readonly #groups = new Map<string, string[]>();
  constructor(id: string) { this.id = id; }

  /** Everyone is `member`; unknown roles add nothing. */
  permissionsOf(roles: readonly string[]): Permission[] {
    const granted = new Set(['member', ...roles].flatMap((role) => this.roles.get(role) ?? (Object.hasOwn(builtInRoles, role) ? builtInRoles[role]! : [])));
    return permissions.filter((permission) => granted.has(permission));
  }

  /** The same array for the same user, however it changes. */
  groupsOf(userId: string): string[] {
    const groups = this.#groups.get(userId) ?? [];
    this.#groups.set(userId, groups);
    return groups;
  }

  /** Somebody named but never seen is a placeholder. */
  mention(userIds: readonly string[]): void {
    for (const id of userIds) if (!this.people.has(id)) this.people.set(id, { id, name: id, avatar: null, isPlaceholder: true });
  }
}
