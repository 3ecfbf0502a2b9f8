import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor } from '../testing/index.ts';
import { endFakes, type FakeCall, fakeMeeting, share } from './call.fixture.ts';
import './screen-control.ts';
import './screen-share.ts';

describe('<screen-drawing>', () => {
  afterEach(endFakes);

  /** The screen that somebody shares, 16:9, in a box of that size. */
  async function show(session: FakeCall, by = 'ben', [width, height]: readonly [number, number] = [640, 480]) {
    const { ada } = await office(), provider = await fixture(html`<corridor-provider .corridor=${ada}><div class="room"><screen-share .session=${session} participant-id=${by}></screen-share></div></corridor-provider>`);
    const room = provider.querySelector<HTMLElement>('.room')!, element = provider.querySelector('screen-share')!;
    Object.assign(room.style, { width: `${width}px`, height: `${height}px`, display: 'grid' });
    const drawing = await waitFor(() => element.shadowRoot?.querySelector('screen-drawing')), root = await waitFor(() => drawing.shadowRoot), paper = await waitFor(() => root.querySelector<SVGElement>('svg.paper'));
    await waitFor(() => Math.abs(drawing.getBoundingClientRect().width / drawing.getBoundingClientRect().height - 16 / 9) < 0.02);
    return { drawing, root, paper, button: (label: string) => [...root.querySelectorAll('button')].find(({ ariaLabel }) => ariaLabel === label) };
  }
  const at = (paper: SVGElement, type: string, x: number, y: number) => {
    const { left, top, width, height } = paper.getBoundingClientRect();
    paper.dispatchEvent(new PointerEvent(type, { pointerId: 1, clientX: left + x * width, clientY: top + y * height, bubbles: true, cancelable: true }));
  };

  for (const box of [[640, 480], [300, 500], [900, 300]] as const) it(`draws where the pointer is on the picture, also where the box is ${box.join(' by ')}`, async () => {
    const session = share(fakeMeeting(1), 'ben'), { paper, button, root } = await show(session, 'ben', box);
    paper.setPointerCapture = () => undefined;
    at(paper, 'pointerdown', 0.5, 0.5);
    expect(session.asked).to.eql([]);
    button('Draw')!.click();
    await waitFor(() => button('Stop drawing'));
    at(paper, 'pointerdown', 0.25, 0.5);
    at(paper, 'pointermove', 0.75, 1);
    at(paper, 'pointerup', 0.75, 1);
    const [stroke] = session.words.strokes.get()['ben']!;
    expect(stroke!.points.map((point) => point.map((share) => Number(share.toFixed(2))))).to.eql([[0.25, 0.5], [0.75, 1]]);
    await waitFor(() => root.querySelector('svg.paper path')?.getAttribute('d')?.startsWith('M250.0 500.0L750.0 1000.0'));
    expect(session.asked).to.eql(['draw ben false', 'drawn 2']);
  });

  it('lets lines stay, and Escape ends drawing but not the size of the call', async () => {
    const session = share(fakeMeeting(1), 'ben'), { drawing, paper, button } = await show(session);
    paper.setPointerCapture = () => undefined;
    button('Draw')!.click();
    (await waitFor(() => button('Lines stay'))).click();
    await waitFor(() => button('Lines stay')!.ariaPressed === 'true');
    at(paper, 'pointerdown', 0.1, 0.1);
    at(paper, 'pointerup', 0.1, 0.1);
    expect(session.asked).to.include('draw ben true');
    const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true });
    button('Stop drawing')!.dispatchEvent(escape);
    expect([escape.defaultPrevented, drawing.isDrawing]).to.eql([true, false]);
    await waitFor(() => button('Draw'));
  });

  it('says who has drawn, clears what is mine, and all for hosts and who shares', async () => {
    const session = share(fakeMeeting(2), 'ben'), { root, button } = await show(session), line = { points: [[0.1, 0.1], [0.9, 0.9]], isKept: true } as const;
    session.words.strokes.set({ ben: [{ id: '1', by: 'mari', ...line }, { id: '2', by: 'me', ...line }] });
    await waitFor(() => root.querySelector('svg.paper')!.getAttribute('aria-label') === 'Drawn by mari, Ada Nilsen');
    expect(new Set([...root.querySelectorAll('svg.paper path')].map((path) => path.getAttribute('class'))).size).to.equal(2);
    await expectAccessible(root.host);
    button('Clear my lines')!.click();
    session.words.strokes.set({ ben: [{ id: '1', by: 'mari', ...line }] });
    (await waitFor(() => !button('Clear my lines') && button('Clear all lines')) as HTMLElement).click();
    expect(session.asked).to.eql(['clear ben false', 'clear ben true']);
    session.words.strokes.set({ ben: [{ id: '1', by: 'mari', ...line }] });
    session.alter('me', { role: 'participant' });
    await waitFor(() => !button('Clear all lines') && button('Draw'));
    session.change({ settings: { ...session.call.get().settings, mayAnnotate: false } });
    await waitFor(() => !button('Draw'));
  });

  it('shows on my own shared screen what others draw', async () => {
    const session = share(fakeMeeting(1), 'me'), { root, button } = await show(session, 'me');
    session.words.strokes.set({ me: [{ id: '1', by: 'ben', points: [[0.2, 0.2]], isKept: false }] });
    await waitFor(() => root.querySelector('svg.paper path'));
    button('Clear all lines')!.click();
    expect(session.asked).to.eql(['clear me true']);
  });
});

describe('<screen-control>', () => {
  afterEach(endFakes);
  const accept = (event: CustomEvent<{ accept(): void }>) => { event.detail.accept(); };

  async function show(session: FakeCall) {
    const { ada } = await office(), provider = await fixture(html`<corridor-provider .corridor=${ada}><screen-control .session=${session} screen="ben"></screen-control></corridor-provider>`), element = provider.querySelector('screen-control')!;
    Object.assign(provider.style, { display: 'block', position: 'relative', width: '400px', height: '200px' });
    await element.updateComplete;
    return element;
  }

  it('asks only on a page whose host can act, and takes pointer and keys once it was allowed', async () => {
    const session = share(fakeMeeting(1), 'ben');
    expect((await show(session)).shadowRoot!.querySelector('button')).to.equal(null);
    document.addEventListener('corridor-control-offer', accept as EventListener);
    const element = await show(session), root = element.shadowRoot!;
    document.removeEventListener('corridor-control-offer', accept as EventListener);
    (await waitFor(() => root.querySelector('button'))).click();
    session.words.control.set({ participantId: 'ben', state: 'acting' });
    const surface = await waitFor(() => root.querySelector('.surface')), { left, top, width, height } = surface.getBoundingClientRect();
    await waitFor(() => root.activeElement === surface);
    surface.dispatchEvent(new PointerEvent('pointerdown', { clientX: left + width / 4, clientY: top + height / 2, bubbles: true }));
    surface.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', bubbles: true, composed: true, cancelable: true }));
    surface.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    const [asked, pointer, key, ended] = session.asked;
    expect([asked, ended]).to.eql(['askControl ben', 'endControl']);
    expect(JSON.parse(pointer!.replace('sendInput ', ''))).to.include({ type: 'pointerdown', x: 0.25, y: 0.5 });
    expect(JSON.parse(key!.replace('sendInput ', ''))).to.include({ type: 'keydown', key: 'm' });
  });
});
