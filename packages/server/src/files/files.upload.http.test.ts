import Router from '@koa/router';
import Koa from 'koa';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { Session } from '../call.ts';
import { mountUploads } from './files.upload.http.ts';

const session: Session = { tenant: 'acme', user: 'ada', name: 'Ada', avatar: null, roles: [], groups: [], expiresAt: 9e9 };
const path = '/api/v1/uploads/01890000-0000-7000-8000-000000000000', head = ['host: localhost', 'tus-resumable: 1.0.0', '', ''].join('\r\n');

const app = new Koa(), router = new Router(), server = createServer();
let beforeLetIn = async (): Promise<void> => undefined;
mountUploads(router, {
  dispatch: undefined as never, perform: (async () => undefined) as never, files: undefined as never, isAllowed: () => true, onError: () => undefined,
  tokens: { open: async () => session }, limits: { take: () => beforeLetIn() },
});
app.use(router.routes());
app.silent = true;
server.on('request', app.callback() as (request: IncomingMessage, response: ServerResponse) => void).listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => { server.close(); });
const { port } = server.address() as AddressInfo;

test('who has gone before the request is let in does not count against who comes next', async () => {
  for (let i = 0; i < 150; i++) {
    const [socket, arrived] = [net.connect(port, '127.0.0.1'), once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>];
    await new Promise<void>((passed) => {
      beforeLetIn = async () => {
        socket.destroy();
        await once((await arrived)[1], 'close');
        setImmediate(passed);
      };
      socket.write(`HEAD ${path} HTTP/1.1\r\n${head}`);
    });
  }
  beforeLetIn = async () => undefined;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } });
  assert.equal(answer.status, 404); // no such upload, not 429
});
