import { z } from 'zod';
import { Channel, memberRoles, Message } from './chat.ts';
import { operation } from './operation.ts';
import { Person } from './people.ts';
import { Preferences } from './people.preferences.ts';
import { HostId, Id, Instant, paging, Seq, Text } from './schema.ts';

export const exportFormats = ['json', 'csv', 'html'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const exportPaging = { cursor: paging.cursor, limit: z.int().min(1).max(1000).default(500) };

/** A user as the tenant keeps them. `lastSeenAt` is to the day; `status` and `statusText` are what they chose to show, `preferences` how they want Corridor. */
export const PersonRecord = Person.extend({ roles: z.array(Text(100)), groups: z.array(Text(320)), createdAt: Instant, lastSeenAt: Instant.nullable(), status: z.string().nullable(), statusText: z.string().nullable(), preferences: Preferences.nullable() }).meta({ id: 'PersonRecord' });
export type PersonRecord = z.infer<typeof PersonRecord>;

/**
 * What is kept of a person beside that: their part in channels, what they wrote, as it was before each edit (`edit`), what they reacted with, what they voted for in polls that are not deleted (`options`, in words; of
 * anonymous ones only to themselves), what they saved, began to write and let go out later. `channel` is a channel's name, null where it has none.
 */
export const PersonItem = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('membership'), channelId: Id, channel: z.string().nullable(), role: z.enum(memberRoles), joinedAt: Instant, readSeq: Seq,
    isPinned: z.boolean(), notify: z.enum(['all', 'mentions', 'nothing']), section: z.string().nullable(),
  }),
  z.object({ type: z.literal('message'), channel: z.string().nullable(), message: Message }),
  z.object({ type: z.literal('edit'), channelId: Id, messageId: Id, text: z.string(), editedBy: HostId, at: Instant }),
  z.object({ type: z.literal('reaction'), channelId: Id, messageId: Id, emoji: z.string() }),
  z.object({ type: z.literal('vote'), channelId: Id, messageId: Id, options: z.array(Text(200)) }),
  z.object({ type: z.literal('saved'), channelId: Id, messageId: Id, savedAt: Instant }),
  z.object({ type: z.literal('draft'), channelId: Id, text: z.string(), changedAt: Instant }),
  z.object({ type: z.literal('scheduled'), channelId: Id, messageId: Id, text: z.string(), sendAt: Instant }),
]).meta({ id: 'PersonItem' });
export type PersonItem = z.infer<typeof PersonItem>;

/**
 * Exports, a page at a time. As files they are at `GET /channels/{channelId}/export` and `GET /people/{userId}/export`, which write these pages
 * as they come; each page is checked as any other request is. The first one stands in the audit log.
 */
export const transferOperations = {
  /** What the caller may read of a channel, oldest first, each message with its replies behind it. For its owners and admins, those of a direct conversation, and who may export all (`chat.export`). `people`: who wrote, reacted, voted or is named; `channels`: those named that the caller sees. */
  'transfer.exportChannel': operation({
    input: z.object({ channelId: Id, ...exportPaging }),
    output: z.object({
      channel: Channel, items: z.array(z.object({ message: Message, replyTo: Id.nullable() })), people: z.array(Person),
      channels: z.array(z.object({ id: Id, name: z.string() })), next: z.string().optional(),
    }),
    permission: 'chat.access_channels', callers: 'all', limit: 'read',
  }),
  /** All that is kept of a person: one's own, or anybody's with `people.export`. */
  'transfer.exportPerson': operation({
    input: z.object({ userId: HostId, ...exportPaging }),
    output: z.object({ person: PersonRecord, items: z.array(PersonItem), next: z.string().optional() }),
    permission: null, callers: 'all', limit: 'read',
  }),
};
