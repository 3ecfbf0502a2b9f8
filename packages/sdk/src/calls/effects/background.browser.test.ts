import { expect } from 'chai';
import { becomes } from '../media/media.testing.ts';
import { withBackground } from './background.ts';

const width = 320, height = 240;

/** A room of stripes two pixels wide, which any blur makes grey. */
function stripes(): { track: MediaStreamTrack; end(): void } {
  const canvas = Object.assign(document.createElement('canvas'), { width, height }), pen = canvas.getContext('2d')!;
  const draw = () => { for (let x = 0; x < width; x += 4) for (const [at, colour] of [[0, '#000'], [2, '#fff']] as const) { pen.fillStyle = colour; pen.fillRect(x + at, 0, 2, height); } };
  draw();
  const timer = setInterval(draw, 50), [track] = canvas.captureStream().getVideoTracks();
  return { track: track!, end: () => { clearInterval(timer); track!.stop(); } };
}

/** Somebody fills the middle third, from top to bottom. */
const inTheMiddle = async () => {
  const canvas = new OffscreenCanvas(96, 54);
  canvas.getContext('2d')!.fillRect(32, 0, 32, 54);
  return Promise.resolve(() => Promise.resolve(canvas));
};

/** How far neighbours differ around a place of the next frame, 0 to 255, and its mean colour. */
async function around(track: MediaStreamTrack, x: number): Promise<{ contrast: number; colour: number[] }> {
  const video = Object.assign(document.createElement('video'), { muted: true, srcObject: new MediaStream([track]) });
  await video.play();
  await new Promise((resolve) => { video.requestVideoFrameCallback(resolve); });
  const pen = new OffscreenCanvas(width, height).getContext('2d')!;
  pen.drawImage(video, 0, 0);
  const { data } = pen.getImageData(x - 8, height / 2, 16, 1), reds = Array.from({ length: 16 }, (_, index) => data[index * 4]!);
  video.pause();
  return { contrast: Math.max(...reds) - Math.min(...reds), colour: [0, 1, 2].map((part) => Math.round(Array.from({ length: 16 }, (_, index) => data[index * 4 + part]!).reduce((sum, value) => sum + value, 0) / 16)) };
}

describe('another background', () => {
  const ends = new Set<() => void>();
  const room = () => { const { track, end } = stripes(); ends.add(end); return track; };
  const silent = { onPace: () => undefined, onSlow: () => undefined };
  afterEach(() => { for (const end of ends) end(); ends.clear(); });

  it('blurs the room, up to who is in it and not them, at the size of the camera', async () => {
    const track = await withBackground(room(), { blur: 'strong' }, '/', silent, inTheMiddle);
    await becomes('the room is grey', async () => { const { contrast, colour } = await around(track, 40); return contrast < 24 && Math.abs(colour[0]! - 128) < 30; });
    expect((await around(track, 92)).contrast).to.be.below(48); // a few pixels before the border
    expect((await around(track, width / 2)).contrast).to.be.above(180);
    expect(track.getSettings()).to.include({ width, height });
    track.stop();
  });

  it('shows a picture, which fills all there is', async () => {
    const canvas = new OffscreenCanvas(30, 90), pen = canvas.getContext('2d')!;
    pen.fillStyle = '#f00';
    pen.fillRect(0, 0, 30, 90);
    const track = await withBackground(room(), { image: await canvas.convertToBlob() }, '/', silent, inTheMiddle);
    await becomes('the room is red', async () => { const { colour: [red, green] } = await around(track, 16); return red! > 220 && green! < 40; });
    expect((await around(track, width - 16)).colour[1]).to.be.below(40);
    expect((await around(track, width / 2)).contrast).to.be.above(180);
    track.stop();
  });

  it('looks for people in fewer pictures where that takes long, and gives up where pictures would stand still', async () => {
    let segmented = 0, drawn: { frames: number; ms: number }[] = [], isSlow = false;
    const late = async () => { const mask = await inTheMiddle(); return async () => { segmented++; for (const end = performance.now() + 400; performance.now() < end;); return mask(); }; };
    const track = await withBackground(room(), { blur: 'light' }, '/', { onPace: (pace) => { drawn = [...drawn, pace]; }, onSlow: () => { isSlow = true; } }, late);
    await becomes('it is given up', () => isSlow);
    expect(drawn.every(({ frames, ms }) => frames < 12 && ms > 90)).to.equal(true);
    expect(segmented).to.be.below(drawn.reduce((sum, { frames }) => sum + frames * 2, 0)); // not in each
    track.stop();
  });

  it('ends with the camera, and stops it with itself', async () => {
    const camera = room(), track = await withBackground(camera, { blur: 'light' }, '/', silent, inTheMiddle);
    let ended = 0;
    track.addEventListener('ended', () => ended++);
    camera.dispatchEvent(new Event('ended'));
    expect([ended, track.readyState]).to.eql([1, 'ended']);
    const other = room(), another = await withBackground(other, { blur: 'light' }, '/', silent, inTheMiddle);
    another.stop();
    expect([other.readyState, another.readyState]).to.eql(['ended', 'ended']);
  });
});
