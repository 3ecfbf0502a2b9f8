// A burst of ten thousand messages into an open conversation, and a long history read to its beginning: frames and memory of the tab.
import { randomUUID } from 'node:crypto';
import { type Socket, io } from 'socket.io-client';
import type { CDPSession, Page } from 'playwright-core';
import { findBrowser } from '../browser.mjs';
import { build } from '../build.mjs';
import { type Figure, figure, quantile } from './figure.ts';
import { startCorridor, startFloor, token } from './processes.ts';
import { openScreens } from './screens.ts';

const count = Number(process.env.BENCH_BURST ?? 10_000), senders = 20;

/** From now on, the time between each frame and the next, in ms. */
const watchFrames = (page: Page) => page.evaluate(`
  globalThis.frames_ = [];
  let last;
  const look = (at) => { if (last !== undefined) frames_.push(at - last); last = at; requestAnimationFrame(look); };
  requestAnimationFrame(look);`);
const framesOf = (page: Page) => page.evaluate<number[]>('frames_.splice(0)');

/** MiB that are still held once all garbage is gone. */
async function heapOf(session: CDPSession): Promise<number> {
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
}

const ask = (socket: Socket, name: string, input: object) => new Promise<{ id: string }>((resolve, reject) => {
  socket.emit('request', name, input, (answer: { ok: { id: string }; error?: { message: string } }) => { if (answer.error) reject(new Error(answer.error.message)); else resolve(answer.ok); });
});

/** All of them send at once, each the next once the one before is acknowledged; `text` ends with the number of the message. */
async function burst(send: (sender: number, text: string) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: senders }, async (_, sender) => { while (next < count) await send(sender, `Is the grease in stock, or do we order more? ${++next}`); }));
}

/** Until a text stands on the page, through shadow roots. */
const shows = (page: Page, text: string) => page.getByText(text, { exact: true }).first().waitFor({ timeout: 120_000 });

export async function elements(): Promise<Figure[]> {
  if (!findBrowser()) { console.log('  no browser found, so no figures'); return []; }
  await build({ goesOn: true });
  const screens = await openScreens(), server = await startCorridor(screens.origin), bare = await startFloor();
  const sockets: Socket[] = [];
  const connect = async (url: string, user: string) => {
    const socket = io(url, { transports: ['websocket'], forceNew: true, auth: { token: token(user) } });
    sockets.push(socket);
    await new Promise<void>((resolve) => { socket.once('connect', resolve); });
    return socket;
  };
  try {
    const people = await Promise.all(Array.from({ length: senders }, (_, i) => connect(server.url, `sender${i}`))), speakers = await Promise.all(people.map(() => connect(bare.url, 'speaker')));
    for (const one of [...people, await connect(server.url, 'ben')]) await ask(one, 'session.me', {});
    const { id: channelId } = await ask(people[0]!, 'chat.createChannel', { kind: 'group', name: 'Bench', members: ['ben', ...people.slice(1).map((_, i) => `sender${i + 1}`)] });
    const pages = await screens.pages({ server: server.url, token: () => token('ben'), channelId, floor: bare.url });
    const run = async (page: Page, send: (sender: number, text: string) => Promise<unknown>, last: string) => {
      await page.bringToFront();
      await watchFrames(page);
      const begin = performance.now();
      await burst(send);
      await send(0, last);
      await shows(page, last);
      return { frames: await framesOf(page), seconds: (performance.now() - begin) / 1000 };
    };
    const corridor = await run(pages.corridor, (sender, text) => ask(people[sender]!, 'chat.send', { id: randomUUID(), channelId, text }), 'The last one of all');
    const floor = await run(pages.floor, (sender, text) => speakers[sender]!.emitWithAck('say', { text }), 'The last one of all');
    const figures = [
      figure('a burst of messages, shown', 's', corridor.seconds, floor.seconds), figure('the longest frame meanwhile', 'ms', Math.max(...corridor.frames), Math.max(...floor.frames)),
      figure('frames meanwhile, p99', 'ms', quantile(corridor.frames, 0.99), quantile(floor.frames, 0.99)), figure('frames of more than 50 ms', '', corridor.frames.filter((ms) => ms > 50).length, floor.frames.filter((ms) => ms > 50).length),
    ];
    const page = pages.corridor, session = await page.context().newCDPSession(page);
    await page.bringToFront();
    const heaps = [await heapOf(session)];
    for (const share of [0.5, 1]) {
      await scrollBack(page, count - count * share + 1);
      heaps.push(await heapOf(session));
    }
    return [...figures, figure('heap of the tab after the burst', 'MiB', heaps[0]!, null), figure('with half of the history read', 'MiB', heaps[1]!, heaps[0]!), figure('with all of it read', 'MiB', heaps[2]!, heaps[0]!)];
  } finally {
    for (const socket of sockets) socket.close();
    await screens.close();
    await bare.stop();
    await server.stop();
  }
}

interface Row extends Element { message?: { seq: number } }
interface Element { scrollTop: number; querySelector(selector: string): Element | null; querySelectorAll(selector: string): Iterable<Row> }

/** Scrolls up, page by page, until the message of that number or an older one is there. */
async function scrollBack(page: Page, seq: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    const list = (globalThis as unknown as { document: { querySelector(name: string): { shadowRoot: Element } } }).document.querySelector('message-list').shadowRoot;
    const first = [...list.querySelectorAll('message-row')][0]?.message?.seq ?? Infinity;
    if (first <= wanted) return true;
    list.querySelector('.scroller')!.scrollTop = 0;
    return false;
  }, seq, { timeout: 300_000, polling: 'raf' });
}
