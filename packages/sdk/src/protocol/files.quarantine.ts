import { z } from 'zod';
import { fileKinds, FileVersion } from './files.summary.ts';
import { operation } from './operation.ts';
import { HostId, Id, Instant, page, paging, Text } from './schema.ts';

/** A version of a file that is given out to nobody. `refusal`: why, in words. `userId`: who uploaded it. */
export const QuarantinedFile = z.object({
  fileId: Id, version: FileVersion, name: Text(255), mediaType: Text(200), kind: z.enum(fileKinds), bytes: z.int().min(0), userId: HostId, refusal: Text(500), uploadedAt: Instant, quarantinedAt: Instant,
}).meta({ id: 'QuarantinedFile' });
export type QuarantinedFile = z.infer<typeof QuarantinedFile>;

const Version = z.object({ fileId: Id, version: FileVersion });

export const quarantineOperations = {
  /** What is in quarantine, the latest first; with `mine` what I uploaded, which needs no permission. All of it needs `files.manage`. */
  'files.quarantined': operation({ http: 'GET /quarantine', input: z.object({ mine: z.boolean().default(false), ...paging }), output: page(QuarantinedFile), permission: null, limit: 'read' }),
  /** Lets everybody who sees the file have it after all. It stands in the audit log. */
  'files.release': operation({ http: 'POST /quarantine/{fileId}/release', input: Version, output: z.object({}), permission: 'files.manage', limit: 'write' }),
  /** Destroys a version in quarantine for good; a file that has no other is deleted. It stands in the audit log. */
  'files.purge': operation({ http: 'DELETE /quarantine/{fileId}', input: Version, output: z.object({}), permission: 'files.manage', limit: 'write' }),
};
