import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a host answers at a path. */
export interface HostPage { type?: string; body: string; headers?: Record<string, string> }

export interface Host { readonly url: string; pages: Record<string, HostPage | (() => Promise<HostPage>)>; close(): Promise<void> }

/** An application of somebody else's, on a port of its own: its pages can be changed while it runs. `address`: where it is reached, if not on this machine alone. */
export async function startHost(address = 'localhost'): Promise<Host> {
  const server = createServer((request, response) => {
    const page = host.pages[new URL(request.url ?? '/', 'http://host').pathname];
    if (!page) return void response.writeHead(404).end();
    void Promise.resolve(typeof page === 'function' ? page() : page).then(({ type = 'text/html', body, headers = {} }) => {
      response.writeHead(200, { 'Content-Type': type, ...headers }).end(body);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, address === 'localhost' ? '127.0.0.1' : address, resolve); });
  const host: Host = {
    url: `http://${address}:${(server.address() as AddressInfo).port}`, pages: bundle(),
    close: () => new Promise((resolve) => { server.close(() => { resolve(); }); server.closeAllConnections(); }),
  };
  return host;
}

const folder = new URL('../../../elements/dist/cdn/', import.meta.url);

/** `/elements.js` and its chunks, for a host that serves them itself. */
function bundle(): Host['pages'] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
  const icon: HostPage = { type: 'image/x-icon', body: '' };
  return Object.fromEntries<HostPage>([['/favicon.ico', icon], ...files.map((file): [string, HostPage] => [`/${file}`, { type: 'text/javascript', body: readFileSync(new URL(file, folder), 'utf8') }])]);
}

/** A page with this in its body. */
export const pageWith = (body: string, headers: Record<string, string> = {}): HostPage =>
  ({ body: `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Host</title><h1>Host</h1>${body}</html>`, headers });

/** The host's token endpoint, for one user. */
export const tokenFrom = (mint: () => Promise<string>) => async (): Promise<HostPage> => ({ type: 'application/json', body: JSON.stringify({ token: await mint() }) });
