import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { CallInfo, CallRecordingFile } from '@corridor/sdk/protocol';
import type { Browser } from 'playwright-core';
import { systemTools } from '../../files/processing/tools.ts';
import type { CorridorServer } from '../../index.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { type Janus, startJanus } from '../../testing/janus.ts';
import { openMediaBrowser, servePages } from '../../testing/pages.ts';
import { startTestServer } from '../../testing/server.ts';
import { uuid7 } from '../../uuid.ts';
import { allSeeAndHear, joinCall, type Participant, startGroupCall } from './group.testing.ts';

let janus: Janus, server: CorridorServer, pages: Awaited<ReturnType<typeof servePages>>, browser: Browser, folder: string;

before(async () => {
  [janus, folder] = await Promise.all([startJanus(), mkdtemp(path.join(os.tmpdir(), 'recordings-'))]);
  [server, pages, browser] = await Promise.all([start({ CALLS_MESH_MOST: '1', CALL_RECORDING_REFUSAL: 'leave-out' }), servePages('calls/media/sfu.testing.ts'), openMediaBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.close();
  await pages?.close();
  await janus?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = (env: NodeJS.ProcessEnv, options: Parameters<typeof startTestServer>[1] = {}) => startTestServer({ ...janus.env, JANUS_RECORDINGS: folder, CORS_ORIGINS: '*', ...env }, { tools: systemTools, ...options });
const within = async <T>(what: string, look: () => Promise<T | undefined | false> | T | undefined | false, patienceMs = 60_000): Promise<T> => {
  for (const deadline = Date.now() + patienceMs; ;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Waited for ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 20); }); // the server is in this process
  }
};
type Ask = Awaited<ReturnType<typeof startGroupCall>>['ask'];
/** Of ada, ben, cleo and dora, and of what a browser has recorded. */
const tones = [440, 560, 680, 800, 1000];
const colours: Record<string, string> = { ada: 'red', ben: 'lime', cleo: 'blue', dora: 'yellow' };

/** A call that ada may record, of her, ben and more; host is the caller of an API in it. */
async function meet(names: readonly string[], of = server): Promise<{ callId: string; channelId: string; ask: Ask; enter(name: string): Promise<Participant>; people: Participant[] }> {
  const all = Object.keys(colours), { callId, ask } = await startGroupCall(of, all), people: Participant[] = [];
  const { channelId } = await ask<CallInfo>('host', 'GET', `/calls/${callId}`);
  await ask('host', 'PATCH', `/channels/${channelId}/call-rules`, { recording: 'everybody' });
  const enter = async (name: string) => {
    const one = await joinCall({ server: of, browser, pages: pages.url, callId, name, index: all.indexOf(name), options: { colour: colours[name] } });
    people.push(one);
    return one;
  };
  for (const name of names) await enter(name);
  return { callId, channelId, ask, enter, people };
}
const record = async (ask: Ask, callId: string, { id: participantId }: Participant, answers: Readonly<Record<string, boolean>>): Promise<string> => {
  const { id } = await ask<{ id: string }>('ada', 'POST', `/participants/${participantId}/recordings`, { id: uuid7() });
  for (const [name, isAgreed] of Object.entries(answers)) await ask(name, 'POST', `/calls/${callId}/recording`, { isAgreed });
  return id;
};
const recordingOf = async (ask: Ask, callId: string) => (await ask<CallInfo>('host', 'GET', `/calls/${callId}`)).recording;
const written = (recordingId: string, { id }: Participant, kind: 'audio' | 'video') => readdirSync(folder).filter((name) => name.startsWith(recordingId) && name.includes(`_${id}_`) && name.includes(`-${kind}-`));
/** So many bytes more than now are on disk of what each of them sends. */
const grown = async (recordingId: string, people: readonly Participant[], bytes = 30_000): Promise<void> => {
  const sizeOf = (one: Participant) => written(recordingId, one, 'audio').reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
  const from = people.map(sizeOf);
  await within(`${people.map(({ name }) => name).join()} to be recorded`, () => people.every((one, index) => sizeOf(one) >= from[index]! + bytes && written(recordingId, one, 'video').length > 0));
};

/** What a finished recording shows at shares of its time, by colour, and whether a tone is among the loud ones in the second from there. */
async function played(ask: Ask, callId: string, of = server): Promise<{ seconds: number; coloursAt(share: number): string[]; loudAt(share: number, hertz: number): boolean }> {
  const [one] = await within('the recording to be a file', async () => {
    const { items } = await ask<{ items: CallRecordingFile[] }>('ben', 'GET', `/calls/${callId}/recordings`);
    if (items[0]?.state === 'failed') throw new Error('It came to nothing');
    return items[0]?.state === 'ready' && items;
  }, 120_000);
  const { items: [{ url }] } = await ask<{ items: [{ url: string }] }>('ben', 'POST', '/files/urls', { items: [{ fileId: one!.fileId, as: 'original' }] }), file = path.join(folder, `${one!.id}.webm`);
  writeFileSync(file, Buffer.from(await (await fetch(new URL(url, of.url))).arrayBuffer()));
  const seconds = Number(execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file]).toString());
  const decode = (args: string[]) => execFileSync('ffmpeg', ['-v', 'error', '-i', file, ...args, '-'], { maxBuffer: 2 ** 28 });
  const sound = decode(['-vn', '-f', 'f32le', '-ac', '1', '-ar', '16000']), samples = new Float32Array(sound.buffer, sound.byteOffset, sound.byteLength / 4);
  return {
    seconds,
    coloursAt(share) {
      const data = decode(['-an', '-ss', String(seconds * share), '-frames:v', '1', '-vf', 'scale=128:72', '-pix_fmt', 'rgb24', '-f', 'rawvideo']), counts: Record<string, number> = {};
      for (let at = 0; at < data.length; at += 3) {
        const [r, g, b] = [data[at]! > 140, data[at + 1]! > 140, data[at + 2]! > 140], name = r && g && !b ? 'yellow' : r && !g && b ? 'magenta' : r && !g ? 'red' : g && !r && !b ? 'lime' : b && !r && !g ? 'blue' : '';
        if (name) counts[name] = (counts[name] ?? 0) + 1;
      }
      return Object.entries(counts).filter(([, count]) => count > 200).map(([name]) => name).sort();
    },
    loudAt(share, hertz) {
      const from = Math.floor(samples.length * share), some = samples.subarray(from, from + 16_000);
      const power = (of: number) => { let re = 0, im = 0; for (const [at, value] of some.entries()) { const angle = 2 * Math.PI * of * at / 16_000; re += value * Math.cos(angle); im += value * Math.sin(angle); } return Math.hypot(re, im) / some.length; };
      return power(hertz) > 0.15 * Math.max(1e-4, ...tones.map(power));
    },
  };
}
const hertz = (one: Participant) => one.hertz;
const close = (people: readonly Participant[]) => Promise.all(people.map(({ page }) => page.context().close()));

test('Janus records those who have agreed and nobody else, and who comes later from when they agree, in their places and at their times', { timeout: 300_000 }, async () => {
  const { callId, ask, enter, people } = await meet(['ada', 'ben', 'cleo']), [ada, ben, cleo] = people as [Participant, Participant, Participant];
  await allSeeAndHear(people);
  const id = await record(ask, callId, ada, { host: true, ben: true });
  assert.equal((await recordingOf(ask, callId))?.state, 'asking');
  assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith(id)), []);
  await ask('cleo', 'POST', `/calls/${callId}/recording`, { isAgreed: false });
  assert.deepEqual([(await recordingOf(ask, callId))?.state, (await recordingOf(ask, callId))?.isOnServer], ['recording', true]);
  await grown(id, [ada, ben]);
  assert.deepEqual(written(id, cleo, 'audio'), []);
  const dora = await enter('dora');
  await within('the recording to wait', async () => (await recordingOf(ask, callId))?.state === 'paused');
  await allSeeAndHear(people);
  assert.deepEqual(written(id, dora, 'audio'), []);
  await ask('dora', 'POST', `/calls/${callId}/recording`, { isAgreed: true });
  await grown(id, [ada, ben, dora], 60_000);
  await ask('ada', 'DELETE', `/calls/${callId}/recording`);
  const film = await played(ask, callId);
  assert.deepEqual([film.coloursAt(0.15), film.coloursAt(0.9)], [['lime', 'red'], ['lime', 'red', 'yellow']]);
  assert.deepEqual([ada, ben, cleo, dora].map(hertz).map((one) => film.loudAt(0.1, one)), [true, true, false, false]);
  assert.deepEqual([ada, ben, cleo, dora].map(hertz).map((one) => film.loudAt(0.8, one)), [true, true, false, true]);
  await within('what Janus wrote to be gone', () => !readdirSync(folder).some((name) => name.endsWith('.mjr')));
  await close(people);
});

test('a recording by Janus ends for all once it is as large as one may be, says why, and is a film of what there was', { timeout: 300_000 }, async () => {
  const own = await start({ CALLS_MESH_MOST: '1', CALL_RECORDING_MAX_BYTES: '400000' });
  try {
    const { callId, ask, people } = await meet(['ada', 'ben'], own), [ada, ben] = people as [Participant, Participant];
    await allSeeAndHear(people);
    await record(ask, callId, ada, { host: true, ben: true });
    await within('it to end', async () => await recordingOf(ask, callId) === undefined);
    const film = await played(ask, callId, own), { items: [one] } = await ask<{ items: CallRecordingFile[] }>('ben', 'GET', `/calls/${callId}/recordings`);
    assert.deepEqual([one!.reason, film.coloursAt(0.5), film.loudAt(0.5, hertz(ada)), film.loudAt(0.5, hertz(ben))], ['too-large', ['lime', 'red'], true, true]);
    await close(people);
  } finally { await own.close(); }
});

test('what there was is kept when Janus is killed, and when the server is started anew', { timeout: 300_000 }, async () => {
  const { address, stop } = await cloneDatabase(), first = await start({ CALLS_MESH_MOST: '1' }, { source: { address } }), { callId, ask, people } = await meet(['ada', 'ben'], first), [ada, ben] = people as [Participant, Participant];
  await allSeeAndHear(people);
  const id = await record(ask, callId, ada, { host: true, ben: true });
  await grown(id, [ada, ben]);
  await janus.stop('SIGKILL');
  janus = await startJanus({ port: janus.port });
  await allSeeAndHear(people, 60_000);
  await grown(id, [ada, ben]);
  await first.close();
  await close(people);
  const second = await start({ CALLS_MESH_MOST: '1', PORT: new URL(first.url).port }, { source: { address } });
  try {
    await ask('ada', 'DELETE', `/participants/${ada.id}`);
    const film = await played(ask, callId, second), [a, b] = [hertz(ada), hertz(ben)];
    assert.deepEqual([film.coloursAt(0.15), film.coloursAt(0.8)], [['lime', 'red'], ['lime', 'red']]);
    assert.deepEqual([film.loudAt(0.1, a), film.loudAt(0.1, b), film.loudAt(0.75, a), film.loudAt(0.75, b)], [true, true, true, true]);
  } finally {
    await second.close();
    await stop?.();
  }
});

test('a call that moves over to Janus while it is recorded keeps what its recorder\'s browser has recorded, in front of the rest', { timeout: 300_000 }, async () => {
  const own = await start({ CALLS_MESH_MOST: '2' });
  try {
    const { callId, ask, enter, people } = await meet(['ada'], own), [ada] = people as [Participant], token = await own.tokens.mint({ sub: 'ada', tenant: 'acme', name: 'ada' });
    const id = await record(ask, callId, ada, { host: true });
    assert.deepEqual([(await recordingOf(ask, callId))?.state, (await recordingOf(ask, callId))?.isOnServer], ['recording', false]);
    const file = path.join(folder, 'device.webm');
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=magenta:s=1280x720:r=15:d=4', '-f', 'lavfi', '-i', 'sine=frequency=1000:duration=4', '-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', '-ac', '2', '-ar', '48000', file]);
    const response = await fetch(`${own.url}/api/v1/call-recordings/${id}/parts/0`, { method: 'PUT', headers: { authorization: `Bearer ${token}` }, body: new Uint8Array(execFileSync('cat', [file], { maxBuffer: 2 ** 26 })) });
    assert.equal(response.status, 204);
    const ben = await enter('ben');
    await allSeeAndHear(people);
    await ask('ben', 'POST', `/calls/${callId}/recording`, { isAgreed: true });
    assert.equal((await recordingOf(ask, callId))?.isOnServer, true);
    await grown(id, [ada, ben], 60_000);
    await ask('ada', 'DELETE', `/participants/${ada.id}`);
    const film = await played(ask, callId, own);
    assert.deepEqual([film.coloursAt(0.05), film.coloursAt(0.9)], [['magenta'], ['lime', 'red']]);
    assert.deepEqual([film.loudAt(0.02, 1000), film.loudAt(0.02, hertz(ben)), film.loudAt(0.8, 1000), film.loudAt(0.8, hertz(ben))], [true, false, false, true]);
    await close(people);
  } finally { await own.close(); }
});
