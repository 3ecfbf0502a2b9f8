import { z } from 'zod';
import { operation } from './operation.ts';
import { HostId, Id, Text } from './schema.ts';

export const mostFacets = 100;

/** Whose files are in a place and how they are tagged, with how many files each; those with the most first, at most 100 of either. */
export const FileFacets = z.object({
  owners: z.array(z.object({ userId: HostId, files: z.int().min(1) })), tags: z.array(z.object({ tag: Text(50), files: z.int().min(1) })),
}).meta({ id: 'FileFacets' });
export type FileFacets = z.infer<typeof FileFacets>;

export const fileFacetOperations = {
  /** What `ownerId` and `tag` of `files.list` would narrow a place to, of files that I see: counted among the newest 1000. */
  'files.facets': operation({
    http: 'GET /file-facets',
    input: z.object({ scope: z.enum(['mine', 'shared', 'organisation', 'all']).default('all'), channelId: Id.optional(), isFavourite: z.literal(true).optional() }),
    output: FileFacets, permission: null, limit: 'read',
  }),
};
