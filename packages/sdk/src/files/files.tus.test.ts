import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { deferred } from '../core/deferred.ts';
import { sendByTus } from './files.tus.ts';

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.headers.authorization}`);
  request.resume().on('end', () => { response.writeHead(request.method === 'HEAD' ? 200 : 204, { 'tus-resumable': '1.0.0', 'upload-offset': request.method === 'HEAD' ? '0' : '4', 'upload-length': '4' }).end(); });
});
let url: string;
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/uploads/one`;
});
after(() => { server.close(); server.closeAllConnections(); });
beforeEach(() => { asked.length = 0; });

const blob = new Blob(['abcd']);

test('bytes are sent with the token of the moment', async () => {
  await sendByTus(url, blob, { onSent: () => undefined, signal: new AbortController().signal, token: () => Promise.resolve('mine') });
  assert.deepEqual(asked, ['HEAD Bearer mine', 'PATCH Bearer mine']);
});

test('what is stopped while the token is awaited asks the server nothing', async () => {
  const stop = new AbortController(), late = deferred<string>();
  const sent = sendByTus(url, blob, { onSent: () => undefined, signal: stop.signal, token: () => late.promise });
  stop.abort();
  await assert.rejects(sent, { code: 'offline' });
  late.resolve('mine');
  await fetch(url, { headers: { authorization: 'a later request' } });
  assert.deepEqual(asked, ['GET a later request']);
});

test('what was stopped before it began asks the server nothing', async () => {
  await assert.rejects(sendByTus(url, blob, { onSent: () => undefined, signal: AbortSignal.abort(), token: () => Promise.resolve('mine') }));
  await fetch(url, { headers: { authorization: 'a later request' } });
  assert.deepEqual(asked, ['GET a later request']);
});
