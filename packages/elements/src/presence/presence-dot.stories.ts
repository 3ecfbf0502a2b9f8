import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { stage, stageOf } from '../testing/stage.ts';
import './presence-dot.ts';

export default {
  title: 'Presence/Presence dot',
  component: 'presence-dot',
  loaders: [
    stage({
      prepare: async ({ server }) => {
        await server.request('mari', 'presence.set', { status: 'away' });
        await server.request('ben', 'presence.set', { status: 'do-not-disturb', text: 'Month end' });
      },
    }),
  ],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    ${[['ada', 'Ada'], ['mari', 'Mari'], ['chloe', 'Chloe'], ['ben', 'Ben'], ['jonas', 'Jonas']].map(([id, name]) => html`<p><presence-dot user-id=${id!}></presence-dot> ${name}</p>`)}
  </corridor-provider>`,
} satisfies Meta;

export const EveryStatus: StoryObj = {};
