import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { verify } from '@node-rs/argon2';
import type { Knex } from 'knex';
import { CallError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import { inTransaction } from '../../transaction.ts';
import type { FileStorage } from '../files.service.ts';
import { linksPath } from '../files.urls.ts';
import { byLink } from './downloads.ts';
import { languageOf, pageOf, type PageState, stylesHash } from './links.page.ts';
import { linkOf, type LinkedFile, takeBackTry, takeDownload, takeTry } from './links.queries.ts';
import { readToken } from './links.token.ts';

/** Wrong passwords of a link, from wherever they come. */
const mostTries = 10, triesMinutes = 10;
const largestForm = 4096;

const statusOf: Record<PageState, number> = { open: 200, unknown: 404, expired: 410, revoked: 410, exhausted: 410, gone: 410, checking: 503, wrong: 403, slow: 429 };

interface Surroundings { database: Knex; files: FileStorage; limits: Pick<Limits, 'takeForgery'> }

/** The pages of links: what is there, and the way to it. Plain HTML, without a script; nobody signs in. */
export function mountLinks(router: Router, { database, files, limits }: Surroundings): void {
  const ask = <T>(tenant: string, run: Parameters<typeof inTransaction<T>>[2]) => inTransaction(database, [tenant], run);

  async function find(context: RouterContext): Promise<{ tenant: string; link: LinkedFile } | undefined> {
    const given = readToken(context.params.token!), link = given && await ask(given.tenant, (asks) => linkOf(asks, given.tenant, given.hash));
    if (given && link) return { tenant: given.tenant, link };
    await limits.takeForgery(context.ip);
    return undefined;
  }

  router.get(`${linksPath}:token`, async (context) => {
    const found = await find(context);
    show(context, found?.link, stateOf(found?.link));
  });

  router.post(`${linksPath}:token`, async (context) => {
    const form = await formOf(context), found = await find(context), state = stateOf(found?.link);
    if (!found || state !== 'open') { show(context, found?.link, state); return; }
    const { tenant, link } = found;
    if (link.password !== null) {
      if (!await ask(tenant, (asks) => takeTry(asks, tenant, link.id, mostTries, triesMinutes))) { show(context, link, 'slow'); return; }
      if (!await verify(link.password, (form.get('password') ?? '').normalize('NFC'))) { show(context, link, 'wrong'); return; }
      await ask(tenant, (asks) => takeBackTry(asks, tenant, link.id));
    }
    const address = await ask(tenant, async (asks) => {
      const download = await takeDownload(asks, tenant, link);
      return download && files.urls.sign(asks, { tenant, fileId: link.file_id, version: link.version, as: 'download', round: link.address_round, by: byLink(link.id, download), name: link.name });
    });
    if (!address) { show(context, link, stateOf((await find(context))?.link)); return; }
    context.set('Cache-Control', 'no-store');
    context.redirect(address.url);
    context.status = 303;
  });
}

function stateOf(link: LinkedFile | undefined): PageState {
  if (!link) return 'unknown';
  if (link.is_deleted || link.file_state === 'quarantined') return 'gone';
  if (link.state !== 'active') return link.state;
  return link.file_state === 'ready' ? 'open' : 'checking';
}

function show(context: RouterContext, link: LinkedFile | undefined, state: PageState): void {
  context.status = statusOf[state];
  context.set({
    'Cache-Control': 'no-store', 'Content-Type': 'text/html; charset=utf-8', 'X-Robots-Tag': 'noindex, nofollow', 'Referrer-Policy': 'no-referrer', Vary: 'Accept-Language',
    'Content-Security-Policy': `default-src 'none'; style-src '${stylesHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    ...(state === 'slow' && { 'Retry-After': String(triesMinutes * 60) }),
  });
  context.body = pageOf(languageOf(context.get('accept-language')), state, link && { name: link.name, bytes: link.bytes, expiresAt: link.expires_at, hasPassword: link.password !== null });
}

async function formOf(context: RouterContext): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of context.req as AsyncIterable<Buffer>) {
    if ((bytes += chunk.length) > largestForm) throw new CallError('too-large', `A form has at most ${largestForm} bytes`);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
