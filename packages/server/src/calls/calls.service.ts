import type { CallInfo, CallKind, CallMedia, CallSettings, IceServers, RecordingRefusal, Standing, Times } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { IceState } from './ice.probe.ts';
import type { Ice } from './ice.ts';
import type { Sfu } from './sfu/sfu.ts';

export interface Entering {
  readonly channelId: string; readonly meetingId: string; readonly settings: CallSettings; readonly as: Standing;
  readonly participantId: string; readonly deviceId: string; readonly kind: CallKind;
}

/** What calls need beyond one request. */
export interface Calls {
  /** `seenMs`: so long nobody has to say that a participant's connection is there. */
  readonly times: Times & { readonly seenMs: number };
  /** What somebody's refusal does to a recording. */
  readonly refusal: RecordingRefusal;
  /** Whether the media server can record. */
  recordsOnServer(): Promise<boolean>;
  /** What a device has recorded in several runs becomes one file: that takes ffmpeg. */
  canJoinRuns(): Promise<boolean>;
  /** Whether the caller may save a file, who may play it. */
  mayDownload(call: Call, file: { id: string; owner_id: string }): Promise<boolean>;
  /** Those that ring for the caller, and that they are in. */
  mine(call: Call): Promise<CallInfo[]>;
  readonly ice: Ice;
  /** How the servers for ways of media are. */
  iceStates(): Promise<IceState[]>;
  /** So many people without a media server, and at all. */
  readonly mostInMesh: number;
  readonly most: number;
  /** Each call is encrypted from end to end. */
  readonly encryptsAll: boolean;
  readonly sfu: Sfu;
  /** Told once a host has stopped what these send; whoever carries media sees to it. */
  onMuted?: ((tenant: string, callId: string, participantIds: readonly string[], kind: keyof CallMedia) => void) | undefined;
  /** Comes into the call of a meeting room, or begins it: nothing is asked of the caller but what the room has asked already. */
  enter(call: Call, how: Entering): Promise<{ call: CallInfo; participantId: string; ice: IceServers }>;
  end(call: Call, callId: string): Promise<unknown>;
  /** The room of a call is another way, or somebody is something else in it. */
  setSettings(call: Call, callId: string, settings: Partial<CallSettings>): Promise<unknown>;
  setStanding(call: Call, callId: string, userId: string, as: Standing): Promise<void>;
  /** The call that is on in a conversation. */
  liveIn(call: Call, channelId: string): Promise<string | undefined>;
  /** Ends the calls that are on in these conversations. */
  endIn(call: Call, channelIds: readonly string[]): Promise<void>;
  /** Somebody is out of these conversations, and so of their calls: put out, or gone. */
  goWith(call: Call, channelIds: readonly string[], userId: string, isPutOut: boolean): Promise<void>;
  /** Does what is due of scheduled calls of the call's tenant. */
  remind(call: Call): Promise<void>;
  /** Something is due at that time, in ms since 1970. */
  wake(at: number): void;
}

export const usualTimes: Calls['times'] = { ringMs: 45_000, graceMs: 30_000, seenMs: 60_000 };
