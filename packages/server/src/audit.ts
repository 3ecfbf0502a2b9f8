import type { OperationName } from '@corridor/sdk/protocol';
import type { Call } from './call.ts';

/** Writes down who did what cannot be seen any more; it stands only if the call succeeds. */
export async function audit(call: Call, action: OperationName, details: Record<string, unknown>): Promise<void> {
  await call.query('audit', 'insert into audit_entries (tenant_id, user_id, action, details) values ($1, $2, $3, $4)',
    [call.session.tenant, call.session.user, action, JSON.stringify(details)]);
}
