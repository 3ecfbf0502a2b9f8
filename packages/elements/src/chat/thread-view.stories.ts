import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf } from '../testing/stage.ts';
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

const factsOf = (canvas: HTMLElement) => soon(() => canvas.querySelector('thread-view')?.shadowRoot?.querySelector('thread-facts')?.shadowRoot);
const editing: NonNullable<Story['play']> = async ({ canvasElement }) => {
  const facts = await factsOf(canvasElement);
  (await soon(() => facts.querySelector<HTMLElement>('.edit'))).click();
  await soon(() => facts.querySelector('#categories option'));
};

export const Sorting: Story = { play: editing };

const long = 'Deliveries that came late, incomplete or to the wrong hall';

export const SortedAtLength: Story = {
  loaders: [stage({
    prepare: async ({ server, channels }) => {
      const root = (await server.request('ada', 'chat.history', { channelId: channels.purchasing })).items[0]!;
      const { id: channelId } = await server.request('ben', 'chat.openThread', { messageId: root.id });
      await server.request('ben', 'chat.send', { channelId, text: 'On Tuesday.', threadOf: root.id });
      await server.request('ada', 'chat.setThread', { channelId, category: long, tags: ['coils', 'brackets', 'north hall', 'Kessler', 'express', 'claims', 'second shift', 'rust', 'invoice', long.slice(0, 50)] });
    },
  })],
};

export const SortedInFull: Story = { ...SortedAtLength, play: editing };

export const SortedRightToLeft: Story = { ...SortedAtLength, play: async (context) => {
  context.canvasElement.dir = 'rtl';
  await factsOf(context.canvasElement);
} };

export const NotSaved: Story = {
  play: async (context) => {
    await editing(context);
    const facts = await factsOf(context.canvasElement), category = facts.querySelector<HTMLInputElement>('#category')!;
    stageOf(context.loaded).line.refuseNext('rate-limited', 'chat.setThread');
    category.value = 'Quality';
    category.dispatchEvent(new InputEvent('input'));
    facts.querySelector<HTMLElement>('[type=submit]')!.click();
    await soon(() => facts.querySelector('[role=alert]'));
  },
};

const list: NonNullable<Story['render']> = (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor} style="display: block; max-width: 420px"><thread-list style="height: 420px"></thread-list></corridor-provider>`;

export const List: Story = { render: list };

export const ListOfChannel: Story = {
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor} style="display: block; max-width: 420px"><thread-list channel-id=${stageOf(loaded).channels.purchasing} style="height: 420px"></thread-list></corridor-provider>`,
};

export const NoThreads: Story = { render: list, loaders: [stage({ as: 'nina' })] };

export const ListLoading: Story = { render: list, loaders: [stage({ before: (line) => (line.request = never) })] };
