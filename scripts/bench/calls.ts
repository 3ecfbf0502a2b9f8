// From the press on "call" to the first decoded frame on the other side, beside bare connections over a bare socket; and how many of many calls are established, and of long ones hold.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build as bundle } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { createCorridor } from '@corridor/sdk';
import { browserArgs, requireBrowser } from '../browser.mjs';
import { build } from '../build.mjs';
import { type Figure, figure, quantile } from './figure.ts';
import { startCorridor, startFloor, token } from './processes.ts';

/** CALLS_RUNS, CALLS_LONG (each of a minute) and CALLS_SIDE (so many of those at a time) make it shorter. */
const runs = Number(process.env.CALLS_RUNS ?? 100), long = Number(process.env.CALLS_LONG ?? 50), side = Number(process.env.CALLS_SIDE ?? 5), minuteMs = 60_000;

const script = `
  import { createCorridor } from '@corridor/sdk';
  import { io } from 'socket.io-client';
  const [name, server, floor] = new URLSearchParams(location.search).getAll('is');
  const now = () => performance.timeOrigin + performance.now();
  const firstFrame = (track) => new Promise((resolve) => {
    const video = document.createElement('video');
    Object.assign(video, { muted: true, srcObject: new MediaStream([track]) });
    video.requestVideoFrameCallback(() => { video.srcObject = null; resolve(now()); });
    video.play().catch(() => undefined); // it ends with its first frame
  });
  const corridor = createCorridor({ url: server, token: async () => (await fetch('/token/' + name)).text(), storage: 'memory' });
  const theirs = (session) => new Promise((resolve) => {
    const off = session.peers.subscribe((peers) => { const track = peers[0]?.tracks.camera; if (track) { resolve(track); queueMicrotask(() => off()); } });
  });
  /** Press and answer take no time here: what is measured is the way. */
  window.corridorCall = {
    begin: async (channelId) => { const at = now(); const session = await corridor.calls.start(channelId, { kind: 'video' }); return at; },
    answer: () => new Promise((resolve) => {
      const off = corridor.calls.live.subscribe((live) => {
        const call = live.find(({ status, startedBy }) => status === 'ringing' && startedBy !== name);
        if (!call) return;
        queueMicrotask(() => off());
        void corridor.calls.join(call.id, { camera: true }).then(theirs).then(firstFrame).then(resolve);
      });
    }),
    end: async () => { await corridor.calls.current.get()?.leave().catch(() => undefined); await new Promise((resolve) => { const look = () => corridor.calls.live.get().length ? setTimeout(look, 5) : resolve(); look(); }); },
    frames: () => corridor.calls.current.get().peers.get()[0]?.link,
  };
  const socket = io(floor, { transports: ['websocket'] });
  let pc, stream;
  const open = async () => {
    pc = new RTCPeerConnection();
    pc.onicecandidate = ({ candidate }) => { if (candidate) socket.emit('say', { from: name, candidate }, () => undefined); };
    stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: { min: 320, ideal: 1280, max: 1920 }, height: { min: 240, ideal: 720, max: 1080 }, frameRate: { ideal: 30, max: 30 } } });
    for (const track of stream.getTracks()) pc.addTrack(track, stream);
  };
  window.bareCall = {
    begin: async () => {
      const at = now();
      socket.off('said').on('said', async ({ from, sdp, candidate }) => {
        if (from === name) return;
        if (sdp) await pc.setRemoteDescription(sdp);
        else await pc.addIceCandidate(candidate);
      });
      await open();
      await pc.setLocalDescription();
      socket.emit('say', { from: name, sdp: pc.localDescription }, () => undefined);
      return at;
    },
    answer: () => new Promise((resolve) => {
      const early = [];
      let ready;
      socket.off('said').on('said', async ({ from, sdp, candidate }) => {
        if (from === name) return;
        if (candidate) { if (ready) { await ready; await pc.addIceCandidate(candidate); } else early.push(candidate); return; }
        ready = open().then(async () => {
          pc.ontrack = ({ track }) => { if (track.kind === 'video') void firstFrame(track).then(resolve); };
          await pc.setRemoteDescription(sdp);
          for (const one of early) await pc.addIceCandidate(one);
          await pc.setLocalDescription();
          socket.emit('say', { from: name, sdp: pc.localDescription }, () => undefined);
        });
      });
    }),
    end: () => { pc.close(); for (const track of stream.getTracks()) track.stop(); },
  };
  window.ready = Promise.all([corridor.connect(), socket.connected || new Promise((resolve) => socket.on('connect', resolve))]).then(() => true);`;

async function serve(): Promise<{ url: string; close: () => void }> {
  const { outputFiles: [file] } = await bundle({ stdin: { contents: script, resolveDir: import.meta.dirname, loader: 'js' }, bundle: true, format: 'esm', target: 'es2022', conditions: ['source'], write: false });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://bench');
    const [type, body] = pathname === '/call.js' ? ['text/javascript', file!.text] : pathname.startsWith('/token/') ? ['text/plain', token(pathname.slice(7))] : ['text/html', '<!doctype html><title>Call</title><script type="module" src="/call.js"></script>'];
    response.writeHead(200, { 'Content-Type': type }).end(body);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => { server.close(); server.closeAllConnections(); } };
}

interface Pair { caller: Page; callee: Page; channelId: string }

async function openPair(browser: Browser, origin: string, server: string, floor: string, index: number): Promise<Pair> {
  const names = [`caller-${index}`, `callee-${index}`];
  const clients = names.map((name) => createCorridor({ url: server, token: () => Promise.resolve(token(name)), storage: 'memory' }));
  for (const client of clients) await client.connect();
  const { id: channelId } = await clients[0]!.chat.openDirect(names[1]!);
  for (const client of clients) client.close();
  const [caller, callee] = await Promise.all(names.map(async (name) => {
    const page = await (await browser.newContext()).newPage();
    page.on('pageerror', (error) => { console.error(name, error.message); });
    await page.goto(`${origin}/?${[name, server, floor].map((value) => `is=${encodeURIComponent(value)}`).join('&')}`);
    await page.evaluate('new Promise((resolve) => { const look = () => window.ready ? window.ready.then(resolve) : setTimeout(look, 10); look(); })');
    return page;
  }));
  return { caller: caller!, callee: callee!, channelId };
}

const within = <T>(work: Promise<T>, ms: number): Promise<T> => Promise.race([work, new Promise<never>((_, reject) => { setTimeout(() => { reject(new Error(`not within ${ms} ms`)); }, ms); })]);

/** From the press to the first frame, in ms. */
async function once({ caller, callee, channelId }: Pair, way: 'corridorCall' | 'bareCall'): Promise<number> {
  try {
    const shown = callee.evaluate<number>(`${way}.answer()`);
    shown.catch(() => undefined);
    const [at, seen] = await within(Promise.all([caller.evaluate<number>(`${way}.begin(${JSON.stringify(channelId)})`), shown]), 15_000);
    return seen - at;
  } finally {
    await within(Promise.all([caller, callee].map((page) => page.evaluate(`${way}.end()`))), 10_000).catch(() => undefined);
  }
}

async function minute({ caller, callee, channelId }: Pair): Promise<boolean> {
  const shown = callee.evaluate('corridorCall.answer()');
  await within(Promise.all([caller.evaluate(`corridorCall.begin(${JSON.stringify(channelId)})`), shown]), 15_000);
  const end = Date.now() + minuteMs;
  let isUp = true;
  while (Date.now() < end) {
    isUp &&= (await Promise.all([caller, callee].map((page) => page.evaluate<string>('corridorCall.frames()')))).every((link) => link === 'connected');
    await caller.waitForTimeout(1000);
  }
  await Promise.all([caller, callee].map((page) => page.evaluate('corridorCall.end()')));
  return isUp;
}

export async function calls(): Promise<Figure[]> {
  await build({ goesOn: true });
  const pages = await serve(), [server, bare] = await Promise.all([startCorridor(pages.url), startFloor()]);
  const browser = await chromium.launch({ executablePath: requireBrowser(), args: [...browserArgs, '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection', '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows'] });
  try {
    const pair = await openPair(browser, pages.url, server.url, bare.url, 0), found = { corridorCall: [] as number[], bareCall: [] as number[] };
    let failed = 0;
    for (let i = -2; i < runs; i++) for (const way of ['corridorCall', 'bareCall'] as const) {
      const ms = await once(pair, way).catch((error: unknown) => { console.error(`${way} ${i}: ${String(error)}`); return undefined; });
      if (i < 0) continue;
      if (ms !== undefined) found[way].push(ms);
      else if (way === 'corridorCall') failed++;
    }
    const figures = [0.5, 0.95].map((share) => figure(`call to first frame, p${share * 100}`, 'ms', quantile(found.corridorCall, share), quantile(found.bareCall, share)));
    figures.push(figure('calls in a row, established', '', runs - failed, runs));
    const pairs = await Promise.all(Array.from({ length: Math.min(side, long) }, (_, index) => openPair(browser, pages.url, server.url, bare.url, index + 1)));
    let held = 0, left = long;
    await Promise.all(pairs.map(async (one) => { while (left-- > 0) if (await minute(one).catch((error: unknown) => { console.error(String(error)); return false; })) held++; }));
    figures.push(figure('calls of a minute, held', '', held, long));
    return figures.filter(({ floor }) => floor !== 0 && !Number.isNaN(floor));
  } finally {
    await browser.close();
    pages.close();
    await Promise.all([server.stop(), bare.stop()]);
  }
}
