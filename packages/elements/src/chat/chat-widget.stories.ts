import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf } from '../testing/stage.ts';
import './chat-widget.ts';
import type { ChatWidget } from './chat-widget.ts';

interface Args {
  open: boolean;
  hasRecord: boolean;
  appUrl: string;
}
type Story = StoryObj<Args>;

const widgetIn = (canvas: Element): ChatWidget => canvas.querySelector('chat-widget')!;

export default {
  title: 'Chat/Chat widget',
  component: 'chat-widget',
  args: { open: true, hasRecord: true, appUrl: '/chat' },
  parameters: { layout: 'fullscreen' },
  loaders: [stage()],
  render: ({ hasRecord, appUrl }, { loaded }) => html`<div style="min-height: 720px; padding: 24px; background: light-dark(#eef0f2, #15181b)">
    <h1 style="font-size: 21px; margin: 0">Purchase order PO-1042</h1>
    <corridor-provider .corridor=${stageOf(loaded).corridor}>
      <chat-widget
        record-type=${hasRecord ? 'purchase-order' : ''}
        record-id=${hasRecord ? 'PO-1042' : ''}
        record-title=${hasRecord ? 'PO-1042 · Halden Steel AS' : ''}
        app-url=${appUrl}
      ></chat-widget>
    </corridor-provider>
  </div>`,
  play: async ({ args, canvasElement }) => {
    const widget = widgetIn(canvasElement);
    await widget.updateComplete;
    if (args.open) widget.show();
  },
} satisfies Meta<Args>;

/** The launcher with what is unread. */
export const Closed: Story = { args: { open: false } };

/** On a page without a record: recent conversations. */
export const Recent: Story = { args: { hasRecord: false } };

/** On a page with a record: its conversation. */
export const RecordConversation: Story = {};

export const Direct: Story = {
  args: { hasRecord: false },
  play: async ({ canvasElement, loaded }) => {
    await widgetIn(canvasElement).updateComplete;
    widgetIn(canvasElement).show(stageOf(loaded).channels.ben);
  },
};

/** Nothing was ever said about this record. */
export const NewRecord: Story = { loaders: [stage({ as: 'jonas' })], render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><chat-widget record-type="purchase-order" record-id="PO-1051" record-title="PO-1051 · Skagen Plast"></chat-widget></corridor-provider>` };

export const NoConversations: Story = { args: { hasRecord: false }, loaders: [stage({ as: 'nina' })] };

export const Loading: Story = { loaders: [stage({ before: (line) => (line.request = never) })] };

export const Offline: Story = { loaders: [stage({ prepare: ({ line }) => line.goOffline() })], args: { hasRecord: false } };

export const SignedOut: Story = { loaders: [stage({ before: (line) => line.refuseNext('unauthenticated') })] };

export const NotAllowed: Story = { loaders: [stage({ prepare: ({ line }) => line.refuseNext('forbidden', 'chat.openRecord') })] };

export const Typing: Story = {
  play: async ({ canvasElement, loaded }) => {
    const { server, channels, corridor } = stageOf(loaded);
    await widgetIn(canvasElement).updateComplete;
    widgetIn(canvasElement).show();
    await soon(() => corridor.chat.conversation(channels.order).viewers.get().total);
    await server.request('ben', 'chat.typing', { channelId: channels.order });
  },
};

/** Two tokens of the host; the rest follows. */
export const Themed: Story = {
  render: (_, { loaded }) => html`<div style="min-height: 720px; --corridor-accent: oklch(0.5 0.13 160); --corridor-radius-l: 4px; --corridor-radius-m: 3px; --corridor-radius-s: 2px">
    <corridor-provider .corridor=${stageOf(loaded).corridor}><chat-widget record-type="purchase-order" record-id="PO-1042"></chat-widget></corridor-provider>
  </div>`,
};
