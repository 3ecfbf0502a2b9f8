import type { Server } from 'node:http';

/** How long a request may take to arrive, but for uploads: those end where nothing comes any more, and have so long once they are answered. */
const arrivalMs = 30_000;

/** Ends requests that arrive a byte now and then, each of which would hold a connection for ever. */
export function refuseSlow(server: Server): void {
  server.on('request', (request, response) => {
    if (request.complete) return;
    const limit = () => {
      const timer = setTimeout(() => { if (!request.complete) request.destroy(); }, arrivalMs);
      timer.unref();
      request.once('close', () => { clearTimeout(timer); });
    };
    if (request.url?.startsWith('/api/v1/uploads')) response.once('finish', () => { if (!request.complete) limit(); });
    else limit();
  });
}
