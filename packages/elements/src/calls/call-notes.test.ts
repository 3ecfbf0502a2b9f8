import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, type Office, office, waitFor } from '../testing/index.ts';
import { endFakes, FakeCall } from './call.fixture.ts';
import './call-notes.ts';

describe('<call-notes>', () => {
  let at: Office;
  beforeEach(async () => { at = await office(); });
  afterEach(endFakes);

  async function show(call: FakeCall) {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-notes .session=${call}></call-notes></corridor-provider>`), element = provider.querySelector('call-notes')!;
    await element.updateComplete;
    return element;
  }
  const press = async (element: Element, label: string) => (await waitFor(() => [...element.shadowRoot!.querySelectorAll('button')].find((one) => one.textContent === label))).click();
  const says = (element: Element, words: string) => waitFor(() => element.shadowRoot!.textContent.includes(words));

  it('asks what a host asks, and takes either answer', async () => {
    const call = new FakeCall().add({ userId: 'ben', role: 'cohost' }), element = await show(call);
    call.hosts.question.set({ by: 'ben', kind: 'microphone' });
    await says(element, 'Ben Haug asks you to unmute');
    await expectAccessible(element);
    await press(element, 'Unmute');
    call.hosts.question.set({ by: 'ben', kind: 'camera' });
    await says(element, 'turn your camera on');
    await press(element, 'Not now');
    expect(call.asked).to.eql(['answer true', 'answer false']);
  });

  it('shows hosts who waits at the door, and lets them in or not', async () => {
    const call = new FakeCall().add({ userId: 'ben', state: 'waiting' }), element = await show(call);
    await says(element, 'Ben Haug waits to be let in');
    await press(element, 'Let in');
    call.add({ userId: 'chloe', state: 'waiting' });
    await says(element, '2 people wait to be let in');
    await press(element, 'Do not let in');
    expect(call.asked).to.eql(['admit ben', 'deny ben chloe']);
    call.alter('me', { role: 'participant' });
    await waitFor(() => !element.shadowRoot!.querySelector('button'));
  });

  it('asks before somebody acts on my screen, and ends it', async () => {
    const call = new FakeCall().add({ userId: 'ben' }), element = await show(call);
    element.addEventListener('corridor-control-offer', ({ detail }) => { detail.accept(); });
    call.words.control.set({ participantId: 'ben', state: 'asked' });
    await press(element, 'Allow');
    call.words.control.set({ participantId: 'ben', state: 'given' });
    await says(element, 'Ben Haug acts on your screen');
    await press(element, 'Stop');
    expect(call.asked).to.eql(['allowControl true', 'endControl']);
  });

  it('connects those on hold with the one who was asked, brings all together, or goes back', async () => {
    const held = new FakeCall({ id: 'first' }).add({ userId: 'chloe' }), call = Object.assign(new FakeCall({ id: 'second' }).add({ userId: 'ben' }), { held }), element = await show(call);
    await says(element, 'Chloe Renard is on hold');
    for (const label of ['Transfer now', 'Bring all together', 'Go back']) await press(element, label);
    expect(call.asked).to.eql(['merge leaving', 'merge', 'leave']);
  });

  it('says that I wait in the lobby of another call, and goes from there', async () => {
    const call = new FakeCall().add({ userId: 'ben' }), next = new FakeCall({ id: 'next' }), element = await show(call);
    call.next.set(next);
    await says(element, 'You wait in the lobby of another call. As soon as you are let in, you leave this one.');
    await expectAccessible(element);
    await press(element, 'Leave the lobby');
    expect([next.asked, call.asked]).to.eql([['leave'], []]);
    call.next.set(undefined);
    await waitFor(() => !element.shadowRoot!.querySelector('.note'));
  });

  it('says who was asked in later and does not come, until that is put away', async () => {
    const call = new FakeCall({ since: 60_000 }).add({ userId: 'ben', state: 'declined' }), element = await show(call.add({ userId: 'chloe', state: 'ringing' }));
    expect(element.shadowRoot!.querySelector('.note')).to.equal(null);
    call.alter('chloe', { state: 'missed' });
    await says(element, 'Chloe Renard does not answer');
    await press(element, 'Close');
    await waitFor(() => !element.shadowRoot!.querySelector('.note'));
    call.add({ userId: 'chloe', participantId: 'chloe again', state: 'busy' });
    await says(element, 'Chloe Renard is in another call');
  });

  it('says why somebody could not be asked aside, in the call that goes on', async () => {
    const first = new FakeCall({ id: 'first', since: 60_000 }).add({ userId: 'chloe' }), second = Object.assign(new FakeCall({ id: 'second' }).add({ userId: 'ben', state: 'ringing' }), { held: first }), element = await show(second);
    second.alter('ben', { state: 'declined' }).over('declined');
    element.session = first;
    await says(element, 'The call was declined');
  });

  it('hands what they do to the page that can carry it out, while they may; elsewhere they are refused', async () => {
    const call = new FakeCall().add({ userId: 'ben' }), element = await show(call), heard: unknown[] = [];
    const does = () => { for (const listener of call.inputs) listener({ type: 'pointerdown', x: 0.5, y: 0.25 }, 'ben'); };
    call.words.control.set({ participantId: 'ben', state: 'asked' });
    await waitFor(() => call.asked.includes('allowControl false'));
    element.addEventListener('corridor-control-offer', ({ detail }) => { detail.accept(); });
    for (const name of ['begin', 'input', 'end'] as const) document.addEventListener(`corridor-control-${name}`, (event) => heard.push([name, (event as CustomEvent).detail]), { once: true });
    call.words.control.set({ participantId: 'ben', state: 'asked' });
    does();
    expect(heard).to.eql([]);
    call.words.control.set({ participantId: 'ben', state: 'given' });
    does();
    call.words.control.set(undefined);
    does();
    const ben = { participantId: 'ben', userId: 'ben' };
    expect(heard).to.eql([['begin', ben], ['input', { ...ben, input: { type: 'pointerdown', x: 0.5, y: 0.25 } }], ['end', ben]]);
  });
});
