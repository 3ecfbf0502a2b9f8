import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import * as tus from 'tus-js-client';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';

let server: CorridorServer, ada: string, ben: string;
before(async () => {
  server = await startTestServer({ FILES_MAX_BYTES: String(20 << 20) });
  [ada, ben] = await Promise.all(['ada', 'ben'].map((sub) => server.tokens.mint({ sub, tenant: 'acme', name: sub }))) as [string, string];
});
after(() => server.close());

async function ask(token: string, method: string, path: string, body?: unknown): Promise<Record<string, unknown> & { items?: never[] }> {
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
  return await answer.json() as never;
}

async function upload(token: string, bytes: Buffer, name: string, more: object = {}): Promise<{ fileId: string }> {
  const begun = await ask(token, 'POST', '/files', { name, bytes: bytes.length, ...more }) as unknown as { uploadId: string; fileId: string };
  await new Promise<void>((resolve, reject) => {
    new tus.Upload(bytes, { uploadUrl: `${server.url}/api/v1/uploads/${begun.uploadId}`, headers: { authorization: `Bearer ${token}` }, chunkSize: 1 << 20, retryDelays: [], onSuccess: () => { resolve(); }, onError: reject }).start();
  });
  return begun;
}

async function urlOf(token: string, fileId: string, as = 'original'): Promise<string | undefined> {
  const { items } = await ask(token, 'POST', '/files/urls', { items: [{ fileId, as }] });
  return (items as unknown as { url: string }[])[0]?.url;
}

test('a file goes up over tus in pieces and comes back the same, whole and in ranges, by an address that needs no token', async () => {
  const bytes = Buffer.from(randomBytes(1_750_000).toString('hex'));
  const { fileId } = await upload(ada, bytes, 'plan.txt', { sha256: createHash('sha256').update(bytes).digest('hex') });
  const file = await ask(ada, 'GET', `/files/${fileId}`);
  assert.deepEqual([file.name, file.bytes, file.level, file.state, file.sha256], ['plan.txt', bytes.length, 'owner', 'ready', createHash('sha256').update(bytes).digest('hex')]);
  const url = `${server.url}${(await urlOf(ada, fileId))!}`;
  const whole = await fetch(url);
  assert.deepEqual([whole.status, whole.headers.get('content-disposition'), whole.headers.get('x-content-type-options')], [200, "attachment; filename*=UTF-8''plan.txt", 'nosniff']);
  assert.ok(bytes.equals(Buffer.from(await whole.arrayBuffer())));
  const part = await fetch(url, { headers: { range: 'bytes=100-199' } });
  assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 100-199/${bytes.length}`]);
  assert.ok(bytes.subarray(100, 200).equals(Buffer.from(await part.arrayBuffer())));
  assert.equal((await fetch(url, { headers: { range: `bytes=${bytes.length}-` } })).status, 416);
  assert.equal((await fetch(url.replace('sign=', 'sign=A'))).status, 404);
  assert.equal((await fetch(url.replace('/original/', '/download/'))).status, 404);
});

test('what arrives with another checksum is refused, and says so again when it is asked again', async () => {
  const refused = await upload(ada, Buffer.from('hello'), 'a.txt', { sha256: '0'.repeat(64) }).catch((error: unknown) => error as tus.DetailedError);
  assert.match((refused as tus.DetailedError).originalResponse?.getBody() ?? '', /checksum-mismatch/);
});

test('a file belongs to who uploaded it until a message carries it to others; the end of the message is the end of that', async () => {
  const { fileId } = await upload(ada, Buffer.from('two cranes'), 'offer.txt');
  assert.equal(await urlOf(ben, fileId), undefined);
  const { id: channelId } = await ask(ada, 'POST', '/direct', { userIds: ['ben'] }) as { id: string };
  const message = await ask(ada, 'POST', `/channels/${channelId}/messages`, { text: '', fileIds: [fileId] }) as { id: string; card: { type: string; files: { name: string }[] } };
  assert.deepEqual([message.card.type, message.card.files.map(({ name }) => name)], ['files', ['offer.txt']]);
  assert.ok(await urlOf(ben, fileId));
  assert.equal((await ask(ben, 'GET', `/files/${fileId}`)).level, 'comment');
  assert.deepEqual((await ask(ben, 'GET', `/files?channelId=${channelId}`)).items?.length, 1);
  assert.equal(((await ask(ben, 'DELETE', `/files/${fileId}`)) as { error?: { code: string } }).error?.code, 'forbidden');
  await ask(ada, 'DELETE', `/messages/${message.id}`);
  assert.equal(await urlOf(ben, fileId), undefined);
  assert.ok(await urlOf(ada, fileId));
});

test('a deleted file leaves its messages, and its addresses lead nowhere', async () => {
  const { fileId } = await upload(ada, Buffer.from('hello'), 'a.txt');
  const { id: channelId } = await ask(ada, 'POST', '/direct', { userIds: ['ben'] }) as { id: string };
  await ask(ada, 'POST', `/channels/${channelId}/messages`, { text: 'look', fileIds: [fileId] });
  const url = await urlOf(ben, fileId);
  await ask(ada, 'DELETE', `/files/${fileId}`);
  assert.equal((await fetch(`${server.url}${url!}`)).status, 404);
  const { items } = await ask(ben, 'GET', `/channels/${channelId}/messages`);
  assert.deepEqual((items as unknown as { card: { files: unknown[] } }[]).at(-1)?.card.files, []);
});

test('an empty file, one that is too large and a second one under the same id are refused before anything is sent', async () => {
  const codes = await Promise.all([{ name: 'a', bytes: 0 }, { name: 'a', bytes: 21 << 20 }, { name: '../a', bytes: 1 }].map(async (body) => ((await ask(ada, 'POST', '/files', body)).error as { code: string }).code));
  assert.deepEqual(codes, ['invalid-input', 'too-large', 'invalid-input']);
});

test('more than was announced is refused, also where its length is not said, and nothing of it stays', async () => {
  const { uploadId } = await ask(ada, 'POST', '/files', { name: 'a.txt', bytes: 5 }) as unknown as { uploadId: string };
  const address = `${server.url}/api/v1/uploads/${uploadId}`, headers = { authorization: `Bearer ${ada}`, 'tus-resumable': '1.0.0' };
  const body = new ReadableStream({ start(controller) { controller.enqueue(Buffer.from('hello world')); controller.close(); } });
  const answer = await fetch(address, { method: 'PATCH', headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }, body, duplex: 'half' });
  assert.equal(answer.status, 413);
  assert.equal((await fetch(address, { method: 'HEAD', headers })).headers.get('upload-offset'), '0');
});

test('of two people who upload their first file under one id at the same time one has it, and the other is refused', async () => {
  for (let round = 0; round < 5; round++) {
    const fileId = randomUUID(), sent = await Promise.allSettled([upload(ada, Buffer.from('of ada'), 'plan.txt', { fileId }), upload(ben, Buffer.from('of ben'), 'plan.txt', { fileId })]);
    assert.deepEqual(sent.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const winner = sent[0].status === 'fulfilled' ? ada : ben;
    assert.deepEqual((await ask(winner, 'GET', `/files/${fileId}`)).version, 1);
  }
});

test('a tus client that knows nothing of us begins, sends and cancels', async () => {
  const options = { endpoint: `${server.url}/api/v1/uploads`, headers: { authorization: `Bearer ${ada}` }, metadata: { filename: 'ledger.csv', filetype: 'text/csv' }, retryDelays: [] };
  const done = await new Promise<string>((resolve, reject) => { const one = new tus.Upload(Buffer.from('a,b\n1,2\n'), { ...options, onSuccess: () => { resolve(one.url!); }, onError: reject }); one.start(); });
  assert.equal((await ask(ada, 'GET', `/files/${done.split('/').at(-1)!}`)).name, 'ledger.csv');
  const other = await fetch(done, { method: 'HEAD', headers: { authorization: `Bearer ${ben}`, 'tus-resumable': '1.0.0' } });
  assert.equal(other.status, 404);
  assert.equal((await fetch(done, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } })).status, 401);
});
