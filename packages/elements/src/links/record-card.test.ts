import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import type { CorridorProvider } from '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor } from '../testing/index.ts';
import './record-card.ts';

const order = 'https://erp.norvik.example/orders/PO-1042';

describe('<record-card>', () => {
  const inside = (provider: Element, selector: string) => provider.querySelector('record-card')!.shadowRoot!.querySelector<HTMLElement>(selector);

  it('shows what the host says of an address, and lets the page open it', async () => {
    const { ada } = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${ada}><record-card url=${order}></record-card></corridor-provider>`);
    const title = await waitFor(() => inside(provider, 'a.title'));
    expect(title.textContent).to.equal('PO-1042 · Halden Steel AS');
    expect(inside(provider, '.status')?.textContent.trim()).to.equal('Waiting for approval');
    expect(inside(provider, '.ways')?.children.length).to.equal(2);
    let opened = '';
    provider.addEventListener('corridor-open-record', (event) => {
      event.preventDefault();
      opened = event.detail.url;
    });
    title.click();
    expect(opened).to.equal(order);
    await expectAccessible(provider);
  });

  it('has its status give way to the title where there is little room', async () => {
    const { ada } = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${ada}><record-card url=${order} style="width: 220px"></record-card></corridor-provider>`);
    const title = await waitFor(() => inside(provider, 'a.title'));
    expect(inside(provider, '.status')!.getBoundingClientRect().top).to.be.at.least(title.getBoundingClientRect().bottom - 1);
  });

  it('asks the page first', async () => {
    const { ada, line } = await office();
    let asked = 0;
    const request = line.request.bind(line);
    line.request = (name, input) => { if (name === 'links.preview') asked++; return request(name, input); };
    const provider = await fixture<CorridorProvider>(html`<corridor-provider .corridor=${ada} .resolveRecord=${async (url: string) => (url === order ? { title: 'Known here' } : null)}>
      <record-card url=${order}></record-card></corridor-provider>`);
    await waitFor(() => inside(provider, 'a.title')?.textContent === 'Known here');
    expect(asked).to.equal(0);
  });

  it('asks the server where the page does not know, or fails', async () => {
    const { ada } = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${ada} .resolveRecord=${() => Promise.reject(new Error('broken'))}><record-card url=${order}></record-card></corridor-provider>`);
    await waitFor(() => inside(provider, 'a.title')?.textContent === 'PO-1042 · Halden Steel AS');
  });

  it('asks the server once it is connected', async () => {
    const { ada, line } = await office();
    line.goOffline();
    await waitFor(() => ada.connection.get() === 'offline');
    const provider = await fixture(html`<corridor-provider .corridor=${ada}><record-card url=${order}></record-card></corridor-provider>`);
    await new Promise((resolve) => { setTimeout(resolve); });
    line.goOnline();
    await waitFor(() => inside(provider, 'a.title')?.textContent === 'PO-1042 · Halden Steel AS');
  });

  it('shows another record when its address changes, and nothing for none', async () => {
    const { ada } = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${ada}><record-card url=${order}></record-card></corridor-provider>`);
    await waitFor(() => inside(provider, 'a.title'));
    provider.querySelector('record-card')!.url = 'https://erp.norvik.example/nothing';
    await waitFor(() => !inside(provider, 'a.title'));
  });
});
