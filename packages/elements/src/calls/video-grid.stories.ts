import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import { FakeCall, fakeCamera, fakeMeeting, share } from './call.fixture.ts';
import type { VideoGrid } from './video-grid.ts';
import './video-grid.ts';

const story = (make: () => FakeCall, { act, height = 520 }: { act?: (grid: VideoGrid, root: ShadowRoot) => unknown; height?: number } = {}): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => html`<style>.room { height: ${height}px; padding: 8px; background: oklch(0.165 0.008 262); box-sizing: border-box; } .room video-grid { height: 100%; }</style>
    <corridor-provider .corridor=${stageOf(loaded).corridor}><div class="room"><video-grid .session=${make()}></video-grid></div></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const grid = await soon(() => canvasElement.querySelector('video-grid')), root = await soon(() => grid.shadowRoot);
    await soon(() => root.querySelector('.tile'));
    await act?.(grid, root);
  },
});
const speaker = (grid: VideoGrid) => { grid.layout = 'speaker'; };

export default { title: 'Calls/Video grid', component: 'video-grid' } satisfies Meta;

export const Alone = story(() => fakeMeeting(0));

export const Ringing = story(() => new FakeCall().send({ camera: fakeCamera(262, { isStill: true }) }).add({ userId: 'ben', state: 'ringing' }));

export const Two = story(() => fakeMeeting(1));

export const Three = story(() => fakeMeeting(2).speak({ mari: 0.4 }));

export const Four = story(() => fakeMeeting(3).speak({ ben: 0.5 }));

export const Nine = story(() => fakeMeeting(8));

export const Fifty = story(() => fakeMeeting(49));

export const ActiveSpeaker = story(() => fakeMeeting(5).speak({ mari: 0.6 }), { act: speaker });

export const Pinned = story(() => fakeMeeting(4), { act: (grid) => { grid.pinned = 'jonas camera'; } });

export const SharedScreen = story(() => share(fakeMeeting(3).speak({ ben: 0.3 }), 'mari'));

export const MyOwnScreen = story(() => share(fakeMeeting(2), 'me'));

export const TwoScreens = story(() => share(share(fakeMeeting(3), 'mari'), 'ben'));

export const Voices = story(() => new FakeCall({ kind: 'audio' }).add({ userId: 'ben' }).add({ userId: 'mari' }).add({ userId: 'chloe', isMuted: true }).speak({ mari: 0.3 }));

export const Troubles = story(() => fakeMeeting(4).alter('ben', { state: 'reconnecting', peer: { link: 'reconnecting' } }).alter('mari', { state: 'held' }).alter('chloe', { peer: { link: 'failed', quality: { score: 1, level: 'disconnected' } } })
  .alter('jonas', { peer: { quality: { score: 2.2, level: 'poor', because: 'loss' } } }));

export const Small = story(() => fakeMeeting(3).speak({ ben: 0.4 }), { height: 180 });
