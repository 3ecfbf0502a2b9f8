import { expect } from 'chai';
import { expectAccessible, waitFor, type Office } from '../testing/index.ts';
import { button, composing, type Composing } from './message-composer.fixture.ts';

describe('<new-poll>', () => {
  let at: Office;
  let composer: Composing['composer'], field: Composing['field'], write: Composing['write'], choose: Composing['choose'];
  let channelId: string;

  beforeEach(async () => { ({ at, composer, channelId, field, write, choose } = await composing()); });
  const root = () => composer.shadowRoot!.querySelector('new-poll')!.shadowRoot!;
  const inputs = () => [...root().querySelectorAll<HTMLInputElement>('.option input')];
  const problem = () => root().querySelector('[role=alert]')?.textContent;
  const polls = async () => (await at.server.request('ben', 'chat.history', { channelId })).items.map(({ text, card }) => ({ text, card }));

  async function open(text = ''): Promise<void> {
    write(text);
    await choose('Poll');
    await waitFor(() => composer.shadowRoot!.querySelector('new-poll')?.shadowRoot?.querySelector('dialog[open]'));
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
      write(text, inputs()[place]);
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
    write('When?', root().querySelector('textarea')!);
    write('Monday', inputs()[0]);
    await says('Give at least two options.');
    write(' Monday ', inputs()[1]);
    await says('Two options are the same.');
    write('Tuesday', inputs()[1]);
    write('2001-01-01T09:00', root().querySelector<HTMLInputElement>('#closes')!);
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
    write('Monday', inputs()[0]);
    write('Tuesday', inputs()[1]);
    at.line.refuseNext('forbidden', 'chat.createPoll');
    (await button(root(), 'Ask')).click();
    await waitFor(() => problem());
    expect(inputs().map(({ value }) => value)).to.eql(['Monday', 'Tuesday']);
  });
});
