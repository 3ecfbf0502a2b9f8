import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { CallError } from '../../errors.ts';
import { inTransaction } from '../../transaction.ts';
import type { Addressed } from '../files.urls.ts';

/** Who asks for a download, as its address says; each address is one download. */
export const byUser = (user: string): string => `u.${Buffer.from(user).toString('base64url')}.${randomUUID()}`;
export const byLink = (linkId: string, downloadId: string): string => `l.${linkId}.${downloadId}`;

/**
 * Counts a user's download when its address is first used; one over a link was counted when its address was given, which is good for one answer from the beginning
 * and any further parts, as long as the link is. `isBegin`: the beginning of the file is given out.
 */
export async function noteDownload(database: Knex, { tenant, fileId, version, by }: Addressed, { isBegin }: { isBegin: boolean }): Promise<void> {
  const [kind, who = '', id = ''] = by.split('.');
  await inTransaction(database, [tenant], async (transaction) => {
    if (kind === 'u') {
      if (isBegin) await transaction.query('note-download', 'insert into file_downloads (tenant_id, id, file_id, version, user_id) values ($1, $2, $3, $4, $5) on conflict do nothing', [tenant, id, fileId, version, Buffer.from(who, 'base64url').toString()]);
      return;
    }
    const [link] = await transaction.query<{ is_over: boolean }>('link-of-download', 'select revoked_at is not null or expires_at <= now() as is_over from file_links where id = $2 and tenant_id = $1', [tenant, who]);
    if (link?.is_over ?? true) throw new CallError('forbidden', 'The link has expired, or was revoked');
    if (!isBegin) return;
    const begun = await transaction.query('begin-download', 'update file_downloads set is_begun = true where id = $2 and tenant_id = $1 and not is_begun returning id', [tenant, id]);
    if (begun.length === 0) throw new CallError('forbidden', 'This download has been made; open the link again for another one');
  });
}
