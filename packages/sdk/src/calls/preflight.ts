import { atom } from 'nanostores';
import { toCorridorError } from '../core/errors.ts';
import type { IceServers } from '../protocol/calls.ts';
import type { Link } from '../transport/transport.ts';
import type { DeviceProblem } from './call.ts';
import { DeviceError, LocalDevices } from './media/devices.ts';
import { levelMeter } from './media/level.ts';
import { askStun, measureBitrate, openLoop, roundTrip, WayError, type WayProblem } from './preflight.network.ts';

/** What is looked at before a call: devices; the server of calls; the servers that find ways for media, one by UDP and one by TCP or TLS; how much comes through. */
export const checkNames = ['camera', 'microphone', 'speaker', 'server', 'stun', 'turnUdp', 'turnTcp', 'bandwidth'] as const;
export type CheckName = (typeof checkNames)[number];

/** `waiting`: not looked at yet, or for an answer of the person. `skipped`: there is nothing to look at. */
export type CheckState = 'waiting' | 'running' | 'ok' | 'warning' | 'failed' | 'skipped';

/**
 * `silent`: nothing is heard of the microphone; `unheard`: the person hears no tone; `slow`, `narrow`: it works, and not well; `offline`: there is no connection; `forbidden`: I may join no calls;
 * `not-configured`: the operator has named no such server; `no-way`: there is nothing to measure through.
 */
export type CheckProblem = DeviceProblem | WayProblem | 'silent' | 'unheard' | 'slow' | 'narrow' | 'offline' | 'forbidden' | 'not-configured' | 'no-way';

/** `roundTripMs` and `bitrate` (bit/s) where they were measured; `label`: the device's name. */
export interface Check { readonly name: CheckName; readonly state: CheckState; readonly problem?: CheckProblem | undefined; readonly roundTripMs?: number | undefined; readonly bitrate?: number | undefined; readonly label?: string | undefined }

/** `camera`: false for a call without pictures. */
export interface PreflightOptions { readonly camera?: boolean | undefined }

const slowMs = 400, audibleLevel = 0.01, levelMs = 100, patienceForSoundMs = 6000;
/** bit/s: pictures in 480p with sound beside them, and sound alone. */
const enoughForPictures = 500_000, enoughForSound = 60_000;

const toRtc = ({ servers }: IceServers): RTCIceServer[] => servers.map(({ urls, username, credential }) => ({ urls, ...(username !== undefined && { username }), ...(credential !== undefined && { credential }) }));
const isTcp = (url: string) => /^turns:/i.test(url) || /transport=tcp$/i.test(url);

/** Only the servers with addresses that are meant, and only those addresses. */
const only = (servers: readonly RTCIceServer[], isMeant: (url: string) => boolean): RTCIceServer[] =>
  servers.map((server) => ({ ...server, urls: [server.urls].flat().filter(isMeant) })).filter(({ urls }) => urls.length > 0);

/** Tries before a call what it will need, and says of each part whether it works. Devices stay open until it is closed, for the person to see and hear them. */
export class Preflight {
  readonly checks = atom<readonly Check[]>(checkNames.map((name) => ({ name, state: 'waiting' })));
  readonly camera = atom<MediaStreamTrack | undefined>(undefined);
  /** How loud the microphone is now, 0 to 1. */
  readonly level = atom(0);
  readonly isRunning = atom(false);
  readonly #link: Link;
  readonly #options: PreflightOptions;
  #stop = new AbortController();
  #open: (() => void)[] = [];

  constructor(link: Link, options: PreflightOptions = {}) {
    this.#link = link;
    this.#options = options;
  }

  /** Looks at everything, from the beginning; resolves when all is known but what the person is to answer. */
  async run(): Promise<void> {
    this.close();
    const stop = this.#stop = new AbortController();
    this.checks.set(checkNames.map((name) => ({ name, state: 'waiting' })));
    this.isRunning.set(true);
    await Promise.allSettled([this.#lookAtCamera(stop.signal), this.#lookAtMicrophone(stop.signal), this.#lookAtNetwork(stop.signal)]);
    if (stop === this.#stop) this.isRunning.set(false);
  }

  /** Ends what runs. What is known stays. */
  cancel(): void {
    this.#stop.abort(new DOMException('cancelled', 'AbortError'));
    this.isRunning.set(false);
    for (const { name, state } of this.checks.get()) if (state === 'running') this.#set(name, 'waiting');
  }

  /** Ends it, and gives the devices back. */
  close(): void {
    this.cancel();
    for (const close of this.#open.splice(0)) close();
    this.camera.set(undefined);
    this.level.set(0);
  }

  /** Plays a tone of a second; must come from a press. Then `answerTone` is to be called. */
  async playTone(): Promise<void> {
    if (!globalThis.AudioContext) { this.#set('speaker', 'failed', { problem: 'unsupported' }); return; }
    this.#set('speaker', 'running');
    const context = new AudioContext(), oscillator = new OscillatorNode(context, { frequency: 523.25 }), gain = new GainNode(context, { gain: 0 }), at = context.currentTime;
    oscillator.connect(gain).connect(context.destination);
    gain.gain.setValueAtTime(0, at).linearRampToValueAtTime(0.25, at + 0.05).setValueAtTime(0.25, at + 0.9).linearRampToValueAtTime(0, at + 1);
    oscillator.start();
    oscillator.stop(at + 1);
    await new Promise<void>((resolve) => { oscillator.onended = () => { resolve(); }; });
    await context.close();
    this.#set('speaker', 'waiting');
  }

  /** Whether the person has heard the tone. */
  answerTone(isHeard: boolean): void { this.#set('speaker', isHeard ? 'ok' : 'failed', isHeard ? {} : { problem: 'unheard' }); }

  #set(name: CheckName, state: CheckState, more: Omit<Check, 'name' | 'state'> = {}): void { this.checks.set(this.checks.get().map((check) => (check.name === name ? { name, state, ...more } : check))); }

  /** Opens a device for as long as it is looked at. */
  async #device(kind: 'camera' | 'microphone', signal: AbortSignal): Promise<MediaStreamTrack | undefined> {
    this.#set(kind, 'running');
    const devices = new LocalDevices();
    try {
      const track = await devices.open(kind);
      if (signal.aborted) { track.stop(); return undefined; }
      this.#open.push(() => { track.stop(); });
      return track;
    } catch (error) {
      if (!signal.aborted) this.#set(kind, 'failed', { problem: error instanceof DeviceError ? error.problem : 'unsupported' });
      return undefined;
    } finally { devices.close(); }
  }

  async #lookAtCamera(signal: AbortSignal): Promise<void> {
    if (this.#options.camera === false) { this.#set('camera', 'skipped'); return; }
    const track = await this.#device('camera', signal);
    if (!track) return;
    this.camera.set(track);
    this.#set('camera', 'ok', { label: track.label });
  }

  /** A microphone that is heard works; one that is silent so far may be heard later. */
  async #lookAtMicrophone(signal: AbortSignal): Promise<void> {
    const track = await this.#device('microphone', signal);
    if (!track) return;
    const meter = levelMeter(track);
    await new Promise<void>((resolve) => {
      let isHeard = false;
      const timer = setInterval(() => {
        const level = meter.level();
        this.level.set(level);
        if (level < audibleLevel || isHeard) return;
        isHeard = true;
        this.#set('microphone', 'ok', { label: track.label });
        resolve();
      }, levelMs);
      const late = setTimeout(() => {
        if (!isHeard) this.#set('microphone', 'warning', { problem: 'silent', label: track.label });
        resolve();
      }, patienceForSoundMs);
      signal.addEventListener('abort', () => { clearTimeout(late); resolve(); }, { once: true });
      this.#open.push(() => { clearInterval(timer); clearTimeout(late); meter.close(); });
    });
  }

  async #lookAtNetwork(signal: AbortSignal): Promise<void> {
    const servers = await this.#lookAtServer(signal);
    if (!servers) return;
    const [, udp, tcp] = await Promise.all([
      this.#lookAtStun(only(servers, (url) => /^stuns?:/i.test(url)), signal),
      this.#lookAtTurn('turnUdp', only(servers, (url) => /^turn:/i.test(url) && !isTcp(url)), signal), this.#lookAtTurn('turnTcp', only(servers, (url) => /^turns?:/i.test(url) && isTcp(url)), signal),
    ]);
    if (udp ?? tcp) for (const { name, state, problem } of this.checks.get()) if (state === 'failed' && (name === 'stun' || name === 'turnUdp' || name === 'turnTcp')) this.#set(name, 'warning', { problem }); // there is another way
    await this.#lookAtBandwidth(udp ?? tcp, signal);
  }

  /** Of the server come the others' addresses. */
  async #lookAtServer(signal: AbortSignal): Promise<RTCIceServer[] | undefined> {
    this.#set('server', 'running');
    try {
      const ice = await this.#link.request('calls.preflight', {}), times: number[] = [];
      for (let time = 0; time < 3 && !signal.aborted; time++) {
        const begin = performance.now();
        await this.#link.request('calls.live', {});
        times.push(performance.now() - begin);
      }
      if (signal.aborted) return undefined;
      const roundTripMs = Math.min(...times);
      if (roundTripMs > slowMs) this.#set('server', 'warning', { problem: 'slow', roundTripMs });
      else this.#set('server', 'ok', { roundTripMs });
      return toRtc(ice);
    } catch (error) {
      if (signal.aborted) return undefined;
      this.#set('server', 'failed', { problem: toCorridorError(error).code === 'forbidden' ? 'forbidden' : 'offline' });
      for (const name of ['stun', 'turnUdp', 'turnTcp', 'bandwidth'] as const) this.#set(name, 'skipped', { problem: 'no-way' });
      return undefined;
    }
  }

  async #lookAtStun(servers: readonly RTCIceServer[], signal: AbortSignal): Promise<void> {
    if (servers.length === 0) { this.#set('stun', 'skipped', { problem: 'not-configured' }); return; }
    this.#set('stun', 'running');
    try {
      await askStun(servers.flatMap(({ urls }) => urls), signal);
      this.#set('stun', 'ok');
    } catch (error) { this.#failed('stun', error, signal); }
  }

  /** Answers the servers where they work. */
  async #lookAtTurn(name: 'turnUdp' | 'turnTcp', servers: readonly RTCIceServer[], signal: AbortSignal): Promise<readonly RTCIceServer[] | undefined> {
    if (servers.length === 0) { this.#set(name, 'skipped', { problem: 'not-configured' }); return undefined; }
    this.#set(name, 'running');
    try {
      const loop = await openLoop(servers, signal);
      try { this.#set(name, 'ok', { roundTripMs: await roundTrip(loop, signal) }); } finally { loop.close(); }
      return servers;
    } catch (error) {
      this.#failed(name, error, signal);
      return undefined;
    }
  }

  async #lookAtBandwidth(servers: readonly RTCIceServer[] | undefined, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (!servers) { this.#set('bandwidth', 'skipped', { problem: 'no-way' }); return; }
    this.#set('bandwidth', 'running');
    try {
      const loop = await openLoop(servers, signal);
      try {
        const bitrate = await measureBitrate(loop, signal);
        if (bitrate >= enoughForPictures) this.#set('bandwidth', 'ok', { bitrate });
        else this.#set('bandwidth', bitrate >= enoughForSound ? 'warning' : 'failed', { problem: 'narrow', bitrate });
      } finally { loop.close(); }
    } catch (error) { this.#failed('bandwidth', error, signal); }
  }

  #failed(name: CheckName, error: unknown, signal: AbortSignal): void { if (!signal.aborted) this.#set(name, 'failed', { problem: error instanceof WayError ? error.problem : 'unreachable' }); }
}
