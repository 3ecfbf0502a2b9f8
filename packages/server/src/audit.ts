import type { OperationName } from '@corridor/sdk/protocol';
import type { Call } from './call.ts';

type Details = Record<string, unknown>;

/** Writes down who did what cannot be seen any more; it stands only if the call succeeds. Answers the entry's number. */
export async function audit(call: Call, action: OperationName, details: Details): Promise<number> {
  const [row] = await call.query<{ id: number }>('audit', 'insert into audit_entries (tenant_id, user_id, action, details) values ($1, $2, $3, $4) returning id',
    [call.session.tenant, call.session.user, action, JSON.stringify(details)]);
  return row!.id;
}

/** Whether this entry tells of the caller's doing this within the last day. */
export async function isAudited(call: Call, entry: number, action: OperationName, details: Details): Promise<boolean> {
  const rows = await call.query('is-audited', `
    select id from audit_entries where id = $3 and tenant_id = $1 and user_id = $2 and action = $4 and details @> $5::jsonb and at > now() - interval '1 day'`,
  [call.session.tenant, call.session.user, entry, action, JSON.stringify(details)]);
  return rows.length > 0;
}
