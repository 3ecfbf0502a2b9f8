import type { Message, ScheduledAnswer, ScheduledCall } from '@corridor/sdk';
import { formatClock, formatDay, msg, plural, str } from '../base/localisation.ts';

/** A scheduled call as it is shown, whether its conversation tells of it or a list. */
export interface Shown {
  readonly id: string; readonly channelId: string; readonly organizer: string; readonly title: string; readonly kind: 'audio' | 'video'; readonly startsAt: string; readonly endsAt: string; readonly timeZone: string;
  readonly isCancelled: boolean; readonly answers: readonly { readonly userId: string; readonly answer: ScheduledAnswer }[]; readonly count: number;
}

export const shownOf = ({ minutes, state, people, ...rest }: ScheduledCall): Shown => ({ ...rest, endsAt: new Date(Date.parse(rest.startsAt) + minutes * 60_000).toISOString(), isCancelled: state === 'cancelled', answers: people, count: people.length });

/** What a message tells of a call that is to come. */
export function shownOn({ id, channelId, senderId, card }: Pick<Message, 'id' | 'channelId' | 'senderId' | 'card'>): Shown | undefined {
  if (card?.type !== 'call' || !card.scheduled) return undefined;
  return { id, channelId, organizer: senderId, kind: card.kind, startsAt: card.startedAt, ...card.scheduled };
}

const inZone = (language: string, when: string, timeZone: string): string => new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone }).format(new Date(when));

/** Saturday 21 November, 14:00–14:45; and by the clock that it was agreed in, where that shows another time. */
export function whenWords(language: string, { startsAt, endsAt, timeZone }: Pick<Shown, 'startsAt' | 'endsAt' | 'timeZone'>): string {
  const here = `${formatDay(language, startsAt)}, ${formatClock(language, startsAt)}–${formatClock(language, endsAt)}`, there = inZone(language, startsAt, timeZone), zone = timeZone.split('/').at(-1)!.replaceAll('_', ' ');
  return there === formatClock(language, startsAt) || timeZone === 'UTC' ? here : msg(str`${here} (${there} in ${zone})`);
}

/** Starts in 9 minutes, starts now. */
export function startsWords(language: string, startsAt: string, now: number): string {
  const count = Math.round((Date.parse(startsAt) - now) / 60_000);
  return count <= 0 ? msg('It starts now') : plural(language, count, { one: str`It starts in ${count} minute`, other: str`It starts in ${count} minutes` });
}

export const titleOfCall = ({ title, kind }: Pick<Shown, 'title' | 'kind'>): string => title || (kind === 'video' ? msg('Scheduled video call') : msg('Scheduled call'));
