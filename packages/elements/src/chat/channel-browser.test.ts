import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './channel-browser.ts';
import type { ChannelBrowser } from './channel-browser.ts';

describe('<channel-browser>', () => {
  let at: Office;
  let browser: ChannelBrowser;

  beforeEach(async () => {
    at = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><channel-browser></channel-browser></corridor-provider>`);
    browser = provider.querySelector('channel-browser')!;
  });
  const found = () => [...(browser.shadowRoot?.querySelectorAll('li') ?? [])].map((channel) => channel.querySelector('b')?.textContent?.trim());
  const state = () => browser.shadowRoot?.querySelector('.state')?.textContent;
  const make = (name: string, visibility: 'public' | 'private') => at.server.request('ben', 'chat.createChannel', { kind: 'group', name, visibility });

  it('shows the public channels that I am not in, finds them by name and joins one', async () => {
    await make('Quality', 'public');
    const logistics = await make('Logistics', 'public');
    await make('Board', 'private');
    await browser.show();
    await waitFor(() => found().length === 2);
    await expectAccessible(browser);
    const field = browser.shadowRoot!.querySelector('input')!;
    field.value = 'logi';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await waitFor(() => found().length === 1);
    const opened: string[] = [];
    browser.addEventListener('corridor-open', (event) => opened.push(event.detail.channelId));
    browser.shadowRoot!.querySelector<HTMLElement>('[aria-label="Join Logistics"]')!.click();
    await waitFor(() => opened.length === 1);
    expect(opened).to.eql([logistics.id]);
    await waitFor(() => at.ada.chat.channels.get().some(({ id }) => id === logistics.id));
  });

  it('says when there is nothing to join, and offers to make a channel', async () => {
    const begun: object[] = [];
    browser.addEventListener('corridor-new', (event) => begun.push(event.detail));
    await browser.show();
    await waitFor(() => state() === 'You are in every public channel there is.');
    browser.shadowRoot!.querySelector<HTMLElement>('.dialog-actions button')!.click();
    expect(begun).to.eql([{ kind: 'group' }]);
  });

  it('says what went wrong and tries again', async () => {
    await make('Quality', 'public');
    at.line.refuseNext('rate-limited', 'chat.channels');
    await browser.show();
    const again = await waitFor(() => browser.shadowRoot?.querySelector<HTMLElement>('[role=alert] button'));
    again.click();
    await waitFor(() => found().length === 1);
  });
});
