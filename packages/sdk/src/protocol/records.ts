import { z } from 'zod';
import { NoticeAction } from './chat.cards.ts';
import { Metadata, MetadataChanges } from './chat.metadata.ts';
import { Channel, HostRecord, Message } from './chat.ts';
import { grantOperations } from './records.grants.ts';
import { operation } from './operation.ts';
import { HostId, Id, NewMessageId, Text } from './schema.ts';

const words = Text(20_000).refine((text) => text.trim() !== '', 'must not be empty');
const buttons = z.array(NoticeAction).max(5).refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'two actions have the same id');

export const recordsOperations = {
  ...grantOperations,
  /**
   * Says something in a record's conversation, in the host's name; the first message makes it. What is said counts as unread, and `actions` are
   * buttons beside it, answered by the host's hook. The same `id` again returns what became of the first one; without it the server mints one.
   */
  'records.post': operation({
    http: 'POST /records/messages', input: z.object({ record: HostRecord, id: NewMessageId.optional(), text: words, actions: buttons.default([]), metadata: Metadata.optional() }), output: Message,
    permission: null, callers: 'keys', limit: 'write', errors: ['id-taken', 'conflict'],
  }),
  /** Changes what was posted, for example once it was decided in the host itself: what is left out stays. `actions: []` takes the buttons away; `outcome.userId` is who decided; a key of `metadata` that is null is removed. */
  'records.update': operation({
    http: 'PATCH /records/messages/{messageId}',
    input: z.object({ messageId: Id, text: words.optional(), actions: buttons.optional(), outcome: z.object({ text: Text(200).min(1), userId: HostId.optional() }).optional(), metadata: MetadataChanges.optional() }),
    output: Message, permission: null, callers: 'keys', limit: 'write', errors: ['conflict'],
  }),
  /** Says something of a record's conversation, or of that of a place in it, which this makes where it is not there: nobody becomes a member. A key that is null is removed, what is left out stays. */
  'records.setMetadata': operation({
    http: 'PATCH /records/metadata', input: z.object({ record: HostRecord, metadata: MetadataChanges }), output: Channel, permission: 'records.manage', callers: 'all', limit: 'write', errors: ['conflict'],
  }),
  /** The same of any channel or thread, by its id. */
  'records.setChannelMetadata': operation({
    http: 'PATCH /channels/{channelId}/metadata', input: z.object({ channelId: Id, metadata: MetadataChanges }), output: Channel, permission: 'records.manage', callers: 'all', limit: 'write', errors: ['conflict'],
  }),
  /** The same of a message, whoever has written it. */
  'records.setMessageMetadata': operation({
    http: 'PATCH /messages/{messageId}/metadata', input: z.object({ messageId: Id, metadata: MetadataChanges }), output: Message, permission: 'records.manage', callers: 'all', limit: 'write', errors: ['conflict'],
  }),
  /** Has the host make a record of a message, such as a ticket; what it made is told in the conversation. For those who may write there. Asked twice, it is the same record. */
  'records.create': operation({
    http: 'POST /messages/{messageId}/record', input: z.object({ messageId: Id }), output: z.object({ record: HostRecord, message: Message }),
    permission: 'chat.access_channels', limit: 'write', errors: ['conflict', 'unavailable'],
  }),
};
