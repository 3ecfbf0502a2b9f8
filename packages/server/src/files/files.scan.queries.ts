import type { Call } from '../call.ts';
import type { StoredObject } from './storage/objects.ts';

type Asks = Pick<Call, 'query' | 'session'>;

export interface Unscanned { user: string; object: StoredObject }

/** A version that nobody has scanned, unless its file was deleted. */
export async function versionToScan(call: Asks, fileId: string, version: number): Promise<Unscanned | undefined> {
  const [row] = await call.query<{ made_by: string } & { id: string; bytes: number; store: 'disk' | 's3'; wrapped_key: Buffer | null }>('version-to-scan', `
    select v.made_by, o.id, o.bytes, o.store, o.wrapped_key from file_versions v
    cross join lateral (select from files f where f.id = v.file_id and f.tenant_id = $1 and f.deleted_at is null limit 1) f
    cross join lateral (select * from file_objects o where o.id = v.object_id and o.tenant_id = $1 limit 1) o
    where v.file_id = $2 and v.version = $3 and v.tenant_id = $1 and v.scanned_at is null and v.state <> 'quarantined'`, [call.session.tenant, fileId, version]);
  return row && { user: row.made_by, object: { id: row.id, bytes: row.bytes, store: row.store, wrappedKey: row.wrapped_key } };
}

/** Notes what the scanner found; answers the state before, or nothing where somebody else was quicker. */
export async function noteScan(call: Asks, fileId: string, version: number, { refusal, isScanned }: { refusal: string | null; isScanned: boolean }): Promise<'checking' | 'ready' | undefined> {
  const [row] = await call.query<{ before: 'checking' | 'ready' }>('note-scan', `
    with found as (
      select state from file_versions where file_id = $2 and version = $3 and tenant_id = $1 and scanned_at is null and state <> 'quarantined' for update
    )
    update file_versions v set scanned_at = case when $5 then now() end, state = case when $4::text is null then 'ready' else 'quarantined' end, refusal = $4, quarantined_at = case when $4::text is not null then now() end
    from found where v.file_id = $2 and v.version = $3 and v.tenant_id = $1 returning found.state as before`, [call.session.tenant, fileId, version, refusal, isScanned]);
  return row?.before;
}

/** Versions that were stored without a scanner, some at a time; each is answered once, by whoever asks. */
export async function askForScans(call: Asks, limit: number): Promise<{ file_id: string; version: number }[]> {
  return call.query('ask-for-scans', `
    update file_versions set scan_asked_at = now() where tenant_id = $1 and (file_id, version) in (
      select file_id, version from file_versions where tenant_id = $1 and scan_asked_at is null limit $2 for update skip locked
    ) returning file_id, version`, [call.session.tenant, limit]);
}
