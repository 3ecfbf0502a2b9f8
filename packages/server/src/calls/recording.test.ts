import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import type { OperationName, Output } from '@corridor/sdk/protocol';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { uuid7 } from '../uuid.ts';

let server: CorridorServer;
before(async () => { server = await startTestServer({ CORRIDOR_FILES_KEY: Buffer.alloc(32, 7).toString('base64'), CALL_RECORDING_MAX_BYTES: String(20 * 2 ** 20) }); });
after(() => server.close());

const headers = async (sub: string, tenant = 'acme') => ({ Authorization: `Bearer ${await server.tokens.mint({ sub, tenant, name: sub })}` });
async function ask<N extends OperationName>(sub: string, _: N, route: string, body?: object, tenant?: string): Promise<Output<N>> {
  const [method, path] = route.split(' '), response = await fetch(`${server.url}/api/v1${path}`, { method: method!, headers: { ...await headers(sub, tenant), 'Content-Type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
  const said = await response.json() as Output<N> & { error?: { code: string } };
  if (said.error) throw Object.assign(new Error(JSON.stringify(said.error)), said.error);
  return said;
}
const put = async (sub: string, recordingId: string, part: number | string, body: Buffer, tenant?: string): Promise<number> =>
  (await fetch(`${server.url}/api/v1/call-recordings/${recordingId}/parts/${part}`, { method: 'PUT', headers: { ...await headers(sub, tenant), 'Content-Type': 'application/octet-stream' }, body: new Uint8Array(body) })).status;

/** The head of a WebM, and then what no program reads. */
const head = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff', 'hex');

/** A call of Ada and Ben that Ada's device records; Chloe is in the conversation, Dora was. */
async function recorded(history?: 'from-joining') {
  for (const sub of ['ben', 'chloe', 'dora']) await ask(sub, 'session.me', 'GET /me');
  const { id: channelId } = await ask('ada', 'chat.createChannel', 'POST /channels', { kind: 'group', name: 'Purchasing', members: ['ben', 'chloe', 'dora'], ...(history && { history }) });
  await ask('ada', 'calls.setRules', `PATCH /channels/${channelId}/call-rules`, { recording: 'everybody' });
  const { call: { id: callId }, participantId } = await ask('ada', 'calls.start', `POST /channels/${channelId}/calls`, { kind: 'audio', deviceId: 'desk' });
  await ask('ben', 'calls.join', `POST /calls/${callId}/participants`, { deviceId: 'desk' });
  const id = uuid7();
  await ask('ada', 'calls.startRecording', `POST /participants/${participantId}/recordings`, { id });
  return { channelId, callId, participantId, id, agree: () => ask('ben', 'calls.answerRecording', `POST /calls/${callId}/recording`, { isAgreed: true }) };
}
/** Once it is a file, or is none. */
async function finished(callId: string): Promise<Output<'calls.recordings'>['items'][number]> {
  for (;;) {
    const { items: [one] } = await ask('ada', 'calls.recordings', `GET /calls/${callId}/recordings`);
    if (one && one.state !== 'finishing') return one;
    await later(100);
  }
}
const urlOf = async (sub: string, fileId: string, tenant?: string): Promise<string | undefined> => (await ask(sub, 'files.urls', 'POST /files/urls', { items: [{ fileId, as: 'original' }] }, tenant)).items[0]?.url;

test('no part is taken before all have agreed, nor from anybody but the device that records', async () => {
  const { id, callId, agree } = await recorded();
  assert.equal(await put('ada', id, 0, head), 404);
  await agree();
  assert.deepEqual([await put('ben', id, 0, head), await put('ada', id, 0, head, 'rivals'), await put('ada', uuid7(), 0, head), await put('ada', id, -1, head), await put('ada', 'no-id', 0, head)], [404, 404, 404, 400, 404]);
  assert.deepEqual([await put('ada', id, 0, head), await put('ada', id, 0, Buffer.from('another'))], [204, 204]); // the first one counts
  assert.equal(await put('ada', id, 1, Buffer.alloc(16 * 2 ** 20 + 1)), 413);
  await ask('ada', 'calls.end', `DELETE /calls/${callId}`);
  const { fileId } = await finished(callId);
  assert.deepEqual(Buffer.from(await (await fetch(`${server.url}${await urlOf('ben', fileId!)}`)).arrayBuffer()), head);
  assert.equal(await put('ada', id, 2, head), 404);
});

test('what has arrived is a file when the device that records is gone, up to where a part is missing; who sees the conversation plays it, and nobody else', async () => {
  const { id, callId, channelId, participantId, agree } = await recorded();
  await agree();
  const more = Buffer.from('more'.repeat(1000));
  for (const [part, bytes] of [[0, head], [1, more], [3, more]] as const) assert.equal(await put('ada', id, part, bytes), 204);
  await ask('ada', 'calls.leave', `DELETE /participants/${participantId}`);
  const { state, fileId } = await finished(callId);
  assert.equal(state, 'ready');
  const url = await urlOf('chloe', fileId!);
  assert.deepEqual(Buffer.from(await (await fetch(`${server.url}${url}`)).arrayBuffer()), Buffer.concat([head, more]));
  await ask('ada', 'chat.removeMember', `DELETE /channels/${channelId}/members/dora`);
  await ask('eve', 'session.me', 'GET /me');
  assert.deepEqual([await urlOf('dora', fileId!), await urlOf('eve', fileId!), await urlOf('ada', fileId!, 'rivals')], [undefined, undefined, undefined]);
  for (const [sub, tenant] of [['dora', 'acme'], ['eve', 'acme'], ['ada', 'rivals']] as const) {
    await assert.rejects(ask(sub, 'files.file', `GET /files/${fileId}`, undefined, tenant), { code: 'not-found' });
    await assert.rejects(ask(sub, 'calls.recordings', `GET /calls/${callId}/recordings`, undefined, tenant), { code: 'not-found' });
    await assert.rejects(ask(sub, 'calls.deleteRecording', `DELETE /call-recordings/${id}`, undefined, tenant), { code: 'not-found' });
  }
  await assert.rejects(ask('ben', 'calls.deleteRecording', `DELETE /call-recordings/${id}`), { code: 'forbidden' });
  // Nor does who recorded it, once they have left.
  await ask('ada', 'chat.setMemberRole', `PATCH /channels/${channelId}/members/ben`, { role: 'owner' });
  await ask('ada', 'chat.leave', `POST /channels/${channelId}/leave`, {});
  assert.equal(await urlOf('ada', fileId!), undefined);
  assert.ok(await urlOf('ben', fileId!));
});

test('of a recording without a part there is nothing, and one that is deleted is gone for all', async () => {
  const first = await recorded();
  await ask('ada', 'calls.end', `DELETE /calls/${first.callId}`);
  assert.deepEqual([(await finished(first.callId)).state, (await finished(first.callId)).fileId], ['failed', null]);
  const second = await recorded();
  await second.agree();
  await put('ada', second.id, 0, head);
  await ask('ada', 'calls.stopRecording', `DELETE /calls/${second.callId}/recording`);
  const { fileId } = await finished(second.callId);
  await ask('ada', 'calls.deleteRecording', `DELETE /call-recordings/${second.id}`);
  assert.deepEqual([await urlOf('ben', fileId!), (await ask('ben', 'calls.recordings', `GET /calls/${second.callId}/recordings`)).items.map((one) => [one.state, one.fileId, one.mayDelete])], [undefined, [['deleted', null, false]]]);
  await ask('ada', 'calls.end', `DELETE /calls/${second.callId}`);
});

test('who has no recording of theirs on gives it no part, and who does not see its conversation fetches none of its file', async () => {
  const { id, callId, channelId, agree } = await recorded();
  await ask('ada', 'chat.removeMember', `DELETE /channels/${channelId}/members/dora`);
  await agree();
  const strangers = [['eve', 'acme'], ['dora', 'acme'], ['ada', 'rivals'], ['chloe', 'acme'], ['ben', 'acme']] as const;
  for (const [sub, tenant] of strangers) assert.equal(await put(sub, id, 0, Buffer.from('another'), tenant), 404, `${sub} of ${tenant}`);
  for (const authorization of ['', 'Bearer none']) assert.equal((await fetch(`${server.url}/api/v1/call-recordings/${id}/parts/0`, { method: 'PUT', headers: { authorization }, body: 'another' })).status, 401);
  assert.equal(await put('ada', id, 0, head), 204);
  assert.notEqual((await fetch(`${server.url}/api/v1/call-recordings/${id}/parts/0`, { headers: await headers('ben') })).status, 200); // parts are read by nobody
  await ask('ada', 'calls.end', `DELETE /calls/${callId}`);
  const { fileId } = await finished(callId);
  for (const [sub, tenant] of strangers.slice(0, 3)) assert.equal(await urlOf(sub, fileId!, tenant), undefined, `${sub} of ${tenant}`);
  // Who comes into the conversation later sees what it has, as with its other files.
  await ask('eve', 'session.me', 'GET /me');
  await ask('ada', 'chat.addMembers', `POST /channels/${channelId}/members`, { userIds: ['eve'] });
  assert.ok(await urlOf('eve', fileId!));
});

test('where history begins with joining, a recording from before is neither listed nor fetched, but by who was in the call', async () => {
  const { id, callId, channelId, agree } = await recorded('from-joining');
  await agree();
  await put('ada', id, 0, head);
  await ask('ada', 'calls.end', `DELETE /calls/${callId}`);
  const { fileId } = await finished(callId);
  await ask('eve', 'session.me', 'GET /me');
  await ask('ada', 'chat.removeMember', `DELETE /channels/${channelId}/members/ben`);
  await ask('ada', 'chat.send', `POST /channels/${channelId}/messages`, { text: 'Welcome' });
  await ask('ada', 'chat.addMembers', `POST /channels/${channelId}/members`, { userIds: ['ben', 'eve'] }); // both anew
  const listed = async (sub: string) => (await ask(sub, 'calls.recordings', `GET /calls/${callId}/recordings`)).items.length;
  const counted = async (sub: string) => (await ask(sub, 'calls.history', `GET /calls?channelId=${channelId}`)).items.map(({ recordings }) => recordings);
  const found = async (sub: string) => (await ask(sub, 'files.list', `GET /files?channelId=${channelId}`)).items.map((file) => file.id);
  for (const sub of ['ada', 'ben', 'chloe']) assert.deepEqual([await listed(sub), await urlOf(sub, fileId!) !== undefined, await found(sub)], [1, true, [fileId]], sub);
  assert.deepEqual([await counted('chloe'), (await ask('ben', 'calls.history', 'GET /calls')).items[0]!.recordings], [[1], 1]);
  assert.deepEqual([await listed('eve'), await urlOf('eve', fileId!), await counted('eve'), await found('eve')], [0, undefined, [], []]);
  await assert.rejects(ask('eve', 'files.file', `GET /files/${fileId}`), { code: 'not-found' });
  await assert.rejects(ask('eve', 'calls.deleteRecording', `DELETE /call-recordings/${id}`), { code: 'not-found' });
});

test('a recording that one may play and not download has no address to save it, in its list and as a file', async () => {
  const { id, callId, channelId, agree } = await recorded();
  await agree();
  await put('ada', id, 0, head);
  await ask('ada', 'calls.end', `DELETE /calls/${callId}`);
  const { fileId } = await finished(callId), saved = async (sub: string) => (await ask(sub, 'files.urls', 'POST /files/urls', { items: [{ fileId, as: 'download' }] })).items.length;
  const may = async (sub: string) => [(await ask(sub, 'calls.recordings', `GET /calls/${callId}/recordings`)).items[0]?.mayDownload, (await ask(sub, 'files.file', `GET /files/${fileId}`)).mayDownload, await saved(sub), await urlOf(sub, fileId!) !== undefined];
  assert.deepEqual([await may('ada'), await may('ben')], [[true, undefined, 1, true], [true, undefined, 1, true]]);
  await ask('ada', 'calls.setRules', `PATCH /channels/${channelId}/call-rules`, { download: 'admins' });
  assert.deepEqual([await may('ada'), await may('ben')], [[true, undefined, 1, true], [false, false, 0, true]]);
  await ask('ada', 'calls.setRules', `PATCH /channels/${channelId}/call-rules`, { download: 'nobody' });
  assert.deepEqual(await may('ada'), [false, false, 0, true]);
});

test('a recording as large as one may be takes no more, and says when it is over that this is why', async () => {
  const { id, callId, agree } = await recorded();
  await agree();
  for (const [part, bytes] of [[0, head], [1, Buffer.alloc(16 * 2 ** 20)], [2, Buffer.alloc(5 * 2 ** 20)]] as const) assert.equal(await put('ada', id, part, bytes), 204);
  assert.equal(await put('ada', id, 3, head), 413);
  await ask('ada', 'calls.stopRecording', `DELETE /calls/${callId}/recording`);
  const { state, reason, bytes } = await finished(callId);
  assert.deepEqual([state, reason, bytes], ['ready', 'too-large', head.length + 21 * 2 ** 20]);
});

test('the last part of a recording that has become as large as one may be, sent again because its answer was lost, leaves it whole', async () => {
  const { id, callId, agree } = await recorded(), last = Buffer.alloc(5 * 2 ** 20);
  await agree();
  for (const [part, bytes] of [[0, head], [1, Buffer.alloc(16 * 2 ** 20)], [2, last], [2, last]] as const) assert.equal(await put('ada', id, part, bytes), 204);
  await ask('ada', 'calls.stopRecording', `DELETE /calls/${callId}/recording`);
  const { state, reason, bytes } = await finished(callId);
  assert.deepEqual([state, reason, bytes], ['ready', null, head.length + 21 * 2 ** 20]);
});
