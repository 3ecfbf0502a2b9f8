import type { Message } from './chat.ts';

/** Whether a message names this user: alone, in a group of theirs, or with everybody. */
export const namesMe = ({ mentions }: { mentions?: readonly string[] | undefined }, userId: string, groups: readonly string[]): boolean =>
  mentions?.some((one) => one[0] === '!' || one === `@${userId}` || (one[0] === '&' && groups.includes(one.slice(1)))) ?? false;

/** Whether a message counts as unread for who has not come to it: another's, not deleted, and no notice of the server's own. */
export const isCounted = ({ senderId, deletedAt, card }: Pick<Message, 'senderId' | 'deletedAt' | 'card'>, userId: string | undefined): boolean => senderId !== userId && !deletedAt && card?.type !== 'system';
