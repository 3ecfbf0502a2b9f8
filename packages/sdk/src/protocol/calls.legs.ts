// Which of those who were in a call, or before its door, still stand in it: pure, for both servers. No zod here.
import type { Leg } from './calls.machine.ts';

/** So many people who are out of a call are told of at most, those who went last. */
export const mostGone = 300;
/** So many wait before a door at most. */
export const mostWaiting = 100;

/**
 * All who are in a call or asked into it; of who is out of it, however often they came and went, the last time, and the last time that they were in. Whoever was put out stays so.
 * Each change of a call tells this to everybody in it: what else there was is kept for its history alone. The very same array where nothing is left out.
 */
export function lastLegs(legs: readonly Leg[]): readonly Leg[] {
  const last = new Map<string, Leg>(), wasIn = new Map<string, Leg>();
  for (const leg of legs) {
    if (leg.leftAt === null) continue;
    last.set(leg.userId, leg);
    if (leg.joinedAt !== null) wasIn.set(leg.userId, leg);
  }
  const gone = new Set([...last.values(), ...wasIn.values()]), latest = new Set(legs.filter((leg) => gone.has(leg)).slice(-mostGone));
  const kept = legs.filter((leg) => leg.leftAt === null || latest.has(leg) || (gone.has(leg) && leg.state === 'removed'));
  return kept.length === legs.length ? legs : kept;
}
