import { type Permission, permissions as allPermissions, type Role } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { builtInRoles, permissionsToHear } from '../permissions.ts';
import { apiKeyHandlers } from './admin.keys.ts';
import { deleteRole, rolesOfTenant, storeRole } from './admin.queries.ts';

/** In the contract's order, each once; what this version does not know is left out. */
const inOrder = (granted: readonly string[]): Permission[] => allPermissions.filter((permission) => granted.includes(permission));

/** Who may hear less than before, by no other role of theirs either, connects anew. */
function forgetAfterCommit(call: Call, role: string, before: readonly string[], now: readonly Permission[], others: ReadonlyMap<string, readonly string[]>): void {
  const { tenant } = call.session, lost = permissionsToHear.filter((permission) => before.includes(permission) && !now.includes(permission));
  const keeps = (roles: readonly string[], permission: string) => ['member', ...roles].some((other) => other !== role && others.get(other)?.includes(permission));
  call.afterCommit(() => {
    call.roles.forget(tenant);
    if (lost.length > 0) call.reopen(tenant, ({ roles }) => (role === 'member' || roles.includes(role)) && lost.some((permission) => !keeps(roles, permission)), { role });
  });
}

const rolesNow = async (call: Call): Promise<Map<string, readonly string[]>> => new Map<string, readonly string[]>([...builtInRoles, ...(await rolesOfTenant(call)).map((row) => [row.role, row.permissions] as const)]);

export const adminHandlers: Handlers<'admin'> = {
  ...apiKeyHandlers,

  'admin.tools': async (call) => {
    const [tools, ice] = await Promise.all([call.files.systemTools(), call.calls.iceStates()]);
    return { ...tools, mediaServer: call.calls.sfu.state(), ice };
  },

  'admin.roles': async (call) => {
    return { items: [...await rolesNow(call)].map(([role, permissions]): Role => ({ role, permissions: inOrder(permissions), isBuiltIn: builtInRoles.has(role) })) };
  },

  'admin.setRole': async (call, { role, permissions }) => {
    if (role === 'admin' && !permissions.includes('admin.roles')) throw new CallError('conflict', 'The role admin keeps admin.roles: without it nobody could change roles again');
    const roles = await rolesNow(call);
    await storeRole(call, role, inOrder(permissions));
    forgetAfterCommit(call, role, roles.get(role) ?? [], permissions, roles);
    return { role, permissions: inOrder(permissions), isBuiltIn: builtInRoles.has(role) };
  },

  'admin.deleteRole': async (call, { role }) => {
    if (builtInRoles.has(role)) throw new CallError('conflict', 'A built-in role can be changed, not removed');
    const roles = await rolesNow(call);
    if (!(await deleteRole(call, role))) throw new CallError('not-found', 'No such role');
    forgetAfterCommit(call, role, roles.get(role) ?? [], [], roles);
    return {};
  },
};
