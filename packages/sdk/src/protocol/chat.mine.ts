import { z } from 'zod';
import { Channel, HostRecord, Message } from './chat.ts';
import { operation } from './operation.ts';
import { Id, Instant, page, paging, Seq, Text } from './schema.ts';

/** What I have saved, with where it stands; both null where it is not there for me any more. */
export const SavedMessage = z.object({ messageId: Id, savedAt: Instant, message: Message.nullable(), channel: Channel.nullable() }).meta({ id: 'SavedMessage' });
export type SavedMessage = z.infer<typeof SavedMessage>;

/** What I have begun to write in a conversation; empty once it was sent or given up. `version` grows with every change. */
export const Draft = z.object({ channelId: Id, text: Text(20_000), version: Seq, changedAt: Instant }).meta({ id: 'Draft' });
export type Draft = z.infer<typeof Draft>;

const permission = 'chat.access_channels';

/** What I keep for myself: nobody else sees any of it. */
export const mineOperations = {
  /** Puts a message aside for me; up to 1,000. Saving twice changes nothing. */
  'chat.save': operation({
    http: 'PUT /messages/{messageId}/saved', input: z.object({ messageId: Id }), output: z.object({}), permission, limit: 'write', errors: ['conflict'],
  }),
  'chat.unsave': operation({ http: 'DELETE /messages/{messageId}/saved', input: z.object({ messageId: Id }), output: z.object({}), permission, limit: 'write' }),
  /** What I have saved, latest saved first. */
  'chat.saved': operation({ http: 'GET /saved', input: z.object(paging), output: page(SavedMessage), permission, limit: 'read' }),
  /** Keeps what I have begun to write, in the place of what was there: the last one to write wins. `record` or `threadOf` goes along where the channel may not be there yet. */
  'chat.saveDraft': operation({
    http: 'PUT /channels/{channelId}/draft', input: z.object({ channelId: Id, text: Text(20_000), record: HostRecord.optional(), threadOf: Id.optional() }), output: z.object({}), permission, limit: 'write',
  }),
  /** My drafts, latest changed first, up to 500; empty ones say what is not there any more. */
  'chat.drafts': operation({ http: 'GET /drafts', input: z.object({}), output: z.object({ items: z.array(Draft) }), permission, limit: 'read' }),
  /** Ids of all that I have saved, latest saved first. */
  'chat.savedIds': operation({ http: 'GET /saved/ids', input: z.object({}), output: z.object({ items: z.array(Id) }), permission, limit: 'read' }),
};

export const mineEvents = {
  /** I saved a message, or did so no more, on one of my devices. */
  'chat.saved': z.object({ messageId: Id, isSaved: z.boolean() }),
  /** A draft of mine changed, on one of my devices. */
  'chat.draft': Draft,
};
