import { atom } from 'nanostores';
import type { CameraView, Device, DeviceKind, DeviceProblem, Devices, ScreenOptions } from '../call.ts';
import { cameraConstraints, microphoneConstraints, type Resolution, screenConstraints, withoutBounds } from './constraints.ts';

const kinds = { microphone: 'audioinput', camera: 'videoinput', speaker: 'audiooutput' } as const;

/** A device or screen that is not to be had, and why. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  readonly problem: DeviceProblem;
  constructor(problem: DeviceProblem, cause: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }
}

async function isRefused(name: 'microphone' | 'camera'): Promise<boolean> {
  try { return (await navigator.permissions.query({ name: name })).state === 'denied'; } catch { return true; } // a browser that does not say
}

async function problemOf(error: unknown, kind: 'microphone' | 'camera' | 'screen'): Promise<DeviceProblem> {
  const { name, message } = error as DOMException;
  switch (name) {
    case 'NotAllowedError': return kind === 'screen' ? (/system/i.test(message) ? 'denied' : 'dismissed') : /dismissed/i.test(message) || !(await isRefused(kind)) ? 'dismissed' : 'denied';
    case 'NotFoundError': case 'OverconstrainedError': return 'missing';
    case 'NotReadableError': case 'AbortError': return 'busy';
    default: return 'unsupported';
  }
}

const toDevice = ({ deviceId, label }: MediaDeviceInfo): Device => ({ deviceId, label });

/** The microphones, cameras and loudspeakers of this device, and what is taken from them. */
export class LocalDevices {
  readonly devices = atom<Devices>({ list: { microphone: [], camera: [], speaker: [] }, chosen: {}, view: { resolution: '720p', facing: 'user' } });
  readonly #onChange = (): void => { void this.refresh(); };

  /** Of a picture, in pixels. */
  #mostHeight: number | null = null;

  constructor(resolution?: Resolution, chosen: Devices['chosen'] = {}) {
    const { view, ...rest } = this.devices.get();
    this.devices.set({ ...rest, chosen, view: resolution ? { ...view, resolution } : view });
    this.#media?.addEventListener('devicechange', this.#onChange);
  }

  /** No picture is taken any higher from now on; those that are open are made smaller, or larger again. */
  limit(mostHeight: number | null, { camera, screen }: { readonly camera?: MediaStreamTrack | undefined; readonly screen?: MediaStreamTrack | undefined }): void {
    if (mostHeight === this.#mostHeight) return;
    this.#mostHeight = mostHeight;
    void camera?.applyConstraints(cameraConstraints({ resolution: this.devices.get().view.resolution, mostHeight })).catch(() => camera.applyConstraints(withoutBounds(cameraConstraints({ resolution: this.devices.get().view.resolution, mostHeight })))).catch(() => undefined);
    void screen?.applyConstraints(screenConstraints(mostHeight)).catch(() => undefined); // what is sent is bounded besides
  }

  get #media(): MediaDevices | undefined { return globalThis.navigator?.mediaDevices; }

  close(): void { this.#media?.removeEventListener('devicechange', this.#onChange); }

  /** Which there are; their names are told once one of the kind was allowed. */
  async refresh(): Promise<void> {
    const all = await this.#media?.enumerateDevices().catch(() => []) ?? [];
    const of = (kind: DeviceKind) => all.filter((one) => one.kind === kinds[kind] && one.deviceId).map(toDevice);
    this.devices.set({ ...this.devices.get(), list: { microphone: of('microphone'), camera: of('camera'), speaker: of('speaker') } });
  }

  choose(kind: DeviceKind, deviceId: string): void {
    const now = this.devices.get();
    this.devices.set({ ...now, chosen: { ...now.chosen, [kind]: deviceId } });
  }

  setView(view: Partial<CameraView>): void {
    const now = this.devices.get(), { camera: _camera, ...others } = now.chosen;
    this.devices.set({ ...now, chosen: view.facing ? others : now.chosen, view: { ...now.view, ...view } });
  }

  /** Throws a `DeviceError`. A device that was chosen once and is gone gives way to the one that the system prefers. `suppressesNoise`: of a microphone. */
  async open(kind: 'microphone' | 'camera', suppressesNoise = true): Promise<MediaStreamTrack> {
    if (this.devices.get().chosen[kind] && this.devices.get().list[kind].length === 0) await this.refresh();
    const chosen = this.devices.get().chosen[kind], isThere = chosen && this.devices.get().list[kind].some(({ deviceId }) => deviceId === chosen);
    const deviceId = isThere ? chosen : undefined, wanted = kind === 'microphone' ? microphoneConstraints({ deviceId, suppressesNoise }) : cameraConstraints({ deviceId, ...this.devices.get().view, mostHeight: this.#mostHeight });
    if (!this.#media?.getUserMedia) throw new DeviceError('unsupported', undefined);
    try {
      const ask = (constraints: MediaTrackConstraints) => navigator.mediaDevices.getUserMedia(kind === 'microphone' ? { audio: constraints } : { video: constraints });
      const stream = await ask(wanted).catch((error: unknown) => { if ((error as DOMException).name === 'OverconstrainedError') return ask(withoutBounds(wanted)); throw error; }); // a camera that can do less
      void this.refresh();
      const [track] = stream.getTracks();
      if (kind === 'camera') track!.contentHint = 'motion';
      return track!;
    } catch (error) {
      throw new DeviceError(await problemOf(error, kind), error);
    }
  }

  /** The screen, window or tab that is chosen, with its sound where there is some. Throws a `DeviceError`. */
  async openScreen({ audio = true }: ScreenOptions): Promise<{ screen: MediaStreamTrack; screenAudio: MediaStreamTrack | undefined }> {
    if (!this.#media?.getDisplayMedia) throw new DeviceError('unsupported', undefined);
    try {
      const stream = await this.#media.getDisplayMedia({
        video: screenConstraints(this.#mostHeight), audio: audio && { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
        ...({ systemAudio: 'include', surfaceSwitching: 'include', selfBrowserSurface: 'include' } as object),
      });
      const [screen] = stream.getVideoTracks(), [screenAudio] = stream.getAudioTracks();
      screen!.contentHint = 'detail';
      return { screen: screen!, screenAudio };
    } catch (error) {
      throw new DeviceError(await problemOf(error, 'screen'), error);
    }
  }

  /** Why a track has ended by itself. */
  async whyEnded(kind: 'microphone' | 'camera'): Promise<DeviceProblem> {
    try { if ((await navigator.permissions.query({ name: kind })).state !== 'granted') return 'revoked'; } catch { /* a browser that does not say */ }
    return 'unplugged';
  }
}
