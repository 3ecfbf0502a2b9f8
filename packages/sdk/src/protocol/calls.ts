import { z } from 'zod';
import { CallRecording } from './calls.recording.ts';
import { callKinds, callReasons, callRights, callRoles, callStatuses, participantStates } from './calls.states.ts';
import { HostRecord } from './chat.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, NewMessageId, Text } from './schema.ts';

/** What one sends: each is switched by whom it belongs to. */
export const CallMedia = z.object({ microphone: z.boolean(), camera: z.boolean(), screen: z.boolean() }).meta({ id: 'CallMedia' });
export type CallMedia = z.infer<typeof CallMedia>;

/** `rights`: what they may beside what everybody of their role may; absent where that is nothing. */
export const Participant = z.object({
  id: Id, userId: HostId, state: z.enum(participantStates), role: z.enum(callRoles), rights: z.array(z.enum(callRights)).optional(), media: CallMedia, handAt: Instant.nullable(),
  /** Chosen by the client that answered: the others of the same person stop ringing. */
  deviceId: Text(100).nullable(), invitedAt: Instant, joinedAt: Instant.nullable(), leftAt: Instant.nullable(),
}).meta({ id: 'Participant' });
export type Participant = z.infer<typeof Participant>;

/**
 * What a host has set: `isLocked`: nobody new comes in; `hasLobby`: whoever is new waits for a host. `may…`: what those may who are no hosts, `mayRecord` who may
 * record at all. `mostPeople`: who are in it at a time, and `mostHeight`: of a picture, in pixels; these two are a meeting room's. `isEncrypted`: media are encrypted from end to end, as long as the call lasts.
 */
export const CallSettings = z.object({
  isLocked: z.boolean(), hasLobby: z.boolean(), mayUnmute: z.boolean(), mayShare: z.boolean(), mayChat: z.boolean(), mayReact: z.boolean(), mayAnnotate: z.boolean(), mayRecord: z.boolean(),
  mostPeople: z.int().nullable(), mostHeight: z.int().nullable(), isEncrypted: z.boolean(),
}).meta({ id: 'CallSettings' });
export type CallSettings = z.infer<typeof CallSettings>;

/** A call as a whole. `version` grows with every change: a lower one is older. `epoch` grows when media change their way, and what was said in an earlier one is void. Who waits to be let in is told of nobody but themselves. `meetingId`: the room that it is in; `recording`: one that is on, or asked for. */
export const CallInfo = z.object({
  id: Id, version: z.int(), epoch: z.int(), channelId: Id, kind: z.enum(callKinds), status: z.enum(callStatuses), reason: z.enum(callReasons).nullable(), route: z.enum(['mesh', 'sfu']),
  startedBy: HostId, startedAt: Instant, activeAt: Instant.nullable(), endedAt: Instant.nullable(), meetingId: Id.optional(), settings: CallSettings, participants: z.array(Participant), recording: CallRecording.optional(),
}).meta({ id: 'Call' });
export type CallInfo = z.infer<typeof CallInfo>;

/** Minted by a client and kept over a reload of its page: the one that answers has the call. */
const deviceId = Text(100).min(1);
/** By which ways media may go: what the operator has set up, and nothing else. `expiresAt`: until then the credentials are good; null where there are none. */
export const IceServers = z.object({
  servers: z.array(z.object({ urls: z.array(Text(500)), username: Text(500).optional(), credential: Text(500).optional() })), expiresAt: Instant.nullable(),
}).meta({ id: 'IceServers' });
export type IceServers = z.infer<typeof IceServers>;

/** `participantId`: who I am in the call from now on. */
const Joined = z.object({ call: CallInfo, participantId: Id, ice: IceServers });
const permission = 'calls.join';

/**
 * A part of what two participants say to each other to reach one another; the server passes it on and looks into none of it. `run` is the page's own, chosen anew with each load and epoch; `seq` counts from 1
 * within it (0 says nothing but `ack`). `acked` is the run that it is meant for, once that is known; `ack`: of that one all up to there has arrived.
 */
export const CallSignal = z.object({ run: Text(40), seq: z.int().min(0), acked: Text(40).optional(), ack: z.int().min(0), data: z.unknown() }).meta({ id: 'CallSignal' });
export type CallSignal = z.infer<typeof CallSignal>;
export const mostSignals = 32;
export const longestSignal = 100_000;
const signals = z.array(CallSignal).min(1).max(mostSignals).refine((all) => JSON.stringify(all).length <= longestSignal, `must be at most ${longestSignal} characters together`);

export const callOperations = {
  /**
   * Calls the others of a conversation: in a direct one and in a group of up to `mostRung` all, elsewhere those of `userIds`. Where a call is on or rings there, I come into that one. Whoever is not
   * rung may come in. `isEncrypted`: from end to end; `conflict` with `reason: 'not-encrypted'` where a call that is not is on there. `id` and `participantId` are minted by the client, and the same again returns the first result.
   */
  'calls.start': operation({
    http: 'POST /channels/{channelId}/calls',
    input: z.object({ channelId: Id, record: HostRecord.optional(), id: NewMessageId.optional(), participantId: NewMessageId.optional(), kind: z.enum(callKinds), deviceId, userIds: z.array(HostId).max(50).optional(), isEncrypted: z.boolean().optional() }),
    output: Joined, permission, limit: 'write', errors: ['conflict', 'id-taken'],
  }),
  /** Takes a call that rings, or comes into one that is on. `conflict`: it is over, or I am in it on another device; one that was lost gives way. Where it has a lobby my participant is `waiting`, with no way for media, until a host lets me in: then ask for `calls.ice`. */
  'calls.join': operation({
    http: 'POST /calls/{callId}/participants', input: z.object({ callId: Id, participantId: NewMessageId.optional(), deviceId }), output: Joined, permission, limit: 'write', errors: ['conflict', 'id-taken'],
  }),
  /** A device of mine rings. */
  'calls.ring': operation({ http: 'POST /calls/{callId}/ring', input: z.object({ callId: Id }), output: z.object({}), permission, limit: 'write' }),
  'calls.decline': operation({ http: 'POST /calls/{callId}/decline', input: z.object({ callId: Id }), output: CallInfo, permission, limit: 'write' }),
  /** Rings more people: those of the conversation. */
  'calls.invite': operation({ http: 'POST /calls/{callId}/invitations', input: z.object({ callId: Id, userIds: z.array(HostId).min(1).max(50) }), output: CallInfo, permission, limit: 'write', errors: ['conflict'] }),
  /** My device is there again, on this connection: from now on it hears its signals. */
  'calls.resume': operation({ input: z.object({ participantId: Id, deviceId }), output: Joined, permission, limit: 'write', errors: ['conflict'] }),
  /** Credentials for the ways of media, for who is in a call: before those of before expire. */
  'calls.ice': operation({ http: 'POST /participants/{participantId}/ice', input: z.object({ participantId: Id }), output: IceServers, permission, limit: 'read', errors: ['conflict'] }),
  /** Credentials to try the ways of media with before a call. Good for two minutes; asked again soon they are the same. */
  'calls.preflight': operation({ http: 'POST /calls/preflight', input: z.object({}), output: IceServers, permission, limit: 'write' }),
  /** What I send and how I am; `isConnected`: media flow; `isAway`: the page that was in the call is gone, and has the time of a lost connection to come back with `calls.resume`. */
  'calls.update': operation({
    http: 'PATCH /participants/{participantId}',
    input: z.object({ participantId: Id, media: CallMedia.partial().optional(), isConnected: z.literal(true).optional(), isAway: z.literal(true).optional(), isHeld: z.boolean().optional(), isHandUp: z.boolean().optional() }),
    output: CallInfo, permission, limit: 'write', errors: ['conflict'],
  }),
  'calls.leave': operation({ http: 'DELETE /participants/{participantId}', input: z.object({ participantId: Id }), output: CallInfo, permission, limit: 'write' }),
  /** Ends it for all. For hosts; a direct call for both. */
  'calls.end': operation({ http: 'DELETE /calls/{callId}', input: z.object({ callId: Id }), output: CallInfo, permission, limit: 'write' }),
  /** Those that ring for me, that I am in, and that are on in one of these channels. */
  'calls.live': operation({ http: 'GET /calls/live', input: z.object({ channelIds: z.array(Id).max(100).optional() }), output: z.object({ items: z.array(CallInfo) }), permission, limit: 'read' }),
  'calls.call': operation({ http: 'GET /calls/{callId}', input: z.object({ callId: Id }), output: CallInfo, permission, limit: 'read' }),
  /** From me in a call to one in it. What is of an earlier epoch than the call is `conflict`. */
  'calls.signal': operation({
    input: z.object({ participantId: Id, to: Id, epoch: z.int().min(1), signals }),
    output: z.object({}), permission, limit: 'signal', errors: ['conflict', 'unavailable'],
  }),
};

export const callEvents = {
  /** A call as it is now: told to all who are or were to be in it, and in its conversation. */
  'calls.changed': CallInfo,
  /** To the device of `to` alone. */
  'calls.signal': z.object({ callId: Id, from: Id, to: Id, epoch: z.int(), signals }),
};
