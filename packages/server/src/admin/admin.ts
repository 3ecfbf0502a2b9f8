import { type Permission, permissions as allPermissions, type Role } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { builtInRoles, permissionsToHear } from '../permissions.ts';
import { apiKeyHandlers } from './admin.keys.ts';
import { deleteRole, rolesOfTenant, storeRole } from './admin.queries.ts';

/** In the contract's order, each once; what this version does not know is left out. */
const inOrder = (granted: readonly string[]): Permission[] => allPermissions.filter((permission) => granted.includes(permission));

/** Those who may hear less than before connect anew. */
function forgetAfterCommit(call: Call, role: string, before: readonly string[], now: readonly Permission[] = []): void {
  const { tenant } = call.session, hearsLess = permissionsToHear.some((permission) => before.includes(permission) && !now.includes(permission));
  call.afterCommit(() => {
    call.roles.forget(tenant);
    if (hearsLess) call.reopen(tenant, ({ roles }) => role === 'member' || roles.includes(role));
  });
}

const permissionsOf = async (call: Call, role: string): Promise<readonly string[]> => (await rolesOfTenant(call)).find((row) => row.role === role)?.permissions ?? builtInRoles.get(role) ?? [];

export const adminHandlers: Handlers<'admin'> = {
  ...apiKeyHandlers,

  'admin.roles': async (call) => {
    const granted = new Map<string, readonly string[]>([...builtInRoles, ...(await rolesOfTenant(call)).map((row) => [row.role, row.permissions] as const)]);
    return { items: [...granted].map(([role, permissions]): Role => ({ role, permissions: inOrder(permissions), isBuiltIn: builtInRoles.has(role) })) };
  },

  'admin.setRole': async (call, { role, permissions }) => {
    if (role === 'admin' && !permissions.includes('admin.roles')) throw new CallError('conflict', 'The role admin keeps admin.roles: without it nobody could change roles again');
    const before = await permissionsOf(call, role);
    await storeRole(call, role, inOrder(permissions));
    forgetAfterCommit(call, role, before, permissions);
    return { role, permissions: inOrder(permissions), isBuiltIn: builtInRoles.has(role) };
  },

  'admin.deleteRole': async (call, { role }) => {
    if (builtInRoles.has(role)) throw new CallError('conflict', 'A built-in role can be changed, not removed');
    const before = await permissionsOf(call, role);
    if (!(await deleteRole(call, role))) throw new CallError('not-found', 'No such role');
    forgetAfterCommit(call, role, before);
    return {};
  },
};
