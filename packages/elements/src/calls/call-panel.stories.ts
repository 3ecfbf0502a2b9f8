import type { CallInfo } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, type Stage, stage, stageOf } from '../testing/stage.ts';
import { FakeCall, fakeCamera, fakeMeeting, share } from './call.fixture.ts';
import type { CallMode, CallPanel } from './call-panel.ts';
import './call-panel.ts';

const story = (make: (at: Stage) => FakeCall, { act, mode }: { act?: (panel: CallPanel, root: ShadowRoot) => unknown; mode?: CallMode } = {}): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => html`<style>.room { height: 640px; position: relative; }</style>
    <corridor-provider .corridor=${stageOf(loaded).corridor}><div class="room"><call-panel .session=${make(stageOf(loaded))} .mode=${mode}></call-panel></div></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const panel = await soon(() => canvasElement.querySelector('call-panel')), root = await soon(() => panel.shadowRoot);
    await soon(() => root.querySelector('.header'));
    await act?.(panel, root);
  },
});
const meeting = (others: number) => ({ channels }: Stage) => fakeMeeting(others, { channelId: channels.order });
const ended = (change: Partial<CallInfo>) => (at: Stage) => {
  const call = meeting(1)(at).change({ ...change });
  call.phase.set('over');
  return call;
};
const chat = (panel: CallPanel, root: ShadowRoot) => soon(() => root.querySelector('call-controls')).then((controls) => { controls.show('chat'); return soon(() => root.querySelector('conversation-view')); });

export default { title: 'Calls/Panel', component: 'call-panel' } satisfies Meta;

export const InThePage = story(meeting(3));

export const SharedScreen = story((at) => share(meeting(3)(at), 'mari'));

export const Connecting = story(({ channels }) => {
  const call = new FakeCall({ channelId: channels.order }).send({ camera: fakeCamera(262, { isStill: true }) }).add({ userId: 'ben', state: 'ringing' });
  call.phase.set('connecting');
  return call;
});

export const Reconnecting = story((at) => {
  const call = meeting(2)(at);
  call.phase.set('reconnecting');
  return call;
});

export const PoorConnection = story((at) => {
  const call = meeting(1)(at);
  call.quality.set({ score: 2.1, level: 'poor', because: 'bandwidth' });
  return call;
});

export const Encrypted = story((at) => {
  const call = meeting(2)(at);
  call.encryption.set({ state: 'on', epoch: 2, code: '4821 0937' });
  return call.change({ settings: { ...call.call.get().settings, isEncrypted: true } });
});

export const OnHold = story((at) => meeting(1)(at).alter('me', { state: 'held' }));

export const WithChat = story(meeting(2), { act: chat });

export const WithPeople = story((at) => meeting(3)(at).add({ userId: 'eve', state: 'waiting' }), { act: (_, root) => soon(() => root.querySelector('call-controls')).then((controls) => { controls.show('people'); return soon(() => root.querySelector('call-people')?.shadowRoot?.querySelector('li')); }) });

export const AskedToUnmute = story((at) => {
  const call = meeting(2)(at);
  call.hosts.question.set({ by: 'ben', kind: 'microphone' });
  return call;
}, { act: (_, root) => soon(() => root.querySelector('call-notes')?.shadowRoot?.querySelector('button')) });

export const SpeakingFirst = story((at) => {
  const call = meeting(1)(at);
  return Object.assign(call, { held: new FakeCall({ id: 'held' }).add({ userId: 'chloe' }) });
}, { act: (_, root) => soon(() => root.querySelector('call-notes')?.shadowRoot?.querySelector('button')) });

export const InAnotherLobby = story((at) => {
  const call = meeting(2)(at);
  call.next.set(new FakeCall({ id: 'next' }));
  return call;
}, { act: (_, root) => soon(() => root.querySelector('call-notes')?.shadowRoot?.querySelector('button')) });

export const Captions = story((at) => {
  const call = meeting(2)(at);
  call.words.captions.set([{ by: 'ben', text: 'The truck with the first twenty bundles is at gate two, and the papers are on their way.', isFinal: true }, { by: 'mari', text: 'I will meet them', isFinal: false }]);
  return call;
}, { act: (_, root) => soon(() => root.querySelector('call-captions')?.shadowRoot?.querySelector('p')) });

export const Reactions = story((at) => {
  const call = meeting(3)(at);
  call.words.reactions.set([{ id: '1', by: 'ben', emoji: '👏' }, { id: '2', by: 'mari', emoji: '🎉' }, { id: '3', by: 'mari', emoji: '😂' }]);
  return call;
});

export const Over = story(ended({ status: 'ended', reason: 'completed', endedAt: new Date().toISOString() }));

export const Declined = story(ended({ status: 'ended', reason: 'declined', activeAt: null }));

export const NotAnswered = story(ended({ status: 'missed', reason: 'timeout', activeAt: null }));

export const ConnectionLost = story(ended({ status: 'ended', reason: 'error', endedAt: new Date().toISOString() }));

export const Floating = story(meeting(1), { mode: 'float' });

export const Docked = story(meeting(3), { mode: 'dock' });

export const Full = story(meeting(4), { mode: 'full' });
