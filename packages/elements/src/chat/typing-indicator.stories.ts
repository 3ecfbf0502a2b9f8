import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import './typing-indicator.ts';

interface Args {
  people: readonly string[];
}
type Story = StoryObj<Args>;

export default {
  title: 'Chat/Typing indicator',
  component: 'typing-indicator',
  args: { people: ['ben'] },
  loaders: [stage()],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><typing-indicator channel-id=${stageOf(loaded).channels.order}></typing-indicator></corridor-provider>`,
  play: async ({ args, loaded }) => {
    const { server, corridor, channels } = stageOf(loaded);
    await soon(() => corridor.chat.conversation(channels.order).viewers.get().total);
    for (const person of args.people) await server.request(person, 'chat.typing', { channelId: channels.order });
  },
} satisfies Meta<Args>;

export const Nobody: Story = { args: { people: [] } };
export const One: Story = {};
export const Two: Story = { args: { people: ['ben', 'chloe'] } };
export const Several: Story = { args: { people: ['ben', 'chloe', 'mari'] } };
