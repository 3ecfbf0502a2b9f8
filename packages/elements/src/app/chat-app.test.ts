import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './chat-app.ts';
import type { ChatApp } from './chat-app.ts';

describe('<chat-app>', () => {
  let at: Office;
  let app: ChatApp;
  let purchasing: string, ben: string;
  const title = document.title;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    purchasing = (await at.group()).id;
    ben = (await at.server.request('ada', 'chat.openDirect', { userIds: ['ben'] })).id;
    await at.say('ben', ben, 'Ten minutes?');
    await waitFor(() => at.ada.chat.channels.get().length === 2 && at.ada.chat.unread.get() === 1);
  });
  afterEach(() => {
    history.replaceState(null, '', location.pathname + location.search);
    document.title = title;
  });

  async function show({ width = 1000, routing = 'none', channelId = '' } = {}): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada} style="display: block; width: ${width}px; height: 600px">
      <chat-app routing=${routing} channel-id=${channelId}></chat-app></corridor-provider>`);
    app = provider.querySelector('chat-app')!;
    await waitFor(() => rows().length === 2);
  }
  const part = <E extends Element = HTMLElement>(selector: string) => app.shadowRoot?.querySelector<E>(selector);
  const rows = () => [...(part('chat-sidebar')?.shadowRoot?.querySelectorAll<HTMLElement>('nav .row') ?? [])];
  const row = (name: string) => waitFor(() => rows().find((one) => one.textContent?.includes(name)), name);
  const shownTitle = () => part('conversation-view')?.shadowRoot?.querySelector('h2')?.textContent;
  const isSeen = (selector: string) => !!part(selector)?.checkVisibility();
  const press = (key: string, more: KeyboardEventInit = {}) =>
    part('.frame')!.dispatchEvent(new KeyboardEvent('keydown', { key, code: key.length === 1 ? `Key${key.toUpperCase()}` : key, bubbles: true, composed: true, cancelable: true, ...more }));
  const fieldHasFocus = () => part('conversation-view')?.shadowRoot?.activeElement?.localName === 'message-composer';

  it('offers a beginning where nothing is open, and shows what is chosen, with its field ready', async () => {
    await show();
    expect(part('.main')?.textContent).to.include('Choose a conversation');
    (await row('Ben Haug')).click();
    await waitFor(() => shownTitle() === 'Ben Haug' && fieldHasFocus());
    expect(app.channelId).to.equal(ben);
    expect((await row('Ben Haug')).getAttribute('aria-current')).to.equal('page');
    await expectAccessible(app);
  });

  it('tells the page which conversation is on show', async () => {
    await show();
    const shown: string[] = [];
    app.addEventListener('corridor-shown', (event) => shown.push(event.detail.channelId));
    app.show(purchasing);
    await waitFor(() => shownTitle() === 'purchasing');
    expect(shown).to.eql([purchasing]);
  });

  it('counts what is unread and meant for me in the page\'s title, and leaves it as it was', async () => {
    document.title = 'Messages';
    await show();
    await waitFor(() => document.title === '(1) Messages');
    app.show(ben);
    await waitFor(() => document.title === 'Messages');
    await at.say('chloe', purchasing, 'Month end');
    await at.say('chloe', purchasing, '<@ada>, your order');
    await waitFor(() => document.title === '(1) Messages');
    expect(at.ada.chat.unread.get()).to.equal(2);
    app.remove();
    expect(document.title).to.equal('Messages');
  });

  it('keeps its place in the address: Back leads to the one before, a link to a message to that message', async () => {
    const id = await at.say('ben', ben, 'At three');
    await show({ routing: 'hash' });
    (await row('purchasing')).click();
    (await row('Ben Haug')).click();
    await waitFor(() => location.hash === `#corridor/${ben}` && shownTitle() === 'Ben Haug');
    history.back();
    await waitFor(() => shownTitle() === 'purchasing');
    history.back();
    await waitFor(() => app.channelId === '');
    location.hash = `corridor/${ben}/2`;
    await waitFor(() => part('conversation-view')?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector(`[data-id="${id}"], #m-${id}, message-row`));
    expect(app.channelId).to.equal(ben);
  });

  it('keeps the focus where an address leads to nothing that is there', async () => {
    await show({ routing: 'hash' });
    location.hash = 'corridor/00000000-0000-7000-8000-000000000000';
    await waitFor(() => part('conversation-view')?.shadowRoot?.querySelector('.state:focus'));
  });

  it('follows no address that is not one of its own', async () => {
    location.hash = 'section-2';
    await show({ routing: 'hash' });
    expect(app.channelId).to.equal('');
    expect(location.hash).to.equal('#section-2');
  });

  it('shows one pane at a time in a narrow box, and the way back', async () => {
    await show({ width: 320 });
    expect([isSeen('.side'), isSeen('.main')]).to.eql([true, false]);
    (await row('Ben Haug')).click();
    await waitFor(() => isSeen('conversation-view') && !isSeen('.side'));
    const back = await waitFor(() => part('conversation-view')?.shadowRoot?.querySelector<HTMLElement>('[aria-label="Back to conversations"]'));
    await expectAccessible(app);
    back.click();
    await waitFor(() => isSeen('.side') && !isSeen('.main'));
  });

  it('opens the details beside the conversation by button and by key, and closes them with Escape', async () => {
    await show({ channelId: purchasing });
    press('i', { altKey: true });
    await waitFor(() => isSeen('.details'));
    await waitFor(() => part('.details')?.shadowRoot?.activeElement);
    await expectAccessible(app);
    press('Escape');
    await waitFor(() => !part('.details'));
    expect(app.shadowRoot?.activeElement?.getAttribute('aria-label')).to.equal('Details');
  });

  it('moves through the conversations with Alt and the arrows, with Shift to what is unread', async () => {
    await show({ channelId: purchasing });
    press('ArrowDown', { altKey: true, shiftKey: true });
    await waitFor(() => shownTitle() === 'Ben Haug');
    press('ArrowUp', { altKey: true });
    await waitFor(() => shownTitle() === 'purchasing');
    press('ArrowUp', { altKey: true });
    expect(app.channelId).to.equal(purchasing);
  });

  it('finds a conversation, a person or a message with Ctrl K, and shows it in its place', async () => {
    await show();
    press('k', { ctrlKey: true });
    const list = await waitFor(() => part('.finder search-box'));
    const field = await waitFor(() => list.shadowRoot?.querySelector('input'));
    await waitFor(() => list.shadowRoot?.activeElement === field);
    field.value = 'purch';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await waitFor(() => list.shadowRoot?.querySelectorAll('[role=option]').length === 1);
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }));
    await waitFor(() => shownTitle() === 'purchasing');
    expect(part<HTMLDialogElement>('.finder')?.open).to.equal(false);
  });

  it('closes a thread with Escape in its empty field, and not while there is something written', async () => {
    const id = await at.say('ben', purchasing, 'Who orders the coils?');
    await show({ channelId: purchasing });
    await waitFor(() => part('new-conversation'));
    part('conversation-view')!.dispatchEvent(new CustomEvent('corridor-thread', { detail: { channelId: purchasing, messageId: id }, bubbles: true, composed: true, cancelable: true }));
    const field = await waitFor(() => part('thread-view')?.shadowRoot?.querySelector('message-composer')?.shadowRoot?.querySelector<HTMLTextAreaElement>('textarea:enabled'));
    await waitFor(() => part('thread-view')?.matches(':focus-within') && field.matches(':focus'));
    const escape = () => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    field.value = 'half a word';
    escape();
    expect(part('thread-view')).to.be.ok;
    field.value = '';
    escape();
    await waitFor(() => !part('thread-view'));
  });

  it('takes its keys where nothing has the focus, and leaves those of the page\'s own fields alone', async () => {
    await show();
    const own = document.body.appendChild(document.createElement('input'));
    own.focus();
    const key = () => new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, composed: true, cancelable: true });
    own.dispatchEvent(key());
    expect(part('.finder search-box')).to.equal(null);
    own.remove();
    document.body.dispatchEvent(key());
    await waitFor(() => part('.finder search-box'));
  });

  it('closes what it found nothing in by button and by a press beside it, and leaves Escape in its field to the dialog', async () => {
    await show();
    const open = async () => {
      press('k', { ctrlKey: true });
      const box = await waitFor(() => part('.finder[open] search-box'));
      return await waitFor(() => box.shadowRoot?.querySelector('input'));
    };
    const finder = () => part<HTMLDialogElement>('.finder')!;
    const field = await open();
    await expectAccessible(finder());
    const heard: string[] = [];
    const listen = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener('keydown', listen);
    const isLeft = field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    document.removeEventListener('keydown', listen);
    expect([isLeft, heard.length], 'the browser closes the dialog, and the page hears nothing').to.eql([true, 0]);
    finder().querySelector<HTMLElement>('[aria-label=Close]')!.click();
    expect(finder().open).to.equal(false);
    await waitFor(() => !part('search-box'));
    await open();
    finder().click();
    expect(finder().open, 'a press that began elsewhere').to.equal(true);
    finder().dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    finder().click();
    expect(finder().open).to.equal(false);
  });

  it('leaves what is behind a dialog as it is, and Escape to the dialog', async () => {
    await show({ channelId: purchasing });
    press('i', { altKey: true });
    await waitFor(() => part('.details')?.shadowRoot?.activeElement);
    press('k', { ctrlKey: true });
    const button = await waitFor(() => part('.finder[open] [aria-label=Close]'));
    const onButton = (key: string, more: KeyboardEventInit = {}) => button.dispatchEvent(new KeyboardEvent('keydown', { key, code: `Key${key.toUpperCase()}`, bubbles: true, composed: true, cancelable: true, ...more }));
    onButton('i', { altKey: true });
    expect(onButton('Escape')).to.equal(true);
    await app.updateComplete;
    expect(isSeen('.details')).to.equal(true);
  });

  it('shows its keys with Ctrl /', async () => {
    await show();
    await waitFor(() => part('.keys'));
    press('/', { ctrlKey: true });
    const dialog = await waitFor(() => part('.keys')?.shadowRoot?.querySelector<HTMLDialogElement>('dialog[open]'));
    expect(dialog.textContent).to.include('Next unread conversation');
    await expectAccessible(dialog);
  });

  it('leaves keys alone that are somebody else\'s', async () => {
    await show({ channelId: purchasing });
    expect(press('k')).to.equal(true);
    expect(press('ArrowDown')).to.equal(true);
    expect(press('Escape')).to.equal(true);
  });

  it('shows a thread beside its conversation, and all threads that I follow in a list of their own', async () => {
    const messageId = await at.say('ada', purchasing, 'Who orders?');
    const thread = await at.server.request('ben', 'chat.openThread', { messageId });
    await at.server.request('ben', 'chat.send', { channelId: thread.id, text: 'I do', threadOf: messageId });
    await show({ channelId: purchasing });
    const message = await waitFor(() => part('conversation-view')?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector('message-row'));
    (await waitFor(() => message.shadowRoot?.querySelector<HTMLElement>('.thread'))).click();
    await waitFor(() => isSeen('thread-view') && !part('conversation-view')?.shadowRoot?.querySelector('thread-view'));
    await waitFor(() => part('thread-view')?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector('message-row'));
    await expectAccessible(app);
    press('i', { altKey: true });
    await waitFor(() => isSeen('conversation-details') && !part('thread-view'));
    message.shadowRoot!.querySelector<HTMLElement>('.thread')!.click();
    await waitFor(() => isSeen('thread-view') && !part('conversation-details'));
    press('Escape');
    await waitFor(() => !part('thread-view') && fieldHasFocus());
    part('chat-sidebar')?.shadowRoot?.querySelector<HTMLElement>('.threads')?.click();
    const item = await waitFor(() => part('thread-list')?.shadowRoot?.querySelector<HTMLElement>('.thread'));
    item.click();
    await waitFor(() => isSeen('thread-view') && isSeen('thread-list'));
    await expectAccessible(app);
  });

  it('shows all files that I see, and those of a conversation from its details', async () => {
    const fileId = await at.server.putFile('ben', new File(['an offer'], 'offer.txt', { type: 'text/plain' }));
    await at.server.request('ben', 'chat.send', { channelId: purchasing, text: '', fileIds: [fileId] });
    await at.server.putFile('ada', new File(['mine'], 'mine.txt', { type: 'text/plain' }));
    await show({ channelId: purchasing });
    const names = () => [...(part('file-browser')?.shadowRoot?.querySelectorAll('[data-id] .words') ?? [])].map(({ textContent }) => textContent);
    (await waitFor(() => part('chat-sidebar')?.shadowRoot?.querySelector<HTMLElement>('[data-id=files]'))).click();
    await waitFor(() => isSeen('file-browser') && names().join() === 'mine.txt,offer.txt');
    await expectAccessible(app);
    app.show(purchasing);
    await waitFor(() => isSeen('conversation-view'));
    press('i', { altKey: true });
    const files = await waitFor(() => part('conversation-details')?.shadowRoot?.querySelector<HTMLDetailsElement>('.files'));
    files.open = true;
    (await waitFor(() => files.querySelector<HTMLElement>('.link'))).click();
    await waitFor(() => isSeen('file-browser') && names().join() === 'offer.txt');
    part('file-browser')!.shadowRoot!.querySelector<HTMLElement>('[aria-label=Back]')!.click();
    await waitFor(() => isSeen('conversation-view'));
  });

  it('leads from a conversation\'s details to all its threads, and Back', async () => {
    const messageId = await at.say('ben', purchasing, 'Who orders?');
    const thread = await at.server.request('chloe', 'chat.openThread', { messageId });
    await at.server.request('chloe', 'chat.send', { channelId: thread.id, text: 'I do', threadOf: messageId });
    await show({ routing: 'hash' });
    (await row('purchasing')).click();
    await waitFor(() => shownTitle() === 'purchasing');
    press('i', { altKey: true });
    const details = await waitFor(() => part('conversation-details')?.shadowRoot);
    (await waitFor(() => [...details.querySelectorAll<HTMLElement>('button')].find(({ textContent }) => textContent?.trim() === 'Threads'))).click();
    (await waitFor(() => part('thread-list')?.shadowRoot?.querySelector<HTMLElement>('.thread'))).click();
    await waitFor(() => isSeen('thread-view') && isSeen('thread-list'));
    expect(location.hash).to.equal(`#corridor/threads/${purchasing}`);
    history.back();
    await waitFor(() => shownTitle() === 'purchasing' && !part('thread-list'));
  });

  it('leads from what I have saved to its place', async () => {
    const messageId = await at.say('ben', purchasing, 'Keep this');
    await at.server.request('ada', 'chat.save', { messageId });
    await show({ routing: 'hash' });
    part('chat-sidebar')?.shadowRoot?.querySelector<HTMLElement>('[data-id=saved]')?.click();
    expect(location.hash).to.equal('#corridor/saved');
    const item = await waitFor(() => part('saved-list')?.shadowRoot?.querySelector<HTMLElement>('.saved'));
    await expectAccessible(app);
    item.click();
    await waitFor(() => shownTitle() === 'purchasing');
    expect(location.hash).to.equal(`#corridor/${purchasing}/1`);
  });

  it('looks for a hashtag that is chosen in a text', async () => {
    await at.say('ben', purchasing, 'Forty galvanised ones #brackets');
    await show();
    (await row('purchasing')).click();
    const tag = await waitFor(() => [...(part('conversation-view')?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelectorAll('message-row') ?? [])].at(-1)?.shadowRoot?.querySelector<HTMLElement>('.hashtag'));
    tag.click();
    const box = await waitFor(() => part('.finder[open] search-box')?.shadowRoot);
    await waitFor(() => box.querySelector('[role=option]')?.textContent?.includes('galvanised'));
    expect(box.querySelector('input')?.value).to.equal('#brackets');
  });

  describe('at a reply', () => {
    let thread: string, reply: string;
    const inThread = () => part('thread-view')?.shadowRoot?.querySelector('message-list');
    const highlighted = () => [...(inThread()?.shadowRoot?.querySelectorAll('message-row') ?? [])].find(({ isHighlighted }) => isHighlighted)?.message.id;

    beforeEach(async () => {
      const root = await at.say('ben', purchasing, 'Who orders?');
      ({ id: thread } = await at.server.request('ben', 'chat.openThread', { messageId: root }));
      for (const text of ['I do', 'Forty galvanised ones', 'Thanks']) {
        const { id } = await at.server.request('ben', 'chat.send', { channelId: thread, text, threadOf: root });
        if (text.startsWith('Forty')) reply = id;
      }
    });
    const isThere = () => waitFor(() => shownTitle() === 'purchasing' && highlighted() === reply && !part('conversation-view')?.shadowRoot?.querySelector('thread-view'));

    it('that was found, shows its thread beside the conversation, and Back leads to what was there before', async () => {
      await show({ routing: 'hash' });
      (await row('Ben Haug')).click();
      await waitFor(() => shownTitle() === 'Ben Haug');
      press('k', { ctrlKey: true });
      const field = await waitFor(() => part('.finder search-box')?.shadowRoot?.querySelector('input'));
      field.value = 'galvanised';
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      const detail = await waitFor(() => part('.finder search-box')?.shadowRoot?.querySelector<HTMLElement>('[role=option] .detail'));
      expect(detail.textContent).to.equal('Thread · purchasing');
      detail.click();
      await isThere();
      expect(app.channelId).to.equal(purchasing);
      expect(location.hash).to.equal(`#corridor/${thread}/2`);
      await waitFor(() => part('thread-view')?.matches(':focus-within'));
      await expectAccessible(app);
      history.back();
      await waitFor(() => shownTitle() === 'Ben Haug' && !part('thread-view'));
      history.forward();
      await isThere();
    });

    it('that an address or what I have saved names, ends there too, also a second time', async () => {
      await at.server.request('ada', 'chat.save', { messageId: reply });
      location.hash = `corridor/${thread}/2`;
      await show({ routing: 'hash' });
      await isThere();
      app.show('saved');
      (await waitFor(() => part('saved-list')?.shadowRoot?.querySelector<HTMLElement>('.saved'))).click();
      await isThere();
      app.show(thread, 3);
      await waitFor(() => highlighted() && highlighted() !== reply);
      app.show(thread, 2);
      await isThere();
    });
  });

  it('leads back from the list of threads in a narrow box', async () => {
    await show({ width: 320 });
    part('chat-sidebar')?.shadowRoot?.querySelector<HTMLElement>('.threads')?.click();
    (await waitFor(() => part('thread-list')?.shadowRoot?.querySelector<HTMLElement>('[aria-label="Back to conversations"]'))).click();
    await waitFor(() => isSeen('.side'));
  });
});
