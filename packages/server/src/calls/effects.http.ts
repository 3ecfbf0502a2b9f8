import type Router from '@koa/router';
import { createHash } from 'node:crypto';
import { CallError } from '../errors.ts';
import { effectFile } from './effects.files.ts';

/** Models and worklets for pages of any site, as the elements are: they are public packages. */
export function mountEffects(router: Router): void {
  router.get('/call-effects/:name', async (context) => {
    const file = await effectFile(context.params.name ?? '');
    if (!file) throw new CallError('not-found', 'No effect of calls has such a file');
    context.set({ 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin', 'Cache-Control': 'public, no-cache', ETag: `W/"${versionOf(file.body)}"` });
    context.type = file.type;
    context.status = 200;
    if (context.fresh) context.status = 304; else context.body = file.body;
  });
}

const versions = new WeakMap<Buffer, string>();
function versionOf(body: Buffer): string {
  let version = versions.get(body);
  if (!version) versions.set(body, (version = createHash('sha256').update(body).digest('base64url').slice(0, 16)));
  return version;
}
