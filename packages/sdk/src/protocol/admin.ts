import { z } from 'zod';
import { operation } from './operation.ts';
import { permissions } from './permissions.ts';
import { Text } from './schema.ts';

/** A named set of permissions. Built-in ones can be changed, not removed. */
export const Role = z.object({ role: Text(100).min(1), permissions: z.array(z.enum(permissions)), isBuiltIn: z.boolean() }).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

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
};
