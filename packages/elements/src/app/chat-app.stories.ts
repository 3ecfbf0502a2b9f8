import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf, type Stage } from '../testing/stage.ts';
import './chat-app.ts';
import type { ChatApp } from './chat-app.ts';

interface Args {
  conversation: keyof Stage['channels'] | '';
  width: string;
}
type Story = StoryObj<Args>;

const appIn = (canvas: Element): ChatApp => canvas.querySelector('chat-app')!;
const inSide = (canvas: Element, selector: string) => soon(() => appIn(canvas).shadowRoot?.querySelector('chat-sidebar')?.shadowRoot?.querySelector<HTMLElement>(selector));

const inDetails = (canvas: Element, selector: string) => soon(() => appIn(canvas).shadowRoot?.querySelector('conversation-details')?.shadowRoot?.querySelector<HTMLElement>(selector));

export default {
  title: 'Chat/Chat app',
  component: 'chat-app',
  args: { conversation: 'order', width: '100%' },
  argTypes: { conversation: { control: 'select', options: ['', 'order', 'purchasing', 'warehouse', 'ben', 'chloe'] } },
  parameters: { layout: 'fullscreen' },
  loaders: [stage()],
  render: ({ conversation, width }, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor} style="display: block; height: 720px; width: ${width}">
    <chat-app routing="none" plain-title channel-id=${conversation && stageOf(loaded).channels[conversation]}><b slot="heading">Norvik AS</b></chat-app>
  </corridor-provider>`,
} satisfies Meta<Args>;

export const Conversation: Story = {};

export const NothingOpen: Story = { args: { conversation: '' } };

export const WithDetails: Story = {
  args: { conversation: 'purchasing' },
  play: async ({ canvasElement }) => (await soon(() => appIn(canvasElement).shadowRoot?.querySelector<HTMLElement>('[slot=actions]'))).click(),
};

/** What the host says of an order. */
export const SaidByTheHost: Story = {
  loaders: [stage({
    prepare: async ({ server, channels }) => {
      const metadata = { status: 'Late', amount: 48_250, supplier: 'Halden Steel AS', isUrgent: true, deliveryDate: '2026-12-12', closed_by: 'Ada Nilsen' };
      await server.request({ id: 'erp', isKey: true }, 'records.setChannelMetadata', { channelId: channels.order, metadata });
    },
  })],
  play: async ({ canvasElement }) => {
    (await soon(() => appIn(canvasElement).shadowRoot?.querySelector<HTMLElement>('[slot=actions]'))).click();
    const metadata = await inDetails(canvasElement, 'channel-metadata');
    await soon(() => metadata.shadowRoot?.querySelector('dl'));
  },
};

/** Rename, describe, hide, archive: for owners and admins. */
export const ChannelSettings: Story = {
  args: { conversation: 'purchasing' },
  play: async ({ canvasElement }) => {
    (await soon(() => appIn(canvasElement).shadowRoot?.querySelector<HTMLElement>('[slot=actions]'))).click();
    const editor = await inDetails(canvasElement, 'channel-editor');
    (editor.previousElementSibling as HTMLElement).click();
  },
};

/** How I want a conversation of mine, and what is pinned in it. */
export const MySettings: Story = {
  args: { conversation: 'purchasing' },
  loaders: [stage({
    prepare: async ({ server, channels }) => {
      const [message] = (await server.request('ada', 'chat.history', { channelId: channels.purchasing })).items;
      if (message) await server.request('ben', 'chat.pin', { messageId: message.id });
    },
  })],
  play: async ({ canvasElement }) => {
    (await soon(() => appIn(canvasElement).shadowRoot?.querySelector<HTMLElement>('[slot=actions]'))).click();
    (await inDetails(canvasElement, 'summary')).click();
  },
};

export const Threads: Story = { play: async ({ canvasElement }) => (await inSide(canvasElement, '.threads')).click() };

export const Saved: Story = {
  loaders: [stage({
    prepare: async ({ server, corridor, channels }) => {
      const { items } = await server.request('ada', 'chat.history', { channelId: channels.order });
      for (const { id: messageId } of items.slice(3, 6)) await corridor.chat.save({ messageId });
      const { id: messageId } = await server.request('ben', 'chat.send', { channelId: channels.purchasing, text: 'Wrong conversation' });
      await corridor.chat.save({ messageId });
      await server.request('ben', 'chat.delete', { messageId });
    },
  })],
  play: async ({ canvasElement }) => (await inSide(canvasElement, '[data-id=saved]')).click(),
};

/** Begun on another device. */
export const Drafts: Story = {
  loaders: [stage({ prepare: async ({ server, channels }) => {
    await server.request('ada', 'chat.saveDraft', { channelId: channels.warehouse, text: 'Can gate 3' });
    await server.request('ada', 'chat.saveDraft', { channelId: channels.order, text: 'By 20 is fine, but' });
  } })],
};

export const Phone: Story = { args: { width: 'min(360px, 100%)' } };

export const PhoneList: Story = { args: { width: 'min(360px, 100%)', conversation: '' } };

export const NewMessage: Story = {
  args: { conversation: '' },
  play: async ({ canvasElement }) => (await inSide(canvasElement, '.top .icon')).click(),
};

export const NewChannel: Story = {
  play: async ({ canvasElement }) => {
    (await inSide(canvasElement, '.heading .icon')).click();
    (await soon(() => appIn(canvasElement).shadowRoot?.querySelector('channel-browser')?.shadowRoot?.querySelector<HTMLElement>('.dialog-actions button'))).click();
  },
};

export const ChannelsToJoin: Story = {
  loaders: [stage({ as: 'jonas' })],
  args: { conversation: '' },
  play: async ({ canvasElement }) => (await inSide(canvasElement, '.heading .icon')).click(),
};

export const Find: Story = { play: async ({ canvasElement }) => (await inSide(canvasElement, '.find')).click() };

export const Keys: Story = {
  play: async ({ canvasElement }) => (await soon(() => appIn(canvasElement).shadowRoot?.querySelector('shortcut-sheet'))).show(),
};

/** What I prefer, on all my devices. */
export const Preferences: Story = { play: async ({ canvasElement }) => (await inSide(canvasElement, '.me')).click() };

/** Compact, dark and in Arabic on a page that is none of it, as the person prefers; no hint is left to show. */
export const AsPreferred: Story = {
  args: { conversation: 'purchasing' },
  loaders: [stage({ prepare: ({ corridor }) => corridor.people.setPreferences({ density: 'compact', theme: 'dark', language: 'ar', hintsSeen: ['find', 'keys', 'preferences'] }) })],
};

/** Somebody without a conversation. */
export const NoConversations: Story = { args: { conversation: '' }, loaders: [stage({ as: 'nina' })] };

export const Loading: Story = { loaders: [stage({ before: (line) => (line.request = never) })] };

export const Offline: Story = { loaders: [stage({ prepare: ({ line }) => line.goOffline() })] };

export const SignedOut: Story = { loaders: [stage({ before: (line) => line.refuseNext('unauthenticated') })] };
