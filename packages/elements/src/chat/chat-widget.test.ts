import { expect } from 'chai';
import { CorridorError, createCorridor } from '@corridor/sdk';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import type { CorridorProvider } from '../base/corridor-provider.ts';
import { expectAccessible, fixture, nextFrame, office, waitFor, type Office } from '../testing/index.ts';
import './chat-widget.ts';
import type { ChatWidget } from './chat-widget.ts';

describe('<chat-widget>', () => {
  let at: Office;
  let provider: CorridorProvider;
  let widget: ChatWidget;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
  });

  async function show(record: { type: string; id: string; title?: string } = { type: '', id: '' }, corridor = at.ada): Promise<ChatWidget> {
    provider = await fixture<CorridorProvider>(html`<corridor-provider .corridor=${corridor}>
      <chat-widget record-type=${record.type} record-id=${record.id} record-title=${record.title ?? ''}><span slot="status">Waiting for approval</span></chat-widget>
    </corridor-provider>`);
    widget = provider.querySelector('chat-widget')!;
    await waitFor(() => widget.shadowRoot?.querySelector('.launcher'));
    return widget;
  }
  const order = { type: 'purchase-order', id: 'PO-1042', title: 'PO-1042 · Halden Steel' };
  const root = () => widget.shadowRoot!;
  const launcher = () => root().querySelector<HTMLButtonElement>('.launcher')!;
  const panel = () => root().querySelector('dialog')!;
  const view = () => root().querySelector('conversation-view');
  const list = () => root().querySelector('conversation-list');
  const title = () => view()?.shadowRoot?.querySelector('h2')?.textContent;
  const field = () => view()?.shadowRoot?.querySelector('message-composer')?.shadowRoot?.querySelector<HTMLTextAreaElement>('textarea:read-write');
  const press = (target: Element, key: string) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true });
    target.dispatchEvent(event);
    return event;
  };
  function deepActive(): Element | null {
    let { activeElement } = document;
    while (activeElement?.shadowRoot?.activeElement) ({ activeElement } = activeElement.shadowRoot);
    return activeElement;
  }
  const stillness = () => Promise.all(panel().getAnimations().map(({ finished }) => finished));

  it('counts what is unread, in its name too, up to 99+', async () => {
    const { id } = await at.group();
    await at.say('ben', id, 'one');
    await show();
    await waitFor(() => launcher().ariaLabel === 'Conversations, 1 unread');
    expect(root().querySelector('.badge')?.textContent).to.equal('1');
    await expectAccessible(widget);
    at.server.fill(id, 120, () => ({ senderId: 'ben' }));
    await waitFor(() => root().querySelector('.badge')?.textContent === '99+');
  });

  it('shows a reply that the page\'s address names in its thread, and leads from there to the conversation and the list', async () => {
    const { id } = await at.group();
    const messageId = await at.say('ben', id, 'Who orders?');
    const thread = await at.server.request('ben', 'chat.openThread', { messageId });
    for (const text of ['I do', 'Forty']) await at.server.request('ben', 'chat.send', { channelId: thread.id, text, threadOf: messageId });
    history.replaceState(null, '', `#corridor/${thread.id}/1`);
    await show();
    const over = await waitFor(() => view()?.shadowRoot?.querySelector('thread-view'));
    await waitFor(() => over.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector('message-row')?.isHighlighted);
    await waitFor(() => title() === 'purchasing');
    expect(view()?.channelId).to.equal(id);
    await expectAccessible(widget);
    over.shadowRoot!.querySelector<HTMLElement>('[aria-label="Close the thread"]')!.click();
    await waitFor(() => !view()?.shadowRoot?.querySelector('thread-view'));
    (await waitFor(() => view()?.shadowRoot?.querySelector<HTMLElement>('[aria-label="Back to conversations"]'))).click();
    await waitFor(() => list());
    history.replaceState(null, '', location.pathname + location.search);
  });

  it('opens at the message that the page\'s address names', async () => {
    const { id } = await at.group();
    at.server.fill(id, 200);
    history.replaceState(null, '', `#corridor/${id}/20`);
    await show();
    const row = await waitFor(() => [...(view()?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelectorAll('message-row') ?? [])].find(({ message }) => message.seq === 20));
    await waitFor(() => row.isHighlighted);
    history.replaceState(null, '', location.pathname + location.search);
  });

  it('opens at the list, goes to a conversation and back', async () => {
    const { id } = await at.group();
    await at.say('ben', id, 'hello');
    await show();
    launcher().click();
    await waitFor(() => list()?.shadowRoot?.querySelector('[role=option]'));
    expect(panel().open).to.equal(true);
    expect(launcher().ariaExpanded).to.equal('true');
    await stillness();
    await expectAccessible(widget);
    list()?.shadowRoot?.querySelector<HTMLElement>('[role=option]')?.click();
    await waitFor(() => title() === 'purchasing');
    await waitFor(() => field() && deepActive() === field(), 'the cursor in the field');
    await waitFor(() => view()?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector('.row'));
    await expectAccessible(widget);
    view()?.shadowRoot?.querySelector<HTMLButtonElement>('.bar button')?.click();
    await waitFor(list);
  });

  it('opens the conversation of the record on the page, without writing anything', async () => {
    await show(order);
    launcher().click();
    await waitFor(() => title() === 'PO-1042');
    await waitFor(() => field() && deepActive() === field(), 'the cursor in the field');
    expect(root().querySelector('slot[name=status]')).to.be.ok;
    await waitFor(() => view()?.shadowRoot?.querySelector('message-list')?.shadowRoot?.textContent?.includes('Nobody has written here yet.'));
    expect((await at.server.request('ada', 'chat.channels', {})).items).to.eql([]);
  });

  it('shows the record only in its own conversation', async () => {
    const { id } = await at.group();
    await show(order);
    widget.show(id);
    await waitFor(() => title() === 'purchasing');
    expect(root().querySelector('slot[name=status]')).to.equal(null);
  });

  it('goes along when the page turns to another record, and stays in any other conversation', async () => {
    await show(order);
    launcher().click();
    await waitFor(() => title() === 'PO-1042');
    widget.recordId = 'PO-1043';
    widget.recordTitle = 'PO-1043 · Bergen Port';
    await waitFor(() => title() === 'PO-1043');
    const { id } = await at.group();
    widget.show(id);
    await waitFor(() => title() === 'purchasing');
    widget.recordId = 'PO-1044';
    await nextFrame();
    expect(title()).to.equal('purchasing');
  });

  it('is heard in a record only while it is on show', async () => {
    await show(order);
    const { id } = await at.server.request('ben', 'chat.openRecord', order);
    const viewers = () => at.ada.chat.conversation(id).viewers.get().total;
    const ben = at.server.client('ben');
    await ben.connect();
    await ben.chat.openRecord(order);
    const here: number[] = [];
    const off = ben.chat.conversation(id).viewers.subscribe(({ total }) => here.push(total));
    launcher().click();
    await waitFor(() => here.at(-1) === 2);
    widget.hide();
    await waitFor(() => here.at(-1) === 1, `Ada to be gone, ${viewers()}`);
    off();
    ben.close();
  });

  it('closes with Escape, which the page does not get, and gives the focus back', async () => {
    await show(order);
    launcher().click();
    const input = await waitFor(() => (deepActive() === field() ? field() : undefined));
    let heard = 0;
    const count = () => heard++;
    document.addEventListener('keydown', count);
    const event = press(input, 'Escape');
    document.removeEventListener('keydown', count);
    await widget.updateComplete;
    expect(panel().open).to.equal(false);
    expect(event.defaultPrevented).to.equal(true);
    expect(heard).to.equal(0);
    expect(deepActive()).to.equal(launcher());
  });

  it('leaves the focus alone when the page closes it', async () => {
    const elsewhere = await fixture<HTMLInputElement>(html`<input aria-label="Elsewhere" />`);
    await show(order);
    launcher().click();
    await waitFor(() => field() && deepActive() === field());
    elsewhere.focus();
    widget.open = false;
    await widget.updateComplete;
    expect(panel().open).to.equal(false);
    expect(deepActive()).to.equal(elsewhere);
  });

  it('goes on where it was on the next page, without taking the focus', async () => {
    const { id } = await at.group();
    await at.say('ben', id, 'hello');
    await show(order);
    widget.show(id);
    const input = await waitFor(field);
    input.value = 'half a';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await nextFrame();
    provider.remove();
    await nextFrame();
    await show({ type: 'purchase-order', id: 'PO-1043' });
    await waitFor(() => title() === 'purchasing');
    expect((await waitFor(field)).value).to.equal('half a');
    expect(deepActive()).to.equal(document.body);
  });

  it('shows the next person in this tab no conversation of the one before', async () => {
    const { id } = await at.group();
    await show();
    widget.show(id);
    await waitFor(() => title() === 'purchasing');
    await nextFrame();
    provider.remove();
    const dora = at.server.client('dora');
    try {
      await dora.connect();
      await show(undefined, dora);
      await waitFor(list);
      expect(view()).to.equal(null);
    } finally {
      dora.close();
    }
  });

  it('follows to the record of the next page, or keeps the conversation where that has none', async () => {
    await show(order);
    launcher().click();
    await waitFor(() => title() === 'PO-1042');
    await nextFrame();
    provider.remove();
    await show({ type: 'purchase-order', id: 'PO-1043' });
    await waitFor(() => title() === 'PO-1043');
    await nextFrame();
    provider.remove();
    await show();
    await waitFor(() => title() === 'PO-1043');
  });

  it('keeps panel, text and conversation when it is moved in the page', async () => {
    await show(order);
    launcher().click();
    const input = await waitFor(field);
    input.value = 'moving';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const before = at.ada.connection.get();
    const section = document.createElement('section');
    provider.append(section);
    section.append(widget);
    await nextFrame();
    expect(panel().open).to.equal(true);
    expect(title()).to.equal('PO-1042');
    expect(field()).to.equal(input);
    expect(input.value).to.equal('moving');
    expect(at.ada.connection.get()).to.equal(before);
  });

  it('neither sends nor closes what it lies in', async () => {
    const form = await fixture<HTMLFormElement>(html`<form><corridor-provider .corridor=${at.ada}><chat-widget record-type="order" record-id="1"></chat-widget></corridor-provider></form>`);
    let submits = 0;
    form.addEventListener('submit', (event) => (submits++, event.preventDefault()));
    widget = form.querySelector('chat-widget')!;
    await waitFor(() => widget.shadowRoot?.querySelector('.launcher'));
    launcher().click();
    const input = await waitFor(field);
    input.value = 'hello';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    press(input, 'Enter');
    for (const button of root().querySelectorAll('button')) button.click();
    expect(submits).to.equal(0);
    const types = [...root().querySelectorAll('button')].map(({ type }) => type);
    expect(new Set(types)).to.eql(new Set(['button']));
  });

  it('tells the page when it opens and closes', async () => {
    await show();
    const told: boolean[] = [];
    provider.addEventListener('corridor-toggle', (event) => told.push(event.detail.isOpen));
    launcher().click();
    await waitFor(() => told.length === 1);
    root().querySelector<HTMLButtonElement>('[aria-label=Minimise]')?.click();
    await waitFor(() => told.length === 2);
    expect(told).to.eql([true, false]);
  });

  it('keeps the focus and the keys when the page goes to another record while somebody writes', async () => {
    await show(order);
    launcher().click();
    const input = await waitFor(field);
    input.focus();
    input.value = 'half a sent';
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    at.line.goOffline();
    widget.recordId = 'PO-2000';
    await waitFor(() => !field());
    expect(document.activeElement).to.equal(widget);
    const heard: string[] = [];
    const listen = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener('keydown', listen);
    let focused: Element = widget;
    while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    press(focused, 'd');
    document.removeEventListener('keydown', listen);
    expect(heard).to.eql([]);
    at.line.goOnline();
    const next = await waitFor(field);
    expect([next.value, next.matches(':focus')]).to.eql(['', true]);
    widget.recordId = order.id;
    await waitFor(() => field()?.value === 'half a sent');
  });

  it('stays in its corner on a page that unsets everything', async () => {
    await show();
    const style = document.createElement('style');
    style.textContent = '* { all: unset !important }';
    document.head.append(style);
    try {
      const { position, zIndex, insetBlockEnd } = getComputedStyle(widget);
      expect([position, zIndex, insetBlockEnd]).to.eql(['fixed', '2147483000', '20px']);
    } finally {
      style.remove();
    }
  });

  it('has the way to the full page where the host has one', async () => {
    await show();
    launcher().click();
    await waitFor(list);
    expect(root().querySelector('a')).to.equal(null);
    widget.appUrl = '/chat';
    await widget.updateComplete;
    expect(root().querySelector('a')?.pathname).to.equal('/chat');
  });

  it('steps aside for the full page', async () => {
    await fixture(html`<chat-app></chat-app>`);
    await show();
    expect(getComputedStyle(widget).display).to.equal('none');
  });

  it('says why a record is not open to somebody, and asks again', async () => {
    await show(order);
    at.line.refuseNext('forbidden', 'chat.openRecord');
    launcher().click();
    const again = await waitFor(() => root().querySelector<HTMLButtonElement>('.state button'));
    await stillness();
    await expectAccessible(widget);
    again.click();
    await waitFor(() => title() === 'PO-1042');
  });

  it('opens a record as soon as there is a connection', async () => {
    at.line.goOffline();
    await show(order);
    launcher().click();
    const line = await waitFor(() => view()?.shadowRoot?.querySelector('.connection'));
    expect(line.textContent).to.include('You are offline.');
    at.line.goOnline();
    await waitFor(() => title() === 'PO-1042');
  });

  it('says that the page cannot sign anybody in, which is not the same as being offline', async () => {
    const corridor = createCorridor({ url: 'http://localhost:1', storage: 'memory', token: () => Promise.reject(new CorridorError('unavailable', '/token answered 500')) });
    corridor.connect().catch(() => undefined);
    await show(order, corridor);
    launcher().click();
    await waitFor(() => view()?.shadowRoot?.querySelector('.connection')?.textContent.includes('does not answer'));
    corridor.close();
  });

  it('opens a record whatever its title and address are, without what the server would refuse', async () => {
    const { error } = console;
    const complaints: unknown[] = [];
    console.error = (complaint) => complaints.push(complaint);
    try {
      await show({ ...order, title: `${'x'.repeat(199)}🎉` });
      widget.recordUrl = 'javascript:alert(1)';
      await widget.updateComplete;
      launcher().click();
      await waitFor(() => title()?.startsWith('xxx'));
      const { id } = await at.server.request('ben', 'chat.openRecord', { type: order.type, id: order.id });
      await at.ada.chat.send(id, { text: 'one' });
      const { record } = (await at.server.request('ada', 'chat.channels', {})).items[0]!;
      expect([record?.title?.length, record?.url]).to.eql([200, undefined]);
      expect(complaints.join(' ')).to.include('record-url is left out');
    } finally {
      console.error = error;
    }
  });

  it('keeps a place for each of two widgets that have ids', async () => {
    const { id } = await at.group();
    await show();
    widget.id = 'first';
    widget.show(id);
    await waitFor(() => title() === 'purchasing');
    const second = document.createElement('chat-widget');
    second.id = 'second';
    provider.append(second);
    await second.updateComplete;
    expect([widget.open, second.open]).to.eql([true, false]);
  });

  it('says so when it is nobody’s client', async () => {
    const { error } = console;
    console.error = () => {};
    try {
      widget = await fixture<ChatWidget>(html`<chat-widget></chat-widget>`);
      launcher().click();
      await waitFor(() => root().querySelector('.state')?.textContent?.includes('server and token-url'));
      await stillness();
      await expectAccessible(widget);
    } finally {
      console.error = error;
    }
  });
});
