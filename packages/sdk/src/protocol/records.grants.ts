import { z } from 'zod';
import { Audience } from './chat.records.ts';
import { operation } from './operation.ts';
import { HostId, Instant, page, paging, Text } from './schema.ts';

/** What access is given to: a record, or with the id `*` every record of its type; all its places, and every audience unless one is named. */
export const AccessScope = z.object({ type: Text(100).min(1), id: Text(320).min(1), audience: Audience.optional() });
export type AccessScope = z.infer<typeof AccessScope>;

/** Access of one user or of one group, as the host's back end gave it. */
export const RecordGrant = z.object({
  record: AccessScope, userId: HostId.optional(), group: Text(320).optional(), until: Instant.optional(), grantedAt: Instant,
}).meta({ id: 'RecordGrant' });
export type RecordGrant = z.infer<typeof RecordGrant>;

const holders = { userIds: z.array(HostId).max(500).default([]), groups: z.array(Text(320).min(1)).max(500).default([]) };

export const grantOperations = {
  /** Lets users and groups see a record's conversations, `until` then where it is given. Granting twice keeps the later word. It counts where the server leaves access to the host. */
  'records.grant': operation({
    http: 'POST /records/grants', input: z.object({ record: AccessScope, ...holders, until: Instant.optional() }), output: z.object({}),
    permission: 'records.manage', callers: 'all', limit: 'write',
  }),
  /** Takes grants of exactly this scope back; live connections end within seconds. Access by a token's claim or by the host's hook is not touched. */
  'records.revoke': operation({
    http: 'POST /records/grants/revoke', input: z.object({ record: AccessScope, ...holders }), output: z.object({}), permission: 'records.manage', callers: 'all', limit: 'write',
  }),
  /** Grants that have not ended: all, or those of a record, a user or a group. */
  'records.grants': operation({
    http: 'GET /records/grants',
    input: z.object({ type: Text(100).optional(), id: Text(320).optional(), userId: HostId.optional(), group: Text(320).optional(), ...paging }),
    output: page(RecordGrant), permission: 'records.manage', callers: 'all', limit: 'read',
  }),
};
