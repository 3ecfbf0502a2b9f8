import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Middleware } from 'koa';
import { CallError } from './errors.ts';

const entry = 'elements.js';
const yearS = 365 * 24 * 3600;
const file = /^\/([\w-][\w.-]*\.(?:js|css|json|map))$/;
/** What rollup names `<chunk>-<hash>.js` never changes its content. */
const hashed = /-[\w-]{8,}\.\w+$/;

/** The elements' build; undefined where the package is not installed. */
function findFolder(): string | undefined {
  try { return path.join(path.dirname(createRequire(import.meta.url).resolve('@corridor/elements/package.json')), 'dist/cdn'); }
  catch { return undefined; }
}

/**
 * `/elements.js?…` hands on to the one without: its chunks name that one, and a second copy beside it would keep a state of its own.
 * With `?prefix=acme` it defines `<acme-chat-widget>` and its like too.
 */
function handOn({ prefix }: Record<string, unknown>): string {
  if (prefix !== undefined && (typeof prefix !== 'string' || !/^[a-z][a-z0-9-]{0,30}$/.test(prefix))) throw new CallError('invalid-input', 'prefix: small letters, digits and hyphens, a letter first, 31 characters at most');
  return `export * from './elements.js';${prefix === undefined ? '' : `import { defineElements } from './elements.js';defineElements({ prefix: '${prefix}' });`}`;
}

interface Cached { version: string; body: Buffer }

/** `/elements.js` for any page of any site, and beside it the chunks that it loads. What is not among them is left to others. */
export function serveElements(folder = findFolder()): Middleware {
  const cache = new Map<string, Cached>();

  async function load(name: string): Promise<Cached | undefined> {
    if (folder === undefined) return undefined;
    const at = path.join(folder, name);
    const found = await stat(at).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const version = `${found.size.toString(36)}-${found.mtimeMs.toString(36)}`;
    let cached = cache.get(name);
    if (cached?.version !== version) cache.set(name, cached = { version, body: await readFile(at) });
    return cached;
  }

  return async (context, next) => {
    const name = file.exec(context.path)?.[1];
    if (name === undefined || (context.method !== 'GET' && context.method !== 'HEAD')) { await next(); return; }
    const found = await load(name);
    if (!found) {
      if (name === entry) throw new CallError('unavailable', 'The elements are not built: run `npm run build` where the server was installed from', { retryAfterMs: 60_000 });
      await next();
      return;
    }
    context.set('Access-Control-Allow-Origin', '*');
    context.set('Cross-Origin-Resource-Policy', 'cross-origin');
    context.set('Timing-Allow-Origin', '*');
    context.set('Cache-Control', name !== entry && hashed.test(name) ? `public, max-age=${yearS}, immutable` : 'public, no-cache');
    context.type = path.extname(name) === '.map' ? 'json' : path.extname(name);
    if (name === entry && context.querystring) {
      context.body = handOn(context.query);
      return;
    }
    context.set('ETag', `W/"${found.version}"`); // weak: it may be compressed on the way
    context.status = 200;
    if (context.fresh) context.status = 304; else context.body = found.body;
  };
}
