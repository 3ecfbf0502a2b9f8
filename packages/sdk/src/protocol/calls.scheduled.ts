import { z } from 'zod';
import { CallInfo, IceServers } from './calls.ts';
import { callKinds } from './calls.states.ts';
import { HostRecord } from './chat.ts';
import { isTimeZone, longestReminder, mostInvited, mostReminders, scheduledAnswers, scheduledStates, usualReminders } from './calls.scheduled.state.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, NewMessageId, page, paging, Text } from './schema.ts';

/** Who is to come to a scheduled call, and what they say to it. */
export const ScheduledPerson = z.object({ userId: HostId, answer: z.enum(scheduledAnswers) }).meta({ id: 'ScheduledPerson' });
export type ScheduledPerson = z.infer<typeof ScheduledPerson>;

/**
 * A call that is to begin at a time. `timeZone` (IANA) is the one it was agreed in; `minutes`: how long it is to last; `reminders`: so many minutes before its start people are reminded; `rings`: whoever is not in it when it
 * starts is rung. `state`: `over` once its time has passed and nobody is in it. `callId`: the call that was begun by it last; `meetingId`: the room that it is in; `version` grows with every change. `people`: the organizer first.
 */
export const ScheduledCall = z.object({
  id: Id, channelId: Id, meetingId: Id.nullable(), organizer: HostId, title: Text(200), kind: z.enum(callKinds), startsAt: Instant, minutes: z.int(), timeZone: Text(64), reminders: z.array(z.int()), rings: z.boolean(),
  state: z.enum(scheduledStates), callId: Id.nullable(), version: z.int(), people: z.array(ScheduledPerson),
}).meta({ id: 'ScheduledCall' });
export type ScheduledCall = z.infer<typeof ScheduledCall>;

const title = Text(200).trim(), minutes = z.int().min(5).max(1440), timeZone = Text(64).refine(isTimeZone, 'must be an IANA time zone such as Europe/Oslo');
const reminders = z.array(z.int().min(0).max(longestReminder)).max(mostReminders).transform((all) => [...new Set(all)].sort((a, b) => b - a));
const userIds = z.array(HostId).max(mostInvited);
const permission = 'calls.join', limit = 'write', scheduledId = Id;

export const callScheduledOperations = {
  /**
   * A call for later in a conversation, whose message tells of it and has its id. Without `userIds` all of a direct conversation or a small group are invited; those of a conversation can be, and in a room whose owner or moderator I am
   * anybody. `conflict`: somebody is not in it. At most a year ahead. `id` is minted by the client, and the same again returns the first result.
   */
  'calls.schedule': operation({
    http: 'POST /channels/{channelId}/scheduled-calls',
    input: z.object({
      channelId: Id, record: HostRecord.optional(), id: NewMessageId.optional(), title: title.default(''), kind: z.enum(callKinds).default('video'), startsAt: Instant, minutes: minutes.default(30), timeZone: timeZone.default('UTC'),
      userIds: userIds.optional(), reminders: reminders.default([...usualReminders]), rings: z.boolean().default(false),
    }),
    output: ScheduledCall, permission, limit, errors: ['conflict', 'id-taken'],
  }),
  /** Those to come that I am invited to, or with `channelId` those of a conversation; the next one first. One that is on, or lasts, is among them. */
  'calls.scheduled': operation({ http: 'GET /scheduled-calls', input: z.object({ channelId: Id.optional(), ...paging }), output: page(ScheduledCall), permission, limit: 'read' }),
  'calls.scheduledCall': operation({ http: 'GET /scheduled-calls/{scheduledId}', input: z.object({ scheduledId }), output: ScheduledCall, permission, limit: 'read' }),
  /** For its organizer. Another time takes back what people have answered. */
  'calls.reschedule': operation({
    http: 'PATCH /scheduled-calls/{scheduledId}',
    input: z.object({ scheduledId, title: title.optional(), kind: z.enum(callKinds).optional(), startsAt: Instant.optional(), minutes: minutes.optional(), timeZone: timeZone.optional(), userIds: userIds.optional(), reminders: reminders.optional(), rings: z.boolean().optional() }),
    output: ScheduledCall, permission, limit, errors: ['conflict'],
  }),
  /** Cancels it. For its organizer. */
  'calls.unschedule': operation({ http: 'DELETE /scheduled-calls/{scheduledId}', input: z.object({ scheduledId }), output: ScheduledCall, permission, limit }),
  /** Whether I come. `conflict`: I am not invited, or it is over. */
  'calls.answerScheduled': operation({ http: 'POST /scheduled-calls/{scheduledId}/answer', input: z.object({ scheduledId, isAccepted: z.boolean() }), output: ScheduledCall, permission, limit, errors: ['conflict'] }),
  /** Begins it, or comes into it. `conflict`: it is cancelled or over, or it is too early: `details.from` says when. */
  'calls.joinScheduled': operation({
    http: 'POST /scheduled-calls/{scheduledId}/participants', input: z.object({ scheduledId, participantId: NewMessageId.optional(), deviceId: Text(100).min(1) }),
    output: z.object({ call: CallInfo, participantId: Id, ice: IceServers }), permission, limit, errors: ['conflict', 'id-taken'],
  }),
};

export const callScheduledEvents = {
  /** A scheduled call as it is now: told to all who are invited, and in its conversation. */
  'calls.scheduledChanged': ScheduledCall,
  /** To those who are invited and have not declined: it starts in so many minutes. Told once, to those who are there. */
  'calls.reminded': z.object({ scheduled: ScheduledCall, minutes: z.int() }),
};
