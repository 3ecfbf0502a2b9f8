import type { z } from 'zod';
import { adminOperations } from './admin.ts';
import { callScheduledEvents, callScheduledOperations } from './calls.scheduled.ts';
import { callTellEvents, callTellOperations } from './calls.tell.ts';
import { callMediaEvents, callMediaOperations } from './calls.sfu.ts';
import { callHistoryEvents, callHistoryOperations } from './calls.history.ts';
import { callMetricsOperations } from './calls.metrics.ts';
import { callRecordingOperations } from './calls.recording.ts';
import { callEvents, callOperations } from './calls.ts';
import { callHostEvents, callHostOperations, callTransferOperations } from './calls.hosts.ts';
import { actOperations } from './chat.acts.ts';
import { pollEvents, pollOperations } from './chat.polls.ts';
import { carriedOperations } from './chat.files.ts';
import { mineEvents, mineOperations } from './chat.mine.ts';
import { scheduledEvents, scheduledOperations } from './chat.scheduled.ts';
import { chatEvents, chatOperations } from './chat.ts';
import { fileActivityOperations } from './files.activity.ts';
import { fileCommentEvents, fileCommentOperations } from './files.comments.ts';
import { fileFolderEvents, fileFolderOperations } from './files.folders.ts';
import { fileLinkOperations } from './files.links.ts';
import { fileSharingOperations, fileVersionOperations } from './files.sharing.ts';
import { filesEvents, filesOperations } from './files.ts';
import { linksOperations } from './links.ts';
import { meetingOperations } from './meetings.ts';
import { peopleEvents, peopleOperations } from './people.ts';
import { preferencesEvents, preferencesOperations } from './people.preferences.ts';
import { presenceEvents, presenceOperations } from './presence.ts';
import { recordsOperations } from './records.ts';
import { searchOperations } from './search.ts';
import { sessionOperations } from './session.ts';
import { voiceOperations } from './voice.ts';
import { transferOperations } from './transfer.ts';

/** Raised when a client and a server of different versions can no longer talk. */
export const protocolVersion = 1;

export const operations = {
  ...sessionOperations,
  ...peopleOperations,
  ...preferencesOperations,
  ...presenceOperations,
  ...chatOperations,
  ...actOperations,
  ...carriedOperations,
  ...mineOperations,
  ...pollOperations,
  ...scheduledOperations,
  ...searchOperations,
  ...recordsOperations,
  ...linksOperations,
  ...filesOperations,
  ...fileSharingOperations,
  ...fileVersionOperations,
  ...fileLinkOperations,
  ...fileCommentOperations,
  ...fileFolderOperations,
  ...fileActivityOperations,
  ...voiceOperations,
  ...callOperations,
  ...callMediaOperations,
  ...callTellOperations,
  ...callHostOperations,
  ...callTransferOperations,
  ...callScheduledOperations,
  ...meetingOperations,
  ...callHistoryOperations,
  ...callMetricsOperations,
  ...callRecordingOperations,
  ...adminOperations,
  ...transferOperations,
};
export const events = {
  ...peopleEvents,
  ...preferencesEvents,
  ...presenceEvents,
  ...chatEvents,
  ...mineEvents,
  ...pollEvents,
  ...scheduledEvents,
  ...filesEvents,
  ...fileCommentEvents,
  ...fileFolderEvents,
  ...callEvents,
  ...callMediaEvents,
  ...callScheduledEvents,
  ...callTellEvents,
  ...callHostEvents,
  ...callHistoryEvents,
};

export type Operations = typeof operations;
export type OperationName = keyof Operations;
/** What a caller writes. */
export type Input<N extends OperationName> = z.input<Operations[N]['input']>;
/** What a handler receives: checked, defaults filled in. */
export type Parsed<N extends OperationName> = z.output<Operations[N]['input']>;
export type Output<N extends OperationName> = z.output<Operations[N]['output']>;
/** Operations that the client's outbox keeps until they are answered. */
export type QueuedName = { [N in OperationName]: Operations[N] extends { queued: true } ? N : never }[OperationName];
/** Operations that share a transaction with others of their kind. */
export type BatchedName = { [N in OperationName]: Operations[N] extends { batched: true } ? N : never }[OperationName];

export type EventName = keyof typeof events;
export type Payload<N extends EventName> = z.output<(typeof events)[N]>;
