import type { CorridorError } from '../../core/errors.ts';
import { uuidv7 } from '../../core/uuid.ts';
import type { MediaAnswer, MediaAsked, MediaEvent, MediaPlace, MediaRequest } from '../../protocol/calls.sfu.ts';
import type { LinkState, Slot } from '../call.ts';
import { isSilent } from './heard.ts';
import type { MediaRouter, MediaSample, RouterContext, Wanted } from './router.ts';
import { MediaConnection } from './sfu.connection.ts';
import { type Bounds, tightest } from './sending.ts';
import { bound, encodingsOf, sentOf } from './sfu.encodings.ts';
import { slots } from './slots.ts';
import { Sampler } from './stats.ts';

export interface SfuContext extends RouterContext {
  /** Says something to the media server, once: rejects with what the server answers, or with `offline` or `timeout`. */
  ask(data: MediaRequest): Promise<MediaAnswer>;
}

/** So long without a packet after the network may have changed: the way is gone. */
const silenceMs = 400;
const firstWaitMs = 200, longestWaitMs = 3000;
/** The call has gone on without this: whoever serves it hears so otherwise. */
const isFinal = (code: string) => ['conflict', 'not-found', 'forbidden', 'invalid-input', 'unauthenticated'].includes(code);
type WithoutRun<T> = T extends MediaRequest ? Omit<T, 'run'> : never;

/**
 * Media by way of the media server: one connection that sends, with a fixed place for each slot, and one that receives everybody. Each pair is a run; where one is lost
 * for good another run begins. What is said is said again until it is answered, so that no lost message leaves it waiting.
 */
export class SfuRouter implements MediaRouter {
  readonly #around: SfuContext;
  readonly #sdpTransform: (sdp: string) => string;
  readonly #tracks = new Map<Slot, MediaStreamTrack>();
  readonly #bounds = new Map<Slot, Bounds>();
  readonly #wanted = new Map<string, Wanted & { participantId: string }>();
  /** What the others look at of mine. */
  #asked: readonly MediaAsked[] = [];
  /** What has been told to whom this serves. */
  readonly #told = new Map<string, MediaStreamTrack>();
  readonly #links = new Map<string, LinkState>();
  #iceServers: readonly RTCIceServer[];
  #run = '';
  #seq = 0;
  #sending!: MediaConnection;
  #senders = new Map<Slot, RTCRtpSender>();
  #receiving: MediaConnection | undefined;
  #places: readonly MediaPlace[] = [];
  #there: ReadonlySet<string> = new Set();
  #version = 0;
  #answered: { offer: string; sdp: string } | undefined;
  #isOpen = false;
  #work = Promise.resolve();
  #samplers = { sending: new Sampler(), receiving: new Sampler() };
  #waitMs = firstWaitMs;
  #isClosed = false;

  /** `sdpTransform`: how what I send is asked for. */
  constructor(around: SfuContext, sdpTransform: (sdp: string) => string = (sdp) => sdp) {
    this.#around = around;
    this.#sdpTransform = sdpTransform;
    this.#iceServers = around.iceServers;
    this.#begin();
  }

  setPeers(peers: readonly { readonly participantId: string }[]): void {
    const now = new Set(peers.map(({ participantId }) => participantId));
    for (const id of this.#links.keys()) if (!now.has(id)) this.#links.delete(id);
    for (const [key, { participantId }] of this.#wanted) if (!now.has(participantId)) this.#wanted.delete(key);
    for (const id of now) if (!this.#links.has(id)) this.#links.set(id, 'connecting');
    this.#show();
  }

  /** A server that was started again knows nothing of this: it says so to the first word, long before the connections notice. Where the network has changed, another way is looked for. */
  resume(): void {
    this.#sayWhatIsSent();
    const pc = this.#places.length > 0 ? this.#receiving?.pc : undefined; // who is heard sends a packet each 20 ms
    if (pc) void isSilent(pc, silenceMs).then((is) => { if (is && this.#receiving?.pc === pc) this.restart(); }, () => undefined);
  }

  forget(): void { /* their page begins a run of its own */ }

  hear(): void { /* the others of a call say nothing to one another on this way */ }

  /** From the media server. */
  hearServer(event: MediaEvent): void {
    if (event.run !== this.#run || this.#isClosed) return;
    if (event.type === 'gone') this.#again(event.run);
    else this.#work = this.#work.then(() => this.#receive(event)).catch(() => { this.#again(event.run); });
  }

  async publish(slot: Slot, track: MediaStreamTrack | undefined): Promise<void> {
    if (track) this.#tracks.set(slot, track); else this.#tracks.delete(slot);
    await this.#senders.get(slot)?.replaceTrack(track ?? null);
    await this.#bind(slot);
    this.#sayWhatIsSent();
  }

  async limit(slot: Slot, bounds: Bounds): Promise<void> {
    this.#bounds.set(slot, bounds);
    await this.#bind(slot);
    if (slot === 'camera') this.#sayWhatIsSent();
  }

  setWanted(participantId: string, wanted: Wanted): void {
    this.#wanted.set(`${participantId}/${wanted.slot}`, { ...wanted, participantId });
    this.#sayWhatIsWanted();
  }

  restart(iceServers: readonly RTCIceServer[] = this.#iceServers): void {
    this.#iceServers = iceServers;
    for (const connection of [this.#sending, this.#receiving]) connection?.pc.setConfiguration(this.#configuration());
    this.#restartSending();
    this.#restartReceiving();
  }

  async sample(): Promise<readonly MediaSample[]> {
    const { participantId } = this.#around, { sending, receiving } = this.#samplers;
    const sent = sending.sample(this.#sending.pc, (mid) => { const slot = slots.find(({ name }) => this.#transceiver(name)?.mid === mid)?.name; return slot && { participantId, slot }; });
    const received = this.#receiving && receiving.sample(this.#receiving.pc, (mid) => { const place = this.#places.find((one) => one.mid === mid); return place && { participantId: place.participantId, slot: place.slot }; });
    return [...together(await sent), ...await received ?? []];
  }

  /** How loud each of the others is now, 0 to 1: of the microphone alone. */
  levels(): ReadonlyMap<string, number> {
    const receivers = this.#receiving?.pc.getTransceivers() ?? [];
    const levels = new Map([...this.#links.keys()].map((id) => [id, 0]));
    for (const { mid, participantId, slot, isSent } of this.#places) {
      if (slot === 'microphone' && isSent) levels.set(participantId, receivers.find((one) => one.mid === mid)?.receiver.getSynchronizationSources()[0]?.audioLevel ?? 0);
    }
    return levels;
  }

  /** For tests: what was agreed on last, and in how many places of the connection that receives. */
  get run(): string { return this.#run; }
  get described(): string { return this.#receiving?.pc.remoteDescription?.sdp ?? ''; }
  get places(): number { return this.#receiving?.pc.getTransceivers().length ?? 0; }

  /** What is counted of a track that has come. */
  async statsOf(track: MediaStreamTrack): Promise<RTCStatsReport> { return await this.#receiving?.pc.getStats(track) ?? new Map() as never; }

  leave(): void {
    this.#isClosed = true;
    this.#close();
  }

  #configuration(): RTCConfiguration { return { ...this.#around.crypt?.configuration, iceServers: [...this.#iceServers], bundlePolicy: 'max-bundle' }; }

  #transceiver(slot: Slot): RTCRtpTransceiver | undefined { return this.#sending.pc.getTransceivers().find(({ sender }) => sender === this.#senders.get(slot)); }

  #close(): void {
    this.#sending.close();
    this.#receiving?.close();
    this.#receiving = undefined;
    for (const key of [...this.#told.keys()]) this.#tell(key, undefined);
  }

  #begin(): void {
    const run = this.#run = uuidv7();
    this.#seq = 0;
    this.#isOpen = false;
    this.#answered = undefined;
    this.#places = [];
    this.#there = new Set();
    this.#asked = [];
    this.#version = 0;
    this.#samplers = { sending: new Sampler(), receiving: new Sampler() };
    this.#sending = this.#connect(run, 'sending', () => { this.#restartSending(); });
    for (const { name: slot, kind } of slots) {
      const place = this.#sending.pc.addTransceiver(kind, { direction: 'sendonly', sendEncodings: encodingsOf(slot) }), { sender } = place;
      this.#around.crypt?.sends(place, slot);
      this.#senders.set(slot, sender);
      const track = this.#tracks.get(slot);
      if (track) void sender.replaceTrack(track).then(() => this.#bind(slot)).catch(() => undefined);
    }
    void this.#offer(run).catch(() => { this.#again(run); });
    this.#show();
  }

  /** Another run, where this one is still the one. */
  #again(run: string): void {
    if (run !== this.#run || this.#isClosed) return;
    this.#run = '';
    this.#close();
    this.#show();
    setTimeout(() => { if (!this.#isClosed && this.#run === '') this.#begin(); }, this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
  }

  #connect(run: string, of: 'sending' | 'receiving', onLost: () => void): MediaConnection {
    return new MediaConnection(this.#configuration(), {
      onCandidates: (candidates, isLast) => { void this.#say({ type: 'candidates', of, isLast, candidates: candidates.map(({ candidate = '', sdpMid, sdpMLineIndex }) => ({ candidate, sdpMid: sdpMid ?? null, sdpMLineIndex: sdpMLineIndex ?? null })) }, run); },
      onState: () => { this.#show(); },
      onLost,
      onStuck: () => { this.#again(run); },
    });
  }

  async #offer(run: string): Promise<void> {
    const { pc } = this.#sending;
    await pc.setLocalDescription();
    const answer = await this.#say({ type: 'offer', seq: ++this.#seq, sdp: pc.localDescription!.sdp, slots: slots.map(({ name: slot }) => ({ slot, mid: this.#transceiver(slot)!.mid! })) }, run);
    if (!answer?.sdp || run !== this.#run) return;
    if (pc.signalingState === 'have-local-offer') await pc.setRemoteDescription({ type: 'answer', sdp: this.#sdpTransform(answer.sdp) });
    this.#isOpen = true;
    this.#sending.open();
    this.#sayWhatIsSent();
    this.#sayWhatIsWanted();
  }

  #restartSending(): void {
    const run = this.#run;
    if (!this.#isOpen || run === '') return;
    this.#work = this.#work.then(() => {
      if (run !== this.#run) return undefined;
      this.#sending.pc.restartIce();
      return this.#offer(run);
    }).catch(() => { this.#again(run); });
  }

  #restartReceiving(): void { if (this.#receiving) void this.#say({ type: 'restart', seq: ++this.#seq }, this.#run); }

  async #receive({ run, version, people, places, asked, offer }: MediaEvent & { type: 'receiving' }): Promise<void> {
    if (run !== this.#run) return;
    if (offer !== undefined && offer !== this.#answered?.offer) {
      const { pc } = this.#receiving ??= this.#connect(run, 'receiving', () => { this.#restartReceiving(); });
      await pc.setRemoteDescription({ type: 'offer', sdp: offer });
      this.#decrypt(places);
      await pc.setLocalDescription();
      this.#answered = { offer, sdp: pc.localDescription!.sdp };
    }
    void this.#say({ type: 'received', version, ...(offer !== undefined && { sdp: this.#answered!.sdp }) }, run);
    this.#receiving?.open();
    if (version <= this.#version) return;
    this.#version = version;
    this.#places = places;
    this.#decrypt(places);
    this.#there = new Set(people);
    const was = JSON.stringify(this.#asked);
    this.#asked = asked;
    if (JSON.stringify(asked) !== was) this.#bindAgain();
    this.#show();
  }

  #decrypt(places: readonly MediaPlace[]): void {
    const { crypt } = this.#around, transceivers = crypt && this.#receiving?.pc.getTransceivers();
    for (const { mid, slot, participantId } of places) {
      const place = transceivers?.find((one) => one.mid === mid);
      if (place) crypt?.receives(place, slot, participantId);
    }
  }

  /** Says it until it is answered; answers nothing where that is in vain. */
  async #say(request: WithoutRun<MediaRequest>, run: string): Promise<MediaAnswer | undefined> {
    for (let waitMs = firstWaitMs; run !== '' && run === this.#run && !this.#isClosed; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      try { return await this.#around.ask({ ...request, run }); }
      catch (error) {
        const { code, details } = error as CorridorError;
        if ((details as { isGone?: boolean } | undefined)?.isGone) this.#again(run);
        else if (!isFinal(code)) await new Promise((resolve) => { setTimeout(resolve, waitMs); });
        else return undefined;
      }
    }
    return undefined;
  }

  #sayWhatIsSent(): void {
    const camera = this.#tracks.get('camera'), sent = camera && sentOf(camera.getSettings(), this.#boundsOf('camera'));
    if (this.#isOpen) void this.#say({ type: 'sending', seq: ++this.#seq, slots: [...this.#tracks.keys()], ...(sent && { layers: sent.layers, height: sent.height }) }, this.#run);
  }

  #sayWhatIsWanted(): void {
    const wanted = [...this.#wanted.values()].map(({ maxHeight, ...rest }) => ({ ...rest, ...(maxHeight !== undefined && { maxHeight: Math.ceil(maxHeight) }) }));
    if (this.#isOpen && wanted.length > 0) void this.#say({ type: 'wanted', seq: ++this.#seq, wanted: wanted.slice(-200) }, this.#run);
  }

  #bindAgain(): void {
    for (const slot of ['camera', 'screen'] as const) void this.#bind(slot);
    this.#sayWhatIsSent();
  }

  /** What is allowed, and what is looked at. */
  #boundsOf(slot: Slot): Bounds {
    const height = this.#asked.find((one) => one.slot === slot)?.maxHeight;
    return tightest(this.#bounds.get(slot), height === undefined ? undefined : { height });
  }

  async #bind(slot: Slot): Promise<void> {
    const sender = this.#senders.get(slot);
    if (sender) await bound(sender, slot, this.#boundsOf(slot), this.#asked.some((one) => one.slot === slot && one.isPaused)).catch(() => undefined); // between two negotiations: they come with the next one
  }

  /** Tells of tracks and links what has changed. */
  #show(): void {
    const now = new Map<string, MediaStreamTrack>(), transceivers = this.#receiving?.pc.getTransceivers() ?? [];
    for (const { mid, participantId, slot, isSent } of this.#places) {
      const track = isSent && this.#links.has(participantId) ? transceivers.find((one) => one.mid === mid)?.receiver.track : undefined;
      if (track) now.set(`${participantId}/${slot}`, track);
    }
    for (const key of this.#told.keys()) if (!now.has(key)) this.#tell(key, undefined);
    for (const [key, track] of now) if (this.#told.get(key) !== track) this.#tell(key, track);
    const stands = this.#run !== '' && this.#sending.isConnected && (this.#receiving?.isConnected ?? true);
    if (stands) this.#waitMs = firstWaitMs;
    for (const [id, was] of this.#links) {
      const is: LinkState = stands && this.#there.has(id) ? 'connected' : was === 'connecting' ? 'connecting' : 'reconnecting';
      if (is === was) continue;
      this.#links.set(id, is);
      this.#around.onLink(id, is);
    }
  }

  #tell(key: string, track: MediaStreamTrack | undefined): void {
    const [participantId, slot] = key.split('/') as [string, Slot];
    if (track) this.#told.set(key, track); else this.#told.delete(key);
    this.#around.onTrack(participantId, slot, track);
  }
}

/** The layers of a camera as one. */
function together(samples: readonly MediaSample[]): MediaSample[] {
  const all = new Map<Slot, MediaSample>();
  for (const one of samples) {
    const known = all.get(one.slot), bigger = known && known.height > one.height ? known : one;
    all.set(one.slot, known ? { ...bigger, frames: Math.max(known.frames, one.frames), bitrate: known.bitrate + one.bitrate } : one);
  }
  return [...all.values()];
}
