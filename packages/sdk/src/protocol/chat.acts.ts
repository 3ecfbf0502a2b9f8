import { z } from 'zod';
import { HostRecord, Message } from './chat.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, NewMessageId, Text } from './schema.ts';

/** A message as it stood from `at` on, by who wrote it so: its sender, or a moderator. */
export const MessageVersion = z.object({ text: Text(20_000), userId: HostId, at: Instant }).meta({ id: 'MessageVersion' });
export type MessageVersion = z.infer<typeof MessageVersion>;

/** What can be done with a message beyond changing it. */
export const actOperations = {
  /**
   * Passes a message on as it stands, with a word of mine or none: into a channel where I may write. Of one that was passed on itself, the first goes along and who wrote that.
   * `id`, `record` and `threadOf` as with `chat.send`.
   */
  'chat.forward': operation({
    http: 'POST /messages/{messageId}/forward',
    input: z.object({ messageId: Id, channelId: Id, id: NewMessageId.optional(), text: Text(20_000).default(''), record: HostRecord.optional(), threadOf: Id.optional() }),
    output: Message, permission: 'chat.access_channels', limit: 'write', errors: ['id-taken', 'conflict'],
  }),
  /** Brings back what I have deleted less than five minutes ago, with all that belongs to it. What is not deleted stays as it is. */
  'chat.undelete': operation({
    http: 'POST /messages/{messageId}/undelete', input: z.object({ messageId: Id }), output: Message, permission: 'chat.access_channels', limit: 'write', errors: ['conflict'], queued: true,
  }),
  /** How a message has read since it was sent, newest first; its last 200 versions. None of a deleted one. */
  'chat.edits': operation({
    http: 'GET /messages/{messageId}/edits', input: z.object({ messageId: Id }), output: z.object({ items: z.array(MessageVersion) }), permission: 'chat.access_channels', limit: 'read',
  }),
};
