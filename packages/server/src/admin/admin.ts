import { type Permission, permissions as allPermissions, type Role } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { builtInRoles, permissionsToHear } from '../permissions.ts';
import { apiKeyHandlers } from './admin.keys.ts';
import { deleteRole, rolesOfTenant, storeRole } from './admin.queries.ts';

/** In the contract's order, each once; what this version does not know is left out. */
const inOrder = (granted: readonly string[]): Permission[] => allPermissions.filter((permission) => granted.includes(permission));

const grantedIn = async (call: Call): Promise<Map<string, readonly string[]>> => new Map<string, readonly string[]>([...builtInRoles, ...(await rolesOfTenant(call)).map((row) => [row.role, row.permissions] as const)]);

/** Once it is stored, who may hear less than before connects anew. */
async function changeRole<T>(call: Call, change: () => Promise<T>): Promise<T> {
  const before = await grantedIn(call), done = await change(), now = await grantedIn(call), { tenant } = call.session;
  const has = (granted: typeof now, roles: readonly string[], permission: Permission) => [...roles, 'member'].some((role) => granted.get(role)?.includes(permission));
  call.afterCommit(() => {
    call.roles.forget(tenant);
    call.reopen(tenant, ({ roles }) => permissionsToHear.some((permission) => has(before, roles, permission) && !has(now, roles, permission)));
  });
  return done;
}

export const adminHandlers: Handlers<'admin'> = {
  ...apiKeyHandlers,

  'admin.roles': async (call) => ({
    items: [...await grantedIn(call)].map(([role, permissions]): Role => ({ role, permissions: inOrder(permissions), isBuiltIn: builtInRoles.has(role) })),
  }),

  'admin.setRole': async (call, { role, permissions }) => {
    if (role === 'admin' && !permissions.includes('admin.roles')) throw new CallError('conflict', 'The role admin keeps admin.roles: without it nobody could change roles again');
    await changeRole(call, () => storeRole(call, role, inOrder(permissions)));
    return { role, permissions: inOrder(permissions), isBuiltIn: builtInRoles.has(role) };
  },

  'admin.deleteRole': async (call, { role }) => {
    if (builtInRoles.has(role)) throw new CallError('conflict', 'A built-in role can be changed, not removed');
    if (!(await changeRole(call, () => deleteRole(call, role)))) throw new CallError('not-found', 'No such role');
    return {};
  },
};
