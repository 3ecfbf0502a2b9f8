import type { Server } from 'node:http';

/** How long a request may take to arrive, but for uploads: those end where nothing comes any more. */
const arrivalMs = 30_000;

/** Ends requests that arrive a byte now and then, each of which would hold a connection for ever. */
export function refuseSlow(server: Server): void {
  server.on('request', (request) => {
    if (request.complete || request.url?.startsWith('/api/v1/uploads')) return;
    const timer = setTimeout(() => { request.destroy(); }, arrivalMs);
    timer.unref();
    request.once('close', () => { clearTimeout(timer); });
  });
}
