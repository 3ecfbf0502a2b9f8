import { atom } from 'nanostores';
import type { CallMedia } from '../protocol/calls.ts';
import type { CameraView, DeviceKind, DeviceProblem, JoinOptions, ScreenOptions, Slot, Tracks } from './call.ts';
import { Effects } from './call.effects.ts';
import { DeviceError, LocalDevices } from './media/devices.ts';
import { levelMeter } from './media/level.ts';

export interface OwnTracksSurroundings {
  isOver(): boolean;
  /** Whether this may be begun here. */
  may(kind: keyof CallMedia): boolean;
  /** Another one takes the place of what was sent there. */
  onTrack(slot: Slot, track: MediaStreamTrack | undefined): void;
  /** What I send has changed, or what I want to. */
  onChange(): void;
}

/** My microphone, camera and screen in a call: opened once at a time, given back with its end, and each problem with them known. */
export class OwnTracks {
  readonly tracks = atom<Tracks>({});
  readonly problems = atom<Partial<Record<'microphone' | 'camera' | 'screen', DeviceProblem>>>({});
  readonly effects: Effects;
  readonly local: LocalDevices;
  /** What I want to be on, also while it is being opened. */
  readonly wants = new Set<Slot>();
  /** To be followed by `hush`. */
  isHeld = false;
  readonly #around: OwnTracksSurroundings;
  /** Each is opened once at a time, whoever asks. */
  readonly #opening = new Map<Slot, Promise<void>>();
  #meter: ReturnType<typeof levelMeter> | undefined;

  constructor(url: string, { quality, devices }: JoinOptions, around: OwnTracksSurroundings) {
    this.local = new LocalDevices(quality === 'high' ? '1080p' : undefined, devices);
    this.effects = new Effects(url, (kind) => this.#reopen(kind));
    this.#around = around;
  }

  /** What the others get of me. */
  get sent(): CallMedia {
    const { microphone, camera, screen } = this.tracks.get();
    return { microphone: microphone?.enabled ?? false, camera: !!camera, screen: !!screen };
  }

  /** How loud I am, 0 to 1. */
  get level(): number { return this.tracks.get().microphone?.enabled ? this.#meter?.level() ?? 0 : 0; }

  /** All are given back. */
  close(): void {
    this.#meter?.close();
    this.local.close();
    for (const track of Object.values(this.tracks.get())) track.stop();
    this.tracks.set({});
  }

  /** On hold nobody hears me, whoever listens to my microphone: the others, captions, a recording of mine. */
  hush(): void {
    const { microphone } = this.tracks.get();
    if (microphone) microphone.enabled = !this.isHeld && this.wants.has('microphone');
  }

  async setMicrophone(isOn: boolean): Promise<void> {
    const { microphone } = this.tracks.get();
    if (isOn && !this.#around.may('microphone')) return;
    if (isOn) this.wants.add('microphone');
    else this.wants.delete('microphone');
    if (isOn && !microphone) await this.#open('microphone');
    this.hush();
    this.tracks.set({ ...this.tracks.get() });
    this.#around.onChange();
  }

  async setCamera(isOn: boolean): Promise<void> {
    if (isOn && !this.#around.may('camera')) return;
    if (isOn) {
      this.wants.add('camera');
      await this.#open('camera');
    } else {
      this.wants.delete('camera');
      this.#put('camera', undefined);
    }
    this.#around.onChange();
  }

  async shareScreen(options: ScreenOptions = {}): Promise<void> {
    if (!this.#around.may('screen')) return;
    try {
      const { screen, screenAudio } = await this.local.openScreen(options);
      if (this.#around.isOver()) { screen.stop(); screenAudio?.stop(); return; }
      this.#put('screen', screen);
      this.#put('screenAudio', screenAudio);
      screen.addEventListener('ended', () => { if (this.tracks.get().screen === screen) void this.stopSharing(); }); // by the browser's own bar
      this.#setProblem('screen', undefined);
      this.#around.onChange();
    } catch (error) {
      this.#setProblem('screen', error instanceof DeviceError ? error.problem : 'unsupported');
    }
  }

  async stopSharing(): Promise<void> {
    this.#put('screen', undefined);
    this.#put('screenAudio', undefined);
    this.#around.onChange();
    await Promise.resolve();
  }

  async choose(kind: DeviceKind, deviceId: string): Promise<void> {
    this.local.choose(kind, deviceId);
    if (kind !== 'speaker') await this.#reopen(kind);
  }

  async setView(view: Partial<CameraView>): Promise<void> {
    this.local.setView(view);
    await this.#reopen('camera');
  }

  /** Opens a microphone or camera, and sends what it gives. */
  #open(kind: 'microphone' | 'camera', isAnother = false): Promise<void> {
    if (this.tracks.get()[kind] && !isAnother) return Promise.resolve();
    const opening = this.#opening.get(kind) ?? this.effects.open(kind, (suppressesNoise) => this.local.open(kind, suppressesNoise)).then((track) => {
      if (this.#around.isOver() || (isAnother ? !this.tracks.get()[kind] : !this.wants.has(kind))) { track.stop(); return; }
      this.#put(kind, track);
      this.#setProblem(kind, undefined);
      track.addEventListener('ended', () => void this.#onEnded(kind, track));
    }, (error: unknown) => { this.#setProblem(kind, error instanceof DeviceError ? error.problem : 'unsupported'); })
      .finally(() => { this.#opening.delete(kind); });
    this.#opening.set(kind, opening);
    return opening;
  }

  /** Takes its place when it is there, and is as mute as what it was. */
  async #reopen(kind: 'microphone' | 'camera'): Promise<void> {
    await this.#opening.get(kind);
    const before = this.tracks.get()[kind];
    if (!before) return;
    await this.#open(kind, true);
    if (this.problems.get()[kind] === 'busy') { // a phone has one camera open at a time
      before.stop();
      await this.#open(kind, true);
    }
    const track = this.tracks.get()[kind];
    if (track) track.enabled = before.enabled;
  }

  /** A device that was unplugged gives way to another one where there is one. */
  async #onEnded(kind: 'microphone' | 'camera', track: MediaStreamTrack): Promise<void> {
    if (this.tracks.get()[kind] !== track) return;
    const problem = await this.local.whyEnded(kind), { enabled } = track;
    this.#put(kind, undefined);
    this.#setProblem(kind, problem);
    await this.local.refresh();
    if (problem === 'unplugged' && this.local.devices.get().list[kind].length > 0) {
      await this.#open(kind);
      const next = this.tracks.get()[kind];
      if (next && !enabled) next.enabled = false; // it may be on hold meanwhile
    }
    this.#around.onChange();
  }

  #put(slot: Slot, track: MediaStreamTrack | undefined): void {
    const { [slot]: before, ...others } = this.tracks.get();
    if (before === track) return;
    if (track && slot === 'microphone') track.enabled &&= !this.isHeld;
    this.tracks.set(track ? { ...others, [slot]: track } : others);
    this.#around.onTrack(slot, track);
    before?.stop();
    if (slot !== 'microphone') return;
    this.#meter?.close();
    this.#meter = track && levelMeter(track);
  }

  #setProblem(kind: 'microphone' | 'camera' | 'screen', problem: DeviceProblem | undefined): void {
    const { [kind]: _before, ...others } = this.problems.get();
    this.problems.set(problem ? { ...others, [kind]: problem } : others);
  }

  /** What I may not send here is not sent, and its devices are given back. */
  obey(said: CallMedia | undefined): void {
    for (const slot of ['microphone', 'camera', 'screen', 'screenAudio'] as const) {
      if (said?.[slot === 'screenAudio' ? 'screen' : slot]) continue;
      this.wants.delete(slot);
      this.#put(slot, undefined);
    }
  }
}
