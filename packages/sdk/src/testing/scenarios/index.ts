import type { Scenario } from '../transcript.ts';
import { actScenarios } from './acts.ts';
import { adminScenarios } from './admin.ts';
import { callEncryptionScenarios } from './calls.encryption.ts';
import { callHostScenarios } from './calls.hosts.ts';
import { callHistoryScenarios } from './calls.history.ts';
import { callRecordingScenarios } from './calls.recording.ts';
import { callSfuScenarios } from './calls.sfu.ts';
import { callScheduledScenarios } from './calls.scheduled.ts';
import { carriedScenarios } from './carried.ts';
import { channelScenarios } from './channels.ts';
import { fileScenarios } from './files.ts';
import { meetingScenarios } from './meetings.ts';
import { mentionScenarios } from './mentions.ts';
import { metadataScenarios } from './metadata.ts';
import { messageScenarios } from './messages.ts';
import { mineScenarios } from './mine.ts';
import { peopleScenarios } from './people.ts';
import { readingScenarios } from './reading.ts';
import { placeScenarios } from './places.ts';
import { quarantineScenarios } from './quarantine.ts';
import { pollScenarios } from './polls.ts';
import { recordsScenarios } from './records.ts';
import { searchScenarios } from './search.ts';
import { systemScenarios } from './system.ts';
import { threadScenarios } from './threads.ts';
import { transferScenarios } from './transfer.ts';
import { voiceScenarios } from './voice.ts';

/** What every server that keeps the contract does. Each begins with a server that nobody has used before. */
export const scenarios: readonly Scenario[] = [
  ...messageScenarios,
  ...actScenarios,
  ...pollScenarios,
  ...mineScenarios,
  ...mentionScenarios,
  ...channelScenarios,
  ...systemScenarios,
  ...readingScenarios,
  ...peopleScenarios,
  ...searchScenarios,
  ...threadScenarios,
  ...adminScenarios,
  ...quarantineScenarios,
  ...recordsScenarios,
  ...placeScenarios,
  ...metadataScenarios,
  ...transferScenarios,
  ...fileScenarios,
  ...carriedScenarios,
  ...voiceScenarios,
  ...callEncryptionScenarios,
  ...callHostScenarios,
  ...callHistoryScenarios,
  ...callRecordingScenarios,
  ...callSfuScenarios,
  ...callScheduledScenarios,
  ...meetingScenarios,
];
