import type { Role } from '../protocol/admin.ts';
import { permissions } from '../protocol/permissions.ts';
import { apiKeyHandlers } from './admin.keys.ts';
import { refuse, type Handlers } from './call.ts';
import { builtInRoles, type Tenant } from './tenant.ts';

const isBuiltIn = (role: string) => Object.hasOwn(builtInRoles, role);
const asRole = (tenant: Tenant, role: string): Role => {
  const granted = tenant.roles.get(role) ?? builtInRoles[role] ?? [];
  return { role, permissions: permissions.filter((permission) => granted.includes(permission)), isBuiltIn: isBuiltIn(role) };
};

export const adminHandlers: Handlers<'admin'> = {
  ...apiKeyHandlers,
  'admin.tools': () => ({ scanner: { state: 'none', version: null }, mediaServer: 'none', store: { kind: 'disk', isEncrypted: false }, programs: [], ice: [] }),
  'admin.roles': ({ tenant }) => ({ items: [...new Set([...Object.keys(builtInRoles), ...[...tenant.roles.keys()].sort()])].map((role) => asRole(tenant, role)) }),
  'admin.setRole': ({ tenant }, { role, permissions: granted }) => {
    if (role === 'admin' && !granted.includes('admin.roles')) refuse('conflict', 'The role admin keeps admin.roles, else nobody could give it back');
    tenant.roles.set(role, [...new Set(granted)]);
    return asRole(tenant, role);
  },
  'admin.deleteRole': ({ tenant }, { role }) => {
    if (isBuiltIn(role)) refuse('conflict', `The role ${role} is built in: it can be changed, not removed`);
    if (!tenant.roles.delete(role)) refuse('not-found', 'No such role');
    return {};
  },
};
