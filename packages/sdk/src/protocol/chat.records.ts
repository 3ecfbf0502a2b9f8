import { z } from 'zod';
import { Text } from './schema.ts';

/** Where in a record: flat keys of the host's own, such as `{ line: '3', field: 'price' }`, up to ten of them. */
export const RecordPlace = z.record(Text(100).min(1), Text(320))
  .refine((place) => Object.keys(place).length > 0, 'must name something; leave it out for the record itself')
  .refine((place) => Object.keys(place).length <= 10, 'has at most ten keys').meta({ id: 'RecordPlace' });
export type RecordPlace = z.infer<typeof RecordPlace>;

/** Whom a conversation is for: `internal` (where it is left out), `external`, or a word of the host's own. */
export const Audience = z.string().regex(/^[a-z][a-z0-9-]{0,49}$/, 'must be a word of small letters, such as external');

/** A thing of the host that a conversation belongs to, or a place in it. Each place and each audience has a conversation of its own. */
export const HostRecord = z.object({
  type: Text(100).min(1), id: Text(320).min(1), place: RecordPlace.optional(), audience: Audience.optional(), title: Text(200).optional(), url: Text(2000).optional(),
}).meta({ id: 'Record' });
export type HostRecord = z.infer<typeof HostRecord>;

/** Which conversations of a record; title and address count for nothing. */
export const RecordScope = HostRecord.omit({ title: true, url: true });

/**
 * What a list of the host's shows beside a record: `total` messages in its conversations and their threads, `unread` and `mentioned` those of
 * them that wait for me where I am in it (up to 999 a conversation), `open` conversations and threads that are neither resolved nor archived.
 */
export const RecordCount = z.object({ total: z.int().min(0), unread: z.int().min(0), mentioned: z.int().min(0), open: z.int().min(0) }).meta({ id: 'RecordCount' });
export type RecordCount = z.infer<typeof RecordCount>;

export const mostCounted = 500;
/** A record as a whole, whatever its places and audiences. */
export const WholeRecord = z.object({ type: Text(100).min(1), id: Text(320).min(1) });
export type WholeRecord = z.infer<typeof WholeRecord>;
