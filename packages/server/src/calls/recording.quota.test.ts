import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import type { OperationName, Output } from '@corridor/sdk/protocol';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { uuid7 } from '../uuid.ts';

const mebibyte = 2 ** 20;
let server: CorridorServer;
before(async () => { server = await startTestServer({ FILES_QUOTA_BYTES: String(3 * mebibyte) }); });
after(() => server.close());

const headers = async (sub: string) => ({ Authorization: `Bearer ${await server.tokens.mint({ sub, tenant: 'acme', name: sub })}` });
async function ask<N extends OperationName>(sub: string, _: N, route: string, body?: object): Promise<Output<N>> {
  const [method, path] = route.split(' '), response = await fetch(`${server.url}/api/v1${path}`, { method: method!, headers: { ...await headers(sub), 'Content-Type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
  const said = await response.json() as Output<N> & { error?: { code: string } };
  if (said.error) throw Object.assign(new Error(JSON.stringify(said.error)), said.error);
  return said;
}
async function put(id: string, part: number, body: Buffer): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/call-recordings/${id}/parts/${part}`, { method: 'PUT', headers: { ...await headers('ada'), 'Content-Type': 'application/octet-stream' }, body: new Uint8Array(body) });
  return response.status === 204 ? 'ok' : (await response.json() as { error: { code: string } }).error.code;
}

/** The head of a WebM. */
const head = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff', 'hex');

test('a recording takes no more than the organisation has room for, says why it ended, keeps what there was, and no other one begins', async () => {
  const { id: channelId } = await ask('ada', 'chat.createChannel', 'POST /channels', { kind: 'group', name: 'Purchasing' });
  await ask('ada', 'calls.setRules', `PATCH /channels/${channelId}/call-rules`, { recording: 'everybody' });
  const { call: { id: callId }, participantId } = await ask('ada', 'calls.start', `POST /channels/${channelId}/calls`, { kind: 'audio', deviceId: 'desk' });
  const begin = (id: string) => ask('ada', 'calls.startRecording', `POST /participants/${participantId}/recordings`, { id });
  const finished = async () => { for (;;) { const { items: [one] } = await ask('ada', 'calls.recordings', `GET /calls/${callId}/recordings`); if (one && one.state !== 'finishing') return one; await later(100); } };
  const id = uuid7(), part = Buffer.alloc(mebibyte), first = Buffer.concat([head, part]).subarray(0, mebibyte);
  await begin(id);
  assert.deepEqual([await put(id, 0, first), await put(id, 1, part), await put(id, 2, part)], ['ok', 'ok', 'ok']);
  assert.equal((await begin(id)).id, id); // asked again
  assert.deepEqual([await put(id, 3, Buffer.from('more')), await put(id, 2, part)], ['quota-exceeded', 'ok']); // what came already is no more than there was
  await ask('ada', 'calls.stopRecording', `DELETE /calls/${callId}/recording`);
  const { state, reason, bytes, fileId } = await finished();
  assert.deepEqual([state, reason, bytes, typeof fileId], ['ready', 'quota-exceeded', 3 * mebibyte, 'string']);
  await assert.rejects(begin(uuid7()), (error: Error & { code: string }) => error.code === 'quota-exceeded' && /administrator can make some/.test(error.message));
  await assert.rejects(ask('ada', 'files.beginUpload', 'POST /files', { name: 'offer.txt', bytes: 1 }), { code: 'quota-exceeded' }); // it is one quota
});
