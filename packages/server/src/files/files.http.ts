import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import type { Knex } from 'knex';
import { pipeline } from 'node:stream/promises';
import { CallError } from '../errors.ts';
import { HttpError } from '../http-error.ts';
import { inTransaction } from '../transaction.ts';
import type { FileStorage } from './files.service.ts';
import { filesPath } from './files.urls.ts';
import { noteDownload } from './sharing/downloads.ts';

interface Served { name: string; media_type: string; is_inline: boolean; state: string; refusal: string | null; object_id: string; bytes: number; store: 'disk' | 's3'; wrapped_key: Buffer | null }

/** What an address leads to, now: a file that was deleted or found harmful meanwhile is not given out. */
const servedSql = `
  select v.name, coalesce(r.media_type, v.media_type) as media_type, (v.is_inline or r.kind is not null) as is_inline, v.state, v.refusal, o.id as object_id, o.bytes, o.store, o.wrapped_key
  from file_versions v
  cross join lateral (select from files f where f.id = v.file_id and f.tenant_id = $1 and f.deleted_at is null and f.address_round = $5 limit 1) f
  left join file_renditions r on r.file_id = v.file_id and r.version = v.version and r.kind = $4 and r.tenant_id = $1
  cross join lateral (select * from file_objects o where o.id = coalesce(r.object_id, v.object_id) and o.tenant_id = $1 limit 1) o
  where v.file_id = $2 and v.version = $3 and v.tenant_id = $1 and (r.kind is not null or $4 in ('original', 'download'))`;

/** Gives out files by their signed addresses: no token is asked for, so that pictures, players and caches can fetch them. */
export function mountFiles(router: Router, { database, files }: { database: Knex; files: FileStorage }): void {
  router.register(`${filesPath}*place`, ['GET', 'HEAD'], async (context) => {
    const address = await files.urls.read(context.path.replace(/[^/]*$/, 'x'), context.query), { tenant, fileId, version, as } = address;
    const [found] = await inTransaction(database, [tenant], (transaction) => transaction.query<Served>('served-file', servedSql, [tenant, fileId, version, as, address.round]));
    if (!found) throw new CallError('not-found', 'The file has been deleted, or is shared with others than before; ask for a new address');
    if (found.state === 'quarantined') throw new CallError('infected', 'This file is in quarantine and is not given out');
    if (found.state === 'checking') throw new CallError('unavailable', 'This file is being checked; try again in a moment', { retryAfterMs: 2000 });
    const asked = askedOf(context, found);
    if (address.by) await noteDownload(database, address, { isBegin: context.method === 'GET' && (asked === undefined || (asked !== 'none' && asked.start === 0)) });
    await give(context, { found, asked, isSaved: as === 'download' || !found.is_inline, seconds: found.state === 'ready' && !address.by ? address.seconds : 0 }, files, tenant);
  });
}

type Asked = ReturnType<typeof rangeOf>;

const etagOf = ({ object_id: id }: Served): string => `"${id}"`;

/** The range that is answered, which is not always the one that was asked for. */
const askedOf = (context: RouterContext, found: Served): Asked => (context.get('if-range') && context.get('if-range') !== etagOf(found) ? undefined : rangeOf(context.get('range'), found.bytes));

async function give(context: RouterContext, { found, asked, isSaved, seconds }: { found: Served; asked: Asked; isSaved: boolean; seconds: number }, { objects }: FileStorage, tenant: string): Promise<void> {
  const etag = etagOf(found), { bytes } = found;
  context.set({
    ETag: etag, 'Accept-Ranges': 'bytes', 'Cache-Control': seconds > 0 ? `public, max-age=${seconds}, immutable` : 'private, no-store',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox", 'X-Content-Type-Options': 'nosniff',
    'Content-Disposition': `${isSaved ? 'attachment' : 'inline'}; filename*=UTF-8''${encodeURIComponent(found.name).replaceAll(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    'Content-Type': isSaved && !found.is_inline ? 'application/octet-stream' : found.media_type,
  });
  context.compress = false; // a part of a packed file is no part of the file
  if (context.get('if-none-match').split(',').map((one) => one.trim()).includes(etag)) { context.status = 304; return; }
  if (asked === 'none') {
    context.set('Content-Range', `bytes */${bytes}`);
    throw new HttpError(416, 'invalid-input', `The file has ${bytes} bytes, and none of them are in this range`);
  }
  const range = asked ?? { start: 0, end: bytes - 1 };
  context.status = asked ? 206 : 200;
  if (asked) context.set('Content-Range', `bytes ${range.start}-${range.end}/${bytes}`);
  context.set('Content-Length', String(range.end - range.start + 1));
  if (context.method === 'HEAD') return;
  const stream = await objects.read(tenant, { id: found.object_id, bytes, store: found.store, wrappedKey: found.wrapped_key }, range);
  context.respond = false;
  context.res.statusCode = context.status;
  await pipeline(stream, context.res).catch(() => undefined); // who asked has gone, or the store has: the connection says so
}

/** One range of a file (RFC 9110, 14.1.2); undefined where there is none, or several, which may be answered with everything. */
export function rangeOf(header: string, bytes: number): { start: number; end: number } | 'none' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header.replaceAll(' ', '')) ?? [];
  if (!first && !last) return undefined;
  const start = first ? Number(first) : Math.max(0, bytes - Number(last)), end = first && last ? Math.min(Number(last), bytes - 1) : bytes - 1;
  if (first && last && Number(last) < Number(first)) return undefined;
  return start > end || (!first && Number(last) === 0) ? 'none' : { start, end };
}
