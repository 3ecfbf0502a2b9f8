import { type Corridor, createCorridor } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import type { FakeCall } from '../calls/call.fixture.ts';
import { endFakes } from '../calls/call.fixture.ts';
import { expectAccessible, fixture, type Office, office, waitFor } from '../testing/index.ts';
import { FakePreview } from './meeting.fixture.ts';
import './meeting-room.ts';

describe('<meeting-room>', () => {
  let at: Office, ben: Corridor, preview: FakePreview;
  beforeEach(async () => {
    sessionStorage.clear();
    preview = new FakePreview();
    at = await office();
    ben = createCorridor({ transport: at.server.transport('ben'), storage: 'memory' });
    await ben.connect();
  });
  afterEach(() => { ben.close(); endFakes(); });

  async function show(code: string, session?: FakeCall) {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><meeting-room code=${code} .session=${session} .preview=${preview}></meeting-room></corridor-provider>`);
    return provider.querySelector('meeting-room')!;
  }
  /** Comes in muted: no device is opened. */
  const mute = async (element: Element) => { (await waitFor(() => element.shadowRoot!.querySelector('meeting-preview')?.shadowRoot?.querySelector<HTMLElement>('.controls button'))).click(); };
  const text = (element: Element) => element.shadowRoot!.textContent.replace(/\s+/g, ' ');

  it('shows the door of a room, and wants its password', async () => {
    const { code } = await ben.meetings.create({ name: 'Weekly', access: 'password', password: 'long enough' }), element = await show(code);
    await waitFor(() => element.shadowRoot?.querySelector('form'));
    await expectAccessible(element);
    element.shadowRoot!.querySelector<HTMLInputElement>('[name=password]')!.value = 'wrong';
    await mute(element);
    element.shadowRoot!.querySelector('form')!.requestSubmit();
    await waitFor(() => text(element).includes('This is not the password of the room.'));
    expect(element.shadowRoot!.querySelector('[name=password]')!.getAttribute('aria-invalid')).to.equal('true');
    await expectAccessible(element);
    element.shadowRoot!.querySelector<HTMLInputElement>('[name=password]')!.value = 'long enough';
    element.shadowRoot!.querySelector('form')!.requestSubmit();
    await waitFor(() => element.shadowRoot!.querySelector('call-panel') && element.shadowRoot!.querySelector('call-people'));
    expect(at.ada.calls.current.get()!.call.get().meetingId).to.be.a('string');
    await at.ada.calls.current.get()!.end();
  });

  it('waits in the lobby, and says so, until somebody lets them in or not', async () => {
    const { code } = await ben.meetings.create({ name: 'Weekly', access: 'lobby' }), element = await show(code);
    await waitFor(() => element.shadowRoot?.querySelector('form'));
    await mute(element);
    element.shadowRoot!.querySelector('form')!.requestSubmit();
    await waitFor(() => text(element).includes('You are in the lobby'));
    const host = await ben.meetings.join(code, { microphone: false });
    await host.hosts.deny();
    await waitFor(() => text(element).includes('You were not let in'));
    await host.end();
  });

  it('says in the lobby that the call that I am in goes on meanwhile', async () => {
    const { code } = await ben.meetings.create({ name: 'Weekly', access: 'lobby' }), { id: channelId } = await at.group(), first = await at.ada.calls.start(channelId, { kind: 'audio' }), element = await show(code);
    await waitFor(() => element.shadowRoot?.querySelector('form'));
    await mute(element);
    element.shadowRoot!.querySelector('form')!.requestSubmit();
    await waitFor(() => text(element).includes('Your call goes on until then. You leave it as soon as you are let in.'));
    expect(at.ada.calls.current.get()).to.equal(first);
    await first.leave();
    await waitFor(() => text(element).includes('You are in the lobby') && !text(element).includes('Your call goes on'));
    await at.ada.calls.current.get()!.leave();
  });

  it('says that a room is closed, or is none', async () => {
    const { code, id: roomId } = await ben.meetings.create({ name: 'Weekly' });
    await ben.meetings.update({ roomId, isClosed: true });
    const closed = await show(code);
    await waitFor(() => closed.shadowRoot && text(closed).includes('This room is closed'));
    const none = await show('bcd-fghj-kmn');
    await waitFor(() => none.shadowRoot && text(none).includes('This room cannot be opened'));
  });

  it('asks a guest for a name', async () => {
    const { fetch } = globalThis, asked: string[] = [];
    globalThis.fetch = (url) => { asked.push(new URL(url as string | URL).pathname); return Promise.resolve(Response.json({ code: 'bcd-fghj-kmn', name: 'Open day', access: 'open', status: 'open', allowsGuests: true, needsPassword: false, id: 'room', people: 0, isFull: false })); };
    try {
      const element = await fixture(html`<meeting-room code="bcd-fghj-kmn" guest></meeting-room>`);
      await waitFor(() => element.shadowRoot?.querySelector('[name=name]'));
      expect(asked).to.eql(['/api/v1/meet/bcd-fghj-kmn']);
    } finally { globalThis.fetch = fetch; }
  });

  it('knows a guest again after a reload, and asks the name where the server does not', async () => {
    const { fetch } = globalThis, asked: string[] = [], bearers: (string | null)[] = [], key = `corridor:guest ${new URL('/', document.baseURI).href} bcd-fghj-kmn`, door = { code: 'bcd-fghj-kmn', name: 'Open day', access: 'open', status: 'open', allowsGuests: true, needsPassword: false, id: 'room', people: 0, isFull: false };
    let isKnown = true;
    globalThis.fetch = (url, init) => {
      const path = new URL(url as string | URL).pathname.replace('/api/v1/meet/', '');
      asked.push(path);
      if (path.endsWith('/guests')) return Promise.resolve(Response.json({ token: 'first' }));
      if (path !== 'renewals') return Promise.resolve(Response.json(door));
      bearers.push(new Headers(init?.headers).get('authorization'));
      return Promise.resolve(Response.json(isKnown ? { token: 'second' } : { error: { code: 'unauthenticated', message: 'You are not a guest here any more' } }));
    };
    const open = async () => {
      const element = await fixture<HTMLElement>(html`<meeting-room code="bcd-fghj-kmn" guest .preview=${preview}></meeting-room>`);
      await waitFor(() => element.shadowRoot?.querySelector('form'));
      return { element, name: element.shadowRoot!.querySelector<HTMLInputElement>('[name=name]') };
    };
    try {
      const first = await open();
      first.name!.value = 'Nora';
      first.element.shadowRoot!.querySelector('form')!.requestSubmit();
      await waitFor(() => sessionStorage.getItem(key) === 'first');
      first.element.remove();
      const second = await open();
      expect([second.name, bearers, sessionStorage.getItem(key)]).to.eql([null, ['Bearer first'], 'second']);
      second.element.remove();
      isKnown = false;
      const third = await open();
      expect([third.name === null, bearers.at(-1), sessionStorage.getItem(key)]).to.eql([false, 'Bearer second', null]);
    } finally { globalThis.fetch = fetch; }
  });

  it('opens a room by its id, comes in muted by the devices that were chosen, and says when I have left', async () => {
    const { id: roomId } = await at.ada.meetings.create({ name: 'Mine' }), said: unknown[] = [];
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><meeting-room room-id=${roomId} .preview=${preview}></meeting-room></corridor-provider>`), element = provider.querySelector('meeting-room')!;
    for (const name of ['corridor-meeting-joined', 'corridor-meeting-left'] as const) provider.addEventListener(name, ({ detail }) => said.push('ending' in detail ? detail.ending : 'joined'));
    await waitFor(() => element.shadowRoot?.querySelector('form'));
    expect(text(element)).to.include('Nobody is there yet.');
    await preview.choose('microphone', 'headset');
    await mute(element);
    expect(element.shadowRoot!.querySelector('meeting-preview')!.options).to.eql({ camera: false, microphone: false, devices: { microphone: 'headset' } });
    element.shadowRoot!.querySelector('form')!.requestSubmit();
    await waitFor(() => text(element).includes('Nobody else is here yet'));
    const session = at.ada.calls.current.get()!;
    expect([session.devices.get().chosen.microphone, session.tracks.get().microphone]).to.eql(['headset', undefined]);
    await session.leave();
    await waitFor(() => text(element).includes('You have left the meeting'));
    expect(said).to.eql(['joined', 'left']);
  });

  it('says why nobody comes in: full, locked, taken out, over', async () => {
    const { code } = await ben.meetings.create({ name: 'Small', capacity: 2 }), host = await ben.meetings.join(code, { microphone: false });
    const join = async () => {
      const element = await show(code);
      await waitFor(() => element.shadowRoot?.querySelector('form'));
      expect(text(element)).to.include('1 person is in the meeting.');
      await mute(element);
      element.shadowRoot!.querySelector('form')!.requestSubmit();
      return element;
    };
    await host.hosts.setSettings({ isLocked: true });
    const locked = await join();
    await waitFor(() => text(locked).includes('The meeting is locked') && locked.shadowRoot!.querySelector('.state-door'));
    await host.hosts.setSettings({ isLocked: false });
    [...locked.shadowRoot!.querySelectorAll('button')].find((button) => button.textContent.includes('Look again'))!.click();
    await waitFor(() => locked.shadowRoot!.querySelector('form'));
    const chloe = createCorridor({ transport: at.server.transport('chloe'), storage: 'memory' });
    await chloe.connect();
    const third = await chloe.meetings.join(code, { microphone: false });
    locked.shadowRoot!.querySelector('form')!.requestSubmit();
    await waitFor(() => text(locked).includes('The room is full'));
    await third.leave();
    chloe.close();
    const element = await join();
    await waitFor(() => element.shadowRoot!.querySelector('call-people'));
    await host.end();
    await waitFor(() => text(element).includes('The meeting is over'));
    [...element.shadowRoot!.querySelectorAll('button')].find((button) => button.textContent.includes('Join again'))!.click();
    await waitFor(() => element.shadowRoot!.querySelector('form'));
  });
});
