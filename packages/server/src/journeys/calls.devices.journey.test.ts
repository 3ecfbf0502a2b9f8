import { after, before, test } from 'node:test';
import { createCorridor } from '@corridor/sdk';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser } from './browser.ts';
import { callArgs, type Caller, openCaller, serveCallPage } from './calls-page.ts';
import { startHost, type Host } from './host.ts';

let host: Host, server: CorridorServer, browser: Browser, ada: Caller, ben: Caller, allow: (setting: 'granted' | 'denied' | 'prompt', names?: readonly ('camera' | 'microphone')[]) => Promise<void>, channelId: string;
const tenant = 'devices';

before(async () => {
  host = await startHost();
  // Devices of Chromium's own making, and its own questions for them; as nobody sits there, each is closed without an answer.
  [server, browser] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url }), openBrowser({ args: [...callArgs, '--use-fake-device-for-media-stream', '--deny-permission-prompts'] })]);
  await serveCallPage(host, (sub) => server.tokens.mint({ sub, tenant, name: sub }), ['ada', 'ben']);
  const [adas, bens] = ['ada', 'ben'].map((sub) => createCorridor({ url: server.url, token: () => server.tokens.mint({ sub, tenant }) }));
  await bens!.connect();
  await adas!.connect();
  ({ id: channelId } = await adas!.chat.openDirect('ben'));
  for (const client of [adas!, bens!]) client.close();
});
after(async () => { await browser?.close(); await server?.close(); await host?.close(); });

/** Both at their pages; Ada's devices are her browser's. */
async function sit(at = browser): Promise<void> {
  for (const context of [...browser.contexts(), ...at.contexts()]) await context.close();
  [ada, ben] = await Promise.all([openCaller(at, host, server.url, 'ada', 0), openCaller(browser, host, server.url, 'ben', 1)]);
  await ada.does('window.isReal = true');
  const wire = await at.newBrowserCDPSession(), { targetInfo: { browserContextId } } = await (await ada.page.context().newCDPSession(ada.page)).send('Target.getTargetInfo');
  allow = async (setting, names = ['camera', 'microphone']) => { for (const name of names) await wire.send('Browser.setPermission', { permission: { name }, setting, origin: host.url, browserContextId: browserContextId! }); };
}
const talk = async () => { await ada.start(channelId); await ben.answer(); };
const has = (problems: object) => ada.does(`becomes('${JSON.stringify(problems)}', () => JSON.stringify(Object.entries(session().problems.get()).sort()) === '${JSON.stringify(Object.entries(problems).sort())}')`);
/** Chromium's camera moves, and its microphone beeps each second. */
const seen = () => ben.does(`becomes('pictures that move', async () => { const track = theirs('ada', 'camera')(); if (!track) return false; const video = Object.assign(document.createElement('video'), { muted: true, srcObject: new MediaStream([track]) }); void video.play(); await new Promise((resolve) => setTimeout(resolve, 1000)); return video.getVideoPlaybackQuality().totalVideoFrames > 3; })`);
const heard = () => ben.does(`becomes('a beep', async () => { const one = session().peers.get()[0], track = one?.tracks.microphone; if (!track) return false; let most = 0; const off = session().levels.subscribe((levels) => { most = Math.max(most, levels[one.participantId] ?? 0); }); await loudness(track, 1500); off(); return most > 0.02; })`); // levels are known of what is played
const over = async () => { await ada.does('session().leave()'); await ben.isOver(); };

test('a question that is closed without an answer can be asked again, and the call goes on meanwhile', async () => {
  await sit();
  await allow('prompt');
  await talk();
  await has({ camera: 'dismissed', microphone: 'dismissed' });
  await ada.sees('ben', 'lime');
  await allow('granted');
  await ada.does('session().setMicrophone(true).then(() => session().setCamera(true))');
  await has({});
  await seen();
  await heard();
  await over();
});

test('what was refused for good is said so, and asking again changes nothing until it is allowed', async () => {
  await sit();
  await allow('denied');
  await talk();
  await has({ camera: 'denied', microphone: 'denied' });
  await ada.does('session().setCamera(true)');
  await has({ camera: 'denied', microphone: 'denied' });
  await allow('granted', ['camera']);
  await ada.does('session().setCamera(true)');
  await has({ microphone: 'denied' });
  await seen();
  await over();
});

test('a permission that is taken back in the call ends that device alone, tells the others, and can be given again', async () => {
  await sit();
  await allow('granted');
  await talk();
  await seen();
  await allow('denied', ['camera']);
  await has({ camera: 'revoked' });
  await ben.does(`becomes('her camera is off', () => session().call.get().participants.some(({ userId, media }) => userId === 'ada' && !media.camera && media.microphone) && !theirs('ada', 'camera')())`);
  await heard();
  await allow('granted', ['camera']);
  await ada.does('session().setCamera(true)');
  await has({});
  await seen();
  await over();
});

test('who has no camera is told so, and is heard', async () => {
  const without = await openBrowser({ args: [...callArgs, '--use-fake-device-for-media-stream=device-count=0', '--use-fake-ui-for-media-stream'] });
  try {
    await sit(without);
    await talk();
    await has({ camera: 'missing' });
    await Promise.all([ada.sees('ben', 'lime'), heard()]);
    await over();
  } finally { await without.close(); }
});
