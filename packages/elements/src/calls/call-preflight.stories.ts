import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import { allWell, cameraPicture, looked } from './call-preflight.fixture.ts';
import type { PreflightShown } from './call-preflight.ts';
import './call-preflight.ts';

const story = (preflight?: () => PreflightShown, { direction = 'ltr', isAudioOnly = false } = {}): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><call-preflight dir=${direction} ?audio-only=${isAudioOnly} .preflight=${preflight?.()} style="max-width: 560px; padding: 16px"></call-preflight></corridor-provider>`,
  play: async ({ canvasElement }) => { await soon(() => canvasElement.querySelector('call-preflight')?.shadowRoot?.querySelector('.top')); },
});

export default { title: 'Calls/Look before a call', component: 'call-preflight' } satisfies Meta;

export const NotBegun = story();
export const SoundAlone = story(undefined, { isAudioOnly: true });
export const Running = story(() => looked({ camera: { state: 'ok', label: 'Integrated camera' }, microphone: { state: 'running' }, server: { state: 'ok', roundTripMs: 18 }, stun: { state: 'running' }, turnUdp: { state: 'running' }, turnTcp: { state: 'running' } }, { isRunning: true, camera: cameraPicture(), level: 0.35 }));
export const AllWell = story(() => looked({ ...allWell, speaker: { state: 'ok' } }, { camera: cameraPicture(), level: 0.6 }));
export const InPart = story(() => looked({
  ...allWell, microphone: { state: 'warning', problem: 'silent' }, turnUdp: { state: 'warning', problem: 'unreachable' }, bandwidth: { state: 'warning', problem: 'narrow', bitrate: 240_000 }, server: { state: 'warning', problem: 'slow', roundTripMs: 640 },
}));
export const Wrong = story(() => looked({
  camera: { state: 'failed', problem: 'busy' }, microphone: { state: 'failed', problem: 'denied' }, speaker: { state: 'failed', problem: 'unheard' }, server: { state: 'ok', roundTripMs: 31 },
  stun: { state: 'failed', problem: 'unreachable' }, turnUdp: { state: 'failed', problem: 'refused' }, turnTcp: { state: 'failed', problem: 'blocked' }, bandwidth: { state: 'skipped', problem: 'no-way' },
}));
export const NothingSetUp = story(() => looked({
  ...allWell, stun: { state: 'skipped', problem: 'not-configured' }, turnUdp: { state: 'skipped', problem: 'not-configured' }, turnTcp: { state: 'skipped', problem: 'not-configured' }, bandwidth: { state: 'skipped', problem: 'no-way' },
}));
export const Offline = story(() => looked({ ...allWell, server: { state: 'failed', problem: 'offline' }, stun: { state: 'skipped', problem: 'no-way' }, turnUdp: { state: 'skipped', problem: 'no-way' }, turnTcp: { state: 'skipped', problem: 'no-way' }, bandwidth: { state: 'skipped', problem: 'no-way' } }));
export const RightToLeft = story(() => looked(allWell), { direction: 'rtl' });
