import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf, type Stage } from '../testing/stage.ts';
import './conversation-view.ts';

type Story = StoryObj<{ conversation: keyof Stage['channels']; canGoBack: boolean }>;

export default {
  title: 'Chat/Conversation view',
  component: 'conversation-view',
  args: { conversation: 'order', canGoBack: false },
  argTypes: { conversation: { control: 'select', options: ['order', 'purchasing', 'warehouse', 'ben', 'chloe'] } },
  parameters: { layout: 'fullscreen' },
  loaders: [stage()],
  render: ({ conversation, canGoBack }, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    <conversation-view channel-id=${stageOf(loaded).channels[conversation]} ?can-go-back=${canGoBack} style="height: 620px"></conversation-view>
  </corridor-provider>`,
} satisfies Meta<{ conversation: keyof Stage['channels']; canGoBack: boolean }>;

export const OfARecord: Story = {};

export const OfAGroup: Story = { args: { conversation: 'purchasing' } };

export const OfTwo: Story = { args: { conversation: 'ben', canGoBack: true } };

/** Public, and not joined yet. */
export const ToJoin: Story = { args: { conversation: 'purchasing' }, loaders: [stage({ as: 'jonas' })] };

/** Private, and not mine. */
export const NotMine: Story = { args: { conversation: 'ben' }, loaders: [stage({ as: 'jonas' })] };

export const Loading: Story = { loaders: [stage({ before: (line) => (line.request = never) })] };

/** Everything stays readable, and what is written waits. */
export const Offline: Story = {
  play: async ({ canvasElement, loaded }) => {
    await soon(() => canvasElement.querySelector('conversation-view')?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector('.row'));
    stageOf(loaded).line.goOffline();
  },
};
