import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { refuseSlow } from './slow.ts';

const server = createServer({ keepAliveTimeout: 0 }); // its own limit begins anew with each byte
refuseSlow(server);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => { server.close(); });

/** A request of which only the beginning comes; what the server has of it. */
async function begin(path: string): Promise<{ socket: net.Socket; request: IncomingMessage; response: ServerResponse }> {
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1'), arrived = once(server, 'request');
  socket.on('error', () => undefined).resume();
  socket.write(`PATCH ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\nx`);
  const [request, response] = await arrived as [IncomingMessage, ServerResponse];
  return { socket, request, response };
}

test('a request that does not arrive is ended; an upload may take its time until it has its answer', { timeout: 10_000 }, async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const [other, upload] = [await begin('/api/v1/files'), await begin('/api/v1/uploads/1')];
  mock.timers.tick(30_000);
  await once(other.socket, 'close');
  assert.equal(upload.request.destroyed, false);
  upload.response.writeHead(401).end();
  await once(upload.response, 'finish');
  mock.timers.tick(30_000);
  await once(upload.socket, 'close');
});
