// Element tests, and the SDK's tests that need a browser, in a real Chromium, straight from the sources.
import { fileURLToPath } from 'node:url';
import { defaultReporter } from '@web/test-runner';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { browserArgs, microphoneArgs, requireBrowser } from './scripts/browser.mjs';
import { tsImport } from 'tsx/esm/api';
import { browserReporter } from './scripts/browser-reporter.mjs';

const { effectFile } = await tsImport('./packages/server/src/calls/effects.files.ts', import.meta.url);

export default {
  rootDir: fileURLToPath(new URL('.', import.meta.url)),
  files: ['packages/elements/src/**/*.test.ts', 'packages/sdk/src/**/*.browser.test.ts'],
  nodeResolve: { browser: true, exportConditions: ['source', 'production'] },
  middleware: [
    // A worker goes by the name that it has once it is built.
    (context, next) => {
      context.url = context.url.replace(/^(\/packages\/sdk\/src\/.*\/call-worker)\.js/, '$1.ts');
      return next();
    },
  ],
  plugins: [
    // As the server does.
    { name: 'call-effects', serve: ({ path }) => path.startsWith('/call-effects/') ? effectFile(path.slice(14)) : undefined },
    // What bundlers do for nanostores, which asks Node's way whether it is in production.
    { name: 'node-env', transform: ({ path, body }) => path.includes('/nanostores/') && { body: body.replaceAll('process.env.NODE_ENV', "'production'") } },
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('packages/elements/tsconfig.json', import.meta.url)),
    }),
  ],
  browsers: [chromeLauncher({
    launchOptions: { executablePath: requireBrowser(), args: [...browserArgs, ...microphoneArgs] },
    // Pages run side by side. As tabs all but one would be hidden and have no frames; and only one has the focus, unless told otherwise.
    // Each keeps what it stores for itself.
    createPage: async ({ browser }) => {
      const page = await (await browser.createBrowserContext()).newPage({ type: 'window' });
      await (await page.createCDPSession()).send('Emulation.setFocusEmulationEnabled', { enabled: true });
      page.setDefaultNavigationTimeout(60_000);
      page.on('dialog', (dialog) => dialog.accept()); // a page that asks before it is left is left
      const goto = page.goto.bind(page);
      page.goto = (url) => goto(url).catch((error) => {
        if (error.name !== 'TimeoutError') throw error;
        console.warn(`${url} did not load within a minute; it is loaded again`); // a browser on a busy machine loses one in thousands
        return goto(url);
      });
      return page;
    },
  })],
  reporters: [defaultReporter({ reportTestProgress: Boolean(process.stdout.isTTY) }), browserReporter],
  concurrency: 2,
  browserStartTimeout: 150_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  testFramework: { config: { timeout: 30_000 } },
  testRunnerHtml: (testFramework) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Element tests</title></head>
  <body>
    <script src="/node_modules/axe-core/axe.min.js"></script>
    <script type="module" src="${testFramework}"></script>
  </body>
</html>`,
};
