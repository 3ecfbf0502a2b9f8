// Two pages in Chromium: <message-list> on the real server, and a bare list on the floor.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { browserArgs, findBrowser } from '../browser.mjs';
import type { Way } from './message.ts';

interface Places {
  server: string;
  token: () => string;
  channelId: string;
  floor: string;
}

const socketClient = path.join(
  path.dirname(createRequire(import.meta.url).resolve('socket.io-client/package.json')),
  'dist/socket.io.esm.min.js',
);

/** In the page: looks at every frame, through shadow roots, and tells of each new text once the frame that shows it has been drawn. */
const watch = `
  const shown = new Set();
  const textsIn = (node) => [...node.children].flatMap((one) => [...(one.shadowRoot ? textsIn(one.shadowRoot) : []), ...(one.childElementCount ? textsIn(one) : [one.textContent.trim()])]);
  const watchTexts = (root) => requestAnimationFrame(function look() {
    requestAnimationFrame(look);
    const texts = textsIn(root).filter((text) => text.length === 36 && !shown.has(text));
    if (!texts.length) return;
    const drawn = new MessageChannel();
    drawn.port1.onmessage = () => { for (const text of texts) { shown.add(text); window.arrived(text, performance.timeOrigin + performance.now()); } };
    drawn.port2.postMessage(undefined);
  });`;

const listPage = ({
  server,
  channelId,
}: Places) => `<!doctype html><meta charset="utf-8"><title>Bench</title><style>message-list { height: 600px }</style>
<corridor-provider server="${server}" token-url="/token"><message-list channel-id="${channelId}"></message-list></corridor-provider>
<script type="module" src="${server}/elements.js"></script>
<script type="module">${watch}
  await customElements.whenDefined('message-list');
  const list = document.querySelector('message-list');
  await list.updateComplete;
  watchTexts(list.shadowRoot);
  document.title = 'ready';
</script>`;

const floorPage = ({
  floor,
}: Places) => `<!doctype html><meta charset="utf-8"><title>Floor</title><style>#list { height: 600px; overflow: auto }</style><div id="list"></div>
<script type="module">${watch}
  import { io } from '/socket.io.js';
  const list = document.getElementById('list');
  watchTexts(list);
  io(${JSON.stringify(floor)}, { transports: ['websocket'] }).on('connect', () => { document.title = 'ready'; }).on('said', ({ text }) => {
    const row = document.createElement('div');
    row.textContent = text;
    list.append(row);
    if (list.childElementCount > 60) list.firstChild.remove();
    list.scrollTop = list.scrollHeight;
  });
</script>`;

export async function openScreens() {
  let places: Places | undefined;
  const host = createServer((request, response) => {
    const answer = (type: string, body: string | Buffer) => response.writeHead(200, { 'Content-Type': type }).end(body);
    if (!places) return response.writeHead(503).end();
    if (request.url === '/token') return answer('application/json', JSON.stringify({ token: places.token() }));
    if (request.url === '/socket.io.js') return answer('text/javascript', fs.readFileSync(socketClient));
    return answer('text/html', request.url === '/floor' ? floorPage(places) : listPage(places));
  });
  await new Promise<void>((resolve) => {
    host.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: findBrowser()!, args: browserArgs });

  async function pageAt(place: string, onArrival: (text: string, at: number) => void = () => undefined): Promise<Page> {
    const page: Page = await (await browser.newContext({ viewport: { width: 480, height: 640 } })).newPage();
    page.on('pageerror', (error) => {
      console.error(error);
    });
    await page.exposeFunction('arrived', onArrival);
    await page.goto(origin + place);
    await page.waitForFunction(() => (globalThis as unknown as { document: { title: string } }).document.title === 'ready');
    return page;
  }

  async function open(place: string): Promise<Way['onArrival']> {
    const listeners = new Set<Parameters<Way['onArrival']>[0]>();
    await pageAt(place, (text, at) => { for (const listener of listeners) listener(text, at); });
    return (listener) => {
      listeners.add(listener);
    };
  }

  return {
    origin,
    open: async (at: Places) => {
      places = at;
      return { corridor: await open('/list'), floor: await open('/floor') };
    },
    /** The pages themselves, for what else there is to see of them. */
    pages: async (at: Places) => {
      places = at;
      return { corridor: await pageAt('/list'), floor: await pageAt('/floor') };
    },
    close: async () => {
      await browser.close();
      host.closeAllConnections();
      host.close();
    },
  };
}
