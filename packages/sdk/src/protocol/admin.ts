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

/** What the server found beside it. `scanner`: what says whether files do harm, with its version while it answers. `mediaServer`: what calls of many go over. `programs`: what previews are made with, each with its version, null where it is not installed. `ice`: the servers for ways of media in calls. */
export const SystemTools = z.object({
  scanner: z.object({ state: z.enum(['none', 'ready', 'unreachable']), version: Text(200).nullable() }),
  mediaServer: z.enum(['none', 'ready', 'unreachable']),
  store: z.object({ kind: z.enum(['disk', 's3']), isEncrypted: z.boolean() }),
  programs: z.array(z.object({ name: Text(100), version: Text(100).nullable() })),
  ice: z.array(z.object({ url: Text(500), state: z.enum(['ready', 'unreachable']) })),
}).meta({ id: 'SystemTools' });
export type SystemTools = z.infer<typeof SystemTools>;

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

  /** The virus scanner, the media server, the store of files and the programs for previews, as this server has them. */
  'admin.tools': operation({ http: 'GET /tools', input: z.object({}), output: SystemTools, permission: 'files.manage', limit: 'read' }),
};
