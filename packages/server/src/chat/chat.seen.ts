import { attend, deleteAttended, openAttended, setAttendance, setPosting, unattend } from './chat.attend.ts';
import { mustTakePart, mustWrite, seenChannel } from './chat.access.ts';
import { channelToCall, postCall } from './chat.calls.ts';
import { changeCard } from './chat.carried.ts';
import { recordChannelId } from './chat.ids.ts';
import { makeRecord } from './chat.made.ts';
import { messagesById } from './chat.messages.queries.ts';
import { setChannelMetadata, setMessageMetadata, setRecordMetadata } from './chat.metadata.ts';
import { changeNotice, postNotice } from './chat.notices.ts';
import { channelIdsOfRecord } from './chat.records.queries.ts';
import { memberIds } from './chat.members.queries.ts';
import { channelsSeen, messagesAsSeen } from './chat.seen.queries.ts';

/** Messages and channels by id, as far as the caller may read them, and what the host says in them; `messagesById` asks nothing of the caller, and answers tombstones, too. */
export const chatAsSeen = { messagesAsSeen, channelsSeen, recordChannelId, seenChannel, mustTakePart, mustWrite, messagesById, postNotice, changeNotice, makeRecord, channelIdsOfRecord, setChannelMetadata, setMessageMetadata, setRecordMetadata, changeCard, channelToCall, postCall, memberIds, openAttended, attend, setAttendance, setPosting, unattend, deleteAttended };
export type ChatAsSeen = typeof chatAsSeen;
