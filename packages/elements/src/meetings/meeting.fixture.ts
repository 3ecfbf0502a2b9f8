// A door without devices: for tests and stories.
import type { DeviceKind, DeviceProblem, Devices, Tracks } from '@corridor/sdk';
import { atom } from 'nanostores';
import { fakeCamera, fakeVoice } from '../calls/call.fixture.ts';
import type { PreviewShown } from './meeting-preview.ts';

type Kind = 'microphone' | 'camera';

/** Devices that are there at once, or not for this reason. */
export class FakePreview implements PreviewShown {
  readonly tracks = atom<Pick<Tracks, Kind>>({});
  readonly problems = atom<Readonly<Partial<Record<Kind, DeviceProblem>>>>({});
  readonly level = atom(0.4);
  readonly devices = atom<Devices>({
    list: {
      microphone: [{ deviceId: 'desk', label: 'Desk microphone' }, { deviceId: 'headset', label: 'Headset' }], camera: [{ deviceId: 'built-in', label: 'Built-in camera' }],
      speaker: [{ deviceId: 'speakers', label: 'Speakers' }, { deviceId: 'headset', label: 'Headset' }],
    },
    chosen: {}, view: { resolution: '720p', facing: 'user' },
  });
  readonly #problem: DeviceProblem | undefined;
  constructor(problem?: DeviceProblem) { this.#problem = problem; }
  get options() { return { devices: this.devices.get().chosen }; }
  setCamera(isOn: boolean): Promise<void> { return this.#set('camera', isOn); }
  setMicrophone(isOn: boolean): Promise<void> { return this.#set('microphone', isOn); }
  choose(kind: DeviceKind, deviceId: string): Promise<void> {
    this.devices.set({ ...this.devices.get(), chosen: { ...this.devices.get().chosen, [kind]: deviceId } });
    return Promise.resolve();
  }
  close(): void { this.tracks.set({}); }

  #set(kind: Kind, isOn: boolean): Promise<void> {
    const { [kind]: _, ...others } = this.tracks.get();
    if (isOn && this.#problem) this.problems.set({ [kind]: this.#problem });
    else this.tracks.set(isOn ? { ...others, [kind]: kind === 'camera' ? fakeCamera(262, { isStill: true }) : fakeVoice() } : others);
    return Promise.resolve();
  }
}
