import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { stage, stageOf } from '../testing/stage.ts';
import './record-count.ts';

const orders = [['PO-1042', 'Halden Steel'], ['PO-1040', 'Bergen Port'], ['PO-1038', 'Skagen Plast']] as const;

export default {
  title: 'Chat/Record count',
  component: 'record-count',
  loaders: [stage({
    prepare: async ({ server }) => {
      const record = { type: 'purchase-order', id: 'PO-1040', title: 'PO-1040 · Bergen Port' };
      const { id: channelId } = await server.request('jonas', 'chat.openRecord', record);
      await server.request('jonas', 'chat.send', { channelId, text: 'The rest is here.', record });
    },
  })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
    <table style="border-spacing: 16px 8px"><tbody>${orders.map(([id, supplier]) => html`<tr><td>${id}</td><td>${supplier}</td><td><record-count record-type="purchase-order" record-id=${id}></record-count></td></tr>`)}</tbody></table>
  </corridor-provider>`,
} satisfies Meta;

export const InAList: StoryObj = {};
