import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createCorridor } from '@corridor/sdk';
import type { Browser } from 'playwright-core';
import { systemTools } from '../files/processing/tools.ts';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser } from './browser.ts';
import { callArgs, openCaller, serveCallPage } from './calls-page.ts';
import { startHost, type Host } from './host.ts';

let host: Host, server: CorridorServer, browser: Browser, folder: string;
const tenant = 'recorded';

before(async () => {
  host = await startHost();
  [server, browser, folder] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url }, { tools: systemTools }), openBrowser({ args: callArgs }), mkdtemp(path.join(os.tmpdir(), 'recorded-'))]);
  await serveCallPage(host, (sub) => server.tokens.mint({ sub, tenant, name: sub }), ['ada', 'ben']);
});
after(async () => {
  await browser?.close();
  await server?.close();
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a recorder whose page is loaded anew goes on recording, and both parts are one file', { timeout: 180_000 }, async () => {
  const [other, client] = await Promise.all(['ben', 'ada'].map(async (sub) => { const one = createCorridor({ url: server.url, token: () => server.tokens.mint({ sub, tenant }) }); await one.connect(); return one; }));
  const { id: channelId } = await client!.chat.openDirect('ben'), { log } = await client!.calls.loaded();
  await client!.chat.send(channelId, { text: 'hello' });
  await log.setRules({ channelId, recording: 'everybody' });
  const [ada, ben] = await Promise.all([openCaller(browser, host, server.url, 'ada', 0), openCaller(browser, host, server.url, 'ben', 1)]);
  await ada.start(channelId);
  await ben.answer();
  await Promise.all([ada.hears('ben', 880), ben.hears('ada', 440), ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
  const callId = await ben.does<string>('session().id'), arrived = (part: number) => ada.page.waitForResponse((response) => response.url().endsWith(`/parts/${part}`) && response.ok());
  await ada.does('corridor.calls.loaded().then((calls) => calls.record()).then(() => undefined)');
  await ben.does(`becomes('it is asked for', () => session().call.get().recording?.state === 'asking').then(() => session().recordings()).then((recordings) => recordings.answer(true))`);
  await arrived(1);
  await ada.reload();
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
  for (let part = 0; part < 3; part++) await ada.page.waitForResponse((response) => response.url().includes('/parts/100') && response.ok());
  await ben.does(`becomes('it is recorded still', () => session().call.get().recording?.state === 'recording')`);
  await ben.does(`corridor.calls.loaded().then(() => session().recordings()).then((recordings) => recordings.stop()).catch(() => undefined)`); // who is no host does not
  await ada.does('session().recordings().then((recordings) => recordings.stop())');
  let file: Awaited<ReturnType<typeof log.recordings>>['items'][number] | undefined;
  while (file?.state !== 'ready') [file] = (await log.recordings({ callId })).items;
  const { items: [address] } = await client!.files.urls({ items: [{ fileId: file.fileId!, as: 'original' }] }), film = path.join(folder, 'film.webm');
  writeFileSync(film, Buffer.from(await (await fetch(new URL(address!.url, server.url))).arrayBuffer()));
  const seconds = Number(execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', film]).toString());
  assert.ok(seconds > 7, `${seconds} s`); // two parts of two seconds before, three after
  for (const share of [0.1, 0.9]) {
    const pixels = execFileSync('ffmpeg', ['-v', 'error', '-i', film, '-an', '-ss', String(seconds * share), '-frames:v', '1', '-vf', 'scale=64:36', '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-']), is = (red: boolean, green: boolean) => pixels.some((_, at) => at % 3 === 0 && pixels[at]! > 140 === red && pixels[at + 1]! > 140 === green && pixels[at + 2]! < 110);
    assert.deepEqual([is(true, false), is(false, true)], [true, true], `red and lime at ${share}`);
  }
  const sound = execFileSync('ffmpeg', ['-v', 'error', '-i', film, '-vn', '-f', 'f32le', '-ac', '1', '-ar', '16000', '-'], { maxBuffer: 2 ** 28 }), samples = new Float32Array(sound.buffer, sound.byteOffset, sound.byteLength / 4);
  for (const share of [0.1, 0.8]) {
    const some = samples.subarray(Math.floor(samples.length * share), Math.floor(samples.length * share) + 8000), power = (hertz: number) => Math.hypot(...[Math.cos, Math.sin].map((wave) => some.reduce((sum, value, at) => sum + value * wave(2 * Math.PI * hertz * at / 16_000), 0)));
    assert.ok(power(440) > 5 * power(613) && power(880) > 5 * power(613), `both are heard at ${share}`);
  }
  for (const one of [other!, client!]) one.close();
});
