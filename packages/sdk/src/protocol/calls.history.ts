import { z } from 'zod';
import { callKinds, callReasons, callStatuses } from './calls.states.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, page, paging, Text } from './schema.ts';

/** `other`: a call of a conversation that I see, into which I was not asked. */
export const callDirections = ['incoming', 'outgoing', 'other'] as const;
export type CallDirection = (typeof callDirections)[number];

/** What became of a call for me: I was in it with somebody; I was called and was not in it; I declined it; I called, and nobody came. */
export const callOutcomes = ['answered', 'missed', 'declined', 'unanswered'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** So many of those in a call are named. */
export const mostPeopleInEntry = 20;

/**
 * A call that is over, as I see it. `talkSeconds`: how long I was in it, of calls of others how long they were. `people`: who was asked or came, up to `mostPeopleInEntry` of `count`, whoever began it first.
 * `recordings`: how many of it stand in `calls.recordings`, where there are any. `isEncrypted`: from end to end, where it was.
 * `title` and `record`: of the conversation, where I see it; else null, and `isConversationSeen` says so.
 */
export const CallEntry = z.object({
  callId: Id, channelId: Id, isConversationSeen: z.boolean(), title: z.string().nullable(), record: z.object({ type: z.string(), id: z.string() }).nullable(),
  kind: z.enum(callKinds), status: z.enum(callStatuses), reason: z.enum(callReasons).nullable(), direction: z.enum(callDirections), outcome: z.enum(callOutcomes),
  startedBy: HostId, startedAt: Instant, endedAt: Instant, talkSeconds: z.int().min(0), people: z.array(HostId).max(mostPeopleInEntry), count: z.int().min(1), recordings: z.int().min(1).optional(), isEncrypted: z.literal(true).optional(),
}).meta({ id: 'CallEntry' });
export type CallEntry = z.infer<typeof CallEntry>;

const permission = 'calls.join';

export const callHistoryOperations = {
  /**
   * Calls that are over, newest first: those that I made or was asked into; with `channelId`, or `recordType` and `recordId`, all of those conversations, as far as I see them. `userId`: somebody who was asked or came;
   * `from` (inclusive) and `to` (exclusive): when it began; `query`: in the names of people and conversations.
   */
  'calls.history': operation({
    http: 'GET /calls',
    input: z.object({
      channelId: Id.optional(), recordType: Text(100).min(1).optional(), recordId: Text(320).min(1).optional(), userId: HostId.optional(), kind: z.enum(callKinds).optional(),
      direction: z.enum(callDirections).optional(), outcome: z.enum(callOutcomes).optional(), from: Instant.optional(), to: Instant.optional(), query: Text(200).optional(), ...paging,
    }),
    output: page(CallEntry), permission, limit: 'read',
  }),
  /** Takes calls out of my own history, all that began up to a moment or some; others keep theirs. */
  'calls.forget': operation({
    http: 'POST /calls/forget', input: z.object({ callIds: z.array(Id).min(1).max(200).optional(), until: Instant.optional() }).refine(({ callIds, until }) => (callIds === undefined) !== (until === undefined), 'give either callIds or until'),
    output: z.object({}), permission, limit: 'write',
  }),
};

export const callHistoryEvents = {
  /** To me alone: I have taken calls out of my history; ask again. */
  'calls.historyChanged': z.object({}),
};
