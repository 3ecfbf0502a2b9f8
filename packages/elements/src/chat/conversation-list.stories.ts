import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf } from '../testing/stage.ts';
import './conversation-list.ts';

type Story = StoryObj<{ density: 'comfortable' | 'compact'; limit: number }>;

const rootIn = async (canvas: Element) => soon(() => canvas.querySelector('conversation-list')?.shadowRoot);

export default {
  title: 'Chat/Conversation list',
  component: 'conversation-list',
  args: { density: 'comfortable', limit: 0 },
  argTypes: { density: { control: 'inline-radio', options: ['comfortable', 'compact'] } },
  loaders: [stage()],
  render: ({ density, limit }, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    <conversation-list density=${density} limit=${limit} selected=${stageOf(loaded).channels.ben} style="height: 480px; max-width: 380px"></conversation-list>
  </corridor-provider>`,
} satisfies Meta;

export const Recent: Story = {};

export const Compact: Story = { args: { density: 'compact' } };

export const MostRecent: Story = { args: { limit: 3 } };

/** What is typed finds conversations and people. */
export const Search: Story = {
  play: async ({ canvasElement }) => {
    const root = await rootIn(canvasElement);
    const field = await soon(() => root.querySelector('input'));
    field.value = 'o';
    field.dispatchEvent(new InputEvent('input'));
  },
};

export const Empty: Story = { loaders: [stage({ as: 'nina' })] };

export const Loading: Story = { loaders: [stage({ before: (line) => (line.request = never) })] };

export const Offline: Story = { loaders: [stage({ prepare: ({ line }) => line.goOffline() })] };

export const SignedOut: Story = { loaders: [stage({ before: (line) => line.refuseNext('unauthenticated') })] };
