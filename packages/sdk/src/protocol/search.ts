import { z } from 'zod';
import { MetadataFilter } from './chat.metadata.ts';
import { Channel, Message } from './chat.ts';
import { operation } from './operation.ts';
import { Person } from './people.ts';
import { HostId, Id, Instant, paging, Text } from './schema.ts';

/** A run of plain text; what was looked for is marked by `isHit`. */
export const SnippetPart = z.object({ text: z.string(), isHit: z.boolean() }).meta({ id: 'SnippetPart' });
export type SnippetPart = z.infer<typeof SnippetPart>;

const Snippet = z.array(SnippetPart);
/** A whole day in UTC, or a moment. */
const When = z.union([z.iso.date(), Instant]);

/** A message that was found, the part of its text around the first hit, and where it stands. */
export const MessageHit = z.object({ message: Message, channel: Channel, snippet: Snippet }).meta({ id: 'MessageHit' });
export type MessageHit = z.infer<typeof MessageHit>;
/** A group or a record's conversation that was found by its name, description, record's title or number. */
export const ChannelHit = z.object({ channel: Channel, snippet: Snippet }).meta({ id: 'ChannelHit' });
export type ChannelHit = z.infer<typeof ChannelHit>;
export const PersonHit = z.object({ person: Person, snippet: Snippet }).meta({ id: 'PersonHit' });
export type PersonHit = z.infer<typeof PersonHit>;

export const searchOperations = {
  /**
   * Finds what I may read. In `query`, words stand for texts that hold all of them, in any form; the last one may be half a word, and
   * "words in quotation marks" stand side by side. Filters may be given as fields or written in `query`: `from:ben`, `in:purchasing`,
   * `has:link`, `before:2026-11-01`, `after:`, `on:`, `#urgent`, `record:purchase-order:PO-1042`. `before` and `after` leave out the day named.
   * Messages come in the order of relevance among the newest hits, then among older ones; or newest first. `next` is there where more may
   * be found, also beside fewer items than `limit`, or none: a request looks at so many messages and no more. Nothing says how many there are.
   * `channels` and `people` come with the first page, when no filter is set; `metadata`, which in an address is JSON, is for messages and channels, each by its own.
   */
  'search.find': operation({
    http: 'GET /search',
    input: z.object({
      query: Text(500).default(''), kind: z.enum(['all', 'messages', 'channels', 'people']).default('all'), order: z.enum(['relevance', 'newest']).default('relevance'),
      from: HostId.optional(), in: Id.optional(), has: z.enum(['link', 'reaction']).optional(), before: When.optional(), after: When.optional(), on: z.iso.date().optional(),
      hashtag: Text(100).min(1).optional(), record: Text(421).regex(/^[^:]+:./, 'must be type:id').optional(), metadata: MetadataFilter.optional(),
      cursor: paging.cursor, limit: z.int().min(1).max(50).default(20),
    }),
    output: z.object({ messages: z.array(MessageHit), channels: z.array(ChannelHit), people: z.array(PersonHit), next: z.string().optional() }),
    permission: 'chat.access_channels', limit: 'read',
  }),
};
