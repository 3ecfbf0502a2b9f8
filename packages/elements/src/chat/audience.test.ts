import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import { crossesAudience, noteCopied } from './audience-guard.ts';
import './chat-sidebar.ts';
import './chat-widget.ts';
import './conversation-list.ts';
import type { ForwardMessage } from './forward-message.ts';
import './forward-message.ts';
import './thread-view.ts';

const order = { type: 'order', id: 'PO-1', title: 'PO-1 · Halden Steel' };
const deep = (root: ParentNode | null | undefined, ...path: string[]): HTMLElement | null => {
  let found: HTMLElement | null = null, at = root;
  for (const selector of path) {
    found = at?.querySelector<HTMLElement>(selector) ?? null;
    at = found?.shadowRoot ?? found;
  }
  return found;
};
const words = (mark: Element | null | undefined) => mark?.shadowRoot?.textContent?.trim();

describe('audiences of a record', () => {
  let at: Office;
  const ids: Record<string, string> = {};

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    for (const audience of ['internal', 'external']) {
      const record = { ...order, audience };
      ids[audience] = (await at.server.request('ada', 'chat.openRecord', record)).id;
      await at.server.request('ada', 'chat.send', { channelId: ids[audience], text: `said ${audience}`, record });
    }
  });

  const widget = async () => {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><chat-widget record-type="order" record-id="PO-1" record-title=${order.title} record-audiences="internal,external:With supplier"></chat-widget></corridor-provider>`);
    const element = provider.querySelector('chat-widget')!;
    element.show();
    await waitFor(() => deep(element.shadowRoot, 'conversation-view', 'message-list', 'message-row'));
    return element;
  };
  const paste = (field: HTMLElement, text: string): boolean => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    return field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true, cancelable: true }));
  };

  it('are switched between in the conversation, and the external one says so in title and field', async () => {
    const element = await widget(), view = () => element.shadowRoot!.querySelector('conversation-view')!;
    const choice = await waitFor(() => deep(view().shadowRoot, 'audience-switch', 'input[value=external]') as HTMLInputElement | null);
    expect(deep(view().shadowRoot, '.bar audience-mark')).to.equal(null);
    await at.server.request('ben', 'chat.send', { channelId: ids['external']!, text: 'from the supplier' });
    await waitFor(() => deep(view().shadowRoot, 'audience-switch')?.shadowRoot?.querySelector('.badge')?.getAttribute('aria-label') === '1 unread');
    await expectAccessible(element);
    choice.click();
    await waitFor(() => view().channelId === ids['external'] && words(deep(view().shadowRoot, '.bar audience-mark')) === 'External');
    await waitFor(() => words(deep(view().shadowRoot, 'message-composer', 'audience-mark'))?.startsWith('External: people outside'));
    await expectAccessible(element);
    (await waitFor(() => deep(view().shadowRoot, 'audience-switch', 'input[value=internal]:not(:checked)'))).click();
    await waitFor(() => view().channelId === ids['internal'] && !deep(view().shadowRoot, 'message-composer', 'audience-mark'));
  });

  it('are marked in lists', async () => {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><conversation-list></conversation-list><chat-sidebar></chat-sidebar></corridor-provider>`);
    for (const list of provider.querySelectorAll('conversation-list, chat-sidebar')) {
      await waitFor(() => words(list.shadowRoot?.querySelector('audience-mark')) === 'External');
      expect(list.shadowRoot?.querySelectorAll('audience-mark').length).to.equal(1);
    }
  });

  it('are kept apart: what was copied among colleagues is pasted among others only when that is meant', async () => {
    expect([crossesAudience('internal', 'external'), crossesAudience('external', 'internal'), crossesAudience('external', 'external')]).to.deep.equal([true, false, false]);
    const element = await widget(), view = () => element.shadowRoot!.querySelector('conversation-view')!;
    (await waitFor(() => deep(view().shadowRoot, 'audience-switch', 'input[value=external]'))).click();
    await waitFor(() => view().channelId === ids['external'] && words(deep(view().shadowRoot, 'message-composer', 'audience-mark')));
    const composer = deep(view().shadowRoot, 'message-composer')!.shadowRoot!;
    const field = await waitFor(() => composer.querySelector<HTMLTextAreaElement>('textarea:read-write'));
    field.focus();
    await waitFor(() => composer.querySelector('.aid'));
    noteCopied('the limit is  48,000', 'internal');
    expect(paste(field, 'something else')).to.equal(true);
    expect(paste(field, 'the limit is 48,000')).to.equal(false);
    const no = await waitFor(() => composer.querySelector<HTMLElement>('.crossing .primary:focus'));
    await expectAccessible(element);
    no.click();
    await waitFor(() => !composer.querySelector('.crossing') && field.matches(':focus'));
    expect(field.value).to.equal('');
    paste(field, 'the limit is 48,000');
    (await waitFor(() => composer.querySelector<HTMLElement>('.crossing button'))).click();
    await waitFor(() => field.value === 'the limit is 48,000');
    noteCopied('from the supplier', 'external');
    expect(paste(field, 'from the supplier')).to.equal(true);
  });

  it('hold for what is forwarded: it says that others read where it comes from', async () => {
    const forward = await fixture<ForwardMessage>(html`<forward-message .corridor=${at.ada}></forward-message>`);
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}></corridor-provider>`);
    provider.append(forward);
    const [message] = await at.ada.chat.history(ids['internal']!);
    void forward.show(message!);
    const option = await waitFor(() => [...forward.renderRoot.querySelectorAll<HTMLElement>('.option')].find((one) => words(one.querySelector('audience-mark')) === 'External'));
    option.click();
    await waitFor(() => forward.renderRoot.querySelector('[role=alert]')?.textContent.includes('other people read'));
    expect(forward.renderRoot.querySelector('[type=submit]')?.textContent.trim()).to.equal('Forward all the same');
    forward.renderRoot.querySelector('dialog')?.close();
  });

  it('hold for threads: the field of an external one says so', async () => {
    const root = (await at.server.request('ada', 'chat.history', { channelId: ids['external']! })).items[0]!;
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><thread-view channel-id=${ids['external']!} message-id=${root.id}></thread-view></corridor-provider>`);
    await waitFor(() => words(deep(provider.querySelector('thread-view')!.shadowRoot, 'message-composer', 'audience-mark'))?.startsWith('External'));
  });
});
