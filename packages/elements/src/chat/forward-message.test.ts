import { expect } from 'chai';
import { expectAccessible, waitFor } from '../testing/index.ts';
import type { ForwardMessage } from './forward-message.ts';
import { Conversing } from './message-list.fixture.ts';
import type { MessageRow } from './message-row.ts';

describe('<forward-message>', () => {
  let chat: Conversing;
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start();
  });
  afterEach(() => chat.ada.close());

  const button = (root: ParentNode, label: string) => waitFor(() => [...root.querySelectorAll<HTMLElement>('button')].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label), label);
  const type = (field: HTMLInputElement, value: string) => {
    field.value = value;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };
  const press = (target: Element, key: string) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));

  /** The dialog about the last message, by the row's own menu. */
  async function open(): Promise<{ row: MessageRow; root: ShadowRoot }> {
    const row = chat.rows.at(-1)!;
    row.focus();
    (await button(row.shadowRoot!, 'More actions')).click();
    (await button(row.shadowRoot!, 'Forward')).click();
    const dialog = await waitFor(() => chat.root.querySelector<ForwardMessage>('forward-message')?.shadowRoot?.querySelector('dialog[open]') && chat.root.querySelector<ForwardMessage>('forward-message'));
    return { row, root: dialog.shadowRoot! };
  }

  it('passes a message on to another conversation with a word, by keys', async () => {
    const { id: other } = await chat.server.request('ada', 'chat.createChannel', { kind: 'group', name: 'warehouse', members: ['ben'] });
    await chat.say('ben', 'The **12th** suits us');
    await chat.show();
    await waitFor(() => chat.ada.chat.channels.get().length === 2);
    const { row, root } = await open();
    await expectAccessible(chat.list);
    const field = root.querySelector<HTMLInputElement>('#to')!;
    expect(root.activeElement).to.equal(field);
    type(field, 'ware');
    await waitFor(() => root.querySelectorAll('.option').length === 1);
    press(field, 'Enter');
    const text = root.querySelector<HTMLTextAreaElement>('#text')!;
    await waitFor(() => root.activeElement === text);
    text.value = 'For you';
    await expectAccessible(chat.list);
    (await button(root, 'Forward')).click();
    await waitFor(() => !chat.root.querySelector('forward-message'));
    await waitFor(() => chat.root.activeElement === row);
    const { items: [passed] } = await chat.server.request('ben', 'chat.history', { channelId: other });
    expect([passed?.text, passed?.card?.type === 'forward' && passed.card.text]).to.eql(['For you', 'The **12th** suits us']);
  });

  it('offers people, too, and says why it could not be done', async () => {
    await chat.server.request('chloe', 'session.me', {});
    await chat.say('ben', 'Between us');
    await chat.show();
    const { root } = await open();
    type(root.querySelector<HTMLInputElement>('#to')!, 'Chl');
    (await waitFor(() => root.querySelector<HTMLElement>('.option user-avatar')?.parentElement)).click();
    await button(root, 'Remove Chloe Renard');
    chat.refuseNext('unavailable', 'chat.forward');
    (await button(root, 'Forward')).click();
    await waitFor(() => root.querySelector('.problem')?.textContent.includes('does not answer'));
    (await button(root, 'Forward')).click();
    await waitFor(() => !chat.root.querySelector('forward-message'));
    const { items } = await chat.server.request('chloe', 'chat.channels', {});
    expect(items.map(({ kind, lastMessage }) => [kind, lastMessage?.card?.type])).to.deep.include(['direct', 'forward']);
  });

  it('shows what was passed on, by whom it was written, and the way there', async () => {
    const { id: from } = await chat.server.request('ada', 'chat.createChannel', { kind: 'group', name: 'warehouse', members: ['ben'] });
    const { id: messageId } = await chat.server.request('ben', 'chat.send', { channelId: from, text: 'Gate `3` is closed' });
    await chat.server.request('ada', 'chat.forward', { messageId, channelId: chat.channel.id });
    const list = await chat.show();
    const quote = await waitFor(() => chat.rows[0]?.shadowRoot?.querySelector('.quote code') && chat.rows[0].shadowRoot.querySelector('.quote'));
    expect(quote.querySelector('b')?.textContent).to.equal('Ben Haug');
    expect(chat.rows[0]!.ariaLabel).to.contain('Gate 3 is closed');
    await expectAccessible(list);
    const opened = new Promise((resolve) => list.addEventListener('corridor-open', (event) => resolve(event.detail), { once: true }));
    quote.querySelector<HTMLElement>('button')!.click();
    expect(await opened).to.eql({ channelId: from, seq: 1 });
  });

  it('shows the files and the voice of a message that was passed on', async () => {
    const { id: from } = await chat.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'secret' });
    const paper = await chat.server.putFile('ben', new File(['%PDF'], 'offer.pdf', { type: 'application/pdf' })), sound = await chat.server.putFile('ben', new File(['RIFF'], 'voice.wav', { type: 'audio/wav' }), { duration: 2, peaks: [0, 50, 100] }, { purpose: 'voice' });
    for (const fileIds of [[paper], [sound]]) {
      const { id: messageId } = await chat.server.request('ben', 'chat.send', { channelId: from, text: '', fileIds });
      await chat.server.request('ben', 'chat.forward', { messageId, channelId: chat.channel.id });
    }
    const list = await chat.show();
    const name = await waitFor(() => chat.rows[0]?.shadowRoot?.querySelector('.quote message-files')?.shadowRoot?.querySelector<HTMLElement>('.name'), 'the file');
    expect(chat.rows[0]!.ariaLabel).to.contain('offer.pdf');
    await waitFor(() => chat.rows[1]?.shadowRoot?.querySelector('.quote voice-card')?.shadowRoot?.querySelector('voice-message')?.shadowRoot?.querySelector('button'), 'the voice');
    expect(chat.rows[1]!.ariaLabel).to.contain('Voice message');
    await expectAccessible(list);
    const chosen = new Promise<string>((resolve) => list.addEventListener('corridor-open-file', (event) => { event.preventDefault(); resolve(event.detail.fileId); }, { once: true }));
    name.click();
    expect(await chosen).to.equal(paper);
  });

  it('shows no way to a conversation that I am not in', async () => {
    const { id: from } = await chat.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'secret' });
    const { id: messageId } = await chat.server.request('ben', 'chat.send', { channelId: from, text: 'Hear, hear' });
    await chat.server.request('ben', 'chat.forward', { messageId, channelId: chat.channel.id });
    await chat.show();
    const quote = await waitFor(() => chat.rows[0]?.shadowRoot?.querySelector('.quote'));
    expect(quote.querySelector('button')).to.equal(null);
  });
});
