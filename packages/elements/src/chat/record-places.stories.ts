import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import './record-places.ts';

const order = { type: 'purchase-order', id: 'PO-1042' };
const lines = [['ST-220', 'Steel profile 220', '400', '62.40'], ['ST-140', 'Steel profile 140', '380', '41.15'], ['FR-STD', 'Freight', '1', '7,680.00']] as const;

const said = (isGone = false) => stage({
  prepare: async ({ server }) => {
    const say = async (user: string, line: string, text: string) => {
      const record = { ...order, place: { line, field: 'price' }, title: `PO-1042 · Line ${line}, price` };
      const { id: channelId } = await server.request(user, 'chat.openRecord', record);
      await server.request(user, 'chat.send', { channelId, text, record });
    };
    await say('ada', '1', 'Is this with the rebate?');
    await say('ben', '1', 'Not yet, 1.5 % come off.');
    await say('chloe', '3', 'The carrier quoted the same.');
    if (isGone) await say('mari', '4', 'We need no pallets any more.');
  },
});

const page = (width: string): NonNullable<StoryObj['render']> => (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>
  <record-places record-type=${order.type} record-id=${order.id} record-title="PO-1042 · Halden Steel">
    <table style="width: ${width}; border-collapse: collapse; text-align: start"><tbody>
      ${lines.map(([item, text, quantity, price], at) => html`<tr style="height: 44px">
        <td>${item}</td><td>${text}</td><td data-corridor-place="line:${at + 1};field:quantity" data-corridor-place-title="Line ${at + 1}, quantity">${quantity}</td>
        <td data-corridor-place="line:${at + 1};field:price" data-corridor-place-title="Line ${at + 1}, price" style="text-align: end; padding-inline-end: 16px">${price}</td></tr>`)}
    </tbody></table>
  </record-places></corridor-provider>`;

type Story = StoryObj;
const opened: Story['play'] = async ({ canvasElement }) => {
  const root = await soon(() => canvasElement.querySelector('record-places')?.shadowRoot);
  (await soon(() => root.querySelector<HTMLElement>('.pin:not(.empty)'))).click();
  await soon(() => root.querySelector('conversation-view')?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector('message-row'));
};

export default {
  title: 'Chat/Record places',
  component: 'record-places',
  parameters: { layout: 'padded' },
  loaders: [said()],
  render: page('min(560px, 100%)'),
} satisfies Meta;

export const Pins: Story = { play: async ({ canvasElement }) => void (await soon(() => canvasElement.querySelector('record-places')?.shadowRoot?.querySelector('.pin:not(.empty)'))) };

export const Open: Story = { play: opened };

export const PlacesGone: Story = { loaders: [said(true)], play: async ({ canvasElement }) => void (await soon(() => canvasElement.querySelector('record-places')?.shadowRoot?.querySelector('.entry'))) };

export const Narrow: Story = { render: page('288px') };
