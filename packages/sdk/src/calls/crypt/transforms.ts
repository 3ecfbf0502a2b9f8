import { CorridorError } from '../../core/errors.ts';
import type { Slot } from '../call.ts';
import type { MediaCrypt } from '../media/router.ts';
import { type EncodedFrame, Frames, type FramesNews, type FramesOrder } from './frames.ts';

/** Of browsers that have no `RTCRtpScriptTransform`, or that may not have our worker: Chromium's own way. */
interface Streams { createEncodedStreams?(): { readable: ReadableStream<EncodedFrame>; writable: WritableStream<EncodedFrame> } }
interface ScriptTransforms { RTCRtpScriptTransform?: new (worker: Worker, options: { pipe: number; isSent: boolean }) => RTCRtpTransform }
type RTCRtpTransform = NonNullable<RTCRtpSender['transform']>;
interface TrustedTypes { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string } }

const workerMs = 10_000;

const noBrowser = () => new CorridorError('conflict', 'This call is encrypted from end to end, which this browser cannot do. Chrome and Edge from 86, Safari from 15.4 and Firefox from 117 can', { details: { reason: 'no-encryption' } });
const noWorker = (cause?: unknown) => new CorridorError('conflict', 'This call is encrypted from end to end, and this page does not let the browser do that: its policy must allow Corridor\'s worker. Whoever runs the page can change it', { details: { reason: 'no-worker' }, cause });

const hasScripts = (): boolean => 'RTCRtpScriptTransform' in globalThis;
const hasStreams = (): boolean => typeof RTCRtpSender !== 'undefined' && 'createEncodedStreams' in RTCRtpSender.prototype;

/** Where the worker is: as `<meta name="corridor-worker" content="/call-worker.js">` says, or beside this file. A browser runs none of another origin than the page's. */
function workerUrl(): URL | undefined {
  const said = document.querySelector<HTMLMetaElement>('meta[name="corridor-worker"]')?.content, url = said ? new URL(said, document.baseURI) : new URL('./call-worker.js', import.meta.url);
  return url.origin === location.origin ? url : undefined;
}

/** The one codec whose frames may be encrypted behind their head: those of H.264 and VP9 are cut into packets by what is in them. Browsers that send it anyway are not asked: Firefox' offer is one that Chromium does not read, once it was. */
function inVp8(place: RTCRtpTransceiver, slot: Slot): void {
  if (slot !== 'camera' && slot !== 'screen') return;
  const [first, ...others] = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [], isVp8 = ({ mimeType }: { mimeType: string }) => /\/vp8$/i.test(mimeType);
  if (!first || isVp8(first)) return;
  const codecs = others.filter((codec) => isVp8(codec) || /\/rtx$/i.test(codec.mimeType));
  try { place.setCodecPreferences(codecs); } catch { /* what is of another codec is not sent */ }
}

/** A page that lists its policies allows each name once. */
let policy: { createScriptURL(url: string): string } | undefined;
const trusted = (url: string): string => (policy ??= (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('corridor-worker', { createScriptURL: (address) => address }))?.createScriptURL(url) ?? url;

/** Resolves once it runs; rejects where the page's policy forbids it, or it is not there. */
async function startWorker(url: URL): Promise<Worker> {
  let worker: Worker | undefined;
  try {
    worker = new Worker(trusted(url.href), { type: 'module', name: 'corridor-call' });
    const started = worker;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => { reject(new Error('It does not start')); }, workerMs), end = (act: () => void) => () => { clearTimeout(timer); act(); };
      started.addEventListener('message', end(resolve), { once: true });
      started.addEventListener('error', end(() => { reject(new Error(`${url.href} cannot be run as a worker`)); }), { once: true });
    });
    return started;
  } catch (error) {
    worker?.terminate();
    throw noWorker(error);
  }
}

/** Puts the encryption between encoders, decoders and network: in a worker; where the page comes from another origin than Corridor and names none, in the page itself, if the browser can. */
export class Transforms implements MediaCrypt {
  readonly configuration: RTCConfiguration;
  /** Told of what goes wrong: a key is missing of somebody's, or nothing can be encrypted any more. */
  onMissing: (from: string) => void = () => undefined;
  onBroken: () => void = () => undefined;
  readonly #worker: Worker | undefined;
  readonly #frames: Frames | undefined;
  readonly #usesScripts: boolean;
  readonly #pipes = new WeakMap<RTCRtpSender | RTCRtpReceiver, number>();
  #lastPipe = 0;

  private constructor(worker: Worker | undefined) {
    this.#worker = worker;
    this.#usesScripts = worker !== undefined && hasScripts();
    this.configuration = (this.#usesScripts ? {} : { encodedInsertableStreams: true }) as RTCConfiguration;
    if (!worker) { this.#frames = new Frames((news) => { this.#hear(news); }); return; }
    worker.addEventListener('message', ({ data }: MessageEvent<FramesNews>) => { this.#hear(data); });
    worker.addEventListener('error', () => { this.onBroken(); });
  }

  /** `conflict` with `reason: 'no-encryption'` where the browser cannot, and `no-worker` where the page does not let it. */
  static async open(): Promise<Transforms> {
    if (!hasScripts() && !hasStreams()) throw noBrowser();
    const url = workerUrl();
    if (url) return new Transforms(await startWorker(url));
    if (!hasStreams()) throw noWorker(new Error('The worker is of another origin than the page; <meta name="corridor-worker"> names one of its own'));
    return new Transforms(undefined);
  }

  sends(place: RTCRtpTransceiver, slot: Slot): void {
    inVp8(place, slot);
    this.#put(place.sender, slot);
  }

  receives(place: RTCRtpTransceiver, slot: Slot, from: string): void {
    inVp8(place, slot);
    this.#put(place.receiver, slot, from);
  }

  order(order: FramesOrder, transfer: Transferable[] = []): void {
    if (this.#worker) this.#worker.postMessage(order, transfer);
    else void this.#frames!.hear(order);
  }

  close(): void { this.#worker?.terminate(); }

  #put(of: RTCRtpSender | RTCRtpReceiver, slot: Slot, from?: string): void {
    const known = this.#pipes.get(of), pipe = known ?? ++this.#lastPipe, { RTCRtpScriptTransform: Script } = globalThis as unknown as ScriptTransforms;
    this.order({ type: 'place', pipe, slot, from });
    if (known !== undefined) return;
    this.#pipes.set(of, pipe);
    if (this.#usesScripts) { of.transform = new Script!(this.#worker!, { pipe, isSent: from === undefined }); return; }
    const { readable, writable } = (of as Streams).createEncodedStreams!();
    this.order({ type: 'pipe', pipe, readable, writable }, [readable, writable] as never);
  }

  #hear(news: FramesNews): void {
    if (news.type === 'missing') this.onMissing(news.from);
    else if (news.type === 'codec') this.onBroken();
  }
}
