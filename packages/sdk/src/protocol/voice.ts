import { z } from 'zod';
import { operation } from './operation.ts';
import { HostId, Id, Instant, Text } from './schema.ts';

/** What is done with voice messages; each needs the permission of its name (`voice.record`) and what the channel's rules leave of that. `delete`: other people's. */
export const voiceActs = ['record', 'listen', 'download', 'transcribe', 'delete'] as const;
export type VoiceAct = (typeof voiceActs)[number];

/** Of those whose roles permit it: all, the channel's owners and admins, or nobody. */
const Whom = z.enum(['everybody', 'admins', 'nobody']);

/** A channel's rules for voice messages, and those of its threads. `isTranscribed`: each is written down when it is sent. */
export const VoiceRules = z.object({ record: Whom, listen: Whom, download: Whom, transcribe: Whom, delete: Whom, isTranscribed: z.boolean() }).meta({ id: 'VoiceRules' });
export type VoiceRules = z.infer<typeof VoiceRules>;

export const openVoiceRules: VoiceRules = { record: 'everybody', listen: 'everybody', download: 'everybody', transcribe: 'everybody', delete: 'everybody', isTranscribed: false };

/** What I may do with voice in a channel. `maxDuration`: seconds. Nothing is transcribed where no service for it is set up. */
export const VoiceOfChannel = z.object({
  rules: VoiceRules, may: z.object({ record: z.boolean(), listen: z.boolean(), download: z.boolean(), transcribe: z.boolean(), delete: z.boolean() }), maxBytes: z.int(), maxDuration: z.int(),
}).meta({ id: 'VoiceOfChannel' });
export type VoiceOfChannel = z.infer<typeof VoiceOfChannel>;

/** Voice messages of a channel or a person. `duration`, `speech` (of it, spoken in): seconds; `loudness`: LUFS on average; `listeners`: people times messages. */
export const VoiceFigures = z.object({
  channelId: Id.optional(), userId: HostId.optional(), count: z.int(), duration: z.number(), speech: z.number().nullable(), loudness: z.number().nullable(), plays: z.int(), listeners: z.int(),
}).meta({ id: 'VoiceFigures' });
export type VoiceFigures = z.infer<typeof VoiceFigures>;

/** Limits of a voice message that no configuration changes. */
export const longestVoice = 900;

export const voiceOperations = {
  'voice.channel': operation({
    http: 'GET /channels/{channelId}/voice', input: z.object({ channelId: Id }), output: VoiceOfChannel, permission: 'chat.access_channels', limit: 'read',
  }),
  /** Changes a channel's rules, which narrow what roles permit. For its owners and admins, and who manages all channels. */
  'voice.setRules': operation({
    http: 'PATCH /channels/{channelId}/voice', input: z.object({ channelId: Id, ...VoiceRules.partial().shape }), output: VoiceOfChannel, permission: 'chat.access_channels', limit: 'write', errors: ['conflict'],
  }),
  /** Notes that I have listened to a voice message of somebody else. */
  'voice.played': operation({
    http: 'POST /messages/{messageId}/plays', input: z.object({ messageId: Id }), output: z.object({}), permission: 'voice.listen', limit: 'write', errors: ['conflict'],
  }),
  /** Has a voice message written down; the message changes when it is. `language`: the one spoken, as in ISO 639-1; found out where it is left out. */
  'voice.transcribe': operation({
    http: 'POST /messages/{messageId}/transcript', input: z.object({ messageId: Id, language: Text(10).regex(/^[a-z]{2,3}$/).optional() }), output: z.object({}), permission: 'voice.transcribe', limit: 'write', errors: ['conflict'],
  }),
  /**
   * Figures of voice messages sent `from` (inclusive) `to` (exclusive), `by` channel or person, those with the most first. For the managers of a channel; without `channelId`, for
   * `chat.manage_channels`. One's own (`userId`) for everybody.
   */
  'voice.figures': operation({
    http: 'GET /voice/figures',
    input: z.object({ by: z.enum(['channel', 'person']).default('person'), channelId: Id.optional(), userId: HostId.optional(), from: Instant.optional(), to: Instant.optional(), limit: z.int().min(1).max(200).default(50) }),
    output: z.object({ items: z.array(VoiceFigures) }), permission: 'chat.access_channels', limit: 'read',
  }),
};
