import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, type Office, office, waitFor } from '../testing/index.ts';
import { endFakes, FakeCall } from './call.fixture.ts';
import './call-card.ts';

describe('<call-card>', () => {
  let at: Office, channelId: string;
  beforeEach(async () => {
    at = await office();
    ({ id: channelId } = await at.group());
  });
  afterEach(endFakes);

  /** The card of a call that Ben has begun. */
  async function show(end?: 'cancelled') {
    const { call, participantId } = await at.server.request('ben', 'calls.start', { channelId, kind: 'audio', deviceId: 'a phone' });
    if (end) await at.server.request('ben', 'calls.leave', { participantId });
    const { items } = await at.server.request('ada', 'chat.history', { channelId }), message = items.find(({ id }) => id === call.id)!;
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-card .message=${message}></call-card></corridor-provider>`), root = await waitFor(() => provider.querySelector('call-card')!.shadowRoot);
    await waitFor(() => root.querySelector('.card'));
    return { root, call, provider };
  }

  it('is the way into a call that is on, and says so where that is over meanwhile', async () => {
    const { root, call, provider } = await show(), joined: string[] = [];
    at.ada.calls.join = (id) => { joined.push(id); return Promise.reject(Object.assign(new Error('gone'), { code: 'not-found' })); };
    await expectAccessible(provider);
    (await waitFor(() => root.querySelector<HTMLElement>('.join'))).click();
    expect(joined).to.eql([call.id]);
    await waitFor(() => root.querySelector('.problem')?.textContent === 'That call is over, or you were not asked into it.');
  });

  it('says whether I am in the call, or wait to be let in', async () => {
    const { root, call } = await show(), mine = Object.assign(new FakeCall(), { id: call.id }), words = () => root.querySelector('.meta')!.textContent;
    mine.phase.set('waiting');
    at.ada.calls.current.set(mine);
    await waitFor(() => words().includes('You are in the lobby'));
    mine.phase.set('connected');
    await waitFor(() => words().includes('You are in it'));
  });

  it('says that I wait to be let into it beside the call that I am in', async () => {
    const { root, call } = await show(), current = new FakeCall(), mine = Object.assign(new FakeCall(), { id: call.id });
    at.ada.calls.current.set(current);
    mine.phase.set('waiting');
    current.next.set(mine);
    await waitFor(() => root.querySelector('.meta')!.textContent.includes('You are in the lobby') && !root.querySelector('.join'));
    current.next.set(undefined);
    await waitFor(() => root.querySelector('.join'));
  });

  it('calls again encrypted from end to end where the call was', async () => {
    const { call, participantId } = await at.server.request('ada', 'calls.start', { channelId, kind: 'audio', deviceId: 'desk', isEncrypted: true }), started: object[] = [];
    await at.server.request('ada', 'calls.leave', { participantId });
    const message = (await at.server.request('ada', 'chat.history', { channelId })).items.find(({ id }) => id === call.id)!;
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-card .message=${message}></call-card></corridor-provider>`);
    at.ada.calls.start = (_, options) => { started.push(options); return Promise.resolve(new FakeCall()); };
    (await waitFor(() => provider.querySelector('call-card')!.shadowRoot?.querySelector<HTMLElement>('.button'))).click();
    expect(started).to.eql([{ kind: 'audio', isEncrypted: true }]);
  });

  it('calls again whom the conversation rings of itself, where nobody has come', async () => {
    const { call, participantId } = await at.server.request('ada', 'calls.start', { channelId, kind: 'audio', deviceId: 'desk' }), started: object[] = [];
    await at.server.request('ada', 'calls.leave', { participantId });
    const message = (await at.server.request('ada', 'chat.history', { channelId })).items.find(({ id }) => id === call.id)!;
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-card .message=${message}></call-card></corridor-provider>`);
    at.ada.calls.start = (_, options) => { started.push(options); return Promise.resolve(new FakeCall()); };
    (await waitFor(() => provider.querySelector('call-card')!.shadowRoot?.querySelector<HTMLElement>('.button'))).click();
    expect(started).to.eql([{ kind: 'audio' }]);
  });

  it('says of a call about a record that was not answered no more than that, to whoever was perhaps not asked', async () => {
    const record = { type: 'purchase-order', id: 'PO-1' }, { id } = await at.ada.chat.openRecord(record);
    await at.server.request('ben', 'chat.send', { channelId: id, record, text: 'hello' });
    const { call, participantId } = await at.server.request('ben', 'calls.start', { channelId: id, record, kind: 'audio', deviceId: 'a phone', userIds: ['chloe'] });
    await at.server.request('ben', 'calls.leave', { participantId });
    const message = (await at.server.request('ada', 'chat.history', { channelId: id })).items.find((one) => one.id === call.id)!;
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-card .message=${message}></call-card></corridor-provider>`);
    await waitFor(() => provider.querySelector('call-card')!.shadowRoot?.querySelector('b')?.textContent === 'Nobody answered');
    expect(provider.querySelector('call-card')!.shadowRoot!.querySelector('.missed')).to.equal(null);
  });

  it('tells nobody of several that they declined who may have been busy, and one person that they did', async () => {
    const ended = async (id: string, act: (callId: string) => Promise<unknown>) => {
      const { call } = await at.server.request('ben', 'calls.start', { channelId: id, kind: 'audio', deviceId: 'a phone' });
      await act(call.id);
      const message = (await at.server.request('ada', 'chat.history', { channelId: id })).items.find((one) => one.id === call.id)!;
      const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-card .message=${message}></call-card></corridor-provider>`);
      return (await waitFor(() => provider.querySelector('call-card')!.shadowRoot?.querySelector('b'))).textContent;
    };
    const decline = (user: string) => (callId: string) => at.server.request(user, 'calls.decline', { callId });
    const { id: three } = await at.server.request('ben', 'chat.createChannel', { kind: 'group', members: ['ada', 'chloe'] }), { id: two } = await at.server.request('ben', 'chat.openDirect', { userIds: ['ada'] });
    await waitFor(() => [three, two].every((id) => at.ada.chat.conversation(id).channel.get()));
    const other = await at.server.request('ada', 'calls.start', { channelId, kind: 'audio', deviceId: 'desk' }); // busy
    expect(await ended(three, decline('chloe'))).to.equal('The call was declined');
    await at.server.request('ada', 'calls.leave', { participantId: other.participantId });
    expect(await ended(two, decline('ada'))).to.equal('You declined the call');
  });

  it('says that a call was missed, and calls back', async () => {
    const { root } = await show('cancelled'), started: unknown[] = [];
    at.ada.calls.start = (id, options) => { started.push([id, options.userIds?.includes('ben')]); return Promise.resolve(new FakeCall()); };
    await waitFor(() => root.querySelector('b')?.textContent === 'Missed call');
    root.querySelector<HTMLElement>('.button')!.click();
    expect(started).to.eql([[channelId, true]]);
  });
});
