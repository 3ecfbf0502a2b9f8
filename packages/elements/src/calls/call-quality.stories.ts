import type { ParticipantQuality } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf, type Stage } from '../testing/stage.ts';
import './call-quality.ts';

const points = (score: (index: number) => number | null, lost: number): ParticipantQuality['points'] => Array.from({ length: 60 }, (_, index) => ({
  at: new Date(Date.UTC(2026, 10, 20, 13, 0, index * 10)).toISOString(), score: score(index), roundTripMs: 40 + (index % 7) * 9, jitterMs: 4 + (index % 5), lost, sent: 900_000, received: 880_000, frames: 28, height: 720,
}));
const items: ParticipantQuality[] = [
  { userId: 'ada', score: 4.3, level: 'excellent', because: null, points: points((index) => 4.3 - (index % 6) / 40, 0.002) },
  { userId: 'ben', score: 3.4, level: 'good', because: 'loss', points: points((index) => (index > 20 && index < 26 ? null : 3.4 + Math.sin(index / 5) / 2), 0.031) },
  { userId: 'mari', score: 2.1, level: 'poor', because: 'bandwidth', points: points((index) => Math.max(1, 3 - index / 30), 0.12) },
];
const answer = ({ line }: Stage, say: () => unknown) => {
  const ask = line.request.bind(line);
  line.request = ((name: string, input: never) => (name === 'calls.quality' ? say() : ask(name as never, input))) as typeof line.request;
};
const story = (say: () => unknown, frame: '' | 'rtl' = ''): StoryObj => ({
  loaders: [stage({ prepare: (at) => { answer(at, say); } })],
  render: (_, { loaded }) => html`<style>.room { max-inline-size: 440px; }</style><corridor-provider .corridor=${stageOf(loaded).corridor}><div class="room" dir=${frame || 'ltr'}><call-quality call-id="0199aaaa-0000-7000-8000-000000000001"></call-quality></div></corridor-provider>`,
  play: async ({ canvasElement }) => { await soon(() => canvasElement.querySelector('call-quality')?.shadowRoot?.querySelector('li, .state')); },
});

export default { title: 'Calls/Quality', component: 'call-quality' } satisfies Meta;

export const OfThree = story(() => Promise.resolve({ items }));
export const NotMeasured = story(() => Promise.resolve({ items: [] }));
export const Looking = story(() => never());
export const Failed = story(() => Promise.reject(Object.assign(new Error('busy'), { code: 'unavailable' })));
export const RightToLeft = story(() => Promise.resolve({ items }), 'rtl');
