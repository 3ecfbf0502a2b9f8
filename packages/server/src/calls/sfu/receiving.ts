import type { MediaAsked, MediaEvent, MediaPlace, MediaRequestOf } from '@corridor/sdk/protocol';
import { type Handle, JanusError, type JanusSession, type Stream } from './janus.ts';

/** A medium that others may have: `feed` and `mid` as Janus names it, and how high its pictures are. */
export interface Source { readonly feed: number | string; readonly mid: string; readonly participantId: string; readonly slot: MediaPlace['slot']; readonly isSent: boolean; readonly height: number; readonly layers: number }

export interface ReceivingSurroundings {
  readonly run: string;
  readonly room: number | string;
  readonly pin: string;
  readonly session: JanusSession;
  /** What all others have to give now, or had: it stays subscribed, so that a camera that goes on again needs no negotiation. */
  readonly sources: () => readonly Source[];
  /** The others whose connections stand. */
  readonly people: () => string[];
  /** What they look at of this one's. */
  readonly asked: () => MediaAsked[];
  readonly onWanted: () => void;
  readonly tell: (event: MediaEvent) => void;
  readonly onGone: () => void;
  readonly repeatMs: number;
}

type Wanted = MediaRequestOf<'wanted'>['wanted'][number];

const keyOf = (feed: number | string, mid: string) => `${feed}/${mid}`;
/** JANUS_VIDEOROOM_ERROR_NO_SUCH_FEED: somebody has just gone. */
const noSuchFeed = 428;
/** Janus counts three layers of a camera from the lowest, whether or not that is sent. */
const highest = 2;

/** Of so many layers, each half as high as the one before, the smallest that shows no worse at that height; a fifth less is not seen. */
export function layerFor({ height, layers }: { height: number; layers: number }, wanted: number): number {
  let layer = highest;
  while (layer > highest + 1 - layers && height / 2 ** (highest + 1 - layer) >= wanted * 0.8) layer--;
  return layer;
}

/**
 * The connection that one participant receives all others with. There is one negotiation at a time: the next one begins when the answer to the one before has come.
 * What is told is told again until it is said to have arrived.
 */
export class Receiving {
  readonly #around: ReceivingSurroundings;
  #handle: Handle | undefined;
  #isJoined = false;
  #streams: readonly Stream[] = [];
  #offer: { sdp: string; version: number } | undefined;
  #version = 0;
  #said = '';
  #repeat: NodeJS.Timeout | undefined;
  #wanted: readonly Wanted[] = [];
  readonly #applied = new Map<string, string>();
  readonly #seqs = { wanted: 0, restart: 0 };
  #mustRestart = false;
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(around: ReceivingSurroundings) { this.#around = around; }

  /** What others give has changed, or what is wanted of it. */
  look(): void {
    this.#work = this.#work.then(() => (this.#isClosed ? undefined : this.#sync())).catch((error: unknown) => {
      if (!this.#isClosed && !(error instanceof JanusError && error.code === noSuchFeed)) this.#around.onGone(); // a feed that is gone is looked at again when its seat is
    });
  }

  received({ version, sdp }: MediaRequestOf<'received'>): void {
    if (version === this.#version) clearInterval(this.#repeat);
    if (!this.#offer || sdp === undefined || version < this.#offer.version) return;
    this.#offer = undefined;
    this.#work = this.#work.then(async () => { await this.#handle?.ask({ request: 'start' }, { jsep: { type: 'answer', sdp }, isSlow: true }); }).catch(() => { if (!this.#isClosed) this.#around.onGone(); });
    this.look();
  }

  want({ seq, wanted }: MediaRequestOf<'wanted'>): void {
    if (seq <= this.#seqs.wanted) return;
    this.#seqs.wanted = seq;
    this.#wanted = wanted;
    this.#around.onWanted();
  }

  /** What this one looks at of another's; undefined: all there is. */
  wantedOf(participantId: string, slot: Wanted['slot']): Wanted | undefined { return this.#wanted.find((one) => one.participantId === participantId && one.slot === slot); }

  restart({ seq }: MediaRequestOf<'restart'>): void {
    if (seq <= this.#seqs.restart) return;
    this.#seqs.restart = seq;
    this.#mustRestart = this.#isJoined;
    this.look();
  }

  trickle(candidates: readonly object[]): Promise<unknown> { return this.#handle?.trickle(candidates) ?? Promise.resolve(); }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#repeat);
    await this.#work;
    await this.#handle?.detach();
  }

  async #sync(): Promise<void> {
    if (!this.#offer) await this.#negotiate();
    await this.#apply();
    this.#tell();
  }

  async #negotiate(): Promise<void> {
    const { room, pin, session, sources } = this.#around;
    const has = new Set(this.#streams.flatMap(({ active, feed_id: feed, feed_mid: mid }) => (active && feed !== undefined && mid !== undefined ? [keyOf(feed, mid)] : [])));
    const streams = sources().filter(({ feed, mid, isSent }) => isSent && !has.has(keyOf(feed, mid))).map(({ feed, mid }) => ({ feed, mid }));
    if (streams.length === 0 && !this.#mustRestart) return;
    this.#handle ??= await session.attach((event) => { if (event === 'hangup' && !this.#isClosed) this.#around.onGone(); });
    const request = !this.#isJoined ? { request: 'join', ptype: 'subscriber', room, pin, streams, autoupdate: false }
      : streams.length > 0 ? { request: 'update', subscribe: streams } : { request: 'configure', restart: true };
    const { answer, jsep } = await this.#handle.ask(request, { isSlow: true });
    this.#isJoined = true;
    if (streams.length === 0) this.#mustRestart = false;
    if (answer.streams) this.#streams = answer.streams;
    if (jsep) this.#offer = { sdp: jsep.sdp, version: this.#version + 1 };
  }

  /** Which layer, and whether anything, is sent on. */
  async #apply(): Promise<void> {
    const streams: { mid: string; substream?: number; send: boolean }[] = [];
    const now = new Map(this.#around.sources().map((source) => [keyOf(source.feed, source.mid), source]));
    for (const { mid, active, feed_id: feed, feed_mid: feedMid } of this.#streams) {
      const source = active && feed !== undefined && feedMid !== undefined ? now.get(keyOf(feed, feedMid)) : undefined;
      if (source?.slot !== 'camera' && source?.slot !== 'screen') continue;
      const wanted = this.wantedOf(source.participantId, source.slot);
      const substream = source.slot === 'camera' ? layerFor(source, wanted?.maxHeight ?? Infinity) : undefined;
      const one = { mid, ...(substream !== undefined && { substream }), send: !wanted?.isPaused }, text = JSON.stringify({ ...one, feed });
      if (this.#applied.get(mid) === text || (!this.#applied.has(mid) && !wanted)) continue;
      this.#applied.set(mid, text);
      streams.push(one);
    }
    if (streams.length > 0) await this.#handle?.ask({ request: 'configure', streams }, { isSlow: true });
  }

  #places(): MediaPlace[] {
    const now = new Map(this.#around.sources().map((source) => [keyOf(source.feed, source.mid), source]));
    return this.#streams.flatMap(({ mid, active, feed_id: feed, feed_mid: feedMid }) => {
      const source = active && feed !== undefined && feedMid !== undefined ? now.get(keyOf(feed, feedMid)) : undefined;
      return source ? [{ mid, participantId: source.participantId, slot: source.slot, isSent: source.isSent }] : [];
    });
  }

  #tell(): void {
    const places = this.#places(), people = this.#around.people(), asked = this.#around.asked(), text = JSON.stringify([people, places, asked, this.#offer?.sdp]);
    if (this.#isClosed || text === this.#said) return;
    this.#said = text;
    const event: MediaEvent = { type: 'receiving', run: this.#around.run, version: ++this.#version, people, places, asked, ...(this.#offer && { offer: this.#offer.sdp }) };
    clearInterval(this.#repeat);
    this.#repeat = setInterval(() => { this.#around.tell(event); }, this.#around.repeatMs);
    this.#repeat.unref();
    this.#around.tell(event);
  }
}
