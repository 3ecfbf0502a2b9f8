// A page in a call by way of the media server: what tests and benchmarks of many pages open. Pictures come from the browser's false camera, each page's sound is a tone of its own.
import { io, type Socket } from 'socket.io-client';
import type { CallInfo } from '../../protocol/calls.ts';
import type { MediaEvent, MediaRequest } from '../../protocol/calls.sfu.ts';
import { isPresent } from '../../protocol/calls.states.ts';
import type { LinkState, Slot } from '../call.ts';
import { SfuRouter } from './sfu.ts';

interface Options { readonly url: string; readonly token: string; readonly callId: string; readonly hertz: number; readonly width?: number; readonly height?: number; readonly frames?: number; readonly lost?: number; /** Of the whole picture, in the place of the browser's false camera. */ readonly colour?: string; /** In the call already, by that device. */ readonly place?: { readonly participantId: string; readonly deviceId: string } }
interface Seen { readonly link: LinkState; readonly frames: number; readonly hertz: number; readonly slots: readonly Slot[]; readonly height: number }

const audio = new AudioContext();

/** A picture of one colour in which a dot moves. */
function painted(colour: string, { width, height, frames }: { width: number; height: number; frames: number }): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), { width, height }), pen = canvas.getContext('2d')!;
  let at = 0;
  setInterval(() => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = 'black';
    pen.fillRect(at++ % width, 4, 6, 6);
  }, 1000 / frames);
  return canvas.captureStream(frames);
}

export class SfuPage {
  readonly links = new Map<string, LinkState>();
  readonly tracks = new Map<string, MediaStreamTrack>();
  readonly #analysers = new Map<string, AnalyserNode>();
  readonly #socket: Socket;
  readonly #options: Options;
  #deviceId: string = crypto.randomUUID();
  readonly #own = new Map<Slot, MediaStreamTrack>();
  readonly #servers: RTCIceServer[] = [];
  epochs = 0;
  call!: CallInfo;
  participantId = '';
  router: SfuRouter | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#socket = io(options.url, { transports: ['websocket'], auth: { token: options.token } });
    this.#socket.on('calls.changed', (call: CallInfo) => { if (call.id === this.call?.id) this.#learn(call); });
    this.#socket.on('calls.media', ({ epoch, data }: { epoch: number; data: MediaEvent }) => { if (epoch === this.call.epoch && !this.#isLost()) this.router?.hearServer(data); });
    this.#socket.on('connect', () => { if (this.participantId) void this.ask('calls.resume', { participantId: this.participantId, deviceId: this.#deviceId }).then((joined) => { this.#learn((joined as { call: CallInfo }).call); this.router?.resume(); }); });
  }

  async ask(name: string, input: object): Promise<unknown> {
    const answer = await this.#socket.timeout(10_000).emitWithAck('request', name, input) as { ok: unknown } | { error: object };
    if ('error' in answer) throw Object.assign(new Error(JSON.stringify(answer.error)), answer.error);
    return answer.ok;
  }

  async join(): Promise<void> {
    const { hertz, width = 320, height = 240, frames = 15, callId } = this.#options;
    const { colour } = this.#options, [camera] = (colour ? painted(colour, { width, height, frames }) : await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: frames } })).getVideoTracks();
    this.#own.set('camera', camera!);
    this.#own.set('microphone', tone(hertz));
    if (this.#options.place) this.#deviceId = this.#options.place.deviceId;
    const joined = await (this.#options.place ? this.ask('calls.resume', this.#options.place) : this.ask('calls.join', { callId, deviceId: this.#deviceId })) as { call: CallInfo; participantId: string };
    this.participantId = joined.participantId;
    this.#learn(joined.call);
  }

  async publish(slot: Slot, isOn: boolean): Promise<void> {
    if (slot === 'screen' && isOn) this.#own.set('screen', (await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480, frameRate: 5 } })).getVideoTracks()[0]!);
    await this.router?.publish(slot, isOn ? this.#own.get(slot) : undefined);
  }

  async leave(): Promise<void> {
    this.router?.leave();
    await this.ask('calls.leave', { participantId: this.participantId });
    this.#socket.close();
  }

  drop(): void { this.#socket.disconnect(); }
  back(): void { this.#socket.connect(); }

  /** By participant: pictures decoded since the page began, and which tone is heard. */
  async seen(): Promise<Record<string, Seen>> {
    const samples = await this.router?.sample() ?? [];
    const counted: Record<string, Seen> = {};
    for (const [id, link] of this.links) {
      const slots = [...this.tracks.keys()].filter((key) => key.startsWith(id)).map((key) => key.split('/')[1] as Slot);
      counted[id] = { link, slots, frames: await this.#decoded(`${id}/camera`), hertz: this.#heard(`${id}/microphone`), height: samples.find((one) => one.participantId === id && one.slot === 'camera')?.height ?? 0 };
    }
    return counted;
  }

  #isLost(): boolean { return Math.random() < (this.#options.lost ?? 0); }

  #learn(call: CallInfo): void {
    if (this.call && call.version < this.call.version) return;
    const epoch = this.router && this.call ? this.call.epoch : 0;
    this.call = call;
    if (call.route === 'sfu' && call.epoch !== epoch) this.#begin();
    const others = call.participants.filter((one) => isPresent(one) && one.id !== this.participantId);
    for (const id of this.links.keys()) if (!others.some((one) => one.id === id)) this.links.delete(id);
    this.router?.setPeers(others.map(({ id }) => ({ participantId: id, isFirst: false, isOffering: false })));
  }

  #begin(): void {
    this.router?.leave();
    this.links.clear();
    this.epochs++;
    const { epoch, id: callId } = this.call;
    this.router = new SfuRouter({
      participantId: this.participantId, epoch, iceServers: this.#servers, isBack: false,
      ask: async (data: MediaRequest) => {
        if (this.#isLost()) throw Object.assign(new Error('lost'), { code: 'timeout' });
        const answer = await this.ask('calls.media', { participantId: this.participantId, epoch, data });
        if (this.#isLost()) throw Object.assign(new Error('lost'), { code: 'timeout' });
        return answer as never;
      },
      send: () => { throw new Error(`nothing is said to others in ${callId}`); },
      onTrack: (participantId: string, slot: Slot, track: MediaStreamTrack | undefined) => { this.#show(`${participantId}/${slot}`, track); },
      onLink: (participantId: string, state: LinkState) => { this.links.set(participantId, state); },
    });
    for (const [slot, track] of this.#own) if (slot !== 'screen') void this.router.publish(slot, track);
  }

  #show(key: string, track: MediaStreamTrack | undefined): void {
    this.#analysers.delete(key);
    document.getElementById(key)?.remove();
    if (!track) { this.tracks.delete(key); return; }
    this.tracks.set(key, track);
    const stream = new MediaStream([track]), element = document.createElement(track.kind === 'audio' ? 'audio' : 'video');
    Object.assign(element, { id: key, srcObject: stream, muted: true, autoplay: true, playsInline: true }); // without an element Chromium decodes nothing
    document.body.append(element);
    if (track.kind !== 'audio') return;
    const analyser = audio.createAnalyser();
    analyser.fftSize = 8192;
    audio.createMediaStreamSource(stream).connect(analyser);
    this.#analysers.set(key, analyser);
  }

  /** The strongest tone, in Hz; 0 where it is silent. */
  #heard(key: string): number {
    const analyser = this.#analysers.get(key);
    if (!analyser) return 0;
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const at = levels.indexOf(Math.max(...levels));
    return levels[at]! > -60 ? at * audio.sampleRate / analyser.fftSize : 0;
  }

  async #decoded(key: string): Promise<number> {
    const track = this.tracks.get(key);
    if (!track || !this.router) return 0;
    const report = await this.router.statsOf(track);
    return ([...report.values()] as { type: string; framesDecoded?: number }[]).find(({ type }) => type === 'inbound-rtp')?.framesDecoded ?? 0;
  }
}

function tone(hertz: number): MediaStreamTrack {
  const oscillator = audio.createOscillator(), out = audio.createMediaStreamDestination(), gain = audio.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.value = 0.3;
  oscillator.connect(gain).connect(out);
  oscillator.start();
  return out.stream.getAudioTracks()[0]!;
}

Object.assign(globalThis, { SfuPage });
