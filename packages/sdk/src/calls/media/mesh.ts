import { backoff } from '../../core/backoff.ts';
import type { Slot } from '../call.ts';
import { MeshLink } from './mesh.link.ts';
import type { MediaPeer, MediaRouter, MediaSample, RouterContext, Wanted } from './router.ts';
import { type Bounds, setBounds, tightest } from './sending.ts';
import { slots } from './slots.ts';
import type { PeerSignal } from './simple-peer.ts';
import type { Sampler } from './stats.ts';

/** What two drivers say to each other: of simple-peer, of which of the initiator's links; that a page is back; that a way is found again; what is sent now, and what is looked at. */
type Said = { link: number; signal: PeerSignal } | { isBack: true } | { isFound: true } | { slots: Slot[] } | { wanted: Wanted };

/** A fresh link after one that broke waits a little, and longer each time. */
const attemptsToFail = 3;

interface Other {
  readonly isFirst: boolean;
  link: MeshLink | undefined;
  /** Counted by whoever reaches out; the other side takes over the number of what it hears. */
  number: number;
  attempts: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** What they say that they send. */
  sends: readonly Slot[];
  wanted: Partial<Record<Slot, Wanted>>;
  readonly told: Map<Slot, MediaStreamTrack>;
  sampler?: Sampler;
}

/** Media go from each participant to each other one directly, over simple-peer. */
export class MeshRouter implements MediaRouter {
  readonly #context: RouterContext;
  readonly #others = new Map<string, Other>();
  /** Said by those who are not known to be here yet: they come with the next change of the call. */
  readonly #early = new Map<string, unknown[]>();
  readonly #published = new Map<Slot, MediaStreamTrack>();
  readonly #limits = new Map<Slot, Bounds>();
  readonly #sdpTransform: ((sdp: string) => string) | undefined;
  #iceServers: readonly RTCIceServer[];
  #hasLeft = false;

  constructor(context: RouterContext, sdpTransform?: (sdp: string) => string) {
    this.#context = context;
    this.#iceServers = context.iceServers;
    this.#sdpTransform = sdpTransform;
  }

  setPeers(peers: readonly MediaPeer[]): void {
    const here = new Set(peers.map(({ participantId }) => participantId));
    for (const id of this.#others.keys()) if (!here.has(id)) this.#drop(id);
    for (const { participantId: id, isFirst } of peers) {
      if (this.#others.has(id)) continue;
      this.#others.set(id, { isFirst, link: undefined, number: 0, attempts: 0, timer: undefined, sends: [], wanted: {}, told: new Map() });
      this.#context.onLink(id, 'connecting');
      if (this.#published.size > 0) this.#say(id, { slots: [...this.#published.keys()] });
      if (isFirst) this.#reach(id);
      else if (this.#context.isBack) this.#say(id, { isBack: true });
      for (const data of this.#early.get(id) ?? []) this.hear(id, data);
      this.#early.delete(id);
    }
  }

  hear(from: string, data: unknown): void {
    const other = this.#others.get(from), said = data as Said;
    if (!other) { this.#early.set(from, [...this.#early.get(from) ?? [], data]); return; }
    if ('slots' in said) { other.sends = said.slots; this.#tell(from, other); }
    else if ('wanted' in said) { other.wanted[said.wanted.slot] = said.wanted; void this.#bound(other, said.wanted.slot); }
    else if ('isFound' in said) other.link?.sendWhole();
    else if ('isBack' in said) { if (other.isFirst) this.#reach(from); }
    else if (said.signal.type === 'again') { if (other.isFirst) this.#reach(from); }
    else if (other.isFirst) { if (said.link === other.number) other.link?.signal(said.signal); }
    else {
      if (said.link < other.number) return;
      if (said.link > other.number || !other.link) this.#connect(from, other, said.link);
      other.link?.signal(said.signal);
    }
  }

  forget(participantId: string): void {
    const other = this.#others.get(participantId);
    if (!other) return;
    this.#cut(other);
    Object.assign(other, { number: other.isFirst ? other.number : 0, sends: [], wanted: {}, attempts: 0 });
    this.#tell(participantId, other);
    this.#context.onLink(participantId, 'reconnecting');
    if (this.#published.size > 0) this.#say(participantId, { slots: [...this.#published.keys()] });
    if (other.isFirst) this.#reach(participantId);
  }

  async publish(slot: Slot, track: MediaStreamTrack | undefined): Promise<void> {
    const hadIt = this.#published.has(slot);
    if (track) this.#published.set(slot, track);
    else this.#published.delete(slot);
    if (hadIt !== !!track) for (const id of this.#others.keys()) this.#say(id, { slots: [...this.#published.keys()] });
    await Promise.all([...this.#others.values()].map(async (other) => { await this.#fill(other, slot); }));
  }

  async limit(slot: Slot, bounds: Bounds): Promise<void> {
    this.#limits.set(slot, bounds);
    await Promise.all([...this.#others.values()].map((other) => this.#bound(other, slot)));
  }

  setWanted(participantId: string, wanted: Wanted): void {
    if (this.#others.has(participantId)) this.#say(participantId, { wanted });
  }

  resume(): void { for (const { link } of this.#others.values()) void link?.check(); }

  restart(iceServers?: readonly RTCIceServer[]): void {
    if (iceServers) this.#iceServers = iceServers;
    for (const [id, { link, isFirst }] of this.#others) {
      if (link) link.restart(iceServers);
      else if (isFirst) this.#reach(id);
    }
  }

  async sample(): Promise<readonly MediaSample[]> {
    const { Sampler, placesOf } = await import('./stats.ts');
    const samples = await Promise.all([...this.#others].map(async ([id, other]) => (other.link && !other.link.destroyed ? (other.sampler ??= new Sampler()).sample(other.link.connection, placesOf(id, other.link.places)) : [])));
    return samples.flat();
  }

  levels(): ReadonlyMap<string, number> {
    const levels = new Map<string, number>();
    for (const [id, { link, sends }] of this.#others) {
      const [source] = link && sends.includes('microphone') && !link.destroyed ? link.places[0]?.receiver.getSynchronizationSources() ?? [] : [];
      levels.set(id, source?.audioLevel ?? 0);
    }
    return levels;
  }

  leave(): void {
    this.#hasLeft = true;
    for (const id of [...this.#others.keys()]) this.#drop(id);
  }

  #say(to: string, said: Said): void { this.#context.send(to, said); }

  /** Begins a link anew, where it is for me to do so. */
  #reach(id: string): void {
    const other = this.#others.get(id);
    if (!other || this.#hasLeft) return;
    this.#cut(other);
    this.#connect(id, other, other.number + 1);
  }

  #connect(id: string, other: Other, number: number): void {
    this.#cut(other);
    other.number = number;
    const isMine = () => other.link === link, { crypt } = this.#context;
    const fill = () => {
      if (crypt) link.places.forEach((place, index) => { crypt.sends(place, slots[index]!.name); crypt.receives(place, slots[index]!.name, id); });
      for (const { name } of slots) void this.#fill(other, name);
    };
    const link: MeshLink = new MeshLink({
      isInitiator: other.isFirst, iceServers: this.#iceServers, configuration: crypt?.configuration, ...(this.#sdpTransform && { sdpTransform: this.#sdpTransform }),
      events: {
        signal: (signal) => { if (isMine()) this.#say(id, { link: number, signal }); },
        places: fill,
        connected: (isAgain) => {
          if (!isMine()) return;
          if (isAgain) { link.sendWhole(); this.#say(id, { isFound: true }); }
          other.attempts = 0;
          this.#context.onLink(id, 'connected');
          this.#tell(id, other);
          for (const { name } of slots) void this.#bound(other, name);
        },
        lost: () => { if (isMine()) this.#context.onLink(id, 'reconnecting'); },
        broken: () => { if (isMine()) this.#mend(id, other); },
      },
    });
    other.link = link;
    if (other.isFirst) fill();
  }

  /** Attempts go on as long as the other one is in the call. */
  #mend(id: string, other: Other): void {
    other.link = undefined;
    other.attempts++;
    this.#tell(id, other);
    this.#context.onLink(id, other.attempts >= attemptsToFail ? 'failed' : 'reconnecting');
    other.timer = setTimeout(() => {
      if (other.isFirst) this.#reach(id);
      else if (!other.link) this.#say(id, { link: other.number, signal: { type: 'again' } });
    }, other.isFirst && other.attempts === 1 ? 0 : backoff(Math.min(other.attempts, 3)));
  }

  #cut(other: Other): void {
    clearTimeout(other.timer);
    const { link } = other;
    other.link = undefined;
    link?.destroy();
  }

  #drop(id: string): void {
    const other = this.#others.get(id);
    if (!other) return;
    this.#others.delete(id);
    this.#cut(other);
    other.sends = [];
    this.#tell(id, other);
  }

  /** Puts what I send of a slot at its place. */
  async #fill(other: Other, slot: Slot): Promise<void> {
    const place = other.link?.places[slots.findIndex(({ name }) => name === slot)];
    if (!place) return;
    await place.sender.replaceTrack(this.#published.get(slot) ?? null).catch(() => undefined); // the link is over
    await this.#bound(other, slot);
  }

  async #bound(other: Other, slot: Slot): Promise<void> {
    const sender = other.link?.places[slots.findIndex(({ name }) => name === slot)]?.sender, wanted = other.wanted[slot];
    if (sender) await setBounds(sender, tightest(this.#limits.get(slot), wanted && { ...(wanted.maxHeight !== undefined && { height: wanted.maxHeight }) }), wanted?.isPaused === true);
  }

  /** What is theirs to be seen and heard now. */
  #tell(id: string, other: Other): void {
    slots.forEach(({ name }, index) => {
      const is = other.sends.includes(name) ? other.link?.places[index]?.receiver.track : undefined, was = other.told.get(name);
      if (is === was) return;
      if (is) other.told.set(name, is);
      else other.told.delete(name);
      this.#context.onTrack(id, name, is);
    });
  }
}
