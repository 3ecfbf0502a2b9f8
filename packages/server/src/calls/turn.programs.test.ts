import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { IceServers } from '@corridor/sdk/protocol';
import { type Browser, chromium } from 'playwright-core';
import { type Coturn, startCoturn } from '../testing/coturn.ts';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';
import { createIce } from './ice.ts';

let coturn: Coturn, browser: Browser, world: TestWorld, ada: Guest, participantId: string;
before(async () => {
  coturn = await startCoturn();
  world = await startTestWorld({ ice: config() });
  ada = await world.connect('ada');
  await world.connect('ben');
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] });
  ({ participantId } = await ada.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' }));
  browser = await chromium.launch({ executablePath: process.env.CORRIDOR_BROWSER ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--allow-loopback-in-peer-connection'] });
});
after(async () => {
  await browser?.close();
  await world?.close();
  await coturn?.stop();
});

const transports = ['udp', 'tcp'] as const;
function config(transport?: (typeof transports)[number]) {
  const { host, port, secret } = coturn;
  return { stun: [`stun:${host}:${port}`], turn: (transport ? [transport] : transports).map((one) => `turn:${host}:${port}?transport=${one}`), secret, ttlSeconds: 600 };
}

interface Relayed { frames: number; protocols: string[]; types: string[]; refusals: number[] }

/** Two connections of one page that may only use a relay: moving pictures from one to the other. Answers once ten of them were decoded, or no way was found. */
const relayedPictures = (servers: IceServers['servers']) => `(async () => {
  const canvas = document.createElement('canvas'), paint = canvas.getContext('2d');
  let painted = 0, candidates = 0;
  setInterval(() => { paint.fillStyle = 'hsl(' + painted++ * 20 + ' 80% 50%)'; paint.fillRect(0, 0, 300, 150); }, 50);
  const rtc = { iceServers: ${JSON.stringify(servers)}, iceTransportPolicy: 'relay' }, from = new RTCPeerConnection(rtc), to = new RTCPeerConnection(rtc), refusals = [];
  const gathered = Promise.all([from, to].map((one) => new Promise((resolve) => { one.onicegatheringstatechange = () => { if (one.iceGatheringState === 'complete') resolve(); }; })));
  for (const [mine, other] of [[from, to], [to, from]]) {
    mine.onicecandidate = ({ candidate }) => { if (candidate?.candidate) candidates++; other.addIceCandidate(candidate ?? undefined); };
    mine.onicecandidateerror = ({ errorCode }) => { refusals.push(errorCode); };
  }
  from.addTrack(canvas.captureStream(20).getVideoTracks()[0]);
  const seen = new Promise((resolve) => {
    to.ontrack = ({ track }) => {
      const video = document.createElement('video');
      video.muted = true;
      video.srcObject = new MediaStream([track]);
      let left = 10;
      const frame = () => { if (--left > 0) video.requestVideoFrameCallback(frame); else resolve(); };
      video.requestVideoFrameCallback(frame);
      video.play();
    };
  });
  await from.setLocalDescription();
  await to.setRemoteDescription(from.localDescription);
  await to.setLocalDescription();
  await from.setRemoteDescription(to.localDescription);
  await Promise.race([seen, gathered.then(() => candidates === 0 || seen)]);
  const stats = [...(await to.getStats()).values()], pair = stats.find(({ type, state, nominated }) => type === 'candidate-pair' && state === 'succeeded' && nominated);
  const ends = pair ? [pair.localCandidateId, pair.remoteCandidateId].map((id) => stats.find((one) => one.id === id)) : [];
  return { frames: stats.find(({ type }) => type === 'inbound-rtp')?.framesDecoded ?? 0, protocols: ends.slice(0, 1).map(({ relayProtocol }) => relayProtocol), types: ends.map(({ candidateType }) => candidateType), refusals };
})()`;

async function relayed({ servers }: Pick<IceServers, 'servers'>): Promise<Relayed> {
  const page = await browser.newPage();
  try { return await page.evaluate<Relayed>(relayedPictures(servers)); } finally { await page.close(); }
}

for (const transport of transports) {
  test(`pictures come through the relay over ${transport.toUpperCase()} with the credentials of one who is in a call`, async () => {
    const { servers } = await ada.request('calls.ice', { participantId }), own = servers.map((server) => ({ ...server, urls: server.urls.filter((url) => url.endsWith(`=${transport}`)) })).filter(({ urls }) => urls.length > 0);
    const { frames, protocols, types } = await relayed({ servers: own });
    assert.ok(frames >= 10, `${frames} frames`);
    assert.deepEqual([protocols, types], [[transport], ['relay', 'relay']]);
  });
}

test('expired credentials are refused, and new ones of the same user are taken', async () => {
  const user = { tenant: 'acme', user: 'ada' }, anHourAgo = Date.now() - 3_600_000;
  const old = await relayed(createIce(config('udp'), () => anHourAgo)(user));
  assert.deepEqual([old.frames, [...new Set(old.refusals)]], [0, [401]]);
  assert.ok((await relayed(createIce(config('udp'))(user))).frames >= 10);
});

test('credentials that were made with another secret, or for another time than they say, are refused', async () => {
  const user = { tenant: 'acme', user: 'ada' }, { servers: [stun, turn] } = createIce({ ...config('udp'), secret: 'a-secret-of-somebody-else' })(user);
  const longer = createIce(config('udp'))(user).servers[1]!;
  const forged = { ...longer, username: longer.username!.replace(/^\d+/, (expiry) => String(Number(expiry) + 86_400)) };
  for (const servers of [[stun!, turn!], [forged]]) {
    const { frames, refusals } = await relayed({ servers });
    assert.deepEqual([frames, [...new Set(refusals)]], [0, [401]]);
  }
});

test('an administrator sees which of the servers answer', async () => {
  const boss = await world.connect('root', { roles: ['admin'] }), { ice } = await boss.request('admin.tools', {});
  assert.deepEqual(ice.map(({ state }) => state), ['ready', 'ready', 'ready']);
});
