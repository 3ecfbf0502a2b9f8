import type { LinkCard } from '../protocol/links.ts';
import type { Handlers } from './call.ts';

/** The web of this server: nothing else leads anywhere. */
const cards: readonly LinkCard[] = [
  {
    type: 'record', url: 'https://erp.norvik.example/orders/PO-1042', title: 'PO-1042 · Halden Steel AS', meta: '€ 48,250 · delivery on 12 December', status: { text: 'Waiting for approval', tone: 'warning' },
    actions: [{ label: 'Open order', url: 'https://erp.norvik.example/orders/PO-1042' }, { label: 'Supplier', url: 'https://erp.norvik.example/suppliers/halden' }],
  },
  {
    type: 'page', url: 'https://haldensteel.example/news/winter-rates', title: 'Winter freight rates from 1 December', site: 'Halden Steel',
    description: 'Our carriers adjust their rates for the winter months. What changes for orders within the Nordics, and which agreements stay as they are.',
  },
  { type: 'page', url: 'https://weather.example/moss', title: 'Weather in Moss' },
];

export const linksHandlers: Handlers<'links'> = {
  'links.preview': (_, { urls }) => ({ items: [...new Set(urls)].flatMap((url) => cards.find((card) => card.url === url) ?? []) }),
};
