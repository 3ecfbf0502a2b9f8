import type { DeviceProblem } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import type { CallControls } from './call-controls.ts';
import { type FakeCall, fakeMeeting, share } from './call.fixture.ts';
import './call-controls.ts';

const story = (make: () => FakeCall, { act, more = {} }: { act?: (controls: CallControls, root: ShadowRoot) => unknown; more?: Partial<CallControls> } = {}): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => html`<style>.room { display: grid; align-items: end; height: 620px; background: oklch(0.165 0.008 262); }</style>
    <corridor-provider .corridor=${stageOf(loaded).corridor}><div class="room"><call-controls .session=${make()} .has=${{ chat: true, people: true, picture: true, fullScreen: true }}></call-controls></div></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const controls = Object.assign(await soon(() => canvasElement.querySelector('call-controls')), more), root = await soon(() => controls.shadowRoot);
    await soon(() => root.querySelector('.control'));
    await act?.(controls, root);
  },
});
const problem = (input: 'microphone' | 'camera' | 'screen', why: DeviceProblem) => story(() => {
  const call = fakeMeeting(1);
  call.problems.set({ [input]: why });
  return call;
});

export default { title: 'Calls/Controls', component: 'call-controls' } satisfies Meta;

export const AllOn = story(() => fakeMeeting(1));

export const AllOff = story(() => {
  const call = fakeMeeting(1);
  void call.setMicrophone(false);
  void call.setCamera(false);
  return call;
});

export const Sharing = story(() => share(fakeMeeting(1), 'me').alter('me', { handAt: new Date().toISOString() }));

export const OnHold = story(() => fakeMeeting(1).alter('me', { state: 'held' }));

export const UnreadChat = story(() => fakeMeeting(1), { more: { unread: 3 } });

export const Devices = story(() => fakeMeeting(1).speak({ me: 0.6 }), { act: async (controls, root) => { controls.openMenu('devices'); await soon(() => root.querySelector('select')); } });

export const MoreMenu = story(() => fakeMeeting(2), { act: async (controls, root) => { controls.openMenu('more'); await soon(() => root.querySelector('#more .item')); } });

const page = (which: 'invite' | 'transfer' | 'keys') => story(() => fakeMeeting(1), {
  act: async (controls, root) => {
    controls.openMenu('more');
    await soon(() => root.querySelector('.item'));
    await controls.turn(which);
  },
});

export const AddPeople = page('invite');
export const Transfer = page('transfer');
export const KeyboardShortcuts = page('keys');

export const Reactions = story(() => fakeMeeting(2), { act: async (controls, root) => { controls.openMenu('reactions'); await soon(() => root.querySelector('.emoji')); } });

export const SomebodyWaits = story(() => fakeMeeting(1).add({ userId: 'jonas', state: 'waiting' }));

export const MicrophoneDenied = problem('microphone', 'denied');
export const MicrophoneDismissed = problem('microphone', 'dismissed');
export const MicrophoneMissing = problem('microphone', 'missing');
export const MicrophoneBusy = problem('microphone', 'busy');
export const MicrophoneUnplugged = problem('microphone', 'unplugged');
export const CameraRevoked = problem('camera', 'revoked');
export const CameraUnsupported = problem('camera', 'unsupported');
export const ScreenDenied = problem('screen', 'denied');
export const ScreenDismissed = problem('screen', 'dismissed');
