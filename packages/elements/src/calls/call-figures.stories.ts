import type { CallFigures as Figures } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf, type Stage } from '../testing/stage.ts';
import './call-figures.ts';

const of = (calls: number, more: Partial<Figures> = {}): Figures => ({ calls, answered: Math.round(calls * 0.8), missed: Math.floor(calls * 0.15), declined: calls > 6 ? 1 : 0, failed: 0, talkSeconds: calls * 340, longestSeconds: calls * 90, score: calls ? 3.6 + (calls % 5) / 6 : null, ...more });
const days = [4, 7, 0, 0, 12, 9, 11, 15, 8, 0, 1, 13, 10, 14].map((calls, index) => of(calls, { period: `2026-11-${String(index + 2).padStart(2, '0')}` }));
const teams = [of(48, { team: 'Purchasing' }), of(31, { team: 'Oslo yard' }), of(6, { team: null })];
const kinds = [of(72, { kind: 'video' }), of(13, { kind: 'audio', score: null })];

/** Figures that no calls stand behind. */
const answer = ({ line }: Stage, say: (input: { by?: string }) => unknown) => {
  const ask = line.request.bind(line);
  line.request = ((name: string, input: { by?: string }) => (name === 'calls.figures' ? say(input) : ask(name as never, input as never))) as typeof line.request;
};
const full = (at: Stage) => { answer(at, ({ by }) => Promise.resolve({ items: by === 'team' ? teams : by === 'kind' ? kinds : days, total: of(104, { longestSeconds: 5400 }) })); };
const story = (prepare: (at: Stage) => unknown, rows = 'day', frame: '' | 'narrow' | 'rtl' = ''): StoryObj => ({
  loaders: [stage({ prepare })],
  render: (_, { loaded }) => html`<style>.room { max-inline-size: 960px; } .room.narrow { max-inline-size: 320px; }</style><corridor-provider .corridor=${stageOf(loaded).corridor}><div class="room ${frame}"><call-figures rows=${rows} dir=${frame === 'rtl' ? 'rtl' : 'ltr'}></call-figures></div></corridor-provider>`,
  play: async ({ canvasElement }) => { await soon(() => canvasElement.querySelector('call-figures')?.shadowRoot?.querySelector('table, .state')); },
});

export default { title: 'Calls/Figures', component: 'call-figures', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const ByDay = story(full);
export const ByTeam = story(full, 'team');
export const ByKind = story(full, 'kind');
export const NoCalls = story((at) => { answer(at, () => Promise.resolve({ items: [], total: of(0) })); });
export const Looking = story((at) => { answer(at, () => never()); });
export const Refused = story((at) => { answer(at, () => Promise.reject(Object.assign(new Error('This needs the permission calls.figures; an administrator can grant it'), { code: 'forbidden' }))); });
export const Failed = story((at) => { answer(at, () => Promise.reject(Object.assign(new Error('busy'), { code: 'unavailable' }))); });
export const Narrow = story(full, 'day', 'narrow');
export const RightToLeft = story(full, 'day', 'rtl');
