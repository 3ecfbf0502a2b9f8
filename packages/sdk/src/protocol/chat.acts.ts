import { z } from 'zod';
import { HostRecord, Message } from './chat.ts';
import { operation } from './operation.ts';
import { Id, NewMessageId, Text } from './schema.ts';

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
};
