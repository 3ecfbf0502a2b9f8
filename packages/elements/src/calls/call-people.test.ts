import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, type Office, office, waitFor } from '../testing/index.ts';
import { endFakes, FakeCall } from './call.fixture.ts';
import './call-people.ts';

describe('<call-people>', () => {
  let at: Office;
  beforeEach(async () => { at = await office(); });
  afterEach(endFakes);

  async function show(call: FakeCall) {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-people .session=${call}></call-people></corridor-provider>`), element = provider.querySelector('call-people')!;
    await waitFor(() => element.shadowRoot?.querySelector('li'));
    return element;
  }
  const press = (element: Element, label: string) => [...element.shadowRoot!.querySelectorAll('button')].find((one) => (one.ariaLabel ?? one.textContent.trim()).startsWith(label));

  it('shows hosts who waits, and lets them in or not', async () => {
    const call = new FakeCall().add({ userId: 'ben' }).add({ userId: 'chloe', state: 'waiting' }), element = await show(call);
    expect(element.shadowRoot!.querySelector('#waiting')).to.exist;
    press(element, 'Let in')!.click();
    press(element, 'Do not let in')!.click();
    expect(call.asked).to.eql(['admit chloe', 'deny chloe']);
    await expectAccessible(element);
  });

  it('offers to make nobody co-host who is a guest', async () => {
    const element = await show(new FakeCall().add({ userId: 'guest:0192f0c4-0000-7000-8000-00000000000a' }));
    await waitFor(() => press(element, 'Remove'));
    expect(press(element, 'Make co-host')).to.equal(undefined);
  });

  it('lets hosts mute, ask, remove and lock, and others do none of it', async () => {
    const call = new FakeCall().add({ userId: 'ben' }).add({ userId: 'chloe', isMuted: true, hasHand: true }), element = await show(call);
    for (const label of ['Mute: ', 'Ask to unmute', 'Lower hand', 'Remove', 'Make co-host', 'Mute all']) press(element, label)!.click();
    element.shadowRoot!.querySelector<HTMLInputElement>('input')!.click();
    await waitFor(() => call.asked.length === 7);
    expect(call.asked).to.include.members(['mute ben microphone', 'ask chloe microphone', 'lowerHands chloe', 'mute all', 'setSettings {"isLocked":true}']);
    call.alter('me', { role: 'participant' });
    await waitFor(() => !press(element, 'Mute all'));
    expect(element.shadowRoot!.querySelectorAll('button')).to.have.length(0);
  });
});
