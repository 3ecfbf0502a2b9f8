/** One of the two connections to the media server: candidates go out in batches, and where it does not stand it is said so. */
export interface ConnectionEvents {
  onCandidates(candidates: RTCIceCandidateInit[], isLast: boolean): void;
  onState(): void;
  /** It has lost its way and looks for another one: an ICE restart (RFC 8445, 2.4). */
  onLost(): void;
  /** Nothing of this helped. */
  onStuck(): void;
}

/** A break of that length heals by itself: ICE asks again each half second. */
const patienceMs = 1200;
const stuckMs = 8000;

export class MediaConnection {
  readonly pc: RTCPeerConnection;
  readonly #events: ConnectionEvents;
  #found: RTCIceCandidateInit[] = [];
  #isLast = false;
  #isOpen = false;
  #lost: ReturnType<typeof setTimeout> | undefined;
  #stuck: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(configuration: RTCConfiguration, events: ConnectionEvents) {
    this.#events = events;
    this.pc = new RTCPeerConnection(configuration);
    this.pc.onicecandidate = ({ candidate }) => {
      if (candidate) this.#found.push(candidate.toJSON());
      else this.#isLast = true;
      queueMicrotask(() => { this.#flush(); });
    };
    this.pc.onconnectionstatechange = () => { this.#look(); };
    this.#expect();
  }

  get isConnected(): boolean { return this.pc.connectionState === 'connected'; }

  /** The other side knows of it: what was found goes out. */
  open(): void {
    this.#isOpen = true;
    this.#flush();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#lost);
    clearTimeout(this.#stuck);
    this.pc.onicecandidate = this.pc.onconnectionstatechange = null;
    this.pc.close();
  }

  /** It is to stand by then. */
  #expect(): void {
    this.#stuck ??= setTimeout(() => { this.#events.onStuck(); }, stuckMs);
  }

  #look(): void {
    const { connectionState } = this.pc;
    clearTimeout(this.#lost);
    if (connectionState === 'connected') {
      clearTimeout(this.#stuck);
      this.#stuck = undefined;
    } else if (connectionState === 'failed' || connectionState === 'disconnected') {
      this.#expect();
      this.#lost = setTimeout(() => { this.#events.onLost(); }, connectionState === 'failed' ? 0 : patienceMs);
    }
    this.#events.onState();
  }

  #flush(): void {
    if (!this.#isOpen || this.#isClosed || (this.#found.length === 0 && !this.#isLast)) return;
    const isLast = this.#isLast && this.#found.length <= 50;
    this.#events.onCandidates(this.#found.splice(0, 50), isLast);
    if (isLast) this.#isLast = false;
    this.#flush();
  }
}
