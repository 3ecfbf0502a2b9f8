import { type CallRecordingFile, CorridorError } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import { type FakeCall, fakeMeeting } from './call.fixture.ts';
import type { CallPanel } from './call-panel.ts';
import './call-panel.ts';
import { beginRecording } from './call-recording.ts';

const story = (make: (call: FakeCall) => unknown, act: (parts: { panel: CallPanel; root: ShadowRoot; bar: ShadowRoot; mark: ShadowRoot }) => unknown, { others = 2, frame = '' }: { others?: number; frame?: '' | 'narrow' | 'rtl' } = {}): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => {
    const { corridor, channels } = stageOf(loaded), call = fakeMeeting(others, { channelId: channels.order });
    make(call);
    return html`<style>.room { block-size: 600px; position: relative; } .narrow { inline-size: 288px; }</style>
      <corridor-provider .corridor=${corridor}><div class="room ${frame === 'narrow' ? 'narrow' : ''}" dir=${frame === 'rtl' ? 'rtl' : 'ltr'}><call-panel .session=${call}></call-panel></div></corridor-provider>`;
  },
  play: async ({ canvasElement }) => {
    const panel = await soon(() => canvasElement.querySelector('call-panel')), root = await soon(() => panel.shadowRoot);
    const [bar, mark] = await Promise.all([soon(() => root.querySelector('call-recording')?.shadowRoot), soon(() => root.querySelector('call-recording-mark')?.shadowRoot)]);
    await act({ panel, root, bar, mark });
  },
});
type Act = Parameters<typeof story>[1];
const question: Act = ({ bar }) => soon(() => bar.querySelector('.question .button'));
const shown: Act = ({ bar }) => soon(() => bar.querySelector('.bar'));
const marked: Act = ({ mark }) => soon(() => mark.querySelector('.mark'));
const outcome = (change: Partial<CallRecordingFile> = {}): CallRecordingFile => ({ id: 'recording', state: 'ready', userId: 'ada', reason: null, fileId: 'file', startedAt: new Date().toISOString(), bytes: 24_500_000, seconds: 83, mayDownload: true, mayDelete: true, ...change });
/** It was on, and is not any more. */
const ended = (state: CallRecordingFile['state'], reason: CallRecordingFile['reason'] = null) => (call: FakeCall) => {
  call.record('recording', { answers: { ben: 'agreed', mari: 'agreed' } }).change({ recording: undefined });
  call.recording.outcome.set(outcome({ state, reason }));
};
const everybody = { ada: 'agreed', ben: 'agreed', mari: 'agreed' } as const;

export default { title: 'Calls/Recording', component: 'call-recording' } satisfies Meta;

export const Consent = story((call) => call.record('asking', { by: 'ben' }), question);
export const ConsentWhereRefusingLeavesOut = story((call) => call.record('asking', { by: 'ben', refusal: 'leave-out' }), question);
export const ConsentOfWhoComesLater = story((call) => call.record('paused', { by: 'ben', answers: { mari: 'agreed' } }), question);
export const ConsentNarrow = story((call) => call.record('asking', { by: 'ben' }), question, { frame: 'narrow', others: 1 });
export const ConsentRightToLeft = story((call) => call.record('asking', { by: 'ben' }), question, { frame: 'rtl' });
export const WaitingForConsent = story((call) => call.record('asking'), shown);
export const Recording = story((call) => call.record('recording', { answers: everybody }), marked);
export const RecordingNarrow = story((call) => call.record('recording', { answers: everybody }), marked, { frame: 'narrow', others: 1 });
export const About = story((call) => call.record('recording', { answers: { ...everybody, mari: 'refused' }, refusal: 'leave-out' }), async ({ mark }) => {
  (await soon(() => mark.querySelector<HTMLButtonElement>('.mark'))).click();
  await soon(() => mark.querySelector('.ways .button'));
});
export const Paused = story((call) => call.record('paused', { answers: { ben: 'agreed' } }), shown);
export const OnTheMediaServer = story((call) => call.record('recording', { by: 'ben', answers: everybody, isOnServer: true }), async ({ mark }) => {
  (await soon(() => mark.querySelector<HTMLButtonElement>('.mark'))).click();
  await soon(() => mark.querySelector('.ways .button'));
});
export const Preparing = story(ended('finishing'), shown);
export const Saved = story(ended('ready'), shown);
export const TooLargePreparing = story(ended('finishing', 'too-large'), shown);
export const TooLarge = story(ended('ready', 'too-large'), shown);
export const NoRoomPreparing = story(ended('finishing', 'quota-exceeded'), shown);
export const NoRoom = story(ended('ready', 'quota-exceeded'), shown);
export const NothingArrived = story(ended('failed'), shown);
export const Refused = story((call) => {
  call.recording.start = () => Promise.reject(new CorridorError('conflict', 'This call is being recorded already'));
}, async ({ bar, root }) => {
  const { session } = await soon(() => root.querySelector('call-recording'));
  await beginRecording(session!);
  await soon(() => bar.querySelector('[role=alert]'));
});
