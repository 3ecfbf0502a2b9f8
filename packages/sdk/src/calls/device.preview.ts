import { atom } from 'nanostores';
import type { DeviceKind, DeviceProblem, JoinOptions, Tracks } from './call.ts';
import { DeviceError, LocalDevices } from './media/devices.ts';
import { levelMeter } from './media/level.ts';

const levelMs = 100;
type Kind = 'microphone' | 'camera';

/** My camera and microphone before a call: what others will see and hear, and by which devices. Nothing is sent. To be closed. */
export class DevicePreview {
  readonly tracks = atom<Pick<Tracks, Kind>>({});
  readonly problems = atom<Readonly<Partial<Record<Kind, DeviceProblem>>>>({});
  /** How loud the microphone is now, 0 to 1. */
  readonly level = atom(0);
  readonly #devices = new LocalDevices();
  /** What is to be on, also while it is being opened. */
  readonly #wants = new Set<Kind>();
  #meter: { level(): number; close(): void } | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isClosed = false;

  constructor() { void this.#devices.refresh(); }

  get devices() { return this.#devices.devices; }

  /** What to come into a call with. */
  get options(): JoinOptions { return { camera: this.#wants.has('camera'), microphone: this.#wants.has('microphone'), devices: this.devices.get().chosen }; }

  setCamera(isOn: boolean): Promise<void> { return this.#switch('camera', isOn); }
  setMicrophone(isOn: boolean): Promise<void> { return this.#switch('microphone', isOn); }

  async choose(kind: DeviceKind, deviceId: string): Promise<void> {
    this.#devices.choose(kind, deviceId);
    if (kind === 'speaker' || !this.#wants.has(kind)) return;
    this.#put(kind, undefined);
    await this.#switch(kind, true);
  }

  /** The devices are given back. */
  close(): void {
    this.#isClosed = true;
    this.#put('camera', undefined);
    this.#put('microphone', undefined);
    this.#devices.close();
  }

  async #switch(kind: Kind, isOn: boolean): Promise<void> {
    if (!isOn) {
      this.#wants.delete(kind);
      this.#put(kind, undefined);
      return;
    }
    this.#wants.add(kind);
    if (this.tracks.get()[kind]) return;
    try {
      const track = await this.#devices.open(kind);
      if (this.#isClosed || !this.#wants.has(kind) || this.tracks.get()[kind]) { track.stop(); return; }
      this.#put(kind, track);
      this.#setProblem(kind, undefined);
      track.addEventListener('ended', () => void this.#onEnded(kind, track));
    } catch (error) {
      this.#wants.delete(kind);
      this.#setProblem(kind, error instanceof DeviceError ? error.problem : 'unsupported');
    }
  }

  /** Unplugged, or taken back. */
  async #onEnded(kind: Kind, track: MediaStreamTrack): Promise<void> {
    if (this.tracks.get()[kind] !== track) return;
    this.#wants.delete(kind);
    this.#put(kind, undefined);
    this.#setProblem(kind, await this.#devices.whyEnded(kind));
  }

  #put(kind: Kind, track: MediaStreamTrack | undefined): void {
    const { [kind]: before, ...others } = this.tracks.get();
    if (before === track) return;
    this.tracks.set(track ? { ...others, [kind]: track } : others);
    before?.stop();
    if (kind !== 'microphone') return;
    this.#meter?.close();
    clearInterval(this.#timer);
    this.level.set(0);
    this.#meter = track && levelMeter(track);
    if (track) this.#timer = setInterval(() => { this.level.set(this.#meter?.level() ?? 0); }, levelMs);
  }

  #setProblem(kind: Kind, problem: DeviceProblem | undefined): void {
    const { [kind]: _before, ...others } = this.problems.get();
    this.problems.set(problem ? { ...others, [kind]: problem } : others);
  }
}
