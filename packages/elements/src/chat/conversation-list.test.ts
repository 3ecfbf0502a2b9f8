import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './conversation-list.ts';
import type { ConversationList } from './conversation-list.ts';

describe('<conversation-list>', () => {
  let at: Office;
  let list: ConversationList;

  async function show({ isConnected = true, limit = 0 } = {}): Promise<ConversationList> {
    if (isConnected) await waitFor(() => at.ada.chat.isLoaded.get());
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><conversation-list limit=${limit} style="height: 400px; width: 360px"></conversation-list></corridor-provider>`);
    list = provider.querySelector('conversation-list')!;
    await waitFor(() => root()?.querySelector('.row, .state'));
    return list;
  }
  const root = () => list.shadowRoot;
  const options = () => [...root()!.querySelectorAll<HTMLElement>('[role=option]')];
  const names = () => options().map((option) => option.querySelector('.name')?.textContent);
  const active = () => root()?.querySelector('.active .name')?.textContent;
  const field = () => root()!.querySelector('input')!;
  const listbox = () => root()!.querySelector<HTMLElement>('[role=listbox]')!;
  async function find(text: string): Promise<void> {
    field().value = text;
    field().dispatchEvent(new InputEvent('input', { bubbles: true }));
    await list.updateComplete;
  }
  const press = (target: Element, key: string) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
  const opened = () => {
    const ids: string[] = [];
    list.addEventListener('corridor-open', (event) => ids.push(event.detail.channelId));
    return ids;
  };

  describe('with conversations', () => {
    let purchasing: string, ben: string, order: string;

    beforeEach(async () => {
      at = await office();
      purchasing = (await at.group()).id;
      await at.say('chloe', purchasing, 'Month end\nis on Monday');
      ben = (await at.server.request('ada', 'chat.openDirect', { userIds: ['ben'] })).id;
      await at.say('ben', ben, 'Ten minutes?');
      await at.say('ben', ben, 'Or tomorrow');
      const record = { type: 'purchase-order', id: 'PO-1042', title: 'PO-1042 · Halden Steel' };
      order = (await at.server.request('ada', 'chat.openRecord', record)).id;
      await at.server.request('ada', 'chat.send', { channelId: order, text: 'Confirmed', record });
      await waitFor(() => at.ada.chat.channels.get().length === 3 && at.ada.chat.unread.get() === 3);
      await show();
      await waitFor(() => names()[1] === 'Ben Haug');
    });

    it('shows the newest first, by record, people or name, with what was said last and what is unread', async () => {
      expect(names()).to.eql(['PO-1042 Halden Steel', 'Ben Haug', 'purchasing']);
      const previews = () => options().map((option) => option.querySelector('.preview')?.textContent);
      await waitFor(() => previews()[2]?.startsWith('Chloe'));
      expect(previews()).to.eql(['You: Confirmed', 'Or tomorrow', 'Chloe: Month end is on Monday']);
      expect(options().map((option) => option.querySelector('.badge')?.textContent)).to.eql([undefined, '2', undefined]);
      expect(options()[2]?.textContent).to.include('1 unread message');
      expect(options()[1]?.textContent).to.include('2 unread messages');
      expect(options()[1]?.querySelector('user-avatar')?.shadowRoot?.querySelector('presence-dot')).to.be.ok;
      await expectAccessible(list);
    });

    it('moves a conversation up when something is said in it', async () => {
      await at.say('chloe', purchasing, 'Still there?');
      await waitFor(() => names()[0] === 'purchasing');
    });

    it('opens with a click, and by keyboard with arrows, Home, End and Enter', async () => {
      const ids = opened();
      options()[1]?.click();
      listbox().focus();
      await list.updateComplete;
      expect(active()).to.equal('PO-1042 Halden Steel');
      for (const [key, name] of [['ArrowDown', 'Ben Haug'], ['End', 'purchasing'], ['ArrowDown', 'purchasing'], ['ArrowUp', 'Ben Haug'], ['Home', 'PO-1042 Halden Steel']] as const) {
        press(listbox(), key);
        await list.updateComplete;
        expect(active()).to.equal(name);
        expect(listbox().getAttribute('aria-activedescendant')).to.equal(root()?.querySelector('.active')?.id);
      }
      press(listbox(), 'Enter');
      expect(ids).to.eql([ben, order]);
    });

    it('keeps the keys at the conversation they have reached while others move', async () => {
      const ids = opened();
      listbox().focus();
      press(listbox(), 'End');
      await at.say('ben', ben, 'Or on Monday');
      await waitFor(() => names()[0] === 'Ben Haug');
      expect(active()).to.equal('purchasing');
      press(listbox(), 'Enter');
      expect(ids).to.eql([purchasing]);
    });

    it('says which one is open', async () => {
      list.selected = ben;
      await list.updateComplete;
      expect(options().map((option) => option.ariaSelected)).to.eql(['false', 'true', 'false']);
    });

    it('finds conversations and people, and begins a new one', async () => {
      const ids = opened();
      await find('ch');
      await waitFor(() => names().includes('Chloe Renard'));
      expect(names()).to.eql(['purchasing', 'Chloe Renard']);
      await expectAccessible(list);
      press(field(), 'ArrowDown');
      await list.updateComplete;
      expect(active()).to.equal('Chloe Renard');
      press(field(), 'Enter');
      await waitFor(() => ids.length);
      const { people, kind } = await at.server.request('ada', 'chat.channel', { channelId: ids[0]! });
      expect([kind, [...people].sort()]).to.eql(['direct', ['ada', 'chloe']]);
      expect(field().value).to.equal('');
    });

    it('does not offer me, nor somebody twice', async () => {
      await find('a');
      await waitFor(() => names().length > 1);
      expect(names()).to.not.include('Ada Nilsen');
      expect(names().filter((name) => name === 'Ben Haug')).to.have.length(1);
    });

    it('says that nothing was found, and Escape brings the list back without reaching the page', async () => {
      await find('zzz');
      await waitFor(() => root()?.querySelector('.none')?.textContent === 'Nothing found for “zzz”.');
      await expectAccessible(list);
      let escapes = 0;
      const count = () => escapes++;
      document.addEventListener('keydown', count);
      press(field(), 'Escape');
      document.removeEventListener('keydown', count);
      await list.updateComplete;
      expect(names()).to.have.length(3);
      expect(escapes).to.equal(0);
    });

    it('shows the most recent ones first and the others on request', async () => {
      list.limit = 2;
      await list.updateComplete;
      expect(names()).to.eql(['PO-1042 Halden Steel', 'Ben Haug']);
      const more = root()!.querySelector<HTMLButtonElement>('.more')!;
      expect(more.textContent).to.equal('Show all 3');
      more.click();
      await list.updateComplete;
      expect(names()).to.have.length(3);
    });

    it('stays readable without a connection, and says so', async () => {
      const said = root()!.querySelector('[role=status]')!;
      at.line.goOffline();
      const line = await waitFor(() => root()?.querySelector('.connection'));
      expect(line.closest('[role=status]'), 'it was there before its text').to.equal(said);
      expect(line.textContent).to.include('You are offline.');
      expect(names()).to.have.length(3);
      await Promise.all(line.getAnimations().map(({ finished }) => finished));
      await expectAccessible(list);
    });
  });

  it('says what to do when there is nothing yet', async () => {
    at = await office();
    await show();
    const begin = await waitFor(() => root()?.querySelector<HTMLButtonElement>('.state button'));
    await expectAccessible(list);
    begin.click();
    expect(root()?.activeElement).to.equal(field());
  });

  it('has the shape of a list while it loads', async () => {
    at = await office({ isConnected: false });
    at.line.delay = 60_000;
    await show({ isConnected: false });
    expect(root()?.querySelectorAll('.skeleton.round').length).to.equal(5);
    expect(root()?.querySelector('[aria-busy=true]')).to.be.ok;
    await Promise.all(root()!.querySelector('.late')!.getAnimations().map(({ finished }) => finished));
    await expectAccessible(list);
  });

  it('says why nothing came, and tries again on request', async () => {
    at = await office({ isConnected: false });
    at.line.refuseNext('unauthenticated');
    await show({ isConnected: false });
    const again = await waitFor(() => root()?.querySelector<HTMLButtonElement>('.state button'));
    expect(root()?.querySelector('[role=alert]')?.textContent).to.include('You are signed out.');
    await expectAccessible(list);
    again.click();
    await waitFor(() => root()?.querySelector('.state')?.textContent?.includes('No conversations yet'));
  });
});
