import type { OperationName } from '../protocol/contract.ts';
import { adminHandlers } from './admin.ts';
import type { Handler } from './call.ts';
import { actHandlers } from './chat.acts.ts';
import { callHostHandlers } from './calls.hosts.ts';
import { callTellHandlers } from './calls.tell.ts';
import { historyHandlers } from './calls.history.ts';
import { metricsHandlers } from './calls.metrics.ts';
import { recordingHandlers } from './calls.recording.ts';
import { scheduledCallHandlers } from './calls.scheduled.ts';
import { callsHandlers } from './calls.ts';
import { channelHandlers } from './chat.channels.ts';
import { draftHandlers } from './chat.drafts.ts';
import { manageHandlers } from './chat.manage.ts';
import { memberHandlers } from './chat.members.ts';
import { messageHandlers } from './chat.messages.ts';
import { readingHandlers } from './chat.reading.ts';
import { recordHandlers } from './chat.records.ts';
import { filesHandlers } from './files.handlers.ts';
import { quarantineHandlers } from './files.quarantine.ts';
import { meetingsHandlers } from './meetings.ts';
import { linksHandlers } from './links.ts';
import { peopleHandlers } from './people.ts';
import { presenceHandlers } from './presence.ts';
import { choiceHandlers, recordsHandlers } from './records.ts';
import { pollHandlers } from './chat.polls.ts';
import { threadHandlers } from './chat.threads.ts';
import { savedHandlers } from './chat.saved.ts';
import { carriedHandlers } from './chat.files.ts';
import { scheduledHandlers } from './chat.scheduled.ts';
import { searchHandlers } from './search.ts';
import { sessionHandlers } from './session.ts';
import { transferHandlers } from './transfer.ts';
import { voiceHandlers } from './voice.ts';

/** Every operation of the contract. */
export const handlers: { [N in OperationName]: Handler<N> } = {
  ...sessionHandlers,
  ...peopleHandlers,
  ...presenceHandlers,
  ...channelHandlers,
  ...manageHandlers,
  ...messageHandlers,
  ...actHandlers,
  ...pollHandlers,
  ...savedHandlers,
  ...draftHandlers,
  ...carriedHandlers,
  ...scheduledHandlers,
  ...readingHandlers,
  ...memberHandlers,
  ...threadHandlers,
  ...recordHandlers,
  ...choiceHandlers,
  ...searchHandlers,
  ...recordsHandlers,
  ...linksHandlers,
  ...filesHandlers,
  ...quarantineHandlers,
  ...voiceHandlers,
  ...callsHandlers,
  ...callHostHandlers,
  ...callTellHandlers,
  ...meetingsHandlers,
  ...historyHandlers,
  ...metricsHandlers,
  ...recordingHandlers,
  ...scheduledCallHandlers,
  ...adminHandlers,
  ...transferHandlers,
};
