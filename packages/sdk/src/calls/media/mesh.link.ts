import { isSilent, packetsOf } from './heard.ts';
import { sendWhole } from './sending.ts';
import { slots } from './slots.ts';
import { type PeerSignal, SimplePeer } from './simple-peer.ts';

/** Nothing at all was heard for so long: the way is gone, long before ICE would say so. */
const silenceMs = 1200, pingMs = 400;
/** After the network has changed less silence says as much: a word of the other's is late, and not a packet came in this time. */
const lateMs = 450, listenMs = 200;
const connectMs = 12_000;
/** Attempts to find another way before the link begins anew, each with more time than the one before. */
const mostRestarts = 4, attemptMs = 1500;

export interface LinkEvents {
  signal(signal: PeerSignal): void;
  /** Where this side answers: the places are there, and the answer is about to be made. */
  places(): void;
  /** Media may flow now; `isAgain` after `lost`. */
  connected(isAgain: boolean): void;
  /** Another way is looked for. */
  lost(): void;
  /** It is over, and needs to begin anew. */
  broken(): void;
}

/**
 * The connection to one other participant: simple-peer's, which gives up where this one looks for another way. It has a fixed place for each slot, made once, so that
 * nothing needs to be negotiated when something else is sent.
 */
export class MeshLink extends SimplePeer {
  readonly #events: LinkEvents;
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  #restarts = 0;
  #heardAt = 0;
  /** Counted when nobody had said a word for a while. */
  #packets: number | undefined;
  #lookedAt = 0;
  #isUp = false;
  #isLooking = false;

  constructor({ isInitiator, iceServers, configuration, sdpTransform, events }: { isInitiator: boolean; iceServers: readonly RTCIceServer[]; configuration?: RTCConfiguration | undefined; sdpTransform?: (sdp: string) => string; events: LinkEvents }) {
    super({ initiator: isInitiator, config: { ...configuration, iceServers: [...iceServers], bundlePolicy: 'max-bundle' }, channelConfig: { ordered: false, maxRetransmits: 0 }, ...(sdpTransform && { sdpTransform }) });
    this.#events = events;
    this.on('signal', (signal) => { events.signal(signal); });
    this.on('error', () => undefined); // what there is to know of it is that it is over
    this.on('close', () => { for (const timer of this.#timers) clearInterval(timer); events.broken(); });
    this.on('data', () => { this.#heardAt = performance.now(); this.#packets = undefined; });
    if (isInitiator) for (const { kind } of slots) this._pc.addTransceiver(kind, { direction: 'sendrecv' });
    this.#timers.push(setTimeout(() => { if (!this.#isUp) this.destroy(new Error('No connection in time')); }, connectMs), setInterval(() => void this.#watch(), pingMs));
  }

  /** One for each slot, in their order; none before the first offer has come. */
  get places(): readonly RTCRtpTransceiver[] { return this._pc.getTransceivers().slice(0, slots.length); }
  get connection(): RTCPeerConnection { return this._pc; }

  /** Only the initiator offers, so that no two offers meet; the other one asks for it. */
  restart(iceServers?: readonly RTCIceServer[]): void {
    if (this.destroyed || this.destroying) return;
    if (iceServers) this._pc.setConfiguration({ ...this._pc.getConfiguration(), iceServers: [...iceServers] });
    if (!this.initiator) { this.#events.signal({ type: 'restart' }); return; }
    this._pc.restartIce();
    this._needsNegotiation();
  }

  /** Pictures of mine are whole at once, where the other side may have lost some. */
  sendWhole(): void { if (!this.destroyed) for (const { sender } of this.places) void sendWhole(sender); }

  override signal(signal: PeerSignal): void {
    if (this.destroyed || this.destroying) return;
    if (signal.type !== 'restart') super.signal(signal);
    else if (!this.#isLooking || performance.now() - this.#lookedAt > listenMs) this.restart(); // else both have noticed
  }

  /** This page's network may have changed: another way is looked for as soon as it is clear that this one is gone. */
  async check(): Promise<void> {
    if (this.destroyed || this.destroying || !this.#isUp || performance.now() - this.#heardAt < lateMs) return;
    const since = performance.now();
    if (await isSilent(this._pc, listenMs) && this.#heardAt < since && this.#lookedAt < since && !this.destroyed) this.#look();
  }

  /** Whoever answers sends on the same places. */
  protected override _createAnswer(): void {
    for (const place of this.places) if (place.direction === 'recvonly') place.direction = 'sendrecv';
    this.#events.places();
    super._createAnswer();
  }

  protected override _onTrack(): void { /* tracks are those of the places */ }

  protected override _onConnectionStateChange(): void {
    if (this.destroyed) return;
    const { connectionState } = this._pc;
    if (connectionState === 'failed') this.#look();
    if (connectionState !== 'connected') return;
    this.#heardAt = performance.now();
    if (this.#isUp && !this.#isLooking) return;
    this.#isUp = true;
    this.#found();
  }

  protected override _onIceStateChange(): void {
    if (!this.destroyed && this._pc.iceConnectionState !== 'failed') super._onIceStateChange();
  }

  #found(): void {
    const isAgain = this.#isLooking;
    this.#isLooking = false;
    this.#restarts = 0;
    this.#events.connected(isAgain);
  }

  #look(): void {
    if (this.#restarts >= mostRestarts) { this.destroy(new Error('No way was found')); return; }
    this.#restarts++;
    this.#lookedAt = performance.now();
    if (!this.#isLooking) this.#events.lost();
    this.#isLooking = true;
    this.restart();
  }

  /** Whether anything is heard: a word of the other's, or any packet. A page in the background says its words late, so packets count as well. */
  async #watch(): Promise<void> {
    if (this.destroyed || this.destroying || !this.#isUp) return;
    if (this.connected) try { this.send('.'); } catch { /* its buffer is full: much is on its way */ }
    if (performance.now() - this.#heardAt < lateMs && !this.#isLooking) return;
    const packets = await packetsOf(this._pc), now = performance.now(), isHeard = this.#packets !== undefined && packets !== this.#packets;
    this.#packets = packets;
    if (this.destroyed) return;
    if (isHeard || now - this.#heardAt < lateMs) {
      if (isHeard) this.#heardAt = now;
      if (this.#isLooking && this._pc.connectionState === 'connected') this.#found();
    } else if (this.#isLooking ? now - this.#lookedAt >= attemptMs * this.#restarts : now - this.#heardAt >= silenceMs) this.#look();
  }
}
