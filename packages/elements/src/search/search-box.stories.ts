import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import '../base/corridor-provider.ts';
import { never, stage, stageOf } from '../testing/stage.ts';
import './search-box.ts';

type Story = StoryObj<{ query: string; channelId: string; width: number; dir?: 'ltr' | 'rtl' }>;

export default {
  title: 'Search/Search box',
  component: 'search-box',
  args: { query: '', channelId: '', width: 420 },
  argTypes: { dir: { control: 'inline-radio', options: ['ltr', 'rtl'] } },
  loaders: [stage()],
  render: ({ query, channelId, width, dir }, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor} dir=${dir ?? nothing}>
    <search-box query=${query} channel-id=${channelId} style="height: 480px; width: ${width}px; max-width: 100%"></search-box>
  </corridor-provider>`,
} satisfies Meta;

/** Before anything is typed: what can narrow a search. */
export const Start: Story = {};

export const Messages: Story = { args: { query: 'po-1042' } };

export const ChannelsPeopleAndMessages: Story = { args: { query: 'be' } };

export const Files: Story = {
  args: { query: 'type:pdf profile' },
  loaders: [stage({ prepare: async ({ server }) => { await server.putFile('ada', new File(['profile'], 'Steel_profiles_halden.pdf', { type: 'application/pdf' })); } })],
};

export const Filtered: Story = { args: { query: 'from:ben the' } };

export const Narrow: Story = { args: { query: 'halden', width: 320 } };

export const RightToLeft: Story = { args: { query: 'halden', dir: 'rtl' } };

export const InOneConversation: Story = {
  args: { query: 'gate' },
  render: ({ query }, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    <search-box query=${query} channel-id=${stageOf(loaded).channels.warehouse} style="height: 480px; max-width: 420px"></search-box>
  </corridor-provider>`,
};

export const NothingFound: Story = { args: { query: 'zeppelin' } };

/** A request looks at so many messages and no more. */
export const NothingFoundSoFar: Story = {
  args: { query: 'zeppelin' },
  loaders: [stage({ prepare: ({ line }) => (line.request = async () => ({ messages: [], channels: [], people: [], files: [], next: 'further' }) as never) })],
};

export const Loading: Story = { args: { query: 'halden' }, loaders: [stage({ prepare: ({ line }) => (line.request = never) })] };

export const Offline: Story = { args: { query: 'halden' }, loaders: [stage({ prepare: ({ line }) => line.goOffline() })] };
