import { z } from 'zod';
import { CallInfo, CallSettings } from './calls.ts';
import { callRoles } from './calls.states.ts';
import { operation } from './operation.ts';
import { HostId, Id, NewMessageId } from './schema.ts';

/** What of somebody's a host can stop, or ask for. */
export const callMediaKinds = ['microphone', 'camera', 'screen'] as const;
const kind = z.enum(callMediaKinds);
const participantIds = z.array(Id).min(1).max(100);
const permission = 'calls.join', limit = 'write';

/** What hosts and co-hosts do; where a right stands beside it, whoever has that, too. `forbidden` names who can. */
export const callHostOperations = {
  /** Where a host makes somebody else host they are a co-host themselves from then on; that is for the host alone, and so is taking the host's or a co-host's role. */
  'calls.setRole': operation({ http: 'PATCH /calls/{callId}/participants/{participantId}', input: z.object({ callId: Id, participantId: Id, role: z.enum(callRoles) }), output: CallInfo, permission, limit, errors: ['conflict'] }),
  /** Puts them out, or stops ringing them: they come back only where a host asks them in. */
  'calls.remove': operation({ http: 'POST /calls/{callId}/removals', input: z.object({ callId: Id, participantIds }), output: CallInfo, permission, limit }),
  /** Stops what these send (right `mute`), without any all but hosts. Through an SFU it is enforced; in a mesh their own client does it. */
  'calls.mute': operation({ http: 'POST /calls/{callId}/mutes', input: z.object({ callId: Id, participantIds: participantIds.optional(), kind: kind.default('microphone') }), output: CallInfo, permission, limit }),
  /** Asks somebody to unmute, to show themselves or their screen; they decide. */
  'calls.ask': operation({ http: 'POST /calls/{callId}/questions', input: z.object({ callId: Id, participantId: Id, kind }), output: z.object({}), permission, limit, errors: ['conflict'] }),
  /** Lets in who waits (right `admit`); without any, all. `conflict`: no room is left. */
  'calls.admit': operation({ http: 'POST /calls/{callId}/admissions', input: z.object({ callId: Id, participantIds: participantIds.optional() }), output: CallInfo, permission, limit, errors: ['conflict'] }),
  /** Does not let in who waits (right `admit`); without any, nobody of them. */
  'calls.deny': operation({ http: 'POST /calls/{callId}/denials', input: z.object({ callId: Id, participantIds: participantIds.optional() }), output: CallInfo, permission, limit }),
  /** Of these, or of all. */
  'calls.lowerHands': operation({ http: 'DELETE /calls/{callId}/hands', input: z.object({ callId: Id, participantIds: participantIds.optional() }), output: CallInfo, permission, limit }),
  'calls.setSettings': operation({ http: 'PATCH /calls/{callId}', input: z.object({ callId: Id, settings: CallSettings.omit({ mayRecord: true, mostPeople: true, mostHeight: true, isEncrypted: true }).partial() }), output: CallInfo, permission, limit, errors: ['conflict'] }),
};

/** Handing a call on. */
export const callTransferOperations = {
  /** Rings somebody, and I leave as soon as they answer; where they do not, I keep the call. `conflict`: they are in another call, or in this one. */
  'calls.transfer': operation({
    http: 'POST /calls/{callId}/transfers', input: z.object({ callId: Id, to: HostId, participantId: NewMessageId.optional() }), output: CallInfo, permission: 'calls.transfer', limit, errors: ['conflict', 'id-taken'],
  }),
  /** Two calls that I am in become one: those of `callId` go on in `into`, and `callId` is over. `isLeaving`: the others are left to themselves. */
  'calls.merge': operation({
    http: 'POST /calls/{callId}/merges', input: z.object({ callId: Id, into: Id, isLeaving: z.boolean().default(false) }), output: CallInfo, permission: 'calls.transfer', limit, errors: ['conflict'],
  }),
};

export const callHostEvents = {
  /** To the device of `participantId`: a host has stopped something of it, or asks for it. */
  'calls.asked': z.object({ callId: Id, participantId: Id, by: HostId, kind, isOn: z.boolean() }),
  /** To the device of `participantId`, whose call goes on in another one: they are `to` there. */
  'calls.moved': z.object({ callId: Id, participantId: Id, into: Id, to: Id }),
};
