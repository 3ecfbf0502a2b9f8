import type { AccessScope } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Place } from '../cursor.ts';

const values = (call: Call, { type, id, audience = '*' }: AccessScope, holders: readonly string[]) => [call.session.tenant, type, id, audience, holders];

export async function insertGrants(call: Call, record: AccessScope, holders: readonly string[], until: string | undefined): Promise<void> {
  await call.query('insert-grants', `
    insert into record_access (tenant_id, record_type, record_id, audience, holder, source, until) select $1, $2, $3, $4, holder, 'grant', $6 from unnest($5::text[]) holder
    on conflict (holder, record_type, record_id, audience, source, tenant_id) do update set until = excluded.until, created_at = now()`, [...values(call, record, holders), until ?? null]);
}

export async function deleteGrants(call: Call, record: AccessScope, holders: readonly string[]): Promise<void> {
  await call.query('delete-grants', `
    delete from record_access where tenant_id = $1 and record_type = $2 and record_id = $3 and audience = $4 and holder = any ($5::text[]) and source = 'grant'`, values(call, record, holders));
}

export interface GrantRow { holder: string; type: string; id: string; audience: string; until: Date | null; at: Date; place: string }
export interface GrantFilter { type?: string | undefined; id?: string | undefined; userId?: string | undefined; group?: string | undefined }

/** By holder, then by record; one more than `limit`. */
export function grantsPage(call: Call, { type, id, userId, group }: GrantFilter, from: Place | undefined, limit: number): Promise<GrantRow[]> {
  return call.query<GrantRow>('grants-page', `
    select * from (
      select holder, record_type as type, record_id as id, audience, until, created_at as at, concat_ws(E'\\n', record_type, record_id, audience) as place from record_access
      where tenant_id = $1 and source = 'grant' and (until is null or until > now())
        and ($2::text is null or record_type = $2) and ($3::text is null or record_id = $3) and ($4::text is null or holder = '@' || $4) and ($5::text is null or holder = '&' || $5)
    ) grants
    where $6::text is null or (holder collate "C", place collate "C") > ($6, $7)
    order by holder collate "C", place collate "C" limit $8`,
  [call.session.tenant, type ?? null, id ?? null, userId ?? null, group ?? null, from?.[0] ?? null, from?.[1] ?? null, limit + 1]);
}
