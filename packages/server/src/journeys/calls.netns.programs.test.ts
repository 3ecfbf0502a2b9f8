import { after, before, beforeEach, test } from 'node:test';
import { createCorridor } from '@corridor/sdk';
import { type Browser, chromium } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { type Coturn, startCoturn } from '../testing/coturn.ts';
import { type Networks, openNetworks, whyNoNetworks } from '../testing/networks.ts';
import { startTestServer } from '../testing/server.ts';
import { callArgs, type Caller, openCaller, serveCallPage } from './calls-page.ts';
import { startHost, type Host } from './host.ts';

const skip = whyNoNetworks() ?? false, tenant = 'calls', turnPort = 3478;
let networks: Networks, coturn: Coturn, host: Host, server: CorridorServer, browsers: Browser[], channelId: string, ada: Caller, ben: Caller;

before(async () => {
  if (skip) return;
  networks = await openNetworks();
  const { crossing, here } = networks;
  coturn = await startCoturn({ prefix: networks.inside('crossing'), hosts: [crossing.b, crossing.a], port: turnPort });
  host = await startHost(here);
  server = await startTestServer({
    HOST: here, CORS_ORIGINS: host.url, TURN_SECRET: coturn.secret, STUN_URL: `stun:${crossing.b}:${turnPort}`,
    TURN_URL: ['udp', 'tcp'].map((transport) => `turn:${crossing.b}:${turnPort}?transport=${transport}`).join(),
  });
  await serveCallPage(host, (sub) => server.tokens.mint({ sub, tenant, name: sub }), ['ada', 'ben']);
  browsers = await Promise.all((['a', 'b'] as const).map(async (space) => chromium.launch({
    executablePath: await networks.chromium(space),
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', ...callArgs,
      `--unsafely-treat-insecure-origin-as-secure=${host.url}`, '--disable-features=WebRtcHideLocalIpsWithMdns'],
  })));
  const clients = ['ben', 'ada'].map((sub) => createCorridor({ url: server.url, token: () => server.tokens.mint({ sub, tenant, name: sub }) }));
  for (const client of clients) await client.connect();
  ({ id: channelId } = await clients[1]!.chat.openDirect('ben'));
  for (const client of clients) client.close();
});
after(async () => {
  for (const browser of browsers ?? []) await browser.close();
  await server?.close();
  await host?.close();
  await coturn?.stop();
  await networks?.down();
});
beforeEach(async () => {
  if (skip) return;
  for (const browser of browsers) for (const context of browser.contexts()) await context.close();
  networks.blockUdp(false);
  networks.connect(true);
  networks.lose('b', 0);
  [ada, ben] = await Promise.all([openCaller(browsers[0]!, host, server.url, 'ada', 0), openCaller(browsers[1]!, host, server.url, 'ben', 1)]);
});

async function talk(): Promise<void> {
  await ada.start(channelId);
  await ben.answer();
  await Promise.all([ada.sees('ben', 'lime'), ben.sees('ada', 'red')]);
}
const hangUp = async () => { await ada.does('session().leave()'); await ben.isOver(); };

for (const transport of ['udp', 'tcp'] as const) {
  test(`where the only way is a relay${transport === 'tcp' ? ' and UDP is blocked, so by TCP' : ''}, two people see and hear each other`, { skip }, async () => {
    networks.connect(false);
    networks.blockUdp(transport === 'tcp');
    await talk();
    await Promise.all([ada.hears('ben', 880), ben.hears('ada', 440)]);
    await hangUp();
  });
}

/** Takes note on a page of when each picture of somebody was shown. */
const noteFrames = (userId: string) => `(() => {
  const video = Object.assign(document.createElement('video'), { muted: true }), times = window.times = [];
  const put = () => {
    const track = session()?.peers.get().find((peer) => peer.userId === '${userId}')?.tracks.camera;
    if (track && video.srcObject?.getTracks()[0] !== track) { video.srcObject = new MediaStream([track]); video.play().catch(() => undefined); }
  };
  session().peers.subscribe(put);
  const frame = () => { times.push(Date.now()); video.requestVideoFrameCallback(frame); };
  video.requestVideoFrameCallback(frame);
})()`;
/** Pictures that were on their way, or held back by the receiver, are shown for a moment after the network went: they are back with the end of the longest gap. */
const endOfGap = `window.endOfGap = (times, from) => {
  const seen = [from, ...times.filter((at) => at > from)], gaps = seen.slice(1).map((at, index) => at - seen[index]);
  return seen[gaps.indexOf(Math.max(...gaps)) + 1];
}`;
const settledMs = 1000, runs = Number(process.env.CORRIDOR_RUNS ?? 3);

test('the caller changes the network in the call: pictures and sound are back', { skip, timeout: 300_000 }, async (context) => {
  const took: number[] = [];
  await talk();
  await ben.does(noteFrames('ada'));
  await ben.does(endOfGap);
  for (let run = 0; run < runs; run++) {
    await ben.does('becomes("pictures flow", () => { const before = times.length; return new Promise((resolve) => setTimeout(() => resolve(times.length > before + 3), 500)); })');
    const from = networks.move();
    const back = await ben.does<number>(`becomes('pictures are back', () => times.filter((at) => at > ${from + settledMs}).length >= 5).then(() => endOfGap(times, ${from}))`);
    took.push(back - from);
    await ada.sees('ben', 'lime');
  }
  await Promise.all([ada.hears('ben', 880), ben.hears('ada', 440)]);
  context.diagnostic(`back after the network changed: ${took.join(', ')} ms`);
  await hangUp();
});

test('where much is lost, pictures go so that sound stays, and come back when it is well again', { skip, timeout: 180_000 }, async () => {
  await talk();
  networks.lose('b', 20);
  await ada.does('becomes("pictures are not sent", () => session().quality.get()?.isPictureOff === true, 60000)');
  await ben.hears('ada', 440);
  networks.lose('b', 0);
  await ada.does('becomes("pictures are sent again", () => session().quality.get()?.isPictureOff === undefined, 60000)');
  await ben.sees('ada', 'red');
  await hangUp();
});
