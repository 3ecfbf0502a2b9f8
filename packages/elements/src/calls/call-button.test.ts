import { expect } from 'chai';
import { html, type TemplateResult } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, type Office, office, waitFor } from '../testing/index.ts';
import type { CallButton } from './call-button.ts';
import { FakeCall } from './call.fixture.ts';
import './call-button.ts';

describe('<call-button>', () => {
  let at: Office, started: unknown[];
  beforeEach(async () => {
    at = await office();
    started = [];
    at.ada.calls.start = (channelId, options) => { started.push([channelId, options]); return Promise.resolve(new FakeCall({ channelId })); };
  });

  async function show(template: TemplateResult): Promise<CallButton> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}>${template}</corridor-provider>`), element = provider.querySelector('call-button')!;
    await waitFor(() => element.shadowRoot?.querySelector('button'));
    return element;
  }
  const button = (element: CallButton, label: string) => [...element.shadowRoot!.querySelectorAll<HTMLElement>('button')].find((one) => (one.ariaLabel ?? one.textContent.trim()).startsWith(label));

  it('calls a person by voice or video', async () => {
    const element = await show(html`<call-button user-id="ben"></call-button>`);
    button(element, 'Video call')!.click();
    await waitFor(() => started.length);
    const { id } = await at.ada.chat.openDirect('ben');
    expect(started).to.eql([[id, { kind: 'video' }]]);
    await expectAccessible(element);
  });

  it('calls encrypted from end to end where the page says so', async () => {
    button(await show(html`<call-button user-id="ben" kind="audio" is-encrypted></call-button>`), 'Call')!.click();
    await waitFor(() => started.length);
    expect((started[0] as [string, object])[1]).to.eql({ kind: 'audio', isEncrypted: true });
  });

  it('asks whom to ring about a record, and rings them', async () => {
    const record = { type: 'purchase-order', id: 'PO-1' }, { id } = await at.ada.chat.openRecord(record);
    await at.server.request('ben', 'chat.send', { channelId: id, record, text: 'hello' });
    const element = await show(html`<call-button record-type="purchase-order" record-id="PO-1"></call-button>`), root = element.shadowRoot!;
    button(element, 'Call')!.click();
    const option = await waitFor(() => root.querySelector('people-picker')?.shadowRoot?.querySelector<HTMLElement>('.option'));
    option.click();
    (await waitFor(() => root.querySelector<HTMLButtonElement>('.button.primary:enabled'))).click();
    await waitFor(() => started.length);
    expect(started).to.eql([[id, { kind: 'audio', record, userIds: ['ben'] }]]);
  });

  it('becomes the way into a call that is on there, and goes while I am in it', async () => {
    const { id: channelId } = await at.group(), element = await show(html`<call-button channel-id=${channelId}></call-button>`);
    await at.server.request('ben', 'calls.start', { channelId, kind: 'audio', deviceId: 'a phone' });
    const join = await waitFor(() => button(element, 'Join')), joined: string[] = [];
    at.ada.calls.join = (id) => { joined.push(id); return Promise.resolve(new FakeCall()); };
    join.click();
    expect(joined).to.eql([at.ada.calls.live.get()[0]!.id]);
    at.ada.calls.current.set(new FakeCall({ channelId }));
    await waitFor(() => !element.shadowRoot!.querySelector('button'));
  });

  it('asks in a narrow place whether by voice or video', async () => {
    const element = await show(html`<div class="narrow"><call-button user-id="ben"></call-button></div>`);
    Object.assign(element.parentElement!.style, { containerType: 'inline-size', inlineSize: '320px' });
    await waitFor(() => !button(element, 'Video call')!.offsetWidth);
    button(element, 'Call')!.click();
    const way = await waitFor(() => [...element.shadowRoot!.querySelectorAll<HTMLElement>('.way')].find(({ textContent }) => textContent === 'Video call'));
    expect(started).to.eql([]);
    way.click();
    await waitFor(() => started.length);
    expect((started[0] as [string, object])[1]).to.eql({ kind: 'video' });
  });

  it('says why nobody could be called', async () => {
    at.ada.calls.start = () => Promise.reject(Object.assign(new Error('An administrator can grant it'), { code: 'forbidden' }));
    const element = await show(html`<call-button user-id="ben"></call-button>`);
    button(element, 'Call')!.click();
    await waitFor(() => element.shadowRoot!.querySelector('.problem')?.textContent.includes('An administrator can grant it'));
  });

  it('may be stopped by the host', async () => {
    const element = await show(html`<call-button user-id="ben"></call-button>`);
    element.addEventListener('corridor-before-call', (event) => { event.preventDefault(); });
    await element.start('audio');
    expect(started).to.eql([]);
  });
});
