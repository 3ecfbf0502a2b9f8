import type { Corridor, CorridorError, ScheduledMessage } from '@corridor/sdk';
import { atom, type ReadableAtom } from 'nanostores';
import { formatNumber, plural, str } from '../base/localisation.ts';

/** What I have to be sent later. */
export interface Scheduled {
  /** The next one first. */
  readonly items: ReadableAtom<readonly ScheduledMessage[]>;
  /** Whether `items` is known; else why it is not, once that is known. */
  readonly isKnown: ReadableAtom<boolean | CorridorError>;
  load(): void;
}

const known = new WeakMap<Corridor, Scheduled>();

/** Asked for with each connect, then heard. */
export function scheduledOf(corridor: Corridor): Scheduled {
  const old = known.get(corridor);
  if (old) return old;
  const items = atom<readonly ScheduledMessage[]>([]), isKnown = atom<boolean | CorridorError>(false);
  let heard = 0;
  const load = (): void => {
    const before = heard;
    if (isKnown.get() !== true) isKnown.set(false);
    corridor.chat.scheduled({}).then((answer) => {
      if (before !== heard) return load(); // it may be older than what was heard meanwhile
      items.set(answer.items);
      isKnown.set(true);
    }, (error: unknown) => { if (isKnown.get() !== true) isKnown.set(error as CorridorError); });
  };
  const scheduled: Scheduled = { items, isKnown, load };
  known.set(corridor, scheduled);
  corridor.connection.subscribe((connection) => { if (connection === 'online') load(); });
  corridor.on('chat.scheduled', ({ messageId, scheduled: now }) => {
    heard++;
    const others = items.get().filter((one) => one.messageId !== messageId);
    items.set(now ? [...others, now].sort((one, other) => (one.sendAt < other.sendAt ? -1 : 1)) : others);
  });
  return scheduled;
}

/** "2 files", where it carries any. */
export function filesLater(language: string, { fileIds = [] }: Pick<ScheduledMessage, 'fileIds'>): string {
  const count = formatNumber(language, fileIds.length);
  return fileIds.length ? plural(language, fileIds.length, { one: str`${count} file`, other: str`${count} files` }) : '';
}

export const scheduledBy = (corridor: Corridor): Scheduled['items'] => scheduledOf(corridor).items;
