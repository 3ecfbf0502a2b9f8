import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf } from '../testing/stage.ts';
import { speech, tone } from './voice.fixture.ts';
import type { VoiceMessage } from './voice-message.ts';
import './voice-message.ts';

const story = (more: Partial<VoiceMessage> = {}, act?: (root: ShadowRoot) => unknown, look = ''): StoryObj => ({
  loaders: [async () => { localStorage.clear(); return stage()(); }],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><voice-message dir=${look === 'rtl' ? 'rtl' : 'ltr'} style=${look === 'narrow' ? 'width: 240px' : ''} .duration=${72} .peaks=${speech} .source=${tone(72)}></voice-message></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const voice = Object.assign(await soon(() => canvasElement.querySelector('voice-message')), more);
    const root = await soon(() => voice.shadowRoot);
    await soon(() => root.querySelector('.play'));
    await voice.updateComplete;
    await act?.(root);
  },
});
const seek = (root: ShadowRoot, share: number) => root.querySelectorAll('.wave').forEach((wave) => {
  for (let times = 0; times < share * 5; times++) wave.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageUp', bubbles: true }));
});
const unfold = async (root: ShadowRoot) => {
  (await soon(() => root.querySelector<HTMLElement>('[aria-expanded]'))).click();
  await soon(() => root.querySelector('.words'));
};

export default { title: 'Voice/Message', component: 'voice-message' } satisfies Meta;

export const Unheard = story();

export const HalfHeard = story({}, (root) => seek(root, 0.6));

export const WithDownloadAndTranscript = story({ download: () => never(), transcript: { state: 'ready', text: 'Halden can deliver on Thursday before noon.\nThe rest comes on Monday.', language: 'en' } }, unfold);

export const TranscriptInAnotherLanguage = story({ transcript: { state: 'ready', text: 'يمكنهم التسليم يوم الخميس قبل الظهر.', language: 'ar' } }, unfold);

export const BeingWrittenDown = story({ canTranscribe: true }, unfold);

export const NotWrittenDown = story({ canTranscribe: true, transcript: { state: 'failed' } }, unfold);

export const WithoutWords = story({ transcript: { state: 'ready', text: '' } }, unfold);

export const Loading = story({ source: () => never() }, async (root) => {
  root.querySelector<HTMLElement>('.play')!.click();
  await soon(() => root.querySelector('.ring'));
});

export const CannotBePlayed = story({ source: () => Promise.reject(new Error('gone')) }, async (root) => {
  root.querySelector<HTMLElement>('.play')!.click();
  await soon(() => root.querySelector('[role=alert]'));
});

export const BeingChecked = story({ note: 'It is being checked for viruses.' });

export const WithoutWaveform = story({ peaks: [] });

export const Narrow = story({ download: () => never(), canTranscribe: true }, (root) => seek(root, 0.4), 'narrow');

export const RightToLeft = story({ canTranscribe: true }, (root) => seek(root, 0.4), 'rtl');
