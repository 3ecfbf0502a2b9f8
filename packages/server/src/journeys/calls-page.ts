import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { callWorker } from '../testing/pages.ts';
import { pageWith, type Host } from './host.ts';

/** What a page of a test's call offers to the test: a client, and what its media show and sound like. */
const script = `
  import { createCorridor } from '@corridor/sdk';
  import { becomes, loudness, picture, tone, shows, sounds } from '../../../sdk/src/calls/media/media.testing.ts';
  const devices = navigator.mediaDevices, [name, colour, hertz, server] = new URLSearchParams(location.search).getAll('is');
  /** Instead of the browser's: known on the other side. */
  const real = devices.getUserMedia.bind(devices);
  devices.getUserMedia = ({ video }) => window.refuses ? Promise.reject(new DOMException('no', window.refuses)) : window.isReal ? real({ video, audio: !video }) : Promise.resolve(new MediaStream([(video ? picture(colour) : tone(Number(hertz))).track]));
  devices.getDisplayMedia = () => Promise.resolve(new MediaStream([picture('yellow', { width: 640, height: 360 }).track]));
  const corridor = createCorridor({ url: server, token: async () => (await (await fetch('/token/' + name)).json()).token });
  const session = () => corridor.calls.current.get();
  const theirs = (userId, slot) => () => session()?.peers.get().find((peer) => peer.userId === userId)?.tracks[slot];
  Object.assign(window, {
    corridor, session, becomes, loudness, theirs,
    ready: corridor.connect(),
    sees: (userId, wanted, slot = 'camera') => shows(theirs(userId, slot), wanted),
    hears: (userId, wanted, slot = 'microphone') => sounds(theirs(userId, slot), wanted),
    rings: () => becomes('it rings', () => corridor.calls.live.get().some(({ participants }) => participants.some((one) => one.userId === name && /invited|ringing/.test(one.state)))).then(() => corridor.calls.live.get()[0].id),
    isOver: () => becomes('the call is over', () => session()?.phase.get() === 'over'),
    isMuted: (userId, wanted) => becomes('muted: ' + wanted, () => session().call.get().participants.some((one) => one.userId === userId && one.media.microphone !== wanted)),
  });
  window.isLoaded = true;
`;

/** Chromium's for calls: with frames also where nothing is seen, and connections within this machine. */
export const callArgs = ['--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection', '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows'];

/** Lets a host serve `/call`, whose script is a client alone, without any elements. */
export async function serveCallPage(host: Host, mint: (user: string) => Promise<string>, users: readonly string[]): Promise<void> {
  const { outputFiles: [file] } = await build({ stdin: { contents: script, resolveDir: import.meta.dirname, loader: 'ts' }, bundle: true, format: 'esm', target: 'es2022', conditions: ['source'], write: false, logLevel: 'silent' });
  host.pages['/call.js'] = { type: 'text/javascript', body: file!.text };
  host.pages['/call-worker.js'] = { type: 'text/javascript', body: await callWorker() };
  host.pages['/call'] = pageWith('<script type="module" src="/call.js"></script>');
  for (const user of users) host.pages[`/token/${user}`] = async () => ({ type: 'application/json', body: JSON.stringify({ token: await mint(user) }) });
}

/** Somebody at a page of their own, in a browser of their own; their camera shows one colour and their microphone gives one tone. */
export class Caller {
  readonly page: Page;
  readonly name: string;
  constructor(page: Page, name: string) { this.page = page; this.name = name; }

  /** An expression of the page's, with what the script offers; answers what it comes to. */
  does<T = unknown>(expression: string): Promise<T> { return this.page.evaluate<T>(expression); }
  start(channelId: string, kind = 'video', more = ''): Promise<unknown> { return this.does(`corridor.calls.start('${channelId}', { kind: '${kind}' ${more} }).then(() => undefined)`); }
  /** Takes the call that rings. */
  answer(): Promise<unknown> { return this.does(`rings().then((id) => corridor.calls.join(id)).then(() => undefined)`); }
  sees(other: string, colour: string, slot = 'camera'): Promise<unknown> { return this.does(`sees('${other}', '${colour}', '${slot}')`); }
  hears(other: string, hertz: number, slot = 'microphone'): Promise<unknown> { return this.does(`hears('${other}', ${hertz}, '${slot}')`); }
  state(): Promise<string> { return this.does<string>(`(({ status, reason, participants }) => status + (reason ? ' ' + reason : '') + ': ' + participants.map((one) => one.userId + ' ' + one.state).sort().join(', '))(session().call.get())`); }
  isOver(): Promise<unknown> { return this.does('isOver()'); }
  async reload(): Promise<void> { await this.page.reload(); await this.ready(); }
  async ready(): Promise<void> { await this.page.waitForLoadState(); await this.does('new Promise((resolve) => { const look = () => window.isLoaded ? resolve() : setTimeout(look, 10); look(); }).then(() => ready)'); }
}

const colours = ['red', 'lime', 'blue', 'yellow'], pitches = [440, 880, 1320, 1760];

export async function openCaller(browser: Browser, host: Host, server: string, name: string, index: number): Promise<Caller> {
  // whoever has let a page hear them lets it know all their networks, too: without, it follows a change of them late
  const page = await (await browser.newContext({ permissions: ['microphone', 'camera'] })).newPage(), is = [name, colours[index]!, String(pitches[index]!), server];
  page.setDefaultTimeout(30_000);
  await page.goto(`${host.url}/call?${is.map((value) => `is=${encodeURIComponent(value)}`).join('&')}`);
  const caller = new Caller(page, name);
  await caller.ready();
  return caller;
}
