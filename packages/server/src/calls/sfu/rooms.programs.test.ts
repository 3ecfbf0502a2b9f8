import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import type { CallInfo, MediaRequest } from '@corridor/sdk/protocol';
import { io } from 'socket.io-client';
import { tokenOf } from '../../journeys/server-process.ts';
import { type Janus, startJanus } from '../../testing/janus.ts';
import { codeOf, type Guest, startTestWorld, type TestWorld } from '../../world.testing.ts';
import { type JanusSession, openJanus } from './janus.ts';
import { createRoomBook } from './rooms.ts';
import { createSfu } from './sfu.ts';

let janus: Janus, watcher: JanusSession, world: TestWorld, ada: Guest, child: ChildProcess | undefined;
before(async () => {
  janus = await startJanus();
  [watcher, world] = await Promise.all([openJanus({ url: janus.url, secret: janus.secret, onGone: () => undefined }), startTestWorld({ calls: { sfu: { urls: [janus.url], secret: janus.secret }, mostInMesh: 1 }, timing: { roomsMs: 100 } })]);
  ada = await world.connect('ada');
  for (const user of ['ben', 'chloe']) await world.person(user);
});
after(async () => {
  child?.kill('SIGKILL');
  await world?.close();
  watcher?.close();
  await janus?.stop();
});

const within = async (what: string, look: () => Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 20_000; !await look(); await new Promise(setImmediate)) if (Date.now() > deadline) throw new Error(`Waited for ${what}`);
};
interface Row { id: string; call_id: string; room: number }
const rowsOf = async (callId?: string): Promise<Row[]> => ((await world.rows('acme')).call_rooms as { row: Row }[]).map(({ row }) => row).filter((row) => callId === undefined || row.call_id === callId);
async function isThere({ room }: Row): Promise<boolean> {
  const handle = await watcher.attach(), { answer } = await handle.ask({ request: 'exists', room });
  await handle.detach();
  return (answer as { exists?: boolean }).exists === true;
}

const offer: MediaRequest = { type: 'offer', run: 'a-run', seq: 1, sdp: 'v=0', slots: [] };
type Ask = (name: 'calls.start' | 'calls.join' | 'calls.media', input: object) => Promise<{ call: CallInfo; participantId: string }>;

/** A call over the media server, with a room there: Ada is in it on one device, and says something that Janus does not take. */
async function call(asks: Ask): Promise<string> {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben', 'chloe'] }), { call: { id: callId }, participantId } = await asks('calls.start', { channelId, kind: 'video', deviceId: 'desk', userIds: [] });
  await world.request(await world.person('ben'), 'calls.join', { callId, deviceId: 'desk' });
  const { epoch, route } = await ada.request('calls.call', { callId });
  assert.equal(route, 'sfu');
  await within('a room', async () => { await asks('calls.media', { participantId, epoch, data: offer }).catch(() => undefined); return (await rowsOf(callId)).length > 0; });
  return callId;
}
const here: Ask = (name, input) => ada.request(name, input as never) as never;

/** Another server on the same database and the same Janus, in a process of its own. */
async function startBeside(): Promise<{ ask: Ask; kill(): Promise<void> }> {
  const { host, database } = (world.database.client as { config: { connection: { host: string; database: string } } }).config.connection;
  child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', path.join(import.meta.dirname, 'rooms.process.testing.ts')], { env: { ...process.env, ...janus.env, CALLS_MESH_MOST: '1', CORRIDOR_TEST_DATABASE: JSON.stringify({ host, database }) }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await once(createInterface({ input: child.stdout! }), 'line') as [string], socket = io(url, { transports: ['websocket'], reconnection: false, auth: { token: await tokenOf('ada') } });
  await once(socket as never, 'connect');
  return {
    async ask(name, input) {
      const { ok, error } = await socket.emitWithAck('request', name, input) as { ok: never; error?: { message: string } };
      if (error) throw new Error(error.message);
      return ok;
    },
    async kill() {
      const gone = once(child!, 'exit');
      child!.kill('SIGKILL');
      await gone;
      socket.close();
    },
  };
}

test('a server that is killed in a call that ends meanwhile leaves no room at Janus, and nobody ends the room of a call that is on', { timeout: 120_000 }, async () => {
  const beside = await startBeside(), [over, on, own] = [await call(beside.ask), await call(beside.ask), await call(here)], rooms = new Map<string, Row>();
  for (const callId of [over, on, own]) {
    const [row, more] = await rowsOf(callId);
    assert.equal(more, undefined);
    assert.ok(await isThere(row!));
    rooms.set(callId, row!);
  }
  await beside.kill();
  await ada.request('calls.end', { callId: over });
  await within('the room to be gone', async () => !await isThere(rooms.get(over)!));
  await within('nothing of it to be noted', async () => (await rowsOf(over)).length === 0);
  assert.deepEqual([await isThere(rooms.get(on)!), await isThere(rooms.get(own)!), (await rowsOf()).length], [true, true, 2]);
  for (const callId of [on, own]) {
    await ada.request('calls.end', { callId });
    await within('the room to be gone', async () => !await isThere(rooms.get(callId)!));
  }
  await within('no room to be noted', async () => (await rowsOf()).length === 0);
  assert.deepEqual(world.errors, []);
});

test('a call that another server has ended leaves no room either, nor does one that is asked for when its call is over', { timeout: 60_000 }, async () => {
  const errors: unknown[] = [], sfu = createSfu({ config: { urls: [janus.url], secret: janus.secret }, book: createRoomBook(world.database, 0), lookMs: 50, onError: (error) => { errors.push(error); }, tell: () => undefined, onLost: () => undefined, log: () => undefined });
  try {
    await within('Janus', () => Promise.resolve(sfu.state() === 'ready'));
    const callId = await call(here), info = await ada.request('calls.call', { callId }), me = info.participants[0]!.id;
    await sfu.hear('acme', info, me, offer).catch(() => undefined);
    const rows = await rowsOf(callId);
    assert.equal(rows.length, 2);
    await ada.request('calls.end', { callId }); // `sfu` is not told
    for (const row of rows) await within('the room to be gone', async () => !await isThere(row));
    await within('no room to be noted', async () => (await rowsOf()).length === 0);
    await within('it to be known here, too', async () => await codeOf(sfu.hear('acme', info, me, offer)) === 'unavailable'); // the rooms may have been ended by the other one
    assert.deepEqual([await rowsOf(), errors], [[], []]);
  } finally { await sfu.close(); }
});
