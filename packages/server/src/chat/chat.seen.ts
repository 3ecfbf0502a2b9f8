import { recordChannelId } from './chat.ids.ts';
import { makeRecord } from './chat.made.ts';
import { changeNotice, postNotice } from './chat.notices.ts';
import { channelsSeen, messagesAsSeen } from './chat.seen.queries.ts';

/** Messages and channels by id, as far as the caller may read them; and what the host says in them. */
export const chatAsSeen = { messagesAsSeen, channelsSeen, recordChannelId, postNotice, changeNotice, makeRecord };
export type ChatAsSeen = typeof chatAsSeen;
