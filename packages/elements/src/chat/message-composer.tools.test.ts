import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import type { EmojiChoice } from './emoji-choice.ts';
import './message-composer.ts';
import type { MessageComposer } from './message-composer.ts';

describe('<message-composer> in use', () => {
  let at: Office;
  let channelId: string;
  let composer: MessageComposer;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    channelId = (await at.group()).id;
    await waitFor(() => at.ada.chat.channels.get().length);
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><message-composer channel-id=${channelId} style="margin-top: 420px"></message-composer></corridor-provider>`);
    composer = provider.querySelector('message-composer')!;
    await waitFor(() => inside('textarea:read-write'));
    field().focus();
    await waitFor(() => inside('.aid'));
  });

  const inside = <E extends Element = HTMLElement>(selector: string) => composer.shadowRoot!.querySelector<E>(selector);
  const field = () => inside<HTMLTextAreaElement>('textarea')!;
  const sent = async () => (await at.server.request('ben', 'chat.history', { channelId })).items.map(({ text }) => text);
  const click = (label: string) => [...composer.shadowRoot!.querySelectorAll<HTMLElement>('button')].find((button) => button.ariaLabel === label)!.click();
  /** As if typed: the text, with `|` where the caret is or `«»` around what is selected. */
  function write(marked: string): void {
    field().focus();
    field().select();
    const text = marked.replace(/[«»|]/g, '');
    if (text) document.execCommand('insertText', false, text);
    else document.execCommand('delete');
    const start = marked.search(/[«|]/);
    if (start >= 0) field().setSelectionRange(start, marked.includes('»') ? marked.indexOf('»') - 1 : start);
  }
  function press(key: string, more: KeyboardEventInit = {}, target: Element = field()): KeyboardEvent {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more });
    target.dispatchEvent(event);
    return event;
  }
  function paste(content: Record<string, string>): ClipboardEvent {
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(content)) clipboardData.setData(type, text);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true, cancelable: true });
    field().dispatchEvent(event);
    return event;
  }

  it('gives the words a line of their own where there is little room, and the buttons one line below', async () => {
    const box = (selector: string) => inside(selector)!.getBoundingClientRect();
    composer.style.width = '560px';
    expect(box('.send').top, 'beside each other').to.equal(box('.aid').top);
    expect(box('.aid').left).to.be.greaterThan(box('textarea').right - 1);
    composer.style.width = '300px';
    expect(box('textarea').width).to.be.greaterThan(240);
    expect(box('.aid').top).to.be.at.least(box('textarea').bottom);
    expect(box('.send').top).to.equal(box('.aid').top);
    expect(box('.send').right).to.be.closeTo(box('textarea').right, 1);
  });

  it('shows its formats on demand, which the keys walk through', async () => {
    expect(inside('[role=toolbar]')).to.equal(null);
    click('Formatting');
    const bar = await waitFor(() => inside('[role=toolbar]'));
    await expectAccessible(composer);
    const buttons = [...bar.querySelectorAll('button')];
    expect(buttons.map(({ ariaLabel }) => ariaLabel)).to.eql(['Bold', 'Italic', 'Strikethrough', 'Code', 'Link', 'Bulleted list', 'Numbered list', 'Quote', 'Preview']);
    buttons[0]!.focus();
    press('ArrowRight', {}, buttons[0]);
    expect(composer.shadowRoot!.activeElement).to.equal(buttons[1]);
    press('End', {}, buttons[1]);
    expect(buttons.map(({ tabIndex }) => tabIndex)).to.eql([-1, -1, -1, -1, -1, -1, -1, -1, 0]);
    write('«now»');
    click('Bold');
    expect(field().value).to.equal('**now**');
    expect(composer.shadowRoot!.activeElement).to.equal(field());
  });

  it('formats by shortcuts, and the browser takes it back', () => {
    const results: string[] = [];
    for (const [key, more] of [['b'], ['i'], ['X', { shiftKey: true }], ['e'], ['k'], ['/', { shiftKey: true, code: 'Digit7' }], ['(', { shiftKey: true, code: 'Digit8' }], [')', { shiftKey: true, code: 'Digit9' }]] as [string, KeyboardEventInit?][]) {
      write('«x»');
      expect(press(key, { ctrlKey: true, ...more }).defaultPrevented).to.equal(true);
      results.push(field().value);
    }
    expect(results).to.eql(['**x**', '*x*', '~~x~~', '`x`', '[x](https://)', '1. x', '- x', '> x']);
    document.execCommand('undo');
    expect(field().value).to.equal('x');
    expect(press('b').defaultPrevented, 'a mere letter').to.equal(false);
    write('x|');
    expect(press('k', { ctrlKey: true }).defaultPrevented, 'a link without words').to.equal(false);
  });

  it('breaks the line with Enter inside of code, and goes on with a list with Shift+Enter', async () => {
    write('```\nlet a');
    expect(press('Enter').defaultPrevented).to.equal(false);
    write('- one|');
    press('Enter', { shiftKey: true });
    expect(field().value).to.equal('- one\n- ');
    write('```\nlet a\n```');
    press('Enter');
    await waitFor(async () => (await sent()).length);
    expect(await sent()).to.eql(['```\nlet a\n```']);
  });

  it('pastes rich text as Markdown, and plain text as ever', () => {
    write('See: |');
    expect(paste({ 'text/html': '<b>two</b> of <i>three</i>', 'text/plain': 'two of three' }).defaultPrevented).to.equal(true);
    expect(field().value).to.equal('See: **two** of *three*');
    expect(paste({ 'text/html': '<div><span>two</span>\nof</div>', 'text/plain': 'two of' }).defaultPrevented).to.equal(false);
    expect(paste({ 'text/plain': 'x' }).defaultPrevented).to.equal(false);
    write('```\n|');
    expect(paste({ 'text/html': '<b>two</b>', 'text/plain': 'two' }).defaultPrevented).to.equal(false);
    write('the «order»');
    paste({ 'text/plain': 'https://a.example/1' });
    expect(field().value).to.equal('the [order](https://a.example/1)');
  });

  const options = () => [...composer.shadowRoot!.querySelectorAll('[role=option]')];
  const labels = () => options().map((option) => option.querySelector('.cut')!.textContent);
  /** As if typed at the caret. */
  const add = (text: string) => document.execCommand('insertText', false, text);
  const choice = () => inside<EmojiChoice>('.choice')!;
  const emojis = () => [...choice().shadowRoot!.querySelectorAll<HTMLButtonElement>('button.emoji')];
  async function openChoice(): Promise<void> {
    click('Emoji');
    await waitFor(() => choice()?.shadowRoot?.querySelector('button.emoji'));
  }

  it('offers emoji by their short names, and takes a whole one at its last colon', async () => {
    write('Well :smil');
    await waitFor(() => options().length > 1);
    expect(labels()[0]).to.equal(':smile:');
    expect(field().getAttribute('aria-activedescendant')).to.equal('suggestion-0');
    await expectAccessible(composer);
    press('ArrowDown');
    press('ArrowUp');
    press('Enter');
    expect(field().value).to.equal('Well 😄 ');
    expect(field().hasAttribute('aria-activedescendant')).to.equal(false);
    expect(await sent()).to.eql([]);
    for (const character of ':tada:') add(character);
    await waitFor(() => field().value === 'Well 😄 🎉');
    write('at 10:30: :p');
    add(' ');
    await composer.updateComplete;
    expect(options()).to.eql([]);
  });

  it('closes its suggestions with Escape, not to come again for the same word', async () => {
    write(':smil');
    await waitFor(() => options().length);
    press('Escape');
    await waitFor(() => !options().length);
    add('e');
    await composer.updateComplete;
    expect(options()).to.eql([]);
    add(' :smil');
    await waitFor(() => options().length);
  });

  it('has all emoji at hand, by keys alone', async () => {
    localStorage.removeItem('corridor:emoji');
    write('Done |');
    await openChoice();
    await waitFor(() => choice().shadowRoot!.activeElement?.localName === 'input');
    await expectAccessible(composer);
    const search = choice().shadowRoot!.querySelector('input')!;
    press('ArrowDown', {}, search);
    const focused = () => choice().shadowRoot!.activeElement as HTMLElement;
    expect(focused()).to.equal(emojis()[0]);
    press('ArrowRight', {}, focused());
    expect(focused()).to.equal(emojis()[1]);
    press('ArrowDown', {}, focused());
    const [from, below] = [emojis()[1]!.getBoundingClientRect(), focused().getBoundingClientRect()];
    expect([below.left, below.top > from.top]).to.eql([from.left, true]);
    press('ArrowUp', {}, focused());
    expect(focused()).to.equal(emojis()[1]);
    press('ArrowUp', {}, focused());
    expect(focused()).to.equal(search);
    search.value = 'tada';
    search.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await waitFor(() => emojis().length === 1);
    press('Enter', {}, search);
    await waitFor(() => !choice());
    expect(field().value).to.equal('Done 🎉');
    expect(composer.shadowRoot!.activeElement).to.equal(field());
    await openChoice();
    expect(emojis()[0]!.textContent).to.equal('🎉');
    press('Escape', {}, choice());
    await waitFor(() => !choice());
  });

  it('remembers a skin tone, and says when no emoji is meant', async () => {
    localStorage.removeItem('corridor:emoji');
    await openChoice();
    const press = (label: string) => [...choice().shadowRoot!.querySelectorAll<HTMLElement>('button')].find((button) => button.ariaLabel === label)!.click();
    press('Skin tone');
    await choice().updateComplete;
    await expectAccessible(composer);
    press('Dark');
    await choice().updateComplete;
    press('thumbs up');
    await waitFor(() => field().value === '👍🏿');
    await openChoice();
    const search = choice().shadowRoot!.querySelector('input')!;
    search.value = 'zzzz';
    search.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await waitFor(() => choice().shadowRoot!.querySelector('.none')?.textContent === 'Nothing found for “zzzz”.');
  });

  it('offers who is in the conversation first, and stores whom it means', async () => {
    await at.server.request({ id: 'dana', name: 'Dana Bendtsen' }, 'session.me', {});
    write('Ask @');
    await waitFor(() => options().length);
    expect(labels()).to.eql(['Ben Haug', 'Chloe Renard', '@channel', '@here']);
    add('ben');
    await waitFor(() => labels().join() === 'Ben Haug,Dana Bendtsen');
    expect(options()[1]!.querySelector('.detail')!.textContent).to.equal('Not in this conversation');
    await expectAccessible(composer);
    press('Tab');
    expect(field().value).to.equal('Ask @Ben Haug ');
    add('and @here');
    await waitFor(() => labels().join() === '@here');
    (options()[0] as HTMLElement).click();
    add('now');
    press('Enter');
    await waitFor(async () => (await sent()).length);
    expect(await sent()).to.eql(['Ask <@ben> and <!here> now']);
    expect(field().value).to.equal('');
  });

  it('means the one who was chosen of two people of one name', async () => {
    await at.server.request({ id: 'ben.h', name: 'Ben Haug' }, 'session.me', {});
    write('@ben h');
    await waitFor(() => options().length === 2);
    expect(options().map((option) => option.querySelector('.detail')!.textContent)).to.eql(['ben', 'ben.h']);
    press('ArrowDown');
    press('Enter');
    await composer.updateComplete;
    add('@ben h');
    await waitFor(() => options().length === 2);
    press('Enter');
    expect(field().value).to.equal('@Ben Haug @Ben Haug ');
    press('Enter');
    await waitFor(async () => (await sent()).length);
    expect(await sent()).to.eql(['<@ben.h> <@ben>']);
  });

  it('takes a name that is changed by hand for words, and the browser takes the change back', async () => {
    write('@chl');
    await waitFor(() => options().length);
    press('Enter');
    field().setSelectionRange(1, 2);
    add('K');
    expect(field().value).to.equal('@Khloe Renard ');
    document.execCommand('undo');
    expect(field().value).to.equal('@Chloe Renard ');
    press('Escape');
    press('Enter');
    await waitFor(async () => (await sent()).length);
    expect(await sent()).to.eql(['<@chloe>']);
    write('@chl');
    await waitFor(() => options().length);
    press('Enter');
    field().setSelectionRange(1, 2);
    add('K');
    press('Enter');
    await waitFor(async () => (await sent()).length === 2);
    expect((await sent())[1]).to.equal('@Khloe Renard');
  });

  it('offers my conversations and open ones', async () => {
    await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'purchase-board', visibility: 'public' });
    await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'purchase-secret', visibility: 'private' });
    write('see #purch');
    await waitFor(() => options().length);
    expect(labels()).to.eql(['purchasing', 'purchase-board']);
    await expectAccessible(composer);
    press('Enter');
    press('Enter');
    await waitFor(async () => (await sent()).length);
    expect(await sent()).to.eql([`see <#${channelId}>`]);
    write('- #');
    await waitFor(() => options().length);
    press('Escape');
  });

  it('shows names in a draft from before, and means the same people', async () => {
    write('Hi @ben');
    await waitFor(() => options().length);
    press('Enter');
    expect(Object.values({ ...sessionStorage })).to.include('Hi <@ben> ');
    const provider = composer.parentElement!;
    composer.remove();
    const again = document.createElement('message-composer');
    again.channelId = channelId;
    provider.append(again);
    composer = again;
    await waitFor(() => field()?.value === 'Hi @Ben Haug ');
    expect(Object.values({ ...sessionStorage })).to.include('Hi <@ben> ');
  });

  it('shows before it is sent how a message will look', async () => {
    write('**Ask** @ben');
    await waitFor(() => options().length);
    press('Enter');
    click('Formatting');
    await waitFor(() => inside('.formats'));
    click('Preview');
    const preview = await waitFor(() => inside('.preview strong') && inside('.preview'));
    expect(preview.textContent.trim()).to.equal('Ask @Ben Haug');
    expect(getComputedStyle(field()).display).to.equal('none');
    expect(inside<HTMLButtonElement>('.formats button')!.disabled).to.equal(true);
    await expectAccessible(composer);
    press('Escape', {}, preview);
    await waitFor(() => !inside('.preview'));
    expect(composer.shadowRoot!.activeElement).to.equal(field());
    click('Preview');
    await waitFor(() => inside('.preview'));
    inside<HTMLElement>('.send')!.click();
    await waitFor(async () => (await sent()).length);
    expect(await sent()).to.eql(['**Ask** <@ben>']);
    await waitFor(() => !inside('.preview') && !field().hidden);
  });
});
