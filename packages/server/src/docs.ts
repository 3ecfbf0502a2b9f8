import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { openapi } from './openapi.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Corridor API</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="docs"></div>
    <script src="docs/redoc.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

const start = `Redoc.init('v1/openapi.json', { disableSearch: true, hideDownloadButton: false, nativeScrollbars: true, sortPropsAlphabetically: false },
  document.getElementById('docs'));
`;

/** Redoc writes its styles into the page; nothing else is loosened, and nothing comes from elsewhere. */
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** Redoc's bundle with the one picture that it would fetch from its maker's server emptied. */
async function redoc(): Promise<string> {
  const bundle = await readFile(createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js'), 'utf8');
  return bundle.replaceAll('https://cdn.redoc.ly/redoc/logo-mini.svg', 'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E')
    .replace(/\n\/\/# sourceMappingURL=.*\s*$/, '');
}

/** Adds the API's description and a page that shows it. */
export function mountDocs(router: Router): void {
  const document = JSON.stringify(openapi());
  let bundle: Promise<string> | undefined;

  const answer = (context: RouterContext, type: string, body: string) => {
    context.set('Cache-Control', 'no-cache');
    context.type = type;
    context.etag = createHash('sha1').update(body).digest('base64url');
    context.status = 200;
    if (context.fresh) context.status = 304; else context.body = body;
  };
  router.get('/api/v1/openapi.json', (context) => {
    context.set('Access-Control-Allow-Origin', '*');
    answer(context, 'json', document);
  });
  router.get('/api/docs', (context) => {
    context.set('Content-Security-Policy', contentSecurityPolicy);
    answer(context, 'html', page);
  });
  router.get('/api/docs/start.js', (context) => { answer(context, 'js', start); });
  router.get('/api/docs/redoc.js', async (context) => {
    bundle ??= redoc();
    answer(context, 'js', await bundle);
  });
}
