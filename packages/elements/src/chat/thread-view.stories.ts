import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, stage, stageOf } from '../testing/stage.ts';
import './thread-list.ts';
import './thread-view.ts';

type Story = StoryObj<{ isAnswered: boolean }>;

const withThread = (how: { isAnswered: boolean; status?: 'resolved' | 'archived' }) => stage({
  prepare: async ({ server, channels }) => {
    const root = (await server.request('ada', 'chat.history', { channelId: channels.purchasing })).items[0]!;
    if (!how.isAnswered) return;
    const { id: channelId } = await server.request('ben', 'chat.openThread', { messageId: root.id });
    for (const [user, text] of [['ben', 'I asked them this morning. **Tuesday** at the latest.'], ['mari', 'Then we can plan the second shift.'], ['ada', 'Good. I will tell <@chloe>.']] as const) {
      await server.request(user, 'chat.send', { channelId, text, threadOf: root.id });
    }
    await server.request('ada', 'chat.setThread', { channelId, category: 'Delivery', tags: ['coils'], ...(how.status && { status: how.status }) });
  },
});

export default {
  title: 'Chat/Thread',
  component: 'thread-view',
  parameters: { layout: 'fullscreen' },
  loaders: [withThread({ isAnswered: true })],
  render: (_, { loaded }) => {
    const { corridor, channels, server } = stageOf(loaded);
    const root = server.request('ada', 'chat.history', { channelId: channels.purchasing });
    const provider = document.createElement('corridor-provider');
    provider.corridor = corridor;
    void root.then(({ items }) => {
      const view = document.createElement('thread-view');
      Object.assign(view, { channelId: channels.purchasing, messageId: items[0]!.id });
      view.style.height = '560px';
      provider.append(view);
    });
    return html`<div style="max-width: 380px">${provider}</div>`;
  },
} satisfies Meta<{ isAnswered: boolean }>;

export const Answered: Story = {};

export const Unanswered: Story = { loaders: [withThread({ isAnswered: false })] };

export const Resolved: Story = { loaders: [withThread({ isAnswered: true, status: 'resolved' })] };

export const Archived: Story = { loaders: [withThread({ isAnswered: true, status: 'archived' })] };

const list: NonNullable<Story['render']> = (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor} style="display: block; max-width: 420px"><thread-list style="height: 420px"></thread-list></corridor-provider>`;

export const List: Story = { render: list };

export const NoThreads: Story = { render: list, loaders: [stage({ as: 'nina' })] };

export const ListLoading: Story = { render: list, loaders: [stage({ before: (line) => (line.request = never) })] };
