import { z } from 'zod';
import { MetadataFilter } from './chat.metadata.ts';
import { Channel, Message } from './chat.ts';
import { File } from './files.ts';
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
/** A file that was found by its name, tags or content: its name with what was found in it, and the part of its text around the first hit, empty where only the name holds any. */
export const FileHit = z.object({ file: File, name: Snippet, snippet: Snippet }).meta({ id: 'FileHit' });
export type FileHit = z.infer<typeof FileHit>;

export const searchOperations = {
  /**
   * Finds what I may read. In `query`, words stand for texts that hold all of them, in any form; the last one may be half a word, and
   * "words in quotation marks" stand side by side. Filters may be given as fields or written in `query`: `from:ben`, `in:purchasing`,
   * `has:link`, `before:2026-11-01`, `after:`, `on:`, `#urgent`, `record:purchase-order:PO-1042`, `type:pdf`. `before` and `after` leave out the day named.
   * Messages come in the order of relevance among the newest hits, then among older ones; or newest first. `next` is there where more may
   * be found, also beside fewer items than `limit`, or none: a request looks at so many messages and no more. Nothing says how many there are.
   * Files are found by name, tags and what is written in them; `type` is a kind such as `image` or the ending of a name, and leaves out all that is no file. For files `from` is their owner,
   * `in` the conversation that a message brought them to, and `next` goes on with them where `kind` is `files`; otherwise some come with the first page.
   * `channels` and `people` come with the first page, when no filter is set; `metadata`, which in an address is JSON, is for messages and channels, each by its own.
   */
  'search.find': operation({
    http: 'GET /search',
    input: z.object({
      query: Text(500).default(''), kind: z.enum(['all', 'messages', 'channels', 'people', 'files']).default('all'), order: z.enum(['relevance', 'newest']).default('relevance'),
      from: HostId.optional(), in: Id.optional(), has: z.enum(['link', 'reaction']).optional(), before: When.optional(), after: When.optional(), on: z.iso.date().optional(),
      hashtag: Text(100).min(1).optional(), type: z.string().regex(/^[a-zA-Z\d]{1,20}$/, 'must be a kind of file or the ending of a name').optional(), record: Text(421).regex(/^[^:]+:./, 'must be type:id').optional(), metadata: MetadataFilter.optional(),
      cursor: paging.cursor, limit: z.int().min(1).max(50).default(20),
    }),
    output: z.object({ messages: z.array(MessageHit), channels: z.array(ChannelHit), people: z.array(PersonHit), files: z.array(FileHit), next: z.string().optional() }),
    permission: 'chat.access_channels', limit: 'read',
  }),
};
