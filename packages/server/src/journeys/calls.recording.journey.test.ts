import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCorridor } from '@corridor/sdk';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser } from './browser.ts';
import { callArgs, type Caller, openCaller, serveCallPage } from './calls-page.ts';
import { startHost, type Host } from './host.ts';

let host: Host, server: CorridorServer, browser: Browser, channelId: string;
const tenant = 'recorded';

before(async () => {
  host = await startHost();
  [server, browser] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url }), openBrowser({ args: callArgs })]);
  await serveCallPage(host, (sub) => server.tokens.mint({ sub, tenant, name: sub }), ['ada', 'ben']);
  const [first, client] = ['ben', 'ada'].map((sub) => createCorridor({ url: server.url, token: () => server.tokens.mint({ sub, tenant }) }));
  for (const one of [first!, client!]) await one.connect();
  ({ id: channelId } = await client!.chat.openDirect('ben'));
  await client!.chat.send(channelId, { text: 'hello' });
  await (await client!.calls.loaded()).log.setRules({ channelId, recording: 'everybody' });
  for (const one of [first!, client!]) one.close();
});
after(async () => { await browser?.close(); await server?.close(); await host?.close(); });

const recording = (who: Caller, state: string) => who.does(`becomes('recording: ${state}', () => (session().call.get().recording?.state ?? 'none') === '${state}')`);
const answer = (who: Caller, isAgreed: boolean) => who.does(`corridor.calls.loaded().then(({ log }) => log.answerRecording({ callId: session().id, isAgreed: ${isAgreed} }))`);
async function talk(): Promise<[Caller, Caller]> {
  const [ada, ben] = await Promise.all([openCaller(browser, host, server.url, 'ada', 0), openCaller(browser, host, server.url, 'ben', 1)]);
  await ada.start(channelId);
  await ben.answer();
  await Promise.all([ada.hears('ben', 880), ben.hears('ada', 440), ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
  return [ada, ben];
}

/** What a recording shows and sounds like to who plays it: its length, the colours in a frame, whether another one differs, and how much of each tone there is beside one that nobody gave. */
const played = (who: Caller, callId: string) => who.does<{ seconds: number; colours: string[]; isMoving: boolean; tones: number[] }>(`(async () => {
  const { log } = await corridor.calls.loaded();
  let file;
  await becomes('the recording is a file', async () => { [file] = (await log.recordings({ callId: '${callId}' })).items; return file?.state === 'ready'; }, 60000);
  const { items: [{ url }] } = await corridor.files.urls({ items: [{ fileId: file.fileId, as: 'original' }] }), bytes = await (await fetch(url)).blob();
  const video = Object.assign(document.createElement('video'), { muted: true, src: URL.createObjectURL(bytes) });
  document.body.append(video);
  await video.play();
  const canvas = Object.assign(document.createElement('canvas'), { width: 128, height: 72 }), pen = canvas.getContext('2d', { willReadFrequently: true });
  const frame = async () => { await new Promise((resolve) => video.requestVideoFrameCallback(resolve)); pen.drawImage(video, 0, 0, 128, 72); return pen.getImageData(0, 0, 128, 72).data; };
  const colours = new Set();
  let first, isMoving = false;
  await becomes('both are in the picture, which moves', async () => {
    const data = await frame();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] > 150 && data[at + 1] < 90 && data[at + 2] < 90) colours.add('red');
      if (data[at] < 90 && data[at + 1] > 150 && data[at + 2] < 90) colours.add('lime');
    }
    isMoving ||= first !== undefined && data.some((value, at) => Math.abs(value - first[at]) > 60);
    first ??= data;
    return colours.size === 2 && isMoving;
  });
  const audio = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(await bytes.arrayBuffer()), samples = audio.getChannelData(0);
  const power = (hertz) => { let re = 0, im = 0; for (let i = 0; i < samples.length; i++) { const angle = 2 * Math.PI * hertz * i / audio.sampleRate; re += samples[i] * Math.cos(angle); im += samples[i] * Math.sin(angle); } return Math.hypot(re, im) / samples.length; };
  const none = power(613);
  return { seconds: audio.duration, colours: [...colours].sort(), isMoving, tones: [440, 880].map((hertz) => power(hertz) / none) };
})()`);

test('a call of two is recorded once both have agreed; the recorder\'s tab dies, and what there was plays with the pictures and voices of both', { timeout: 180_000 }, async () => {
  const [ada, ben] = await talk();
  const callId = await ben.does<string>('session().id');
  await ada.does(`corridor.calls.loaded().then((calls) => calls.record()).then((recorder) => { window.recorder = recorder; })`);
  await Promise.all([recording(ada, 'asking'), recording(ben, 'asking')]);
  await answer(ben, true);
  await recording(ben, 'recording');
  let parts = 0;
  ada.page.on('response', (response) => { if (response.url().includes('/parts/') && response.status() === 204) parts++; });
  while (parts < 3) await ada.page.waitForResponse((response) => response.url().includes('/parts/'));
  await ada.page.close();
  await ben.does('session().leave()');
  const { seconds, colours, tones } = await played(ben, callId);
  assert.ok(seconds > 3, `${seconds} s`);
  assert.deepEqual(colours, ['lime', 'red']);
  assert.ok(tones.every((ratio) => ratio > 20), `${tones.join(', ')} times as loud as silence`);
});

test('who withdraws their consent stops the recording, and what was recorded before is kept', { timeout: 180_000 }, async () => {
  const [ada, ben] = await talk();
  const callId = await ben.does<string>('session().id');
  await ada.does(`corridor.calls.loaded().then((calls) => calls.record()).then((recorder) => { window.recorder = recorder; })`);
  await recording(ben, 'asking');
  await answer(ben, true);
  await recording(ada, 'recording');
  await ada.page.waitForResponse((response) => response.url().includes('/parts/1') && response.ok());
  await answer(ben, false);
  await Promise.all([recording(ada, 'none'), recording(ben, 'none')]);
  await ada.does('recorder.done');
  await Promise.all([ada.does('session().leave()'), ben.isOver()]);
  const { colours } = await played(ben, callId);
  assert.deepEqual(colours, ['lime', 'red']);
});

test('a recorder whose page is loaded anew ends the recording with what there was, where the server cannot join what comes with it', { timeout: 180_000 }, async () => {
  const [ada, ben] = await talk();
  const callId = await ben.does<string>('session().id');
  await ada.does(`corridor.calls.loaded().then((calls) => calls.record()).then(() => undefined)`);
  await recording(ben, 'asking');
  await answer(ben, true);
  await recording(ada, 'recording');
  await ada.page.waitForResponse((response) => response.url().includes('/parts/1') && response.ok());
  await ada.reload();
  await recording(ben, 'none');
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]); // the call goes on
  const { colours } = await played(ben, callId);
  assert.deepEqual(colours, ['lime', 'red']);
  await ben.does('session().leave()');
});
