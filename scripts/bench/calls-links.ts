// What benchmarks of calls share: bare connections between pages, browsers with media of their own, and what is seen of each link.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserServer, chromium, type Page } from 'playwright-core';
import { browserArgs, requireBrowser } from '../browser.mjs';

/** 320 × 240 at 15 frames a second from each page to each other one, by nothing but the browser's own. */
export const bare = `
  window.bare = {
    links: new Map(),
    async open(other) {
      const pc = new RTCPeerConnection({ iceServers: [] }), media = await (this.media ??= navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 240, frameRate: 15 } }));
      const link = { pc };
      this.links.set(other, link);
      pc.ontrack = ({ track }) => { if (track.kind === 'video') { link.video = Object.assign(document.createElement('video'), { muted: true, autoplay: true, srcObject: new MediaStream([track]) }); document.body.append(link.video); } };
      for (const track of media.getTracks()) pc.addTrack(track, media);
      return pc;
    },
    gathered: (pc) => new Promise((resolve) => { const look = () => pc.iceGatheringState === 'complete' ? resolve(pc.localDescription.toJSON()) : setTimeout(look, 5); look(); }),
    async offer(other) { const pc = await this.open(other); await pc.setLocalDescription(); return this.gathered(pc); },
    async answer(other, offer) { const pc = await this.open(other); await pc.setRemoteDescription(offer); await pc.setLocalDescription(); return this.gathered(pc); },
    accept(other, answer) { return this.links.get(other).pc.setRemoteDescription(answer); },
    async frames() {
      const all = {};
      for (const [other, { pc }] of this.links) for (const one of (await pc.getStats()).values()) if (one.type === 'inbound-rtp' && one.kind === 'video') all[other] = { frames: one.framesDecoded };
      return all;
    },
  };`;

/** A server of one page with that script. */
export async function servePage(script: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const [type, body] = request.url === '/script.js' ? ['text/javascript', script] : ['text/html', '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/script.js"></script><body></body>'];
    response.writeHead(200, { 'Content-Type': type }).end(body);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => { server.close(); server.closeAllConnections(); } };
}

/** A browser with a camera and a microphone that are none. */
export const openMediaBrowser = (): Promise<BrowserServer> => chromium.launchServer({ executablePath: requireBrowser(), args: [...browserArgs, '--disable-gpu', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection', '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows'], ignoreDefaultArgs: ['--mute-audio'] });

export async function openPages(server: BrowserServer, url: string, count: number): Promise<Page[]> {
  const browser = await chromium.connect(server.wsEndpoint());
  return Promise.all(Array.from({ length: count }, async () => {
    const page = await (await browser.newContext({ permissions: ['camera', 'microphone'] })).newPage();
    await page.goto(url);
    return page;
  }));
}

/** Connects each page to each other one, barely. */
export async function connectBare(pages: readonly Page[]): Promise<void> {
  for (const [index, page] of pages.entries()) for (let other = index + 1; other < pages.length; other++) {
    const offer = await page.evaluate(`bare.offer(${other})`), answer = await pages[other]!.evaluate(`bare.answer(${index}, ${JSON.stringify(offer)})`);
    await page.evaluate(`bare.accept(${other}, ${JSON.stringify(answer)})`);
  }
}

/** Pictures a second of each link, once every link shows some. */
export async function rates(pages: readonly Page[], expression: string, seconds: number): Promise<number[]> {
  const look = async () => ({ at: performance.now(), frames: (await Promise.all(pages.map((page) => page.evaluate<Record<string, { frames: number }>>(expression)))).flatMap((all, index) => Object.entries(all).filter(([, { frames }]) => frames > 0).map(([other, { frames }]) => [`${index} ${other}`, frames] as const)) });
  const links = pages.length * (pages.length - 1);
  for (const deadline = performance.now() + 120_000; (await look()).frames.length < links;) if (performance.now() > deadline) throw new Error('Not every link shows pictures');
  await pages[0]!.waitForTimeout(3000); // connections find out what they can send
  const before = await look();
  await pages[0]!.waitForTimeout(seconds * 1000);
  const after = await look(), was = new Map(before.frames);
  return after.frames.map(([link, frames]) => (frames - (was.get(link) ?? 0)) / ((after.at - before.at) / 1000));
}
