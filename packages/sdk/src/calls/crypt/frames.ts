import type { Slot } from '../call.ts';
import { decryptFrame, encryptFrame, type FrameKey, frameKey, readTrailer, Replays } from './frame.ts';

/** What is told to whoever encrypts frames. A pipe stands between one encoder or decoder and the network; whose slot it is may change. */
export type FramesOrder =
  | { readonly type: 'mine'; readonly id: number; readonly secret: Uint8Array<ArrayBuffer> }
  | { readonly type: 'theirs'; readonly from: string; readonly id: number; readonly secret: Uint8Array<ArrayBuffer> }
  | { readonly type: 'gone'; readonly from: string }
  | { readonly type: 'place'; readonly pipe: number; readonly slot: Slot; readonly from?: string | undefined }
  | { readonly type: 'pipe'; readonly pipe: number; readonly readable: ReadableStream<EncodedFrame>; readonly writable: WritableStream<EncodedFrame> };

/** What they tell: a key is missing; frames of that codec cannot be encrypted. */
export type FramesNews = { readonly type: 'ready' } | { readonly type: 'missing'; readonly from: string } | { readonly type: 'codec'; readonly name: string };

/** `RTCEncodedVideoFrame` or `RTCEncodedAudioFrame`. */
export interface EncodedFrame { data: ArrayBuffer; readonly type?: string; getMetadata?(): { mimeType?: string } }

/** Of `RTCRtpScriptTransformer`: asks the sender for a whole picture. */
type AskForKeyFrame = () => Promise<unknown>;
interface Place { slot: Slot; from?: string | undefined }
interface Theirs { readonly key: FrameKey; readonly replays: Replays }

/** Keys of before stay that long, for frames that are on their way. */
const graceMs = 10_000;
/** A missing key is told of so often, at most. */
const missingMs = 1000;

const isPicture = (slot: Slot): boolean => slot === 'camera' || slot === 'screen';
/** What VP8 says of a frame in its head (RFC 6386, 9.1: ten bytes of a key frame, three of others), which packetisers and the media server read; of Opus the first byte (RFC 6716, 3.1). */
const clearBytes = (slot: Slot, type: string | undefined): number => (!isPicture(slot) ? 1 : type === 'key' ? 10 : 3);

/** Encrypts what goes out and decrypts what comes in, in a worker or where there is none in the page. Without a key nothing goes out, and nothing is shown: no frame passes as it is. */
export class Frames {
  readonly #tell: (news: FramesNews) => void;
  readonly #places = new Map<number, Place>();
  readonly #theirs = new Map<string, Map<number, Theirs>>();
  readonly #asking = new Map<number, AskForKeyFrame>();
  readonly #toldAt = new Map<string, number>();
  #mine: FrameKey | undefined;
  #counter = 0;
  #work: Promise<unknown> = Promise.resolve();

  constructor(tell: (news: FramesNews) => void) { this.#tell = tell; }

  /** One after the other, as they were given. */
  hear(order: FramesOrder): Promise<unknown> { return this.#work = this.#work.then(() => this.#obey(order)).catch(() => undefined); }

  async #obey(order: FramesOrder): Promise<void> {
    switch (order.type) {
      case 'mine':
        this.#mine = await frameKey(order.secret, order.id);
        this.#counter = 0;
        return;
      case 'theirs': await this.#learn(order.from, order.id, order.secret); return;
      case 'gone': this.#theirs.delete(order.from); return;
      case 'place': this.#places.set(order.pipe, { slot: order.slot, from: order.from }); return;
      case 'pipe': this.pipe(order.pipe, order.readable, order.writable); return;
    }
  }

  pipe(pipe: number, readable: ReadableStream<EncodedFrame>, writable: WritableStream<EncodedFrame>, askForKeyFrame?: AskForKeyFrame): void {
    if (askForKeyFrame) this.#asking.set(pipe, askForKeyFrame);
    const transform = new TransformStream<EncodedFrame, EncodedFrame>({
      transform: async (frame, out) => {
        const place = this.#places.get(pipe), data = place && await this.#change(place, frame).catch(() => undefined); // changed on its way, or of a key that is no more
        if (!data) return;
        frame.data = data.buffer;
        out.enqueue(frame);
      },
    });
    void readable.pipeThrough(transform).pipeTo(writable).catch(() => undefined).finally(() => { // the connection is over
      this.#places.delete(pipe);
      this.#asking.delete(pipe);
    });
  }

  #change({ slot, from }: Place, frame: EncodedFrame): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return from === undefined ? this.#encrypt(slot, frame) : this.#decrypt(slot, from, frame);
  }

  async #encrypt(slot: Slot, frame: EncodedFrame): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const codec = isPicture(slot) ? frame.getMetadata?.().mimeType : undefined;
    if (codec && !/vp8$/i.test(codec)) { this.#tellOf(codec, { type: 'codec', name: codec }); return undefined; }
    if (!this.#mine) return undefined;
    return encryptFrame(this.#mine, this.#counter++, new Uint8Array(frame.data), clearBytes(slot, frame.type), slot);
  }

  async #decrypt(slot: Slot, from: string, frame: EncodedFrame): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = new Uint8Array(frame.data), said = readTrailer(bytes);
    if (!said) return undefined;
    const known = this.#theirs.get(from)?.get(said.keyId);
    if (!known) { this.#tellOf(from, { type: 'missing', from }); return undefined; }
    const plain = await decryptFrame(known.key, bytes, slot);
    return known.replays.isNew(said.counter) ? plain : undefined;
  }

  async #learn(from: string, id: number, secret: Uint8Array<ArrayBuffer>): Promise<void> {
    const key = await frameKey(secret, id), keys = this.#theirs.get(from) ?? new Map<number, Theirs>();
    this.#theirs.set(from, keys);
    for (const [keyId, { key: before }] of keys) if (before.id < id) setTimeout(() => { if (keys.get(keyId)?.key === before) keys.delete(keyId); }, graceMs);
    keys.set(id & 255, { key, replays: new Replays() });
    for (const [pipe, place] of this.#places) if (place.from === from && isPicture(place.slot)) void this.#asking.get(pipe)?.().catch(() => undefined); // there may be nothing to ask yet
  }

  #tellOf(what: string, news: FramesNews): void {
    const now = Date.now();
    if (now - (this.#toldAt.get(what) ?? 0) < missingMs) return;
    this.#toldAt.set(what, now);
    this.#tell(news);
  }
}
