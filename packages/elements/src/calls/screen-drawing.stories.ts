import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, type Stage, stage, stageOf } from '../testing/stage.ts';
import { type FakeCall, fakeMeeting, share } from './call.fixture.ts';
import type { ScreenDrawing } from './screen-drawing.ts';
import './screen-share.ts';

const circle = (x: number, y: number, radius: number) => Array.from({ length: 40 }, (_, index) => [x + Math.cos(index / 6) * radius * 0.5625, y + Math.sin(index / 6) * radius] as const);
const story = (make: () => FakeCall, { by = 'mari', act }: { by?: string; act?: (drawing: ScreenDrawing, root: ShadowRoot) => unknown } = {}): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => html`<style>.room { display: grid; height: 520px; }</style><corridor-provider .corridor=${(stageOf(loaded) satisfies Stage).corridor}><div class="room"><screen-share .session=${make()} participant-id=${by}></screen-share></div></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const share = await soon(() => canvasElement.querySelector('screen-share')), drawing = await soon(() => share.shadowRoot?.querySelector('screen-drawing')), root = await soon(() => drawing.shadowRoot);
    await soon(() => root.querySelector('svg.paper'));
    await act?.(drawing, root);
  },
});
const drawn = (by = 'mari') => () => {
  const call = share(fakeMeeting(3), by);
  call.words.strokes.set({ [by]: [{ id: '1', by: 'ben', points: circle(0.35, 0.4, 0.12), isKept: false }, { id: '2', by: 'me', points: [[0.5, 0.55], [0.6, 0.57], [0.72, 0.56]], isKept: true }, { id: '3', by: 'jonas', points: [[0.2, 0.8]], isKept: true }] });
  return call;
};

export default { title: 'Calls/Drawing', component: 'screen-drawing' } satisfies Meta;

export const Lines = story(drawn());

export const WhileDrawing = story(drawn(), { act: (drawing) => { drawing.isDrawing = true; } });

export const OnMyScreen = story(drawn('me'), { by: 'me' });

export const NotAllowed = story(() => drawn()().alter('me', { role: 'participant' }).change({ settings: { ...fakeMeeting(0).call.get().settings, mayAnnotate: false } }));
