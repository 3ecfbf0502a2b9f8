import { z } from 'zod';
import { operation } from './operation.ts';
import { callKinds } from './calls.states.ts';
import { HostId, Id, Instant, Text } from './schema.ts';

/** How media get through, as people judge it. */
export const qualityLevels = ['excellent', 'good', 'poor', 'disconnected'] as const;
export type QualityLevel = (typeof qualityLevels)[number];
/** What spoils them most. */
export const qualityReasons = ['loss', 'delay', 'jitter', 'bandwidth', 'cpu'] as const;
export type QualityReason = (typeof qualityReasons)[number];

/** Between two measurements of a participant that are kept, in seconds. */
export const measureSeconds = 10;
export const mostLinks = 50;

const ms = z.number().min(0).max(60_000), share = z.number().min(0).max(1), bitrate = z.int().min(0).max(1e9);
/** Mean opinion score after the E-model (ITU-T G.107): from 1, unusable, to 4.5. */
const score = z.number().min(1).max(5);

/** Media between me and another participant over the last seconds. `lost`: of the packets, `concealed`: of the sound made up for them; `sent` and `received` in bit/s; `frames` per second and `height` of what I see, in pixels. */
export const CallLink = z.object({
  participantId: Id, roundTripMs: ms.optional(), jitterMs: ms, lost: share, concealed: share, sent: bitrate, received: bitrate, frames: z.number().min(0).max(240), height: z.int().min(0).max(10_000), score: score.optional(),
}).meta({ id: 'CallLink' });
export type CallLink = z.infer<typeof CallLink>;

/** A participant's media at a time: of all their links the worst delay, jitter and loss, the bitrates together. */
export const QualityPoint = z.object({
  at: Instant, score: score.nullable(), roundTripMs: z.number().nullable(), jitterMs: z.number(), lost: z.number(), sent: z.int(), received: z.int(), frames: z.number(), height: z.int(),
}).meta({ id: 'QualityPoint' });
export type QualityPoint = z.infer<typeof QualityPoint>;

export const mostQualityPoints = 120;

/** What somebody's media were like in a call: `score` on average, `level` for most of the time, `because`: what spoilt them most often. */
export const ParticipantQuality = z.object({
  userId: HostId, score: score.nullable(), level: z.enum(qualityLevels), because: z.enum(qualityReasons).nullable(), points: z.array(QualityPoint).max(mostQualityPoints),
}).meta({ id: 'ParticipantQuality' });
export type ParticipantQuality = z.infer<typeof ParticipantQuality>;

export const mostFigures = 400;
export const figurePeriods = ['day', 'week', 'month'] as const;
export type FigurePeriod = (typeof figurePeriods)[number];
const isTimeZone = (name: string) => { try { return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat; } catch { return false; } };

/**
 * Calls of a period, a channel, a kind or a team: of those whom its members have begun. `answered`: somebody came; `missed`: nobody did; `declined`; `failed`: answered, and ended by lost connections. `talkSeconds` of all together, `longestSeconds` of one. `score`: on average, of those that were measured.
 * `period`: its first day. `team`: a group of the host's; null: who began is in none.
 */
export const CallFigures = z.object({
  period: z.string().optional(), channelId: Id.optional(), title: z.string().nullable().optional(), kind: z.enum(callKinds).optional(), team: z.string().nullable().optional(),
  calls: z.int(), answered: z.int(), missed: z.int(), declined: z.int(), failed: z.int(), talkSeconds: z.int(), longestSeconds: z.int(), score: score.nullable(),
}).meta({ id: 'CallFigures' });
export type CallFigures = z.infer<typeof CallFigures>;

const permission = 'calls.join';

export const callMetricsOperations = {
  /** What my device measures, for who is in a call: kept once each `measureSeconds`, the last one of them. `level` and `score` of the worst link. */
  'calls.measure': operation({
    http: 'POST /participants/{participantId}/measures',
    input: z.object({ participantId: Id, level: z.enum(qualityLevels), score: score.optional(), because: z.enum(qualityReasons).optional(), links: z.array(CallLink).max(mostLinks) }),
    output: z.object({}), permission, limit: 'signal',
  }),
  /** How media got through to those in a call that I see, as their devices measured it. */
  'calls.quality': operation({ http: 'GET /calls/{callId}/quality', input: z.object({ callId: Id }), output: z.object({ items: z.array(ParticipantQuality) }), permission, limit: 'read' }),
  /**
   * Figures of calls that are over and began `from` (inclusive) `to` (exclusive), `by` period (in order, in a time zone as IANA names them), channel, kind or team (most calls first; one of somebody in two teams counts for both), and all together. One's own (`userId`)
   * for everybody, all others and those of teams for who has the permission calls.figures.
   */
  'calls.figures': operation({
    http: 'GET /call-figures',
    input: z.object({
      by: z.enum(['period', 'channel', 'kind', 'team']).default('period'), period: z.enum(figurePeriods).default('day'), timeZone: Text(64).refine(isTimeZone, 'must be a time zone, such as Europe/Oslo').default('UTC'),
      channelId: Id.optional(), userId: HostId.optional(), kind: z.enum(callKinds).optional(), team: Text(200).optional(), from: Instant.optional(), to: Instant.optional(), limit: z.int().min(1).max(mostFigures).default(200),
    }),
    output: z.object({ items: z.array(CallFigures), total: CallFigures }), permission, limit: 'read',
  }),
};
