const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let found = formatters.get(key);
  if (!found) formatters.set(key, (found = new Intl.DateTimeFormat(locale, options)));
  return found;
}

const relative = new Map<string, Intl.RelativeTimeFormat>();

function fromNow(locale: string, amount: number, unit: Intl.RelativeTimeFormatUnit): string {
  let found = relative.get(locale);
  if (!found) relative.set(locale, (found = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })));
  return found.format(amount, unit);
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago within a day, the time of day after: the day itself stands in the separator above. */
export function messageTime(sentAt: string, now: number, locale: string): string {
  const age = now - Date.parse(sentAt);
  if (age < minute) return fromNow(locale, 0, 'second');
  if (age < hour) return fromNow(locale, -Math.floor(age / minute), 'minute');
  if (age < day) return fromNow(locale, -Math.floor(age / hour), 'hour');
  return formatter(locale, { hour: 'numeric', minute: '2-digit' }).format(Date.parse(sentAt));
}

/** The time of day without "AM" or "PM", for places as narrow as the gutter. */
export function clockTime(sentAt: string, locale: string): string {
  const parts = formatter(locale, { hour: 'numeric', minute: '2-digit' }).formatToParts(Date.parse(sentAt));
  return parts.map(({ type, value }) => (type === 'dayPeriod' ? '' : value)).join('').trim();
}

/** Weekday, date and time in full. */
export const fullTime = (sentAt: string, locale: string): string => formatter(locale, { dateStyle: 'full', timeStyle: 'short' }).format(Date.parse(sentAt));

/** The day by the reader's own calendar, as a key to group by. */
export function dayKey(sentAt: string): string {
  const date = new Date(sentAt);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** "Today", "Yesterday", else the date, with its year when that is not this one. */
export function dayLabel(sentAt: string, now: number, locale: string): string {
  const date = new Date(sentAt);
  const today = new Date(now);
  const midnight = (of: Date) => Date.UTC(of.getFullYear(), of.getMonth(), of.getDate());
  const days = Math.round((midnight(date) - midnight(today)) / day);
  if (days === 0 || days === -1) {
    const words = fromNow(locale, days, 'day');
    return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
  }
  const year = date.getFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return formatter(locale, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(date);
}
