import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { pino } from 'pino';
import type { Session } from '../call.ts';
import { createHttp } from '../http.ts';
import { createLimits } from '../limits.ts';
import { createMetrics } from '../metrics.ts';
import { createTranscriber } from '../voice/voice.transcriber.ts';
import { wave } from '../voice/wave.testing.ts';
import { type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';
import { mountCaptions } from './captions.http.ts';

let world: TestWorld, ada: Guest, ben: Guest, chloe: Guest, channelId: string, service: Server, server: Server, url: string;
/** What the speech service was asked, and what it answers. */
const asked: string[] = [];
let answer: () => Promise<{ status: number; body: unknown }>;
const says = (said: string) => { answer = () => Promise.resolve({ status: 200, body: { text: said, language: 'english' } }); };

const listen = async (one: Server) => { await new Promise<void>((resolve) => { one.listen(0, '127.0.0.1', resolve); }); return `http://127.0.0.1:${(one.address() as AddressInfo).port}`; };
const door = async (transcribes: boolean) => {
  const tokens = { open: (token: unknown) => Promise.resolve(JSON.parse(Buffer.from(token as string, 'base64url').toString()) as Session) };
  const { app, router } = createHttp({
    dispatch: world.dispatch, tokens: tokens, keys: { open: () => Promise.reject(new Error('no keys here')) }, config: { corsOrigins: [], trustedProxies: 0 },
    metrics: createMetrics({ connections: () => 0, inFlight: () => 0, servers: () => 1 }), log: pino({ level: 'silent' }), isClosing: () => false, isReachable: async () => true,
  });
  mountCaptions(router, { perform: world.perform, tokens: tokens, limits: createLimits(0), transcriber: transcribes ? createTranscriber({ url: `http://127.0.0.1:${(service.address() as AddressInfo).port}/v1`, key: 'secret', model: 'whisper-1' }) : undefined });
  const callback = app.callback();
  return createServer((request, response) => { void callback(request, response); });
};

before(async () => {
  service = createServer((request, response) => {
    void text(request.setEncoding('latin1')).then(async (form) => {
      asked.push(`${request.url} ${request.headers.authorization} ${/filename="([^"]+)"/.exec(form)?.[1]} ${/name="language"\r\n\r\n(\w+)/.exec(form)?.[1] ?? ''}`);
      const { status, body } = await answer();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await listen(service);
  world = await startTestWorld();
  url = await listen(server = await door(true));
  [ada, ben, chloe] = [await world.connect('ada'), await world.connect('ben'), await world.connect('chloe')];
  ({ id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'orders', members: ['ben', 'chloe'] }));
});
after(async () => {
  for (const one of [server, service]) { one.closeAllConnections(); one.close(); }
  await world.close();
});

const say = async ({ session }: Guest, participantId: string, { body = wave(2), type = 'audio/wav', at = url, query = '' } = {}): Promise<string> => {
  const response = await fetch(`${at}/api/v1/participants/${participantId}/captions${query}`, { method: 'POST', body: new Uint8Array(body), headers: { 'Content-Type': type, Authorization: `Bearer ${Buffer.from(JSON.stringify(session)).toString('base64url')}` } });
  return response.status === 204 ? 'told' : ((await response.json()) as { error: { code: string } }).error.code;
};
/** A call that Ada and Ben are in, and Chloe is not. */
async function talk() {
  const { call: { id: callId }, participantId } = await ada.request('calls.start', { channelId, kind: 'audio', deviceId: newId() });
  const { participantId: bens } = await ben.request('calls.join', { callId, deviceId: newId() });
  return { callId, adas: participantId, bens, end: () => ada.request('calls.end', { callId }) };
}

test('what somebody says is written down and told to all in the call and to nobody else, and nothing of it is kept', async () => {
  const { callId, adas, end } = await talk();
  says(' The truck is at gate 2. ');
  const rows = async () => Object.fromEntries(Object.entries(await world.rows('acme')).map(([table, all]) => [table, all.length])), before = await rows();
  assert.equal(await say(ada, adas, { query: '?language=en' }), 'told');
  const told = { callId, from: adas, words: [{ type: 'caption', text: 'The truck is at gate 2.', isFinal: true, language: 'en' }] };
  for (const guest of [ada, ben]) assert.deepEqual(await guest.hears('calls.told', ({ words }) => words[0]!.type === 'caption'), told);
  await chloe.settled();
  assert.deepEqual(chloe.heard.filter(({ name }) => name === 'calls.told'), []);
  assert.deepEqual(asked, ['/v1/audio/transcriptions Bearer secret speech.wav en']);
  assert.deepEqual(await rows(), before);
  await end();
});

test('nobody but who is in the call is written down, by their own place in it', async () => {
  const { adas, bens, end } = await talk(), stranger = await world.connect('stranger', { tenant: 'rivals' });
  const before = asked.length;
  for (const [who, place] of [[ben, adas], [chloe, adas], [stranger, bens], [ada, newId()], [ada, 'no-id']] as const) assert.equal(await say(who, place), 'not-found');
  await end();
  assert.equal(await say(ada, adas), 'not-found');
  assert.equal(asked.length, before);
});

test('it needs a permission, a service that is set up, sound that is small enough and of a kind that is known', async () => {
  const { adas, end } = await talk(), admin = await world.connect('boss', { roles: ['admin'] }), before = asked.length;
  const silent = await door(false), elsewhere = await listen(silent);
  assert.equal(await say(ada, adas, { at: elsewhere }), 'conflict');
  silent.close();
  assert.equal(await say(ada, adas, { body: Buffer.alloc(0) }), 'told'); // would be
  assert.equal(await say(ada, adas, { body: Buffer.alloc(513 * 1024) }), 'too-large');
  assert.equal(await say(ada, adas, { type: 'text/html' }), 'unsupported-type');
  const usual = (await admin.request('admin.roles', {})).items.find(({ role }) => role === 'member')!.permissions;
  await admin.request('admin.setRole', { role: 'member', permissions: usual.filter((one) => one !== 'calls.caption') });
  try { assert.equal(await say(ada, adas), 'forbidden'); } finally { await admin.request('admin.setRole', { role: 'member', permissions: usual }); }
  assert.equal(asked.length, before);
  await end();
});

test('a call that is encrypted from end to end is written down by no server', async () => {
  const { id } = await ada.request('chat.createChannel', { kind: 'group', name: 'secret', members: ['ben'] }), before = asked.length;
  const { call: { id: callId }, participantId } = await ada.request('calls.start', { channelId: id, kind: 'audio', deviceId: newId(), isEncrypted: true });
  assert.equal(await say(ada, participantId), 'conflict');
  assert.equal(asked.length, before);
  await ada.request('calls.end', { callId });
});

test('no more than two pieces of one speaker are with the service; what it refuses or does not answer is said', async () => {
  const { adas, end } = await talk(), waiting: (() => void)[] = [];
  let came = () => undefined as void;
  const two = new Promise<void>((resolve) => { came = () => { if (waiting.length === 2) resolve(); }; });
  answer = () => new Promise((resolve) => { waiting.push(() => { resolve({ status: 200, body: { text: '' } }); }); came(); });
  const first = [say(ada, adas), say(ada, adas)];
  await two;
  assert.equal(await say(ada, adas), 'rate-limited');
  for (const go of waiting) go();
  assert.deepEqual(await Promise.all(first), ['told', 'told']);
  answer = () => Promise.resolve({ status: 400, body: {} });
  assert.equal(await say(ada, adas), 'invalid-input');
  answer = () => Promise.resolve({ status: 503, body: {} });
  assert.equal(await say(ada, adas), 'unavailable');
  await end();
});
