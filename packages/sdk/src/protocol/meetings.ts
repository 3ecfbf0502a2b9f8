import { z } from 'zod';
import { CallInfo, IceServers } from './calls.ts';
import { IceServer } from './calls.ice.ts';
import { callKinds, callRights } from './calls.states.ts';
import { meetingAccess, meetingLevels, meetingStatuses } from './meetings.levels.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, NewChannelId, NewMessageId, page, paging, Text } from './schema.ts';

/** What those may who neither own nor moderate the room. `mostHeight` of a picture, in pixels; null: no limit. `isEncrypted`: its calls are, from end to end. */
export const MeetingSettings = z.object({
  mayUnmute: z.boolean(), mayShare: z.boolean(), mayChat: z.boolean(), mayReact: z.boolean(), mayAnnotate: z.boolean(), mayRecord: z.boolean(), allowsGuests: z.boolean(),
  mostHeight: z.int().min(90).max(2160).nullable(), isEncrypted: z.boolean(),
}).meta({ id: 'MeetingSettings' });
export type MeetingSettings = z.infer<typeof MeetingSettings>;

/** A lasting room to meet in. `path` is its link on this server; `channelId` its conversation; `callId` the call that is on. `mine`: what I am in it. `iceServers`: by which media go instead of the operator's servers; told to its owners alone. */
export const MeetingRoom = z.object({
  id: Id, code: Text(20), path: Text(100), name: Text(200), access: z.enum(meetingAccess), capacity: z.int().nullable(), status: z.enum(meetingStatuses), settings: MeetingSettings,
  channelId: Id, callId: Id.nullable(), createdBy: HostId, createdAt: Instant, mine: z.object({ level: z.enum(meetingLevels), rights: z.array(z.enum(callRights)), until: Instant.nullable() }),
  iceServers: z.array(IceServer).optional(),
}).meta({ id: 'MeetingRoom' });
export type MeetingRoom = z.infer<typeof MeetingRoom>;

/** What whoever has the code sees before they come in. `id`: the room's; `needsPassword`: of them; `people`: how many are in the call now; `isFull`: no more come in. */
export const MeetingDoor = z.object({
  id: Id, code: Text(20), name: Text(200), access: z.enum(meetingAccess), status: z.enum(meetingStatuses), allowsGuests: z.boolean(), needsPassword: z.boolean(), people: z.int(), isFull: z.boolean(),
}).meta({ id: 'MeetingDoor' });
export type MeetingDoor = z.infer<typeof MeetingDoor>;

/** What somebody is in a room, until then. `rights` beside or instead of what their level brings. */
export const MeetingRole = z.object({ userId: HostId, level: z.enum(meetingLevels), rights: z.array(z.enum(callRights)).nullable(), until: Instant.nullable(), grantedBy: HostId, grantedAt: Instant }).meta({ id: 'MeetingRole' });
export type MeetingRole = z.infer<typeof MeetingRole>;

const name = Text(200).trim().min(1);
const password = Text(200).min(4);
const capacity = z.int().min(2).max(500).nullable();
/** As people write it: in either case, with or without hyphens. */
const code = Text(40).transform((written) => written.toLowerCase().replaceAll(/[^a-z]/g, ''));
const permission = 'calls.join';

export const meetingOperations = {
  /** A room with a conversation of its own, of which I am the owner. `conflict`: a password is missing. `id` is minted by the client, and the same again returns the first result. */
  'meetings.create': operation({
    http: 'POST /meetings', input: z.object({ id: NewChannelId.optional(), name, access: z.enum(meetingAccess).default('open'), password: password.optional(), capacity: capacity.default(null), settings: MeetingSettings.partial().default({}) }),
    output: MeetingRoom, permission: 'meetings.create', limit: 'write', errors: ['conflict', 'id-taken'],
  }),
  /** Those that I have a place in, newest first. */
  'meetings.list': operation({ http: 'GET /meetings', input: z.object({ ...paging }), output: page(MeetingRoom), permission, limit: 'read' }),
  'meetings.room': operation({ http: 'GET /meetings/{roomId}', input: z.object({ roomId: Id }), output: MeetingRoom, permission, limit: 'read' }),
  /** What stands at the door of a room, for whoever has its code. Who tries codes waits longer and longer. */
  'meetings.find': operation({ http: 'GET /meetings/codes/{code}', input: z.object({ code }), output: MeetingDoor, permission, limit: 'read' }),
  /**
   * For its owners; what is changed holds in the call that is on, too. Closed, nobody comes in, and that call is over; another code makes the link before worthless. `iceServers` needs the permission
   * meetings.set_ice_servers, for browsers of all who come connect to them; null: those of the operator again.
   */
  'meetings.update': operation({
    http: 'PATCH /meetings/{roomId}',
    input: z.object({ roomId: Id, name: name.optional(), access: z.enum(meetingAccess).optional(), password: password.optional(), capacity: capacity.optional(), settings: MeetingSettings.partial().optional(), isClosed: z.boolean().optional(), hasNewCode: z.literal(true).optional(), iceServers: z.array(IceServer).min(1).max(5).nullable().optional() }),
    output: MeetingRoom, permission, limit: 'write', errors: ['conflict'],
  }),
  /** For its owners: with its conversation. */
  'meetings.delete': operation({ http: 'DELETE /meetings/{roomId}', input: z.object({ roomId: Id }), output: z.object({}), permission, limit: 'write' }),
  /**
   * Comes into the call of a room, or begins it. `forbidden` with `details.reason`: `password` where it is missing or wrong, `locked`, `removed`; `conflict` with `closed` or `full`; `rate-limited` after too many wrong passwords, of all people together. Where it has a lobby my
   * participant is `waiting` until somebody lets me in, and sees neither the room nor its conversation before.
   */
  'meetings.join': operation({
    http: 'POST /meetings/codes/{code}/participants',
    input: z.object({ code, password: Text(200).optional(), deviceId: Text(100).min(1), participantId: NewMessageId.optional(), kind: z.enum(callKinds).default('video') }),
    output: z.object({ call: CallInfo, participantId: Id, ice: IceServers }), permission, limit: 'write', errors: ['conflict', 'id-taken'],
  }),
  /** For its owners and moderators. */
  'meetings.roles': operation({ http: 'GET /meetings/{roomId}/roles', input: z.object({ roomId: Id }), output: z.object({ items: z.array(MeetingRole) }), permission, limit: 'read' }),
  /** For its owners: makes people something there, in its conversation and its call at once, until then. `rights: null`: those of the level. What somebody gives whose own role ends is over with that, too: the answer says until when. `conflict`: it would be left without an owner. */
  'meetings.grant': operation({
    http: 'PUT /meetings/{roomId}/roles/{userId}',
    input: z.object({ roomId: Id, userId: HostId, level: z.enum(meetingLevels), rights: z.array(z.enum(callRights)).max(callRights.length).nullable().default(null), until: Instant.nullable().default(null) }),
    output: MeetingRole, permission, limit: 'write', errors: ['conflict'],
  }),
  /** For its owners: they are out of its conversation, too. Who is in the call stays there, as anybody; unless that role alone let them in: then they say the room's password to come back, or, where it has a lobby, a host asks them in. */
  'meetings.revoke': operation({ http: 'DELETE /meetings/{roomId}/roles/{userId}', input: z.object({ roomId: Id, userId: HostId }), output: z.object({}), permission, limit: 'write', errors: ['conflict'] }),
};
