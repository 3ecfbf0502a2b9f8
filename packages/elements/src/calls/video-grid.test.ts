import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, nextFrame, office, waitFor } from '../testing/index.ts';
import { endFakes, FakeCall, fakeCamera, fakeMeeting, share } from './call.fixture.ts';
import type { VideoGrid } from './video-grid.ts';
import './video-grid.ts';

describe('<video-grid>', () => {
  afterEach(endFakes);

  async function show(session: FakeCall, { width = 900, height = 500, change = {} }: { width?: number; height?: number; change?: Partial<VideoGrid> } = {}) {
    const { ada } = await office();
    const room = await fixture<HTMLElement>(html`<corridor-provider .corridor=${ada}><div class="room"><video-grid .session=${session}></video-grid></div></corridor-provider>`);
    const box = room.querySelector<HTMLElement>('.room')!, grid = Object.assign(room.querySelector('video-grid')!, change);
    Object.assign(box.style, { width: `${width}px`, height: `${height}px` });
    grid.style.height = '100%';
    await waitFor(() => tiles(grid).length > 0);
    return grid;
  }
  const tiles = (grid: VideoGrid) => [...grid.shadowRoot!.querySelectorAll<HTMLElement>('.tile')];
  const tile = (grid: VideoGrid, key: string) => tiles(grid).find(({ dataset }) => dataset['key'] === key);
  const area = (element: HTMLElement) => element.offsetWidth * element.offsetHeight;

  it('shows moving pictures, and a face of letters where there is no camera', async () => {
    const grid = await show(new FakeCall().add({ userId: 'ben', tracks: { camera: fakeCamera(20) } }).add({ userId: 'chloe' }));
    const video = await waitFor(() => tile(grid, 'ben camera')?.querySelector('video'));
    await waitFor(() => video.videoWidth === 640);
    const frame = () => new Promise<number>((resolve) => { video.requestVideoFrameCallback((_, { presentedFrames }) => { resolve(presentedFrames); }); });
    const first = await frame();
    expect(await frame()).to.be.greaterThan(first);
    expect(tile(grid, 'chloe camera')!.querySelector('video')).to.equal(null);
    expect(tile(grid, 'chloe camera')!.querySelector('user-avatar')).not.to.equal(null);
    await expectAccessible(grid);
  });

  it('goes on with a picture while everything around it changes', async () => {
    const session = fakeMeeting(3, { isStill: false }), grid = await show(session), video = await waitFor(() => tile(grid, 'ben camera')?.querySelector('video'));
    await waitFor(() => video.readyState === 4);
    let begun = 0;
    video.addEventListener('emptied', () => begun++);
    session.alter('mari', { handAt: new Date().toISOString() });
    grid.layout = 'speaker';
    session.speak({ mari: 0.5 }).remove('chloe');
    await waitFor(() => area(tile(grid, 'mari camera')!) > 2 * area(tile(grid, 'ben camera')!));
    expect(tile(grid, 'ben camera')!.querySelector('video')).to.equal(video);
    expect([begun, video.paused]).to.eql([0, false]);
  });

  it('says who it is, who is muted, raises a hand or has a poor connection', async () => {
    const grid = await show(new FakeCall().add({ userId: 'ben', isMuted: true, hasHand: true, quality: 'poor' }));
    await waitFor(() => tile(grid, 'ben camera')?.ariaLabel?.startsWith('Ben Haug'));
    expect(tile(grid, 'ben camera')!.ariaLabel).to.equal('Ben Haug, Microphone off, Hand raised, Poor connection');
  });

  it('shows a ring around those who speak', async () => {
    const session = fakeMeeting(2), grid = await show(session);
    session.speak({ mari: 0.4 });
    await waitFor(() => tile(grid, 'mari camera')!.hasAttribute('speaking'));
    session.speak({ ben: 0.4 });
    await waitFor(() => tile(grid, 'ben camera')!.hasAttribute('speaking'));
    expect(tile(grid, 'mari camera')!.hasAttribute('speaking')).to.equal(false);
  });

  it('shows a shared screen large, and keeps large what is pinned', async () => {
    const session = share(fakeMeeting(2), 'mari'), grid = await show(session);
    await waitFor(() => tile(grid, 'mari screen') && area(tile(grid, 'mari screen')!) > 2 * area(tile(grid, 'ben camera')!));
    tile(grid, 'ben camera')!.querySelector<HTMLElement>('.act')!.click();
    await waitFor(() => area(tile(grid, 'ben camera')!) > 2 * area(tile(grid, 'mari screen')!));
    expect(tile(grid, 'ben camera')!.querySelector('.act')!.ariaPressed).to.equal('true');
  });

  it('asks for pictures as large as they are shown, and pauses those on other pages', async () => {
    const session = fakeMeeting(40), grid = await show(session);
    await waitFor(() => session.wanted.size > 0 && tile(grid, 'ben camera'));
    const shown = new Set(tiles(grid).map(({ dataset }) => dataset['key']));
    const wrong = [...session.wanted].filter(([key, height]) => (shown.has(key) ? height === 'paused' : height !== 'paused'));
    expect(wrong).to.eql([]);
    expect([...session.wanted.values()]).to.include('paused');
    grid.shadowRoot!.querySelector<HTMLElement>('[aria-label="More people"]')!.click();
    await waitFor(() => session.wanted.get('ben camera') === 'paused');
  });

  it('pauses pictures in a page that is not looked at, but not those of a small window above all', async () => {
    const session = fakeMeeting(2), grid = await show(session), page = globalThis as { documentPictureInPicture?: unknown }, real = Object.getOwnPropertyDescriptor(page, 'documentPictureInPicture');
    const look = (isHidden: boolean) => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden }); document.dispatchEvent(new Event('visibilitychange')); };
    const isPaused = () => session.wanted.get('ben camera') === 'paused';
    await waitFor(() => session.wanted.has('ben camera'));
    try {
      look(true);
      await waitFor(isPaused);
      look(false);
      await waitFor(() => !isPaused());
      Object.defineProperty(page, 'documentPictureInPicture', { configurable: true, value: { window } });
      look(true);
      await grid.updateComplete;
      expect(isPaused()).to.equal(false);
    } finally {
      Reflect.deleteProperty(document, 'hidden');
      if (real) Object.defineProperty(page, 'documentPictureInPicture', real);
      else delete page.documentPictureInPicture;
    }
  });

  it('asks for more where a tile grows', async () => {
    const session = fakeMeeting(3), grid = await show(session);
    await waitFor(() => session.wanted.has('ben camera'));
    const before = Number(session.wanted.get('ben camera'));
    grid.pinned = 'ben camera';
    await waitFor(() => Number(session.wanted.get('ben camera')) > before);
  });

  it('moves my own picture from corner to corner by arrow keys and pointer', async () => {
    const grid = await show(fakeMeeting(1)), own = await waitFor(() => grid.shadowRoot!.querySelector<HTMLElement>('.own'));
    const at = () => { const [mine, all] = [own.getBoundingClientRect(), grid.getBoundingClientRect()]; return [mine.left < all.left + all.width / 2 ? 'left' : 'right', mine.top < all.top + all.height / 2 ? 'top' : 'bottom'].join(' '); };
    const press = (key: string) => own.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    expect(at()).to.equal('right bottom');
    press('ArrowLeft');
    await waitFor(() => at() === 'left bottom');
    press('ArrowUp');
    await waitFor(() => at() === 'left top');
    own.setPointerCapture = () => {};
    const { left, top } = own.getBoundingClientRect(), room = grid.getBoundingClientRect();
    own.dispatchEvent(new PointerEvent('pointerdown', { clientX: left + 5, clientY: top + 5, pointerId: 1 }));
    own.dispatchEvent(new PointerEvent('pointermove', { clientX: room.right - 20, clientY: top + 20, pointerId: 1 }));
    own.dispatchEvent(new PointerEvent('lostpointercapture', { pointerId: 1 }));
    await waitFor(() => at() === 'right top');
  });

  it('tells whoever draws where exactly the shared picture is', async () => {
    const session = share(fakeMeeting(1), 'ben'), grid = await show(session), told: { width: number; height: number }[] = [];
    grid.addEventListener('corridor-screen-rectangle', ({ detail }) => told.push(detail));
    const screen = await waitFor(() => grid.shadowRoot!.querySelector('screen-share')), video = await waitFor(() => screen.shadowRoot!.querySelector('video'));
    await waitFor(() => video.videoWidth === 1280);
    await nextFrame();
    const { width, height } = screen.rectangle;
    expect(width / height).to.be.closeTo(16 / 9, 0.01);
    screen.shadowRoot!.querySelector<HTMLElement>('[aria-label=Enlarge]')!.click();
    await waitFor(() => told.some((one) => Math.abs(one.width - width * 1.5) < 1));
  });
});
