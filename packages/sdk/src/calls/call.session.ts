import { atom, type ReadableAtom } from 'nanostores';
import { backoff } from '../core/backoff.ts';
import { CorridorError, toCorridorError } from '../core/errors.ts';
import type { CallInfo, CallMedia, IceServers } from '../protocol/calls.ts';
import { isLive, isPresent, isWaiting, refusedMedia } from '../protocol/calls.states.ts';
import type { WireEvent } from '../transport/transport.ts';
import type { CallPhase, CallSession, CameraView, DeviceKind, JoinOptions, LinkState, Peer, Quality, ScreenOptions, Slot, StartOptions } from './call.ts';
import { Captions } from './call.captions.ts';
import { Encryption } from './call.encryption.ts';
import { Hosts } from './call.hosts.ts';
import type { CallRecordings } from './call.recording.ts';
import { OwnTracks } from './call.tracks.ts';
import type { CallMetrics, MediaWatch } from './call.watch.ts';
import { type WordsDoor, wordsOf } from './call.words.door.ts';
import { keepPlace, myDevice } from './calls.place.ts';
import type { CallsSurroundings } from './calls.ts';
import { late } from './media/late.ts';
import { MeshRouter } from './media/mesh.ts';
import { opusFor, withOpus } from './media/opus.ts';
import type { MediaPeer, MediaRouter, RouterContext, Wanted } from './media/router.ts';
import { patiently } from './patience.ts';
import { Signals } from './signals.ts';

const loadSfu = () => import('./media/sfu.ts'), loadWatch = () => import('./call.watch.ts');

export interface Joined { readonly call: CallInfo; readonly participantId: string; readonly ice: IceServers }

/** Who speaks is looked at so often, and has to be so loud. */
const levelsMs = 200, audible = 0.02;
/** Credentials are asked for again this long before they expire. */
const iceAheadMs = 60_000, longestTimerMs = 2 ** 31 - 1;

const toRtc = ({ servers }: IceServers): RTCIceServer[] => servers.map(({ urls, username, credential }) => ({ urls, ...(username !== undefined && { username }), ...(credential !== undefined && { credential }) }));

/** The call that this page is in: its state from the server, its media by a router, its devices. */
export class Session implements CallSession {
  id = '';
  participantId = '';
  readonly call = atom<CallInfo>(undefined as never);
  readonly phase = atom<CallPhase>('connecting');
  readonly peers = atom<readonly Peer[]>([]);
  readonly speaker = atom<string | undefined>(undefined);
  readonly levels = atom<Readonly<Record<string, number>>>({});
  readonly quality = atom<Quality | undefined>(undefined);
  readonly problem = atom<CorridorError | undefined>(undefined);
  readonly hosts: Hosts;
  /** For the engine: what makes recordings work. */
  loadRecordings!: () => Promise<CallRecordings>;
  readonly words: WordsDoor;
  readonly captions: Captions;
  readonly #encryption = new Encryption();
  readonly encryption = this.#encryption.state;
  /** For the engine: the call that waits for this one to be over. */
  held: Session | undefined;
  /** For the engine: another call while this one is on hold. */
  onConsult: ((channelId: string, options: StartOptions) => Promise<CallSession>) | undefined;
  /** For the engine: the server has let us in, or has us wait in a lobby, from which it lets us in later. */
  onEntered: ((call: CallInfo) => void) | undefined;
  /** For the engine: another call goes on until this one is answered, and has the devices; `next` is that of all sessions of a page. */
  isSecond = false;
  next!: ReadableAtom<Session | undefined>;
  /** For the engine: another session of this page has that place in a call. */
  isMine: (participantId: string) => boolean = () => false;

  readonly #around: CallsSurroundings;
  readonly #options: JoinOptions;
  readonly #onOver: () => void;
  readonly #own: OwnTracks;
  readonly #remote = new Map<string, Partial<Record<Slot, MediaStreamTrack>>>();
  readonly #links = new Map<string, LinkState>();
  /** What is looked at and by whom, by participant and slot: also when media take another way. */
  readonly #wanted = new Map<string, Map<object, Wanted>>();
  #router: MediaRouter | undefined;
  #signals: Signals | undefined;
  #watch: MediaWatch | undefined;
  #qualities: ReadonlyMap<string, Quality> = new Map();
  #ice: IceServers = { servers: [], expiresAt: null };
  #iceTimer: ReturnType<typeof setTimeout> | undefined;
  #levelTimer: ReturnType<typeof setInterval> | undefined;
  #hasConnected = false;
  #isHeld = false;
  /** What was asked of the server last, while it has not said that the call goes on: until then nothing is sent. */
  #wish: { isHeld: boolean } | undefined;
  #recordings: Promise<CallRecordings> | undefined;

  constructor(around: CallsSurroundings, options: JoinOptions, onOver: () => void) {
    this.#around = around;
    this.#options = options;
    this.#onOver = onOver;
    this.#own = new OwnTracks(around.url, options, {
      isOver: () => this.phase.get() === 'over',
      may: (kind) => this.#may(kind),
      onTrack: (slot, track) => {
        if (!this.#isHeld) void this.#router?.publish(slot, track);
        this.#watch?.apply();
      },
      onChange: () => { this.#tellMedia(); },
    });
    this.captions = new Captions(this, around.fetch);
    this.words = wordsOf(around.link, () => this.participantId);
    this.call.listen((call) => { this.words.follow(call); this.#limit(call); });
    this.hosts = new Hosts(around.link, () => this.id, (call) => { this.learn(call); }, (kind, isOn) => (kind === 'microphone' ? this.setMicrophone(isOn) : kind === 'camera' ? this.setCamera(isOn) : isOn ? this.shareScreen() : this.stopSharing()));
  }

  get devices() { return this.#own.local.devices; }
  get tracks() { return this.#own.tracks; }
  get problems() { return this.#own.problems; }
  get effects() { return this.#own.effects; }

  /** For the engine, before the server is asked to let us into a call that is known to be encrypted. */
  async encrypt(): Promise<void> {
    try { await this.#encryption.prepare(); } catch (error) { this.drop(); throw error; }
  }

  /** Devices are opened while the server is asked, where no other call has them. */
  async enter(asked: Promise<Joined>, isBack = false): Promise<this> {
    if (!this.isSecond) this.#openDevices();
    try {
      const { call: entered, participantId, ice } = await asked;
      Object.assign(this, { id: entered.id, participantId });
      this.call.set(entered);
      if (entered.settings.isEncrypted) await this.#encryption.prepare();
      else if (this.#options.isEncrypted) throw new CorridorError('conflict', 'This call is not encrypted from end to end', { details: { reason: 'not-encrypted' } });
      const call = this.call.get();
      if (this.phase.get() === 'over') { void this.leave(); return this; } // given up before the server has answered
      if (this.#waitsIn(call)) this.phase.set('waiting');
      this.onEntered?.(call);
      if (this.#waitsIn(call)) return this;
      if (!this.#isIn(call)) { this.drop(); return this; }
      this.#begin(call, ice, isBack || call.participants.find(({ id }) => id === participantId)?.state !== 'answered'); // from a device that was lost
      return this;
    } catch (thrown) {
      this.drop();
      if (this.participantId && !this.isMine(this.participantId)) void this.#around.link.request('calls.leave', { participantId: this.participantId }).catch(() => undefined); // let in, and not able to be there
      throw toCorridorError(thrown);
    }
  }

  /** For the engine: this is the call of the page from now on. */
  take(): void {
    if (!this.isSecond) return;
    this.isSecond = false;
    this.#openDevices();
  }

  #openDevices(): void {
    void this.#own.local.refresh();
    if (this.#options.microphone ?? true) void this.setMicrophone(true);
    if (this.#options.camera) void this.setCamera(true);
  }

  #begin(call: CallInfo, ice: IceServers, isBack: boolean): void {
    this.#own.obey({ microphone: this.#may('microphone'), camera: this.#may('camera'), screen: this.#may('screen') }); // what was opened while the server was asked
    this.#keepIce(ice);
    this.#route(call, isBack);
    this.#levelTimer = setInterval(() => { this.#listen(); }, levelsMs);
    this.#tellMedia();
    this.#keepHold();
  }

  /** Somebody has let me in. */
  async #come(): Promise<void> {
    try {
      const ice = await patiently(() => this.#askIce(), () => this.phase.get() !== 'connecting');
      if (this.phase.get() === 'connecting') this.#begin(this.call.get(), ice, false);
    } catch (thrown) {
      this.problem.set(toCorridorError(thrown));
      if (this.phase.get() === 'connecting') await this.leave();
    }
  }

  /** For the engine: the call as it is now. */
  learn(call: CallInfo): void {
    if (call.id !== this.id || call === this.call.get() || call.version < this.call.get().version) return;
    const before = this.call.get();
    this.call.set(call);
    if (this.phase.get() === 'over' || (this.phase.get() === 'waiting' && this.#waitsIn(call))) return;
    if (!this.#isIn(call)) { this.drop(); return; }
    if (this.phase.get() === 'waiting') {
      this.phase.set('connecting');
      this.onEntered?.(call);
      void this.#come();
      return;
    }
    if (!this.#router) return; // about to begin
    if (call.epoch !== before.epoch || call.route !== before.route) this.#route(call, false);
    else this.#setPeers(call);
    if (this.#around.link.isOnline() && call.participants.find(({ id }) => id === this.participantId)?.state === 'reconnecting') void this.resume(); // the server has missed me, and I am here
  }

  /** For the engine: something said in this call. */
  hear(event: WireEvent): void {
    if (event.name === 'calls.told' && event.payload.callId === this.id) this.words.hear(event.payload.from, event.payload.words);
    if (event.name === 'calls.asked' && event.payload.participantId === this.participantId) this.hosts.hear(event.payload);
    if (event.name === 'calls.media' && event.payload.participantId === this.participantId && event.payload.epoch === this.call.get().epoch) this.#router?.hearServer?.(event.payload.data);
    if (event.name === 'calls.signal' && event.payload.to === this.participantId && event.payload.epoch === this.call.get().epoch) this.#signals?.receive(event.payload.from, event.payload.signals);
  }

  /** For the engine, on each connection: this device is there again, and what was said meanwhile is said once more. */
  async resume(): Promise<void> {
    if (!this.participantId || this.phase.get() === 'over') return;
    try {
      const { call, ice } = await this.#around.link.request('calls.resume', { participantId: this.participantId, deviceId: myDevice() });
      if (!this.#waitsIn(call)) this.#renew(ice);
      this.learn(call);
      this.problem.set(undefined);
      this.#signals?.resume();
      this.#router?.resume?.();
      this.#tellMedia();
      this.#keepHold();
    } catch (thrown) {
      const error = toCorridorError(thrown);
      this.problem.set(error);
      if (!error.isRetryable) this.drop();
      else if (this.#around.link.isOnline()) setTimeout(() => { void this.resume(); }, backoff(1)); // else with the next connection
    }
  }

  /** Leaves nothing open. The server is not told. */
  drop(): void {
    if (this.phase.get() === 'over') return;
    this.phase.set('over');
    clearInterval(this.#levelTimer);
    clearTimeout(this.#iceTimer);
    this.#watch?.close();
    this.#router?.leave();
    this.#signals?.close();
    this.words.close();
    this.#encryption.close();
    this.#own.close();
    this.#remote.clear();
    this.peers.set([]);
    this.#onOver();
  }

  recordings(): Promise<CallRecordings> {
    if (!this.#recordings) (this.#recordings = this.loadRecordings()).catch(() => { this.#recordings = undefined; });
    return this.#recordings;
  }

  setMicrophone(isOn: boolean): Promise<void> { return this.#own.setMicrophone(isOn); }
  setCamera(isOn: boolean): Promise<void> { return this.#own.setCamera(isOn); }
  shareScreen(options?: ScreenOptions): Promise<void> { return this.#own.shareScreen(options); }
  stopSharing(): Promise<void> { return this.#own.stopSharing(); }
  choose(kind: DeviceKind, deviceId: string): Promise<void> { return this.#own.choose(kind, deviceId); }
  setView(view: Partial<CameraView>): Promise<void> { return this.#own.setView(view); }

  async setHold(isHeld: boolean): Promise<void> {
    const wish = this.#wish = { isHeld };
    if (isHeld) this.#hold(true);
    const isHeard = await this.#update(wish);
    if (isHeld || wish !== this.#wish) return;
    this.#wish = undefined;
    if (isHeard) this.#hold(false);
    else this.#keepHold(); // what came meanwhile of a connection that is new has left it out
  }

  #hold(isHeld: boolean): void {
    this.#isHeld = this.#own.isHeld = isHeld;
    if (this.phase.get() === 'over') return;
    this.#own.hush();
    for (const [slot, track] of Object.entries(this.tracks.get())) void this.#router?.publish(slot as Slot, isHeld ? undefined : track);
    this.#setPeers(this.call.get());
    this.#tellMedia();
  }

  /** For the engine: this page was on hold before it was loaded anew. */
  stayHeld(): void { this.#isHeld = this.#own.isHeld = true; }

  /** Whoever was away is back without being on hold, as far as the server knows. */
  #keepHold(): void { if (this.#isHeld && this.#wish?.isHeld !== false) void this.#update({ isHeld: true }); }

  async setHand(isHandUp: boolean): Promise<void> { await this.#update({ isHandUp }); }

  async invite(userIds: readonly string[]): Promise<void> { this.learn(await this.#around.link.request('calls.invite', { callId: this.id, userIds: [...userIds] })); }

  async consult(channelId: string, options: StartOptions): Promise<CallSession> {
    if (!this.onConsult) throw new CorridorError('conflict', 'This call is over');
    return this.onConsult(channelId, options);
  }

  async merge({ isLeaving = false } = {}): Promise<void> {
    if (!this.held) throw new CorridorError('conflict', 'No call is on hold for this one');
    this.learn(await this.#around.link.request('calls.merge', { callId: this.held.id, into: this.id, isLeaving }));
  }

  setWanted(participantId: string, wanted: Wanted, by: object = this): void {
    const key = `${participantId} ${wanted.slot}`, all = this.#wanted.get(key) ?? new Map<object, Wanted>();
    if (wanted.isPaused) all.delete(by);
    else all.set(by, wanted);
    this.#wanted.set(key, all);
    this.#want(key, all);
  }

  /** What the one who shows it largest wants of it. */
  #want(key: string, all: ReadonlyMap<object, Wanted>): void {
    const [participantId, slot] = key.split(' ') as [string, Wanted['slot']], maxHeight = Math.max(...[...all.values()].map((one) => one.maxHeight ?? Infinity));
    this.#router?.setWanted(participantId, { slot, ...(all.size === 0 ? { isPaused: true } : maxHeight < Infinity && { maxHeight }) });
  }

  async leave(): Promise<void> {
    const { participantId } = this;
    this.drop();
    if (participantId) await this.#around.link.request('calls.leave', { participantId }).then((call) => { this.call.set(call); }, () => undefined); // without a connection the server takes me out by itself
  }

  async end(): Promise<void> {
    this.call.set(await this.#around.link.request('calls.end', { callId: this.id }));
    this.drop();
  }

  #waitsIn(call: CallInfo): boolean { return isLive(call) && call.participants.some((one) => one.id === this.participantId && isWaiting(one)); }
  #isIn(call: CallInfo): boolean { return isLive(call) && call.participants.some((one) => one.id === this.participantId && isPresent(one)); }

  /** Before the server has answered nothing is sent, and what I send already goes on. */
  #may(kind: keyof CallMedia): boolean {
    const { settings, participants = [] } = this.call.get() ?? {}, me = participants.find(({ id }) => id === this.participantId);
    return !settings || !me || me.media[kind] || !refusedMedia(settings, me, kind);
  }

  /** What the room of a call says of pictures holds for what is taken and for what is sent. */
  #limit({ settings }: CallInfo): void {
    this.#own.local.limit(settings.mostHeight, this.tracks.get());
    this.#watch?.apply();
  }

  /** Media take their way, or another one than before. */
  #route(call: CallInfo, isBack: boolean): void {
    this.#watch?.close();
    this.#router?.leave();
    this.#signals?.close();
    this.#remote.clear();
    this.#links.clear();
    const signals = new Signals({
      request: (to, signals) => this.#around.link.request('calls.signal', { participantId: this.participantId, to, epoch: call.epoch, signals }),
      hear: (from, data) => { if (!this.#encryption.hear(from, data)) this.#router?.hear(from, data); },
      onRun: (from) => { this.#encryption.forget(from); this.#router?.forget(from); },
    });
    this.#encryption.follow({ callId: this.id, me: this.participantId, send: (to, data) => { signals.send(to, data); } });
    const context: RouterContext = {
      participantId: this.participantId, epoch: call.epoch, iceServers: toRtc(this.#ice), isBack, crypt: this.#encryption.media,
      send: (to, data) => { signals.send(to, data); },
      onTrack: (from, slot, track) => {
        const theirs = { ...this.#remote.get(from) };
        if (track) theirs[slot] = track;
        else delete theirs[slot];
        this.#remote.set(from, theirs);
        this.#show();
      },
      onLink: (from, state) => {
        this.#links.set(from, state);
        if (state === 'reconnecting' || state === 'failed') this.#watch?.noteBreak(from);
        this.#show();
      },
    };
    this.#signals = signals;
    const isHighQuality = this.#options.quality === 'high';
    const sdpTransform = (sdp: string) => withOpus(sdp, opusFor({ hasVideo: true, isHighQuality })); // less is sent by the bounds of the moment
    const router: MediaRouter = this.#router = call.route === 'mesh' ? new MeshRouter(context, sdpTransform)
      : late(async () => new (await loadSfu()).SfuRouter({ ...context, ask: (data) => this.#around.link.request('calls.media', { participantId: this.participantId, epoch: call.epoch, data }) }, sdpTransform));
    this.#watch = undefined;
    loadWatch().then(({ MediaWatch: Watch, CallMetrics: Metrics }) => { if (this.#router === router && this.phase.get() !== 'over') this.#look(router, Watch, Metrics); }, () => undefined); // without figures then
    for (const [slot, track] of Object.entries(this.tracks.get())) if (!this.#isHeld) void this.#router.publish(slot as Slot, track);
    this.#setPeers(call);
    for (const [key, all] of this.#wanted) this.#want(key, all);
  }

  /** How media flow is looked at from now on. */
  #look(router: MediaRouter, Watch: typeof MediaWatch, Metrics: typeof CallMetrics): void {
    const metrics = new Metrics(this.#around.link, this.participantId);
    this.#watch = new Watch({
      router, links: this.#links, isHighQuality: this.#options.quality === 'high',
      mostHeight: () => this.call.get().settings.mostHeight,
      sends: () => ({ camera: !!this.tracks.get().camera, screen: !!this.tracks.get().screen }),
      onQuality: (each, all) => {
        this.#qualities = each;
        metrics.note(this.#watch?.samples.get() ?? [], all, new Map([...each].map(([id, { score }]) => [id, score])));
        this.quality.set(all);
        this.#show();
      },
    });
  }

  #setPeers(call: CallInfo): void {
    const present = call.participants.filter(isPresent), me = present.findIndex(({ id }) => id === this.participantId);
    const order = (id: string) => { const one = present.find((other) => other.id === id)!; return `${one.joinedAt ?? ''} ${one.id}`; };
    const peers: MediaPeer[] = present.flatMap(({ id }, index) => (index === me ? [] : [{ participantId: id, isFirst: order(id) < order(this.participantId) }]));
    for (const id of this.#links.keys()) if (!peers.some(({ participantId }) => participantId === id)) {
      this.#links.delete(id);
      this.#remote.delete(id);
      this.#signals?.drop(id);
    }
    this.#encryption.setPeers(present.flatMap(({ id, state }, index) => (index === me ? [] : [{ id, isAway: state === 'reconnecting' }])));
    this.#router?.setPeers(peers);
    if (peers.length > 1) loadSfu().catch(() => undefined); // with more people the call may move over
    this.#show();
  }

  /** What is to be seen of the others now, and how far we are. */
  #show(): void {
    const call = this.call.get(), states = [...this.#links.values()];
    this.peers.set([...this.#links].flatMap(([participantId, link]): Peer[] => {
      const one = call.participants.find(({ id }) => id === participantId);
      return one ? [{ participantId, userId: one.userId, tracks: this.#isHeld ? {} : { ...this.#remote.get(participantId) }, link, quality: this.#qualities.get(participantId) }] : [];
    }));
    if (states.includes('connected') && !this.#hasConnected) {
      this.#hasConnected = true;
      void this.#update({ isConnected: true });
    }
    const isUp = states.length === 0 ? this.#hasConnected : states.includes('connected');
    if (this.phase.get() !== 'over') this.phase.set(isUp ? 'connected' : this.#hasConnected ? 'reconnecting' : 'connecting');
  }

  /** The others are told what I send, where it is not what they know; a reloaded page begins with the same. */
  #tellMedia(): void {
    const me = this.participantId && this.call.get().participants.find(({ id }) => id === this.participantId);
    if (!me || this.isSecond || this.phase.get() === 'over') return;
    const media = this.#own.sent;
    keepPlace({ callId: this.id, participantId: this.participantId, camera: this.#own.wants.has('camera'), microphone: this.#own.wants.has('microphone'), isEncrypted: this.call.get().settings.isEncrypted, isHeld: this.#isHeld });
    if (this.phase.get() === 'waiting') return; // nobody hears or sees me yet
    if (media.microphone !== me.media.microphone || media.camera !== me.media.camera || media.screen !== me.media.screen) void this.#update({ media });
  }

  /** Whether the server has heard it. */
  async #update(change: { media?: CallMedia; isHeld?: boolean; isHandUp?: boolean; isConnected?: true }): Promise<boolean> {
    try {
      this.learn(await this.#around.link.request('calls.update', { participantId: this.participantId, ...change }));
      this.problem.set(undefined);
      if (change.media && JSON.stringify(change.media) !== JSON.stringify(this.#own.sent)) this.#tellMedia(); // it has become another meanwhile
      return true;
    } catch (thrown) {
      const error = toCorridorError(thrown);
      this.problem.set(error); // told again with the next connection
      if (error.code === 'forbidden' && change.media) this.#own.obey(this.call.get().participants.find(({ id }) => id === this.participantId)?.media);
      return false;
    }
  }

  #listen(): void {
    const levels = { ...Object.fromEntries(this.#router?.levels() ?? []), [this.participantId]: this.#own.level };
    const before = this.levels.get();
    if (Object.keys({ ...before, ...levels }).some((id) => Math.abs((levels[id] ?? 0) - (before[id] ?? 0)) > 0.01)) this.levels.set(levels);
    const [loudest] = Object.entries(levels).filter(([id, level]) => id !== this.participantId && level > audible).sort(([, a], [, b]) => b - a);
    if (loudest) this.speaker.set(loudest[0]);
  }

  #keepIce(ice: IceServers): void {
    this.#ice = ice;
    clearTimeout(this.#iceTimer);
    if (ice.expiresAt === null) return;
    const ms = Math.min(longestTimerMs, Math.max(1000, Date.parse(ice.expiresAt) - Date.now() - iceAheadMs));
    this.#iceTimer = setTimeout(() => { patiently(() => this.#askIce(), () => this.phase.get() === 'over').then((next) => { this.#renew(next); }, () => undefined); }, ms);
  }

  #askIce(): Promise<IceServers> { return this.#around.link.request('calls.ice', { participantId: this.participantId }); }

  /** With other credentials the ways are found anew: those of before are about to expire. */
  #renew(ice: IceServers): void {
    if (this.phase.get() === 'over') return;
    const isOther = JSON.stringify(ice.servers) !== JSON.stringify(this.#ice.servers);
    this.#keepIce(ice);
    if (isOther) this.#router?.restart(toRtc(ice));
  }
}
