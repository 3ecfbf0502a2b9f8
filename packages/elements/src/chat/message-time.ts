import { formatClock } from '../base/localisation.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const relative = new Map<string, Intl.RelativeTimeFormat>();

function ago(language: string, amount: number, unit: Intl.RelativeTimeFormatUnit): string {
  let formatter = relative.get(language);
  if (!formatter) relative.set(language, (formatter = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })));
  return formatter.format(-amount, unit);
}

/** How long ago within a day, the time of day after: the day itself stands in the separator above. */
export function messageTime(language: string, sentAt: string, now: number): string {
  const age = now - Date.parse(sentAt);
  if (age < minute) return ago(language, 0, 'second');
  if (age < hour) return ago(language, Math.floor(age / minute), 'minute');
  if (age < day) return ago(language, Math.floor(age / hour), 'hour');
  return formatClock(language, sentAt);
}

/** Midnight before it by the reader's own calendar, in milliseconds. */
export const startOfDay = (sentAt: string): number => new Date(sentAt).setHours(0, 0, 0, 0);
