import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './chat-sidebar.ts';
import type { ChatSidebar } from './chat-sidebar.ts';

describe('<chat-sidebar>', () => {
  let at: Office;
  let bar: ChatSidebar;

  async function show(selected = ''): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><chat-sidebar selected=${selected} style="height: 500px; width: 264px"></chat-sidebar></corridor-provider>`);
    bar = provider.querySelector('chat-sidebar')!;
    await waitFor(() => bar.shadowRoot?.querySelector('section, .state, .bones'));
  }
  const all = <E extends Element = HTMLElement>(selector: string) => [...(bar.shadowRoot?.querySelectorAll<E>(selector) ?? [])];
  const sections = () => all('section').map((section) => [section.querySelector('h2')?.textContent, ...[...section.querySelectorAll('.name')].map((name) => name.textContent)]);
  const press = (target: Element, key: string) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
  const told = (name: 'corridor-open' | 'corridor-new' | 'corridor-browse' | 'corridor-find') => {
    const details: object[] = [];
    bar.addEventListener(name, (event) => details.push((event as CustomEvent<object>).detail));
    return details;
  };

  beforeEach(async () => { at = await office(); });

  it('sorts conversations by what they are: records, channels by name, people', async () => {
    const ids = [(await at.group('shipping')).id, (await at.group('Accounts')).id];
    const direct = await at.server.request('ada', 'chat.openDirect', { userIds: ['ben'] });
    const record = { type: 'purchase-order', id: 'PO-1042', title: 'PO-1042 · Halden Steel' };
    const order = await at.server.request('ada', 'chat.openRecord', record);
    await at.server.request('ada', 'chat.send', { channelId: order.id, text: 'Confirmed', record });
    await at.say('ben', direct.id, 'hello');
    await at.say('ben', ids[0]!, 'hello');
    await waitFor(() => at.ada.chat.unread.get() === 2 && at.ada.chat.channels.get().length === 4);
    await show(direct.id);
    await waitFor(() => sections().length === 3 && sections()[2]?.[1] === 'Ben Haug');
    expect(sections()).to.eql([['Records', 'PO-1042 · Halden Steel'], ['Channels', 'Accounts', 'shipping'], ['Direct messages', 'Ben Haug']]);
    expect(all('.unread').map((row) => row.querySelector('.hidden-visually')?.textContent)).to.eql(['1 unread message', '1 unread message']);
    await expectAccessible(bar);
    expect(bar.neighbour(order.id, 1, true)).to.equal(ids[0]);
    expect(bar.neighbour(direct.id, 1)).to.equal(undefined);
  });

  it('is one stop of the Tab key; the arrows go through it, Enter opens', async () => {
    await at.group('Accounts');
    const { id } = await at.group('shipping');
    await waitFor(() => at.ada.chat.channels.get().length === 2);
    await show();
    await waitFor(() => all('nav .row').length === 2);
    const opened = told('corridor-open');
    bar.focus();
    const [first, second] = all('nav .row');
    expect(bar.shadowRoot?.activeElement).to.equal(first);
    press(first!, 'ArrowDown');
    expect(bar.shadowRoot?.activeElement).to.equal(second);
    await bar.updateComplete;
    expect(all('nav .row').map((row) => row.tabIndex)).to.eql([-1, 0]);
    second!.click();
    expect(opened).to.eql([{ channelId: id }]);
    press(second!, 'Home');
    expect(bar.shadowRoot?.activeElement).to.equal(first);
  });

  it('leaves a click with a modifier to the browser', async () => {
    await at.group();
    await show();
    await waitFor(() => all('nav .row').length === 1);
    const opened = told('corridor-open');
    const click = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ctrlKey: true });
    bar.addEventListener('click', (event) => event.preventDefault(), { once: true }); // no tab is opened here
    all('nav .row')[0]!.dispatchEvent(click);
    expect(opened).to.eql([]);
  });

  it('says where there is nothing yet, and how to begin', async () => {
    await show();
    await waitFor(() => sections().length === 2);
    expect(all('.empty').map((empty) => empty.textContent)).to.eql(['Create or join a channel', 'Write to somebody']);
    const begun = told('corridor-new'), browsed = told('corridor-browse'), found = told('corridor-find');
    bar.shadowRoot?.querySelector<HTMLElement>('[aria-label="Create or join a channel"]')?.click();
    bar.shadowRoot?.querySelector<HTMLElement>('[aria-label="Write to somebody"]')?.click();
    bar.shadowRoot?.querySelector<HTMLElement>('.find')?.click();
    expect([browsed, begun, found]).to.eql([[{}], [{ kind: 'direct' }], [{}]]);
    await expectAccessible(bar);
  });

  it('shows the first twenty of many, and what is unread beyond them', async () => {
    for (let i = 0; i < 25; i++) await at.group(`team ${i}`);
    const last = at.ada.chat.channels.get().find(({ name }) => name === 'team 24')!;
    await at.say('ben', last.id, 'hello');
    await waitFor(() => at.ada.chat.unread.get() === 1);
    await show();
    await waitFor(() => all('nav .row').length === 21);
    const more = await waitFor(() => bar.shadowRoot?.querySelector<HTMLElement>('.more'));
    expect(more.textContent).to.equal('Show all 25');
    const before = all('nav .row');
    more.focus();
    more.click();
    await waitFor(() => all('nav .row').length === 25 && !all('.more').length);
    await waitFor(() => all('nav .row').find((row) => !before.includes(row))?.matches(':focus'));
  });

  it('counts mentions before all else, alone where only they are wanted, and nothing where nothing is', async () => {
    const ids: Record<string, string> = {};
    for (const [name, notify] of [['a', 'all'], ['b', 'mentions'], ['c', 'nothing'], ['d', 'mentions']] as const) {
      ids[name] = (await at.group(name)).id;
      await at.server.request('ada', 'chat.setPreferences', { channelId: ids[name], notify });
      await at.say('ben', ids[name], 'hello');
      if (name !== 'd') await at.say('ben', ids[name], '<@ada>');
    }
    await waitFor(() => at.ada.chat.mentions.get() === 2);
    await show();
    await waitFor(() => all('.unread').length === 2);
    expect(all('.unread').map((row) => [row.querySelector('.name')?.textContent, row.querySelector('.badge')?.textContent, row.querySelector('.hidden-visually')?.textContent]))
      .to.eql([['a', '1', '1 mention'], ['b', '1', '1 mention']]);
    await expectAccessible(bar);
  });

  it('has what is pinned and what has a heading of my own first, and leaves out what is archived', async () => {
    const ids: Record<string, string> = {};
    for (const name of ['a', 'b', 'c', 'd']) ids[name] = (await at.group(name)).id;
    await at.server.request('ada', 'chat.setPreferences', { channelId: ids['c']!, isPinned: true });
    await at.server.request('ada', 'chat.setPreferences', { channelId: ids['b']!, section: 'Suppliers', notify: 'nothing' });
    await at.server.request('ada', 'chat.archive', { channelId: ids['d']! });
    await at.say('ben', ids['b']!, 'hello');
    await at.say('ben', ids['a']!, 'hello');
    await waitFor(() => at.ada.chat.unread.get() === 1);
    await show();
    await waitFor(() => sections().length === 4);
    expect(sections()).to.eql([['Pinned', 'c'], ['Suppliers', 'b'], ['Channels', 'a'], ['Direct messages']]);
    expect(all('.unread .name').map(({ textContent }) => textContent)).to.eql(['a']);
    await expectAccessible(bar);
  });

  it('counts what waits to be sent, and says that something was not sent', async () => {
    const { id } = await at.group();
    await show();
    const row = await waitFor(() => all('[data-id=scheduled]')[0]);
    expect(row.textContent?.trim()).to.equal('Scheduled');
    const { messageId } = await at.server.request('ada', 'chat.schedule', { channelId: id, text: 'later', sendAt: new Date(Date.now() + 3_600_000).toISOString() });
    await waitFor(() => row.textContent?.includes('1 message waits to be sent'));
    await at.server.request('ada', 'chat.archive', { channelId: id });
    await at.server.request('ada', 'chat.reschedule', { messageId, sendAt: new Date(0).toISOString() });
    await waitFor(() => row.textContent?.includes('Not sent'));
    await expectAccessible(bar);
    const opened = told('corridor-open');
    row.click();
    expect(opened).to.eql([{ channelId: 'scheduled' }]);
  });
});
