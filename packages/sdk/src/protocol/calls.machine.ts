// A call as a state machine: pure, over the whole call, so that every order of what happens can be tried in a table. It serves the server and the one in memory.
import { type CallKind, type CallReason, type CallRight, type CallRole, type CallStatus, isGuest, isHosting, isLive, isPresent, isRung, isWaiting, openSettings, type ParticipantState } from './calls.states.ts';
import type { CallSettings } from './calls.ts';
import { mostWaiting } from './calls.legs.ts';
import type { Refusal } from './errors.ts';

/** Times are ms since 1970. */
export interface Leg {
  readonly id: string;
  readonly userId: string;
  readonly state: ParticipantState;
  readonly role: CallRole;
  /** Owns or moderates the conversation: comes in without waiting, and is host before others are. */
  readonly isModerator: boolean;
  readonly rights: readonly CallRight[];
  /** On whose place in the meeting room it rests that they are host or co-host: it ends with that. */
  readonly givenBy: string | null;
  /** Who leaves as soon as this one answers. */
  readonly transferredBy: string | null;
  /** The one that answered. */
  readonly deviceId: string | null;
  readonly invitedAt: number;
  readonly joinedAt: number | null;
  readonly leftAt: number | null;
  /** When it stops ringing, or its grace is over. One who waits has a grace, too. */
  readonly until: number | null;
}

export interface CallState {
  readonly kind: CallKind;
  readonly status: CallStatus;
  readonly reason: CallReason | null;
  /** Of two people: over as soon as one of them has left. */
  readonly isDirect: boolean;
  readonly startedBy: string;
  readonly activeAt: number | null;
  readonly endedAt: number | null;
  readonly settings: CallSettings;
  readonly legs: readonly Leg[];
}

export interface Times { readonly ringMs: number; readonly graceMs: number }

/** What somebody is as they come in. */
export interface Standing { readonly role?: CallRole | undefined; readonly isModerator?: boolean | undefined; readonly rights?: readonly CallRight[] | undefined }

export interface Invited { readonly id: string; readonly userId: string; readonly isBusy: boolean }

/** Somebody of another call, with the leg that they have there. `as`: what they are in the meeting room of this one. */
export interface Adopted { readonly id: string; readonly leg: Leg; readonly as?: Standing | undefined }

/** What happens to a call. People are named by whom they are while it rings, by their leg once they are in it. */
export type CallEvent =
  /** Who was put out is asked in again by a host alone, or who lets people in, and so is anybody where the call is locked or has a lobby. */
  | { readonly type: 'invite'; readonly people: readonly Invited[]; readonly isByHost?: boolean }
  /** Rings somebody, and `legId` leaves as soon as they answer. */
  | { readonly type: 'transfer'; readonly legId: string; readonly person: Invited }
  /** Those of another call go on in this one. */
  | { readonly type: 'adopt'; readonly people: readonly Adopted[]; readonly leaving?: string | undefined }
  | { readonly type: 'ring'; readonly userId: string }
  /** Takes a call that rings, or comes into one that is on; `legId` is used where there is none. */
  | { readonly type: 'join'; readonly userId: string; readonly legId: string; readonly deviceId: string; readonly as?: Standing }
  | { readonly type: 'decline'; readonly userId: string }
  /** Media flow. */
  | { readonly type: 'connected'; readonly legId: string }
  | { readonly type: 'hold' | 'unhold'; readonly legId: string }
  /** The device is not heard of any more, or is again. */
  | { readonly type: 'lost' | 'back'; readonly legId: string }
  | { readonly type: 'leave' | 'remove'; readonly legId: string }
  /** Of those who wait. */
  | { readonly type: 'admit' | 'deny'; readonly legIds: readonly string[] }
  /** A new host: the one before is a cohost from then on. `by`: who gives it. */
  | { readonly type: 'role'; readonly legId: string; readonly role: CallRole; readonly by?: string }
  /** What they are in the meeting room has changed, or its time is over: who leads it no more leaves nobody behind whom they made host or co-host. */
  | { readonly type: 'standing'; readonly userId: string; readonly as: Standing }
  | { readonly type: 'set'; readonly settings: { readonly [K in keyof CallSettings]?: CallSettings[K] | undefined } }
  | { readonly type: 'end' }
  /** Time has passed. */
  | { readonly type: 'tick' };

/** What a call is after that; the very same object where nothing changes. A refusal (`conflict`) for what cannot be done in it any more, and (`not-found`) for who is not in it. */
export function step(call: CallState, event: CallEvent, now: number, times: Times): CallState | Refusal {
  if (!isLive(call)) {
    if (event.type === 'join' || event.type === 'invite' || event.type === 'transfer' || event.type === 'adopt') return { code: 'conflict', message: 'The call is over; start another one', details: { reason: 'over' } };
    return call; // both hang up at once: the second one is right, too
  }
  const refusal = refusalOf(call, event);
  if (refusal) return refusal;
  const changed = happen(call, event, now, times);
  return changed === call ? call : settle(changed, event, now);
}

function refusalOf({ legs, settings }: CallState, event: CallEvent): Refusal | undefined {
  if (event.type === 'join') {
    const mine = legs.filter(({ userId }) => userId === event.userId), there = mine.find(isPresent), last = mine.at(-1);
    if (there) return there.deviceId !== event.deviceId && there.state !== 'reconnecting' ? { code: 'conflict', message: 'You are in this call on another device', details: { participantId: there.id } } : undefined;
    if (last?.state === 'removed') return { code: 'forbidden', message: last.joinedAt === null ? 'You were not let in; a host of the call can ask you in' : 'You were put out of this call; a host of it can ask you in again', details: { reason: 'removed' } };
    if (isFull(legs, settings, 1) && !isToWait(settings, mine, event.as)) return full;
    if (isToWait(settings, mine, event.as) && !mine.some(isWaiting) && legs.filter(isWaiting).length >= mostWaiting) return crowded;
    return settings.isLocked && isNew(mine) && !isTrusted(event.as) ? { code: 'forbidden', message: 'The call is locked; a host of it can ask you in', details: { reason: 'locked' } } : undefined;
  }
  if (event.type === 'admit' && isFull(legs, settings, legs.filter((leg) => isWaiting(leg) && event.legIds.includes(leg.id)).length)) return full;
  if (event.type === 'invite' && !event.isByHost && (settings.isLocked || settings.hasLobby)) return { code: 'forbidden', message: `The call ${settings.isLocked ? 'is locked' : 'has a lobby'}; a host of it asks others in`, details: { reason: settings.isLocked ? 'locked' : 'lobby' } };
  if (event.type === 'adopt') {
    const there = legs.filter(isPresent), coming = event.people.filter(({ leg }) => !there.some(({ userId }) => userId === leg.userId)).length;
    if (isFull(legs, settings, coming - (there.some(({ id }) => id === event.leaving) ? 1 : 0))) return full;
  }
  return 'legId' in event && !legs.some(({ id }) => id === event.legId) ? { code: 'not-found', message: 'Nobody of that id is in the call' } : undefined;
}

const full: Refusal = { code: 'conflict', message: 'The room is full; try again when somebody has left', details: { reason: 'full' } };
const crowded: Refusal = { code: 'conflict', message: 'Too many people wait already; try again when a host has let some of them in', details: { reason: 'full', waiting: mostWaiting } };
const isFull = (legs: readonly Leg[], { mostPeople }: CallSettings, coming: number): boolean => coming > 0 && mostPeople !== null && legs.filter(isPresent).length + coming > mostPeople;

/** Neither asked in nor in it before. */
const isNew = (mine: readonly Leg[]): boolean => !mine.some((leg) => isRung(leg) || leg.joinedAt !== null);
const isTrusted = (as: Standing = {}): boolean => as.isModerator === true || (as.role !== undefined && isHosting({ role: as.role }));

const isToWait = ({ hasLobby }: CallSettings, mine: readonly Leg[], as: Standing | undefined): boolean => hasLobby && isNew(mine) && !isTrusted(as);

function happen(call: CallState, event: CallEvent, now: number, { ringMs, graceMs }: Times): CallState {
  const legs = (change: (leg: Leg) => Leg): CallState => {
    const next = call.legs.map(change);
    return next.every((leg, index) => leg === call.legs[index]) ? call : { ...call, legs: next };
  };
  const put = (id: string, change: (leg: Leg) => Partial<Leg> | undefined): CallState => legs((leg) => {
    const changes = leg.id === id ? change(leg) : undefined;
    return changes ? { ...leg, ...changes } : leg;
  });
  const gone = (state: ParticipantState): Partial<Leg> => ({ state, until: null, leftAt: now });
  switch (event.type) {
    case 'invite': {
      const isWanted = ({ userId }: Invited) => !call.legs.some((leg) => leg.userId === userId && (isPresent(leg) || isRung(leg) || isWaiting(leg))) && (event.isByHost === true || !isPutOut(call, userId));
      const added = event.people.filter(isWanted).map(({ id, userId, isBusy }): Leg => ({
        ...newLeg, id, userId, state: isBusy ? 'busy' : 'invited', invitedAt: now, leftAt: isBusy ? now : null, until: isBusy ? null : now + ringMs,
      }));
      return added.length === 0 ? call : { ...call, isDirect: call.isDirect && call.legs.length + added.length <= 2, legs: [...call.legs, ...added] };
    }
    case 'transfer': {
      const { id, userId } = event.person;
      return { ...call, legs: [...call.legs, { ...newLeg, id, userId, state: 'invited', transferredBy: event.legId, invitedAt: now, until: now + ringMs }] };
    }
    case 'adopt': {
      const isThere = (userId: string) => call.legs.some((leg) => leg.userId === userId && isPresent(leg));
      const added = event.people.filter(({ leg }) => !isThere(leg.userId)).map(({ id, leg, as }): Leg => ({
        ...leg, id, state: leg.state === 'reconnecting' ? leg.state : 'answered', role: as?.role === 'host' ? 'cohost' : as?.role ?? 'participant', isModerator: as?.isModerator ?? false, rights: as?.rights ?? [], givenBy: null, transferredBy: null, invitedAt: now, joinedAt: now,
      }));
      const known = call.legs.map((leg): Leg => ((isRung(leg) || isWaiting(leg)) && added.some(({ userId }) => userId === leg.userId) ? { ...leg, ...gone('cancelled') } : leg.id === event.leaving && isPresent(leg) ? { ...leg, ...gone('left') } : leg));
      const legs = [...known, ...added];
      return { ...call, isDirect: call.isDirect && legs.filter(isPresent).length <= 2, legs };
    }
    case 'ring': return legs((leg) => (leg.userId === event.userId && leg.state === 'invited' ? { ...leg, state: 'ringing' } : leg));
    case 'join': return join(call, event, now);
    case 'decline': return legs((leg) => (leg.userId === event.userId && isRung(leg) ? { ...leg, ...gone('declined') } : leg));
    case 'connected': return put(event.legId, ({ state }) => (state === 'answered' ? { state: 'active' } : undefined));
    case 'hold': return put(event.legId, ({ state }) => (state === 'active' || state === 'answered' ? { state: 'held' } : undefined));
    case 'unhold': return put(event.legId, ({ state }) => (state === 'held' ? { state: 'active' } : undefined));
    case 'lost': return put(event.legId, (leg) => (isPresent(leg) && leg.state !== 'reconnecting' ? { state: 'reconnecting', until: now + graceMs } : isWaiting(leg) ? { until: leg.until ?? now + graceMs } : undefined));
    case 'back': return put(event.legId, ({ state, until }) => (state === 'reconnecting' ? { state: 'active', until: null } : state === 'waiting' && until !== null ? { until: null } : undefined));
    case 'leave': return put(event.legId, (leg) => (isPresent(leg) || isWaiting(leg) ? gone('left') : undefined));
    case 'remove': return put(event.legId, (leg) => (isPresent(leg) || isWaiting(leg) ? gone('removed') : isRung(leg) ? gone('cancelled') : undefined));
    case 'admit': return legs((leg) => (event.legIds.includes(leg.id) && isWaiting(leg) ? { ...leg, state: 'answered', joinedAt: now, until: null } : leg));
    case 'deny': return legs((leg) => (event.legIds.includes(leg.id) && isWaiting(leg) ? { ...leg, ...gone('removed') } : leg));
    case 'role': return !call.legs.some((leg) => leg.id === event.legId && isPresent(leg)) ? call : legs((leg) => {
      if (leg.id === event.legId) return leg.role === event.role ? leg : { ...leg, role: event.role, givenBy: isHosting(event) && !leg.isModerator ? rootOf(call, event.by) : null };
      return event.role === 'host' && leg.role === 'host' && isPresent(leg) ? { ...leg, role: 'cohost' } : leg;
    });
    case 'standing': {
      const isOver = call.legs.findLast(({ userId }) => userId === event.userId)?.isModerator === true && !event.as.isModerator;
      return legs((leg) => (leg.leftAt !== null ? leg : leg.userId === event.userId ? standing(call, leg, event.as) : isOver && leg.givenBy === event.userId ? { ...leg, role: 'participant', givenBy: null } : leg));
    }
    case 'set': {
      const changed = Object.entries(event.settings).filter(([name, value]) => value !== undefined && name !== 'isEncrypted' /* for as long as it lasts */ && call.settings[name as keyof CallSettings] !== value);
      return changed.length === 0 ? call : { ...call, settings: { ...call.settings, ...Object.fromEntries(changed) } };
    }
    case 'end': return legs((leg) => (isPresent(leg) ? { ...leg, ...gone('left') } : leg));
    case 'tick': return legs((leg) => {
      if (leg.until === null || leg.until > now) return leg;
      return { ...leg, ...gone(isRung(leg) ? 'missed' : isWaiting(leg) ? 'left' : 'failed') };
    });
  }
}

const newLeg = { role: 'participant', isModerator: false, rights: [], givenBy: null, transferredBy: null, deviceId: null, joinedAt: null, leftAt: null, until: null } as const;

/** Where there is a host already, one more is a cohost; who is host or cohost by the call's own host stays so. */
function standing({ legs }: CallState, leg: Leg, { role: given = 'participant', isModerator = false, rights = [] }: Standing): Leg {
  const isLed = legs.some((other) => other !== leg && isPresent(other) && other.role === 'host');
  const role = given === 'host' ? (isLed && leg.role !== 'host' ? 'cohost' : 'host') : given === 'participant' && !leg.isModerator && leg.role !== 'viewer' ? leg.role : given;
  return role === leg.role && isModerator === leg.isModerator && rights.join() === leg.rights.join() ? leg : { ...leg, role, isModerator, rights, givenBy: isModerator ? null : leg.givenBy };
}

/** On whose place that rests which somebody gives: whose theirs rests on. */
const rootOf = ({ legs }: CallState, by: string | undefined): string | null => legs.find((leg) => leg.userId === by && isPresent(leg))?.givenBy ?? by ?? null;

/** Whether somebody is out of a call because a host has put them out. */
export const isPutOut = ({ legs }: Pick<CallState, 'legs'>, userId: string): boolean => legs.findLast((leg) => leg.userId === userId)?.state === 'removed';

function join(call: CallState, { userId, legId, deviceId, as }: CallEvent & { type: 'join' }, now: number): CallState {
  const mine = call.legs.filter((leg) => leg.userId === userId);
  const there = mine.find(isPresent);
  if (there?.state === 'reconnecting') return { ...call, legs: call.legs.map((leg) => (leg === there ? { ...leg, deviceId, state: 'active', until: null } : leg)) }; // the device that was lost gives way to this one
  if (there) return call; // asked again
  const waiting = mine.find(isWaiting), known = waiting ?? mine.find(isRung), waits = isToWait(call.settings, mine, as);
  if (waiting && waits && waiting.deviceId === deviceId && waiting.until === null) return call;
  const role = as?.role === 'host' ? (call.legs.some((leg) => leg.role === 'host' && leg.isModerator && isPresent(leg)) ? 'cohost' : 'host') : as?.role;
  const here = { deviceId, leftAt: null, until: null, isModerator: as?.isModerator ?? false, rights: as?.rights ?? [], ...(role && { role }), ...(waits ? { state: 'waiting', joinedAt: null } : { state: 'answered', joinedAt: now }) } satisfies Partial<Leg>;
  const legs = known ? call.legs.map((leg) => (leg === known ? { ...leg, ...here } : leg)) : [...call.legs, { ...newLeg, id: legId, userId, invitedAt: now, ...here }];
  const left = known?.transferredBy;
  return { ...call, legs: legs.map((leg): Leg => {
    if (leg.id === left && isPresent(leg)) return { ...leg, state: 'left', leftAt: now, until: null };
    return role === 'host' && leg.role === 'host' && leg.userId !== userId && isPresent(leg) ? { ...leg, role: 'participant' } : leg; // who stood in for them
  }) };
}

/** What follows for the call from where its people are. */
function settle(call: CallState, event: CallEvent, now: number): CallState {
  const present = call.legs.filter(isPresent), isRinging = call.legs.some(isRung), isAwaited = call.legs.some(isWaiting);
  const isEntered = event.type === 'join' && present.length > 0 && !isRinging; // who waited before an empty room comes in: the lobby is off, or they are a host by now
  const hasMet = call.activeAt !== null || isEntered || present.some(({ userId }) => userId !== call.startedBy);
  if (hasMet && call.status === 'ringing') return settle({ ...call, status: 'active', activeAt: now }, event, now);
  if (call.status === 'ringing') {
    if (present.length > 0 ? isRinging : isAwaited && !isRinging && event.type !== 'end') return call; // who waits before an empty room keeps it
    return end(call, now, ...unanswered(call, event, present.length > 0));
  }
  const isOver = event.type === 'end' || present.length === 0 || (call.isDirect && present.length < 2 && !isRinging); // whom one of two has left for a third waits for them
  if (!isOver) return withHost(call, present);
  const isLost = event.type === 'tick' && call.legs.some(({ state, leftAt }) => state === 'failed' && leftAt === now);
  return end(call, now, 'ended', isLost ? 'error' : 'completed');
}

/** A guest never is. */
const mayHost = ({ userId, role }: Pick<Leg, 'userId' | 'role'>): boolean => !isGuest(userId) && role !== 'viewer';

/** A call whose host is gone has another one: the cohost who has been there longest, else of those who moderate the conversation, else of all who may be. */
function withHost(call: CallState, present: readonly Leg[]): CallState {
  if (present.some(({ role }) => role === 'host')) return call;
  const rank = (leg: Leg): number => (leg.role === 'cohost' ? 0 : leg.isModerator ? 1 : 2);
  const [heir] = present.filter(mayHost).sort((a, b) => rank(a) - rank(b) || a.joinedAt! - b.joinedAt!);
  return !heir ? call : { ...call, legs: call.legs.map((leg): Leg => (leg === heir ? { ...leg, role: 'host' } : leg)) };
}

/** Why nobody has come. */
function unanswered({ legs, startedBy }: CallState, event: CallEvent, isStarterThere: boolean): [CallStatus, CallReason] {
  if (!isStarterThere) return event.type === 'tick' ? ['ended', 'error'] : ['missed', 'cancelled'];
  const others = legs.filter(({ userId }) => userId !== startedBy), are = (state: ParticipantState) => others.some((leg) => leg.state === state);
  if (are('missed')) return ['missed', 'timeout'];
  if (are('declined')) return ['ended', 'declined'];
  return are('busy') ? ['missed', 'busy'] : ['missed', 'cancelled'];
}

function end(call: CallState, now: number, status: CallStatus, reason: CallReason): CallState {
  const legs = call.legs.map((leg): Leg => (isPresent(leg) ? { ...leg, state: 'left', leftAt: now, until: null } : isWaiting(leg) ? { ...leg, state: 'cancelled', leftAt: now, until: null } : isRung(leg) ? { ...leg, state: status === 'missed' && reason === 'timeout' ? 'missed' : 'cancelled', leftAt: now, until: null } : leg));
  return { ...call, status, reason, endedAt: now, legs };
}

/** A new call: whoever starts it is in it, and its host where they may be one; or, where there is a lobby and `as` is no host, they wait for one. */
export function begin({ kind, isDirect, starter, people, settings = openSettings, as = { role: 'host' } }: {
  kind: CallKind; isDirect: boolean; starter: { legId: string; userId: string; deviceId: string }; people: readonly Invited[]; settings?: CallSettings; as?: Standing;
}, now: number, times: Times): CallState {
  const { legId, userId, deviceId } = starter, waits = settings.hasLobby && !isTrusted(as), isRinging = people.length > 0; // else whoever wants to comes in
  const role = as.role ?? 'participant', isHost = !waits && mayHost({ userId, role });
  const first: Leg = { ...newLeg, id: legId, userId, deviceId, invitedAt: now, isModerator: as.isModerator ?? false, rights: as.rights ?? [], role: isHost ? 'host' : role, ...(waits ? { state: 'waiting' } : { state: 'answered', joinedAt: now }) };
  const isOn = !isRinging && !waits;
  const call: CallState = { kind, status: isOn ? 'active' : 'ringing', reason: null, isDirect, startedBy: userId, activeAt: isOn ? now : null, endedAt: null, settings, legs: [first] };
  return isRinging ? settle(happen(call, { type: 'invite', people }, now, times), { type: 'invite', people }, now) : call;
}

/** When something is to happen to it by itself; undefined: not until somebody does something. */
export function dueAt({ legs }: CallState): number | undefined {
  const times = legs.flatMap(({ until }) => (until === null ? [] : [until]));
  return times.length > 0 ? Math.min(...times) : undefined;
}
