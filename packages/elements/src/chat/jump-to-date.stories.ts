import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { type Stage, stage, stageOf, soon } from '../testing/stage.ts';
import './message-list.ts';

const story = (act?: (root: ShadowRoot, stage: Stage) => unknown): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><message-list channel-id=${stageOf(loaded).channels.order} style="height: 420px"></message-list></corridor-provider>`,
  play: async ({ canvasElement, loaded }) => {
    const list = await soon(() => canvasElement.querySelector('message-list')?.shadowRoot);
    (await soon(() => list.querySelector<HTMLElement>('.day button'))).click();
    const root = await soon(() => list.querySelector('jump-to-date')?.shadowRoot);
    await soon(() => root.querySelector('dialog[open]'));
    await act?.(root, stageOf(loaded));
  },
});

export default { title: 'Chat/Jump to a date', component: 'jump-to-date', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const Open = story();

export const NothingSince = story(async (root) => {
  const input = root.querySelector('input')!;
  input.value = '2999-01-01';
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  root.querySelector<HTMLElement>('[type=submit]')!.click();
  await soon(() => root.querySelector('[role=alert]'));
});

export const Offline = story(async (root, { line }) => {
  line.goOffline();
  await soon(() => root.querySelector('[role=status]'));
});
