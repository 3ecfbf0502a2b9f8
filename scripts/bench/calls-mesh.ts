// Pictures a second on every link of a call in the mesh, and what each of two people's pages works for their call, each beside bare connections in the same run.
import fs from 'node:fs';
import { build as bundle } from 'esbuild';
import { createCorridor } from '@corridor/sdk';
import type { BrowserServer } from 'playwright-core';
import { build } from '../build.mjs';
import { bare, connectBare, openMediaBrowser, openPages, rates, servePage } from './calls-links.ts';
import { type Figure, figure, median, quantile } from './figure.ts';
import { startCorridor, token } from './processes.ts';

/** MESH_PEOPLE and MESH_SECONDS make it shorter. */
const people = Number(process.env.MESH_PEOPLE ?? 4), seconds = Number(process.env.MESH_SECONDS ?? 20);

const script = `
  import { createCorridor } from '@corridor/sdk';
  const devices = navigator.mediaDevices, real = devices.getUserMedia.bind(devices), connections = [];
  devices.getUserMedia = ({ audio, video }) => real({ audio, video: video && { width: 320, height: 240, frameRate: 15 } });
  window.RTCPeerConnection = class extends RTCPeerConnection { constructor(...given) { super(...given); connections.push(this); } };
  window.inCall = {
    shown: new Set(),
    async join({ url, token, channelId, callId }) {
      const corridor = createCorridor({ url, token: async () => token, storage: 'memory' });
      await corridor.connect();
      const session = callId ? await corridor.calls.join(callId, { camera: true }) : await corridor.calls.start(channelId, { kind: 'video' });
      session.peers.subscribe((peers) => {
        for (const { tracks: { camera } } of peers) if (camera && !this.shown.has(camera)) {
          this.shown.add(camera);
          document.body.append(Object.assign(document.createElement('video'), { muted: true, autoplay: true, srcObject: new MediaStream([camera]) }));
        }
      });
      return session.call.get().id;
    },
    async frames() {
      const all = {};
      for (const [other, connection] of connections.entries()) for (const one of (await connection.getStats()).values()) if (one.type === 'inbound-rtp' && one.kind === 'video') all[other] = { frames: (all[other]?.frames ?? 0) + one.framesDecoded };
      return all;
    },
  };`;

/** Seconds of a processor that a browser's processes have worked, by the kernel's account of them. */
function workOf(browser: BrowserServer): number {
  const parents = new Map<number, number>(), work = new Map<number, number>(), ticksASecond = 100; // USER_HZ of Linux
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
    try {
      const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
      parents.set(pid, Number(fields[1]));
      work.set(pid, (Number(fields[11]) + Number(fields[12])) / ticksASecond);
    } catch { /* it has ended */ }
  }
  const isIts = (pid: number | undefined): boolean => pid !== undefined && (pid === browser.process().pid || isIts(parents.get(pid)));
  return [...work].reduce((sum, [pid, one]) => (isIts(pid) ? sum + one : sum), 0);
}

/** Pictures a second of each link, and the share of one core that the browser works. */
async function measured(browser: BrowserServer, pages: Awaited<ReturnType<typeof openPages>>, expression: string): Promise<{ links: number[]; share: number }> {
  await rates(pages, expression, 1); // every link shows pictures
  const before = workOf(browser), from = performance.now(), links = await rates(pages, expression, seconds);
  return { links, share: ((workOf(browser) - before) * 1000) / (performance.now() - from) };
}

export async function callsInMesh(): Promise<Figure[]> {
  await build({ goesOn: true });
  const { outputFiles: [file] } = await bundle({ stdin: { contents: script, resolveDir: import.meta.dirname, loader: 'js' }, bundle: true, format: 'esm', target: 'es2022', conditions: ['source'], write: false });
  const pages = await servePage(`${file!.text}${bare}`), server = await startCorridor(pages.url);

  async function inCall(count: number): Promise<{ links: number[]; share: number }> {
    const names = Array.from({ length: count }, (_, index) => `person-${count}-${index}`), clients = names.map((name) => createCorridor({ url: server.url, token: () => Promise.resolve(token(name)), storage: 'memory' }));
    for (const client of clients) await client.connect();
    const { id: channelId } = await clients[0]!.chat.createChannel({ kind: 'group', name: 'Building site', members: names.slice(1) });
    for (const client of clients) client.close();
    const browser = await openMediaBrowser(), each = await openPages(browser, pages.url, count);
    let callId: string | undefined;
    for (const [index, page] of each.entries()) callId = await page.evaluate<string>(`inCall.join(${JSON.stringify({ url: server.url, token: token(names[index]!), channelId, callId })})`);
    const found = await measured(browser, each, 'inCall.frames()');
    await browser.close();
    return found;
  }

  async function barely(count: number): Promise<{ links: number[]; share: number }> {
    const browser = await openMediaBrowser(), each = await openPages(browser, pages.url, count);
    await connectBare(each);
    const found = await measured(browser, each, 'bare.frames()');
    await browser.close();
    return found;
  }

  try {
    const [all, floor] = [await inCall(people), await barely(people)], two = [await inCall(2), await barely(2), await barely(2), await inCall(2)] as const;
    const work = (...some: readonly { share: number }[]) => (100 * some.reduce((sum, { share }) => sum + share, 0)) / some.length;
    return [
      figure(`pictures a link, ${people} people`, '1/s', median(all.links), median(floor.links)), figure('the slowest of all links', '1/s', quantile(all.links, 0), quantile(floor.links, 0)),
      figure('work of each page of two', '%', work(two[0], two[3]) / 2, work(two[1], two[2]) / 2),
    ];
  } finally {
    pages.close();
    await server.stop();
  }
}
