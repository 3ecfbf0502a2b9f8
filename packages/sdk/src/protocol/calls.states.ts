// What calls and those in them can be. No zod here: clients import it at run time.

/** In a group of so many all are rung. */
export const mostRung = 20;

export const callKinds = ['audio', 'video'] as const;
export type CallKind = (typeof callKinds)[number];

/** `missed`: nobody answered. */
export const callStatuses = ['ringing', 'active', 'ended', 'missed'] as const;
export type CallStatus = (typeof callStatuses)[number];

/** Why a call is over. `timeout`: it rang too long; `error`: the connections of those in it were lost. */
export const callReasons = ['completed', 'declined', 'cancelled', 'busy', 'timeout', 'error'] as const;
export type CallReason = (typeof callReasons)[number];

/**
 * Where somebody is in a call. `invited`: no device has said yet that it rings; `waiting`: before the door, until a host lets them in; `answered`: the connection is being made; `held`: put on hold by
 * themselves; `reconnecting`: their device is not heard of, for at most its grace; the others of the last line are out of it. `removed`: put out by a host, or not let in.
 */
export const participantStates = [
  'invited', 'ringing', 'waiting',
  'answered', 'active', 'held', 'reconnecting',
  'declined', 'busy', 'missed', 'cancelled', 'left', 'removed', 'failed',
] as const;
export type ParticipantState = (typeof participantStates)[number];

/** A viewer sends nothing. */
export const callRoles = ['host', 'cohost', 'participant', 'viewer'] as const;
export type CallRole = (typeof callRoles)[number];

/** Somebody who came by the link of a meeting room with a name alone. */
export const isGuest = (userId: string): boolean => /^guest:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(userId);
export const guestUser = (id: string): string => `guest:${id}`;

/** What hosts may do and others only where a meeting room says so. */
export const callRights = ['mute', 'record', 'share', 'admit', 'annotate'] as const;
export type CallRight = (typeof callRights)[number];

/** As calls are until a host says otherwise, or their meeting room does. */
export const openSettings = {
  isLocked: false, hasLobby: false, mayUnmute: true, mayShare: true, mayChat: true, mayReact: true, mayAnnotate: true, mayRecord: true, mostPeople: null as number | null, mostHeight: null as number | null,
  isEncrypted: false,
};

interface Placed { readonly state: ParticipantState }
export const isRung = ({ state }: Placed): boolean => state === 'invited' || state === 'ringing';
export const isPresent = ({ state }: Placed): boolean => state === 'answered' || state === 'active' || state === 'held' || state === 'reconnecting';
export const isWaiting = ({ state }: Placed): boolean => state === 'waiting';
export const isHosting = ({ role }: { readonly role: CallRole }): boolean => role === 'host' || role === 'cohost';
/** Why somebody may not begin to send this: they view alone, or hosts alone do that here. */
export const refusedMedia = ({ mayUnmute, mayShare }: { readonly mayUnmute: boolean; readonly mayShare: boolean }, one: { readonly role: CallRole; readonly rights?: readonly CallRight[] | undefined }, kind: 'microphone' | 'camera' | 'screen'): 'viewer' | 'host' | undefined =>
  isHosting(one) ? undefined : one.role === 'viewer' ? 'viewer' : (kind === 'microphone' && !mayUnmute) || (kind === 'screen' && !mayShare && !one.rights?.includes('share')) ? 'host' : undefined;
export const isLive = ({ status }: { readonly status: CallStatus }): boolean => status === 'ringing' || status === 'active';
