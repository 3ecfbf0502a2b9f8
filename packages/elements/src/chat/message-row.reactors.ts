import { formatList, msg, str } from '../base/localisation.ts';
import type { MessageRow } from './message-row.ts';

const namesShown = 12;

/** "You, Ada and Ben": who reacted. */
export function reactors(userIds: readonly string[], row: MessageRow, nameOf: (userId: string) => string): string {
  const others = userIds.filter((userId) => userId !== row.me?.id);
  const names = others.slice(0, namesShown).map(nameOf);
  if (others.length < userIds.length) names.unshift(msg('You'));
  if (others.length > namesShown) names.push(msg(str`${others.length - namesShown} more`));
  return formatList(row.language, names);
}
