import { expect } from 'chai';
import { html } from 'lit';
import { useClient } from '../base/clients.ts';
import '../base/corridor-provider.ts';
import { sheetQuery } from '../chat/sheet.ts';
import { fixture, type Office, office, waitFor } from '../testing/index.ts';
import { showCalls } from './call-layer.ts';
import type { CallPanel } from './call-panel.ts';
import { endFakes, fakeMeeting } from './call.fixture.ts';

describe('calls above a page', () => {
  let at: Office, channelId: string;
  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    ({ id: channelId } = await at.group());
  });
  afterEach(() => {
    endFakes();
    for (const layer of document.body.querySelectorAll(':scope > corridor-provider')) layer.remove();
  });
  const layer = <E extends Element>(tag: string) => document.body.querySelector<E>(`:scope > corridor-provider > ${tag}`);

  it('rings on any page, and puts nothing there before', async () => {
    showCalls(document.body, at.ada);
    expect(layer('incoming-call')).to.equal(null);
    await at.server.request('ben', 'calls.start', { channelId, kind: 'audio', deviceId: 'a phone' });
    await waitFor(() => layer('incoming-call')?.shadowRoot?.querySelector('.call'));
  });

  it('goes on where the element that showed it is gone', async () => {
    const host = document.body.appendChild(document.createElement('p'));
    showCalls(host, at.ada);
    at.ada.calls.current.set(fakeMeeting(1, { channelId }));
    const panel = await waitFor(() => layer<CallPanel>('call-panel[active]'));
    host.remove();
    await panel.updateComplete;
    expect(panel.shadowRoot!.querySelector('video-grid')).not.to.equal(null);
  });

  it('keeps a client whose elements are gone until the server has heard how the call ended', async () => {
    const { corridor, release } = useClient({ server: location.origin, token: () => Promise.reject(new Error('nobody')) }), close = corridor.close.bind(corridor);
    let isClosed = false;
    corridor.close = () => { isClosed = true; close(); };
    showCalls(document.body, corridor);
    const session = fakeMeeting(1, { channelId });
    corridor.calls.current.set(session);
    release();
    session.over();
    expect(isClosed).to.equal(false);
    await waitFor(() => isClosed);
  });

  it('gives way to a panel in the page, and floats again where that one goes', async () => {
    showCalls(document.body, at.ada);
    at.ada.calls.current.set(fakeMeeting(1, { channelId }));
    await waitFor(() => layer('call-panel[active]'));
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-panel></call-panel></corridor-provider>`), inPage = provider.querySelector('call-panel')!;
    await waitFor(() => inPage.hasAttribute('active') && !layer('call-panel[active]'));
    inPage.remove();
    await waitFor(() => layer('call-panel[active]'));
  });

  it('floats on request, and goes back into the page', async () => {
    showCalls(document.body, at.ada);
    at.ada.calls.current.set(fakeMeeting(1, { channelId }));
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-panel></call-panel></corridor-provider>`), inPage = provider.querySelector('call-panel')!;
    const button = (panel: CallPanel | null, label: string) => panel?.shadowRoot?.querySelector<HTMLElement>(`[aria-label="${label}"]`);
    (await waitFor(() => button(inPage, 'Show the call small'))).click();
    const floating = await waitFor(() => layer<CallPanel>('call-panel[active]'));
    expect(inPage.hasAttribute('active')).to.equal(false);
    (await waitFor(() => button(floating, 'Show the call in the page'))).click();
    await waitFor(() => inPage.hasAttribute('active') && !floating.hasAttribute('active'));
  });

  it('is uncovered where the window is narrow, or becomes so: a chat that fills it would lie above', async () => {
    let hidden = 0;
    const host = Object.assign(document.createElement('p'), { hide: () => { hidden++; } }), sheet = Object.assign(new EventTarget(), { matches: false }), real = window.matchMedia;
    window.matchMedia = (query) => (query === sheetQuery ? sheet as unknown as MediaQueryList : real.call(window, query));
    try {
      document.body.append(host);
      showCalls(host, at.ada);
      showCalls(document.createElement('p'), at.ada); // what the call is begun by
      at.ada.calls.current.set(fakeMeeting(1, { channelId }));
      await waitFor(() => layer('call-panel[active]'));
      expect(hidden).to.equal(0);
      sheet.matches = true;
      sheet.dispatchEvent(new Event('change'));
      await waitFor(() => hidden === 1);
      at.ada.calls.current.set(undefined);
      at.ada.calls.current.set(fakeMeeting(1, { channelId }));
      await waitFor(() => hidden === 2); // another call
    } finally {
      window.matchMedia = real;
      host.remove();
    }
  });
});
