import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { type ExportFormat, exportFormats } from '@corridor/sdk/protocol';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Session } from '../call.ts';
import type { Dispatch } from '../dispatch.ts';
import { CallError } from '../errors.ts';
import { isApiKey, type Keys } from '../keys.ts';
import type { Tokens } from '../tokens.ts';
import { channelWriter, personWriter, typeOf, type Writer } from './export.formats.ts';

interface Paged { next?: string | undefined }
const rowsAtOnce = 500;

/** Adds the exports as files. Each page goes through dispatch like any other request, so a right that is taken away ends the file there. */
export function mountExports(router: Router, { dispatch, tokens, keys }: { dispatch: Dispatch; tokens: Pick<Tokens, 'open'>; keys: Keys }): void {
  const add = <Page>(route: string, writerOf: (format: ExportFormat, now: string) => Writer<Page>, pageOf: (session: Session, params: Record<string, string>, cursor: string | undefined) => Promise<Page & Paged>) => {
    router.get(`/api/v1${route}`, async (context) => {
      const given = /^Bearer +(\S+)$/i.exec(context.get('authorization'))?.[1];
      const session = await (isApiKey(given) ? keys : tokens).open(given, context.ip);
      const format = formatOf(context);
      const read = (cursor: string | undefined) => patiently(() => pageOf(session, context.params, cursor));
      const first = await read(undefined); // what is refused is refused before the file begins
      const now = new Date().toISOString();
      context.state.operation = 'transfer.export';
      context.set('Cache-Control', 'no-store');
      context.attachment(`corridor-${now.slice(0, 10)}.${format}`);
      context.set('Content-Type', typeOf[format]);
      context.body = Readable.from(fileOf(writerOf(format, now), first, read), { objectMode: false });
    });
  };
  add('/channels/:channelId/export', channelWriter, (session, { channelId }, cursor) => dispatch(session, 'transfer.exportChannel', { channelId, cursor, limit: rowsAtOnce }));
  add('/people/:userId/export', personWriter, (session, { userId }, cursor) => dispatch(session, 'transfer.exportPerson', { userId, cursor, limit: rowsAtOnce }));
}

function formatOf({ query: { format = 'json' } }: RouterContext): ExportFormat {
  const known = exportFormats.find((one) => one === format);
  if (!known) throw new CallError('invalid-input', `format: must be one of ${exportFormats.join(', ')}`);
  return known;
}

/** One page in memory at a time, and the next one only when the reader has room for it. */
async function* fileOf<Page>(writer: Writer<Page>, first: Page & Paged, read: (cursor: string) => Promise<Page & Paged>): AsyncGenerator<string> {
  yield writer.begin(first);
  for (let page = first; ; page = await read(page.next)) {
    const text = writer.page(page);
    if (text) yield text;
    if (page.next === undefined) break;
  }
  const end = writer.end();
  if (end) yield end;
}

/** A long export uses up its allowance; it goes on as fast as that allows. */
async function patiently<T>(run: () => Promise<T>): Promise<T> {
  for (;;) {
    try { return await run(); }
    catch (error) {
      const { retryAfterMs } = (error instanceof CallError && error.code === 'rate-limited' ? error.details ?? {} : {}) as { retryAfterMs?: number };
      if (retryAfterMs === undefined) throw error;
      await delay(retryAfterMs);
    }
  }
}
