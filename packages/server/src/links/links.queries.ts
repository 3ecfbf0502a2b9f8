import { createHash } from 'node:crypto';
import type { Call } from '../call.ts';
import type { Page } from './links.page.ts';

const hashOf = (url: string) => createHash('sha256').update(url).digest();

interface PreviewRow { ord: number; title: string | null; description: string | null; site: string | null }

/** What was fetched for this tenant within a day (where it showed nothing, within an hour), by url; null where it showed nothing. */
export async function knownPages(call: Call, urls: readonly string[]): Promise<Map<string, Page | null>> {
  if (urls.length === 0) return new Map();
  const rows = await call.query<PreviewRow>('known-pages', `
    select wanted.ord::int, p.title, p.description, p.site from unnest($2::bytea[]) with ordinality as wanted (hash, ord)
    join link_previews p on p.url_hash = wanted.hash and p.tenant_id = $1
    where p.fetched_at > now() - case when p.title is null then interval '1 hour' else interval '1 day' end`,
  [call.session.tenant, urls.map(hashOf)]);
  return new Map(rows.map(({ ord, title, description, site }) => [urls[ord - 1]!, title === null ? null : {
    title, ...(description === null ? {} : { description }), ...(site === null ? {} : { site }),
  }]));
}

/** What is older than a day goes. */
export async function storePages(call: Call, pages: ReadonlyMap<string, Page | null>): Promise<void> {
  if (pages.size === 0) return;
  const all = [...pages];
  await call.query('forget-pages', 'delete from link_previews where tenant_id = $1 and fetched_at < now() - interval \'1 day\'', [call.session.tenant]);
  await call.query('store-pages', `
    insert into link_previews (tenant_id, url_hash, title, description, site)
    select $1, * from unnest($2::bytea[], $3::text[], $4::text[], $5::text[])
    on conflict (url_hash, tenant_id) do update set title = excluded.title, description = excluded.description, site = excluded.site, fetched_at = now()`,
  [call.session.tenant, all.map(([url]) => hashOf(url)), all.map(([, page]) => page?.title ?? null), all.map(([, page]) => page?.description ?? null), all.map(([, page]) => page?.site ?? null)]);
}
