import { type CallState, type IceServers, isGuest, isPresent, type Standing, standingOf } from '@corridor/sdk/protocol';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { network } from '../limits.ts';
import { endGuests, noteGuestsIn } from './guests.queries.ts';
import { roomById, roomOfChannel, type RoomRow } from './meetings.queries.ts';
import { callSettings } from './meetings.rows.ts';

/** Codes that no room has, a minute for each who asks: at that rate one of a thousand rooms is found in twenty thousand years. */
const guessesPerMinute = 20;

/** Who tries a code: a user, or somebody at an address. */
export type Guesser = { readonly tenant: string; readonly user: string } | { readonly address: string };
const keyOf = (who: Guesser): string => ('address' in who ? `address ${network(who.address)}` : JSON.stringify([who.tenant, who.user]));

/** What rooms are to calls. */
export interface Meetings {
  /** Looks a code up, and counts one that no room has. Who has tried too many is refused with `rate-limited` before anything is looked up: a right one would tell itself from the wrong ones. */
  guess<T>(who: Guesser, look: () => Promise<T | undefined>): Promise<T>;
  /** What somebody, the caller where nobody else is named, is in the call of a room; of one that is closed a refusal. */
  standing(call: Call, roomId: string, user?: string): Promise<Standing>;
  /** The room of a conversation. `needsPassword`: the caller says it at the door; a guest has said it to become one. */
  ofChannel(call: Call, channelId: string): Promise<{ id: string; settings: ReturnType<typeof callSettings>; as: Standing; hasPassword: boolean; needsPassword: boolean } | undefined>;
  /** Whether a conversation is that of a room. */
  isOfRoom(call: Call, channelId: string): Promise<boolean>;
  /** By which servers media go in a room that has its own. */
  iceServers(call: Call, roomId: string): Promise<IceServers | undefined>;
  /** A role ends, or a reminder is due, at that time, in ms since 1970. */
  wake(at: number): void;
  /** Who has come into the call of a room is in its conversation; guests are as long as they are in the call. */
  follow(call: Call, channelId: string, was: CallState, is: CallState): Promise<void>;
}

const standingIn = (row: RoomRow): Standing => {
  if (row.closed_at) throw new CallError('conflict', 'The room is closed; its owner can open it', { reason: 'closed' });
  return standingOf(row.level ?? 'participant', row.rights);
};

const tooMany = ({ msBeforeNext }: RateLimiterRes) => new CallError('rate-limited', 'Too many codes that no room has; wait a moment', { retryAfterMs: Math.max(1, msBeforeNext) });

/** `factor` scales the rate limit, 0 switches it off. */
export function createMeetings(factor: number, wake: Meetings['wake']): Meetings {
  const guesses = factor === 0 ? undefined : new RateLimiterMemory({ keyPrefix: 'meeting-code', points: Math.ceil(guessesPerMinute * factor), duration: 60 });
  return {
    async guess(who, look) {
      const key = keyOf(who), known = await guesses?.get(key);
      if (known && known.remainingPoints <= 0) throw tooMany(known);
      const found = await look();
      if (found !== undefined) return found;
      await guesses?.consume(key).catch((refused: unknown) => { throw refused instanceof RateLimiterRes ? tooMany(refused) : refused; }); // others of theirs were looked up meanwhile
      throw new CallError('not-found', 'No room has this code');
    },
    wake,
    async iceServers(call, roomId) {
      const ice = (await roomById(call, roomId))?.ice;
      return ice ? { servers: ice, expiresAt: null } : undefined;
    },
    async standing(call, roomId, user = call.session.user) {
      const row = await roomById({ query: (...what) => call.query(...what), session: { ...call.session, user } }, roomId);
      if (!row) throw new CallError('not-found', 'No such call');
      return standingIn(row);
    },
    async ofChannel(call, channelId) {
      const row = await roomOfChannel(call, channelId);
      return row && { id: row.id, settings: callSettings(row), as: standingIn(row), hasPassword: row.access === 'password', needsPassword: row.access === 'password' && row.level === null && !call.session.guest };
    },
    isOfRoom: async (call, channelId) => await roomOfChannel(call, channelId) !== undefined,
    async follow(call, channelId, was, is) {
      const present = (state: CallState) => new Set(state.legs.filter(isPresent).map(({ userId }) => userId)), before = present(was), now = present(is);
      const came = [...now].filter((user) => !before.has(user)), guests = (came.length > 0 ? [...came, is.startedBy] : []).filter(isGuest); // who knocked first has begun what others come into
      await call.chat.attend(call, channelId, came);
      if (guests.length > 0) await noteGuestsIn(call, guests);
      await call.chat.unattend(call, channelId, [...before].filter((user) => isGuest(user) && !now.has(user)));
      const removed = is.legs.filter((leg) => isGuest(leg.userId) && leg.state === 'removed' && !was.legs.includes(leg)).map(({ userId }) => userId);
      if (removed.length > 0) await endGuests(call, removed);
    },
  };
}
