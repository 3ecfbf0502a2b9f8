import type { Permission } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';

export function rolesOfTenant(call: Call): Promise<{ role: string; permissions: string[] }[]> {
  return call.query('admin-roles', 'select role, permissions from roles where tenant_id = $1 order by role', [call.session.tenant]);
}

export async function storeRole(call: Call, role: string, permissions: readonly Permission[]): Promise<void> {
  await call.query('store-role', `
    insert into roles (tenant_id, role, permissions) values ($1, $2, $3)
    on conflict (tenant_id, role) do update set permissions = excluded.permissions`, [call.session.tenant, role, permissions]);
}

/** False where there was none. */
export async function deleteRole(call: Call, role: string): Promise<boolean> {
  return (await call.query('delete-role', 'delete from roles where tenant_id = $1 and role = $2 returning role', [call.session.tenant, role])).length > 0;
}
