import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, type Office, office, waitFor } from '../testing/index.ts';
import { FakeCall } from './call.fixture.ts';
import type { IncomingCall } from './incoming-call.ts';
import './incoming-call.ts';
import { ring } from './ring.ts';

describe('<incoming-call>', () => {
  let at: Office;
  beforeEach(async () => { at = await office(); });

  async function show(): Promise<IncomingCall> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><incoming-call muted></incoming-call></corridor-provider>`);
    return provider.querySelector('incoming-call')!;
  }
  const call = async (kind: 'audio' | 'video' = 'audio') => {
    const { id: channelId } = await at.server.request('ben', 'chat.openDirect', { userIds: ['ada'] });
    return at.server.request('ben', 'calls.start', { channelId, kind, deviceId: 'a phone' });
  };
  const cards = (element: IncomingCall) => [...element.shadowRoot!.querySelectorAll<HTMLElement>('.call')];
  const button = (element: IncomingCall, label: string) => [...element.shadowRoot!.querySelectorAll<HTMLElement>('button')].find(({ textContent }) => textContent.trim() === label);

  it('shows who calls, and takes the focus from nobody who writes', async () => {
    const element = await show(), field = document.body.appendChild(document.createElement('input'));
    field.focus();
    await call('video');
    const card = await waitFor(() => cards(element)[0]);
    await waitFor(() => card.querySelector('h2')?.textContent === 'Ben Haug');
    expect([card.role, document.activeElement]).to.eql(['alertdialog', field]);
    field.remove();
    await expectAccessible(element);
  });

  it('answers with camera, without it, and declines', async () => {
    const element = await show(), joined: unknown[] = [];
    at.ada.calls.join = (_, options) => { joined.push(options?.camera); return Promise.resolve(new FakeCall()); };
    await call('video');
    (await waitFor(() => button(element, 'Without camera'))).click();
    (await waitFor(() => button(element, 'Pick up') as HTMLButtonElement)).disabled = false;
    button(element, 'Pick up')!.click();
    expect(joined).to.eql([false, true]);
    button(element, 'Decline')!.click();
    await waitFor(() => cards(element).length === 0);
  });

  it('is gone at once when the call is answered elsewhere, and when the caller hangs up', async () => {
    const element = await show(), first = await call();
    await waitFor(() => cards(element).length === 1);
    await at.server.request('ada', 'calls.join', { callId: first.call.id, deviceId: 'my phone' });
    await waitFor(() => cards(element).length === 0);
    await at.server.request('ben', 'calls.leave', { participantId: first.participantId });
    const second = await call();
    await waitFor(() => cards(element).length === 1);
    await at.server.request('ben', 'calls.leave', { participantId: second.participantId });
    await waitFor(() => cards(element).length === 0);
  });

  it('says what answering means for who is in another call', async () => {
    at.ada.calls.current.set(new FakeCall());
    const element = await show();
    await call();
    await waitFor(() => button(element, 'Leave and answer'));
  });

  it('says why a call could not be answered', async () => {
    const element = await show();
    at.ada.calls.join = () => Promise.reject(Object.assign(new Error('You are in this call on another device'), { code: 'conflict' }));
    await call();
    (await waitFor(() => button(element, 'Pick up'))).click();
    await waitFor(() => element.shadowRoot!.querySelector('.problem')?.textContent.includes('another device'));
  });

  it('rings in one tab, and in the next where that one is closed', async () => {
    const rung: string[] = [], one = ring('a call', () => rung.push('one'));
    await waitFor(() => rung.length === 1);
    const other = ring('a call', () => rung.push('other'));
    const { pending } = await waitFor(async () => { const locks = await navigator.locks.query(); return locks.pending?.some(({ name }) => name === 'corridor-ring:a call') ? locks : undefined; });
    expect([rung, pending!.length]).to.eql([['one'], 1]);
    one.stop();
    await waitFor(() => rung.length === 2);
    other.stop();
    await waitFor(async () => !(await navigator.locks.query()).held?.some(({ name }) => name === 'corridor-ring:a call'));
  });
});
