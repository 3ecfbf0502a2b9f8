import type { RecordCard } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { stage, stageOf } from '../testing/stage.ts';
import './record-card.ts';

const url = 'https://erp.norvik.example/orders/PO-1042';
const order: RecordCard = {
  type: 'record', url, title: 'PO-1042 · Halden Steel AS', meta: '€ 48,250 · delivery on 12 December', status: { text: 'Waiting for approval', tone: 'warning' },
  actions: [{ label: 'Open order', url }, { label: 'Supplier', url: 'https://erp.norvik.example/suppliers/halden' }],
};
const long = 'Purchase order for two hundred and twenty galvanised steel profiles with individual lengths, second delivery';

const story = (...cards: RecordCard[]): StoryObj => ({
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}>${cards.map((card) => html`<p><record-card .card=${card}></record-card></p>`)}</corridor-provider>`,
});

export default { title: 'Links/Record card', component: 'record-card', loaders: [stage()] } satisfies Meta;

export const Order = story(order);
export const TitleAlone = story({ type: 'record', url, title: 'PO-1042' });
export const EveryTone = story(...(['neutral', 'info', 'success', 'warning', 'danger'] as const).map((tone) => ({ ...order, status: { text: `Status: ${tone}`, tone } })));
export const LongWords = story({ ...order, title: long, meta: long, status: { text: 'Waiting for the second approval', tone: 'info' } });
export const RightToLeft: StoryObj = {
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><div dir="rtl">
    <record-card .card=${{ ...order, title: 'أمر الشراء 1042', meta: '‏48,250 يورو · التسليم في 12 ديسمبر', status: { text: 'بانتظار الموافقة', tone: 'warning' } }}></record-card></div></corridor-provider>`,
};
/** Asked of the server, which asks the host. */
export const ByAddress: StoryObj = {
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><record-card url=${url}></record-card></corridor-provider>`,
};
/** The page knows its own records. */
export const KnownToThePage: StoryObj = {
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor} .resolveRecord=${async () => ({ title: 'INV-7', meta: 'Known to the page', status: { text: 'Paid', tone: 'success' } })}>
    <record-card url="https://erp.norvik.example/invoices/7"></record-card></corridor-provider>`,
};
export const Unknown: StoryObj = {
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><p>Nothing shows for what nobody knows:</p><record-card url="https://erp.norvik.example/nothing"></record-card></corridor-provider>`,
};
