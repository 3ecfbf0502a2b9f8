// Scheduled calls, as both servers and clients reckon them. No zod here: clients import it at run time.
export const scheduledStates = ['planned', 'active', 'over', 'cancelled'] as const;
export type ScheduledState = (typeof scheduledStates)[number];
export const scheduledAnswers = ['asked', 'accepted', 'declined'] as const;
export type ScheduledAnswer = (typeof scheduledAnswers)[number];

/** Minutes before the start. */
export const usualReminders = [10, 0] as const;
export const mostReminders = 5, longestReminder = 40_320, mostInvited = 100;
/** So long before its start people come in, in ms. */
export const earlyMs = 15 * 60_000;
export const mostAheadMs = 366 * 86_400_000;

export function isTimeZone(name: string): boolean {
  try { return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''; } catch { return false; }
}

/** `isLive`: the call that was begun by it is on. Times in ms since 1970. */
export const scheduledState = ({ isCancelled, isLive, endsAt }: { isCancelled: boolean; isLive: boolean; endsAt: number }, now: number): ScheduledState =>
  (isCancelled ? 'cancelled' : isLive ? 'active' : endsAt <= now ? 'over' : 'planned');
