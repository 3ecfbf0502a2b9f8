import type { MediaAnswer, MediaRequest, MediaRequestOf, MediaSlot } from '@corridor/sdk/protocol';
import type { Handle } from './janus.ts';
import { Receiving, type ReceivingSurroundings, type Source } from './receiving.ts';

interface Surroundings extends ReceivingSurroundings {
  readonly participantId: string;
  readonly feed: number | string;
  /** Janus knows what it sends, and nothing of it has come yet: what others are not to have is held back from here on. */
  readonly onJoined: () => Promise<unknown>;
  /** What the others may have of it has changed. */
  readonly onChange: () => void;
}

/** What is recorded begins with a whole picture, and pictures are seen from the first whole one on: it is asked for so long after the beginning, again lest one is lost. */
const wholePictureMs = [0, 500, 1500];
/** As long as nobody says how high the camera's picture is. */
const usualHeight = 720;

/** One run of one participant: a connection that sends, and one that receives. */
export class Seat {
  readonly run: string;
  readonly feed: number | string;
  readonly receiving: Receiving;
  readonly #around: Surroundings;
  #handle: Handle | undefined;
  #answer: { seq: number; sdp: Promise<string> } | undefined;
  readonly #slots = new Map<string, MediaSlot>();
  readonly #had = new Set<MediaSlot>();
  #sent: ReadonlySet<MediaSlot> = new Set();
  #sentSeq = 0;
  #height = usualHeight;
  #layers = 1;
  #isJoined = false;
  #isUp = false;
  #recording: { nameOf: () => string; key: string } | undefined;
  #recorded: string | undefined;
  #recordWork: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(around: Surroundings) {
    this.#around = around;
    this.run = around.run;
    this.feed = around.feed;
    this.receiving = new Receiving(around);
  }

  /** Its connection stands. */
  get isUp(): boolean { return this.#isUp; }

  /** What it has to give: whatever it sends or has sent, once its connection stands. */
  sources(): Source[] {
    if (!this.#isUp) return [];
    const { participantId } = this.#around;
    return [...this.#slots].filter(([, slot]) => this.#had.has(slot)).map(([mid, slot]) => ({ feed: this.feed, mid, participantId, slot, isSent: this.#sent.has(slot), height: this.#height, layers: this.#layers }));
  }

  /** What is sent is recorded, in files called so; undefined: it is not. Another `key` begins other files. */
  record(nameOf: (() => string) | undefined, key = ''): void {
    this.#recording = nameOf && { nameOf, key };
    this.#applyRecording();
  }

  /** Whatever goes on or off begins other files, so that each medium stands where it was sent and nowhere else. */
  #applyRecording(): void {
    const wanted = this.#recording && this.#isUp && !this.#isClosed ? `${this.#recording.key} ${[...this.#sent].sort().join()}` : undefined;
    if (wanted === this.#recorded) return;
    const wasOn = this.#recorded !== undefined, name = wanted === undefined ? undefined : this.#recording!.nameOf();
    this.#recorded = wanted;
    const ask = (body: object) => this.#handle?.ask({ request: 'configure', ...body }, { isSlow: true });
    this.#recordWork = this.#recordWork.then(async () => {
      if (wasOn) await ask({ record: false });
      if (name === undefined) return;
      await ask({ record: true, filename: name });
      for (const waitMs of wholePictureMs) setTimeout(() => { if (this.#recorded === wanted && !this.#isClosed) void Promise.resolve(ask({ keyframe: true })).catch(() => undefined); }, waitMs).unref();
    }).catch(() => { this.#recorded = undefined; }); // with Janus or this connection gone there is nothing to record
  }

  /** The places of its media as Janus names them, as soon as it knows them. A client may give several the same slot. */
  get mids(): [mid: string, slot: MediaSlot][] { return this.#isJoined && !this.#isClosed ? [...this.#slots] : []; }

  async hear(data: MediaRequest): Promise<MediaAnswer> {
    switch (data.type) {
      case 'offer': return { sdp: await this.#negotiate(data) };
      case 'candidates': await this.#trickle(data); break;
      case 'sending': this.#send(data); break;
      case 'received': this.receiving.received(data); break;
      case 'wanted': this.receiving.want(data); break;
      case 'restart': this.receiving.restart(data); break;
    }
    return {};
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isUp = false;
    await Promise.all([this.receiving.close(), this.#handle?.detach()]);
  }

  #negotiate({ seq, sdp, slots }: MediaRequestOf<'offer'>): Promise<string> {
    if (!this.#answer || seq > this.#answer.seq) {
      const before = this.#answer?.sdp.catch(() => undefined);
      this.#answer = { seq, sdp: Promise.resolve(before).then(() => this.#offer(sdp, slots)) };
      this.#answer.sdp.catch(() => { if (!this.#isClosed) this.#around.onGone(); });
    }
    return this.#answer.sdp;
  }

  async #offer(sdp: string, slots: MediaRequestOf<'offer'>['slots']): Promise<string> {
    const { room, pin, session } = this.#around, isFirst = !this.#handle;
    if (!this.#handle) {
      const handle = await session.attach((event) => { this.#happen(event); });
      if (this.#isClosed) { await handle.detach(); throw new Error('closed'); }
      this.#handle = handle;
      for (const { mid, slot } of slots) this.#slots.set(mid, slot);
    }
    const descriptions = slots.map(({ mid, slot }) => ({ mid, description: slot }));
    const { jsep } = await this.#handle.ask(
      isFirst ? { request: 'joinandconfigure', ptype: 'publisher', room, pin, id: this.feed, descriptions } : { request: 'configure', restart: true },
      { jsep: { type: 'offer', sdp }, isSlow: true });
    if (!jsep) throw new Error('Janus gives no answer');
    this.#isJoined = true;
    if (isFirst) await this.#around.onJoined();
    return jsep.sdp;
  }

  #happen(event: string): void {
    if (this.#isClosed) return;
    if (event === 'hangup') this.#around.onGone();
    if (event !== 'webrtcup' || this.#isUp) return;
    this.#isUp = true;
    this.#applyRecording();
    this.#around.onChange();
  }

  async #trickle({ of, candidates, isLast }: MediaRequestOf<'candidates'>): Promise<void> {
    const all: object[] = [...candidates, ...(isLast ? [{ completed: true }] : [])];
    if (all.length > 0) await (of === 'sending' ? this.#handle?.trickle(all) : this.receiving.trickle(all));
  }

  #send({ seq, slots, height, layers }: MediaRequestOf<'sending'>): void {
    if (seq <= this.#sentSeq) return;
    this.#sentSeq = seq;
    this.#sent = new Set(slots);
    for (const slot of slots) this.#had.add(slot);
    this.#height = height ?? this.#height;
    this.#layers = layers ?? 1;
    this.#applyRecording();
    this.#around.onChange();
  }
}
