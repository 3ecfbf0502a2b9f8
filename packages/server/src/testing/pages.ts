import { build } from 'esbuild';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';

async function scriptOf(path: string): Promise<string> {
  const { outputFiles: [file] } = await build({ entryPoints: [new URL(`../../../sdk/src/${path}`, import.meta.url).pathname], bundle: true, format: 'esm', target: 'es2022', conditions: ['source'], write: false, logLevel: 'error' });
  return file!.text;
}

/** What pages of tests load as `/call-worker.js`. */
export const callWorker = (): Promise<string> => scriptOf('calls/crypt/call-worker.ts');

/** Serves a page that loads one script, bundled from the sources: a file of the SDK's, by its path below `packages/sdk/src`. */
export async function servePages(script: string): Promise<{ url: string; close(): Promise<void> }> {
  const [file, worker] = await Promise.all([scriptOf(script), callWorker()]);
  const server = createServer((request, response) => {
    const [type, body] = request.url === '/script.js' ? ['text/javascript', file] : request.url === '/call-worker.js' ? ['text/javascript', worker] : ['text/html', '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/script.js"></script><body></body>'];
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }),
  };
}

/** Pages in the background go on as those in front do; media on this machine alone. */
const mediaArgs = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection',
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
];

export const openMediaBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CORRIDOR_BROWSER ?? '/usr/bin/chromium', args: mediaArgs, ignoreDefaultArgs: ['--mute-audio', '--hide-scrollbars'] });

/** A page of somebody of their own, as in another browser. */
export async function openMediaPage(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext({ permissions: ['camera', 'microphone'] })).newPage();
  await page.goto(url);
  return page;
}
