import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import { FakeCall } from './call.fixture.ts';
import './call-history.ts';
import type { CallHistory } from './call-history.ts';

describe('<call-history>', () => {
  let at: Office, list: CallHistory, channelId: string;
  beforeEach(async () => {
    at = await office();
    ({ id: channelId } = await at.group());
  });

  /** A call that is over; somebody answers it, or nobody. */
  async function call(starter: string, answers?: string, kind: 'audio' | 'video' = 'audio', where = channelId): Promise<string> {
    const { call: { id: callId }, participantId } = await at.server.request(starter, 'calls.start', { channelId: where, kind, deviceId: 'desk' });
    if (answers) await at.server.request(answers, 'calls.join', { callId, deviceId: 'desk' });
    if (answers) await at.server.request(starter, 'calls.end', { callId });
    else await at.server.request(starter, 'calls.leave', { participantId });
    return callId;
  }
  async function show(more: Partial<CallHistory> = {}): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-history style="display: flex; block-size: 480px; inline-size: 420px"></call-history></corridor-provider>`);
    list = Object.assign(provider.querySelector('call-history')!, more);
    await waitFor(() => root().querySelector('.entry, .state:not(.late)'));
  }
  const root = () => list.shadowRoot!;
  const rows = () => [...root().querySelectorAll<HTMLElement>('.call')];
  const texts = () => rows().map((row) => `${row.querySelector('.who')!.textContent}: ${row.querySelector('.what > .cut')!.textContent.trim()}`);
  const press = (label: string) => [...root().querySelectorAll<HTMLElement>('button')].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label)!.click();

  it('shows my calls by day, newest first, with what became of them', async () => {
    await call('ada', 'ben');
    await call('ben');
    await call('ada', undefined, 'video');
    await show();
    await waitFor(() => rows().length === 3);
    expect(root().querySelector('.day')!.textContent).to.equal('Today');
    expect(texts()).to.eql(['purchasing: No answer · Ben Haug and Chloe Renard', 'purchasing: Missed · Ben Haug and Chloe Renard', 'purchasing: Outgoing · Ben Haug and Chloe Renard']);
    await expectAccessible(list);
  });

  it('shows a call as soon as it is over', async () => {
    await show();
    expect(root().querySelector('.state')!.textContent).to.include('No calls yet.');
    await expectAccessible(list);
    await call('ben', 'ada');
    await waitFor(() => texts().join() === 'purchasing: Incoming · Ben Haug and Chloe Renard');
  });

  it('narrows to what was missed and to a name, and leads back to all', async () => {
    await call('ada', 'ben');
    await call('ben');
    await show();
    await waitFor(() => rows().length === 2);
    press('Missed');
    await waitFor(() => rows().length === 1);
    const search = root().querySelector<HTMLInputElement>('[type=search]')!;
    search.value = 'nobody of that name';
    search.dispatchEvent(new Event('input'));
    await waitFor(() => root().querySelector('.state')?.textContent?.includes('No such calls.'));
    await expectAccessible(list);
    press('Show all calls');
    await waitFor(() => rows().length === 2);
  });

  it('keeps what narrows besides a name folded where there is little room, until it is asked for', async () => {
    await call('ada');
    await show();
    const date = () => root().querySelector('[type=date]')!.checkVisibility();
    expect([date(), root().querySelector('.filter')!.checkVisibility()]).to.eql([true, false]);
    list.style.inlineSize = '320px';
    await waitFor(() => !date());
    press('Filters');
    await waitFor(date);
    expect(root().querySelector('.filter')!.ariaExpanded).to.equal('true');
  });

  it('moves by arrow keys, and Delete takes a call out of my history alone', async () => {
    await call('ada', 'ben');
    await call('ben');
    await show();
    await waitFor(() => rows().length === 2);
    list.focus();
    const key = (name: string) => root().activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true, cancelable: true }));
    key('ArrowDown');
    await waitFor(() => root().activeElement?.closest('.call') === rows()[1]);
    key('Delete');
    await waitFor(() => rows().length === 1);
    expect(texts()[0]).to.match(/Missed/);
    expect((await at.server.request('ben', 'calls.history', {})).items.length).to.equal(2);
  });

  it('opens the conversation of a call, and calls back in it', async () => {
    await call('ben');
    await show();
    await waitFor(() => rows().length === 1);
    const opened = new Promise((resolve) => list.addEventListener('corridor-open', (event) => resolve((event as CustomEvent).detail)));
    press('Open the conversation: purchasing');
    expect(await opened).to.eql({ channelId });
    press('Call back: purchasing');
    await waitFor(async () => (await at.server.request('ben', 'calls.live', {})).items.some(({ startedBy }) => startedBy === 'ada'));
  });

  it('calls back encrypted from end to end where the call was', async () => {
    const { participantId } = await at.server.request('ben', 'calls.start', { channelId, kind: 'audio', deviceId: 'desk', isEncrypted: true }), started: object[] = [];
    await at.server.request('ben', 'calls.leave', { participantId });
    await show();
    await waitFor(() => rows().length === 1);
    at.ada.calls.start = (id, options) => { started.push([id, options]); return Promise.resolve(new FakeCall()); };
    press('Call back: purchasing');
    expect(started).to.eql([[channelId, { kind: 'audio', userIds: ['ben', 'chloe'], isEncrypted: true }]]);
  });

  it('leads to the recordings of a call that was recorded, and of no other', async () => {
    await at.server.request('ada', 'calls.setRules', { channelId, recording: 'everybody' });
    const { call: { id: callId }, participantId } = await at.server.request('ada', 'calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
    await at.server.request('ada', 'calls.startRecording', { participantId });
    await at.server.request('ada', 'calls.end', { callId });
    await call('ben');
    await show();
    await waitFor(() => rows().length === 2);
    expect(rows().map((row) => row.querySelector('[aria-label="Play the recording: purchasing"]') !== null)).to.eql([false, true]);
    press('Play the recording: purchasing');
    await waitFor(() => root().querySelector('call-recordings')?.shadowRoot?.querySelector('dialog[open] li')?.textContent.includes('Recording,'));
  });

  it('keeps only those on screen of a thousand calls, and comes to the last one by its key', async () => {
    for (let i = 0; i < 300; i++) await call('ben');
    await show();
    await waitFor(() => rows().length > 5);
    expect(rows().length).to.be.lessThan(40);
    list.focus();
    await waitFor(() => { root().activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true, composed: true, cancelable: true })); return rows().some((row) => row.dataset['index'] === '299'); });
    expect(rows().length).to.be.lessThan(40);
  });
});
