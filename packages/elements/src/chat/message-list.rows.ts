import type { Message } from '@corridor/sdk';
import { startOfDay } from './message-time.ts';

export interface Row {
  readonly message: Message;
  /** By the same sender within five minutes of the one before, and neither of them a notice; or a notice of the server's own. */
  readonly isContinued: boolean;
  /** The line "New" stands above it. */
  readonly isNew: boolean;
}

export interface Day { readonly start: number; readonly rows: Row[] }

const gap = 5 * 60_000;

/** A quiet line without picture and name. */
export const isSystem = ({ card }: Message): boolean => card?.type === 'system';

/** It stands apart, though a person may have caused it. */
const isApart = (message: Message): boolean => message.card?.type === 'notice' || isSystem(message);

/** The messages from index `from` up to `to`, by day. A message dated before the one above it (a clock was wrong) stays under that one's day. */
export function daysOf(messages: readonly Message[], from: number, to: number, newSeq: number | undefined): Day[] {
  const days: Day[] = [];
  for (let index = from; index < to; index++) {
    const message = messages[index];
    if (!message) break;
    const before = messages[index - 1];
    const isNew = message.seq > 0 && message.seq === newSeq;
    const sameDay = before && startOfDay(message.sentAt) <= startOfDay(before.sentAt);
    const isContinued = isSystem(message) || !isNew && !!sameDay && before.senderId === message.senderId && !isApart(before) && !isApart(message) && Date.parse(message.sentAt) - Date.parse(before.sentAt) < gap;
    const last = days.at(-1);
    const start = startOfDay(message.sentAt);
    if (last && start <= last.start) last.rows.push({ message, isContinued, isNew });
    else days.push({ start, rows: [{ message, isContinued, isNew }] });
  }
  return days;
}
