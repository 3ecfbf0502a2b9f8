import type { Message } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, nextFrame, office, waitFor, type Office } from '../testing/index.ts';
import './message-composer.ts';
import type { MessageComposer } from './message-composer.ts';

describe('<message-composer>', () => {
  let at: Office;
  let channelId: string;
  let composer: MessageComposer;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    channelId = (await at.group()).id;
    await waitFor(() => at.ada.chat.channels.get().length);
    composer = await show();
  });

  async function show(): Promise<MessageComposer> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><message-composer channel-id=${channelId}></message-composer></corridor-provider>`);
    const element = provider.querySelector('message-composer')!;
    await waitFor(() => element.shadowRoot?.querySelector('textarea:read-write'));
    return element;
  }
  const field = (element = composer) => element.shadowRoot!.querySelector('textarea')!;
  const button = () => composer.shadowRoot!.querySelector<HTMLButtonElement>('.send')!;
  const sent = async () => (await at.server.request('ben', 'chat.history', { channelId })).items.map(({ text }) => text);
  async function write(text: string, element = composer): Promise<void> {
    field(element).value = text;
    field(element).dispatchEvent(new InputEvent('input', { bubbles: true }));
    await element.updateComplete;
  }
  function press(init: KeyboardEventInit): KeyboardEvent {
    const event = new KeyboardEvent('keydown', { bubbles: true, composed: true, cancelable: true, ...init });
    field().dispatchEvent(event);
    return event;
  }

  it('is named after the conversation', async () => {
    await waitFor(() => field().placeholder === 'Message purchasing');
    await expectAccessible(composer);
  });

  it('sends with Enter and is empty again', async () => {
    await write('Halden can do the 12th.\n');
    expect(press({ key: 'Enter' }).defaultPrevented).to.equal(true);
    await composer.updateComplete;
    expect(field().value).to.equal('');
    await waitFor(async () => (await sent()).length);
    expect(await sent()).to.eql(['Halden can do the 12th.']);
  });

  it('breaks the line with Shift+Enter, and leaves Enter to an input method that is composing', async () => {
    await write('one');
    for (const init of [{ key: 'Enter', shiftKey: true }, { key: 'Enter', isComposing: true }, { key: 'Enter', keyCode: 229 }]) {
      expect(press(init).defaultPrevented).to.equal(false);
    }
    expect(field().value).to.equal('one');
    expect(await sent()).to.eql([]);
  });

  it('sends only what has content', async () => {
    expect(button().disabled).to.equal(true);
    await write('  \n ');
    expect(button().disabled).to.equal(true);
    press({ key: 'Enter' });
    await write('x');
    expect(button().disabled).to.equal(false);
    expect(await sent()).to.eql([]);
  });

  it('says how much is too much and does not send it', async () => {
    await write('x'.repeat(19_900));
    field().focus();
    await waitFor(() => composer.shadowRoot?.querySelector('.note'));
    expect(composer.shadowRoot?.querySelector('.note')?.textContent).to.equal('100 characters left');
    await write('x'.repeat(20_001));
    expect(composer.shadowRoot?.querySelector('.note')?.textContent).to.equal('1 character too many');
    expect(button().disabled).to.equal(true);
    await expectAccessible(composer);
  });

  it('lets the host change a draft, or keep it back', async () => {
    composer.addEventListener('corridor-before-send', (event) => (event.detail.draft.text += ' (PO-1042)'), { once: true });
    await write('Approved');
    button().click();
    await waitFor(async () => (await sent()).length);
    expect(await sent()).to.eql(['Approved (PO-1042)']);

    composer.addEventListener('corridor-before-send', (event) => event.preventDefault(), { once: true });
    await write('Secret');
    button().click();
    await composer.updateComplete;
    expect(field().value).to.equal('Secret');
    expect(await sent()).to.have.length(1);
  });

  it('tells when the server has the message', async () => {
    const told = new Promise<Message>((resolve) => composer.addEventListener('corridor-send', ({ detail }) => resolve(detail.message), { once: true }));
    await write('hello');
    press({ key: 'Enter' });
    const { text, status, seq } = await told;
    expect({ text, status, seq }).to.eql({ text: 'hello', status: 'sent', seq: 1 });
  });

  it('keeps a draft per person and conversation when it is made anew', async () => {
    await write('half a thou');
    composer.remove();
    expect(field(await show()).value).to.equal('half a thou');

    const other = await at.group('sales');
    const elsewhere = await show();
    elsewhere.channelId = other.id;
    await elsewhere.updateComplete;
    expect(field(elsewhere).value).to.equal('');
    elsewhere.channelId = channelId;
    await elsewhere.updateComplete;
    expect(field(elsewhere).value).to.equal('half a thou');

    const ben = at.server.client('ben');
    await ben.connect();
    const provider = await fixture(html`<corridor-provider .corridor=${ben}><message-composer channel-id=${channelId}></message-composer></corridor-provider>`);
    const his = provider.querySelector('message-composer')!;
    await waitFor(() => his.shadowRoot?.querySelector('textarea:read-write'));
    await nextFrame();
    expect(field(his).value).to.equal('');
    ben.close();
  });

  it('keeps text and client when it is moved in the page', async () => {
    await write('moving');
    const provider = composer.parentElement!;
    const section = document.createElement('section');
    provider.append(section);
    section.append(composer);
    await nextFrame();
    expect(field().value).to.equal('moving');
    expect(field().disabled).to.equal(false);
  });

  it('shows others that somebody is writing', async () => {
    const ben = at.server.client('ben');
    await ben.connect();
    await ben.chat.open(channelId);
    const writing: string[] = [];
    ben.on('chat.typing', ({ userId }) => writing.push(userId));
    await write('Hm');
    await waitFor(() => writing.length);
    expect(writing).to.eql(['ada']);
    ben.close();
  });

  it('asks for the last own message to edit with arrow up, only when it is empty', async () => {
    const asked: string[] = [];
    composer.addEventListener('corridor-edit-last', (event) => asked.push(event.detail.channelId));
    await write('text');
    expect(press({ key: 'ArrowUp' }).defaultPrevented).to.equal(false);
    await write('');
    press({ key: 'ArrowUp' });
    expect(asked).to.eql([channelId]);
  });

  it('grows with its lines up to eight', async () => {
    const { height: one } = field().getBoundingClientRect();
    await write('a\nb\nc');
    const { height: three } = field().getBoundingClientRect();
    await write('a\n'.repeat(30));
    const { height: many } = field().getBoundingClientRect();
    const line = parseFloat(getComputedStyle(field()).lineHeight);
    expect(Math.round(three - one)).to.equal(Math.round(2 * line));
    expect(Math.round(many - one)).to.equal(Math.round(7 * line));
  });

  it('offers to join where reading is all that is allowed', async () => {
    const open = await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'open', visibility: 'public' });
    composer.channelId = open.id;
    const join = await waitFor(() => composer.shadowRoot?.querySelector<HTMLButtonElement>('.instead button'));
    expect(composer.shadowRoot?.querySelector('textarea')).to.equal(null);
    await expectAccessible(composer);
    join.click();
    await waitFor(() => composer.shadowRoot?.querySelector('textarea:read-write'));
  });

  it('sends nothing that nobody would see', async () => {
    await write('\u200b\ufeff \u2060\n');
    expect(button().disabled).to.equal(true);
    await write('\u{1F469}\u200d\u{1F692}');
    expect(button().disabled).to.equal(false);
  });

  it('takes text while there is no connection', async () => {
    at.line.goOffline();
    await write('later');
    press({ key: 'Enter' });
    await composer.updateComplete;
    expect(field().value).to.equal('');
    expect(await sent()).to.eql([]);
    at.line.goOnline();
    await waitFor(async () => (await sent()).length);
    expect(await sent()).to.eql(['later']);
  });
});
