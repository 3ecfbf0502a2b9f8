import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import './chat-widget.ts';

const order = { type: 'purchase-order', id: 'PO-1042', title: 'PO-1042 · Halden Steel' };

export default {
  title: 'Chat/Audiences',
  component: 'audience-switch',
  parameters: { layout: 'fullscreen' },
  loaders: [stage({
    prepare: async ({ server }) => {
      const record = { ...order, audience: 'external' };
      const { id: channelId } = await server.request('ada', 'chat.openRecord', record);
      await server.request('ada', 'chat.send', { channelId, text: 'Dear Tor, can you confirm the 12th?', record });
      await server.request('ben', 'chat.send', { channelId, text: 'And please both profiles in one truck.', record });
    },
  })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    <chat-widget open record-type=${order.type} record-id=${order.id} record-title=${order.title} record-audiences="internal,external:With supplier"></chat-widget></corridor-provider>`,
} satisfies Meta;

const view = (canvas: HTMLElement): Promise<ShadowRoot> => soon(() => canvas.querySelector('chat-widget')?.shadowRoot?.querySelector('conversation-view')?.shadowRoot);
const choice = async (canvas: HTMLElement, audience: string) => {
  const root = await view(canvas);
  return soon(() => root.querySelector('audience-switch')?.shadowRoot?.querySelector<HTMLInputElement>(`input[value=${audience}]`));
};

export const Internal: StoryObj = { play: async ({ canvasElement }) => void (await choice(canvasElement, 'internal')) };

export const External: StoryObj = {
  play: async ({ canvasElement }) => {
    (await choice(canvasElement, 'external')).click();
    const root = await view(canvasElement);
    await soon(() => root.querySelector('message-composer')?.shadowRoot?.querySelector('audience-mark')?.shadowRoot?.querySelector('.line'));
  },
};
