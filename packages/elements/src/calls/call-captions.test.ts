import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor } from '../testing/index.ts';
import { endFakes, FakeCall } from './call.fixture.ts';
import { showCaptions } from './call-captions.ts';
import './call-controls.ts';
import './call-reactions.ts';

describe('<call-captions>', () => {
  afterEach(() => {
    endFakes();
    showCaptions(true);
  });

  it('shows the last lines with who speaks, until they are switched off', async () => {
    const { ada } = await office(), call = new FakeCall().add({ userId: 'ben' });
    const provider = await fixture(html`<corridor-provider .corridor=${ada}><call-captions .session=${call}></call-captions></corridor-provider>`), root = provider.querySelector('call-captions')!.shadowRoot!;
    call.words.captions.set([{ by: 'ben', text: 'One', isFinal: true }, { by: 'ben', text: 'The truck is at gate 2', isFinal: true }, { by: 'me', text: 'I am on my', isFinal: false }]);
    await waitFor(() => root.querySelectorAll('p').length === 2);
    expect([...root.querySelectorAll('p')].map((line) => line.textContent)).to.eql(['Ben HaugThe truck is at gate 2', 'YouI am on my']);
    await expectAccessible(provider);
    showCaptions(false);
    await waitFor(() => !root.querySelector('p'));
    expect(localStorage.getItem('corridor-call-captions')).to.equal('false');
  });
});

describe('the menu of a call', () => {
  afterEach(() => {
    endFakes();
    showCaptions(true);
  });

  it('offers to hide captions where there are some, and to show those that are hidden', async () => {
    const { ada } = await office(), call = new FakeCall().add({ userId: 'ben' });
    const provider = await fixture(html`<corridor-provider .corridor=${ada}><call-captions .session=${call}></call-captions><call-controls .session=${call}></call-controls></corridor-provider>`), root = provider.querySelector('call-controls')!.shadowRoot!;
    const entries = async () => {
      provider.querySelector('call-controls')!.openMenu('more');
      await waitFor(() => root.querySelector('#more .item'));
      const words = [...root.querySelectorAll('#more .item')].map((item) => item.textContent.trim()).filter((item) => item.endsWith('captions'));
      provider.querySelector('call-controls')!.closeMenus();
      await waitFor(() => !root.querySelector('#more .item'));
      return words;
    };
    expect(await entries()).to.eql([]);
    call.words.captions.set([{ by: 'ben', text: 'The truck is at gate 2', isFinal: true }]);
    await waitFor(() => provider.querySelector('call-captions')!.shadowRoot!.querySelector('p'));
    call.words.captions.set([]);
    expect(await entries()).to.eql(['Hide captions']);
    showCaptions(false);
    expect(await entries()).to.eql(['Show captions']);
  });
});

describe('<call-reactions>', () => {
  afterEach(endFakes);

  it('shows what that participant feels, and nobody else', async () => {
    const call = new FakeCall().add({ userId: 'ben' }), element = await fixture(html`<call-reactions .session=${call} by="ben"></call-reactions>`);
    call.words.reactions.set([{ id: '1', by: 'ben', emoji: '👏' }, { id: '2', by: 'me', emoji: '😂' }]);
    await waitFor(() => element.shadowRoot!.textContent === '👏');
    call.words.reactions.set([]);
    await waitFor(() => element.shadowRoot!.textContent === '');
  });
});
