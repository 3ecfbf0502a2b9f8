import { z } from 'zod';
import { mostFilesOnMessage } from './chat.cards.ts';
import { HostRecord } from './chat.ts';
import { errorCodes } from './errors.ts';
import { operation } from './operation.ts';
import { Id, Instant, NewMessageId, Text } from './schema.ts';

/** A message of mine that goes out at `sendAt`, by the server's clock, with the files of mine that `fileIds` names. `refusal`: it was due and could not be sent; it stays until it is changed or cancelled. */
export const ScheduledMessage = z.object({
  messageId: Id, channelId: Id, text: Text(20_000), sendAt: Instant, fileIds: z.array(Id).optional(), refusal: z.object({ code: z.enum(errorCodes), message: z.string() }).optional(),
}).meta({ id: 'ScheduledMessage' });
export type ScheduledMessage = z.infer<typeof ScheduledMessage>;

const permission = 'chat.access_channels';

export const scheduledOperations = {
  /** Sends a message later, at most a year ahead; a time that has passed means now. With `fileIds` of mine, which are there already, its text may be empty. Whether I may write there is seen when it goes out. Up to 100 wait at once. The same `id` again returns the first result. */
  'chat.schedule': operation({
    http: 'POST /channels/{channelId}/scheduled',
    input: z.object({ channelId: Id, id: NewMessageId.optional(), text: Text(20_000), fileIds: z.array(Id).min(1).max(mostFilesOnMessage).optional(), sendAt: Instant, record: HostRecord.optional(), threadOf: Id.optional() })
      .refine(({ text, fileIds }) => text.trim() !== '' || fileIds, { path: ['text'], message: 'must not be empty' }),
    output: ScheduledMessage, permission, limit: 'write', errors: ['id-taken', 'conflict'],
  }),
  /** Mine, the next one first. */
  'chat.scheduled': operation({ http: 'GET /scheduled', input: z.object({}), output: z.object({ items: z.array(ScheduledMessage) }), permission, limit: 'read' }),
  /** What is left out stays, and so do its files; without any its text may not be empty. One that was refused tries again at its new time. */
  'chat.reschedule': operation({
    http: 'PATCH /scheduled/{messageId}', input: z.object({ messageId: Id, text: Text(20_000).optional(), sendAt: Instant.optional() }), output: ScheduledMessage, permission, limit: 'write', errors: ['conflict'],
  }),
  /** One that is not there any more stays gone. */
  'chat.unschedule': operation({ http: 'DELETE /scheduled/{messageId}', input: z.object({ messageId: Id }), output: z.object({}), permission, limit: 'write', errors: ['conflict'] }),
};

export const scheduledEvents = {
  /** What became of a scheduled message of mine; null: it was sent or cancelled. */
  'chat.scheduled': z.object({ messageId: Id, scheduled: ScheduledMessage.nullable() }),
};
