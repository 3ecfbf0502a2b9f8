import { z } from 'zod';
import { operation } from './operation.ts';
import { HostId, Id, Instant, Text } from './schema.ts';

export const linkStates = ['active', 'expired', 'revoked', 'exhausted'] as const;

/** A way to a file for who has no account here: its page says name and size, and lets it be downloaded `mostDownloads` times until `expiresAt`. */
export const FileLink = z.object({
  id: Id, fileId: Id, state: z.enum(linkStates), createdBy: HostId, createdAt: Instant, expiresAt: Instant, hasPassword: z.boolean(), mostDownloads: z.int().min(1).nullable(), downloads: z.int().min(0),
}).meta({ id: 'FileLink' });
export type FileLink = z.infer<typeof FileLink>;

export const fileLinkOperations = {
  /** Makes a link to a file of mine, always to its current version, of at most a year. Its `url` is answered this once: it is kept nowhere. */
  'files.createLink': operation({
    http: 'POST /files/{fileId}/links',
    input: z.object({ fileId: Id, expiresAt: Instant, password: Text(200).min(1).optional(), mostDownloads: z.int().min(1).max(1_000_000).optional() }),
    output: FileLink.extend({ url: z.string() }), permission: 'files.create_links', limit: 'write',
  }),
  /** A file's links, newest first, of the last 200. For its owner. */
  'files.links': operation({
    http: 'GET /files/{fileId}/links', input: z.object({ fileId: Id }), output: z.object({ items: z.array(FileLink) }), permission: null, limit: 'read',
  }),
  /** Ends a link at once, downloads under way included where they are continued. For the file's owner and `files.manage`. */
  'files.revokeLink': operation({
    http: 'DELETE /file-links/{linkId}', input: z.object({ linkId: Id }), output: z.object({}), permission: null, limit: 'write',
  }),
};
