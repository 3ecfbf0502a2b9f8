import { z } from 'zod';
import { operation } from './operation.ts';
import { permissions } from './permissions.ts';
import { HostId, Id, Instant, Text } from './schema.ts';

/** A named set of permissions. Built-in ones can be changed, not removed. */
export const Role = z.object({ role: Text(100).min(1), permissions: z.array(z.enum(permissions)), isBuiltIn: z.boolean() }).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

/** What is shown of an API key: never the key itself. `lastUsedAt` is true to the minute. */
export const ApiKey = z.object({
  id: Id, name: Text(100), createdBy: HostId, createdAt: Instant, lastUsedAt: Instant.nullable(), revokedAt: Instant.nullable(),
}).meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

export const adminOperations = {
  'admin.roles': operation({ http: 'GET /roles', input: z.object({}), output: z.object({ items: z.array(Role) }), permission: 'admin.roles', limit: 'read' }),
  /** Makes a role or changes what it may do, from the next request of anybody who has it. */
  'admin.setRole': operation({
    http: 'PUT /roles/{role}', input: z.object({ role: Text(100).min(1), permissions: z.array(z.enum(permissions)).max(permissions.length) }),
    output: Role, permission: 'admin.roles', limit: 'write', errors: ['conflict'],
  }),
  /** Removes a role of our own; people who carry it keep what their other roles allow. */
  'admin.deleteRole': operation({
    http: 'DELETE /roles/{role}', input: z.object({ role: Text(100).min(1) }), output: z.object({}), permission: 'admin.roles', limit: 'write', errors: ['conflict'],
  }),

  /** Makes a key for the host's back end, to be sent as `Authorization: Bearer` over REST. `key` is told here and never again. What it posts bears its name. It stands in the audit log. */
  'admin.createApiKey': operation({
    http: 'POST /api-keys', input: z.object({ name: Text(100).refine((name) => name.trim() !== '', 'must not be empty') }), output: ApiKey.extend({ key: z.string() }),
    permission: 'admin.keys', limit: 'write', errors: ['conflict'],
  }),
  /** Newest first, revoked ones too. */
  'admin.apiKeys': operation({ http: 'GET /api-keys', input: z.object({}), output: z.object({ items: z.array(ApiKey) }), permission: 'admin.keys', limit: 'read' }),
  /** Ends a key at once, for good; a second time changes nothing. It stands in the audit log. */
  'admin.revokeApiKey': operation({ http: 'DELETE /api-keys/{keyId}', input: z.object({ keyId: Id }), output: ApiKey, permission: 'admin.keys', limit: 'write' }),
};
