import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './message-composer.ts';
import type { MessageComposer } from './message-composer.ts';

describe('<new-poll>', () => {
  let at: Office;
  let composer: MessageComposer;
  let channelId: string;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    channelId = (await at.group()).id;
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><div style="padding-top: 300px"><message-composer channel-id=${channelId}></message-composer></div></corridor-provider>`);
    composer = provider.querySelector('message-composer')!;
    await waitFor(() => field() && !field().readOnly);
  });
  const field = () => composer.shadowRoot!.querySelector('textarea')!;
  const button = (root: ParentNode | null | undefined, label: string) => waitFor(() => [...(root?.querySelectorAll<HTMLElement>('button') ?? [])].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label), label);
  const root = () => composer.shadowRoot!.querySelector('new-poll')!.shadowRoot!;
  const inputs = () => [...root().querySelectorAll<HTMLInputElement>('.option input')];
  const problem = () => root().querySelector('[role=alert]')?.textContent;
  const polls = async () => (await at.server.request('ben', 'chat.history', { channelId })).items.map(({ text, card }) => ({ text, card }));

  async function open(text = ''): Promise<void> {
    field().value = text;
    field().dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    field().focus();
    (await button(composer.shadowRoot, 'More ways to write')).click();
    (await button(composer.shadowRoot, 'Poll')).click();
    await waitFor(() => composer.shadowRoot!.querySelector('new-poll')?.shadowRoot?.querySelector('dialog[open]'));
  }
  function write(input: HTMLInputElement | HTMLTextAreaElement, text: string): void {
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  }
  const press = (input: HTMLElement, key: string) => input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));

  it('asks what was begun, with options written one after the other, and empties the field', async () => {
    await open('Where do we eat?');
    expect(root().querySelector('textarea')!.value).to.equal('Where do we eat?');
    await waitFor(() => root().activeElement === inputs()[0]);
    for (const [place, text] of ['Harbour', 'Canteen', 'Nowhere'].entries()) {
      if (place > 0) {
        press(inputs()[place - 1]!, 'Enter');
        await waitFor(() => root().activeElement === inputs()[place]);
      }
      write(inputs()[place]!, text);
    }
    root().querySelector<HTMLInputElement>('.choice input')!.click();
    await expectAccessible(composer);
    (await button(root(), 'Ask')).click();
    await waitFor(() => !composer.shadowRoot!.querySelector('new-poll'));
    const card = { type: 'poll', options: ['Harbour', 'Canteen', 'Nowhere'], isMultiple: true, isAnonymous: false, people: 0, votes: [0, 0, 0], voters: [[], [], []] };
    expect(await polls()).to.eql([{ text: 'Where do we eat?', card }]);
    await waitFor(() => field().value === '' && composer.shadowRoot!.activeElement === field());
  });

  it('says what is missing', async () => {
    await open();
    const ask = await button(root(), 'Ask');
    const says = async (text: string) => { ask.click(); await waitFor(() => problem() === text, text); };
    await says('Write a question.');
    write(root().querySelector('textarea')!, 'When?');
    write(inputs()[0]!, 'Monday');
    await says('Give at least two options.');
    write(inputs()[1]!, ' Monday ');
    await says('Two options are the same.');
    write(inputs()[1]!, 'Tuesday');
    write(root().querySelector('#closes')!, '2001-01-01T09:00');
    await says('Choose a time that is yet to come.');
    expect(await polls()).to.eql([]);
  });

  it('takes up to ten options, and options back down to two', async () => {
    await open('When?');
    for (let count = 3; count <= 10; count++) {
      (await button(root(), 'Add option')).click();
      await waitFor(() => root().activeElement === inputs()[count - 1]);
    }
    expect(root().textContent).to.include('A poll has at most 10 options.').and.not.include('Add option');
    for (let count = 9; count >= 2; count--) {
      (await button(root(), 'Remove option 1')).click();
      await waitFor(() => inputs().length === count);
    }
    expect(root().querySelector('.option button')).to.equal(null);
  });

  it('stays with what was written where it is refused', async () => {
    await open('When?');
    write(inputs()[0]!, 'Monday');
    write(inputs()[1]!, 'Tuesday');
    at.line.refuseNext('forbidden', 'chat.createPoll');
    (await button(root(), 'Ask')).click();
    await waitFor(() => problem());
    expect(inputs().map(({ value }) => value)).to.eql(['Monday', 'Tuesday']);
  });
});
