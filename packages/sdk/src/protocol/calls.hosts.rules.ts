// Who may do what in a call: pure, and one wording for both servers.
import type { CallState, Leg } from './calls.machine.ts';
import { type CallRight, type CallRole, isGuest, isHosting, isLive, isPresent, isRung, isWaiting, refusedMedia } from './calls.states.ts';
import type { CallMedia, CallSettings } from './calls.ts';
import type { Refusal } from './errors.ts';

type Asked<K extends string> = { readonly [M in K]?: boolean | undefined };

export const legIn = ({ legs }: Pick<CallState, 'legs'>, userId: string): Leg | undefined => legs.find((leg) => leg.userId === userId && isPresent(leg));
const hostsOf = ({ legs }: Pick<CallState, 'legs'>): string[] => legs.filter((leg) => isPresent(leg) && isHosting(leg)).map(({ userId }) => userId);

/** Whoever acts as a host must be one, in the call, or have that right. */
export function refuseHosting(call: CallState, userId: string, right?: CallRight): Refusal | undefined {
  const me = legIn(call, userId);
  return me && (isHosting(me) || (right && me.rights.includes(right))) ? undefined : { code: 'forbidden', message: 'Only a host of the call does this', details: { hosts: hostsOf(call) } };
}

const noLeg: Refusal = { code: 'not-found', message: 'Nobody of that id is in the call' };

/** The host's place and those of co-hosts are the host's to give and to take. */
export function refuseRole(call: CallState, userId: string, participantId: string, role: CallRole): Refusal | undefined {
  const refusal = refuseHosting(call, userId);
  if (refusal) return refusal;
  const leg = call.legs.find(({ id }) => id === participantId), me = legIn(call, userId)!;
  if (!leg) return noLeg;
  if (!isPresent(leg)) return { code: 'conflict', message: 'They are not in the call now' };
  if (isGuest(leg.userId) && isHosting({ role })) return { code: 'conflict', message: 'Guests are no hosts; make somebody with an account one' };
  if (leg.role === 'host' && role !== 'host') return { code: 'conflict', message: 'A call has a host: make somebody else one' };
  if (me.role !== 'host' && (role === 'host' || leg.role === 'cohost')) return { code: 'forbidden', message: 'Only the host of the call does this', details: { hosts: hostsOf(call) } };
  return undefined;
}

/** Nobody puts out the host, and co-hosts no other co-host. */
export function refuseRemoval(call: CallState, userId: string, participantIds: readonly string[]): Refusal | undefined {
  const refusal = refuseHosting(call, userId);
  if (refusal) return refusal;
  const me = legIn(call, userId)!;
  for (const id of participantIds) {
    const leg = call.legs.find((one) => one.id === id);
    if (!leg) return noLeg;
    if (leg.id !== me.id && isPresent(leg) && (leg.role === 'host' || (leg.role === 'cohost' && me.role !== 'host'))) return { code: 'forbidden', message: 'Only the host of the call does this', details: { hosts: hostsOf(call) } };
  }
  return undefined;
}

/** What somebody begins to send must be theirs to send; what they stop always is. */
export function refuseMedia(settings: CallSettings, leg: { readonly role: CallRole; readonly rights?: readonly CallRight[] | undefined }, was: CallMedia, media: Asked<keyof CallMedia>): Refusal | undefined {
  for (const kind of ['microphone', 'camera', 'screen'] as const) {
    const reason = media[kind] === true && !was[kind] && refusedMedia(settings, leg, kind);
    if (reason) return { code: 'forbidden', message: reason === 'viewer' ? 'Viewers send nothing; a host can give you another role' : kind === 'microphone' ? 'Only hosts unmute people here; raise your hand, and a host can allow it' : 'Only hosts share their screens here; a host can allow it' };
  }
  return undefined;
}

/** Of those who wait, the ones asked for; without any, all. */
export const waitingIds = ({ legs }: CallState, ids?: readonly string[]): string[] => legs.filter((leg) => isWaiting(leg) && (ids?.includes(leg.id) ?? true)).map(({ id }) => id);

/** Whose sending a host stops: these, or all who are no hosts. */
export const mutedBy = (call: CallState, ids?: readonly string[]): string[] => call.legs.filter((leg) => isPresent(leg) && (ids ? ids.includes(leg.id) : !isHosting(leg))).map(({ id }) => id);

/** Who waits before the door, or went from there and was never let in, however that ended: a device of theirs has asked. Whom one rings has none until they are in. */
export const isBeforeDoor = ({ deviceId, joinedAt }: { readonly deviceId: string | null; readonly joinedAt: unknown }): boolean => deviceId !== null && joinedAt === null;

type Placed = Pick<Leg, 'userId' | 'state' | 'deviceId'> & { readonly joinedAt: unknown };

/** Who is rung or in the call sees all of it; who waits, waited in vain, or was put out, no more than that it is there, and themselves. */
export const isInside = (participants: readonly Placed[], userId: string): boolean => {
  const last = participants.findLast((one) => one.userId === userId);
  return last !== undefined && !isBeforeDoor(last) && last.state !== 'removed';
};

/** Who is out of a call that is on sees it by its conversation alone, and comes back by that; where they do not see that, with a new invitation. Once it is over it is theirs as their history has it. */
export const isOut = ({ status, participants }: { readonly status: CallState['status']; readonly participants: readonly { readonly userId: string; readonly leftAt: unknown }[] }, userId: string): boolean => {
  const last = participants.findLast((one) => one.userId === userId);
  return isLive({ status }) && last !== undefined && last.leftAt !== null;
};

/** Who was in a call or rung until now is told of all of it once more: how they went. Who waited is not. */
export const wasInside = (participants: readonly (Placed & { readonly leftAt: unknown })[], userId: string): boolean =>
  isInside(participants, userId) && participants.findLast((one) => one.userId === userId)?.leftAt === null;

/** A call as somebody outside sees it: without the others in it. */
export const outsideView = <T extends { readonly participants: readonly { readonly userId: string }[]; readonly recording?: unknown }>(call: T, userId: string): T => {
  const { recording: _, ...rest } = call; // it names who is inside
  return { ...rest, participants: call.participants.filter((one) => one.userId === userId) } as unknown as T;
};

/** Who asks others into the call of a room with a password brings them past it: that is a host's to do. */
export function refuseBringing(call: CallState, userId: string): Refusal | undefined {
  const refusal = refuseHosting(call, userId, 'admit');
  return refusal && { ...refusal, message: 'The room has a password; a host of the call asks others in, or tell them the password' };
}

/** Whether somebody can be handed a call. `hasPassword`: it is in a room with one. */
export function refuseTransfer(call: CallState, userId: string, to: { readonly userId: string; readonly isBusy: boolean }, hasPassword = false): Refusal | undefined {
  if (!legIn(call, userId)) return { code: 'forbidden', message: 'Who is in the call hands it on; join it first' };
  if (call.status !== 'active') return { code: 'conflict', message: 'Nobody has answered yet', details: { reason: 'unanswered' } };
  if (call.legs.some((leg) => leg.userId === to.userId && (isPresent(leg) || isRung(leg) || isWaiting(leg)))) return { code: 'conflict', message: 'They are in this call already', details: { reason: 'there' } };
  const last = call.legs.findLast((leg) => leg.userId === to.userId);
  const { isLocked, hasLobby } = call.settings;
  if (isLocked || hasLobby || last?.state === 'removed') {
    const refusal = refuseHosting(call, userId, 'admit');
    if (refusal) return { ...refusal, message: isLocked || hasLobby ? `The call ${isLocked ? 'is locked' : 'has a lobby'}; a host of it asks others in` : 'They were put out of this call; a host of it can ask them in again' };
  }
  const refusal = hasPassword ? refuseBringing(call, userId) : undefined;
  if (refusal) return refusal;
  return to.isBusy ? { code: 'conflict', message: 'They are in another call now', details: { reason: 'busy' } } : undefined;
}

/** Whether somebody who is in both may take those of one call into another one: where there are more than two it is a host's to say, and a door is kept by those who keep it. */
export function refuseMerge(from: CallState, into: CallState, userId: string, hasPassword = false): Refusal | undefined {
  if (!legIn(from, userId) || !legIn(into, userId)) return { code: 'forbidden', message: 'Who is in both calls joins them; join them first' };
  if (from.settings.isEncrypted && !into.settings.isEncrypted) return { code: 'conflict', message: 'Those of a call that is encrypted from end to end go on in none that is not', details: { reason: 'not-encrypted' } };
  if (into.status !== 'active') return { code: 'conflict', message: 'Nobody has answered yet', details: { reason: 'unanswered' } };
  const others = from.legs.filter((leg) => isPresent(leg) && leg.userId !== userId), refusal = others.length > 1 ? refuseHosting(from, userId) : undefined;
  if (refusal) return refusal;
  const isGuarded = into.settings.isLocked || into.settings.hasLobby || others.some(({ userId: other }) => into.legs.findLast((leg) => leg.userId === other)?.state === 'removed');
  if (isGuarded) return refuseHosting(into, userId, 'admit');
  return hasPassword ? refuseBringing(into, userId) : undefined;
}
