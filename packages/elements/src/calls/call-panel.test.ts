import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, type Office, office, waitFor } from '../testing/index.ts';
import { endFakes, FakeCall, fakeMeeting } from './call.fixture.ts';
import type { CallMode, CallPanel } from './call-panel.ts';
import { soundOf } from './call-sound.ts';
import './call-panel.ts';

describe('<call-panel>', () => {
  let at: Office, channelId: string;
  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    ({ id: channelId } = await at.group('Purchasing'));
  });
  afterEach(endFakes);

  async function show(session: FakeCall | undefined, mode?: CallMode) {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><div class="room"><call-panel .session=${session} .mode=${mode}></call-panel></div></corridor-provider>`);
    provider.querySelector<HTMLElement>('.room')!.style.height = '600px';
    const panel = provider.querySelector('call-panel')!;
    if (session) await waitFor(() => panel.shadowRoot?.querySelector('.header'));
    return panel;
  }
  const button = (panel: CallPanel, label: string) => [...panel.shadowRoot!.querySelectorAll<HTMLElement>('button')].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label);
  const text = (panel: CallPanel) => panel.shadowRoot!.textContent.replace(/\s+/g, ' ');
  const leaves = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));

  it('shows the call that this page is in, with the name of its conversation, and nothing without one', async () => {
    const panel = await show(undefined), session = fakeMeeting(1, { channelId });
    expect(getComputedStyle(panel).display).to.equal('none');
    at.ada.calls.current.set(session);
    await waitFor(() => panel.shadowRoot!.querySelector('h2')?.textContent === 'Purchasing');
    expect(text(panel)).to.match(/2[34]:\d\d/);
    await expectAccessible(panel);
    session.over(); // else it goes on above the page
  });

  it('asks before the page is left while the call is on, and no longer', async () => {
    const session = fakeMeeting(1, { channelId });
    await show(session);
    await waitFor(leaves);
    session.over();
    await waitFor(() => !leaves());
  });

  it('says what became of a call, and calls the same people again, encrypted as before', async () => {
    const session = new FakeCall({ channelId }).add({ userId: 'ben', state: 'ringing' }), panel = await show(session);
    session.change({ activeAt: null, settings: { ...session.call.get().settings, isEncrypted: true } }).over('declined');
    await waitFor(() => text(panel).includes('The call was declined'));
    let asked: unknown;
    at.ada.calls.start = (id, options) => { asked = [id, options]; return Promise.resolve(session); };
    button(panel, 'Call again')!.click();
    expect(asked).to.eql([channelId, { kind: 'video', userIds: ['ben'], isEncrypted: true }]);
    button(panel, 'Close')!.click();
    await waitFor(() => !panel.hasAttribute('active'));
  });

  it('tells who waits to be let in that they do, with the way out, and says where nobody lets them in', async () => {
    const session = new FakeCall({ channelId, startedBy: 'ben' }), panel = (session.alter('me', { state: 'waiting', joinedAt: null }).phase.set('waiting'), await show(session));
    await waitFor(() => text(panel).includes('You are in the lobby'));
    expect([panel.shadowRoot!.querySelector('call-controls'), panel.shadowRoot!.querySelector('video-grid'), panel.shadowRoot!.querySelector('.time')!.textContent]).to.eql([null, null, '']);
    await expectAccessible(panel);
    button(panel, 'Leave the lobby')!.click();
    expect(session.asked).to.eql(['leave']);
    const refused = new FakeCall({ channelId, startedBy: 'ben' }), other = (refused.alter('me', { state: 'waiting', joinedAt: null }).phase.set('waiting'), await show(refused));
    refused.alter('me', { state: 'removed' }).phase.set('over');
    await waitFor(() => text(other).includes('You were not let in'));
  });

  it('shows nothing of whoever was signed in before', async () => {
    const session = fakeMeeting(1, { channelId }), panel = await show(undefined);
    at.ada.calls.current.set(session);
    await waitFor(() => panel.hasAttribute('active'));
    session.over();
    at.ada.calls.current.set(undefined);
    await waitFor(() => !panel.hasAttribute('active'));
  });

  it('goes at once where I have left', async () => {
    const session = fakeMeeting(1, { channelId }), panel = await show(session);
    session.phase.set('over'); // the server has not answered yet
    await waitFor(() => !panel.hasAttribute('active'));
  });

  it('says that the connection is being restored, and that the call is on hold with the way on', async () => {
    const session = fakeMeeting(1, { channelId }), panel = await show(session);
    session.phase.set('reconnecting');
    await waitFor(() => text(panel).includes('It is being restored'));
    session.phase.set('connected');
    await session.setHold(true);
    (await waitFor(() => button(panel, 'Resume the call'))).click();
    await waitFor(() => session.asked.includes('setHold false'));
  });

  it('plays each of the others, until they are gone', async () => {
    const played: MediaProvider[] = [], { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) { if (this instanceof HTMLAudioElement) played.push(this.srcObject!); return play.call(this); };
    try {
      const session = fakeMeeting(0, { channelId }), panel = await show(session), { fakeVoice } = await import('./call.fixture.ts'), voice = fakeVoice(330);
      session.add({ userId: 'ben', tracks: { microphone: voice } });
      await waitFor(() => played.length === 1);
      expect((played[0] as MediaStream).getAudioTracks()).to.eql([voice]);
      expect(panel.shadowRoot!.querySelector('audio')).to.equal(null); // so it goes on whatever becomes of the panel
    } finally { HTMLMediaElement.prototype.play = play; }
  });

  it('asks for a press where the browser keeps the page silent', async () => {
    const { play } = HTMLMediaElement.prototype;
    let isAllowed = false;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) { return this instanceof HTMLAudioElement && !isAllowed ? Promise.reject(new DOMException('press first', 'NotAllowedError')) : play.call(this); };
    try {
      const { fakeVoice } = await import('./call.fixture.ts'), session = new FakeCall({ channelId }).add({ userId: 'ben', tracks: { microphone: fakeVoice() } }), panel = await show(session);
      const press = await waitFor(() => button(panel, 'Hear the others'));
      isAllowed = true;
      press.click();
      await waitFor(() => !soundOf(session).isRefused.get() && !button(panel, 'Hear the others'));
    } finally { HTMLMediaElement.prototype.play = play; }
  });

  it('shows the same conversation beside the call', async () => {
    const panel = await show(fakeMeeting(1, { channelId }));
    (await waitFor(() => panel.shadowRoot!.querySelector('call-controls'))).show('chat');
    const view = await waitFor(() => panel.shadowRoot!.querySelector('conversation-view'));
    expect(view.channelId).to.equal(channelId);
  });

  it('floats where it is put and as large as it is made, by pointer and keys, inside of the window', async () => {
    const panel = await show(fakeMeeting(1, { channelId }), 'float'), grip = await waitFor(() => panel.shadowRoot!.querySelector('.grip'));
    const press = (key: string, shiftKey = false) => grip.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
    const before = panel.getBoundingClientRect();
    press('ArrowLeft');
    press('ArrowDown');
    const moved = panel.getBoundingClientRect();
    expect([before.left - moved.left, moved.top - before.top]).to.eql([24, 24]);
    press('ArrowRight', true);
    expect(panel.getBoundingClientRect().width).to.equal(before.width + 24);
    for (let turn = 0; turn < 200; turn++) press('ArrowUp');
    expect(panel.getBoundingClientRect().top).to.equal(8);
    const header = panel.shadowRoot!.querySelector<HTMLElement>('.header')!, from = panel.getBoundingClientRect();
    header.setPointerCapture = () => {};
    header.dispatchEvent(new PointerEvent('pointerdown', { clientX: 300, clientY: 20, pointerId: 1 }));
    header.dispatchEvent(new PointerEvent('pointermove', { clientX: 280, clientY: 50, pointerId: 1 }));
    header.dispatchEvent(new PointerEvent('lostpointercapture', { pointerId: 1 }));
    expect([panel.getBoundingClientRect().left - from.left, panel.getBoundingClientRect().top - from.top]).to.eql([-20, 30]);
  });

  it('leaves the whole window, and then floating, with Escape', async () => {
    const panel = await show(fakeMeeting(1, { channelId }), 'full'), call = panel.shadowRoot!.querySelector('.call')!;
    const press = () => call.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    press();
    await waitFor(() => panel.getAttribute('mode') === 'float');
    press();
    await waitFor(() => panel.getAttribute('mode') === 'dock');
  });

  it('hears its keys from anywhere where it fills the window', async () => {
    const session = fakeMeeting(1, { channelId });
    await show(session, 'full');
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', bubbles: true, cancelable: true }));
    expect(session.asked).to.eql(['setMicrophone false']);
  });

  it('says who comes, goes and raises a hand', async () => {
    const session = fakeMeeting(1, { channelId }), panel = await show(session), said = () => [...panel.shadowRoot!.querySelectorAll('[role=status]')].map(({ textContent }) => textContent).join(' ');
    await waitFor(() => (panel as unknown as { rest?: object }).rest); // what is there by then is no news
    await panel.updateComplete;
    session.add({ userId: 'chloe' });
    await waitFor(() => said().includes('has joined'));
    session.alter('ben', { handAt: new Date().toISOString() });
    await waitFor(() => said().includes('raises a hand'));
    session.remove('chloe');
    await waitFor(() => said().includes('has left'));
  });

  it('rings until somebody answers, and says in words who reacts', async () => {
    const session = new FakeCall({ channelId }).add({ userId: 'ben', state: 'ringing' });
    session.phase.set('connecting');
    const panel = await show(session);
    await waitFor(() => text(panel).includes('Ringing…'));
    session.alter('ben', { state: 'answered' });
    await waitFor(() => text(panel).includes('Connecting…'));
    session.alter('ben', { state: 'active' }).phase.set('connected');
    session.words.reactions.set([{ id: '1', by: 'ben', emoji: '🎉' }]);
    await waitFor(() => panel.shadowRoot!.querySelector('[role=status].hidden-visually')?.textContent.includes('Ben Haug reacts: 🎉'));
  });

  it('shows people and what waits for an answer once the call is on', async () => {
    const session = fakeMeeting(1, { channelId }).add({ userId: 'chloe', state: 'waiting' }), panel = await show(session), root = panel.shadowRoot!;
    await waitFor(() => root.querySelector('call-notes')?.shadowRoot?.textContent.includes('waits to be let in'));
    root.querySelector('call-controls')!.show('people');
    await waitFor(() => root.querySelector('call-people')?.shadowRoot?.querySelector('li'));
    await expectAccessible(panel);
    root.querySelector('call-controls')!.show('people');
    await waitFor(() => !root.querySelector('call-people'));
  });
});
