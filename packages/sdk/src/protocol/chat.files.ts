import { z } from 'zod';
import { Message } from './chat.ts';
import { fileKinds } from './files.summary.ts';
import { operation } from './operation.ts';
import { Id, page, paging, Text } from './schema.ts';

/** What a conversation carries, as people look for it: pictures and videos; all else that was attached; voice messages. */
export const carriedGroups = ['media', 'documents', 'voice'] as const;
export type CarriedGroup = (typeof carriedGroups)[number];

export const carriedOperations = {
  /**
   * Messages that carry files, their own or those of one that they pass on, in a channel and in its threads; newest first. With `group`, `kind` or `query` (in the file's name, or in what is
   * said in a voice message) those where a file answers all of it.
   */
  'chat.files': operation({
    http: 'GET /channels/{channelId}/files',
    input: z.object({ channelId: Id, group: z.enum(carriedGroups).optional(), kind: z.enum(fileKinds).optional(), query: Text(200).optional(), ...paging }),
    output: page(Message), permission: 'chat.access_channels', limit: 'read',
  }),
};
