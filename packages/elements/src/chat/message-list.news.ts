import { type Corridor, isCounted, type Message } from '@corridor/sdk';
import { msg, plural, str } from '../base/localisation.ts';
import { namesBy, plainText, wordsOf } from './message-text.ts';
import { indexOfSeq, storedCount } from './message-window.ts';

/** What others have written after the newest message of `previous`. */
export function newcomers(previous: readonly Message[], messages: readonly Message[], me: string | undefined): Message[] {
  const since = previous[storedCount(previous) - 1]?.seq;
  if (since === undefined) return [];
  return messages.slice(indexOfSeq(messages, since + 1), storedCount(messages)).filter((message) => isCounted(message, me));
}

/** How many messages of others come after `seq`; 999 stands for more. */
export function countAfter(messages: readonly Message[], seq: number, me: string | undefined): number {
  let count = 0;
  const end = storedCount(messages);
  for (let index = indexOfSeq(messages, seq + 1); index < end && count < 999; index++) {
    if (isCounted(messages[index]!, me)) count++;
  }
  return count;
}

/** What a screen reader says of new messages: a few in words, more than that only as a number. */
export function announcement(messages: readonly Message[], language: string, corridor: Corridor): string {
  if (messages.length > 3) return newMessages(messages.length, language);
  const nameOf = namesBy(corridor, (store) => store.get());
  return messages.map(({ senderId, ...message }) => {
    const { name, isPlaceholder } = corridor.people.person(senderId).get();
    const words = plainText(wordsOf(message), nameOf).slice(0, 300);
    return isPlaceholder ? words : msg(str`${name}: ${words}`); // an id says nothing to anybody
  }).join('\n');
}

/** "3 new messages", up to "999+ new messages" */
export const newMessages = (count: number, language: string): string =>
  plural(language, count, { one: str`${count} new message`, other: str`${count > 998 ? '999+' : count} new messages` });
