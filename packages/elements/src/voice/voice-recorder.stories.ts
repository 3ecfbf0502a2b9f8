import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf } from '../testing/stage.ts';
import type { VoiceRecorder } from './voice-recorder.ts';
import './voice-recorder.ts';

const { mediaDevices } = navigator, open = mediaDevices?.getUserMedia.bind(mediaDevices);

const story = (act?: (recorder: VoiceRecorder, root: ShadowRoot) => unknown, { microphone = open, more = {}, look = '' }: { microphone?: typeof open; more?: Partial<VoiceRecorder>; look?: string } = {}): StoryObj => ({
  loaders: [async () => {
    localStorage.clear();
    mediaDevices.getUserMedia = microphone;
    return stage()();
  }],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><voice-recorder dir=${look === 'rtl' ? 'rtl' : 'ltr'} style=${look === 'narrow' ? 'width: 280px' : ''}></voice-recorder></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const recorder = Object.assign(await soon(() => canvasElement.querySelector('voice-recorder')), more);
    const root = await soon(() => recorder.shadowRoot);
    await soon(() => root.querySelector('.record'));
    await act?.(recorder, root);
  },
});
const click = async (root: ShadowRoot, selector: string) => (await soon(() => root.querySelector<HTMLElement>(selector))).click();
const record = async (recorder: VoiceRecorder, root: ShadowRoot) => {
  await recorder.start();
  await soon(() => /:0[1-9]/.test(root.querySelector('.recording .time')?.textContent ?? ''));
};
const finish = async (recorder: VoiceRecorder, root: ShadowRoot) => {
  await record(recorder, root);
  await click(root, '.record');
  await soon(() => root.querySelector('voice-message')?.shadowRoot?.querySelector('.wave'));
};
const refused = (name: string) => ({ microphone: () => Promise.reject(new DOMException('no', name)) });
const press = (recorder: VoiceRecorder) => recorder.start();

export default { title: 'Voice/Recorder', component: 'voice-recorder' } satisfies Meta;

export const Ready = story();

export const Settings = story((_, root) => click(root, '[aria-expanded]'));

export const AskingForTheMicrophone = story((recorder) => void recorder.start(), { microphone: () => never() });

export const Running = story(record);

export const Held = story(async (recorder, root) => {
  const button = root.querySelector<HTMLElement>('.record')!;
  button.setPointerCapture = () => {};
  button.dispatchEvent(new PointerEvent('pointerdown', { pointerId: 1 }));
  await soon(() => root.querySelector('.sliding') && recorder);
});

export const Paused = story(async (recorder, root) => { await record(recorder, root); await click(root, '[aria-label=Pause]'); });

export const LittleTimeLeft = story(record, { more: { maxDuration: 16 } });

export const Preview = story(finish);

export const Sending = story(async (recorder, root) => { await finish(recorder, root); recorder.progress = 0.6; });

export const NotSent = story(async (recorder, root) => { await finish(recorder, root); recorder.failure = 'You are offline.'; });

export const ReachedTheLimit = story(async (recorder, root) => { await recorder.start(); await soon(() => root.querySelector('voice-message')?.shadowRoot?.querySelector('.wave')); }, { more: { maxDuration: 1 } });

export const Blocked = story(press, refused('NotAllowedError'));

export const NoMicrophone = story(press, refused('NotFoundError'));

export const MicrophoneInUse = story(press, refused('NotReadableError'));

export const Narrow = story(finish, { look: 'narrow' });

export const RightToLeft = story(record, { look: 'rtl' });
