/** Whether a message names this user: alone, in a group of theirs, or with everybody. */
export const namesMe = ({ mentions }: { mentions?: readonly string[] | undefined }, userId: string, groups: readonly string[]): boolean =>
  mentions?.some((one) => one[0] === '!' || one === `@${userId}` || (one[0] === '&' && groups.includes(one.slice(1)))) ?? false;
