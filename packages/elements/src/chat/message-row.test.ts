import { expect } from 'chai';
import { expectAccessible, waitFor } from '../testing/index.ts';
import { Conversing } from './message-list.fixture.ts';
import type { MessageRow } from './message-row.ts';

describe('<message-row>', () => {
  let chat: Conversing;
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start();
  });
  afterEach(() => chat.ada.close());

  const inside = <E extends Element = HTMLElement>(row: MessageRow, selector: string) => row.shadowRoot!.querySelector<E>(selector);
  const press = (target: Element, key: string, more: KeyboardEventInit = {}) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }));
  const click = (row: MessageRow, label: string) => [...row.shadowRoot!.querySelectorAll<HTMLElement>('button')].find((button) => (button.ariaLabel ?? button.textContent.trim()) === label)!.click();
  /** The last row, with its bar. */
  async function active(row = chat.rows.at(-1)!): Promise<MessageRow> {
    row.focus();
    await waitFor(() => row.isActive);
    await row.updateComplete;
    return row;
  }
  async function edit(row: MessageRow, text: string): Promise<void> {
    await row.setMode('editing');
    inside<HTMLTextAreaElement>(row, 'textarea')!.value = text;
    press(inside(row, 'textarea')!, 'Enter');
    await row.updateComplete;
  }
  const labels = (row: MessageRow) => [...row.shadowRoot!.querySelectorAll('.bar button')].map(({ ariaLabel }) => ariaLabel);

  it('offers what I may do with my own message, and less with those of others', async () => {
    await chat.say('ada', 'mine');
    await chat.show();
    expect(labels(await active())).to.eql(['React', 'Reply in thread', 'Edit', 'Copy text', 'Pin', 'Delete', 'More actions']);
    await chat.say('ben', 'his');
    await waitFor(() => chat.rows.length === 2);
    expect(labels(await active())).to.eql(['React', 'Reply in thread', 'Copy text', 'Pin', 'Mark unread', 'More actions']);
    await expectAccessible(chat.list);
  });

  it('pins a message for all, says by whom, and takes it down again', async () => {
    const { id } = await chat.say('ben', 'The gate code is at the desk');
    await chat.show();
    const button = async (name: string) => waitFor(() => [...chat.rows[0]!.shadowRoot!.querySelectorAll<HTMLElement>('.bar button')].find(({ ariaLabel }) => ariaLabel === name));
    await active();
    (await button('Pin')).click();
    await waitFor(() => chat.rows[0]!.shadowRoot!.querySelector('.pinned')?.textContent === 'Pinned by Ada Nilsen');
    await expectAccessible(chat.list);
    expect((await chat.server.request('ben', 'chat.pinned', { channelId: chat.channel.id })).items.map((message) => message.id)).to.eql([id]);
    await active(chat.rows[0]);
    (await button('Unpin')).click();
    await waitFor(() => !chat.rows[0]!.shadowRoot!.querySelector('.pinned'));
  });

  it('lets a moderator delete what others wrote', async () => {
    chat.loginAs({ id: 'ada', roles: ['moderator'] });
    await chat.say('ben', 'his');
    await chat.show();
    const row = await active();
    expect(labels(row)).to.include('Delete');
    click(row, 'Delete');
    await row.updateComplete;
    expect(inside(row, '.bar')?.textContent).to.include('Delete this message?');
    await expectAccessible(chat.list);
    click(row, 'Delete');
    await waitFor(() => inside(row, '.text')?.textContent === 'Message deleted');
    expect(row.message.deletedAt).to.be.a('string');
  });

  it('takes a deletion back, by keys too, and says where that is refused', async () => {
    await chat.say('ada', 'Sorry, wrong order');
    await chat.show();
    const note = () => chat.root.querySelector('quiet-note');
    const row = await active();
    click(row, 'Delete');
    await row.updateComplete;
    click(row, 'Delete');
    await waitFor(() => inside(row, '.text')?.textContent === 'Message deleted');
    const undo = await waitFor(() => note()?.shadowRoot?.querySelector<HTMLElement>('.action'));
    expect([note()!.role, note()!.shadowRoot!.querySelector('span')?.textContent]).to.eql(['status', 'Message deleted.']);
    await expectAccessible(chat.list);
    undo.focus();
    undo.click();
    await waitFor(() => inside(row, '.text')?.textContent === 'Sorry, wrong order');
    expect([note(), chat.root.activeElement]).to.eql([null, row]);
    await active();
    click(row, 'Delete');
    await row.updateComplete;
    click(row, 'Delete');
    await waitFor(() => note());
    press(await waitFor(() => note()?.shadowRoot?.querySelector('button')), 'Escape');
    expect(note()).to.equal(null);
  });

  it('brings a message back that was deleted without a connection', async () => {
    await chat.say('ada', 'Keep this');
    await chat.show();
    chat.transport.goOffline();
    const row = await active();
    click(row, 'Delete');
    await row.updateComplete;
    click(row, 'Delete');
    (await waitFor(() => chat.root.querySelector('quiet-note')?.shadowRoot?.querySelector<HTMLElement>('.action'))).click();
    await waitFor(() => inside(row, '.text')?.textContent === 'Keep this');
    chat.transport.goOnline();
    await waitFor(() => row.message.restoredAt);
    expect(inside(row, '.text')?.textContent).to.equal('Keep this');
  });

  it('copies the address of a message, or what the host says instead', async () => {
    const { channelId } = await chat.say('ben', 'here');
    await chat.show();
    const row = await active();
    const links: string[] = [];
    chat.list.addEventListener('corridor-before-copy-link', (event) => {
      links.push(event.detail.link.url);
      event.preventDefault();
    }, { once: true });
    click(row, 'More actions');
    await row.updateComplete;
    click(row, 'Copy link');
    await waitFor(() => links.length);
    expect(links).to.eql([`${location.href.split('#')[0]}#corridor/${channelId}/1`]);
  });

  it('reacts with any emoji there is', async () => {
    await chat.say('ben', 'his');
    await chat.show();
    const row = await active();
    click(row, 'React');
    await row.updateComplete;
    click(row, 'All emoji');
    const choice = await waitFor(() => row.shadowRoot!.querySelector('emoji-choice'));
    const search = await waitFor(() => choice.shadowRoot!.querySelector('input'));
    await waitFor(() => choice.shadowRoot!.activeElement === search);
    await expectAccessible(chat.list);
    search.value = 'rocket';
    search.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await waitFor(() => choice.shadowRoot!.querySelectorAll('button.emoji').length < 10);
    choice.shadowRoot!.querySelector<HTMLElement>('button.emoji')!.click();
    await waitFor(() => row.message.reactions['🚀']?.includes('ada'));
    await row.updateComplete;
    expect(inside(row, 'dialog')).to.equal(null);
  });

  it('reacts with one of six, and takes it back', async () => {
    await chat.say('ben', 'his');
    await chat.show();
    const row = await active();
    press(row, 'r');
    await waitFor(() => row.shadowRoot!.querySelectorAll('.bar .emoji').length === 6);
    click(row, '🎉');
    const chip = await waitFor(() => inside(row, '.chip.mine'));
    expect(chip.ariaPressed).to.equal('true');
    expect(chip.textContent).to.include('1');
    await chat.server.request('chloe', 'chat.react', { messageId: row.message.id, emoji: '🎉' });
    await waitFor(() => inside(row, '.tip')?.textContent === 'You and Chloe Renard');
    await expectAccessible(chat.list);
    chip.click();
    await waitFor(() => !inside(row, '.chip.mine'));
    expect(inside(row, '.chip')?.textContent).to.include('1');
  });

  it('edits in place: Enter saves, Shift+Enter and input methods do not', async () => {
    await chat.say('ada', 'wrong');
    await chat.show();
    const row = await active();
    press(row, 'e');
    const field = await waitFor(() => inside<HTMLTextAreaElement>(row, 'textarea'));
    expect(row.shadowRoot!.activeElement).to.equal(field);
    await expectAccessible(chat.list);
    field.value = 'right';
    press(field, 'Enter', { shiftKey: true });
    press(field, 'Enter', { isComposing: true });
    expect(row.mode).to.equal('editing');
    press(field, 'Enter');
    await waitFor(() => inside(row, '.text')?.textContent?.startsWith('right'));
    await waitFor(() => inside(row, '.edited'));
    expect(chat.root.activeElement).to.equal(row);
  });

  it('gives an edit up with Escape, without a word to the page', async () => {
    await chat.say('ada', 'as it was');
    await chat.show();
    const row = await active();
    await row.setMode('editing');
    let heard = 0;
    const listen = () => heard++;
    document.addEventListener('keydown', listen);
    inside<HTMLTextAreaElement>(row, 'textarea')!.value = 'changed';
    press(inside(row, 'textarea')!, 'a');
    press(inside(row, 'textarea')!, 'Escape');
    document.removeEventListener('keydown', listen);
    await waitFor(() => inside(row, '.text')?.textContent === 'as it was');
    expect(heard).to.equal(0);
  });

  it('keeps what I write when the message is changed elsewhere meanwhile, and says so', async () => {
    const { id } = await chat.say('ada', 'first');
    await chat.show();
    const row = await active();
    await row.setMode('editing');
    const field = inside<HTMLTextAreaElement>(row, 'textarea')!;
    field.value = 'first, by me';
    await chat.server.request('ada', 'chat.edit', { messageId: id, text: 'first, elsewhere' });
    await waitFor(() => inside(row, '[role=status]')?.textContent.includes('changed elsewhere'));
    expect([field.value, row.shadowRoot!.activeElement]).to.eql(['first, by me', field]);
    await expectAccessible(chat.list);
    press(field, 'Enter');
    await waitFor(() => row.message.text === 'first, by me');
  });

  it('keeps what I write when the message is deleted meanwhile, to be sent as a new one or given up', async () => {
    const { id } = await chat.say('ada', 'first');
    await chat.show();
    const row = await active();
    await row.setMode('editing');
    const field = inside<HTMLTextAreaElement>(row, 'textarea')!;
    field.value = 'still mine';
    await chat.server.request('ada', 'chat.delete', { messageId: id });
    await waitFor(() => inside(row, '[role=status]')?.textContent.includes('deleted'));
    expect([field.value, row.shadowRoot!.activeElement]).to.eql(['still mine', field]);
    await expectAccessible(chat.list);
    press(field, 'Enter');
    expect(row.mode, 'nothing goes out unasked').to.equal('editing');
    click(row, 'Send as a new message');
    await waitFor(() => chat.texts.includes('still mine'));
    expect(chat.texts).to.eql(['Message deleted', 'still mine']);
    expect(chat.root.activeElement).to.equal(row);
  });

  it('lets the page change or stop an edit, and stop a deletion', async () => {
    await chat.say('ada', 'before');
    await chat.show();
    const row = await active();
    chat.list.addEventListener('corridor-before-edit', (event) => (event.detail.draft.text = 'by the page'), { once: true });
    await edit(row, 'by me');
    await waitFor(() => row.message.text === 'by the page');
    for (const name of ['corridor-before-edit', 'corridor-before-delete']) chat.list.addEventListener(name, (event) => event.preventDefault());
    await edit(row, 'not this');
    await row.setMode('deleting');
    click(row, 'Delete');
    await chat.rest();
    expect(row.message.text).to.equal('by the page');
    expect(row.message.deletedAt).to.equal(undefined);
  });

  it('says why a message was not sent, and sends or forgets it on request', async () => {
    await chat.say('ben', 'his');
    await chat.show();
    for (const [label, count] of [['Discard', 1], ['Retry', 2]] as const) {
      chat.refuseNext('forbidden', 'chat.send');
      await chat.ada.chat.send(chat.channel.id, { text: 'mine' }).catch(() => undefined);
      const row = await waitFor(() => chat.rows.find(({ message }) => message.status === 'failed'));
      await row.updateComplete;
      expect(inside(row, '.notice [role=alert]')?.textContent).to.include('Not sent');
      expect(inside(row, '.notice')?.textContent).to.include('Refused for a test');
      await expectAccessible(chat.list);
      click(row, label);
      await waitFor(() => chat.rows.length === count && chat.rows.every(({ message }) => message.status === 'sent'));
    }
  });

  it('keeps the focus when sending again is refused too', async () => {
    await chat.say('ben', 'his');
    await chat.show();
    chat.refuseNext('forbidden', 'chat.send');
    await chat.ada.chat.send(chat.channel.id, { text: 'mine' }).catch(() => undefined);
    const row = await waitFor(() => chat.rows.find(({ message }) => message.status === 'failed'));
    chat.refuseNext('forbidden', 'chat.send');
    const retry = await waitFor(() => inside(row, '.notice button'));
    retry.focus();
    retry.click();
    await waitFor(() => inside(row, '.notice button') !== retry && row.message.status === 'failed');
    expect(chat.root.activeElement).to.equal(row);
  });

  it('says so when a change is refused, and shows what is stored', async () => {
    await chat.say('ada', 'stored');
    await chat.show();
    const row = await active();
    chat.refuseNext('conflict', 'chat.edit');
    await edit(row, 'refused');
    await waitFor(() => inside(row, '.notice')?.textContent.includes('Refused for a test'));
    expect(inside(row, '.text')?.textContent).to.equal('stored');
  });

  it('opens the same as a sheet after a long press, and not while a finger scrolls', async () => {
    await chat.say('ada', 'mine');
    await chat.say('ada', 'mine too');
    await chat.show();
    const [scrolled, held] = chat.rows as [MessageRow, MessageRow];
    const touch = (row: MessageRow, type: string, clientY: number) => inside(row, '.text')!.dispatchEvent(new PointerEvent(type, { pointerType: 'touch', clientY, bubbles: true, composed: true }));
    touch(scrolled, 'pointerdown', 100);
    touch(scrolled, 'pointermove', 150);
    touch(held, 'pointerdown', 100);
    const sheet = await waitFor(() => inside<HTMLDialogElement>(held, 'dialog[open]'));
    expect(inside(scrolled, 'dialog')).to.equal(null);
    expect(sheet.textContent).to.include('Copy text').and.to.include('Delete');
    await expectAccessible(chat.list);
    click(held, 'Edit');
    expect(held.mode, 'the finger that opened it is lifted').to.equal('idle');
    inside(held, 'dialog')!.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    click(held, 'Edit');
    await waitFor(() => inside(held, 'textarea') && !inside(held, 'dialog'));
  });

  it('shows HTML as it was typed, with links that open elsewhere, and emoji alone in large', async () => {
    await chat.say('ben', '<b>bold</b>\nhttps://halden.example');
    await chat.say('chloe', '🎉🎉');
    await chat.show();
    await waitFor(() => inside(chat.rows[0]!, 'a'));
    expect(chat.texts[0]).to.equal('<b>bold</b>\nhttps://halden.example');
    expect(inside(chat.rows[0]!, 'a')?.getAttribute('target')).to.equal('_blank');
    expect(inside(chat.rows[1]!, '.text')?.classList.contains('large')).to.equal(true);
  });

  it('shows markup and names, and says them without the marks', async () => {
    await chat.say('ben', '**Hi** <@ada>, see #orders');
    await chat.show();
    const row = chat.rows[0]!;
    await waitFor(() => inside(row, 'strong') && inside(row, '.mention.me')?.textContent === '@Ada Nilsen');
    expect(row.hasAttribute('naming')).to.equal(true);
    expect(row.ariaLabel).to.match(/^Ben Haug, .+: Hi @Ada Nilsen, see #orders$/);
    const told = new Promise((resolve) => chat.list.addEventListener('corridor-hashtag', ({ detail }) => resolve(detail), { once: true }));
    click(row, '#orders');
    expect(await told).to.eql({ tag: 'orders' });
    await expectAccessible(chat.list);
  });

  it('stands behind the last word of a text with markup that it was edited', async () => {
    await chat.say('ada', 'soon');
    await chat.show();
    const row = chat.rows[0]!;
    await edit(row, 'one\n\n**two**');
    await waitFor(() => inside(row, 'strong') && inside(row, '.edited'));
    expect(inside(row, '.edited')?.parentElement).to.equal(inside(row, 'strong')?.parentElement);
    await edit(row, '- one');
    await waitFor(() => inside(row, 'li') && inside(row, '.edited'));
    expect(row.shadowRoot!.querySelectorAll('.edited')).to.have.length(1);
  });

  it('copies its text as it was written, with names', async () => {
    await chat.say('ben', '**Ask** <@ada>, #now');
    await chat.show();
    await waitFor(() => inside(chat.rows[0]!, '.mention')?.textContent === '@Ada Nilsen');
    const copied: string[] = [];
    const clipboard = Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard')!;
    Object.defineProperty(Navigator.prototype, 'clipboard', { configurable: true, value: { writeText: async (text: string) => void copied.push(text) } });
    try {
      click(await active(), 'Copy text');
      await waitFor(() => copied.length);
    } finally {
      Object.defineProperty(Navigator.prototype, 'clipboard', clipboard);
    }
    expect(copied).to.eql(['**Ask** @Ada Nilsen, #now']);
  });

  it('is edited with names, which go on meaning whom they meant', async () => {
    await chat.say('ada', 'Ask <@ben>');
    await chat.show();
    const row = chat.rows[0]!;
    await waitFor(() => inside(row, '.mention')?.textContent === '@Ben Haug');
    await row.setMode('editing');
    const field = inside<HTMLTextAreaElement>(row, 'textarea')!;
    expect(field.value).to.equal('Ask @Ben Haug');
    document.execCommand('insertText', false, ', please');
    press(field, 'Enter');
    await waitFor(() => row.message.text === 'Ask <@ben>, please');
  });

  it('is dated in the language of the page', async () => {
    await chat.say('ben', 'Hallo');
    await chat.mount();
    chat.list.parentElement!.lang = 'de';
    chat.list.parentElement!.append(chat.list);
    await waitFor(() => chat.rows[0] && inside(chat.rows[0], 'time')?.textContent === 'jetzt');
  });
});
