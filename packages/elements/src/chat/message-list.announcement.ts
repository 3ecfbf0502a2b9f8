import type { Message } from '@corridor/sdk';
import { msg, plural, str } from '../base/localisation.ts';

/** What a screen reader says of new messages: a few in words, more than that only as a number. */
export function announcement(messages: readonly Message[], language: string, nameOf: (userId: string) => string): string {
  if (messages.length > 3) return newMessages(messages.length, language);
  return messages.map(({ senderId, text }) => msg(str`${nameOf(senderId)}: ${text.slice(0, 300)}`)).join('\n');
}

/** "3 new messages" */
export const newMessages = (count: number, language: string): string =>
  plural(language, count, { one: msg(str`${count} new message`), other: msg(str`${count} new messages`) });
