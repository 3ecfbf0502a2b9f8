import { channelIdsOfRecord } from './chat.records.queries.ts';
import { channelsSeen, messagesAsSeen } from './chat.seen.queries.ts';

/** Messages and channels by id, as far as the caller may read them. */
export const chatAsSeen = { messagesAsSeen, channelsSeen, channelIdsOfRecord };
export type ChatAsSeen = typeof chatAsSeen;
